//! Where pages lie.

use duban_domain::{
    BureauCode, CampaignId, FindingId, IncidentId, ListingId, ObligationId, laggard::AwaitedAct,
};
use duban_web::queries::laggards::LaggardQuery;

/// The address of a finding's page.
pub(crate) fn finding_page(campaign: &CampaignId, id: &FindingId) -> String {
    format!("/findings/{campaign}/{id}")
}

/// The address of a listing's page.
pub(crate) fn listing_page(campaign: &CampaignId, id: &ListingId) -> String {
    format!("/listings/{campaign}/{id}")
}

/// The address of an incident's page.
pub(crate) fn incident_page(campaign: &CampaignId, id: &IncidentId) -> String {
    format!("/incidents/{campaign}/{id}")
}

/// The board of what a campaign's bureaus have not handed in.
pub(crate) fn missing_page(campaign: &str) -> String {
    let query = LaggardQuery { campaign: campaign.to_owned(), ..LaggardQuery::default() };
    query.address(("waiting", AwaitedAct::Submission.as_str()))
}

/// The address of an approval's page.
pub(crate) fn approval_page(campaign: &CampaignId, source: &str, number: u32) -> Option<String> {
    let mut parts = source.splitn(3, '/');
    let kind = match parts.next()? {
        "campaign" => "docket",
        kind @ ("finding" | "listing") => kind,
        _ => return None,
    };
    let id = parts.nth(1)?;
    Some(format!("/approvals/{campaign}/{kind}/{id}/{number}"))
}

/// The page of the docket, finding or listing that asks for an approval.
pub(crate) fn matter_page(
    campaign: &CampaignId,
    about: &BureauCode,
    source: &str,
    obligation: Option<&ObligationId>,
) -> String {
    let part = |kind: &str| source.strip_prefix(&format!("{kind}/{campaign}/"));
    match (part("finding"), part("listing"), obligation) {
        (Some(id), ..) => format!("/findings/{campaign}/{id}"),
        (_, Some(id), _) => format!("/listings/{campaign}/{id}"),
        (.., Some(id)) => format!("/campaigns/{campaign}/bureaus/{about}#duty-{id}"),
        _ => format!("/campaigns/{campaign}/bureaus/{about}"),
    }
}
