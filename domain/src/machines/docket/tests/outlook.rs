//! The outlook says what a docket that is left alone does: no more, no less, and when.

use super::{
    invariants::{play, story},
    *,
};
use crate::foresight::upcoming::{KnownObligation, Outlook, Pending, left_alone, outlook, pending};
use proptest::prelude::*;

/// What is told, and what happens, as lines that can be compared: instant, what, step, who.
type Lines = Vec<(PlanTime, Instrument, u16, BureauCode)>;

fn told(outlook: &Outlook, debtor: &BureauCode, now: PlanTime) -> Lines {
    let reminders = outlook.reminders.iter().map(|at| (*at, Instrument::Reminder, 0, debtor.clone()));
    let mut lines: Lines = reminders.collect();
    for step in &outlook.steps {
        match &step.approval {
            None => lines.push((step.at, step.instrument, step.rung, debtor.clone())),
            Some(approval) => lines.extend(approval.asks.iter().filter(|ask| ask.at > now).map(|ask| {
                let again = [Instrument::ApprovalRequest, Instrument::ApprovalReminder];
                (ask.at, again[usize::from(ask.again)], step.rung, ask.of.clone())
            })),
        }
    }
    lines.sort();
    lines
}

/// What a docket issues about an obligation from rungs that have not come yet or wait for an approval, if
/// nobody does anything.
fn happens(docket: &Docket, id: &ObligationId, effects: &[EventEnvelope]) -> Lines {
    let duty = &docket.duties()[docket.duty_index(id).unwrap()];
    let to_come = |step: u16| {
        let rung = usize::from(step).checked_sub(1).and_then(|index| duty.rungs.get(index));
        rung.is_none_or(|(_, mark)| matches!(mark, RungMark::Waiting | RungMark::Asked))
    };
    let about =
        effects.iter().filter_map(EventEnvelope::notice).filter(|n| n.obligation.as_ref() == Some(id));
    let mut lines: Lines = about
        .filter_map(|n| match n.instrument {
            Instrument::Reminder => Some((n.at, n.instrument, 0, n.to.clone())),
            Instrument::ApprovalRequest | Instrument::ApprovalReminder => {
                Some((n.at, n.instrument, n.step, n.to.clone()))
            }
            document if document.may_stand_on_a_ladder() => Some((n.at, n.instrument, n.step, n.to.clone())),
            _ => None,
        })
        .filter(|(_, instrument, step, _)| *instrument == Instrument::Reminder || to_come(*step))
        .collect();
    lines.sort();
    lines
}

/// The approvals about a docket's duty that wait.
fn waiting(docket: &Docket, duty: usize) -> Vec<Pending> {
    let waits = docket.approvals().iter().filter(|approval| approval.subject.duty == duty);
    let pending = waits.filter_map(|approval| {
        let ApprovalState::Open { by_when, reminded } = approval.state else { return None };
        Some(Pending {
            rung: u16::try_from(approval.subject.rung + 1).unwrap(),
            instrument: docket.item(duty).ladder[approval.subject.rung].instrument,
            of: approval.asked.clone(),
            asked: docket.clock(),
            by_when,
            reminded,
        })
    });
    pending.collect()
}

