//! Findings: the ledger, one with its history, registering, and every act about one.

use super::{
    common::{FileRef, Happening, Taken, at, attachments, happenings, scene, seen},
    input::Input,
    once::UpdateId,
    paging::{Listed, Paged, Paging},
    schema,
};
use crate::{Console, Fault, Principal, fault::Unfit};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query, State},
    http::StatusCode,
    response::Response,
};
use chrono::NaiveDate;
use duban_domain::{
    BureauCode, FindingId, PlanTime,
    access::Action,
    finding::{
        Authority, CreditCode, FindingCommand, FindingStanding, Grade, ProblemKind, Product, Publication,
        Registration, Source, Subject, Trade,
    },
};
use duban_service::{Failure, Scene};
use duban_store::{Cursor, FindingFilter, FindingRow, Page};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

/// So many are registered in one request.
const MOST: usize = 200;

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list, register), routes!(get), routes!(act)]
}

/// A finding.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Finding {
    /// Its id.
    id: String,
    /// The bureau in whose district it lies.
    county: String,
    /// Whom it concerns: an enterprise's name, or a bureau's code.
    subject: String,
    /// The enterprise's credit code.
    credit_code: Option<String>,
    /// The product group.
    product: String,
    /// The field.
    #[schema(schema_with = schema::kind)]
    kind: &'static str,
    /// Where it comes from.
    #[schema(schema_with = schema::source)]
    source: &'static str,
    /// The problem.
    problem: String,
    /// The day it was found.
    found_on: NaiveDate,
    /// Where it stands.
    #[schema(schema_with = schema::finding_standing)]
    standing: &'static str,
    /// How grave it is.
    #[schema(schema_with = schema::grade)]
    grade: &'static str,
    /// When it was registered.
    #[schema(format = DateTime)]
    registered: String,
    /// By when the next thing is due.
    #[schema(format = DateTime)]
    due: Option<String>,
    /// Whether that has passed.
    overdue: bool,
    /// When it was closed.
    #[schema(format = DateTime)]
    closed: Option<String>,
}

fn shown(scene: &Scene, row: FindingRow) -> Finding {
    let (subject, credit_code) = match row.subject {
        Subject::Enterprise { name, credit_code, .. } => (name, Some(credit_code.to_string())),
        Subject::Bureau { code } => (code.to_string(), None),
    };
    Finding {
        id: row.id.to_string(),
        county: row.county.to_string(),
        subject,
        credit_code,
        product: row.product.group,
        kind: row.kind.as_str(),
        source: row.source.as_str(),
        problem: row.problem,
        found_on: row.found_on,
        standing: row.view.standing.as_str(),
        grade: row.view.grade.as_str(),
        registered: row.view.registered.rfc3339(scene.kept.plan.zone),
        due: at(scene, row.view.due),
        overdue: row.view.overdue,
        closed: at(scene, row.view.closed),
    }
}

/// Which findings.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Those of this bureau and all below it.
    bureau: Option<String>,
    /// Those that stand so.
    #[param(schema_with = schema::finding_standing)]
    standing: Option<FindingStanding>,
    /// Those of this grade.
    #[param(schema_with = schema::grade)]
    grade: Option<Grade>,
    /// Those from there.
    #[param(schema_with = schema::source)]
    source: Option<Source>,
    /// Only those that are overdue.
    #[serde(default)]
    #[param(required = false)]
    overdue: bool,
}

/// Findings of a campaign that the token sees, newest first.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/findings", tag = "findings", operation_id = "listFindings",
    params(("campaign" = String, Path, description = "The campaign's id."), Wanted, Paging),
    responses((status = 200, body = Listed<Finding>)))]
async fn list(
    State(console): State<Console>,
    principal: Principal,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(wanted): Query<Wanted>,
    Query(paging): Query<Paging>,
) -> Result<Response, Fault> {
    let scene = scene(&console, &principal, &campaign).await?;
    let counties = match &wanted.bureau {
        None => seen(&console, &principal),
        Some(bureau) => {
            let bureau = BureauCode::from(bureau.as_str());
            principal.authorise(&console, Action::See, &bureau)?;
            console.directory().subtree(&bureau).into_iter().map(|below| below.code.clone()).collect()
        }
    };
    let filter = FindingFilter {
        counties: Some(counties),
        standing: wanted.standing,
        overdue: wanted.overdue,
        grade: wanted.grade,
        source: wanted.source,
        ..FindingFilter::all(scene.id().clone())
    };
    let limit = paging.limit()?;
    let after = paging.place::<(PlanTime, FindingId)>()?;
    let after = after.map(|(registered, id)| Cursor { registered, id });
    // The store gives 500 at most: the last page of that length has no successor to look for.
    let page = Page { after, limit: (limit + 1).min(500) };
    let rows = console.store().finding_list(&filter, &page).await?;
    let page = Paged::of_one_more(rows, limit.min(499), |row| (row.view.registered, row.id.clone()));
    Ok(page.answer(&uri, |row| shown(&scene, row)))
}

