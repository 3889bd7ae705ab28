//! How a campaign went, week by week: how many obligations were overdue, handed in and open at each week's end.
//! It is told by the ledger's lines alone, so nothing is kept for it.

use crate::{
    figures::tally::{CountedAs, Tally},
    ids::{BureauCode, ObligationId},
    machines::event::DocketEvent,
    timekeeping::{calendar::shift, office::Office, time::PlanTime},
};
use chrono::{Datelike, NaiveDate, NaiveTime};
use std::collections::BTreeMap;

/// Something that changes what an obligation is counted as.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum TrendTurn {
    /// It opened, was sent back, or its date was moved: it is to be handed in.
    Opened,
    /// It fell due and was not there.
    FellDue,
    /// It was handed in.
    HandedIn {
        /// In time.
        on_time: bool,
    },
    /// It was lifted.
    Waived,
    /// The campaign closed with it open.
    Unfulfilled,
}

impl TrendTurn {
    /// The spellings of the events that make a turn.
    pub const EVENTS: [&'static str; 7] =
        ["opened", "fell-due", "submitted", "returned", "extended", "waived", "unfulfilled"];

    /// What a docket's event comes to; `None` for one that changes no count.
    pub const fn of(event: &DocketEvent) -> Option<Self> {
        match event {
            DocketEvent::Opened { .. } | DocketEvent::Returned { .. } | DocketEvent::Extended { .. } => {
                Some(Self::Opened)
            }
            DocketEvent::FellDue => Some(Self::FellDue),
            DocketEvent::Submitted { on_time, .. } => Some(Self::HandedIn { on_time: *on_time }),
            DocketEvent::Waived { .. } => Some(Self::Waived),
            DocketEvent::Unfulfilled => Some(Self::Unfulfilled),
            _ => None,
        }
    }
}

/// A turn of one obligation of one bureau.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendLine {
    /// The bureau.
    pub bureau: BureauCode,
    /// The obligation.
    pub obligation: ObligationId,
    /// When.
    pub at: PlanTime,
    /// What.
    pub turn: TrendTurn,
}

/// How it stood at the end of a week.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct TrendWeek {
    /// Its Monday.
    pub from: NaiveDate,
    /// Its Sunday, or the day one looks.
    pub to: NaiveDate,
    /// What stood then.
    pub tally: Tally,
    /// Whether the week is not over yet.
    pub running: bool,
}

/// What an obligation is counted as, and whether a submission of it was late.
#[derive(Copy, Clone)]
struct CountedTurn {
    counted: CountedAs,
    late: bool,
}

impl CountedTurn {
    const UNTOLD: Self = Self { counted: CountedAs::Open, late: false };

    /// On-time is judged once: what was late stays so, however often it is handed in again.
    fn after(self, turn: TrendTurn) -> Self {
        let late = self.late || matches!(turn, TrendTurn::HandedIn { on_time: false });
        let counted = match turn {
            TrendTurn::Opened => CountedAs::Open,
            TrendTurn::FellDue => CountedAs::Overdue,
            TrendTurn::HandedIn { .. } if late => CountedAs::Late,
            TrendTurn::HandedIn { .. } => CountedAs::OnTime,
            TrendTurn::Waived => CountedAs::Waived,
            TrendTurn::Unfulfilled => CountedAs::Unfulfilled,
        };
        Self { counted, late }
    }
}

/// The weeks from an instant up to `now`, and how what these bureaus owe stood at the end of each. `owed`: all that
/// is known to be owed, open yet or not. `lines`: each obligation's in the order they were written.
pub fn trend(
    office: &Office,
    (from, now): (PlanTime, PlanTime),
    owed: impl IntoIterator<Item = (BureauCode, ObligationId)>,
    lines: &[TrendLine],
) -> Vec<TrendWeek> {
    let mut standing: BTreeMap<_, _> = owed.into_iter().map(|one| (one, CountedTurn::UNTOLD)).collect();
    let mut lines: Vec<_> = lines.iter().collect();
    // Stable: what an obligation went through at one instant keeps its order.
    lines.sort_by_key(|line| line.at);
    let mut lines = lines.into_iter().peekable();
    let mut weeks = Vec::new();
    let (mut monday, today) = (monday(office.date(from)), office.date(now));
    while monday <= today {
        let next = shift(monday, 7);
        let (ends, running) = (office.local(next.and_time(NaiveTime::MIN)), today < next);
        let told = |line: &TrendLine| if running { line.at <= now } else { line.at < ends };
        while let Some(line) = lines.next_if(|line| told(line)) {
            let key = (line.bureau.clone(), line.obligation.clone());
            let known = standing.entry(key).or_insert(CountedTurn::UNTOLD);
            *known = known.after(line.turn);
        }
        weeks.push(TrendWeek {
            from: monday,
            to: if running { today } else { shift(next, -1) },
            tally: standing.values().map(|one| (one.counted, 1)).collect(),
            running,
        });
        if next <= monday {
            break;
        }
        monday = next;
    }
    weeks
}

