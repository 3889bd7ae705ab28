//! What an approval would issue, to be read before it is given: the document as it would be, its number
//! pending. Whoever is asked sees it, those above, and the bureau that would issue it.

use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::{
        campaign,
        inbox::{
            item::InboxDecision,
            view::{instrument_name, matter_page, name},
        },
        notices::{DOCX, download},
    },
    routes::Routes,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use duban_domain::{CampaignId, access::Action};
use duban_service::{CampaignContext, Draft, Reading};
use duban_store::ApprovalRow;
use std::collections::BTreeSet;

/// What names an approval in an address: the campaign, `docket`, `finding` or `listing`, whose, its number.
pub(crate) type ApprovalPlace = (String, String, String, u32);

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
    papers: Vec<DraftedDocument>,
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

/// The address of an approval's page.
pub(crate) fn address(campaign: &CampaignId, source: &str, number: u32) -> Option<String> {
    let mut parts = source.splitn(3, '/');
    let kind = match parts.next()? {
        "campaign" => "docket",
        kind @ ("finding" | "listing") => kind,
        _ => return None,
    };
    let id = parts.nth(1)?;
    Some(format!("/approvals/{campaign}/{kind}/{id}/{number}"))
}

/// An approval that waits, for one who may read what it would issue.
///
/// # Errors
/// There is none that this principal sees.
pub(crate) async fn waiting(
    console: &Console,
    principal: &Principal,
    (campaign, kind, id, number): &ApprovalPlace,
) -> Result<(CampaignContext, ApprovalRow), WebError> {
    principal.authorise_own(console)?;
    let kept = campaign::seen(console, principal, &CampaignId::from(campaign.as_str())).await?;
    let scene = console.service().scene(&kept.plan.id).await?;
    let kind = match kind.as_str() {
        "docket" => "campaign",
        kind @ ("finding" | "listing") => kind,
        _ => return Err(WebError::NotFound),
    };
    let row = scene.waiting_approval(&format!("{kind}/{campaign}/{id}"), *number).await?;
    let asked = console.store().approvals_waiting(&BTreeSet::from([row.of.clone()])).await?;
    let request = asked.into_iter().find(|one| one.row == row).and_then(|one| one.request);
    let issuer = request.map(|request| request.from);
    let may = |bureau| principal.may(console, Action::See, bureau);
    if may(&row.of) || issuer.as_ref().is_some_and(may) { Ok((scene, row)) } else { Err(WebError::NotFound) }
}

async fn show(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(place): Path<ApprovalPlace>,
) -> Result<Response, WebError> {
    let (scene, row) = waiting(&console, &principal, &place).await?;
    let zone = scene.kept.plan.zone;
    let papers = scene.preview(&row).await?;
    let address = address(scene.id(), &row.source, row.approval).ok_or(WebError::NotFound)?;
    let title = w.with("draft-title", [("document", instrument_name(w, row.instrument))]);
    let obligation = row.obligation.as_ref().map(ToString::to_string);
    let item = InboxDecision::Approval {
        campaign: scene.id().clone(),
        source: row.source.clone(),
        number: row.approval,
        obligation: obligation.filter(|_| row.source.starts_with("campaign/")),
    };
    let decides = principal.may(&console, Action::Approve, &row.of);
    Ok(page(&ApprovalDraftPage {
        frame: Layout::new(&console, &principal, w, title, &address),
        w,
        campaign: scene.kept.plan.title.clone(),
        matter: matter_page(scene.id(), &row.bureau, &row.source, row.obligation.as_ref()),
        address,
        of: name(&console, &row.of),
        by_when: w.settled(w.full(row.by_when, zone), scene.is_provisional(row.by_when)),
        papers: papers.into_iter().map(|draft| paper(&console, w, &scene, draft)).collect(),
        item: decides.then(|| item.name()),
    }))
}

fn paper(console: &Console, w: Words, scene: &CampaignContext, draft: Draft) -> DraftedDocument {
    let Draft { notice, reading, .. } = draft;
    let zone = scene.kept.plan.zone;
    let facts = &notice.facts;
    let due = |due| w.settled(w.full(due, zone), scene.is_provisional(due));
    let due = facts.due.map(|at| w.with("approval-due", [("due", due(at))]));
    let reason = facts.reason.as_ref().map(|reason| w.with("approval-reason", [("reason", reason)]));
    let message = reading.is_none();
    DraftedDocument {
        kind: instrument_name(w, notice.instrument),
        to: name(console, &notice.to),
        copies: notice.copies.iter().map(|code| name(console, code)).collect(),
        facts: due.into_iter().chain(reason).filter(|_| message).collect(),
        reading,
    }
}

/// The document as a file that says it is a draft.
async fn document(
    State(console): State<Console>,
    principal: Principal,
    Path(place): Path<ApprovalPlace>,
) -> Result<Response, WebError> {
    let (scene, row) = waiting(&console, &principal, &place).await?;
    let file = file(&scene, &row).await?;
    Ok(download(&file.name, DOCX, file.content))
}

/// The document that an approval would issue, as a file.
///
/// # Errors
/// It would issue messages alone; the approval is no longer open.
pub(crate) async fn file(
    scene: &CampaignContext,
    row: &ApprovalRow,
) -> Result<duban_service::DraftFile, WebError> {
    let drafts = scene.preview(row).await?;
    let draft = drafts.iter().find(|draft| draft.reading.is_some()).ok_or(WebError::NotFound)?;
    Ok(scene.draft_file(draft)?)
}
