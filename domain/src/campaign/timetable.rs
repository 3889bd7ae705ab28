//! The timetable of a campaign before it runs: every instant at which something will happen if
//! nobody does anything.

pub use super::warnings::{Warning, warnings};

use super::{item::Item, party::parties, terms::Terms};
use crate::{
    bureaus::bureau::{Bureau, Directory},
    ids::{BureauCode, ObligationId, PhaseId},
    paperwork::instrument::Instrument,
    timekeeping::time::PlanTime,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// One line of the timetable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimetableLine {
    /// When.
    pub at: PlanTime,
    /// Whose.
    pub bureau: BureauCode,
    /// Which obligation; `None` for a phase.
    pub obligation: Option<ObligationId>,
    /// What.
    pub event: Event,
    /// Which reminder, rung or phase, from 1; 0 where there is only one.
    pub ordinal: u16,
    /// What a rung issues.
    pub instrument: Option<Instrument>,
    /// Which phase begins or ends.
    pub phase: Option<PhaseId>,
    /// Whether it is provisional (暂定): a year it was counted in is not announced.
    pub provisional: bool,
}

/// The kinds of line.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    // In the order of their spellings, so that lines sort alike as values and as text.
    /// An obligation is due.
    Due,
    /// An obligation opens.
    Opens,
    /// A phase ends.
    PhaseEnd,
    /// A phase begins.
    PhaseStart,
    /// A reminder goes out.
    Reminder,
    /// A rung of the ladder is reached.
    Rung,
}

impl Event {
    /// The spelling in JSON and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Event::Due => "due",
            Event::Opens => "opens",
            Event::PhaseEnd => "phase-end",
            Event::PhaseStart => "phase-start",
            Event::Reminder => "reminder",
            Event::Rung => "rung",
        }
    }
}

/// All lines for all bureaus, sorted by instant, bureau, obligation and event.
pub fn timetable(terms: &Terms, directory: &Directory) -> Vec<TimetableLine> {
    let mut lines = Vec::new();
    for party in parties(directory, &terms.issuer) {
        phase_lines(terms, &party.bureau, &mut lines);
        let owed = terms.items.iter().filter(|item| item.is_owed_by(&party, &terms.issuer));
        owed.for_each(|item| item_lines(terms, item, &party.bureau, &mut lines));
    }
    lines.sort();
    lines
}

/// A line and every bureau that shares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedTimetableLine<'a> {
    /// The line, as the first of them has it.
    pub line: &'a TimetableLine,
    /// The bureaus.
    pub bureaus: Vec<&'a BureauCode>,
}

/// Bureaus of a kind share their timetable, so people see them together: at one instant phases first, then
/// obligations as the plan lists them.
pub fn shared<'a>(terms: &Terms, lines: &'a [TimetableLine]) -> Vec<SharedTimetableLine<'a>> {
    let places: BTreeMap<_, _> = terms.items.iter().map(|item| &item.id).zip(0..).collect();
    let mut shared: BTreeMap<(PlanTime, Place, Event, u16), SharedTimetableLine<'a>> = BTreeMap::new();
    for line in lines {
        let place = line.obligation.as_ref().and_then(|id| places.get(id).copied());
        let place = place.map_or(Place::Phase(line.ordinal), Place::Obligation);
        let key = (line.at, place, line.event, line.ordinal);
        shared
            .entry(key)
            .or_insert_with(|| SharedTimetableLine { line, bureaus: Vec::new() })
            .bureaus
            .push(&line.bureau);
    }
    shared.into_values().collect()
}

/// Where in the plan what a line is about stands.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Phase(u16),
    Obligation(usize),
}

impl TimetableLine {
    /// The title of the obligation or the phase it is about.
    pub fn subject<'a>(&self, terms: &'a Terms) -> &'a str {
        let obligation = self.obligation.as_ref().and_then(|id| terms.item(id)).map(|item| &item.title);
        let phase = self.phase.as_ref().and_then(|id| terms.phases.iter().find(|phase| phase.id == *id));
        obligation.or(phase.map(|phase| &phase.title)).map_or("", String::as_str)
    }
}

/// The bureaus of the campaign, parents first.
pub fn bureaus<'a>(terms: &Terms, directory: &'a Directory) -> Vec<&'a Bureau> {
    directory.subtree(&terms.issuer)
}

fn phase_lines(terms: &Terms, bureau: &BureauCode, lines: &mut Vec<TimetableLine>) {
    for (phase, ordinal) in terms.phases.iter().zip(1..) {
        for (at, event) in [(phase.from, Event::PhaseStart), (phase.to, Event::PhaseEnd)] {
            let phase = Some(phase.id.clone());
            let provisional = terms.office.calendar.is_provisional(terms.office.date(at));
            lines.push(TimetableLine {
                at,
                provisional,
                bureau: bureau.clone(),
                obligation: None,
                event,
                ordinal,
                instrument: None,
                phase,
            });
        }
    }
}

fn item_lines(terms: &Terms, item: &Item, bureau: &BureauCode, lines: &mut Vec<TimetableLine>) {
    let mut line = |at, event, ordinal, instrument| {
        let (bureau, obligation) = (bureau.clone(), Some(item.id.clone()));
        // What is counted from a provisional day is provisional wherever it falls.
        let counted = item.provisional && event != Event::Opens;
        let provisional = counted || terms.office.calendar.is_provisional(terms.office.date(at));
        lines.push(TimetableLine {
            at,
            bureau,
            obligation,
            event,
            ordinal,
            instrument,
            phase: None,
            provisional,
        });
    };
    line(item.opens, Event::Opens, 0, None);
    line(item.due, Event::Due, 0, None);
    let schedule = terms.schedule(item, item.due_day, item.opens);
    for (at, ordinal) in schedule.reminders.into_iter().zip(1..) {
        line(at, Event::Reminder, ordinal, Some(Instrument::Reminder));
    }
    for ((at, rung), ordinal) in schedule.rungs.into_iter().zip(&item.ladder).zip(1..) {
        if let Some(at) = at {
            line(at, Event::Rung, ordinal, Some(rung.instrument));
        }
    }
}
