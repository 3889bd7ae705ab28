//! Every page there is to look at in a sandbox's console, for what must hold of all of them.

use crate::{
    campaign::SILENT,
    console::{ADMINISTRATOR, AHEAD, CAMPAIGN, LEADER, OFFICER, PLANNER, Person, ServedConsole},
};

/// A page, and who looks at it.
#[derive(Clone, Debug)]
pub struct Sight {
    /// A short name, for a picture's file.
    pub name: &'static str,
    /// Where it is.
    pub path: String,
    /// Who looks.
    pub person: Person,
}

/// Every page.
pub async fn sights(served: &ServedConsole) -> Vec<Sight> {
    let campaign = CAMPAIGN.into();
    let store = &served.sandbox.store;
    let notices = store.notices_after(&campaign, 0).await.unwrap();
    let document = notices.iter().find(|notice| notice.number.is_some()).unwrap().id;
    let finding = &served.running.campaign.findings[0].0.registration.id;
    let listing = store.listing_list(&campaign).await.unwrap()[0].id.clone();
    let incident = store.incident_list(&campaign).await.unwrap()[0].id.clone();
    let hook = store.webhook_list().await.unwrap()[0].id.clone();
    let approval = store.approval_list(&campaign).await.unwrap();
    let approval =
        approval.iter().find(|row| row.of.as_str() == LEADER.bureau && row.source.starts_with("campaign/"));
    let approval = approval.unwrap();
    let draft = format!("/approvals/{CAMPAIGN}/docket/{}/{}", approval.bureau, approval.approval);
    let fixed = |name, path: &str, person| Sight { name, path: path.to_owned(), person };
    vec![
        fixed("overview", "/", PLANNER),
        fixed("campaign", &format!("/campaigns/{CAMPAIGN}"), PLANNER),
        fixed("amend", &format!("/campaigns/{CAMPAIGN}/amend"), PLANNER),
        fixed("versions", &format!("/campaigns/{CAMPAIGN}/versions"), PLANNER),
        fixed("bureau", &format!("/campaigns/{CAMPAIGN}/bureaus/{SILENT}"), OFFICER),
        fixed("obligation", &format!("/campaigns/{CAMPAIGN}/obligations/report"), PLANNER),
        fixed("laggards", &format!("/laggards?campaign={CAMPAIGN}"), LEADER),
        fixed("briefing", &format!("/campaigns/{CAMPAIGN}/briefing"), LEADER),
        fixed("screen", &format!("/campaigns/{CAMPAIGN}/screen"), LEADER),
        fixed("figures", &format!("/campaigns/{CAMPAIGN}/bureaus/{SILENT}/figures"), OFFICER),
        fixed("inbox", "/inbox", LEADER),
        fixed("inbox-officer", "/inbox", OFFICER),
        fixed("approval", &draft, LEADER),
        fixed("campaign-ahead", &format!("/campaigns/{AHEAD}"), PLANNER),
        fixed("bureau-ahead", &format!("/campaigns/{AHEAD}/bureaus/{SILENT}"), OFFICER),
        fixed("findings", &format!("/findings?campaign={CAMPAIGN}"), PLANNER),
        fixed("finding", &format!("/findings/{CAMPAIGN}/{finding}"), PLANNER),
        fixed("finding-entry", &format!("/findings/new?campaign={CAMPAIGN}"), OFFICER),
        fixed("queue", "/queue", OFFICER),
        fixed("offline", "/offline", OFFICER),
        fixed("findings-import", &format!("/findings/import?campaign={CAMPAIGN}"), OFFICER),
        fixed("listings", &format!("/listings?campaign={CAMPAIGN}"), LEADER),
        fixed("listing", &format!("/listings/{CAMPAIGN}/{listing}"), LEADER),
        fixed("listing-proposal", &format!("/listings/new?campaign={CAMPAIGN}"), PLANNER),
        fixed("incidents", &format!("/incidents?campaign={CAMPAIGN}"), PLANNER),
        fixed("incident", &format!("/incidents/{CAMPAIGN}/{incident}"), PLANNER),
        fixed("incident-report", &format!("/incidents/new?campaign={CAMPAIGN}"), OFFICER),
        fixed("notices", "/notices", PLANNER),
        fixed("notice", &format!("/notices/{document}"), PLANNER),
        fixed("mail", "/mail", PLANNER),
        fixed("league", "/league", PLANNER),
        fixed("league-table", &format!("/league/{CAMPAIGN}"), PLANNER),
        fixed("league-facts", &format!("/league/{CAMPAIGN}/bureaus/{SILENT}"), PLANNER),
        fixed("calendar", "/calendar", OFFICER),
        fixed("launch", "/launch?example=true", PLANNER),
        fixed("launch-notice", "/launch/notice", PLANNER),
        fixed("launch-form", "/launch/form", PLANNER),
        fixed("launch-again", &format!("/launch/again?campaign={CAMPAIGN}"), PLANNER),
        fixed("launch-again-form", &format!("/launch/again?campaign={CAMPAIGN}&issued=2025-05-12"), PLANNER),
        fixed("holidays", "/holidays", PLANNER),
        fixed("holidays-apply", "/holidays/apply", PLANNER),
        fixed("audit", "/audit", ADMINISTRATOR),
        fixed("users", "/users", ADMINISTRATOR),
        fixed("users-import", "/users/import", ADMINISTRATOR),
        fixed("tokens", "/integrations/tokens", ADMINISTRATOR),
        fixed("integrations", "/integrations", ADMINISTRATOR),
        fixed("webhook", &format!("/integrations/webhooks/{hook}"), ADMINISTRATOR),
        fixed("account", "/account", OFFICER),
    ]
}
