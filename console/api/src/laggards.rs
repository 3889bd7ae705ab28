//! Who lags and why, and how a campaign went week by week; its matrix and its results list as files.

use super::{
    instant::at,
    paging::{Listed, Paging},
    schema,
    tally::{AllCounts, TallyResource},
};
use axum::{
    extract::{OriginalUri, Path, Query},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use duban_domain::{
    BureauCode, CampaignId,
    laggard::{AwaitedAct, Lag, SequelAct},
    trend::TrendWeek,
};
use duban_service::{LaggardFacts, Laggards, Visible, rows::NoticeRow};
use duban_web::{
    Console, Viewer, WebError, download::XLSX, matrix_sheet::matrix_file, queries::laggards::LaggardQuery,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema, openapi::schema::Object};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(all), routes!(of_campaign), routes!(weeks), routes!(matrix), routes!(results)]
}

/// Which lines of the board.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LaggardAsked {
    /// A bureau and all below it.
    #[serde(default)]
    bureau: String,
    /// Bureaus of this level.
    #[serde(default)]
    #[param(schema_with = schema::level)]
    level: String,
    /// Late by at least so many working days.
    #[serde(default)]
    days: u32,
    /// What is awaited.
    #[serde(default)]
    #[param(schema_with = awaited)]
    waiting: String,
    /// About this obligation.
    #[serde(default)]
    obligation: String,
}

impl LaggardAsked {
    fn query(self) -> LaggardQuery {
        LaggardQuery {
            bureau: self.bureau,
            level: self.level,
            obligation: self.obligation,
            days: self.days.to_string(),
            waiting: self.waiting,
            ..LaggardQuery::default()
        }
    }
}

fn awaited() -> Object {
    schema::words(AwaitedAct::ALL.iter().map(|one| one.as_str()))
}

fn sequels() -> Object {
    schema::words(["reminder", "document", "request", "lapse", "unfulfilled"])
}

/// Something that is late, and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Laggard)]
struct LaggardResource {
    /// Its campaign.
    campaign: String,
    /// The bureau whose matter it is.
    bureau: String,
    /// Its name.
    bureau_name: String,
    /// The obligation; none: a finding, a listing, or the campaign as a whole.
    obligation: Option<String>,
    /// What people call it.
    title: String,
    /// What is awaited.
    #[schema(schema_with = awaited)]
    waiting: &'static str,
    /// Of whom.
    of: String,
    /// When it was due.
    #[schema(format = DateTime)]
    due: Option<String>,
    /// How many working days ago, the due day not counted.
    days: u32,
    /// Whether the count is provisional: a year it passes is not announced.
    days_provisional: bool,
    /// Whether the campaign has closed over it: nobody is asked for it any more.
    closed: bool,
    /// Which time it is to be handed in.
    round: u16,
    /// Why it was last sent back.
    returned: Option<String>,
    /// The last letter about it that stands.
    letter: Option<LaggardLetterResource>,
    /// The last one that was replied to, or else the last that waits for a reply.
    replied: Option<LaggardLetterResource>,
    /// Who is asked to approve a document because of it.
    approval_of: Option<String>,
    /// What happens next if nobody does anything.
    next: Option<SequelResource>,
}

/// A letter and its reply.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LaggardLetter)]
struct LaggardLetterResource {
    /// Its id among notices.
    notice: i64,
    /// What it is.
    #[schema(schema_with = schema::instrument)]
    instrument: &'static str,
    /// Its full number.
    number: Option<String>,
    /// When it was issued.
    #[schema(format = DateTime)]
    issued: Option<String>,
    /// What was replied.
    reply: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    replied: Option<String>,
    /// By when a reply is awaited that has not come.
    #[schema(format = DateTime)]
    reply_by: Option<String>,
}

/// What happens next.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LaggardSequel)]
struct SequelResource {
    /// When.
    #[schema(format = DateTime)]
    at: Option<String>,
    /// `reminder`; `document`: one goes out; `request`: somebody is asked to approve one; `lapse`: nobody approved
    /// it; `unfulfilled`: it is recorded so.
    #[schema(schema_with = sequels)]
    what: &'static str,
    /// The document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::instrument)]
    instrument: Option<&'static str>,
    /// Who is asked.
    of: Option<String>,
}

