//! What is said to be possible is what the docket takes, and nothing else.

use super::{
    invariants::{play, story},
    *,
};
use crate::machines::docket::{Days, ObligationAct};
use proptest::prelude::*;

/// The command an act comes to, from the bureau whose turn it is, on this day.
fn told(act_: ObligationAct, id: &crate::ids::ObligationId, day: NaiveDate) -> CommandEnvelope {
    let (obligation, reason) = (id.clone(), "理由".to_owned());
    match act_ {
        ObligationAct::Submit => submit(id.as_str()),
        ObligationAct::Replace => replace(id.as_str(), "总结.docx"),
        ObligationAct::Supplement => supplement(id.as_str()),
        ObligationAct::TakeBack(_) => take_back(id.as_str()),
        ObligationAct::AskExtension(_) => {
            act("21", Command::AskExtension { obligation, to: day, reason, files: Vec::new() })
        }
        ObligationAct::AskWaiver => ask_waiver(id.as_str()),
        ObligationAct::WithdrawRequest => act("21", Command::WithdrawRequest { obligation }),
        ObligationAct::Refuse => act("20", Command::Refuse { obligation, reason }),
        ObligationAct::Accept => act("20", Command::Accept { obligation, version: None }),
        ObligationAct::Return(_) => act("20", Command::Return { obligation, reason, due: day }),
        ObligationAct::Extend(_) => act("20", Command::Extend { obligation, to: day, reason }),
        ObligationAct::Waive => act("20", Command::Waive { obligation, reason }),
    }
}

fn check(docket: &Docket, now: PlanTime) {
    for duty in docket.views() {
        let possible = docket.terms().possible(&duty, docket.finished(), now);
        let everything = Days { from: day("2024-08-01"), to: day("2024-12-20") };
        let takes = |act_, on| {
            docket.clone().apply(&told(act_, &duty.id, on), now).map(drop).map_err(|e| e.to_string())
        };
        for one in [
            ObligationAct::Submit,
            ObligationAct::Replace,
            ObligationAct::Supplement,
            ObligationAct::TakeBack(false),
            ObligationAct::AskExtension(everything),
            ObligationAct::AskWaiver,
            ObligationAct::WithdrawRequest,
            ObligationAct::Refuse,
            ObligationAct::Accept,
            ObligationAct::Return(everything),
            ObligationAct::Extend(everything),
            ObligationAct::Waive,
        ] {
            let same =
                |offered: &&ObligationAct| std::mem::discriminant(*offered) == std::mem::discriminant(&one);
            let Some(offered) = possible.iter().find(same) else {
                let never = takes(one, everything.to);
                assert!(never.is_err(), "{one:?} of {} is not offered and was taken: {duty:?}", duty.id);
                continue;
            };
            let days = match *offered {
                ObligationAct::Return(days)
                | ObligationAct::Extend(days)
                | ObligationAct::AskExtension(days) => days,
                _ => everything,
            };
            for on in [days.from, days.to] {
                assert_eq!(takes(*offered, on), Ok(()), "{offered:?} of {duty:?} at {now:?}");
            }
            if days != everything {
                for on in [days.from.pred_opt().unwrap(), days.to.succ_opt().unwrap()] {
                    assert!(takes(*offered, on).is_err(), "{offered:?} on {on}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_is_possible_is_what_the_docket_takes(story in story()) {
        play(&story, |_, docket, _, now| check(docket, now));
    }
}

#[test]
fn a_duty_before_its_opening_and_one_of_a_cancelled_campaign() {
    let mut plan = plan();
    plan.phases[0].from = day("2024-08-15");
    plan.obligations[1].phase = Some("all".into());
    let mut docket = docket_of(&plan, "21");
    docket.wake(at("2024-08-05 10:00"));
    check(&docket, at("2024-08-05 10:00"));
    check(&docket, at("2024-07-01 10:00"));
    docket.cancel(at("2024-08-20 10:00"));
    check(&docket, at("2024-08-20 10:00"));
    assert!(
        docket.views().iter().all(|duty| {
            docket.terms().possible(duty, docket.finished(), at("2024-08-20 10:00")).is_empty()
        })
    );
}

#[test]
fn a_review_is_due_by_the_plan_s_span() {
    let mut docket = docket();
    docket.apply(&submit("report"), at("2024-09-02 10:00")).unwrap();
    docket.apply(&submit("list"), at("2024-09-02 10:00")).unwrap();
    let by = |id: &str| docket.terms().review_by(&docket.view(&id.into()).unwrap());
    // Five working days after the 2nd of September.
    assert_eq!(by("report"), Some(at("2024-09-09 17:30")));
    assert_eq!(by("list"), None);
}
