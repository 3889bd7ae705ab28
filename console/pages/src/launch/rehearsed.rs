//! The rehearsal as a page shows it: notices, filtered and by the page, and each bureau's load as a heat
//! table of one month.

use super::list_page::ListPage;
use chrono::{Datelike, NaiveDate};
use duban_domain::{BureauCode, Directory, Instrument, forecast::Load, tally::CountedAs};
use duban_web::{
    i18n::Words,
    plan_check::{draft::RehearsalSection, look::Sound},
};
use std::collections::{BTreeMap, BTreeSet};

/// As many notices stand on a page.
const NOTICES: usize = 50;

/// As many bureaus stand in the heat table: the most burdened.
const BUREAUS: usize = 130;

/// A notice.
pub(super) struct NoticeView {
    pub(super) when: String,
    pub(super) instrument: String,
    pub(super) is_document: bool,
    pub(super) subject: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) copies: usize,
}

/// Something to choose.
pub(super) struct SelectOption {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) chosen: bool,
}

/// One bureau's load in the month.
pub(super) struct BureauLoadRow {
    pub(super) bureau: String,
    /// Notices a day, `None` where there is none, with a grade from 1 to 4.
    pub(super) days: Vec<Option<(usize, usize)>>,
    pub(super) sum: usize,
}

/// The load of a month.
pub(super) struct Heat {
    pub(super) months: Vec<SelectOption>,
    pub(super) title: String,
    /// The days: number, and whether offices work.
    pub(super) days: Vec<(u32, bool)>,
    pub(super) rows: Vec<BureauLoadRow>,
    pub(super) more: usize,
}

/// The rehearsal, as it is shown.
pub(super) struct RehearsalView {
    /// How obligations end: in words, and how many.
    pub(super) counts: Vec<(String, u32)>,
    pub(super) most_mails: usize,
    pub(super) mean_mails: f64,
    /// What the script had people try and was refused.
    pub(super) refused: usize,
    pub(super) kinds: Vec<(String, usize)>,
    pub(super) notices: ListPage<NoticeView>,
    pub(super) bureaus: Vec<SelectOption>,
    pub(super) instruments: Vec<SelectOption>,
    pub(super) heat: Heat,
}

impl RehearsalView {
    pub(super) fn new(directory: &Directory, w: Words, sound: &Sound, shown: &RehearsalSection) -> Self {
        let told = &sound.forecast;
        let kinds = told.kinds();
        // Few campaigns lift anything.
        let counts = told.tally().final_counts().filter(|one| *one != (CountedAs::Waived, 0));
        let instrument = |kind: &Instrument| w.instrument(*kind);
        let instruments = kinds.iter().map(|(kind, count)| SelectOption {
            value: kind.as_str().to_owned(),
            text: format!("{} {count}", instrument(kind)),
            chosen: shown.instrument == Some(*kind),
        });
        let bureaus = directory.subtree(&sound.loaded.plan.issuer).into_iter().map(|bureau| SelectOption {
            value: bureau.code.to_string(),
            text: bureau.name.clone(),
            chosen: bureau.code.as_str() == shown.bureau,
        });
        Self {
            counts: counts
                .map(|(counted, count)| (w.family("launch-counted-", counted.as_str()), count))
                .collect(),
            most_mails: told.most_mails(),
            mean_mails: told.mean_mails(),
            refused: told.refused.len(),
            kinds: kinds.iter().map(|(kind, count)| (instrument(kind), *count)).collect(),
            notices: notices(directory, w, sound, shown),
            bureaus: bureaus.collect(),
            instruments: instruments.collect(),
            heat: Heat::new(directory, w, sound, shown.month),
        }
    }
}

fn notices(directory: &Directory, w: Words, sound: &Sound, shown: &RehearsalSection) -> ListPage<NoticeView> {
    let office = &sound.terms().office;
    let when = |at| w.settled(w.full(at, office.zone), office.calendar.is_provisional(office.date(at)));
    let wanted = sound.forecast.notices.iter().map(|foreseen| &foreseen.notice).filter(|notice| {
        let to_them = || notice.recipients().iter().any(|code| code.as_str() == shown.bureau);
        shown.instrument.is_none_or(|kind| kind == notice.instrument)
            && (shown.bureau.is_empty() || to_them())
    });
    let wanted: Vec<_> = wanted.collect();
    ListPage::of(&wanted, shown.page, NOTICES, |notice| NoticeView {
        when: when(notice.at),
        instrument: w.instrument(notice.instrument),
        is_document: notice.instrument.is_document(),
        subject: notice.title.clone(),
        from: called(directory, &notice.from),
        to: called(directory, &notice.to),
        copies: notice.copies.len(),
    })
}

fn called(directory: &Directory, code: &BureauCode) -> String {
    directory.name_of(code)
}

impl Heat {
    fn new(directory: &Directory, w: Words, sound: &Sound, asked: Option<NaiveDate>) -> Self {
        let load = &sound.forecast.load;
        let month = asked.and_then(first_of_month).or_else(|| busiest(load));
        let months: BTreeSet<_> = load.iter().filter_map(|load| first_of_month(load.day)).collect();
        let label = |month: NaiveDate| {
            w.with("gantt-month", [("year", month.year().to_string()), ("month", month.month().to_string())])
        };
        let choices = months.iter().map(|first| SelectOption {
            value: first.to_string(),
            text: label(*first),
            chosen: Some(*first) == month,
        });
        let days: Vec<_> = month.map(days_of).unwrap_or_default();
        let office = &sound.terms().office;
        let mut rows = rows(directory, load, &days);
        let more = rows.len().saturating_sub(BUREAUS);
        if more > 0 {
            rows.sort_by_key(|row| std::cmp::Reverse(row.sum));
            rows.truncate(BUREAUS);
        }
        Self {
            months: choices.collect(),
            title: month.map(label).unwrap_or_default(),
            days: days
                .iter()
                .map(|day| (day.day(), duban_domain::gantt::day(office, *day).kind.is_working()))
                .collect(),
            rows,
            more,
        }
    }
}

/// The month in which most is received.
fn busiest(load: &[Load]) -> Option<NaiveDate> {
    let mut months: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for load in load {
        if let Some(first) = first_of_month(load.day) {
            *months.entry(first).or_default() += load.notices;
        }
    }
    months.into_iter().max_by_key(|(_, notices)| *notices).map(|(first, _)| first)
}

fn first_of_month(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)
}

fn days_of(first: NaiveDate) -> Vec<NaiveDate> {
    first.iter_days().take_while(|day| day.month() == first.month()).collect()
}

/// The bureaus that receive something in these days, in the directory's order.
fn rows(directory: &Directory, load: &[Load], days: &[NaiveDate]) -> Vec<BureauLoadRow> {
    let mut bureaus: BTreeMap<&BureauCode, Vec<Option<(usize, usize)>>> = BTreeMap::new();
    for load in load {
        let Some(place) = days.iter().position(|day| *day == load.day) else { continue };
        let row = bureaus.entry(&load.bureau).or_insert_with(|| vec![None; days.len()]);
        row[place] = Some((load.notices, grade(load.notices)));
    }
    let rows = bureaus.into_iter().map(|(code, days)| BureauLoadRow {
        bureau: called(directory, code),
        sum: days.iter().flatten().map(|(notices, _)| notices).sum(),
        days,
    });
    rows.collect()
}

/// How heavy a day is: one notice, up to three, up to nine, or more.
const fn grade(notices: usize) -> usize {
    match notices {
        0..=1 => 1,
        2..=3 => 2,
        4..=9 => 3,
        _ => 4,
    }
}
