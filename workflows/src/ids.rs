//! Workflow ids, spelled in one place.

use duban_domain::{BureauCode, CampaignId};

/// The workflow of a bureau in a campaign.
pub fn bureau_campaign(campaign: &CampaignId, bureau: &BureauCode) -> String {
    format!("campaign/{campaign}/{bureau}")
}

/// The workflow of a bureau's postbox.
pub fn postbox(bureau: &BureauCode) -> String {
    format!("postbox/{bureau}")
}
