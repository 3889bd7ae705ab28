//! Launches that wait for a leader or for their instant.

use super::{
    input::Input,
    paging::{Listed, Paging},
    plans, schema,
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    http::StatusCode,
    response::Response,
};
use chrono::{DateTime, Utc};
use chrono_tz::Asia::Shanghai;
use duban_domain::{
    WallTime,
    proposal::{LaunchDecision, LaunchStatus},
};
use duban_service::{
    PreparingLaunch,
    rows::{PreparedLaunch, PreparedLaunchId},
};
use duban_web::{Console, Viewer, WebError, i18n::Words};
use serde::{Deserialize, Serialize};
use utoipa::{ToSchema, openapi::schema::Object};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list, prepare), routes!(get), routes!(decide)]
}

/// A launch that waits, or waited.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreparedLaunch)]
struct PreparedLaunchResource {
    /// Its number.
    id: i64,
    /// The campaign's id.
    campaign: String,
    /// Its title.
    title: String,
    /// The plan's YAML.
    plan: String,
    /// Whether it goes out although some of it has passed.
    belated: bool,
    /// When it goes out; none: as soon as it is approved.
    #[schema(format = DateTime)]
    launch_at: Option<String>,
    /// Who prepared it.
    proposed_by: String,
    /// When.
    #[schema(format = DateTime)]
    proposed_at: String,
    /// Where it stands.
    #[schema(schema_with = statuses)]
    status: &'static str,
    /// Who decided last.
    decided_by: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    decided_at: Option<String>,
    /// Why it was declined or taken back, or could not go out.
    reason: Option<String>,
}

fn statuses() -> Object {
    schema::words(LaunchStatus::ALL.iter().map(|status| status.as_str()))
}

fn decisions() -> Object {
    schema::words(LaunchDecision::ALL.iter().map(|decision| decision.as_str()))
}

fn shown(prepared: PreparedLaunch) -> PreparedLaunchResource {
    let instant = |at: WallTime| at.rfc3339(Shanghai);
    PreparedLaunchResource {
        id: prepared.id.0,
        campaign: prepared.campaign.to_string(),
        title: prepared.title,
        plan: prepared.plan,
        belated: prepared.belated,
        launch_at: prepared.launch_at.map(instant),
        proposed_by: prepared.proposed_by.name,
        proposed_at: instant(prepared.proposed_at),
        status: prepared.status.as_str(),
        decided_by: prepared.decided_by,
        decided_at: prepared.decided_at.map(instant),
        reason: prepared.reason,
    }
}

/// The launches of the token's bureau that wait or waited, by number.
#[utoipa::path(get, path = "/api/v1/prepared-launches", tag = "campaigns", operation_id = "listPreparedLaunches",
    params(Paging), responses((status = 200, body = Listed<PreparedLaunchResource>)))]
async fn list(viewer: Viewer, uri: OriginalUri, Query(paging): Query<Paging>) -> Result<Response, WebError> {
    let mut kept = viewer.prepared_launches().await?;
    kept.sort_by_key(|one| one.id);
    let page = paging.of(kept, |one| one.id)?;
    Ok(page.answer(&uri, shown))
}

/// One of them.
#[utoipa::path(get, path = "/api/v1/prepared-launches/{launch}", tag = "campaigns",
    operation_id = "getPreparedLaunch", params(("launch" = i64, Path, description = "Its number.")),
    responses((status = 200, body = PreparedLaunchResource)))]
async fn get(viewer: Viewer, Path(launch): Path<i64>) -> Result<Json<PreparedLaunchResource>, WebError> {
    Ok(Json(shown(viewer.prepared_launch(PreparedLaunchId(launch)).await?)))
}

/// A campaign that is to wait: for a leader's approval, for an instant, or for both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LaunchToPrepare {
    /// The YAML.
    #[schema(
        min_length = 1,
        max_length = 200_000,
        example = "id: qiannan-2024\ntitle: 专项行动\nissuer: \"522700\"\n"
    )]
    plan: String,
    /// Launch it although due days or its close have passed: nothing is sent for the time before.
    #[serde(default)]
    belated: bool,
    /// When it goes out; without it, as soon as it is approved.
    #[serde(default)]
    launch_at: Option<DateTime<Utc>>,
    /// Whether a leader of the bureau has to approve it.
    approval: bool,
}

/// Makes a campaign ready to go out. The token's bureau must be the plan's issuer.
#[utoipa::path(post, path = "/api/v1/prepared-launches", tag = "campaigns", operation_id = "prepareLaunch",
    request_body = LaunchToPrepare, responses((status = 201, body = PreparedLaunchResource)))]
async fn prepare(
    viewer: Viewer,
    words: Words,
    Input(LaunchToPrepare { plan: text, belated, launch_at, approval }): Input<LaunchToPrepare>,
) -> Result<(StatusCode, Json<PreparedLaunchResource>), WebError> {
    let plan = plans::read(&viewer, &text, words).await?.plan;
    let launch_at = launch_at.map(WallTime::new);
    let preparing = PreparingLaunch { text, plan, belated, launch_at, needs_approval: approval };
    let id = viewer.prepare_launch(preparing).await?;
    Ok((StatusCode::CREATED, Json(shown(viewer.prepared_launch(id).await?))))
}

/// What is decided about a launch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecidedLaunch {
    /// What.
    #[schema(schema_with = decisions)]
    decision: LaunchDecision,
    /// Why; needed where it is declined or taken back.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: String,
}

/// Approves, declines or takes back a launch that waits. One that is approved and due goes out at once.
#[utoipa::path(post, path = "/api/v1/prepared-launches/{launch}/decision", tag = "campaigns",
    operation_id = "decidePreparedLaunch", params(("launch" = i64, Path, description = "Its number.")),
    request_body = DecidedLaunch, responses((status = 200, body = PreparedLaunchResource)))]
async fn decide(
    viewer: Viewer,
    Path(launch): Path<i64>,
    Input(DecidedLaunch { decision, reason }): Input<DecidedLaunch>,
) -> Result<Json<PreparedLaunchResource>, WebError> {
    Ok(Json(shown(viewer.decide_launch(PreparedLaunchId(launch), decision, &reason).await?)))
}
