//! Drafts on the server: what a planner fills in is kept at every change, and whoever launches for the bureau goes on
//! with it on any machine. What somebody else has changed meanwhile is never overwritten.

use super::{
    form_page::FormPage,
    found::PlanCheck,
    kept_draft::{change, told},
    launch_form::{FORM_BYTES, frame},
};
use axum::{
    Json,
    extract::{DefaultBodyLimit, Multipart, Path, State},
    http::{Method, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing,
};
use duban_service::rows::{DraftChange, PlanDraftId};
use duban_web::{
    Console, Viewer, WebError, i18n::Words, layout::page, plan_check::draft::PlanDraft, routes::Routes,
};
use serde::Serialize;

pub(super) fn routes() -> Routes {
    let limit = DefaultBodyLimit::max(FORM_BYTES);
    Routes::default()
        .guarded(Method::POST, "/launch/drafts", routing::post(keep_as_typed).layer(limit))
        .get("/launch/drafts/{id}", open)
        .post("/launch/drafts/{id}/drop", throw_away)
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
    let change = change(&viewer, &draft).await?;
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
