//! `duban check`: validate a plan and print its timetable.

use crate::{cli::Format, context::App, output};
use anyhow::{Context, Result};
use duban_config::LoadedPlan;
use duban_domain::{
    Bureau, BureauCode, Directory, ObligationId, PhaseId,
    timetable::{self, Event, SharedTimetableLine, TimetableLine, Warning},
};
use duban_service::ics::{self, Before, IcsEntry};
use serde::Serialize;
use std::{collections::BTreeMap, path::Path};

#[derive(Serialize)]
struct CheckReport<'a> {
    campaign: &'a str,
    issuer: &'a str,
    timezone: &'a str,
    bureaus: Vec<CheckedBureau<'a>>,
    timetable: Vec<ReportedLine<'a>>,
    warnings: &'a [Warning],
}

#[derive(Serialize)]
struct CheckedBureau<'a> {
    code: &'a str,
    name: &'a str,
    level: &'a str,
    supervisor: Option<&'a str>,
}

#[derive(Serialize)]
struct ReportedLine<'a> {
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
/// Everything wrong with the plan; a calendar from before that cannot be read; the file's.
pub async fn check(app: &App, plan: &Path, previous: Option<&Path>, output: Option<&Path>) -> Result<()> {
    let (loaded, directory) = app.plan(plan).await?;
    let lines = timetable::timetable(&loaded.terms, &directory);
    if app.format == Format::Json {
        return output::json(&report(&loaded, &directory, &lines));
    }
    match (app.format, output) {
        (Format::Ics, output) => {
            let standing = output.filter(|file| file.exists());
            let calendar = calendar(&loaded, &lines, &before(previous.or(standing))?);
            match output {
                Some(file) => {
                    std::fs::write(file, calendar).with_context(|| format!("writing {}", file.display()))
                }
                None => output::line(calendar),
            }
        }
        _ => output::line(people(&loaded, &directory, &lines)),
    }?;
    output::warnings(&loaded);
    Ok(())
}

/// What the calendar of an earlier check said.
fn before(previous: Option<&Path>) -> Result<Before> {
    Ok(match previous {
        Some(path) => Before::read(&duban_config::read_file(path)?),
        None => Before::default(),
    })
}

fn report<'a>(
    loaded: &'a LoadedPlan,
    directory: &'a Directory,
    lines: &'a [TimetableLine],
) -> CheckReport<'a> {
    let zone = loaded.terms.office.zone;
    CheckReport {
        campaign: loaded.plan.id.as_str(),
        issuer: loaded.plan.issuer.as_str(),
        timezone: zone.name(),
        bureaus: timetable::bureaus(&loaded.terms, directory).into_iter().map(bureau_line).collect(),
        timetable: lines
            .iter()
            .map(|line| ReportedLine {
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

fn bureau_line(bureau: &Bureau) -> CheckedBureau<'_> {
    CheckedBureau {
        code: bureau.code.as_str(),
        name: &bureau.name,
        level: bureau.level.as_str(),
        supervisor: bureau.supervisor.as_ref().map(BureauCode::as_str),
    }
}

fn people(loaded: &LoadedPlan, directory: &Directory, lines: &[TimetableLine]) -> String {
    let terms = &loaded.terms;
    let office = &terms.office;
    let issuer = directory.get(&terms.issuer).map_or(terms.issuer.as_str(), |b| b.name.as_str());
    let mut table = output::table(["when", "what", "event", "bureaus"]);
    for SharedTimetableLine { line, bureaus } in timetable::shared(terms, lines) {
        let when = line.at.in_zone(office.zone).format("%Y-%m-%d %a %H:%M").to_string();
        let when = output::settled(when, line.provisional);
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

fn event(line: &TimetableLine) -> String {
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

/// One entry per line that bureaus share, so that a planner's calendar stays readable.
fn calendar(loaded: &LoadedPlan, lines: &[TimetableLine], before: &Before) -> String {
    let mut seen = BTreeMap::new();
    let shared = timetable::shared(&loaded.terms, lines);
    let entries: Vec<_> = shared.iter().map(|shared| entry(loaded, shared, before, &mut seen)).collect();
    let zone = loaded.terms.office.zone.name();
    ics::calendar(&loaded.terms.title, Some(zone), &entries)
}

/// Its UID says what it is about. Bureaus that get there at another instant have another entry.
fn entry(
    loaded: &LoadedPlan,
    SharedTimetableLine { line, bureaus }: &SharedTimetableLine<'_>,
    before: &Before,
    seen: &mut BTreeMap<String, usize>,
) -> IcsEntry {
    let about = line.obligation.as_ref().map(ObligationId::as_str);
    let about = about.or(line.phase.as_ref().map(PhaseId::as_str)).unwrap_or_default();
    let what = format!("{}-{about}-{}-{}", loaded.plan.id, line.event.as_str(), line.ordinal);
    let times = seen.entry(what.clone()).and_modify(|times| *times += 1).or_insert(0);
    let uid = match *times {
        0 => format!("{what}@duban"),
        again => format!("{what}-{again}@duban"),
    };
    let at = line.at.utc();
    let provisional = if line.provisional { "（暂定）" } else { "" };
    IcsEntry {
        sequence: before.sequence(&uid, at),
        uid,
        at,
        changed: loaded.terms.opens.utc(),
        summary: format!("{} · {}{provisional}", line.subject(&loaded.terms), event_chinese(line)),
        description: format!("{}个单位", bureaus.len()),
        reminder: None,
        is_cancelled: false,
    }
}

/// A line's event as a calendar says it: calendars are read by officers.
fn event_chinese(line: &TimetableLine) -> String {
    match (line.event, line.instrument) {
        (Event::Rung, Some(instrument)) => format!("第{}级：{}", line.ordinal, instrument.chinese()),
        (Event::Reminder, _) => format!("第{}次提醒", line.ordinal),
        (Event::Due, _) => "到期".to_owned(),
        (Event::Opens, _) => "开始报送".to_owned(),
        (Event::PhaseStart, _) => "阶段开始".to_owned(),
        (Event::PhaseEnd, _) => "阶段结束".to_owned(),
        (Event::Rung, None) => format!("第{}级", line.ordinal),
    }
}
