//! Tables worked out by hand.

use super::*;

fn owed(bureau: &str, id: &str, due: &str) -> LeagueEntry {
    duty(bureau, id, "2024-08-01 09:00", LeagueTurn::Owed(at(due)))
}

fn verdicts(sheet: &LeagueSheet) -> Vec<(String, Verdict)> {
    sheet.facts.iter().map(|fact| (fact.bureau.to_string(), fact.verdict)).collect()
}

#[test]
fn figures_ranks_and_missing_reporters_by_name() {
    let due = "2024-08-20 17:30";
    let entries = vec![
        owed("21", "list", due),
        owed("21", "report", due),
        owed("22", "list", due),
        owed("22", "report", due),
        owed("23", "list", due),
        owed("23", "report", due),
        duty("21", "list", "2024-08-19 10:00", IN_TIME),
        duty("21", "report", "2024-08-25 10:00", TOO_LATE),
        duty("22", "list", "2024-08-20 17:30", IN_TIME),
        duty("23", "list", "2024-08-19 10:00", IN_TIME),
        duty("23", "report", "2024-08-26 10:00", TOO_LATE),
    ];
    let sheet = table("2024-08", entries, LATER);
    let rows: Vec<_> = sheet
        .level(Level::County)
        .map(|row| (row.rank, row.bureau.as_str(), row.figures.complete(), row.figures.timely()))
        .collect();
    assert_eq!(
        rows,
        [
            (Some(1), "21", Share::new(2, 2), Share::new(1, 2)),
            (Some(1), "23", Share::new(2, 2), Share::new(1, 2)),
            (Some(3), "22", Share::new(1, 2), Share::new(1, 2)),
        ]
    );
    // Of the prefecture nothing fell due: it has a line and no rank.
    assert_eq!(sheet.row(&"20".into()).unwrap().rank, None);
    let lines = sheet.obligations(Level::County);
    assert_eq!(lines.len(), 2);
    assert_eq!((lines[1].obligation.as_str(), lines[1].complete), ("report", Share::new(2, 3)));
    assert_eq!(lines[1].missing, ["22".into()]);
    assert_eq!(lines[1].late, ["21".into(), "23".into()]);
    assert_eq!(sheet.total(Level::County).timely(), Share::new(3, 6));
    let facts: Vec<_> = sheet.facts_of(&"21".into()).map(|fact| (fact.verdict, fact.received)).collect();
    assert_eq!(
        facts,
        [(Verdict::InTime, Some(at("2024-08-19 10:00"))), (Verdict::Late, Some(at("2024-08-25 10:00")))]
    );
    // Among those of prefecture 20 alone, 22 is second.
    let below = sheet.below(&"20".into());
    let ranks: Vec<_> = below.rows.iter().map(|row| (row.bureau.as_str(), row.rank)).collect();
    assert_eq!(ranks, [("21", Some(1)), ("22", Some(2))]);
    assert!(below.facts.iter().all(|fact| fact.bureau.as_str() != "23"));
}

#[test]
fn completeness_comes_before_timeliness_and_that_before_findings() {
    let of = |handed_in, in_time, closed| LeagueFigures {
        owed: 10,
        handed_in,
        in_time,
        findings_due: 4,
        findings_in_time: closed,
    };
    let order = |a: LeagueFigures, b: LeagueFigures| a.compare(b);
    use std::cmp::Ordering::{Equal, Less};
    assert_eq!(order(of(10, 0, 0), of(9, 9, 4)), Less);
    assert_eq!(order(of(9, 9, 0), of(9, 8, 4)), Less);
    assert_eq!(order(of(9, 9, 3), of(9, 9, 2)), Less);
    assert_eq!(order(of(9, 9, 3), of(9, 9, 3)), Equal);
    // Of whom no finding fell due, none was closed too late.
    assert_eq!(order(LeagueFigures { findings_due: 0, ..of(9, 9, 0) }, of(9, 9, 4)), Equal);
}

#[test]
fn ties_share_a_rank_and_the_next_one_skips() {
    let row = |code: &str, handed_in| Row {
        bureau: code.into(),
        name: String::new(),
        level: Level::County,
        superiors: Vec::new(),
        rank: None,
        figures: LeagueFigures { owed: 4, handed_in, ..LeagueFigures::default() },
    };
    let none = Row { figures: LeagueFigures::default(), ..row("0", 0) };
    let ranked = rank(vec![row("4", 1), none, row("3", 3), row("2", 3), row("1", 4)]);
    let ranks: Vec<_> = ranked.iter().map(|row| (row.bureau.as_str(), row.rank)).collect();
    assert_eq!(ranks, [("1", Some(1)), ("2", Some(2)), ("3", Some(2)), ("4", Some(4)), ("0", None)]);
}

