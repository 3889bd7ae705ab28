//! Why a bureau stands where it stands: every fact behind its figures.

use super::{
    figures::{Bars, Sign, period_name},
    query::{LeagueQuery, chosen},
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use chrono_tz::Tz;
use duban_domain::{
    BureauCode, Calendar, CampaignId, PlanTime,
    access::Action,
    league::{About, Fact, LeagueFigures},
};
use duban_service::{league::League, rows::Wanted};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
};

/// The most findings one page tells; the workbook of findings has them all.
const MOST_FINDINGS: usize = 500;

#[derive(Template)]
#[template(path = "league/facts.html")]
struct LeagueFactsPage {
    frame: Layout,
    w: Words,
    zone: Tz,
    calendar: Calendar,
    campaign: String,
    title: String,
    period: String,
    period_name: String,
    level: &'static str,
    name: String,
    rank: Option<u32>,
    state: Sign,
    closes: PlanTime,
    figures: LeagueFigures,
    bars: Bars,
    obligations: Vec<FactView>,
    findings: Vec<FactView>,
    more: usize,
}

struct FactView {
    what: String,
    due: PlanTime,
    first_due: Option<PlanTime>,
    received: Option<PlanTime>,
    closed: Option<PlanTime>,
    sign: Sign,
}

pub(super) async fn facts(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path((campaign, bureau)): Path<(String, String)>,
    Query(choice): Query<LeagueQuery>,
) -> Result<Response, WebError> {
    let bureau = BureauCode::from(bureau.as_str());
    viewer.authorise(Action::See, &bureau)?;
    let tables = viewer.league(&CampaignId::new(campaign)).await?;
    let table = chosen(&tables, &choice, Wanted::Of(&bureau)).await?;
    let row = table.sheet.row(&bureau).ok_or(WebError::NotFound)?;
    let plan = &tables.context.kept.plan;
    let is_finding = |fact: &&Fact| matches!(fact.about, About::Finding(_));
    let facts = || table.sheet.facts_of(&bureau);
    let (findings, obligations): (Vec<_>, Vec<_>) = facts().partition(is_finding);
    let view = |fact: &&Fact| view(&tables.league, w, fact);
    let period = period_name(w, &table.sheet.period);
    let page = LeagueFactsPage {
        frame: Layout::new(&console, &viewer, w, format!("{} · {period}", row.name), "/league/"),
        w,
        zone: plan.zone,
        calendar: tables.context.calendar.clone(),
        campaign: plan.id.to_string(),
        title: plan.title.clone(),
        period: table.sheet.period.id.to_string(),
        period_name: period,
        level: row.level.as_str(),
        name: row.name.clone(),
        rank: row.rank,
        state: Sign::of_state(w, table.state),
        closes: table.sheet.period.closes,
        figures: row.figures,
        bars: Bars::of(row.figures),
        more: findings.len().saturating_sub(MOST_FINDINGS),
        obligations: obligations.iter().map(view).collect(),
        findings: findings.iter().take(MOST_FINDINGS).map(view).collect(),
    };
    Ok(self::page(&page))
}

fn view(league: &League, w: Words, fact: &Fact) -> FactView {
    let what = match &fact.about {
        About::Obligation(id) if fact.turn > 1 => format!("{}（{}）", league.title(id), fact.turn),
        About::Obligation(id) => league.title(id),
        About::Finding(id) => id.to_string(),
        About::Docket => String::new(),
    };
    FactView {
        what,
        due: fact.due,
        first_due: fact.first_due,
        received: fact.received,
        closed: fact.closed,
        sign: Sign::of(w, fact.verdict, matches!(fact.about, About::Finding(_))),
    }
}
