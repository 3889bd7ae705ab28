//! Campaigns: what runs, how far each bureau is, launching and calling off.

use super::{
    input::Input,
    instant::at,
    paging::{Listed, Paging},
    plans::{self, PlanToLaunch},
    tally::{AllCounts, TallyResource},
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use duban_domain::{CampaignId, access::Action, terms::parties};
use duban_service::{
    CampaignContext, Launch, Launched as Gone, ServiceError,
    rows::{BureauStatus, Campaign as Kept, OpeningReach},
};
use duban_web::{Console, Viewer, WebError, download::download, i18n::Words, once::UpdateId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    let plans = [routes!(timetable), routes!(next_plan), routes!(basis), routes!(opening_reach)];
    vec![routes!(list, launch), routes!(get), routes!(status), routes!(cancel)]
        .into_iter()
        .chain(plans)
        .collect()
}

/// A campaign.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CampaignResource {
    /// Its id.
    #[schema(example = "qiannan-2024-key-products")]
    id: String,
    /// Its title.
    title: String,
    /// The bureau that launched it.
    issuer: String,
    /// The zone of its times.
    #[schema(example = "Asia/Shanghai")]
    timezone: String,
    /// Today, in its own time.
    #[schema(format = Date)]
    today: String,
    /// When its last docket ended.
    #[schema(format = DateTime)]
    finished: Option<String>,
    /// The documents it rests on, as they are cited.
    basis: Vec<String>,
}

fn shown(kept: &Kept) -> CampaignResource {
    let zone = kept.plan.zone;
    let now = kept.timebase.plan(duban_domain::WallTime::new(chrono::Utc::now()));
    CampaignResource {
        id: kept.plan.id.to_string(),
        title: kept.plan.title.clone(),
        issuer: kept.plan.issuer.to_string(),
        timezone: zone.name().to_owned(),
        today: now.date(zone).to_string(),
        finished: kept.finished.map(|at| at.rfc3339(zone)),
        basis: kept.plan.basis.iter().map(duban_domain::plan::CampaignBasis::cited).collect(),
    }
}

/// Campaigns that the token's bureau takes part in, supervises or launched, by id.
#[utoipa::path(get, path = "/api/v1/campaigns", tag = "campaigns", operation_id = "listCampaigns", params(Paging),
    responses((status = 200, body = Listed<CampaignResource>)))]
async fn list(viewer: Viewer, uri: OriginalUri, Query(paging): Query<Paging>) -> Result<Response, WebError> {
    let mut kept = viewer.campaigns().await?;
    kept.sort_by(|a, b| a.plan.id.cmp(&b.plan.id));
    let page = paging.of(kept, |kept| kept.plan.id.to_string())?;
    Ok(page.answer(&uri, |kept| shown(&kept)))
}

/// A campaign.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}", tag = "campaigns", operation_id = "getCampaign",
    params(("campaign" = String, Path, description = "Its id.")),
    responses((status = 200, body = CampaignResource)))]
async fn get(viewer: Viewer, Path(campaign): Path<String>) -> Result<Json<CampaignResource>, WebError> {
    Ok(Json(shown(&*viewer.campaign(&CampaignId::new(campaign)).await?)))
}

/// How far a bureau is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BureauStatusResource {
    /// Its code.
    bureau: String,
    /// Its name.
    name: String,
    /// Its obligations.
    #[serde(flatten)]
    tally: AllCounts,
    /// When nothing was left to wait for.
    #[schema(format = DateTime)]
    finished: Option<String>,
}

/// The matrix: how far each bureau is, as far as the token sees, by code.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/status", tag = "campaigns", operation_id = "getStatus",
    params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<BureauStatusResource>)))]
async fn status(
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let context = viewer.context(&CampaignId::new(campaign)).await?;
    let page = paging.of(context.status().await?, |row| row.code.to_string())?;
    Ok(page.answer(&uri, |row| status_of(&context, row)))
}

fn status_of(context: &CampaignContext, row: BureauStatus) -> BureauStatusResource {
    BureauStatusResource {
        bureau: row.code.to_string(),
        name: row.name,
        tally: TallyResource(row.tally),
        finished: at(context, row.finished),
    }
}

/// The timetable: when each obligation opens and is due.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/timetable", tag = "campaigns", operation_id = "getTimetable",
    params(("campaign" = String, Path, description = "The campaign's id.")),
    responses((status = 200, body = plans::Timetable)))]
async fn timetable(viewer: Viewer, Path(campaign): Path<String>) -> Result<Json<plans::Timetable>, WebError> {
    let context = viewer.context(&CampaignId::new(campaign)).await?;
    Ok(Json(plans::timetable(&context.terms()?)))
}

