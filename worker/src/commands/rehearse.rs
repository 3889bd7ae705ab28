//! `duban rehearse`: the pure simulation of a plan, before anything is launched.

use crate::{context::App, output};
use anyhow::Result;
use chrono::NaiveDate;
use duban_config::load_behaviour;
use duban_domain::{
    BureauCode, Directory, Instrument, Machine, Terms,
    behaviour::Script,
    docket::{DutyView, Standing},
    notice::Notice,
    simulation::{Run, simulate},
    tail::TAIL_REPORT,
};
use serde::Serialize;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

#[derive(Serialize)]
struct Report<'a> {
    campaign: &'a str,
    notices: Vec<NoticeLine<'a>>,
    load: Vec<LoadLine>,
    mails_per_bureau_and_day: Load,
    bureaus: Vec<BureauLine<'a>>,
    refused: Vec<String>,
}

#[derive(Serialize)]
struct NoticeLine<'a> {
    at: String,
    about: &'a str,
    from: &'a str,
    to: &'a str,
    copies: &'a [BureauCode],
    instrument: &'static str,
    obligation: Option<&'a str>,
    step: u16,
}

/// What one bureau receives on one day: notices, in how many mails. All notices that may go at one
/// moment share a mail, whoever wrote them.
#[derive(Serialize)]
struct LoadLine {
    bureau: String,
    day: NaiveDate,
    notices: usize,
    mails: usize,
}

#[derive(Serialize)]
struct Load {
    most: usize,
    /// Over the days on which a bureau receives anything.
    mean: f64,
}

#[derive(Serialize)]
struct BureauLine<'a> {
    code: &'a str,
    name: &'a str,
    on_time: usize,
    late: usize,
    waived: usize,
    unfulfilled: usize,
    notices: BTreeMap<&'static str, usize>,
}

/// Simulates and prints.
///
/// # Errors
/// Everything wrong with the plan or the behaviour.
pub fn rehearse(app: &App, plan: &Path, behaviour: Option<&Path>) -> Result<()> {
    let (loaded, directory) = app.plan(plan)?;
    let script = behaviour.map(|path| load_behaviour(path, &loaded.plan, &directory)).transpose()?;
    let behaves = if script.is_some() { "as the script says" } else { "every bureau on time" };
    let terms = Arc::new(loaded.terms);
    let runs = simulate(&terms, &directory, &script.unwrap_or_else(Script::default));
    let issued = issued(&runs);
    let report = report(&terms, &directory, &runs, &issued);
    if app.is_json() {
        return output::json(&report);
    }
    output::line(format!("{}\nrehearsal, {behaves}\n{}", terms.title, summary(&report, &issued)))?;
    output::line(documents(&terms, &directory, &issued))?;
    output::line(bureaus(&report))
}

/// Every notice with the bureau whose docket it came from.
type Issued<'a> = Vec<(&'a BureauCode, &'a Notice)>;

fn issued(runs: &[Run]) -> Issued<'_> {
    let of = |run| Run::notices(run).map(|notice| (&run.docket.party().bureau, notice));
    let mut notices: Issued<'_> = runs.iter().flat_map(of).collect();
    notices.sort_by_key(|(about, notice)| (notice.at, *about, notice.ordinal));
    notices
}

fn report<'a>(
    terms: &'a Terms,
    directory: &'a Directory,
    runs: &'a [Run],
    notices: &Issued<'a>,
) -> Report<'a> {
    let load = load(terms, notices);
    let mails: Vec<_> = load.iter().map(|line| line.mails).collect();
    let zone = terms.office.zone;
    Report {
        campaign: terms.campaign.as_str(),
        mails_per_bureau_and_day: Load {
            most: mails.iter().copied().max().unwrap_or_default(),
            mean: mean(&mails),
        },
        load,
        notices: notices
            .iter()
            .map(|(about, notice)| NoticeLine {
                at: notice.at.rfc3339(zone),
                about: about.as_str(),
                from: notice.from.as_str(),
                to: notice.to.as_str(),
                copies: &notice.copies,
                instrument: notice.instrument.as_str(),
                obligation: notice.obligation.as_ref().map(|id| id.as_str()),
                step: notice.step,
            })
            .collect(),
        bureaus: runs.iter().map(|run| bureau_line(directory, run)).collect(),
        refused: runs
            .iter()
            .flat_map(|run| run.refused.iter().map(move |(at, _, refusal)| (run, at, refusal)))
            .map(|(run, at, refusal)| {
                format!("{} {}: {refusal}", at.rfc3339(zone), run.docket.party().bureau)
            })
            .collect(),
    }
}

