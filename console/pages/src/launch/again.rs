//! Launching again: the form begins with the plan of an earlier campaign, its dates moved to another issue date.

use super::{form_page, launch_form::frame};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::{Months, NaiveDate};
use duban_domain::{CampaignId, access::Action, directive::plan_words};
use duban_service::{
    Visible,
    rows::{Campaign, PlanTemplate, PlanTemplateId},
    today,
};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
    plan_check::form::PlanForm,
};
use serde::Deserialize;

/// Which campaign, and when the next one is issued.
#[derive(Deserialize)]
pub(super) struct AgainQuery {
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    issued: String,
    /// A template instead of a campaign.
    #[serde(default)]
    template: String,
}

/// Where the campaign and the new issue date are chosen.
#[derive(Template)]
#[template(path = "launch/again.html")]
struct AgainPage {
    frame: Layout,
    w: Words,
    /// The newest first.
    campaigns: Vec<Visible<Campaign>>,
    templates: Vec<PlanTemplate>,
    chosen: String,
    chosen_template: String,
    issued: String,
    /// Whether a date was typed that is none.
    is_no_day: bool,
}

/// Asks for the campaign and the date; with both, begins the form.
pub(super) async fn again(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(asked): Query<AgainQuery>,
) -> Result<Response, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let frame = frame(&console, &viewer, w);
    let kept = match asked.campaign.as_str() {
        "" => None,
        id => Some(viewer.campaign(&CampaignId::from(id)).await?),
    };
    let issued: Option<NaiveDate> = plan_words(&asked.issued, None, true).parse().ok();
    if let (Some(kept), Some(issued)) = (&kept, issued) {
        let next = kept.next_plan(issued).await?;
        return form_page::show(&viewer, frame, w, PlanForm::again(&next, w)).await;
    }
    if let (Ok(template), Some(issued)) = (asked.template.parse(), issued) {
        let next = viewer.template_plan(PlanTemplateId(template), issued).await?;
        return form_page::show(&viewer, frame, w, PlanForm::again(&next, w)).await;
    }
    let templates = viewer.templates().await?;
    let is_no_day = !asked.issued.trim().is_empty() && issued.is_none();
    let proposed = || kept.as_ref().map_or_else(today, |kept| not_past(kept.plan.issued)).to_string();
    let mut campaigns = viewer.campaigns().await?;
    campaigns.reverse();
    let issued = if asked.issued.is_empty() { proposed() } else { asked.issued };
    Ok(page(&AgainPage {
        frame,
        w,
        campaigns,
        templates,
        chosen: asked.campaign,
        chosen_template: asked.template,
        issued,
        is_no_day,
    }))
}

/// The same day of the first year in which it is not past.
fn not_past(issued: NaiveDate) -> NaiveDate {
    let years = (1..).map_while(|year| issued.checked_add_months(Months::new(12 * year)));
    years.into_iter().find(|day| *day >= today()).unwrap_or_else(today)
}