#[test]
fn an_extension_granted_in_time_moves_what_is_owed_to_the_period_of_its_new_due_day() {
    let entries = || {
        vec![
            owed("21", "list", "2024-08-20 17:30"),
            duty("21", "list", "2024-08-20 10:00", LeagueTurn::Moved(at("2024-09-10 17:30"))),
            duty("21", "list", "2024-09-09 10:00", IN_TIME),
        ]
    };
    assert!(table("2024-08", entries(), LATER).facts.is_empty());
    let sheet = table("2024-09", entries(), LATER);
    assert_eq!(verdicts(&sheet), [("21".to_owned(), Verdict::InTime)]);
    assert_eq!(sheet.facts[0].first_due, Some(at("2024-08-20 17:30")));
    assert_eq!(table("campaign", entries(), LATER).facts.len(), 1);
}

#[test]
fn a_waiver_before_the_close_lifts_and_one_after_it_does_not() {
    let waived = |when: &str| {
        let entries =
            vec![owed("21", "list", "2024-08-20 17:30"), duty("21", "list", when, LeagueTurn::Lifted)];
        table("2024-08", entries, LATER).facts.len()
    };
    assert_eq!(waived("2024-08-31 17:30"), 0);
    assert_eq!(waived("2024-08-31 17:31"), 1);
}

#[test]
fn what_happens_after_the_close_moves_nothing() {
    let due = "2024-08-20 17:30";
    let before = vec![owed("21", "list", due), owed("22", "list", due)];
    let mut after = before.clone();
    after.extend([
        duty("21", "list", "2024-09-01 09:00", TOO_LATE),
        duty("22", "list", "2024-09-02 09:00", LeagueTurn::Moved(at("2024-10-10 17:30"))),
        duty("22", "list", "2024-09-03 09:00", LeagueTurn::Lifted),
    ]);
    assert_eq!(table("2024-08", before, LATER), table("2024-08", after.clone(), LATER));
    // And it counts nowhere else: once is once.
    assert!(table("2024-09", after.clone(), LATER).facts.is_empty());
    assert!(table("2024-10", after, LATER).facts.is_empty());
}

#[test]
fn what_was_received_by_the_close_counts_if_it_is_told_by_the_cut() {
    let told = |when: &str| {
        let received = late(duty("21", "list", "2024-08-20 17:00", IN_TIME), when);
        let sheet = table("2024-08", vec![owed("21", "list", "2024-08-20 17:30"), received], LATER);
        sheet.facts[0].verdict
    };
    assert_eq!(told("2024-09-01 17:30"), Verdict::InTime);
    assert_eq!(told("2024-09-01 17:31"), Verdict::Missing);
    // That it was owed holds whenever it was told: a machine that was down owes no less.
    let owed = late(owed("21", "list", "2024-08-20 17:30"), "2024-10-01 09:00");
    assert_eq!(table("2024-08", vec![owed], LATER).facts.len(), 1);
}

#[test]
fn a_submission_sent_back_is_due_again_in_the_period_of_its_new_day() {
    let entries = |returned: &str| {
        vec![
            owed("21", "list", "2024-08-20 17:30"),
            duty("21", "list", "2024-08-19 10:00", IN_TIME),
            duty("21", "list", returned, LeagueTurn::SentBack(at("2024-09-10 17:30"))),
            duty("21", "list", "2024-09-12 10:00", TOO_LATE),
        ]
    };
    // Returned before August closed: it is September's, and late.
    assert!(table("2024-08", entries("2024-08-25 10:00"), LATER).facts.is_empty());
    assert_eq!(
        verdicts(&table("2024-09", entries("2024-08-25 10:00"), LATER)),
        [("21".to_owned(), Verdict::Late)]
    );
    // Returned after: August has counted it, and nobody counts it again.
    assert_eq!(
        verdicts(&table("2024-08", entries("2024-09-02 10:00"), LATER)),
        [("21".to_owned(), Verdict::InTime)]
    );
    assert!(table("2024-09", entries("2024-09-02 10:00"), LATER).facts.is_empty());
    // Due again within the same period and not there at its close.
    let again = vec![
        owed("21", "list", "2024-08-20 17:30"),
        duty("21", "list", "2024-08-19 10:00", IN_TIME),
        duty("21", "list", "2024-08-21 10:00", LeagueTurn::SentBack(at("2024-08-28 17:30"))),
    ];
    assert_eq!(verdicts(&table("2024-08", again, LATER)), [("21".to_owned(), Verdict::SentBack)]);
}

