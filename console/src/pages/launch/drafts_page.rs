//! Drafts on the server: what a planner fills in is kept at every change, and whoever launches for the bureau goes on
//! with it on any machine. What somebody else has changed meanwhile is never overwritten.

use super::{
    form_page::FormPage,
    found::PlanCheck,
    launch_form::{FORM_BYTES, frame},
};
use crate::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::page,
    plan_check::{
        draft::{DRAFT_ID, DRAFT_VERSION, PlanDraft},
        form::Fields,
    },
    routes::Routes,
};
use axum::{
    Json,
    extract::{DefaultBodyLimit, Multipart, Path, State},
    http::{Method, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing,
};
use chrono_tz::Asia::Shanghai;
use duban_domain::WallTime;
use duban_service::rows::{DraftChange, PlanDraftId, PlanDraftRow};
use serde::Serialize;

pub(super) fn routes() -> Routes {
    let limit = DefaultBodyLimit::max(FORM_BYTES);
    Routes::default()
        .guarded(Method::POST, "/launch/drafts", routing::post(keep_as_typed).layer(limit))
        .get("/launch/drafts/{id}", open)
        .post("/launch/drafts/{id}/drop", throw_away)
}

/// A draft in the list of them.
pub(super) struct DraftLine {
    pub(super) id: PlanDraftId,
    pub(super) title: String,
    pub(super) by: String,
    pub(super) at: String,
}

/// The drafts of a viewer's bureau.
pub(super) async fn lines(viewer: &Viewer) -> Result<Vec<DraftLine>, WebError> {
    let line = |row: PlanDraftRow| DraftLine {
        id: row.id,
        title: row.title,
        by: row.changed_by,
        at: shown(row.changed_at),
    };
    Ok(viewer.plan_drafts().await?.into_iter().map(line).collect())
}

fn shown(at: WallTime) -> String {
    at.in_zone(Shanghai).format("%Y-%m-%d %H:%M").to_string()
}

/// What of the form is kept: nothing of how it is looked at or sent.
fn kept_fields(fields: &Fields) -> Fields {
    let passing = |name: &str| matches!(name, DRAFT_ID | DRAFT_VERSION | "button");
    fields
        .iter()
        .filter(|(name, _)| !passing(name))
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect()
}

/// Keeps a form as it stands. What became of it is told, in the reader's words, unless it is kept.
pub(super) async fn keep(
    viewer: &Viewer,
    w: Words,
    draft: &mut PlanDraft,
) -> Result<Option<String>, WebError> {
    let title = draft.fields.get("title").map(|title| title.trim().to_owned()).unwrap_or_default();
    let change = viewer.keep_plan_draft(draft.kept(), title, kept_fields(&draft.fields)).await?;
    Ok(match change {
        DraftChange::Kept(id, version) => {
            draft.set_kept((id, version));
            None
        }
        change => Some(told(w, &change)),
    })
}

fn told(w: Words, change: &DraftChange) -> String {
    match change {
        DraftChange::Kept(..) => w.t("draft-kept"),
        DraftChange::Overtaken(standing) => {
            let (by, at) = (standing.changed_by.clone(), shown(standing.changed_at));
            w.with("draft-overtaken", [("by", by), ("at", at)])
        }
        DraftChange::Gone => w.t("draft-gone"),
        DraftChange::TooMany => w.t("draft-too-many"),
    }
}

/// What a page is told of a change it sent by itself.
#[derive(Serialize)]
struct KeptAnswer {
    id: Option<i64>,
    version: Option<i64>,
    says: String,
}

/// Keeps what is being typed.
async fn keep_as_typed(viewer: Viewer, w: Words, form: Multipart) -> Result<Response, WebError> {
    let draft = PlanDraft::read(form).await?;
    let title = draft.fields.get("title").map(|title| title.trim().to_owned()).unwrap_or_default();
    let change = viewer.keep_plan_draft(draft.kept(), title, kept_fields(&draft.fields)).await?;
    let says = told(w, &change);
    Ok(match change {
        DraftChange::Kept(PlanDraftId(id), version) => {
            Json(KeptAnswer { id: Some(id), version: Some(version), says }).into_response()
        }
        _ => (StatusCode::CONFLICT, Json(KeptAnswer { id: None, version: None, says })).into_response(),
    })
}

/// A draft as its form, with its check.
async fn open(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let kept = viewer.plan_draft(PlanDraftId(id)).await?;
    let mut draft = PlanDraft { fields: kept.fields, ..PlanDraft::default() };
    draft.set_kept((kept.id, kept.version));
    let form = draft.form(viewer.bureau.as_str()).unwrap_or_default();
    let found = PlanCheck::of(&viewer, w, &draft).await?;
    Ok(page(&FormPage::new(frame(&console, &viewer, w), w, draft, form, found)))
}

async fn throw_away(viewer: Viewer, Path(id): Path<i64>) -> Result<Redirect, WebError> {
    viewer.drop_plan_draft(PlanDraftId(id)).await?;
    Ok(Redirect::to("/launch"))
}