/// Looks at every obligation of a docket and compares.
fn agrees(docket: &Docket, now: PlanTime) {
    let effects = left_alone(docket.clone());
    for (index, (duty, view)) in docket.duties().iter().zip(docket.views()).enumerate() {
        let marks = duty.rungs.iter().zip(1..);
        let done = marks.filter(|((_, mark), _)| matches!(mark, RungMark::Fired | RungMark::Dropped));
        let done = done.map(|(_, number)| number).collect();
        let seen = KnownObligation { duty: &view, done: &done, pending: &waiting(docket, index), now };
        let outlook = outlook(&docket.terms, &docket.party, &seen);
        let debtor = &docket.party.bureau;
        let awaited = matches!(
            view.state,
            ObligationStatus::Pending | ObligationStatus::Open | ObligationStatus::Overdue
        );
        let expected = if awaited && docket.finished().is_none() {
            happens(docket, &view.id, &effects)
        } else {
            Lines::new()
        };
        assert_eq!(told(&outlook, debtor, now), expected, "{view:?} at {now:?}");
        let unfulfilled = effects
            .iter()
            .find(|e| e.event == DocketEvent::Unfulfilled && e.obligation.as_ref() == Some(&view.id))
            .map(|effect| effect.at);
        assert_eq!(outlook.unfulfilled, unfulfilled, "{view:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_outlook_is_what_a_silent_bureau_gets(story in story()) {
        play(&story, |_, docket, _, now| agrees(docket, now));
    }
}

#[test]
fn every_step_of_a_silent_bureau_is_told_with_its_approvals() {
    let mut docket = docket();
    docket.wake(at("2024-08-01 09:00"));
    let view = docket.view(&"list".into()).unwrap();
    let seen =
        KnownObligation { duty: &view, done: &BTreeSet::new(), pending: &[], now: at("2024-08-12 10:00") };
    let outlook = outlook(&docket.terms, &docket.party, &seen);
    assert_eq!(outlook.opens, None);
    assert_eq!(outlook.due, Some(at("2024-08-20 17:30")));
    assert_eq!(outlook.reminders, ["2024-08-13 09:00", "2024-08-15 09:00", "2024-08-19 09:00"].map(at));
    let steps: Vec<_> = outlook.steps.iter().map(|step| (step.at, step.instrument)).collect();
    assert_eq!(
        steps,
        [
            (at("2024-08-21 09:00"), Instrument::ReminderLetter),
            (at("2024-08-23 09:00"), Instrument::Circular),
            (at("2024-08-27 09:00"), Instrument::Interview),
            (at("2024-09-03 09:00"), Instrument::Listing),
        ]
    );
    assert_eq!(outlook.steps[0].reply_by, Some(at("2024-08-26 17:30")));
    let interview = outlook.steps[2].approval.as_ref().unwrap();
    let asked: Vec<_> = interview.asks.iter().map(|ask| (ask.of.as_str(), ask.again)).collect();
    // The issuer, again the issuer, then the province; then nobody is left to ask.
    assert_eq!(asked, [("20", false), ("20", true), ("10", false), ("10", true)]);
    assert_eq!(interview.asks[0].by_when, Some(at("2024-08-29 17:30")));
    assert!(interview.lapses.is_some());
    assert_eq!(outlook.unfulfilled, Some(docket.terms().closes));
    assert!(
        crate::foresight::upcoming::outlook(
            &docket.terms,
            &docket.party,
            &KnownObligation {
                duty: &ObligationView { state: ObligationStatus::Accepted, ..view.clone() },
                done: &BTreeSet::new(),
                pending: &[],
                now: docket.clock(),
            }
        )
        .steps
        .is_empty()
    );
}

#[test]
fn a_rung_that_waits_for_its_approval_is_told_with_what_follows() {
    let mut docket = docket();
    let mut history = docket.wake(at("2024-08-30 10:00"));
    let id = "list".into();
    let view = docket.view(&id).unwrap();
    let waits = pending(&history, &id);
    assert_eq!(
        waits,
        [Pending {
            rung: 3,
            instrument: Instrument::Interview,
            of: "20".into(),
            asked: at("2024-08-27 09:00"),
            by_when: at("2024-09-02 17:30"),
            reminded: true,
        }]
    );
    let now = at("2024-08-30 10:00");
    let ahead = outlook(
        &docket.terms,
        &docket.party,
        &KnownObligation { duty: &view, done: &BTreeSet::new(), pending: &waits, now },
    );
    let steps: Vec<_> = ahead.steps.iter().map(|step| (step.rung, step.at, step.instrument)).collect();
    assert_eq!(
        steps,
        [
            (3, at("2024-08-27 09:00"), Instrument::Interview),
            (4, at("2024-09-03 09:00"), Instrument::Listing),
        ]
    );
    let interview = ahead.steps[0].approval.as_ref().unwrap();
    let asked: Vec<_> = interview.asks.iter().map(|ask| (ask.of.as_str(), ask.again)).collect();
    assert_eq!(asked, [("20", true), ("10", false), ("10", true)]);
    // Once it is decided it waits no more.
    history.extend(docket.apply(&act("20", Command::Approve { approval: 1 }), now).unwrap());
    assert_eq!(pending(&history, &id), []);
}
