//! `duban holidays`: the State Council's notices come in, and what is known is shown.

use crate::{
    cli::holidays::HolidaysCli,
    context::{App, login},
    output, wiring,
};
use anyhow::{Context as _, Result};
use chrono::{Datelike, NaiveDate, Weekday};
use duban_config::{HandedInHolidays, load_handed_in_holidays};
use duban_domain::{
    Actor, AnnouncedYear, BureauCode, Calendar, PlanTime,
    holidays::{DayKind, HolidayOrigin, HolidayStretch, Holidays, KnownYear},
};
use duban_service::Redating;
use serde::Serialize;
use std::path::Path;

/// The command.
///
/// # Errors
/// Everything wrong with what is handed in.
pub async fn holidays(app: &App, command: HolidaysCli) -> Result<()> {
    match command {
        HolidaysCli::Import { file, dry_run, by, on_behalf_of } => {
            let by = if dry_run { None } else { Some(actor(app, by.as_deref(), on_behalf_of.as_deref())?) };
            import(app, &file, by).await
        }
        HolidaysCli::Apply { yes, by, on_behalf_of } => {
            let by = actor(app, by.as_deref(), on_behalf_of.as_deref())?;
            apply(app, &by, yes).await
        }
        HolidaysCli::List { year: Some(year) } => one(app, &app.holidays().await?, year),
        HolidaysCli::List { year: None } => list(app, &app.holidays().await?),
    }
}

/// Who sits at the terminal: nobody's bureau, so the topmost speaks unless another is named.
fn actor(app: &App, name: Option<&str>, bureau: Option<&str>) -> Result<Actor> {
    let directory = app.directory()?;
    let topmost = || directory.iter().find(|bureau| bureau.supervisor.is_none()).map(|top| top.code.clone());
    let bureau = bureau.map(BureauCode::from).or_else(topmost).context("the list of bureaus is empty")?;
    Ok(Actor { bureau, name: login(name)? })
}

async fn import(app: &App, file: &Path, by: Option<Actor>) -> Result<()> {
    let read = load_handed_in_holidays(file)?;
    show(app, &read)?;
    let Some(by) = by else { return Ok(()) };
    let source =
        file.file_name().map_or_else(|| file.display().to_string(), |n| n.to_string_lossy().into_owned());
    let service = wiring::service(app.settings()).await?;
    service.import_holidays(&read, &source, &by).await?;
    let years: Vec<_> = read.years.iter().map(|year| year.year.to_string()).collect();
    eprintln!("{}: kept; campaigns that run go on by the dates they have", years.join(", "));
    Ok(())
}

/// Campaign by campaign, what moves; and with the person's word, it does.
async fn apply(app: &App, by: &Actor, yes: bool) -> Result<()> {
    let service = wiring::service(app.settings()).await?;
    let redatings = if yes { service.redate(by).await? } else { service.foresee_redating(by).await? };
    if app.is_json() {
        return output::json(&redatings);
    }
    for redating in &redatings {
        output::line(moves(redating))?;
    }
    let machines: usize = redatings.iter().map(|redating| redating.machines.len()).sum();
    match (machines, yes) {
        (0, _) => eprintln!("no running campaign has a date that moves"),
        (_, true) => eprintln!("moved; every bureau is told of all its dates in one mail"),
        (_, false) => eprintln!("nothing has moved yet; `duban holidays apply --yes` moves all of it"),
    }
    Ok(())
}

fn moves(redating: &Redating) -> String {
    let mut table = output::table(["bureau", "about", "what", "old", "new"]);
    let shown = |at: PlanTime| at.in_zone(redating.zone).format("%Y-%m-%d %a %H:%M").to_string();
    for moved in redating.machines.iter().flat_map(|machine| &machine.moves) {
        let number = if moved.number > 0 { format!("（{}）", moved.number) } else { String::new() };
        let new = moved.new.map_or_else(|| "-".to_owned(), shown);
        table.add_row([
            moved.of.to_string(),
            moved.title.clone(),
            format!("{}{number}", moved.clock.chinese()),
            shown(moved.old),
            output::settled(new, moved.provisional),
        ]);
    }
    format!("{} ({})：{}\n{table}\n", redating.title, redating.campaign, redating.reason)
}

/// What was read: as a table for people, so that they compare it with the notice.
fn show(app: &App, read: &HandedInHolidays) -> Result<()> {
    if app.is_json() {
        return output::json(&read.years);
    }
    for year in &read.years {
        output::line(table(year))?;
    }
    for (line, text) in &read.set_aside {
        eprintln!("line {line} orders neither days off nor make-up days and was left out: {text}");
    }
    Ok(())
}

fn table(year: &AnnouncedYear) -> String {
    let mut table = output::table(["holiday", "kind", "days", "from", "to"]);
    for HolidayStretch { name, kind, from, to, days } in year.stretches() {
        let to = if from == to { String::new() } else { day(to) };
        table.add_row([name.to_owned(), kind.chinese().to_owned(), days.to_string(), day(from), to]);
    }
    format!("{}\n{table}\n{} working days\n", year.year, working_days(year))
}

fn day(date: NaiveDate) -> String {
    let weekday = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    format!("{date} {}", weekday[date.weekday().num_days_from_monday() as usize])
}

fn working_days(year: &AnnouncedYear) -> usize {
    let calendar = Calendar::new([year.year], year.of_kind(DayKind::Off), year.of_kind(DayKind::Workday));
    let first = NaiveDate::from_ymd_opt(year.year, 1, 1);
    let days =
        first.into_iter().flat_map(|first| first.iter_days().take_while(|day| day.year() == year.year));
    days.filter(|day| calendar.is_working(*day)).count()
}

#[derive(Serialize)]
struct YearLine<'a> {
    year: i32,
    off: usize,
    make_up: usize,
    working_days: usize,
    #[serde(flatten)]
    origin: &'a HolidayOrigin,
}

fn line(known: &KnownYear) -> YearLine<'_> {
    let KnownYear { announced, origin } = known;
    let weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    YearLine {
        year: announced.year,
        off: announced.of_kind(DayKind::Off).filter(|day| !weekend(day)).count(),
        make_up: announced.of_kind(DayKind::Workday).count(),
        working_days: working_days(announced),
        origin,
    }
}

fn list(app: &App, holidays: &Holidays) -> Result<()> {
    let lines: Vec<_> = holidays.years().map(line).collect();
    if app.is_json() {
        return output::json(&lines);
    }
    let mut table = output::table(["year", "weekdays off", "make-up days", "working days", "known from"]);
    for YearLine { year, off, make_up, working_days, origin } in lines {
        let from = match origin {
            HolidayOrigin::BuiltIn => "the program".to_owned(),
            HolidayOrigin::File => "holidays.file".to_owned(),
            HolidayOrigin::Imported { source, by, at } => {
                let at = at.in_zone(chrono_tz::Asia::Shanghai).format("%Y-%m-%d %H:%M");
                format!("{source}, imported by {} ({}) {at}", by.name, by.bureau)
            }
        };
        table.add_row([
            year.to_string(),
            off.to_string(),
            make_up.to_string(),
            working_days.to_string(),
            from,
        ]);
    }
    output::line(format!("{table}\nother years are provisional (暂定): weekends and statutory days\n"))
}

fn one(app: &App, holidays: &Holidays, year: i32) -> Result<()> {
    let known =
        holidays.get(year).with_context(|| format!("{year} is not announced, as far as is known here"))?;
    if app.is_json() { output::json(known) } else { output::line(table(&known.announced)) }
}
