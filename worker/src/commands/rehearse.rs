//! `duban rehearse`: the pure simulation of a plan, before anything is launched.

use crate::{context::App, output};
use anyhow::Result;
use chrono::NaiveDate;
use duban_config::load_behaviour;
use duban_domain::{
    BureauCode, Directory, Notice, Terms,
    behaviour::Script,
    forecast::{BureauOutcome, Forecast, Foreseen, forecast},
    tally::Tally,
};
use serde::Serialize;
use std::{collections::BTreeMap, path::Path, sync::Arc};

#[derive(Serialize)]
struct RehearsalReport<'a> {
    campaign: &'a str,
    notices: Vec<NoticeLine<'a>>,
    load: Vec<LoadLine<'a>>,
    mails_per_bureau_and_day: Load,
    bureaus: Vec<RehearsedBureau<'a>>,
    refused: Vec<String>,
}

#[derive(Serialize)]
struct NoticeLine<'a> {
    at: String,
    /// Whether that day is provisional (暂定).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    provisional: bool,
    about: &'a str,
    from: &'a str,
    to: &'a str,
    copies: &'a [BureauCode],
    instrument: &'static str,
    obligation: Option<&'a str>,
    step: u16,
}

/// What one bureau receives on one day.
#[derive(Serialize)]
struct LoadLine<'a> {
    bureau: &'a str,
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
struct RehearsedBureau<'a> {
    code: &'a str,
    name: &'a str,
    #[serde(flatten)]
    counts: BTreeMap<&'static str, u32>,
    notices: BTreeMap<&'static str, usize>,
}

/// Simulates and prints.
///
/// # Errors
/// Everything wrong with the plan or the behaviour.
pub async fn rehearse(app: &App, plan: &Path, behaviour: Option<&Path>) -> Result<()> {
    let (loaded, directory) = app.plan(plan).await?;
    let script = behaviour.map(|path| load_behaviour(path, &loaded.plan, &directory)).transpose()?;
    let behaves = if script.is_some() { "as the script says" } else { "every bureau on time" };
    let terms = Arc::new(loaded.terms);
    let told = forecast(&terms, &directory, &script.unwrap_or_else(Script::default));
    if app.is_json() {
        return output::json(&report(&terms, &directory, &told));
    }
    output::line(format!("{}\nrehearsal, {behaves}\n{}", terms.title, summary(&terms, &told)))?;
    output::line(documents(&terms, &directory, &told))?;
    output::line(bureaus(&directory, &told))
}

fn report<'a>(terms: &'a Terms, directory: &'a Directory, told: &'a Forecast) -> RehearsalReport<'a> {
    let zone = terms.office.zone;
    let notice = |Foreseen { about, notice }: &'a Foreseen| NoticeLine {
        at: notice.at.rfc3339(zone),
        provisional: is_provisional(terms, notice),
        about: about.as_str(),
        from: notice.from.as_str(),
        to: notice.to.as_str(),
        copies: &notice.copies,
        instrument: notice.instrument.as_str(),
        obligation: notice.obligation.as_ref().map(|id| id.as_str()),
        step: notice.step,
    };
    let load = told.load.iter().map(|load| LoadLine {
        bureau: load.bureau.as_str(),
        day: load.day,
        notices: load.notices,
        mails: load.mails,
    });
    RehearsalReport {
        campaign: terms.campaign.as_str(),
        notices: told.notices.iter().map(notice).collect(),
        load: load.collect(),
        mails_per_bureau_and_day: Load { most: told.most_mails(), mean: told.mean_mails() },
        bureaus: told.bureaus.iter().map(|outcome| bureau_line(directory, outcome)).collect(),
        refused: refused(terms, told).collect(),
    }
}

/// Whether the day it goes on is provisional: the holidays of its year are not announced.
fn is_provisional(terms: &Terms, notice: &Notice) -> bool {
    terms.office.calendar.is_provisional(terms.office.date(notice.at))
}

fn refused<'a>(terms: &'a Terms, told: &'a Forecast) -> impl Iterator<Item = String> + 'a {
    let zone = terms.office.zone;
    told.refused.iter().map(move |act| format!("{} {}: {}", act.at.rfc3339(zone), act.bureau, act.refusal))
}

fn bureau_line<'a>(directory: &'a Directory, outcome: &'a BureauOutcome) -> RehearsedBureau<'a> {
    RehearsedBureau {
        code: outcome.bureau.as_str(),
        name: name(directory, &outcome.bureau),
        counts: outcome.tally.final_counts().map(|(counted, count)| (counted.as_str(), count)).collect(),
        notices: outcome.notices.iter().map(|(kind, count)| (kind.as_str(), *count)).collect(),
    }
}

fn name<'a>(directory: &'a Directory, code: &BureauCode) -> &'a str {
    directory.get(code).map_or("", |bureau| &bureau.name)
}

/// What a planner wants to know first: the outcome, the letters, the load.
fn summary(terms: &Terms, told: &Forecast) -> String {
    let tally = told.tally();
    let counts = tally.final_counts().map(|(counted, count)| format!("{count} {}", counted.english()));
    let kinds: Vec<_> =
        told.kinds().iter().map(|(kind, count)| format!("{} {count}", kind.chinese())).collect();
    let (most, mean) = (told.most_mails(), told.mean_mails());
    let refused: String =
        refused(terms, told).map(|line| format!("refused in the rehearsal: {line}\n")).collect();
    format!(
        "{} bureaus · {} obligations: {}\n\
         {} notices: {}\n\
         mails per bureau and day: at most {most}, {mean} on average on days with mail\n{refused}",
        told.bureaus.len(),
        tally.total(),
        counts.collect::<Vec<_>>().join(", "),
        told.notices.len(),
        kinds.join("、"),
    )
}

fn documents(terms: &Terms, directory: &Directory, told: &Forecast) -> String {
    let mut table = output::table(["when", "document", "obligation", "from", "to"]);
    for Foreseen { notice, .. } in told.notices.iter().filter(|told| told.notice.instrument.is_document()) {
        table.add_row([
            output::settled(
                notice.at.in_zone(terms.office.zone).format("%Y-%m-%d %H:%M").to_string(),
                is_provisional(terms, notice),
            ),
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

fn bureaus(directory: &Directory, told: &Forecast) -> String {
    let counts = Tally::default().final_counts().map(|(counted, _)| counted.english());
    let mut table = output::table(["code", "bureau"].into_iter().chain(counts).chain(["notices"]));
    for outcome in &told.bureaus {
        let counts = outcome.tally.final_counts().map(|(_, count)| count.to_string());
        let bureau = [outcome.bureau.to_string(), name(directory, &outcome.bureau).to_owned()];
        let notices = outcome.notices.values().sum::<usize>().to_string();
        table.add_row(bureau.into_iter().chain(counts).chain([notices]));
    }
    format!("{table}\n")
}
