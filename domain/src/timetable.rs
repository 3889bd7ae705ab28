//! The timetable of a campaign before it runs: every instant at which something will happen if
//! nobody does anything, and the warnings a planner should see first.

use crate::{
    bureau::{Bureau, Directory},
    ids::{BureauCode, ObligationId, PhaseId},
    instrument::Instrument,
    opening,
    plan::{Due, NonWorkingDue, Plan},
    sentence,
    sentence::Sentence,
    terms::{Item, Terms, named_day, parties},
    time::PlanTime,
};
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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

/// Something a planner should know before launching.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Where in the plan.
    pub path: String,
    /// What.
    pub message: Sentence,
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

/// What a planner should know before launching (REQUIREMENTS B2, F5).
pub fn warnings(plan: &Plan, terms: &Terms) -> Vec<Warning> {
    let mut found = opening::early(terms);
    for (index, item) in terms.items.iter().enumerate() {
        let path = format!("obligations[{index}]");
        due_day_warning(plan, terms, item, &path, &mut found);
        found.extend(collision(plan, terms, item, &path));
        let schedule = terms.schedule(item, item.due_day, item.opens);
        for span in schedule.dropped {
            let message = sentence!(
                "the reminder {span} before {day} would not be later than the opening and is dropped",
                "{day}到期前{before}的提醒不晚于开始报送的时间，不再发出",
                day = item.due_day,
                before = span.chinese()
            );
            found.push(Warning { path: format!("{path}.reminders"), message });
        }
        for (_, rung) in schedule.rungs.iter().zip(&item.ladder).filter(|(at, _)| at.is_none()) {
            let close = terms.office.date(terms.closes);
            let message = sentence!(
                "the rung after {after} ({instrument}) would come when the campaign has closed ({close}) and is dropped",
                "逾期{late}后的{document}晚于行动督办截止日（{close}），不再发出",
                after = rung.after,
                instrument = rung.instrument,
                late = rung.after.chinese(),
                document = rung.instrument.chinese()
            );
            found.push(Warning { path: format!("{path}.ladder"), message });
        }
    }
    found.extend(unannounced_years(plan, terms));
    found
}

fn due_day_warning(plan: &Plan, terms: &Terms, item: &Item, path: &str, found: &mut Vec<Warning>) {
    let calendar = &terms.office.calendar;
    let mut warn = |message| found.push(Warning { path: format!("{path}.due"), message });
    let day = describe(item.due_day);
    match plan.non_working_due {
        NonWorkingDue::Keep => {
            if !calendar.is_working(item.due_day) {
                warn(sentence!(
                    "the due date {english} is not a working day and is kept (non_working_due: keep)",
                    "期限{chinese}不是工作日，保持不变（non_working_due: keep）",
                    english = day.english,
                    chinese = day.chinese
                ));
            }
        }
        moved => {
            let due = plan.obligations.iter().find(|obligation| obligation.id == item.id).map(|o| &o.due);
            let named = due.and_then(|due| named_day(plan, &terms.office, due).ok());
            if let Some(named) = named.filter(|named| *named != item.due_day) {
                let policy = if moved == NonWorkingDue::Next { "next" } else { "previous" };
                let named = describe(named);
                warn(sentence!(
                    "the due date {from} is not a working day and moves to {to} (non_working_due: {policy})",
                    "期限{named}不是工作日，{moves}至{day}（non_working_due: {policy}）",
                    from = named.english,
                    to = day.english,
                    named = named.chinese,
                    day = day.chinese,
                    moves = if moved == NonWorkingDue::Next { "顺延" } else { "提前" }
                ));
            }
        }
    }
}

/// What is due so long before something else, and comes to be due no earlier than it: a rule about days off
/// moved one of the two.
fn collision(plan: &Plan, terms: &Terms, item: &Item, path: &str) -> Option<Warning> {
    let obligation = plan.obligations.iter().find(|obligation| obligation.id == item.id)?;
    let Due::Before(other, span) = &obligation.due else { return None };
    let other = terms.item(other).filter(|other| span.count() > 0 && item.due_day >= other.due_day)?;
    let day = describe(item.due_day);
    let message = sentence!(
        "it is to be due {span} before \"{id}\" and comes to be due on {english}, which is no earlier; write another length or date",
        "应比“{title}”早{before}到期，但按非工作日规则调整后为{chinese}，并不更早；请改写期限",
        id = other.id,
        title = other.title,
        before = span.chinese(),
        english = day.english,
        chinese = day.chinese
    );
    Some(Warning { path: format!("{path}.due"), message })
}

/// A date with its day of the week, which is what the reader needs to see.
fn describe(day: NaiveDate) -> Sentence {
    const WEEKDAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    let weekday = WEEKDAYS[day.weekday().num_days_from_monday() as usize];
    Sentence::new(day.format("%Y-%m-%d (%A)").to_string(), format!("{day}（星期{weekday}）"))
}

/// Years that dates of the plan lie in, or were counted in, and whose holidays are not announced.
fn unannounced_years(plan: &Plan, terms: &Terms) -> Option<Warning> {
    let office = &terms.office;
    let mut days = vec![plan.issued, office.date(terms.closes), office.date(terms.horizon())];
    days.extend(plan.phases.iter().flat_map(|phase| [phase.from, phase.to]));
    for item in &terms.items {
        days.push(item.due_day);
        let schedule = terms.schedule(item, item.due_day, item.opens);
        let dates = schedule.reminders.iter().chain(schedule.rungs.iter().flatten());
        days.extend(dates.map(|at| office.date(*at)));
    }
    let unknown: BTreeSet<_> =
        days.into_iter().filter(|day| office.calendar.is_provisional(*day)).map(|day| day.year()).collect();
    let unknown: Vec<_> = unknown.iter().map(ToString::to_string).collect();
    (!unknown.is_empty()).then(|| Warning {
        path: "unannounced_years".to_owned(),
        message: sentence!(
            "the holidays of {years} are not announced; its dates count weekends and statutory days off, without make-up shifts, and are provisional",
            "{chinese}年的放假安排尚未公布，该年日期按周末和法定节假日推算，未计调休，均为暂定",
            years = unknown.join(", "),
            chinese = unknown.join("、")
        ),
    })
}
