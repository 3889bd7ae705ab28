//! `duban check`: validate a plan and print its timetable.

use crate::{cli::Format, context::App, output};
use anyhow::Result;
use duban_config::LoadedPlan;
use duban_domain::{
    Bureau, BureauCode, Directory,
    timetable::{self, Event, Line, Warning},
};
use icalendar::{Calendar, Component, EventLike};
use serde::Serialize;
use std::{collections::BTreeMap, path::Path};

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
}

/// Validates and prints; warnings go to stderr, or into the JSON.
///
/// # Errors
/// Everything wrong with the plan.
pub fn check(app: &App, plan: &Path) -> Result<()> {
    let (loaded, directory) = app.plan(plan)?;
    let lines = timetable::timetable(&loaded.terms, &directory);
    if app.format == Format::Json {
        return output::json(&report(&loaded, &directory, &lines));
    }
    for warning in &loaded.warnings {
        eprintln!("warning: {}: {}", warning.path, warning.message);
    }
    match app.format {
        Format::Ics => output::line(calendar(&loaded, &lines)),
        _ => output::line(people(&loaded, &directory, &lines)),
    }
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

/// Bureaus of a kind share their timetable, so a table for people names them together.
type Shared<'a> =
    BTreeMap<(duban_domain::PlanTime, Option<&'a str>, Event, u16), (&'a Line, Vec<&'a BureauCode>)>;

fn share(lines: &[Line]) -> Shared<'_> {
    let mut shared = Shared::new();
    for line in lines {
        let what =
            line.obligation.as_ref().map(|id| id.as_str()).or(line.phase.as_ref().map(|id| id.as_str()));
        let entry = shared.entry((line.at, what, line.event, line.ordinal));
        entry.or_insert_with(|| (line, Vec::new())).1.push(&line.bureau);
    }
    shared
}

fn people(loaded: &LoadedPlan, directory: &Directory, lines: &[Line]) -> String {
    let terms = &loaded.terms;
    let issuer = directory.get(&terms.issuer).map_or(terms.issuer.as_str(), |b| b.name.as_str());
    let bureaus = timetable::bureaus(terms, directory).len();
    let mut table = output::table(["when", "what", "event", "bureaus"]);
    for (line, bureaus) in share(lines).into_values() {
        let when = line.at.in_zone(terms.office.zone).format("%Y-%m-%d %a %H:%M").to_string();
        table.add_row([when, subject(loaded, line), event(line), count(&bureaus)]);
    }
    format!(
        "{}\n{issuer} · {bureaus} bureaus · {} · closes {}\n{table}\n",
        terms.title,
        terms.office.zone.name(),
        terms.office.date(terms.closes)
    )
}

fn subject(loaded: &LoadedPlan, line: &Line) -> String {
    let obligation = line.obligation.as_ref().and_then(|id| loaded.terms.item(id)).map(|item| &item.title);
    let phase =
        line.phase.as_ref().and_then(|id| loaded.terms.phases.iter().find(|p| p.id == *id)).map(|p| &p.title);
    obligation.or(phase).cloned().unwrap_or_default()
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

/// One entry per instant and subject, so that a planner's calendar stays readable.
fn calendar(loaded: &LoadedPlan, lines: &[Line]) -> Calendar {
    let mut calendar = Calendar::new();
    calendar.name(&loaded.terms.title).timezone(loaded.terms.office.zone.name());
    for ((at, what, _, ordinal), (line, bureaus)) in share(lines) {
        let start = at.utc();
        let uid = format!(
            "{}-{}-{}-{ordinal}-{}@duban",
            loaded.plan.id,
            what.unwrap_or("campaign"),
            line.event.as_str(),
            start.format("%Y%m%dT%H%M%SZ")
        );
        let entry = icalendar::Event::new()
            .uid(&uid)
            .timestamp(loaded.terms.opens.utc())
            .starts(start)
            .ends(start)
            .summary(&format!("{}：{}", subject(loaded, line), event(line)))
            .description(&format!("{} bureaus", bureaus.len()))
            .done();
        calendar.push(entry);
    }
    calendar.done()
}
