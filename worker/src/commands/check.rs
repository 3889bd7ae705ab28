//! `duban check`: validate a plan and print its timetable.

use crate::{cli::Format, context::App, output};
use anyhow::Result;
use duban_config::LoadedPlan;
use duban_domain::{
    Bureau, BureauCode, Directory, ObligationId, PhaseId,
    timetable::{self, Event, Line, Shared, Warning},
};
use duban_service::hooks::fold;
use icalendar::{Calendar, Component, EventLike};
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct Report<'a> {
    campaign: &'a str,
    issuer: &'a str,
    timezone: &'a str,
    bureaus: Vec<BureauLine<'a>>,
    timetable: Vec<TimetableLine<'a>>,
    warnings: &'a [Warning],
}

#[derive(Serialize)]
struct BureauLine<'a> {
    code: &'a str,
    name: &'a str,
    level: &'a str,
    supervisor: Option<&'a str>,
}

#[derive(Serialize)]
struct TimetableLine<'a> {
    at: String,
    bureau: &'a str,
    obligation: Option<&'a str>,
    event: &'static str,
    ordinal: u16,
    instrument: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'a str>,
    /// Whether it is provisional (暂定): a year it was counted in is not announced.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    provisional: bool,
}

/// Validates and prints; warnings go into the JSON, or to stderr after the rest, where people see them.
///
/// # Errors
/// Everything wrong with the plan.
pub fn check(app: &App, plan: &Path) -> Result<()> {
    let (loaded, directory) = app.plan(plan)?;
    let lines = timetable::timetable(&loaded.terms, &directory);
    if app.format == Format::Json {
        return output::json(&report(&loaded, &directory, &lines));
    }
    match app.format {
        Format::Ics => output::line(fold(&calendar(&loaded, &lines).to_string())),
        _ => output::line(people(&loaded, &directory, &lines)),
    }?;
    output::warnings(&loaded);
    Ok(())
}

fn report<'a>(loaded: &'a LoadedPlan, directory: &'a Directory, lines: &'a [Line]) -> Report<'a> {
    let zone = loaded.terms.office.zone;
    Report {
        campaign: loaded.plan.id.as_str(),
        issuer: loaded.plan.issuer.as_str(),
        timezone: zone.name(),
        bureaus: timetable::bureaus(&loaded.terms, directory).into_iter().map(bureau_line).collect(),
        timetable: lines
            .iter()
            .map(|line| TimetableLine {
                at: line.at.rfc3339(zone),
                bureau: line.bureau.as_str(),
                obligation: line.obligation.as_ref().map(|id| id.as_str()),
                event: line.event.as_str(),
                ordinal: line.ordinal,
                instrument: line.instrument.map(|i| i.as_str()),
                phase: line.phase.as_ref().map(|id| id.as_str()),
                provisional: line.provisional,
            })
            .collect(),
        warnings: &loaded.warnings,
    }
}

fn bureau_line(bureau: &Bureau) -> BureauLine<'_> {
    BureauLine {
        code: bureau.code.as_str(),
        name: &bureau.name,
        level: bureau.level.as_str(),
        supervisor: bureau.supervisor.as_ref().map(BureauCode::as_str),
    }
}

fn people(loaded: &LoadedPlan, directory: &Directory, lines: &[Line]) -> String {
    let terms = &loaded.terms;
    let office = &terms.office;
    let issuer = directory.get(&terms.issuer).map_or(terms.issuer.as_str(), |b| b.name.as_str());
    let mut table = output::table(["when", "what", "event", "bureaus"]);
    for Shared { line, bureaus } in timetable::shared(terms, lines) {
        let when = line.at.in_zone(office.zone).format("%Y-%m-%d %a %H:%M").to_string();
        let when = if line.provisional { format!("{when} 暂定") } else { when };
        table.add_row([when, line.subject(terms).to_owned(), event(line), count(&bureaus)]);
    }
    format!(
        "{}\n{issuer} · {} bureaus · {} · {} to {} · {}\n{table}\n",
        terms.title,
        timetable::bureaus(terms, directory).len(),
        office.zone.name(),
        office.date(terms.opens),
        office.date(terms.closes),
        match loaded.warnings.len() {
            0 => "no warnings".to_owned(),
            1 => "1 warning".to_owned(),
            many => format!("{many} warnings"),
        }
    )
}

fn event(line: &Line) -> String {
    match (line.event, line.instrument) {
        (Event::Rung, Some(instrument)) => format!("rung {} {}", line.ordinal, instrument.chinese()),
        (Event::Reminder, _) => format!("reminder {}", line.ordinal),
        (event, _) => event.as_str().to_owned(),
    }
}

fn count(bureaus: &[&BureauCode]) -> String {
    match bureaus {
        [one] => one.to_string(),
        many => many.len().to_string(),
    }
}

/// One entry per instant and subject, so that a planner's calendar stays readable. An entry is an
/// instant and so has no end, which RFC 5545 would want later than its start.
fn calendar(loaded: &LoadedPlan, lines: &[Line]) -> Calendar {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", concat!("-//Duban//duban ", env!("CARGO_PKG_VERSION"), "//EN")),
        ("CALSCALE", "GREGORIAN"),
    ] {
        calendar.append_property((key, value));
    }
    calendar.name(&loaded.terms.title).timezone(loaded.terms.office.zone.name());
    for Shared { line, bureaus } in timetable::shared(&loaded.terms, lines) {
        calendar.push(entry(loaded, line, bureaus.len()));
    }
    calendar.done()
}

fn entry(loaded: &LoadedPlan, line: &Line, bureaus: usize) -> icalendar::Event {
    let start = line.at.utc();
    let about = line.obligation.as_ref().map(ObligationId::as_str);
    let about = about.or(line.phase.as_ref().map(PhaseId::as_str)).unwrap_or_default();
    let uid = format!(
        "{}-{about}-{}-{}-{}@duban",
        loaded.plan.id,
        line.event.as_str(),
        line.ordinal,
        start.format("%Y%m%dT%H%M%SZ")
    );
    let provisional = if line.provisional { "（暂定）" } else { "" };
    icalendar::Event::new()
        .uid(&uid)
        .timestamp(loaded.terms.opens.utc())
        .starts(start)
        .summary(&format!("{} · {}{provisional}", line.subject(&loaded.terms), event(line)))
        .description(&format!("{bureaus} bureaus"))
        .done()
}
