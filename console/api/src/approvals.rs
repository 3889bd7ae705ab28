//! Approvals that wait. They are decided where they belong: in a docket, a finding or a listing.

use super::{
    paging::{Listed, Paging},
    schema,
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use duban_domain::CampaignId;
use duban_web::{Console, Viewer, WebError, approvals, download::DOCX};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list), routes!(preview), routes!(document)]
}

/// An approval that waits.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Approval {
    /// What asks: `campaign/…`, `finding/…` or `listing/…`.
    source: String,
    /// The bureau it is about.
    bureau: String,
    /// Its number there.
    approval: u32,
    /// The obligation it is about.
    obligation: Option<String>,
    /// The document it would issue.
    #[schema(schema_with = schema::instrument)]
    instrument: &'static str,
    /// The bureau that is asked.
    of: String,
    /// Until when.
    #[schema(format = DateTime)]
    by_when: String,
    /// Whether that is provisional: the holidays of its year are not announced.
    provisional: bool,
}

/// Approvals that wait in a campaign, as far as the token sees.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/approvals", tag = "approvals", operation_id = "listApprovals",
    params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<Approval>)))]
async fn list(
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let context = viewer.context(&CampaignId::new(campaign)).await?;
    let mut rows = context.approvals().await?;
    rows.sort_by(|a, b| (&a.source, a.approval).cmp(&(&b.source, b.approval)));
    let page = paging.of(rows, |row| (row.source.clone(), row.approval))?;
    Ok(page.answer(&uri, |row| Approval {
        source: row.source,
        bureau: row.bureau.to_string(),
        approval: row.approval,
        obligation: row.obligation.map(|id| id.to_string()),
        instrument: row.instrument.as_str(),
        of: row.of.to_string(),
        by_when: row.by_when.rfc3339(context.kept.plan.zone),
        provisional: context.is_provisional(row.by_when),
    }))
}

/// A paper that an approval would issue.
#[derive(Debug, Serialize, ToSchema)]
struct ApprovalDraftResource {
    /// What it is.
    #[schema(schema_with = schema::instrument)]
    instrument: &'static str,
    /// Who would issue it.
    from: String,
    /// Whom it would be addressed to.
    to: String,
    /// Who would receive copies.
    copies: Vec<String>,
    /// What it is about, in a line.
    title: String,
    /// Its words, of an official document; none: it is a message.
    document: Option<DocumentWordsResource>,
}

/// The words of a document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DraftWords)]
struct DocumentWordsResource {
    /// In the place of its number: 文号待定.
    number: String,
    /// Its title.
    title: String,
    /// Its main addressee.
    addressee: Option<String>,
    /// Its paragraphs.
    body: Vec<String>,
    /// The names of the papers that belong to it.
    attachments: Vec<String>,
    /// The date it would bear.
    date: String,
}

/// What an approval would issue.
#[derive(Debug, Serialize, ToSchema)]
struct ApprovalPreviewResource {
    /// The papers.
    drafts: Vec<ApprovalDraftResource>,
}

/// What an approval that waits would issue if it were given now: the document with its facts so far, its number
/// pending.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/approvals/{kind}/{id}/{approval}/preview", tag = "approvals",
    operation_id = "previewApproval",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("kind" = String, Path, description = "What asks: `docket`, `finding` or `listing`."),
        ("id" = String, Path, description = "The bureau's code, or the finding's or listing's id."),
        ("approval" = u32, Path, description = "The approval's number there.")),
    responses((status = 200, body = ApprovalPreviewResource)))]
async fn preview(
    viewer: Viewer,
    Path(place): Path<approvals::ApprovalPlace>,
) -> Result<Json<ApprovalPreviewResource>, WebError> {
    let waiting = approvals::waiting(&viewer, &place).await?;
    let drafts = waiting.preview().await?.into_iter().map(|draft| ApprovalDraftResource {
        instrument: draft.notice.instrument.as_str(),
        from: draft.notice.from.to_string(),
        to: draft.notice.to.to_string(),
        copies: draft.notice.copies.iter().map(ToString::to_string).collect(),
        title: draft.notice.title,
        document: draft.reading.map(|reading| DocumentWordsResource {
            number: reading.number,
            title: reading.title,
            addressee: reading.addressee,
            body: reading.body,
            attachments: reading.attachments,
            date: reading.date,
        }),
    });
    Ok(Json(ApprovalPreviewResource { drafts: drafts.collect() }))
}

/// The document that an approval would issue, as a .docx file that says it is a draft.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/approvals/{kind}/{id}/{approval}/document", tag = "approvals",
    operation_id = "getDraft",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("kind" = String, Path, description = "What asks: `docket`, `finding` or `listing`."),
        ("id" = String, Path, description = "The bureau's code, or the finding's or listing's id."),
        ("approval" = u32, Path, description = "The approval's number there.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")))]
async fn document(viewer: Viewer, Path(place): Path<approvals::ApprovalPlace>) -> Result<Response, WebError> {
    let file = approvals::file(&approvals::waiting(&viewer, &place).await?).await?;
    let mut response = file.content.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(DOCX));
    Ok(response)
}
