//! Notices that order a campaign, read by rules: what they say, and the plan to begin with.

use axum::{Json, extract::DefaultBodyLimit};
use bytes::Bytes;
use duban_config::{
    directive_file,
    plan::{draft_plan, write_plan},
};
use duban_domain::{Sentence, access::Action, directive};
use duban_service::today;
use duban_web::{
    Console, Viewer, WebError,
    i18n::{Lang, Words},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

/// What a notice may weigh.
const NOTICE_BYTES: usize = 20 << 20;

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    let (schemas, paths, handler) = routes!(read);
    vec![(schemas, paths, handler.layer(DefaultBodyLimit::max(NOTICE_BYTES)))]
}

/// What a notice says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DirectiveRead)]
struct DirectiveResource {
    /// The facts, each with its line and sentence.
    #[schema(value_type = Object)]
    facts: Value,
    /// The YAML of a plan to begin with.
    plan: String,
    /// Where in the notice each part of the plan stands.
    origins: Vec<OriginResource>,
    /// What was assumed, and what the planner has to decide.
    notes: Vec<String>,
}

/// Where in a notice a part of the plan stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DirectiveOrigin)]
struct OriginResource {
    /// The part, such as `obligations[2]`.
    path: String,
    /// The line, from 1.
    line: usize,
    /// The sentence.
    sentence: String,
}

/// Reads a notice (.docx, .pdf with text, .ofd, or plain text) by rules and drafts a plan from it. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/directives/read", tag = "campaigns", operation_id = "readDirective",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = DirectiveResource)))]
async fn read(viewer: Viewer, words: Words, content: Bytes) -> Result<Json<DirectiveResource>, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let said = move |sentence: &Sentence| match words.lang {
        Lang::Chinese => sentence.chinese.clone(),
        Lang::English => sentence.english.clone(),
    };
    let (issuer, today) = (viewer.bureau.clone(), today());
    let name = viewer.directory().name_of(&issuer);
    let reading = tokio::task::spawn_blocking(move || {
        let text = directive_file::read(&content)?.text;
        let facts = directive::read(&text);
        let draft = draft_plan(&facts, (&issuer, &name), today);
        Ok((facts, draft))
    });
    let read = reading.await.map_err(|error| WebError::Internal(error.into()))?;
    let (facts, draft) = read.map_err(|refused: Sentence| WebError::unfit("", said(&refused)))?;
    let origin = |origin: &directive::Quoted<String>| OriginResource {
        path: origin.fact.clone(),
        line: origin.line,
        sentence: origin.sentence.clone(),
    };
    Ok(Json(DirectiveResource {
        facts: serde_json::to_value(&facts).map_err(|error| WebError::Internal(error.into()))?,
        plan: write_plan(&draft.plan).map_err(|error| WebError::Internal(error.into()))?,
        origins: draft.origins.iter().map(origin).collect(),
        notes: draft.notes.iter().map(said).collect(),
    }))
}