fn load(terms: &Terms, notices: &Issued<'_>) -> Vec<LoadLine> {
    let mut days: BTreeMap<(&BureauCode, NaiveDate), (usize, BTreeSet<_>)> = BTreeMap::new();
    for (_, notice) in notices {
        for bureau in notice.recipients() {
            let day = days.entry((bureau, terms.office.date(notice.send_from))).or_default();
            day.0 += 1;
            day.1.insert(notice.send_from);
        }
    }
    days.into_iter()
        .map(|((bureau, day), (notices, moments))| LoadLine {
            bureau: bureau.to_string(),
            day,
            notices,
            mails: moments.len(),
        })
        .collect()
}

fn mean(counts: &[usize]) -> f64 {
    let sum: usize = counts.iter().sum();
    if counts.is_empty() { 0.0 } else { (sum as f64 / counts.len() as f64 * 100.0).round() / 100.0 }
}

fn bureau_line<'a>(directory: &'a Directory, run: &'a Run) -> BureauLine<'a> {
    let code = &run.docket.party().bureau;
    let mut notices = BTreeMap::new();
    for notice in run.notices() {
        *notices.entry(notice.instrument.as_str()).or_default() += 1;
    }
    // A rehearsal knows no findings, so a tail that is not owed says nothing.
    let views: Vec<_> =
        run.docket.views().into_iter().filter(|duty| duty.id.as_str() != TAIL_REPORT).collect();
    let how_many = |wanted: fn(&DutyView) -> bool| views.iter().filter(|view| wanted(view)).count();
    BureauLine {
        code: code.as_str(),
        name: directory.get(code).map_or("", |bureau| &bureau.name),
        on_time: how_many(|view| view.on_time == Some(true)),
        late: how_many(|view| view.on_time == Some(false)),
        waived: how_many(|view| view.state == Standing::Waived),
        unfulfilled: how_many(|view| view.state == Standing::Unfulfilled),
        notices,
    }
}

/// What a planner wants to know first: the outcome, the letters, the load.
fn summary(report: &Report<'_>, issued: &Issued<'_>) -> String {
    let sum = |count: fn(&BureauLine<'_>) -> usize| report.bureaus.iter().map(count).sum::<usize>();
    let (on_time, late) = (sum(|b| b.on_time), sum(|b| b.late));
    let (waived, unfulfilled) = (sum(|b| b.waived), sum(|b| b.unfulfilled));
    let mut kinds: BTreeMap<Instrument, usize> = BTreeMap::new();
    issued.iter().for_each(|(_, notice)| *kinds.entry(notice.instrument).or_default() += 1);
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, count)| Reverse(*count));
    let kinds: Vec<_> = kinds.iter().map(|(kind, count)| format!("{} {count}", kind.chinese())).collect();
    let Load { most, mean } = report.mails_per_bureau_and_day;
    let refused: String =
        report.refused.iter().map(|line| format!("refused in the rehearsal: {line}\n")).collect();
    format!(
        "{} bureaus · {} obligations: {on_time} on time, {late} late, {waived} waived, {unfulfilled} open at close\n\
         {} notices: {}\n\
         mails per bureau and day: at most {most}, {mean} on average on days with mail\n{refused}",
        report.bureaus.len(),
        on_time + late + waived + unfulfilled,
        issued.len(),
        kinds.join("、"),
    )
}

fn documents(terms: &Terms, directory: &Directory, issued: &Issued<'_>) -> String {
    let mut table = output::table(["when", "document", "obligation", "from", "to"]);
    for (_, notice) in issued.iter().filter(|(_, notice)| notice.instrument.is_document()) {
        table.add_row([
            notice.at.in_zone(terms.office.zone).format("%Y-%m-%d %H:%M").to_string(),
            notice.instrument.chinese().to_owned(),
            notice.obligation.as_ref().map(ToString::to_string).unwrap_or_default(),
            notice.from.to_string(),
            short_name(directory, &notice.to),
        ]);
    }
    if table.is_empty() { "no document is issued\n".to_owned() } else { format!("{table}\n") }
}

/// What people call a bureau: its place. The table of bureaus below has the full name and the code.
fn short_name(directory: &Directory, code: &BureauCode) -> String {
    let name = directory.get(code).map_or(code.as_str(), |bureau| &bureau.name);
    name.strip_suffix("市场监督管理局").filter(|place| !place.is_empty()).unwrap_or(name).to_owned()
}

fn bureaus(report: &Report<'_>) -> String {
    let heads = ["code", "bureau", "on time", "late", "waived", "open", "notices"];
    let mut table = output::table(heads);
    for line in &report.bureaus {
        table.add_row([
            line.code.to_owned(),
            line.name.to_owned(),
            line.on_time.to_string(),
            line.late.to_string(),
            line.waived.to_string(),
            line.unfulfilled.to_string(),
            line.notices.values().sum::<usize>().to_string(),
        ]);
    }
    format!("{table}\n")
}
