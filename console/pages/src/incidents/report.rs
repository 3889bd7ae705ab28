//! Reporting an urgent matter: every level up to the issuer is told at once.

use crate::{
    matter::{
        self,
        acts::{NotDone, unfit},
        submitted::{FILES, Submitted},
    },
    places::incident_page,
};
use askama::Template;
use axum::{
    extract::{Multipart, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{CampaignId, IncidentId, access::Action};
use duban_service::{CampaignContext, IncidentReport, Visible, rows::IncidentRow};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
};
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
    viewer: Viewer,
    w: Words,
    Query(query): Query<IncidentReportQuery>,
) -> Result<Response, WebError> {
    viewer.authorise(Action::ReportIncident, &viewer.bureau)?;
    let typed = (query.campaign, String::new(), String::new());
    rendered(&console, &viewer, w, typed, None).await
}

async fn rendered(
    console: &Console,
    viewer: &Viewer,
    w: Words,
    (campaign, title, text): (String, String, String),
    problem: Option<String>,
) -> Result<Response, WebError> {
    let campaigns = matter::campaigns(viewer).await?;
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let answer = page(&IncidentReportPage {
        frame: Layout::new(console, viewer, w, w.t("incident-new"), "/incidents/new"),
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
    viewer: Viewer,
    w: Words,
    form: Multipart,
) -> Result<Response, WebError> {
    viewer.authorise(Action::ReportIncident, &viewer.bureau)?;
    let submitted = Submitted::read(&viewer, form).await?;
    match reported(&viewer, w, &submitted).await {
        Ok(address) => Ok(Redirect::to(&address).into_response()),
        Err(NotDone::Told(problem)) => {
            let text = |field| submitted.text(field).to_owned();
            let typed = (text("campaign"), text("title"), text("text"));
            rendered(&console, &viewer, w, typed, Some(problem)).await
        }
        Err(NotDone::WebError(fault)) => Err(fault),
    }
}

async fn reported(viewer: &Viewer, w: Words, submitted: &Submitted) -> Result<String, NotDone> {
    let told = |failed| NotDone::Told(unfit(w, &failed));
    let id = CampaignId::from(submitted.text("campaign"));
    let context = viewer.context(&id).await.map_err(WebError::from)?;
    let (title, text) =
        (submitted.required("title").map_err(told)?, submitted.required("text").map_err(told)?);
    let attachments = submitted.archive(viewer, FILES).await.map_err(|fault| NotDone::of(w, fault))?;
    let report = IncidentReport { bureau: viewer.bureau.clone(), title, text, attachments };
    let incident = context.report(report, None).await;
    let incident = incident.map_err(|failure| NotDone::of(w, WebError::from(failure)))?;
    Ok(waiting(&context, &incident).await?)
}

/// The incident's page once the ledger has it; the list where that takes too long.
async fn waiting(context: &Visible<CampaignContext>, id: &IncidentId) -> Result<String, WebError> {
    let campaign = context.id();
    let known = matter::appears(|| context.knows::<IncidentRow>(id)).await?;
    Ok(if known { incident_page(campaign, id) } else { format!("/incidents?campaign={campaign}") })
}
