//! Plans that an office keeps to begin with, and those that are being filled in.

use super::{
    input::Input,
    paging::{Listed, Paging},
    plans,
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use duban_service::rows::{DraftChange, PlanDraftId, PlanDraftRow, PlanTemplate, PlanTemplateId};
use duban_web::{Console, Viewer, WebError, i18n::Words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![
        routes!(list, keep),
        routes!(throw_away),
        routes!(next_plan),
        routes!(drafts, keep_draft),
        routes!(draft),
        routes!(drop_draft),
    ]
}

/// A template.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanTemplate)]
struct PlanTemplateResource {
    /// Its number.
    id: i64,
    /// What it is called.
    name: String,
    /// The plan's YAML.
    plan: String,
    /// Who changed it last.
    changed_by: String,
    /// When.
    #[schema(format = DateTime)]
    changed_at: String,
}

fn shown(template: PlanTemplate) -> PlanTemplateResource {
    PlanTemplateResource {
        id: template.id.0,
        name: template.name,
        plan: template.plan,
        changed_by: template.changed_by,
        changed_at: template.changed_at.rfc3339(Shanghai),
    }
}

/// The templates of the token's bureau, by number.
#[utoipa::path(get, path = "/api/v1/plan-templates", tag = "campaigns", operation_id = "listPlanTemplates",
    params(Paging), responses((status = 200, body = Listed<PlanTemplateResource>)))]
async fn list(viewer: Viewer, uri: OriginalUri, Query(paging): Query<Paging>) -> Result<Response, WebError> {
    let mut templates = viewer.templates().await?;
    templates.sort_by_key(|template| template.id);
    let page = paging.of(templates, |template| template.id)?;
    Ok(page.answer(&uri, shown))
}

/// A plan to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TemplateToKeep {
    /// What it is to be called; a template of this name is replaced.
    #[schema(min_length = 1, max_length = 100, example = "重点产品专项行动")]
    name: String,
    /// The YAML.
    #[schema(min_length = 1, max_length = 200_000)]
    plan: String,
}

/// Keeps a plan as a template of the token's bureau.
#[utoipa::path(post, path = "/api/v1/plan-templates", tag = "campaigns", operation_id = "keepPlanTemplate",
    request_body = TemplateToKeep, responses((status = 204, description = "It is kept.")))]
async fn keep(
    viewer: Viewer,
    Input(TemplateToKeep { name, plan }): Input<TemplateToKeep>,
) -> Result<StatusCode, WebError> {
    viewer.keep_template(&name, &plan).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Throws a template away; one that is not there is thrown away already.
#[utoipa::path(post, path = "/api/v1/plan-templates/{template}/drop", tag = "campaigns",
    operation_id = "deletePlanTemplate", params(("template" = i64, Path, description = "Its number.")),
    responses((status = 204, description = "It is gone.")))]
async fn throw_away(viewer: Viewer, Path(template): Path<i64>) -> Result<StatusCode, WebError> {
    viewer.drop_template(PlanTemplateId(template)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// When the campaign is issued.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct TemplateIssued {
    /// The issue date.
    #[param(example = "2026-05-11")]
    issued: NaiveDate,
}

/// The plan of a template with its dates moved to an issue date.
#[utoipa::path(get, path = "/api/v1/plan-templates/{template}/next-plan", tag = "campaigns",
    operation_id = "getPlanOfTemplate",
    params(("template" = i64, Path, description = "Its number."), TemplateIssued),
    responses((status = 200, body = plans::NextPlanResource)))]
async fn next_plan(
    viewer: Viewer,
    words: Words,
    Path(template): Path<i64>,
    Query(TemplateIssued { issued }): Query<TemplateIssued>,
) -> Result<Json<plans::NextPlanResource>, WebError> {
    let next = viewer.template_plan(PlanTemplateId(template), issued).await?;
    Ok(Json(plans::next(&next, words)?))
}