/// A finding with its history.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Whole {
    /// How it stands.
    finding: Finding,
    /// All that happened, in order.
    history: Vec<Happening>,
}

/// A finding with all that happened.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/findings/{finding}", tag = "findings",
    operation_id = "getFinding",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("finding" = String, Path, description = "Its id.")),
    responses((status = 200, body = Whole)))]
async fn get(
    State(console): State<Console>,
    principal: Principal,
    Path((campaign, finding)): Path<(String, String)>,
) -> Result<Json<Whole>, Fault> {
    let scene = scene(&console, &principal, &campaign).await?;
    let detail = scene.finding(&FindingId::from(finding.as_str())).await?;
    principal.authorise(&console, Action::See, &detail.row.county)?;
    let history = console.store().finding_history(scene.id(), &detail.row.id).await?;
    let history = history.into_iter().map(|line| line.effect).collect();
    let history = happenings(history, scene.kept.plan.zone)?;
    Ok(Json(Whole { finding: shown(&scene, detail.row), history }))
}

/// What was found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Found {
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
    request_body(content = Vec<Found>, description = "1 to 200 findings."),
    responses((status = 201, body = Registered)))]
async fn register(
    State(console): State<Console>,
    principal: Principal,
    Path(campaign): Path<String>,
    Input(found): Input<Vec<Found>>,
) -> Result<(StatusCode, Json<Registered>), Fault> {
    let scene = scene(&console, &principal, &campaign).await?;
    if !(1..=MOST).contains(&found.len()) {
        return Err(Fault::unfit("", format!("1–{MOST}")));
    }
    for one in &found {
        let county = BureauCode::from(one.county.as_str());
        principal.authorise(&console, Action::HandleFinding, &county)?;
    }
    let (mut registrations, mut unfit) = (Vec::with_capacity(found.len()), Vec::new());
    for (index, one) in found.into_iter().enumerate() {
        let number = one.number.clone();
        let checked = match registration(&scene, one).await {
            Ok(registration) => Ok(scene.checked_finding(registration, number.as_deref(), &[])),
            Err(Fault::Unfit(reasons)) => Err(reasons),
            Err(fault) => return Err(fault),
        };
        match checked {
            Ok(Ok(registration)) => registrations.push(registration),
            Ok(Err(Failure::Unfit(reasons))) => {
                unfit.extend(reasons.into_iter().map(|reason| Unfit::new(format!("[{index}]"), reason)));
            }
            Ok(Err(failure)) => return Err(failure.into()),
            Err(reasons) => unfit.extend(
                reasons.into_iter().map(|one| Unfit::new(format!("[{index}].{}", one.field), one.reason)),
            ),
        }
    }
    if !unfit.is_empty() {
        return Err(Fault::Unfit(unfit));
    }
    let ids = registrations.iter().map(|one| one.id.to_string()).collect();
    let imported = scene.register_findings(principal.actor(), registrations, || ()).await?;
    Ok((StatusCode::CREATED, Json(Registered { ids, new: imported.new, known: imported.known })))
}

async fn registration(scene: &Scene, found: Found) -> Result<Registration, Fault> {
    let county = BureauCode::from(found.county.as_str());
    let subject = match found.enterprise {
        Some(Enterprise { name, credit_code, trade }) => {
            let credit_code = CreditCode::parse(&credit_code);
            let credit_code =
                credit_code.map_err(|why| Fault::unfit("enterprise.credit_code", why.to_string()))?;
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
        attachments: attachments(scene, &found.files).await?,
    })
}