/// When the next campaign is issued.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct NextPlanQuery {
    /// The new issue date.
    #[param(example = "2026-05-11")]
    issued: NaiveDate,
}

/// The plan of a campaign that is held again by the asking bureau, with its dates moved to another issue date. It
/// is a plan to begin with, and is checked and launched as any other.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/next-plan", tag = "campaigns", operation_id = "getNextPlan",
    params(("campaign" = String, Path, description = "The campaign's id."), NextPlanQuery),
    responses((status = 200, body = plans::NextPlanResource)))]
async fn next_plan(
    viewer: Viewer,
    words: Words,
    Path(campaign): Path<String>,
    Query(NextPlanQuery { issued }): Query<NextPlanQuery>,
) -> Result<Json<plans::NextPlanResource>, WebError> {
    let kept = viewer.campaign(&CampaignId::new(campaign)).await?;
    Ok(Json(plans::next(&kept.next_plan(issued).await?, words)?))
}

/// A document that the campaign rests on, as a file.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/basis/{index}", tag = "campaigns", operation_id = "getBasis",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("index" = usize, Path, description = "Its place among the campaign's documents, from 0.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn basis(viewer: Viewer, Path((campaign, index)): Path<(String, usize)>) -> Result<Response, WebError> {
    let kept = viewer.campaign(&CampaignId::new(campaign)).await?;
    let (name, content) = kept.basis_file(index).await?;
    Ok(download(&name, "application/octet-stream", content))
}

/// To how many bureaus the notice that opens a campaign has come, as far as the token sees.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpeningReach)]
pub(super) struct OpeningReachResource {
    /// For how many there is one.
    bureaus: u32,
    /// How many have it.
    arrived: u32,
    /// For how many it waits.
    waiting: u32,
    /// Whose mail server refused it for good.
    refused: u32,
}

/// How far the notice that opens a campaign has come.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/opening-reach", tag = "campaigns",
    operation_id = "getOpeningReach", params(("campaign" = String, Path, description = "The campaign's id.")),
    responses((status = 200, body = OpeningReachResource)))]
async fn opening_reach(
    viewer: Viewer,
    Path(campaign): Path<String>,
) -> Result<Json<OpeningReachResource>, WebError> {
    let reach = viewer.campaign(&CampaignId::new(campaign)).await?.opening_reach().await?;
    let OpeningReach { bureaus, arrived, waiting, refused } = reach;
    Ok(Json(OpeningReachResource { bureaus, arrived, waiting, refused }))
}

/// A plan that was launched.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Launched {
    /// The campaign's id.
    campaign: String,
    /// How many bureaus take part.
    bureaus: usize,
}

/// Launches a campaign of a plan. The token's bureau must be the plan's issuer.
#[utoipa::path(post, path = "/api/v1/campaigns", tag = "campaigns", operation_id = "launchCampaign",
    request_body = plans::PlanToLaunch,
    responses((status = 201, body = Launched, headers(("Location", description = "The campaign.")))))]
async fn launch(
    viewer: Viewer,
    words: Words,
    UpdateId(update_id): UpdateId,
    Input(PlanToLaunch { plan, belated }): Input<PlanToLaunch>,
) -> Result<Response, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let loaded = plans::read(&viewer, &plan, words).await?;
    let bureaus = parties(viewer.directory(), &loaded.plan.issuer).len();
    let plan = loaded.plan.clone();
    let launch = Launch { plan: loaded.plan, terms: loaded.terms, by: viewer.actor(), speed: None, belated };
    let campaign = match (viewer.launch(launch).await, update_id) {
        (Ok(Gone { plan, .. }), _) => plan.id,
        // A request that was cut off after it had launched this very plan comes again.
        (Err(ServiceError::Exists { .. }), Some(_)) if viewer.has_launched(&plan).await? => plan.id,
        (Err(failure), _) => return Err(failure.into()),
    };
    let location = HeaderValue::try_from(format!("/api/v1/campaigns/{campaign}"));
    let location = location.map_err(|error| WebError::Internal(error.into()))?;
    let launched = Launched { campaign: campaign.to_string(), bureaus };
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(launched)).into_response())
}

/// Why a campaign is called off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Cancellation {
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Calls a campaign off.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/cancel", tag = "campaigns", operation_id = "cancelCampaign",
    params(("campaign" = String, Path, description = "The campaign's id.")),
    request_body = Cancellation, responses((status = 202, description = "It was asked to stop.")))]
async fn cancel(
    viewer: Viewer,
    Path(campaign): Path<String>,
    Input(Cancellation { reason }): Input<Cancellation>,
) -> Result<StatusCode, WebError> {
    viewer.context(&CampaignId::new(campaign)).await?.cancel(&reason).await?;
    Ok(StatusCode::ACCEPTED)
}