/// A plan that is being filled in as a form.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanDraft)]
struct PlanDraftResource {
    /// Its number.
    id: i64,
    /// How often it was changed, from 1.
    version: i64,
    /// What the campaign is to be called.
    title: String,
    /// What is filled in, by the names of the form's fields.
    fields: BTreeMap<String, String>,
    /// Who changed it last.
    changed_by: String,
    /// When.
    #[schema(format = DateTime)]
    changed_at: String,
}

fn draft_shown(draft: PlanDraftRow) -> PlanDraftResource {
    PlanDraftResource {
        id: draft.id.0,
        version: draft.version,
        title: draft.title,
        fields: draft.fields,
        changed_by: draft.changed_by,
        changed_at: draft.changed_at.rfc3339(Shanghai),
    }
}

/// The drafts of the token's bureau, by number.
#[utoipa::path(get, path = "/api/v1/plan-drafts", tag = "campaigns", operation_id = "listPlanDrafts",
    params(Paging), responses((status = 200, body = Listed<PlanDraftResource>)))]
async fn drafts(
    viewer: Viewer,
    uri: OriginalUri,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let mut drafts = viewer.plan_drafts().await?;
    drafts.sort_by_key(|draft| draft.id);
    let page = paging.of(drafts, |draft| draft.id)?;
    Ok(page.answer(&uri, draft_shown))
}

/// One of them.
#[utoipa::path(get, path = "/api/v1/plan-drafts/{draft}", tag = "campaigns", operation_id = "getPlanDraft",
    params(("draft" = i64, Path, description = "Its number.")),
    responses((status = 200, body = PlanDraftResource)))]
async fn draft(viewer: Viewer, Path(draft): Path<i64>) -> Result<Json<PlanDraftResource>, WebError> {
    Ok(Json(draft_shown(viewer.plan_draft(PlanDraftId(draft)).await?)))
}

/// What is filled in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DraftToKeep {
    /// The draft it changes; without it, a new one.
    #[serde(default)]
    draft: Option<i64>,
    /// The version of it that was seen.
    #[serde(default)]
    version: Option<i64>,
    /// What the campaign is to be called.
    #[schema(max_length = 200)]
    title: String,
    /// What is filled in, by the names of the form's fields.
    fields: BTreeMap<String, String>,
}

/// Keeps what is filled in. What somebody else changed since the version that was seen is not overwritten.
#[utoipa::path(post, path = "/api/v1/plan-drafts", tag = "campaigns", operation_id = "keepPlanDraft",
    request_body = DraftToKeep, responses((status = 200, body = PlanDraftResource)))]
async fn keep_draft(
    viewer: Viewer,
    words: Words,
    Input(DraftToKeep { draft, version, title, fields }): Input<DraftToKeep>,
) -> Result<Response, WebError> {
    if title.chars().count() > 200 {
        return Err(WebError::unfit("title", "0–200".to_owned()));
    }
    let seen = draft.map(|draft| (PlanDraftId(draft), version.unwrap_or_default()));
    let key = match viewer.keep_plan_draft(seen, title, fields).await? {
        DraftChange::Kept(id, _) => {
            return Ok(Json(draft_shown(viewer.plan_draft(id).await?)).into_response());
        }
        DraftChange::Overtaken(standing) => {
            let at = standing.changed_at.rfc3339(Shanghai);
            let told = words.with("draft-overtaken", [("by", standing.changed_by.clone()), ("at", at)]);
            return Err(WebError::Refused(told));
        }
        DraftChange::Gone => "draft-gone",
        DraftChange::TooMany => "draft-too-many",
    };
    Err(WebError::Refused(words.t(key)))
}

/// Throws a draft away; one that is not there is thrown away already.
#[utoipa::path(post, path = "/api/v1/plan-drafts/{draft}/drop", tag = "campaigns", operation_id = "deletePlanDraft",
    params(("draft" = i64, Path, description = "Its number.")),
    responses((status = 204, description = "It is gone.")))]
async fn drop_draft(viewer: Viewer, Path(draft): Path<i64>) -> Result<StatusCode, WebError> {
    viewer.drop_plan_draft(PlanDraftId(draft)).await?;
    Ok(StatusCode::NO_CONTENT)
}
