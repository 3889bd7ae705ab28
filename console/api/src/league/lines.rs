//! The lines of a league table: bureaus in order of rank, obligations with who did not hand them in, and
//! the facts behind a bureau's figures.

use super::{
    reader::{LeagueReader, Ranked},
    share::{LeagueShare, Shares},
};
use crate::{
    instant::at,
    paging::{Listed, Paging},
    schema,
};
use axum::{
    extract::{OriginalUri, Path, Query},
    response::Response,
};
use duban_domain::{
    BureauCode,
    access::Action,
    league::{About, Fact as Kept, ObligationLine, Row as Ranking},
};
use duban_service::rows::Wanted;
use duban_web::{Console, Viewer, WebError};
use serde::Serialize;
use utoipa::{ToSchema, openapi::schema::Object};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(rows), routes!(obligations), routes!(facts)]
}

/// A bureau's line.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeagueRow)]
struct LeagueRowResource {
    /// Its rank among all of its level in the campaign; none: nothing of it fell due.
    rank: Option<u32>,
    /// Its code.
    bureau: String,
    /// Its name, as it was at the close.
    name: String,
    /// Its figures.
    figures: Shares,
}

impl From<Ranking> for LeagueRowResource {
    fn from(row: Ranking) -> Self {
        Self { rank: row.rank, bureau: row.bureau.to_string(), name: row.name, figures: row.figures.into() }
    }
}

/// The bureaus of a level in a period's table, as far as the token sees, in order of rank.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/league/{period}/rows", tag = "league",
    operation_id = "listLeagueRows",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("period" = String, Path, description = "The period's id.", example = "2024-08"), Ranked, Paging),
    responses((status = 200, body = Listed<LeagueRowResource>)))]
async fn rows(
    viewer: Viewer,
    uri: OriginalUri,
    Path((campaign, period)): Path<(String, String)>,
    Query(ranked): Query<Ranked>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let reader = LeagueReader::of(&viewer, (&campaign, &period), Wanted::Obligations).await?;
    let rows: Vec<_> = reader.table.sheet.level(reader.level(ranked.level)).cloned().collect();
    // Whoever has no rank comes last.
    let page = paging.of(rows, |row| (row.rank.is_none(), row.rank, row.bureau.to_string()))?;
    Ok(page.answer(&uri, LeagueRowResource::from))
}

/// An obligation across the bureaus of a level that owed it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeagueObligation)]
struct LeagueObligationResource {
    /// Its id.
    obligation: String,
    /// Its title.
    title: String,
    /// Which of several of that name, from 1: the tail's report falls due again and again.
    #[schema(minimum = 1)]
    turn: u32,
    /// When it was due for the last bureau.
    #[schema(format = DateTime)]
    due: String,
    /// Whether that is provisional: the holidays of its year are not announced.
    provisional: bool,
    /// Handed in of owed.
    complete: LeagueShare,
    /// In time of owed.
    timely: LeagueShare,
    /// The codes of those who did not hand it in.
    missing: Vec<String>,
    /// The codes of those who did, but late.
    late: Vec<String>,
}

fn obligation(reader: &LeagueReader, line: ObligationLine) -> LeagueObligationResource {
    let codes = |bureaus: Vec<BureauCode>| bureaus.iter().map(ToString::to_string).collect();
    LeagueObligationResource {
        title: reader.tables.league.title(&line.obligation),
        obligation: line.obligation.to_string(),
        turn: line.turn,
        due: line.due.1.rfc3339(reader.tables.context.kept.plan.zone),
        provisional: reader.tables.context.is_provisional(line.due.1),
        complete: line.complete.into(),
        timely: line.timely.into(),
        missing: codes(line.missing),
        late: codes(line.late),
    }
}

/// The obligations that fell due for a level in a period, as far as the token sees, by id.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/league/{period}/obligations", tag = "league",
    operation_id = "listLeagueObligations",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("period" = String, Path, description = "The period's id.", example = "2024-08"), Ranked, Paging),
    responses((status = 200, body = Listed<LeagueObligationResource>)))]