fn monday(day: NaiveDate) -> NaiveDate {
    shift(day, -i64::from(day.weekday().num_days_from_monday()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        campaign::{tail::TAIL_REPORT, terms::Terms},
        foresight::{behaviour::Script, simulation::simulate},
        machines::{
            docket::tests::{at, calendar, day, directory, plan},
            event::EventEnvelope,
            machine::Machine,
        },
    };
    use std::sync::Arc;

    fn line(bureau: &BureauCode, effect: &EventEnvelope) -> Option<TrendLine> {
        let (obligation, turn) = (effect.obligation.clone()?, TrendTurn::of(&effect.event)?);
        Some(TrendLine { bureau: bureau.clone(), obligation, at: effect.at, turn })
    }

    #[test]
    fn an_event_that_makes_a_turn_is_read_from_the_ledger_by_its_spelling() {
        let due = at("2024-08-20 17:30");
        let reason = || "理由".to_owned();
        let all = [
            DocketEvent::Opened { due },
            DocketEvent::FellDue,
            DocketEvent::Submitted {
                on_time: true,
                attachments: Vec::new(),
                files: Vec::new(),
                sealed: false,
            },
            DocketEvent::Returned { reason: reason(), old_due: due, due },
            DocketEvent::Extended { reason: reason(), old_due: due, due, in_time: true },
            DocketEvent::Waived { reason: reason() },
            DocketEvent::Unfulfilled,
        ];
        let spelled = all.iter().map(|event| {
            assert!(TrendTurn::of(event).is_some(), "{event:?}");
            serde_json::to_value(event).unwrap()["event"].as_str().unwrap().to_owned()
        });
        assert_eq!(spelled.collect::<Vec<_>>(), TrendTurn::EVENTS);
        assert_eq!(TrendTurn::of(&DocketEvent::Accepted), None);
    }

    #[test]
    fn every_week_counts_what_the_dockets_counted() {
        let terms = Arc::new(Terms::resolve(&plan(), &calendar()).unwrap());
        let id = &terms.items[0].id;
        let returned = r#""submit": "due + 2wd", "returned": { "reason": "缺数据", "again_within": "5wd" }"#;
        let waived = r#""submit": "never", "waived": { "at": "due + 1wd", "reason": "停产" }"#;
        let extended =
            r#""submit": "due + 9wd", "extended": { "granted": "due + 1wd", "by": "9wd", "reason": "防汛" }"#;
        let deed = |deed: &str| {
            format!(r#"{{ "bureaus": {{ "22": {{ "obligations": {{ "{id}": {{ {deed} }} }} }} }} }}"#)
        };
        let scripts = [
            "{}".to_owned(),
            r#"{ "bureaus": { "22": { "submit": "never" } } }"#.to_owned(),
            r#"{ "default": { "submit": "due + 3wd" }, "bureaus": { "21": { "submit": "never" } } }"#
                .to_owned(),
            deed(returned),
            deed(waived),
            deed(extended),
        ];
        let scripts = scripts.iter().map(|script| serde_json::from_str::<Script>(script).unwrap());
        for script in scripts {
            let runs = simulate(&terms, &directory(), &script);
            let views = |run: &crate::foresight::simulation::Run| {
                let mut views = run.machine.views();
                views.retain(|duty| duty.id.as_str() != TAIL_REPORT);
                views
            };
            let lines: Vec<_> = runs
                .iter()
                .flat_map(|run| {
                    run.effects.iter().filter_map(|effect| line(&run.machine.party().bureau, effect))
                })
                .collect();
            let owed = runs.iter().flat_map(|run| {
                let bureau = run.machine.party().bureau.clone();
                views(run).into_iter().map(move |duty| (bureau.clone(), duty.id))
            });
            let owed: Vec<_> = owed.collect();
            let weeks = trend(&terms.office, (terms.opens, terms.closes), owed.clone(), &lines);
            let end: Tally = runs.iter().flat_map(&views).map(|duty| Tally::of(&duty)).sum();
            assert_eq!(
                weeks.last().unwrap().tally,
                end,
                "at the close all is counted as the dockets count it"
            );
            assert!(weeks.iter().all(|week| week.tally.total() == end.total()));
            assert!(weeks.iter().rev().skip(1).all(|week| !week.running));
            assert_eq!(weeks[0].tally[CountedAs::Overdue], 0);
        }
    }

    #[test]
    fn a_week_ends_on_sunday_and_the_last_one_runs() {
        let office = Terms::resolve(&plan(), &calendar()).unwrap().office;
        let told = |when: &str, turn| TrendLine {
            bureau: "22".into(),
            obligation: "report".into(),
            at: at(when),
            turn,
        };
        let lines = [
            told("2024-08-05 09:00", TrendTurn::Opened),
            told("2024-08-11 23:59", TrendTurn::FellDue),
            told("2024-08-12 00:00", TrendTurn::HandedIn { on_time: false }),
            told("2024-08-20 09:00", TrendTurn::Opened),
            // Sent back, and handed in by the new date: it was late once.
            told("2024-08-21 09:00", TrendTurn::HandedIn { on_time: true }),
            told("2024-08-21 11:00", TrendTurn::Waived),
        ];
        let owed = [("22".into(), "report".into()), ("22".into(), "cases".into())];
        let weeks = trend(&office, (at("2024-08-07 09:00"), at("2024-08-21 10:00")), owed, &lines);
        let shown: Vec<_> = weeks
            .iter()
            .map(|week| {
                let of = |counted| week.tally[counted];
                (
                    week.from,
                    week.to,
                    of(CountedAs::Overdue),
                    of(CountedAs::Late),
                    of(CountedAs::Open),
                    week.running,
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                (day("2024-08-05"), day("2024-08-11"), 1, 0, 1, false),
                (day("2024-08-12"), day("2024-08-18"), 0, 1, 1, false),
                (day("2024-08-19"), day("2024-08-21"), 0, 1, 1, true),
            ]
        );
    }
}
