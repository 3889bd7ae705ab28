//! Registering findings.

use crate::{
    file_refs::{FileRef, attachments},
    input::Input,
    schema,
};
use axum::{Json, extract::Path, http::StatusCode};
use chrono::NaiveDate;
use duban_domain::{
    BureauCode, CampaignId, FindingId,
    finding::{CreditCode, Grade, ProblemKind, Product, Registration, Source, Subject, Trade},
};
use duban_service::ServiceError;
use duban_web::{FieldError, Viewer, WebError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// So many are registered in one request.
const MOST: usize = 200;

/// What was found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingBody {
    /// A number of the sender's own, unique in the county; without one, the same finding sent again is one.
    #[schema(min_length = 1, max_length = 32, pattern = "^[0-9A-Za-z-]+$")]
    number: Option<String>,
    /// The bureau in whose district it lies.
    #[schema(example = "522701")]
    county: String,
    /// The enterprise; none: the county's bureau itself is concerned.
    enterprise: Option<Enterprise>,
    /// The product group, as the plan's catalogue names it.
    #[schema(min_length = 1, max_length = 100)]
    product: String,
    /// The product.
    item: Option<String>,
    /// The field.
    #[schema(schema_with = schema::kind)]
    kind: ProblemKind,
    /// Where it comes from.
    #[schema(schema_with = schema::source)]
    source: Source,
    /// How grave it is.
    #[schema(schema_with = schema::grade)]
    grade: Grade,
    /// The problem.
    #[schema(min_length = 1, max_length = 2000)]
    problem: String,
    /// The day it was found.
    found_on: NaiveDate,
    /// The result, where it was put right on the spot.
    corrected: Option<String>,
    /// Photographs and papers.
    #[serde(default)]
    #[schema(max_items = 50)]
    files: Vec<FileRef>,
}

/// An enterprise.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Enterprise {
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Its unified social credit code.
    #[schema(example = "91350100M000100Y43")]
    credit_code: String,
    /// What it does with the product.
    #[schema(schema_with = schema::trade)]
    trade: Trade,
}

/// What came of registering.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Registered {
    /// The ids, in the order that was sent.
    ids: Vec<String>,
    /// How many are new.
    new: usize,
    /// How many were there already and are left as they are.
    known: usize,
}

/// Registers findings: all that were sent or none. The same again registers nothing twice.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/findings", tag = "findings",
    operation_id = "registerFindings",
    params(("campaign" = String, Path, description = "The campaign's id.")),
    request_body(content = Vec<FindingBody>, description = "1 to 200 findings."),
    responses((status = 201, body = Registered)))]
pub(super) async fn register(
    viewer: Viewer,
    Path(campaign): Path<String>,
    Input(found): Input<Vec<FindingBody>>,
) -> Result<(StatusCode, Json<Registered>), WebError> {
    let context = viewer.context(&CampaignId::new(campaign)).await?;
    if !(1..=MOST).contains(&found.len()) {
        return Err(WebError::unfit("", format!("1–{MOST}")));
    }
    for one in &found {
        context.permit_registering(&BureauCode::from(one.county.as_str()))?;
    }
    let (mut registrations, mut unfit) = (Vec::with_capacity(found.len()), Vec::new());
    for (index, one) in found.into_iter().enumerate() {
        let number = one.number.clone();
        let checked = match registration(&viewer, one).await {
            Ok(registration) => Ok(context.checked_finding(registration, number.as_deref(), &[])),
            Err(WebError::Invalid(reasons)) => Err(reasons),
            Err(fault) => return Err(fault),
        };
        match checked {
            Ok(Ok(registration)) => registrations.push(registration),
            Ok(Err(ServiceError::Invalid(reasons))) => {
                unfit.extend(reasons.into_iter().map(|reason| FieldError::new(format!("[{index}]"), reason)));
            }
            Ok(Err(failure)) => return Err(failure.into()),
            Err(reasons) => unfit.extend(
                reasons
                    .into_iter()
                    .map(|one| FieldError::new(format!("[{index}].{}", one.field), one.reason)),
            ),
        }
    }
    if !unfit.is_empty() {
        return Err(WebError::Invalid(unfit));
    }
    let ids = registrations.iter().map(|one| one.id.to_string()).collect();
    let imported = context.register(registrations, || ()).await?;
    Ok((StatusCode::CREATED, Json(Registered { ids, new: imported.new, known: imported.known })))
}

async fn registration(viewer: &Viewer, found: FindingBody) -> Result<Registration, WebError> {
    let county = BureauCode::from(found.county.as_str());
    let subject = match found.enterprise {
        Some(Enterprise { name, credit_code, trade }) => {
            let credit_code = CreditCode::parse(&credit_code);
            let credit_code =
                credit_code.map_err(|why| WebError::unfit("enterprise.credit_code", why.to_string()))?;
            Subject::Enterprise { name, credit_code, trade }
        }
        None => Subject::Bureau { code: county.clone() },
    };
    Ok(Registration {
        id: FindingId::from(""),
        county,
        subject,
        product: Product { group: found.product, item: found.item },
        kind: found.kind,
        source: found.source,
        grade: found.grade,
        problem: found.problem,
        found_on: found.found_on,
        corrected: found.corrected,
        attachments: attachments(viewer, &found.files).await?,
    })
}
