//! The ranked table, and beside it every obligation with who did not hand it in.

use super::{
    figures::{Bar, Bars, Sign, period_name},
    query::{LeagueQuery, chosen, level},
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use chrono_tz::Tz;
use duban_domain::{
    BureauCode, Calendar, CampaignId, Level, PlanTime,
    access::Action,
    league::{ObligationLine, PeriodId, PeriodState, Row},
};
use duban_service::{
    league::{League, LeagueTable, PeriodStatus},
    rows::Wanted,
};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
};

#[derive(Template)]
#[template(path = "league/table.html")]
struct LeagueTablePage {
    frame: Layout,
    w: Words,
    zone: Tz,
    calendar: Calendar,
    campaign: String,
    title: String,
    periods: Vec<Option_>,
    levels: Vec<Option_>,
    period: PeriodId,
    period_name: String,
    level: Level,
    by_obligation: bool,
    state: Sign,
    is_frozen: bool,
    closes: PlanTime,
    freezes: PlanTime,
    total: Bars,
    lines: Vec<LeagueTableLine>,
    obligations: Vec<LeagueTableObligation>,
    circulars: Vec<String>,
    may_circulate: bool,
}

/// Something to choose from.
struct Option_ {
    value: String,
    text: String,
    chosen: bool,
}

struct LeagueTableLine {
    rank: Option<u32>,
    code: BureauCode,
    name: String,
    bars: Bars,
}

struct LeagueTableObligation {
    title: String,
    due: PlanTime,
    complete: Bar,
    timely: Bar,
    missing: Vec<String>,
    late: Vec<String>,
}

pub(super) async fn table(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(campaign): Path<String>,
    Query(choice): Query<LeagueQuery>,
) -> Result<Response, WebError> {
    let tables = viewer.league(&CampaignId::new(campaign)).await?;
    let table = chosen(&tables, &choice, Wanted::Obligations).await?;
    let level = level(&table, &choice)?;
    let plan = &tables.context.kept.plan;
    let name = |code: &BureauCode| tables.context.name(code);
    let sheet = &table.sheet;
    let path = format!("/league/{}", plan.id);
    let page = LeagueTablePage {
        frame: Layout::new(&console, &viewer, w, w.t("league-title"), &path),
        w,
        zone: plan.zone,
        calendar: tables.context.calendar.clone(),
        campaign: plan.id.to_string(),
        title: plan.title.clone(),
        periods: periods(&tables.league, w, &sheet.period.id),
        levels: levels(w, &table, level),
        period: sheet.period.id.clone(),
        period_name: period_name(w, &sheet.period),
        level,
        by_obligation: choice.tab.as_deref() == Some("obligations"),
        state: Sign::of_state(w, table.state),
        is_frozen: table.state == PeriodState::Frozen,
        closes: sheet.period.closes,
        freezes: table.freezes,
        total: Bars::of(sheet.total(level)),
        lines: sheet.level(level).map(line).collect(),
        obligations: sheet
            .obligations(level)
            .into_iter()
            .map(|line| obligation(tables.league.title(&line.obligation), line, &name))
            .collect(),
        circulars: tables.circulars(&sheet.period.id, level).await?,
        may_circulate: viewer.may(Action::Circulate, &viewer.bureau)
            && sheet.level(level).any(|row| row.superiors.contains(&viewer.bureau)),
    };
    Ok(self::page(&page))
}

fn periods(league: &League, w: Words, chosen: &PeriodId) -> Vec<Option_> {
    let option = |standing: PeriodStatus| Option_ {
        value: standing.period.id.to_string(),
        text: period_name(w, &standing.period),
        chosen: standing.period.id == *chosen,
    };
    league.periods().into_iter().map(option).collect()
}

fn levels(w: Words, table: &LeagueTable, chosen: Level) -> Vec<Option_> {
    let option = |level: Level| Option_ {
        value: level.as_str().to_owned(),
        text: w.family("league-level-", level.as_str()),
        chosen: level == chosen,
    };
    table.sheet.levels().into_iter().map(option).collect()
}

fn line(row: &Row) -> LeagueTableLine {
    LeagueTableLine {
        rank: row.rank,
        code: row.bureau.clone(),
        name: row.name.clone(),
        bars: Bars::of(row.figures),
    }
}

fn obligation(
    title: String,
    line: ObligationLine,
    name: &impl Fn(&BureauCode) -> String,
) -> LeagueTableObligation {
    LeagueTableObligation {
        title,
        due: line.due.1,
        complete: Bar::of(line.complete),
        timely: Bar::of(line.timely),
        missing: line.missing.iter().map(name).collect(),
        late: line.late.iter().map(name).collect(),
    }
}
