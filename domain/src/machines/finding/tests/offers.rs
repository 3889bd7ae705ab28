//! What is offered would be taken, and what would be taken is offered.

use super::{
    invariants::{play, story},
    *,
};
use crate::bureaus::access::{Action, Role};
use chrono::Duration;
use proptest::prelude::*;

/// The command of an act; `due` is the due day in force.
fn command(act: FindingAct, due: NaiveDate) -> FindingCommand {
    use FindingCommand as C;
    let text = || "理由".to_owned();
    match act {
        FindingAct::Triage => C::Triage { grade: Grade::Serious },
        FindingAct::Dismiss => C::Dismiss { reason: text() },
        FindingAct::CorrectOnTheSpot => C::CorrectOnTheSpot { result: text() },
        FindingAct::FileEvidence => C::FileEvidence { note: text(), attachments: Vec::new() },
        FindingAct::Reinspect => C::Reinspect { passed: true, result: text() },
        FindingAct::AskExtension => C::AskExtension { to: due + Duration::days(30), reason: text() },
        FindingAct::LookBack => C::LookBack { passed: false, result: text() },
        FindingAct::HandOver => C::HandOver { to: Authority::Police, reason: text() },
        FindingAct::ConfirmReceipt => C::ConfirmReceipt { reference: text() },
        FindingAct::Publicise => C::ProposePublication { kind: Publication::Publicise, text: text() },
        FindingAct::Expose => C::ProposePublication { kind: Publication::Expose, text: text() },
        FindingAct::Decide(approval) => C::Decline { approval, reason: text() },
        FindingAct::Acknowledge(notice) => C::Acknowledge { notice, reply: None },
        FindingAct::Void(notice) => C::Void { notice, reason: text() },
    }
}

fn acts(most: u32) -> Vec<FindingAct> {
    use FindingAct as A;
    let plain = [
        A::Triage,
        A::Dismiss,
        A::CorrectOnTheSpot,
        A::FileEvidence,
        A::Reinspect,
        A::AskExtension,
        A::LookBack,
        A::HandOver,
        A::ConfirmReceipt,
        A::Publicise,
        A::Expose,
    ];
    let numbered = (1..=most).flat_map(|n| [A::Decide(n), A::Acknowledge(n), A::Void(n)]);
    plain.into_iter().chain(numbered).collect()
}

/// Whether a refusal is about the moment or the bureau, and not about what was written.
fn is_untimely(refusal: &Refusal) -> bool {
    !matches!(refusal, Refusal::BadDay(..) | Refusal::BadText(..))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn what_is_offered_is_what_the_machine_takes(story in story()) {
        let mut history: Vec<FindingEvent> = Vec::new();
        play(&story, |_, finding, effects, now| {
            history.extend(effects.iter().map(|effect| effect.event.clone()));
            let mut finding = finding.clone();
            let mut lines = history.clone();
            lines.extend(finding.advance_to(now).into_iter().map(|effect| effect.event));
            if lines.is_empty() {
                return;
            }
            let (view, party) = (finding.view(), finding.party().clone());
            let offers = FindingReading::new(&view, finding.registration(), &party, &lines).offers();
            let office = &finding.terms().matter.office;
            let due = office.date(view.due.unwrap_or(now));
            for bureau in ["10", "20", "21", "22"] {
                for what in acts(12) {
                    let code = BureauCode::from(bureau);
                    let offered = offers.iter().any(|offer| offer.act == what && offer.by.contains(&code));
                    let taken = finding.clone().execute(&act(bureau, command(what, due)), now, now);
                    match taken {
                        Ok(_) => assert!(offered, "{what:?} by {bureau} is taken and not offered"),
                        Err(refusal) => assert!(
                            !offered || !is_untimely(&refusal),
                            "{what:?} by {bureau} is offered and refused: {refusal}"
                        ),
                    }
                }
            }
        });
    }
}

#[test]
fn a_button_is_for_whose_turn_it_is_and_whose_role_it_is() {
    let directory = crate::bureaus::bureau::Directory::new(vec![
        crate::bureaus::bureau::tests::bureau("10", crate::bureaus::bureau::Level::Province, None),
        crate::bureaus::bureau::tests::bureau("20", crate::bureaus::bureau::Level::Prefecture, Some("10")),
        crate::bureaus::bureau::tests::bureau("21", crate::bureaus::bureau::Level::County, Some("20")),
    ])
    .unwrap();
    let mut finding = finding();
    let lines: Vec<_> = wake(&mut finding, REGISTERED).into_iter().map(|effect| effect.event).collect();
    let (view, party) = (finding.view(), finding.party().clone());
    let offers = FindingReading::new(&view, finding.registration(), &party, &lines).offers();
    let evidence = offers.iter().find(|offer| offer.act == FindingAct::FileEvidence).unwrap();
    assert!(evidence.is_for(Role::Officer, &directory, &"21".into()));
    assert!(!evidence.is_for(Role::Leader, &directory, &"21".into()));
    assert!(!evidence.is_for(Role::Officer, &directory, &"20".into()));
    let hand_over = offers.iter().find(|offer| offer.act == FindingAct::HandOver).unwrap();
    assert!(hand_over.is_for(Role::Officer, &directory, &"20".into()), "whoever is above may inspect");
    assert_eq!(hand_over.permission(&"20".into()), (Action::InspectFinding, &"21".into()));
    assert_eq!(hand_over.permission(&"21".into()), (Action::HandleFinding, &"21".into()));
}