/// What a person tells a finding.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
#[schema(as = FindingAct)]
pub(super) enum Act {
    /// 研判: the signal is a finding of this grade.
    Triage {
        /// The grade.
        #[schema(schema_with = schema::grade)]
        grade: Grade,
    },
    /// 研判: there is no problem.
    Dismiss {
        /// Why.
        reason: String,
    },
    /// 现场整改: put right on the spot.
    CorrectOnTheSpot {
        /// With what result.
        result: String,
    },
    /// 提交整改材料.
    FileEvidence {
        /// What was done.
        note: String,
        /// Photographs and papers.
        #[serde(default)]
        files: Vec<FileRef>,
    },
    /// 复查.
    Reinspect {
        /// Whether it is put right.
        passed: bool,
        /// What was seen.
        result: String,
    },
    /// 申请延期.
    AskExtension {
        /// To which day.
        to: NaiveDate,
        /// Why.
        reason: String,
    },
    /// 回头看.
    LookBack {
        /// Whether it stayed right.
        passed: bool,
        /// What was seen.
        result: String,
    },
    /// 移送.
    HandOver {
        /// To whom.
        #[schema(schema_with = schema::authority)]
        to: Authority,
        /// Why.
        reason: String,
    },
    /// 移送回执.
    ConfirmReceipt {
        /// The authority's reference.
        reference: String,
    },
    /// 提请公示或曝光.
    ProposePublication {
        /// Which.
        #[schema(schema_with = schema::publication)]
        kind: Publication,
        /// What is to be published.
        text: String,
    },
    /// 批准.
    Approve {
        /// The approval's number in this finding.
        approval: u32,
    },
    /// 不批准.
    Decline {
        /// The approval's number in this finding.
        approval: u32,
        /// Why.
        reason: String,
    },
    /// 签收.
    Acknowledge {
        /// The document's ordinal in this finding.
        notice: u32,
        /// The reply.
        reply: Option<String>,
    },
    /// 作废.
    Void {
        /// The document's ordinal in this finding.
        notice: u32,
        /// Why.
        reason: String,
    },
}

fn command(act: Act) -> (FindingCommand, Vec<FileRef>) {
    use FindingCommand as C;
    let command = match act {
        Act::FileEvidence { note, files } => {
            return (C::FileEvidence { note, attachments: Vec::new() }, files);
        }
        Act::Triage { grade } => C::Triage { grade },
        Act::Dismiss { reason } => C::Dismiss { reason },
        Act::CorrectOnTheSpot { result } => C::CorrectOnTheSpot { result },
        Act::Reinspect { passed, result } => C::Reinspect { passed, result },
        Act::AskExtension { to, reason } => C::AskExtension { to, reason },
        Act::LookBack { passed, result } => C::LookBack { passed, result },
        Act::HandOver { to, reason } => C::HandOver { to, reason },
        Act::ConfirmReceipt { reference } => C::ConfirmReceipt { reference },
        Act::ProposePublication { kind, text } => C::ProposePublication { kind, text },
        Act::Approve { approval } => C::Approve { approval },
        Act::Decline { approval, reason } => C::Decline { approval, reason },
        Act::Acknowledge { notice, reply } => C::Acknowledge { notice, reply },
        Act::Void { notice, reason } => C::Void { notice, reason },
    };
    (command, Vec::new())
}

/// Does something about a finding.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/findings/{finding}/acts", tag = "findings",
    operation_id = "actOnFinding",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("finding" = String, Path, description = "Its id.")),
    request_body = Act, responses((status = 200, body = Taken)))]
async fn act(
    State(console): State<Console>,
    principal: Principal,
    UpdateId(update_id): UpdateId,
    Path((campaign, finding)): Path<(String, String)>,
    Input(act): Input<Act>,
) -> Result<Json<Taken>, Fault> {
    let scene = scene(&console, &principal, &campaign).await?;
    let detail = scene.finding(&FindingId::from(finding.as_str())).await?;
    principal.authorise(&console, Action::See, &detail.row.county)?;
    let (mut command, files) = command(act);
    let turn = scene.finding_turn(&detail, &command).await?;
    principal.authorise(&console, turn.action, &turn.against)?;
    if let FindingCommand::FileEvidence { attachments: kept, .. } = &mut command {
        *kept = attachments(&scene, &files).await?;
    }
    let effects = scene.tell_finding(&detail.row.id, principal.actor(), command, update_id).await?;
    Ok(Json(Taken { happened: happenings(effects, scene.kept.plan.zone)? }))
}