fn resource(board: &Visible<Laggards>, facts: LaggardFacts) -> Option<LaggardResource> {
    let LaggardFacts { lag, round, returned, letter, replied, asked, sequel } = facts;
    let context = board.context(&lag.campaign)?;
    let next = sequel.map(|sequel| {
        let (what, instrument, of) = match sequel.what {
            SequelAct::Reminder => ("reminder", None, None),
            SequelAct::Document(instrument) => ("document", Some(instrument), None),
            SequelAct::Request { instrument, of } => ("request", Some(instrument), Some(of.to_string())),
            SequelAct::Lapse(instrument) => ("lapse", Some(instrument), None),
            SequelAct::Unfulfilled => ("unfulfilled", None, None),
        };
        let instrument = instrument.map(|one| one.as_str());
        SequelResource { at: at(context, Some(sequel.at)), what, instrument, of }
    });
    let shown = |row: NoticeRow| LaggardLetterResource {
        notice: row.id,
        instrument: row.notice.instrument.as_str(),
        issued: at(context, Some(row.notice.at)),
        replied: at(context, row.replied),
        reply_by: at(context, row.reply_by.filter(|_| row.awaits_reply)),
        number: row.number,
        reply: row.reply,
    };
    Some(LaggardResource {
        bureau_name: context.name(&lag.bureau),
        due: at(context, Some(lag.due)),
        campaign: lag.campaign.to_string(),
        bureau: lag.bureau.to_string(),
        obligation: lag.obligation.map(|id| id.to_string()),
        title: lag.title,
        waiting: lag.awaited.as_str(),
        of: lag.of.to_string(),
        days: lag.late.days,
        days_provisional: lag.late.provisional,
        closed: lag.closed,
        round,
        returned: returned.map(|returned| returned.reason),
        letter: letter.map(shown),
        replied: replied.map(shown),
        approval_of: asked.map(|(_, of)| of.to_string()),
        next,
    })
}

async fn listed(
    viewer: &Viewer,
    campaign: Option<&CampaignId>,
    asked: LaggardAsked,
    paging: &Paging,
    uri: &OriginalUri,
) -> Result<Response, WebError> {
    let board = viewer.laggards(campaign, &asked.query().filter()?).await?;
    let page = paging.of(board.lines.clone(), Lag::place)?;
    let facts = board.facts(page.rows()).await?;
    let shown = facts.into_iter().filter_map(|facts| resource(&board, facts)).collect();
    Ok(page.with(shown).answer(uri, |one| one))
}

/// What lags in all campaigns that run, as far as the token sees, the latest first: what is due and not there, and
/// reviews, replies and approvals that wait too long.
#[utoipa::path(get, path = "/api/v1/laggards", tag = "campaigns", operation_id = "listLaggards",
    params(LaggardAsked, Paging), responses((status = 200, body = Listed<LaggardResource>)))]
async fn all(
    viewer: Viewer,
    uri: OriginalUri,
    Query(asked): Query<LaggardAsked>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    listed(&viewer, None, asked, &paging, &uri).await
}

/// What lags in a campaign, also in one that is over, as `/laggards` tells it.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/laggards", tag = "campaigns",
    operation_id = "listCampaignLaggards",
    params(("campaign" = String, Path, description = "The campaign's id."), LaggardAsked, Paging),
    responses((status = 200, body = Listed<LaggardResource>)))]
async fn of_campaign(
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(asked): Query<LaggardAsked>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    listed(&viewer, Some(&CampaignId::new(campaign)), asked, &paging, &uri).await
}

/// How a campaign stood at the end of a week.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TrendWeek)]
struct TrendWeekResource {
    /// Its Monday.
    from: NaiveDate,
    /// Its Sunday; of the week that runs, today.
    to: NaiveDate,
    /// Whether it runs.
    running: bool,
    /// What was owed, counted as it stood then.
    #[serde(flatten)]
    tally: AllCounts,
}

/// How a campaign went, week by week, for the bureaus that the token sees.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/trend", tag = "campaigns", operation_id = "getTrend",
    params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<TrendWeekResource>)))]
async fn weeks(
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let weeks = viewer.context(&CampaignId::new(campaign)).await?.trend().await?;
    let page = paging.of(weeks, |week| week.from)?;
    Ok(page.answer(&uri, |TrendWeek { from, to, tally, running }| TrendWeekResource {
        from,
        to,
        running,
        tally: TallyResource(tally),
    }))
}

/// A campaign's matrix as a spreadsheet in Chinese: states and due days, and a sheet with the facts of each cell.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/matrix.xlsx", tag = "campaigns",
    operation_id = "getMatrixFile",
    params(("campaign" = String, Path, description = "The campaign's id.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
async fn matrix(viewer: Viewer, Path(campaign): Path<String>) -> Result<Response, WebError> {
    let kept = viewer.campaign(&CampaignId::new(campaign)).await?;
    Ok(file(&format!("matrix-{}.xlsx", kept.plan.id), matrix_file(&kept).await?))
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ResultsAsked {
    /// A bureau and all below it; else the token's own, or the campaign's issuer for one above it.
    #[serde(default)]
    bureau: String,
}

/// The results list (行动成果清单) of a bureau and all below it as a spreadsheet.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/results.xlsx", tag = "figures",
    operation_id = "getResultsFile",
    params(("campaign" = String, Path, description = "The campaign's id."), ResultsAsked),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
async fn results(
    viewer: Viewer,
    Path(campaign): Path<String>,
    Query(ResultsAsked { bureau }): Query<ResultsAsked>,
) -> Result<Response, WebError> {
    let context = viewer.context(&CampaignId::new(campaign)).await?;
    let top = if bureau.is_empty() { context.top() } else { BureauCode::new(bureau) };
    Ok(file(&format!("results-{}-{top}.xlsx", context.id()), context.results_file(&top).await?))
}

fn file(name: &str, content: Vec<u8>) -> Response {
    let mut response = content.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(XLSX));
    if let Ok(disposition) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
