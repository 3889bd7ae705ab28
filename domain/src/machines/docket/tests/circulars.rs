//! League tables circulated from a docket.

use super::*;
use crate::{
    campaign::plan::LeagueRules,
    figures::league::{Circulation, LeagueFigures, Missing, PeriodId, Placing},
};

pub(super) fn circulation() -> Circulation {
    let placing = |code: &str, rank, handed_in| Placing {
        bureau: code.into(),
        supervisor: "20".into(),
        rank: Some(rank),
        figures: LeagueFigures { owed: 2, handed_in, in_time: 1, ..LeagueFigures::default() },
    };
    Circulation {
        period: PeriodId::Month { year: 2024, month: 8 },
        title: "2024年8月".to_owned(),
        closes: at("2024-08-31 17:30"),
        frozen: at("2024-09-01 17:30"),
        level: Level::County,
        rows: vec![placing("22", 1, 2), placing("21", 2, 1)],
        missing: vec![Missing { title: "清单".to_owned(), bureaus: vec!["21".into()] }],
    }
}

pub(super) fn circulate(by: &str) -> CommandEnvelope {
    act(by, Command::Circulate { circulation: Box::new(circulation()) })
}

const THEN: &str = "2024-09-02 10:00";

#[test]
fn a_table_is_one_document_to_every_bureau_it_ranks() {
    let mut docket = docket_of(&plan(), "20");
    let effects = docket.apply(&circulate("20"), at(THEN)).unwrap();
    let last = effects.last().unwrap();
    assert_eq!(last.by.as_ref().map(|by| by.bureau.as_str()), Some("20"));
    let notice = last.notice().unwrap();
    assert_eq!(
        (notice.instrument, notice.title.as_str()),
        (Instrument::Circular, "2024年8月任务完成情况排名")
    );
    let to: Vec<_> = notice.recipients().into_iter().map(BureauCode::as_str).collect();
    assert_eq!(to, ["21", "22"]);
    assert!(!notice.is_copy_for(&"21".into()) && !notice.is_copy_for(&"22".into()));
    assert_eq!(notice.facts.league.as_deref(), Some(&circulation()));
    let text = serde_json::to_string(&docket).unwrap();
    assert_eq!(serde_json::from_str::<Docket>(&text).unwrap(), docket);
}

#[test]
fn those_between_get_a_copy_and_so_does_the_bureau_above_within_the_campaign() {
    let mut by_the_province = plan();
    by_the_province.issuer = "10".into();
    let copies = |docket: &mut Docket, by: &str| -> Vec<String> {
        let effects = docket.apply(&circulate(by), at(THEN)).unwrap();
        effects.last().unwrap().notice().unwrap().copies.iter().map(ToString::to_string).collect()
    };
    assert_eq!(copies(&mut docket_of(&by_the_province, "10"), "10"), ["20"]);
    assert_eq!(copies(&mut docket_of(&by_the_province, "20"), "20"), ["10"]);
    // The province above the issuer has no part in this campaign.
    assert!(copies(&mut docket_of(&plan(), "20"), "20").is_empty());
}

#[test]
fn a_table_is_circulated_once_unless_it_was_voided() {
    let mut docket = docket_of(&plan(), "20");
    docket.apply(&circulate("20"), at(THEN)).unwrap();
    let ordinal = docket.circulars()[0].ordinal;
    let refused = docket.apply(&circulate("20"), at(THEN)).unwrap_err();
    assert_eq!(refused, Refusal::AlreadyCirculated("2024年8月".to_owned(), ordinal));

    let void = |by: &str| act(by, Command::Void { notice: ordinal, reason: "数据有误".to_owned() });
    assert!(matches!(docket.apply(&void("21"), at(THEN)), Err(Refusal::NotYours(..))));
    assert!(matches!(docket.apply(&void("99"), at(THEN)), Err(Refusal::NotYours(..))));
    let effects = docket.apply(&void("20"), at(THEN)).unwrap();
    assert!(matches!(effects[0].event, DocketEvent::Voided { notice, .. } if notice == ordinal));
    let told = effects[1].notice().unwrap();
    assert_eq!((told.instrument, told.recipients().len()), (Instrument::Withdrawal, 2));
    assert_eq!(told.facts.earlier, [ordinal]);
    assert!(matches!(docket.apply(&void("20"), at(THEN)), Err(Refusal::NoticeSettled(..))));
    docket.apply(&circulate("20"), at(THEN)).unwrap();
    assert_eq!(docket.circulars().len(), 2);
}

#[test]
fn what_cannot_be_circulated_is_refused_and_changes_nothing() {
    let refused = |docket: &mut Docket, act: CommandEnvelope, when: &str| {
        let before = docket.clone();
        let refusal = docket.apply(&act, at(when)).unwrap_err();
        assert_eq!(*docket, before);
        refusal
    };
    let mut docket = docket_of(&plan(), "20");
    docket.wake(at("2024-08-20 09:00"));
    assert!(matches!(refused(&mut docket, circulate("20"), "2024-09-01 17:30"), Refusal::PeriodOpen(..)));
    assert!(matches!(refused(&mut docket, circulate("21"), THEN), Refusal::NotYours(..)));
    // Nobody above does it in its name either.
    assert!(matches!(refused(&mut docket, circulate("10"), THEN), Refusal::NotYours(..)));
    let mut county = docket_of(&plan(), "21");
    assert!(matches!(refused(&mut county, circulate("21"), THEN), Refusal::BadTable(..)));
    // A circular is addressed to others: this bureau has nothing to acknowledge.
    docket.apply(&circulate("20"), at(THEN)).unwrap();
    let ordinal = docket.circulars()[0].ordinal;
    let acknowledge = act("20", Command::Acknowledge { notice: ordinal, reply: None });
    assert_eq!(refused(&mut docket, acknowledge, THEN), Refusal::UnknownNotice(ordinal));
}

#[test]
fn a_docket_that_has_ended_circulates_nothing_and_says_so() {
    let mut docket = docket_of(&plan(), "20");
    docket.wake(at("2024-12-21 09:00"));
    assert!(docket.finished().is_some());
    let refusal = docket.apply(&circulate("20"), at("2024-12-21 09:00")).unwrap_err();
    assert!(refusal.to_string().starts_with("the campaign has ended for this bureau"), "{refusal}");
}

#[test]
fn a_plan_may_keep_dockets_open_to_circulate_the_last_tables() {
    let mut plan = plan();
    plan.league = Some(LeagueRules { circulate_within: Span::WorkingDays(5) });
    let mut docket = docket_of(&plan, "20");
    assert_eq!(docket.terms().circulates_until, Some(at("2024-12-27 17:30")));
    docket.wake(at("2024-12-26 09:00"));
    assert_eq!(docket.finished(), None);
    docket.apply(&circulate("20"), at("2024-12-26 09:00")).unwrap();
    docket.wake(at("2024-12-27 17:30"));
    assert_eq!(docket.finished(), Some(at("2024-12-27 17:30")));
    // Whoever has nobody below ends as before.
    let mut county = docket_of(&plan, "21");
    county.wake(at("2024-12-21 09:00"));
    assert_eq!(county.finished(), Some(at("2024-12-20 17:30")));
    let terms = docket.terms();
    assert_eq!((terms.ends(), terms.horizon()), (at("2024-12-27 17:30"), at("2024-12-20 17:30")));
}
