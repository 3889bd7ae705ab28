//! What a bureau owes, and what people do about it: submit, review, extend, approve, acknowledge.

use super::{
    act_body::ActBody,
    happenings::{EventResource, Taken, happening, happenings},
    input::Input,
    instant::at,
    paging::{Listed, Paging},
    requests::{RequestResource, request_resource},
    schema,
    versions::{VersionResource, version_resource},
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    response::Response,
};
use duban_domain::{
    BureauCode, CampaignId, Command,
    docket::{self, ObligationView},
};
use duban_service::{CampaignContext, rows::LedgerRow};
use duban_web::{Console, Viewer, WebError, once::UpdateId};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list), routes!(act), routes!(history), routes!(burden)]
}

/// What a bureau owes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ObligationResource {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// Where it stands.
    #[schema(schema_with = schema::standing)]
    state: &'static str,
    /// When it opens.
    #[schema(format = DateTime)]
    opens: String,
    /// When it is due now.
    #[schema(format = DateTime)]
    due: String,
    /// Whether that is provisional: a year it was counted in is not announced.
    provisional: bool,
    /// When it was last received.
    #[schema(format = DateTime)]
    submitted: Option<String>,
    /// Whether every submission was in time.
    on_time: Option<bool>,
    /// 1, and one more for each return.
    round: u16,
    /// When and why it was last sent back.
    returned: Option<Returned>,
    /// When and why the bureau last took it back in this round.
    taken_back: Option<Returned>,
    /// What the bureau asked for about it, while that waits for a decision.
    request: Option<RequestResource>,
    /// Every version that was handed in, in order. On time is judged by the first complete one of each round that was
    /// not taken back.
    versions: Vec<VersionResource>,
}

/// That a submission was sent back, or taken back.
#[derive(Debug, Serialize, ToSchema)]
struct Returned {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Why.
    reason: String,
}

fn shown(context: &CampaignContext, history: &[LedgerRow], duty: ObligationView) -> ObligationResource {
    let zone = context.kept.plan.zone;
    let versions = docket::versions(history.iter().map(|row| &row.effect), &duty.id);
    ObligationResource {
        id: duty.id.to_string(),
        title: duty.title,
        state: duty.state.as_str(),
        opens: duty.opens.rfc3339(zone),
        due: duty.due.rfc3339(zone),
        provisional: duty.provisional,
        submitted: at(context, duty.submitted),
        on_time: duty.on_time,
        round: duty.round,
        returned: duty
            .returned
            .map(|returned| Returned { at: returned.at.rfc3339(zone), reason: returned.reason }),
        taken_back: duty
            .revisions
            .taken_back
            .map(|taken| Returned { at: taken.at.rfc3339(zone), reason: taken.reason }),
        request: duty.request.map(|request| request_resource(zone, request)),
        versions: versions.into_iter().map(|one| version_resource(zone, one)).collect(),
    }
}

/// What a bureau owes in a campaign, by id.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/obligations", tag = "obligations",
    operation_id = "listObligations",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "The bureau's code."), Paging),
    responses((status = 200, body = Listed<ObligationResource>)))]
async fn list(
    viewer: Viewer,
    uri: OriginalUri,
    Path((campaign, bureau)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let docket = viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?;
    let mut rows = docket.obligations().await?;
    rows.sort_by(|a, b| a.duty.id.cmp(&b.duty.id));
    let page = paging.of(rows, |row| row.duty.id.to_string())?;
    let history = docket.history().await?;
    Ok(page.answer(&uri, |row| shown(&docket.context, &history, row.duty)))
}

/// What a person tells a bureau's docket.
type DocketAct = ActBody<Command>;

/// Does something in a bureau's docket: hands in, reviews, extends, decides, acknowledges.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/acts", tag = "obligations",
    operation_id = "actInDocket",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "Whose docket: the bureau's code.")),
    request_body = DocketAct, responses((status = 200, body = Taken)))]
async fn act(
    viewer: Viewer,
    UpdateId(update_id): UpdateId,
    Path((campaign, bureau)): Path<(String, String)>,
    Input(act): Input<DocketAct>,
) -> Result<Json<Taken>, WebError> {
    let docket = viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?;
    // Nobody fills the archive who may not do it.
    docket.permit(&act.command).await?;
    let effects = docket.tell(act.with_files(&viewer).await?, update_id).await?;
    Ok(Json(Taken { happened: happenings(effects, docket.context.kept.plan.zone)? }))
}

/// All that happened in a bureau's docket, in order.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/history", tag = "obligations",
    operation_id = "listDocketHistory",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "The bureau's code."), Paging),
    responses((status = 200, body = Listed<EventResource>)))]
async fn history(
    viewer: Viewer,
    uri: OriginalUri,
    Path((campaign, bureau)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let docket = viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?;
    let mut lines = Vec::new();
    for row in docket.history().await? {
        lines.push(((row.sequence, row.position), happening(row.effect, docket.context.kept.plan.zone)?));
    }
    let page = paging.of(lines, |(place, _)| *place)?;
    Ok(page.answer(&uri, |(_, happening)| happening))
}

/// What a bureau was sent in a campaign.
#[derive(Debug, Serialize, ToSchema)]
struct Burden {
    /// Messages: reminders, documents, requests, copies among them.
    messages: u32,
    /// Of them, copies for information.
    copies: u32,
    /// Mails they came in.
    mails: u32,
}

/// 基层负担: how many messages and mails a bureau was sent in a campaign.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/burden", tag = "bureaus",
    operation_id = "getBurden",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "The bureau's code.")),
    responses((status = 200, body = Burden)))]
async fn burden(
    viewer: Viewer,
    Path((campaign, bureau)): Path<(String, String)>,
) -> Result<Json<Burden>, WebError> {
    let docket = viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?;
    let sent = docket.burden().await?;
    Ok(Json(Burden { messages: sent.messages, copies: sent.copies, mails: sent.mails }))
}
