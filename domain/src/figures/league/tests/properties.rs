//! What holds for every ledger.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Lines of a few obligations and findings of a few bureaus, between August and October.
fn ledger() -> impl Strategy<Value = Vec<LeagueEntry>> {
    let opens = at("2024-08-01 09:00");
    let line = (0..3_usize, 0..4_usize, 0..2400_i64, 0..8_u8, 0..1200_i64, 0..60_i64);
    let entry = move |(bureau, thing, hour, kind, ahead, told): (usize, usize, i64, u8, i64, i64)| {
        let bureau = ["21", "22", "23"][bureau].into();
        let about = match thing {
            0 => About::Obligation("list".into()),
            1 => About::Obligation("report".into()),
            _ => About::Finding(["a", "b"][thing - 2].into()),
        };
        let when = hours(opens, hour);
        let due = hours(when, ahead);
        let is_finding = matches!(about, About::Finding(_));
        let turn = match kind {
            0 | 1 if is_finding => LeagueTurn::Ordered(due),
            0 | 1 => LeagueTurn::Owed(due),
            2 => LeagueTurn::Moved(due),
            3 => LeagueTurn::Received { on_time: true },
            4 => LeagueTurn::Received { on_time: false },
            5 if is_finding => LeagueTurn::Closed,
            5 => LeagueTurn::SentBack(due),
            6 if told % 2 == 0 && !is_finding => LeagueTurn::TakenBack,
            6 => LeagueTurn::Lifted,
            _ => LeagueTurn::Reopened,
        };
        LeagueEntry { bureau, about, at: when, told: hours(when, told / 20 * told), place: (0, 0), turn }
    };
    prop::collection::vec(line.prop_map(entry), 0..60).prop_map(|mut entries| {
        for (place, entry) in (0..).zip(&mut entries) {
            entry.place = (place, 0);
        }
        entries
    })
}

fn ids(kind: Kind) -> Vec<PeriodId> {
    all_periods().into_iter().map(|period| period.id).filter(|id| id.kind() == kind).collect()
}

fn at_instant(id: &PeriodId, entries: &[LeagueEntry], now: PlanTime) -> LeagueSheet {
    sheet(id, &all_periods(), &members(), entries.to_vec(), now).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn nothing_told_after_the_cut_moves_a_table(entries in ledger(), more in ledger()) {
        for period in all_periods() {
            let cut = period.cut();
            let frozen = at_instant(&period.id, &entries, at(LATER));
            let later: Vec<_> = more
                .iter()
                .cloned()
                .map(|mut entry| {
                    entry.told = entry.told.max(cut).plus(Duration::seconds(1));
                    entry.place.0 += 1000;
                    entry
                })
                // What is owed follows from the plan; the plan does not change after a close.
                .filter(|entry| !matches!(entry.turn, LeagueTurn::Owed(_)) || entry.at > period.closes)
                .collect();
            let all: Vec<_> = entries.iter().cloned().chain(later).collect();
            prop_assert_eq!(&frozen, &at_instant(&period.id, &all, at(LATER)));
        }
    }

    #[test]
    fn a_table_is_the_same_whenever_it_is_derived_after_the_cut(entries in ledger(), wait in 1..5000_i64) {
        for period in all_periods() {
            let soon = at_instant(&period.id, &entries, period.cut().plus(Duration::seconds(1)));
            prop_assert_eq!(&soon, &at_instant(&period.id, &entries, hours(period.cut(), wait)));
        }
    }

    #[test]
    fn a_fact_counts_in_at_most_one_period_of_a_kind(entries in ledger()) {
        for kind in [Kind::Month, Kind::Phase, Kind::Campaign] {
            let mut seen = BTreeMap::new();
            for id in ids(kind) {
                for fact in at_instant(&id, &entries, at(LATER)).facts {
                    let period = all_periods().into_iter().find(|period| period.id == id).unwrap();
                    prop_assert!(fact.due <= period.closes);
                    let before = seen.insert((fact.bureau, fact.about, fact.turn), id.clone());
                    prop_assert_eq!(before, None);
                }
            }
        }
    }

    #[test]
    fn figures_are_what_the_facts_say(entries in ledger()) {
        for id in ids(Kind::Month) {
            let sheet = at_instant(&id, &entries, at(LATER));
            for row in &sheet.rows {
                let facts: Vec<_> = sheet.facts_of(&row.bureau).collect();
                let owed = facts.iter().filter(|fact| matches!(fact.about, About::Obligation(_)));
                let done = owed.clone().filter(|fact| fact.verdict.is_done());
                prop_assert_eq!(row.figures.owed as usize, owed.count());
                prop_assert_eq!(row.figures.handed_in as usize, done.count());
                prop_assert!(row.figures.in_time <= row.figures.handed_in);
                prop_assert!(row.figures.handed_in <= row.figures.owed);
                prop_assert_eq!(row.rank.is_none(), facts.is_empty());
            }
        }
    }

    #[test]
    fn ranks_do_not_depend_on_the_order_of_the_lines(
        (entries, shuffled) in ledger().prop_flat_map(|entries| {
            (Just(entries.clone()), Just(entries).prop_shuffle())
        })
    ) {
        for period in all_periods() {
            let derived = at_instant(&period.id, &entries, at(LATER));
            prop_assert_eq!(derived, at_instant(&period.id, &shuffled, at(LATER)));
        }
    }

    #[test]
    fn ranks_are_one_more_than_those_that_are_better(
        figures in prop::collection::vec((0..4_u32, 0..4_u32, 0..4_u32), 1..12)
    ) {
        let row = |(index, (a, b, c)): (usize, &(u32, u32, u32))| Row {
            bureau: format!("{index:02}").as_str().into(),
            name: String::new(),
            level: Level::County,
            superiors: Vec::new(),
            rank: None,
            figures: LeagueFigures {
                owed: 3,
                handed_in: *a,
                in_time: (*b).min(*a),
                findings_due: 3,
                findings_in_time: *c,
            },
        };
        let rows = rank(figures.iter().enumerate().map(row).collect());
        for row in &rows {
            let better = rows.iter().filter(|other| other.figures.compare(row.figures).is_lt()).count();
            prop_assert_eq!(row.rank, Some(u32::try_from(better).unwrap() + 1));
        }
    }
}
