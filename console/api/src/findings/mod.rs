//! Findings: the ledger, one with its history, and acts about it. Registering stands in a module of its own.

mod register;

use super::{
    act_body::ActBody,
    happenings::{EventResource, Taken},
    input::Input,
    instant::at,
    matters,
    paging::{Listed, Paged, Paging},
    schema,
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    response::Response,
};
use chrono::NaiveDate;
use duban_domain::{
    CampaignId, FindingId, PlanTime,
    finding::{FindingCommand, FindingStatus, Grade, Source, Subject},
};
use duban_service::{
    CampaignContext, InCampaign,
    rows::{Cursor, FindingDetail, FindingRow, FindingStatistics, Page},
};
use duban_web::{Console, Viewer, WebError, once::UpdateId, queries::findings::FindingQuery};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

/// The store gives so many at a time.
const MOST: u32 = 500;

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list, register::register), routes!(get), routes!(act), routes!(statistics)]
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
    /// Whether that is provisional: the holidays of its year are not announced.
    provisional: bool,
    /// Whether that has passed.
    overdue: bool,
    /// When it was closed.
    #[schema(format = DateTime)]
    closed: Option<String>,
}

fn shown(context: &CampaignContext, row: FindingRow) -> Finding {
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
        registered: row.view.registered.rfc3339(context.kept.plan.zone),
        due: at(context, row.view.due),
        provisional: row.view.due.is_some_and(|due| context.is_provisional(due)),
        overdue: row.view.overdue,
        closed: at(context, row.view.closed),
    }
}

/// Which findings.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FindingListQuery {
    /// Those of this bureau and all below it.
    bureau: Option<String>,
    /// Those that stand so.
    #[param(schema_with = schema::finding_standing)]
    standing: Option<FindingStatus>,
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
    /// Those of this product group.
    product: Option<String>,
    /// Those registered from this day on.
    from: Option<NaiveDate>,
    /// Those registered up to this day.
    until: Option<NaiveDate>,
    /// Those whose enterprise's name, credit code or id begins so.
    begins: Option<String>,
}

impl From<FindingListQuery> for FindingQuery {
    fn from(wanted: FindingListQuery) -> Self {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
        Self {
            bureau: wanted.bureau.unwrap_or_default(),
            standing: word(wanted.standing.map(FindingStatus::as_str)),
            overdue: word(wanted.overdue.then_some("1")),
            grade: word(wanted.grade.map(Grade::as_str)),
            source: word(wanted.source.map(Source::as_str)),
            product: wanted.product.unwrap_or_default(),
            from: day(wanted.from),
            until: day(wanted.until),
            q: wanted.begins.unwrap_or_default(),
            ..Self::default()
        }
    }
}

/// Findings of a campaign that the token sees, newest first.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/findings", tag = "findings", operation_id = "listFindings",
    params(("campaign" = String, Path, description = "The campaign's id."), FindingListQuery, Paging),
    responses((status = 200, body = Listed<Finding>)))]
async fn list(
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(wanted): Query<FindingListQuery>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let kept = viewer.campaign(&CampaignId::new(campaign)).await?;
    let findings = FindingQuery::from(wanted).filter(&kept)?;
    let (limit, shows) = paging.asked_and_shown(MOST)?;
    let after = paging.place::<(PlanTime, FindingId)>()?;
    let after = after.map(|(registered, id)| Cursor { registered, id });
    let rows = findings.page(&Page { after, limit }).await?;
    let context = kept.in_hand().await?;
    let page = Paged::of_one_more(rows, shows, |row| (row.view.registered, row.id.clone()));
    Ok(page.answer(&uri, |row| shown(&context, row)))
}

/// A finding with its history.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingWithHistory {
    /// How it stands.
    finding: Finding,
    /// All that happened, in order.
    history: Vec<EventResource>,
}

/// A finding with all that happened.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/findings/{finding}", tag = "findings",
    operation_id = "getFinding",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("finding" = String, Path, description = "Its id.")),
    responses((status = 200, body = FindingWithHistory)))]
async fn get(viewer: Viewer, at: Path<(String, String)>) -> Result<Json<FindingWithHistory>, WebError> {
    let (InCampaign { context, row }, history) = matters::with_history::<FindingDetail>(&viewer, at).await?;
    Ok(Json(FindingWithHistory { finding: shown(&context, row.row), history }))
}

/// What a person tells a finding.
type FindingAct = ActBody<FindingCommand>;

/// Does something about a finding.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/findings/{finding}/acts", tag = "findings",
    operation_id = "actOnFinding",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("finding" = String, Path, description = "Its id.")),
    request_body = FindingAct, responses((status = 200, body = Taken)))]
async fn act(
    viewer: Viewer,
    update_id: UpdateId,
    at: Path<(String, String)>,
    act: Input<FindingAct>,
) -> Result<Json<Taken>, WebError> {
    matters::act::<FindingDetail>(&viewer, update_id, at, act).await
}

/// How many findings there are in a bureau's district, and how far they are.
#[derive(Debug, Serialize, ToSchema)]
struct Statistics {
    /// The bureau's code.
    county: String,
    /// Findings.
    found: u32,
    /// Of them, ordered to be rectified.
    ordered: u32,
    /// Of them, put right on the spot.
    corrected_on_the_spot: u32,
    /// Of them, closed.
    closed: u32,
    /// Of the closed ones, those with every piece of evidence in time.
    closed_in_time: u32,
    /// Of them, not closed.
    open: u32,
    /// Of the open ones, risk signals that wait for triage.
    untriaged: u32,
    /// Of the open ones, overdue now.
    overdue: u32,
    /// 约谈.
    interviewed: u32,
    /// 移送.
    handed_over: u32,
    /// 公示.
    publicised: u32,
    /// 曝光.
    exposed: u32,
    /// 挂牌（提请）.
    listed: u32,
    /// Reported and found to be nothing.
    dismissed: u32,
}

impl From<FindingStatistics> for Statistics {
    fn from(line: FindingStatistics) -> Self {
        Self {
            county: line.county.to_string(),
            found: line.found,
            ordered: line.ordered,
            corrected_on_the_spot: line.corrected_on_the_spot,
            closed: line.closed,
            closed_in_time: line.closed_in_time,
            open: line.open,
            untriaged: line.untriaged,
            overdue: line.overdue,
            interviewed: line.interviewed,
            handed_over: line.handed_over,
            publicised: line.publicised,
            exposed: line.exposed,
            listed: line.listed,
            dismissed: line.dismissed,
        }
    }
}

/// How many findings there are in each bureau's district, as far as the token sees, by code.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/finding-statistics", tag = "findings",
    operation_id = "listFindingStatistics",
    params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<Statistics>)))]
async fn statistics(
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let kept = viewer.campaign(&CampaignId::new(campaign)).await?;
    let mut lines = kept.finding_statistics().await?;
    lines.sort_by(|a, b| a.county.cmp(&b.county));
    let page = paging.of(lines, |line| line.county.to_string())?;
    Ok(page.answer(&uri, Statistics::from))
}
