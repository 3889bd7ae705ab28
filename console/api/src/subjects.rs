//! Enterprises across campaigns: samplings, and what follows from the record.

use super::input::Input;
use axum::{Json, extract::Path, http::StatusCode};
use chrono::NaiveDate;
use duban_domain::{
    finding::CreditCode,
    subject::{Sampling as Kept, judge},
};
use duban_service::{SamplingKept, ServiceError, today};
use duban_web::{Console, Viewer, WebError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(get), routes!(sample)]
}

/// The result of a supervision sampling.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Sampling {
    /// The day.
    on: NaiveDate,
    /// Whether it passed.
    passed: bool,
    /// The product.
    #[schema(min_length = 1, max_length = 200)]
    product: String,
    /// The report's number.
    #[schema(min_length = 1, max_length = 200)]
    reference: String,
}

/// What is known of an enterprise.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Subject {
    /// Its unified social credit code.
    credit_code: String,
    /// Its name.
    name: String,
    /// Its samplings.
    samplings: Vec<Sampling>,
    /// How many findings at it count as risks.
    risks: usize,
    /// The measures that follow now.
    measures: Vec<String>,
}

fn code(text: &str) -> Result<CreditCode, WebError> {
    CreditCode::parse(text).map_err(|why| WebError::unfit("credit_code", why.to_string()))
}

/// What is known of an enterprise across campaigns, and the measures that follow.
#[utoipa::path(get, path = "/api/v1/subjects/{credit_code}", tag = "subjects", operation_id = "getSubject",
    params(("credit_code" = String, Path, description = "Its unified social credit code.", example = "91350100M000100Y43")),
    responses((status = 200, body = Subject)))]
async fn get(viewer: Viewer, Path(credit_code): Path<String>) -> Result<Json<Subject>, WebError> {
    let record = viewer.subject(&code(&credit_code)?).await?;
    let measures = judge(&record, today());
    let sampling = |one: Kept| Sampling {
        on: one.on,
        passed: one.passed,
        product: one.product,
        reference: one.reference,
    };
    Ok(Json(Subject {
        credit_code: record.credit_code.to_string(),
        risks: record.risks.len(),
        measures: measures.iter().map(|one| one.measure.chinese().to_owned()).collect(),
        samplings: record.samplings.into_iter().map(sampling).collect(),
        name: record.name,
    }))
}

/// A sampling of an enterprise.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Sampled {
    /// The enterprise's name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What was found.
    sampling: Sampling,
}

/// Records the result of a sampling. The same report again changes nothing.
#[utoipa::path(post, path = "/api/v1/subjects/{credit_code}/samplings", tag = "subjects",
    operation_id = "recordSampling",
    params(("credit_code" = String, Path, description = "Its unified social credit code.", example = "91350100M000100Y43")),
    request_body = Sampled,
    responses((status = 201, description = "It is kept."), (status = 200, description = "It was kept before.")))]
async fn sample(
    viewer: Viewer,
    Path(credit_code): Path<String>,
    Input(Sampled { name, sampling }): Input<Sampled>,
) -> Result<StatusCode, WebError> {
    let code = code(&credit_code)?;
    let Sampling { on, passed, product, reference } = sampling;
    let kept = Kept { on, passed, product, reference };
    match viewer.keep_sampling(&code, &name, &kept).await {
        Ok(SamplingKept::New) => Ok(StatusCode::CREATED),
        Ok(SamplingKept::Known) => Ok(StatusCode::OK),
        Err(ServiceError::Exists { id, .. }) => Err(WebError::Conflict(id)),
        Err(failure) => Err(failure.into()),
    }
}
