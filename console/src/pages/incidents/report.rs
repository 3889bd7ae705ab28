//! Reporting an urgent matter: every level up to the issuer is told at once.

use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::{
        campaign,
        matter::{
            self,
            acts::{NotDone, unfit},
            submitted::{FILES, Submitted},
        },
    },
};
use askama::Template;
use axum::{
    extract::{Multipart, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{CampaignId, IncidentId, access::Action};
use duban_service::IncidentReport;
use serde::Deserialize;

/// Which campaign's.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct IncidentReportQuery {
    campaign: String,
}

#[derive(Template)]
#[template(path = "incidents/new.html")]
struct IncidentReportPage {
    frame: Layout,
    w: Words,
    campaigns: Vec<(String, String)>,
    campaign: String,
    title: String,
    text: String,
    problem: Option<String>,
}

pub(super) async fn blank(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Query(asked): Query<IncidentReportQuery>,
) -> Result<Response, WebError> {
    principal.authorise(&console, Action::ReportIncident, &principal.bureau)?;
    let typed = (asked.campaign, String::new(), String::new());
    rendered(&console, &principal, w, typed, None).await
}

async fn rendered(
    console: &Console,
    principal: &Principal,
    w: Words,
    (campaign, title, text): (String, String, String),
    problem: Option<String>,
) -> Result<Response, WebError> {
    let campaigns = matter::campaigns(console, principal).await?;
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let answer = page(&IncidentReportPage {
        frame: Layout::new(console, principal, w, w.t("incident-new"), "/incidents/new"),
        w,
        campaigns: campaigns.iter().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect(),
        campaign,
        title,
        text,
        problem,
    });
    Ok((status, answer).into_response())
}

/// Reports what the form says, for its reporter's own bureau.
pub(super) async fn report(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    form: Multipart,
) -> Result<Response, WebError> {
    principal.authorise(&console, Action::ReportIncident, &principal.bureau)?;
    let submitted = Submitted::read(&console, form).await?;
    match reported(&console, &principal, w, &submitted).await {
        Ok(address) => Ok(Redirect::to(&address).into_response()),
        Err(NotDone::Told(problem)) => {
            let text = |field| submitted.text(field).to_owned();
            let typed = (text("campaign"), text("title"), text("text"));
            rendered(&console, &principal, w, typed, Some(problem)).await
        }
        Err(NotDone::WebError(fault)) => Err(fault),
    }
}

async fn reported(
    console: &Console,
    principal: &Principal,
    w: Words,
    submitted: &Submitted,
) -> Result<String, NotDone> {
    let told = |failed| NotDone::Told(unfit(w, &failed));
    let id = CampaignId::from(submitted.text("campaign"));
    let kept = campaign::seen(console, principal, &id).await?;
    let (title, text) =
        (submitted.required("title").map_err(told)?, submitted.required("text").map_err(told)?);
    let attachments = submitted.archive(console, FILES).await.map_err(|fault| NotDone::of(w, fault))?;
    let report = IncidentReport { bureau: principal.bureau.clone(), title, text, attachments };
    let scene = console.service().scene(&kept.plan.id).await.map_err(WebError::from)?;
    let incident = scene.report_incident(principal.actor(), report, None).await;
    let incident = incident.map_err(|failure| NotDone::of(w, WebError::from(failure)))?;
    Ok(waiting(console, &kept.plan.id, &incident).await?)
}

/// The incident's page once the ledger has it; the list where that takes too long.
async fn waiting(console: &Console, campaign: &CampaignId, id: &IncidentId) -> Result<String, WebError> {
    let known =
        matter::appears(|| async { Ok(console.store().incident_get(campaign, id).await?.is_some()) }).await?;
    Ok(if known { super::address(campaign, id) } else { format!("/incidents?campaign={campaign}") })
}
