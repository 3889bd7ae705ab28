//! Listed supervision: what is listed, proposing, and every act about a listing.

use super::{
    file_refs::{FileRef, attachments},
    happenings::{EventResource, Taken, happenings},
    input::Input,
    instant::at,
    paging::{Listed, Paging},
    schema,
};
use crate::{Console, Viewer, WebError, once::UpdateId};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    http::StatusCode,
    response::Response,
};
use chrono::NaiveDate;
use duban_domain::{
    BureauCode, CampaignId, FindingId, ListingId,
    listing::{Ground, ListingCommand},
};
use duban_service::{CampaignContext, InCampaign, Proposal, rows::ListingRow};
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

fn shown(scene: &CampaignContext, row: ListingRow) -> Listing {
    Listing {
        id: row.id.to_string(),
        bureau: row.bureau.to_string(),
        finding: row.finding.map(|id| id.to_string()),
        reason: row.reason,
        standing: row.view.standing.as_str(),
        listed: at(scene, row.view.listed),
        until: at(scene, row.view.until),
        provisional: row.view.until.is_some_and(|until| scene.is_provisional(until)),
        delisted: at(scene, row.view.delisted),
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
    let scene = kept.in_hand().await?;
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    let page = paging.of(rows, |row| row.id.to_string())?;
    Ok(page.answer(&uri, |row| shown(&scene, row)))
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
async fn get(
    viewer: Viewer,
    Path((campaign, listing)): Path<(String, String)>,
) -> Result<Json<ListingWithHistory>, WebError> {
    let found = viewer.listing(&CampaignId::new(campaign), &ListingId::new(listing)).await?;
    let history = found.history().await?.into_iter().map(|line| line.effect).collect();
    let InCampaign { context, row } = found.into_inner();
    let history = happenings(history, context.kept.plan.zone)?;
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
    let scene = viewer.context(&CampaignId::new(campaign)).await?;
    let proposal = Proposal {
        bureau: BureauCode::from(proposed.bureau.as_str()),
        finding: proposed.finding.as_deref().map(FindingId::from),
        grounds: proposed.grounds,
        reason: proposed.reason,
        again: proposed.again.as_deref().map(ListingId::from),
    };
    let id = scene.propose(proposal, update_id.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(CreatedListing::of(id))))
}

/// What a person tells a listing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
#[schema(as = ListingAct)]
pub(super) enum ListingActBody {
    /// 批准.
    Approve {
        /// The approval's number in this listing.
        approval: u32,
    },
    /// 不批准.
    Decline {
        /// The approval's number in this listing.
        approval: u32,
        /// Why.
        reason: String,
    },
    /// 公布挂牌.
    Publish {
        /// Where.
        place: String,
    },
    /// 报送整改方案.
    FilePlan {
        /// In a sentence.
        note: String,
        /// The plan.
        #[serde(default)]
        files: Vec<FileRef>,
    },
    /// 报送整改进展.
    ReportProgress {
        /// In a sentence.
        note: String,
        /// Papers.
        #[serde(default)]
        files: Vec<FileRef>,
    },
    /// 申请摘牌.
    Apply {
        /// Why it is done.
        note: String,
        /// Proof.
        #[serde(default)]
        files: Vec<FileRef>,
    },
    /// 现场核查.
    Verify {
        /// Whether it passed.
        passed: bool,
        /// What was seen.
        result: String,
    },
    /// 公布摘牌.
    PublishDelisting {
        /// Where.
        place: String,
    },
    /// 申请延期.
    AskExtension {
        /// To which day.
        to: NaiveDate,
        /// Why.
        reason: String,
    },
    /// 签收.
    Acknowledge {
        /// The document's ordinal in this listing.
        notice: u32,
        /// The reply.
        reply: Option<String>,
    },
    /// 回复.
    Reply {
        /// The document's ordinal in this listing.
        notice: u32,
        /// The reply.
        text: String,
        /// What comes with it.
        #[serde(default)]
        files: Vec<FileRef>,
    },
    /// 作废.
    Void {
        /// The document's ordinal in this listing.
        notice: u32,
        /// Why.
        reason: String,
    },
    /// 撤销挂牌.
    Revoke {
        /// Why.
        reason: String,
    },
}

fn command(act: ListingActBody) -> (ListingCommand, Vec<FileRef>) {
    use ListingCommand as C;
    let command = match act {
        ListingActBody::FilePlan { note, files } => {
            return (C::FilePlan { note, attachments: Vec::new() }, files);
        }
        ListingActBody::ReportProgress { note, files } => {
            return (C::ReportProgress { note, attachments: Vec::new() }, files);
        }
        ListingActBody::Apply { note, files } => return (C::Apply { note, attachments: Vec::new() }, files),
        ListingActBody::Reply { notice, text, files } => {
            return (C::Reply { notice, text, files: Vec::new() }, files);
        }
        ListingActBody::Approve { approval } => C::Approve { approval },
        ListingActBody::Decline { approval, reason } => C::Decline { approval, reason },
        ListingActBody::Publish { place } => C::Publish { place },
        ListingActBody::Verify { passed, result } => C::Verify { passed, result },
        ListingActBody::PublishDelisting { place } => C::PublishDelisting { place },
        ListingActBody::AskExtension { to, reason } => C::AskExtension { to, reason },
        ListingActBody::Acknowledge { notice, reply } => C::Acknowledge { notice, reply },
        ListingActBody::Void { notice, reason } => C::Void { notice, reason },
        ListingActBody::Revoke { reason } => C::Revoke { reason },
    };
    (command, Vec::new())
}

/// Does something about a listing.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/listings/{listing}/acts", tag = "listings",
    operation_id = "actOnListing",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("listing" = String, Path, description = "Its id.")),
    request_body = ListingActBody, responses((status = 200, body = Taken)))]
async fn act(
    viewer: Viewer,
    UpdateId(update_id): UpdateId,
    Path((campaign, listing)): Path<(String, String)>,
    Input(act): Input<ListingActBody>,
) -> Result<Json<Taken>, WebError> {
    let found = viewer.listing(&CampaignId::new(campaign), &ListingId::new(listing)).await?;
    let (mut command, files) = command(act);
    // Nobody fills the archive who may not do it.
    found.permit(&command).await?;
    if let ListingCommand::FilePlan { attachments: kept, .. }
    | ListingCommand::ReportProgress { attachments: kept, .. }
    | ListingCommand::Apply { attachments: kept, .. }
    | ListingCommand::Reply { files: kept, .. } = &mut command
    {
        *kept = attachments(&viewer, &files).await?;
    }
    let effects = found.tell(command, update_id).await?;
    Ok(Json(Taken { happened: happenings(effects, found.context.kept.plan.zone)? }))
}