#[test]
fn what_was_taken_back_counts_as_if_it_had_never_come() {
    let entries = |again: Option<LeagueTurn>| {
        let mut entries = vec![
            owed("21", "list", "2024-08-20 17:30"),
            duty("21", "list", "2024-08-19 10:00", IN_TIME),
            duty("21", "list", "2024-08-20 10:00", LeagueTurn::TakenBack),
        ];
        entries.extend(again.map(|turn| duty("21", "list", "2024-08-21 10:00", turn)));
        entries
    };
    let judged = |again| verdicts(&table("2024-08", entries(again), LATER));
    assert_eq!(judged(None), [("21".to_owned(), Verdict::Missing)]);
    assert_eq!(judged(Some(LeagueTurn::Received { on_time: false })), [("21".to_owned(), Verdict::Late)]);
    // One that was late and was taken back does not make the next one late.
    let mut moved = entries(Some(IN_TIME));
    moved[1].turn = LeagueTurn::Received { on_time: false };
    assert_eq!(verdicts(&table("2024-08", moved, LATER)), [("21".to_owned(), Verdict::InTime)]);
}

#[test]
fn a_phase_counts_what_fell_due_since_the_phase_before() {
    let entries = vec![owed("21", "list", "2024-08-27 17:30"), owed("21", "report", "2024-10-10 17:30")];
    assert!(table("phase:first", entries.clone(), LATER).facts.is_empty());
    assert_eq!(table("phase:second", entries.clone(), LATER).facts.len(), 1);
    assert_eq!(table("campaign", entries, LATER).facts.len(), 2);
}

