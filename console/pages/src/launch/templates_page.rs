//! Plans that an office keeps to begin with: kept from any plan, begun from with another issue date.

use super::launch_form::FORM_BYTES;
use axum::{
    extract::{DefaultBodyLimit, Multipart, Path},
    http::Method,
    response::Redirect,
    routing,
};
use duban_service::rows::PlanTemplateId;
use duban_web::{Viewer, WebError, plan_check::draft::PlanDraft, routes::Routes};

pub(super) fn routes() -> Routes {
    let limit = DefaultBodyLimit::max(FORM_BYTES);
    Routes::default()
        .guarded(Method::POST, "/launch/templates", routing::post(keep).layer(limit))
        .post("/launch/templates/{id}/drop", throw_away)
}

/// Keeps what stands in the form, under the name beside it.
async fn keep(viewer: Viewer, form: Multipart) -> Result<Redirect, WebError> {
    let mut draft = PlanDraft::read(form).await?;
    let name = draft.fields.get("template-name").cloned().unwrap_or_default();
    draft.form(viewer.bureau.as_str());
    viewer.keep_template(&name, &draft.text).await?;
    Ok(Redirect::to("/launch"))
}

async fn throw_away(viewer: Viewer, Path(id): Path<i64>) -> Result<Redirect, WebError> {
    viewer.drop_template(PlanTemplateId(id)).await?;
    Ok(Redirect::to("/launch"))
}
