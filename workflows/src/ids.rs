//! Workflow ids, spelled in one place.

use duban_domain::{BureauCode, CampaignId, FindingId, IncidentId, ListingId, WebhookId};

/// The mark that a store leaves in its engine; no worker runs it.
pub const STORE_MARK: &str = "duban-store";

/// The workflow of a bureau in a campaign.
pub fn bureau_campaign(campaign: &CampaignId, bureau: &BureauCode) -> String {
    format!("campaign/{campaign}/{bureau}")
}

/// The workflow of a bureau's postbox.
pub fn postbox(bureau: &BureauCode) -> String {
    format!("postbox/{bureau}")
}

/// The workflow of a bureau's postbox for urgent matters.
pub fn urgent_postbox(bureau: &BureauCode) -> String {
    format!("postbox/{bureau}/urgent")
}

/// The workflow of a finding.
pub fn finding(campaign: &CampaignId, finding: &FindingId) -> String {
    format!("finding/{campaign}/{finding}")
}

/// The workflow of a listing.
pub fn listing(campaign: &CampaignId, listing: &ListingId) -> String {
    format!("listing/{campaign}/{listing}")
}

/// The workflow of an incident.
pub fn incident(campaign: &CampaignId, incident: &IncidentId) -> String {
    format!("incident/{campaign}/{incident}")
}

/// The workflow of a webhook's courier.
pub fn courier(webhook: &WebhookId) -> String {
    format!("courier/{webhook}")
}