#[test]
fn findings_count_when_their_order_falls_due() {
    let order = |id: &str| finding("21", id, "2024-08-01 09:00", LeagueTurn::Ordered(at("2024-08-16 17:30")));
    let entries = vec![
        order("closed"),
        finding("21", "closed", "2024-08-15 09:00", IN_TIME),
        finding("21", "closed", "2024-08-22 09:00", LeagueTurn::Closed),
        order("late"),
        finding("21", "late", "2024-08-20 09:00", TOO_LATE),
        finding("21", "late", "2024-08-22 09:00", LeagueTurn::Closed),
        order("filed"),
        finding("21", "filed", "2024-08-15 09:00", IN_TIME),
        finding("21", "filed", "2024-09-15 09:00", LeagueTurn::Closed),
        order("open"),
        order("dismissed"),
        finding("21", "dismissed", "2024-08-20 09:00", LeagueTurn::Lifted),
        order("handed-over"),
        finding("21", "handed-over", "2024-08-10 09:00", LeagueTurn::Closed),
        order("reworked"),
        finding("21", "reworked", "2024-08-15 09:00", IN_TIME),
        finding("21", "reworked", "2024-08-18 09:00", LeagueTurn::Ordered(at("2024-08-30 17:30"))),
    ];
    let sheet = table("2024-08", entries, LATER);
    let found: Vec<_> = sheet
        .facts
        .iter()
        .map(|fact| match &fact.about {
            About::Finding(id) => (id.as_str(), fact.verdict),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        found,
        [
            ("closed", Verdict::InTime),
            ("filed", Verdict::Filed),
            ("handed-over", Verdict::InTime),
            ("late", Verdict::Late),
            ("open", Verdict::Missing),
            ("reworked", Verdict::SentBack),
        ]
    );
    assert_eq!(sheet.row(&"21".into()).unwrap().figures.rectified(), Share::new(2, 6));
}

#[test]
fn an_obligation_that_opens_again_is_another_one() {
    let again = |when: &str, due: &str| duty("21", "tail", when, LeagueTurn::Owed(at(due)));
    let entries = vec![
        again("2024-08-31 17:30", "2024-09-10 17:30"),
        duty("21", "tail", "2024-09-09 10:00", IN_TIME),
        again("2024-09-10 17:30", "2024-09-20 17:30"),
    ];
    let sheet = table("2024-09", entries, LATER);
    let facts: Vec<_> = sheet.facts.iter().map(|fact| (fact.turn, fact.verdict)).collect();
    assert_eq!(facts, [(1, Verdict::InTime), (2, Verdict::Missing)]);
}

#[test]
fn a_campaign_called_off_owes_nothing_that_was_not_yet_due() {
    let off =
        LeagueEntry { about: About::Docket, ..duty("21", "", "2024-08-25 09:00", LeagueTurn::CalledOff) };
    let entries = vec![owed("21", "list", "2024-08-20 17:30"), owed("21", "report", "2024-08-30 17:30"), off];
    let sheet = table("2024-08", entries, LATER);
    assert_eq!(sheet.facts.len(), 1);
    assert_eq!(sheet.facts[0].about, About::Obligation("list".into()));
}

#[test]
fn an_open_period_shows_what_has_fallen_due_so_far() {
    let entries = || vec![owed("21", "list", "2024-08-20 17:30"), owed("21", "report", "2024-08-30 17:30")];
    assert_eq!(table("2024-08", entries(), "2024-08-21 09:00").facts.len(), 1);
    assert_eq!(table("2024-09", entries(), "2024-08-21 09:00").facts.len(), 0);
    let period = &all_periods()[0];
    let state = |when: &str| period.state(at(when));
    assert_eq!(state("2024-08-31 17:30"), PeriodState::Open);
    assert_eq!(state("2024-08-31 17:31"), PeriodState::Closing);
    assert_eq!(state("2024-09-01 17:31"), PeriodState::Frozen);
}

#[test]
fn the_usual_table_is_the_latest_months_and_in_the_end_the_whole_campaigns() {
    let periods = all_periods();
    let usual = |when: &str| usual(&periods, at(when)).map(|period| period.id.to_string());
    for (when, period) in [
        ("2024-08-02 09:00", "2024-08"),
        ("2024-08-31 17:30", "2024-08"),
        ("2024-10-01 09:00", "2024-09"),
        ("2024-10-31 17:30", "2024-09"),
        ("2024-10-31 17:31", "campaign"),
        ("2026-01-01 09:00", "campaign"),
    ] {
        assert_eq!(usual(when).as_deref(), Some(period), "{when}");
    }
}

#[test]
fn a_circular_says_who_is_missing_and_can_be_checked_by_itself() {
    let entries = vec![
        owed("21", "list", "2024-08-20 17:30"),
        owed("22", "list", "2024-08-20 17:30"),
        duty("21", "list", "2024-08-19 10:00", IN_TIME),
    ];
    let sheet = table("2024-08", entries, LATER);
    let circulation = sheet.circulation(Level::County, |id| format!("《{id}》"));
    assert_eq!(circulation.missing.len(), 1);
    assert_eq!(circulation.missing[0].title, "《list》");
    assert_eq!(circulation.missing[0].bureaus, ["22".into()]);
    let check =
        |c: &Circulation, by: &str, when| c.check(&by.into(), at(when), "…").map_err(|e| e.to_string());
    assert_eq!(check(&circulation, "20", LATER), Ok(()));
    assert!(check(&circulation, "20", "2024-09-01 09:00").unwrap_err().contains("is not final yet"));
    assert!(check(&circulation, "21", LATER).unwrap_err().contains("twice"));
    let nobody = sheet.circulation(Level::Prefecture, ToString::to_string);
    assert!(check(&nobody, "10", LATER).unwrap_err().contains("nothing fell due"));
    let json = serde_json::to_string(&circulation).unwrap();
    assert_eq!(serde_json::from_str::<Circulation>(&json).unwrap(), circulation);
}

#[test]
fn a_tail_of_years_offers_no_months_that_have_not_begun() {
    let mut periods = all_periods();
    // The campaign closes in October; its tail may go on until the end of the next year.
    let (months, others) = (periods[..3].to_vec(), periods.split_off(3));
    let tail = (11..=24).map(|number| {
        let (year, month) = (2024 + i32::from(number > 12), (number - 1) % 12 + 1);
        let from = NaiveDate::from_ymd_opt(year, month, 1).unwrap();
        let to = crate::timekeeping::period::Period::month_of(from).last();
        LeaguePeriod {
            id: PeriodId::Month { year, month },
            title: String::new(),
            from,
            to,
            closes: at(&format!("{to} 17:30")),
        }
    });
    let all: Vec<_> = months.into_iter().chain(tail).chain(others).collect();
    let last = |now: &str, over: Option<&str>| {
        let offered = offered(&all, at(now), over.map(at));
        assert_eq!(offered.iter().filter(|period| period.id.kind() != Kind::Month).count(), 3);
        offered.iter().rfind(|period| period.id.kind() == Kind::Month).unwrap().id.to_string()
    };
    assert_eq!(last("2024-08-10 09:00", None), "2024-10");
    assert_eq!(last("2024-12-10 09:00", None), "2024-12");
    assert_eq!(last("2025-06-10 09:00", Some("2024-11-20 17:30")), "2024-11");
    assert_eq!(last("2026-12-10 09:00", None), "2025-12");
}
