//! What an approval would issue, to be read before it is given: the document as it would be, its number
//! pending. Whoever is asked sees it, those above, and the bureau that would issue it.

use crate::{
    inbox::item::InboxDecision,
    places::{approval_page, matter_page},
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use duban_domain::access::Action;
use duban_service::{CampaignContext, Draft, Reading, WaitingApproval};
use duban_web::{
    Console, Viewer, WebError,
    approvals::{ApprovalPlace, file, waiting},
    download::{DOCX, download},
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/approvals/{campaign}/{kind}/{id}/{number}", show)
        .get("/approvals/{campaign}/{kind}/{id}/{number}/document", document)
}

#[derive(Template)]
#[template(path = "approvals/draft.html")]
struct ApprovalDraftPage {
    frame: Layout,
    w: Words,
    campaign: String,
    /// The page of the docket or matter.
    matter: String,
    address: String,
    of: String,
    by_when: String,
    documents: Vec<DraftedDocument>,
    /// How the inbox names it, for whoever may decide.
    item: Option<String>,
}

/// One paper that would be issued.
struct DraftedDocument {
    kind: String,
    to: String,
    copies: Vec<String>,
    reading: Option<Reading>,
    /// What a message would say.
    facts: Vec<String>,
}

async fn show(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(place): Path<ApprovalPlace>,
) -> Result<Response, WebError> {
    let found = waiting(&viewer, &place).await?;
    let documents = found.preview().await?;
    let WaitingApproval { context, row } = found.into_inner();
    let zone = context.kept.plan.zone;
    let address = approval_page(context.id(), &row.source, row.approval).ok_or(WebError::NotFound)?;
    let title = w.with("draft-title", [("document", w.instrument(row.instrument))]);
    let obligation = row.obligation.as_ref().map(ToString::to_string);
    let item = InboxDecision::Approval {
        campaign: context.id().clone(),
        source: row.source.clone(),
        number: row.approval,
        obligation: obligation.filter(|_| row.source.starts_with("campaign/")),
    };
    let decides = viewer.may(Action::Approve, &row.of);
    Ok(page(&ApprovalDraftPage {
        frame: Layout::new(&console, &viewer, w, title, &address),
        w,
        campaign: context.kept.plan.title.clone(),
        matter: matter_page(context.id(), &row.bureau, &row.source, row.obligation.as_ref()),
        address,
        of: console.directory().name_of(&row.of),
        by_when: w.settled(w.full(row.by_when, zone), context.is_provisional(row.by_when)),
        documents: documents.into_iter().map(|draft| drafted(&console, w, &context, draft)).collect(),
        item: decides.then(|| item.name()),
    }))
}

fn drafted(console: &Console, w: Words, context: &CampaignContext, draft: Draft) -> DraftedDocument {
    let Draft { notice, reading, .. } = draft;
    let zone = context.kept.plan.zone;
    let facts = &notice.facts;
    let due = |due| w.settled(w.full(due, zone), context.is_provisional(due));
    let due = facts.due.map(|at| w.with("approval-due", [("due", due(at))]));
    let reason = facts.reason.as_ref().map(|reason| w.with("approval-reason", [("reason", reason)]));
    let message = reading.is_none();
    DraftedDocument {
        kind: w.instrument(notice.instrument),
        to: console.directory().name_of(&notice.to),
        copies: notice.copies.iter().map(|code| console.directory().name_of(code)).collect(),
        facts: due.into_iter().chain(reason).filter(|_| message).collect(),
        reading,
    }
}

/// The document as a file that says it is a draft.
async fn document(viewer: Viewer, Path(place): Path<ApprovalPlace>) -> Result<Response, WebError> {
    let file = file(&waiting(&viewer, &place).await?).await?;
    Ok(download(&file.name, DOCX, file.content))
}
