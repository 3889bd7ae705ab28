//! Listed supervision: what is listed, proposing, and every act about a listing.

use super::{
    act_body::ActBody,
    happenings::{EventResource, Taken},
    input::Input,
    instant::at,
    matters,
    paging::{Listed, Paging},
    schema,
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    http::StatusCode,
    response::Response,
};
use duban_domain::{
    BureauCode, CampaignId, FindingId, ListingId,
    listing::{Ground, ListingCommand},
};
use duban_service::{CampaignContext, InCampaign, Proposal, rows::ListingRow};
use duban_web::{Console, Viewer, WebError, once::UpdateId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list, propose), routes!(get), routes!(act)]
}

/// A listing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Listing {
    /// Its id.
    id: String,
    /// The bureau under supervision.
    bureau: String,
    /// The finding that is listed; none: the bureau itself is.
    finding: Option<String>,
    /// In a sentence.
    reason: String,
    /// Where it stands.
    standing: &'static str,
    /// When it came into force.
    #[schema(format = DateTime)]
    listed: Option<String>,
    /// Until when its term runs.
    #[schema(format = DateTime)]
    until: Option<String>,
    /// Whether that is provisional: the holidays of its year are not announced.
    provisional: bool,
    /// When it was lifted.
    #[schema(format = DateTime)]
    delisted: Option<String>,
}

fn shown(context: &CampaignContext, row: ListingRow) -> Listing {
    Listing {
        id: row.id.to_string(),
        bureau: row.bureau.to_string(),
        finding: row.finding.map(|id| id.to_string()),
        reason: row.reason,
        standing: row.view.standing.as_str(),
        listed: at(context, row.view.listed),
        until: at(context, row.view.until),
        provisional: row.view.until.is_some_and(|until| context.is_provisional(until)),
        delisted: at(context, row.view.delisted),
    }
}

/// Listings of a campaign that the token sees, by id.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/listings", tag = "listings", operation_id = "listListings",
    params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<Listing>)))]
async fn list(
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let kept = viewer.campaign(&CampaignId::new(campaign)).await?;
    let mut rows = kept.listings().await?;
    let context = kept.in_hand().await?;
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    let page = paging.of(rows, |row| row.id.to_string())?;
    Ok(page.answer(&uri, |row| shown(&context, row)))
}

/// A listing with its history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WholeListing)]
pub(super) struct ListingWithHistory {
    /// How it stands.
    listing: Listing,
    /// All that happened, in order.
    history: Vec<EventResource>,
}

/// A listing with all that happened.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/listings/{listing}", tag = "listings",
    operation_id = "getListing",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("listing" = String, Path, description = "Its id.")),
    responses((status = 200, body = ListingWithHistory)))]
async fn get(viewer: Viewer, at: Path<(String, String)>) -> Result<Json<ListingWithHistory>, WebError> {
    let (InCampaign { context, row }, history) = matters::with_history::<ListingRow>(&viewer, at).await?;
    Ok(Json(ListingWithHistory { listing: shown(&context, row), history }))
}

/// What is proposed to be listed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Proposed {
    /// The bureau, or the one in whose district the finding lies.
    bureau: String,
    /// The finding; none: the bureau itself.
    finding: Option<String>,
    /// Why.
    #[schema(schema_with = schema::grounds)]
    grounds: Vec<Ground>,
    /// In a sentence.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
    /// The listing before, where the matter is listed again.
    again: Option<String>,
}

/// The id of what was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CreatedListing {
    /// The id.
    id: String,
}

impl CreatedListing {
    pub(super) fn of(id: impl ToString) -> Self {
        Self { id: id.to_string() }
    }
}

/// Proposes a listing; whoever decides is asked.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/listings", tag = "listings",
    operation_id = "proposeListing",
    params(("campaign" = String, Path, description = "The campaign's id.")),
    request_body = Proposed, responses((status = 201, body = CreatedListing)))]
async fn propose(
    viewer: Viewer,
    UpdateId(update_id): UpdateId,
    Path(campaign): Path<String>,
    Input(proposed): Input<Proposed>,
) -> Result<(StatusCode, Json<CreatedListing>), WebError> {
    let context = viewer.context(&CampaignId::new(campaign)).await?;
    let proposal = Proposal {
        bureau: BureauCode::from(proposed.bureau.as_str()),
        finding: proposed.finding.as_deref().map(FindingId::from),
        grounds: proposed.grounds,
        reason: proposed.reason,
        again: proposed.again.as_deref().map(ListingId::from),
    };
    let id = context.propose(proposal, update_id.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(CreatedListing::of(id))))
}

/// What a person tells a listing.
type ListingAct = ActBody<ListingCommand>;

/// Does something about a listing.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/listings/{listing}/acts", tag = "listings",
    operation_id = "actOnListing",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("listing" = String, Path, description = "Its id.")),
    request_body = ListingAct, responses((status = 200, body = Taken)))]
async fn act(
    viewer: Viewer,
    update_id: UpdateId,
    at: Path<(String, String)>,
    act: Input<ListingAct>,
) -> Result<Json<Taken>, WebError> {
    matters::act::<ListingRow>(&viewer, update_id, at, act).await
}