async fn obligations(
    viewer: Viewer,
    uri: OriginalUri,
    Path((campaign, period)): Path<(String, String)>,
    Query(ranked): Query<Ranked>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let reader = LeagueReader::of(&viewer, (&campaign, &period), Wanted::Obligations).await?;
    let mut lines = reader.table.sheet.obligations(reader.level(ranked.level));
    lines.sort_by(|a, b| (&a.obligation, a.turn).cmp(&(&b.obligation, b.turn)));
    let page = paging.of(lines, |line| (line.obligation.to_string(), line.turn))?;
    Ok(page.answer(&uri, |line| obligation(&reader, line)))
}

/// What a figure rests on: one thing that fell due in the period, as it stood at the close.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeagueFact)]
struct Fact {
    /// `obligation`, `finding`, or `docket`: all that a bureau owes, because its docket ended early.
    #[schema(schema_with = abouts)]
    about: &'static str,
    /// The obligation's or the finding's id.
    id: Option<String>,
    /// Its title, of an obligation.
    title: Option<String>,
    /// Which of several of that name, from 1.
    #[schema(minimum = 1)]
    turn: u32,
    /// When it was due, with every extension that was granted in time.
    #[schema(format = DateTime)]
    due: String,
    /// Whether that is provisional: the holidays of its year are not announced.
    provisional: bool,
    /// When it was first due, where that was moved.
    #[schema(format = DateTime)]
    first_due: Option<String>,
    /// When it was last received.
    #[schema(format = DateTime)]
    received: Option<String>,
    /// When it was closed, of a finding.
    #[schema(format = DateTime)]
    closed: Option<String>,
    /// How it is judged.
    #[schema(schema_with = schema::verdict)]
    verdict: &'static str,
}

fn abouts() -> Object {
    schema::words(["obligation", "finding", "docket"])
}

/// What a fact is about: which kind of thing, and its id.
fn about(fact: &Kept) -> (&'static str, Option<String>) {
    match &fact.about {
        About::Obligation(id) => ("obligation", Some(id.to_string())),
        About::Finding(id) => ("finding", Some(id.to_string())),
        About::Docket => ("docket", None),
    }
}

fn fact(reader: &LeagueReader, fact: Kept) -> Fact {
    let (kind, id) = about(&fact);
    let title = match &fact.about {
        About::Obligation(id) => Some(reader.tables.league.title(id)),
        About::Finding(_) | About::Docket => None,
    };
    Fact {
        about: kind,
        id,
        title,
        turn: fact.turn,
        due: fact.due.rfc3339(reader.tables.context.kept.plan.zone),
        provisional: reader.tables.context.is_provisional(fact.due),
        first_due: at(&reader.tables.context, fact.first_due),
        received: at(&reader.tables.context, fact.received),
        closed: at(&reader.tables.context, fact.closed),
        verdict: fact.verdict.as_str(),
    }
}

/// Every fact behind a bureau's figures in a period.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/league/{period}/bureaus/{bureau}/facts", tag = "league",
    operation_id = "listLeagueFacts",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("period" = String, Path, description = "The period's id.", example = "2024-08"),
        ("bureau" = String, Path, description = "The bureau's code."), Paging),
    responses((status = 200, body = Listed<Fact>)))]
async fn facts(
    viewer: Viewer,
    uri: OriginalUri,
    Path((campaign, period, bureau)): Path<(String, String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let bureau = BureauCode::from(bureau.as_str());
    viewer.authorise(Action::See, &bureau)?;
    let reader = LeagueReader::of(&viewer, (&campaign, &period), Wanted::Of(&bureau)).await?;
    reader.table.sheet.row(&bureau).ok_or(WebError::NotFound)?;
    let key = |fact: &Kept| {
        let (kind, id) = about(fact);
        (kind.to_owned(), id, fact.turn)
    };
    let mut facts: Vec<_> = reader.table.sheet.facts_of(&bureau).cloned().collect();
    facts.sort_by_cached_key(key);
    let page = paging.of(facts, key)?;
    Ok(page.answer(&uri, |one| fact(&reader, one)))
}
