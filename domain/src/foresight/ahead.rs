//! What a campaign will ask of a bureau and from when, before the bureau's docket has told anything: nothing
//! has happened yet, and what will be owed is known. The terminal and the pages ask here.

use crate::{
    campaign::{party::Party, tail::TAIL_REPORT, terms::Terms},
    machines::{
        docket::{Docket, ObligationStatus, ObligationView},
        machine::Machine,
    },
    timekeeping::time::PlanTime,
};
use std::sync::Arc;

/// What lies ahead of a bureau whose docket has told nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// When its docket begins: with the campaign's opening, or with a launch that came later.
    pub begins: PlanTime,
    /// Whether that has come, so that it is the workers who have yet to say so.
    pub begun: bool,
    /// What it will owe, the earliest due first.
    pub owed: Vec<ObligationView>,
}

impl Ahead {
    /// What lies ahead of a party at `now`.
    pub fn of(terms: &Arc<Terms>, party: Party, now: PlanTime) -> Self {
        let mut owed = Docket::new(terms.clone(), party).views();
        owed.retain(is_to_come);
        owed.sort_by_key(|duty| duty.due);
        let begins = terms.begins();
        Self { begins, begun: begins <= now, owed }
    }

    /// When the first of it opens.
    pub fn first_opens(&self) -> Option<PlanTime> {
        self.owed.iter().map(|duty| duty.opens).min()
    }

    /// What is due first.
    pub fn first_due(&self) -> Option<&ObligationView> {
        self.owed.first()
    }
}

/// An obligation with how many will owe it.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedObligation {
    /// The obligation.
    pub duty: ObligationView,
    /// How many bureaus.
    pub bureaus: usize,
}

/// What these will owe, each obligation once, the earliest due first.
pub fn shared(terms: &Arc<Terms>, parties: impl IntoIterator<Item = Party>) -> Vec<SharedObligation> {
    let mut all: Vec<SharedObligation> = Vec::new();
    for party in parties {
        for duty in Ahead::of(terms, party, terms.begins()).owed {
            match all.iter_mut().find(|one| one.duty.id == duty.id) {
                Some(one) => one.bureaus += 1,
                None => all.push(SharedObligation { duty, bureaus: 1 }),
            }
        }
    }
    all.sort_by_key(|one| one.duty.due);
    all
}

/// Whether an obligation will open by itself. The tail's report opens by a count of findings, or never.
pub fn is_to_come(duty: &ObligationView) -> bool {
    duty.state == ObligationStatus::Pending && duty.id.as_str() != TAIL_REPORT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        campaign::{
            party::parties,
            plan::Plan,
            tail::{Cycle, Tail},
        },
        machines::docket::tests::{at, calendar, day, directory, obligation, plan},
        timekeeping::time::{Timebase, WallTime},
    };

    fn ahead(plan: &Plan, bureau: &str, launched: Option<&str>, now: &str) -> Ahead {
        let mut terms = Terms::resolve(plan, &calendar()).unwrap();
        if let Some(launched) = launched {
            terms = terms.launched_in(Timebase::identity(), WallTime::new(at(launched).utc()));
        }
        let mut all = parties(&directory(), &plan.issuer).into_iter();
        Ahead::of(&Arc::new(terms), all.find(|party| party.bureau.as_str() == bureau).unwrap(), at(now))
    }

    #[test]
    fn what_will_be_owed_is_said_with_its_opening_and_its_due_instant() {
        let mut plan = plan();
        plan.obligations.insert(0, obligation("late", "2024-11-01"));
        plan.tail = Some(Tail {
            title: "后续整改情况".to_owned(),
            from: day("2024-10-10"),
            every: Cycle::Every(crate::timekeeping::span::Span::Days(7)),
            until: Some(day("2024-12-27")),
            requires: Vec::new(),
            reminders: Vec::new(),
            ladder: Vec::new(),
        });
        let before = ahead(&plan, "21", None, "2024-07-20 10:00");
        assert_eq!((before.begins, before.begun), (at("2024-08-01 09:00"), false));
        let owed: Vec<_> = before.owed.iter().map(|duty| (duty.id.as_str(), duty.due)).collect();
        let expected = [
            ("list", at("2024-08-20 17:30")),
            ("report", at("2024-09-03 17:30")),
            ("late", at("2024-11-01 17:30")),
        ];
        assert_eq!(owed, expected, "by due date, and without what only findings bring about");
        assert_eq!(before.first_opens(), Some(at("2024-08-01 09:00")));
        assert_eq!(before.first_due().map(|duty| duty.due), Some(at("2024-08-20 17:30")));
        let terms = Arc::new(Terms::resolve(&plan, &calendar()).unwrap());
        let shared = shared(&terms, parties(&directory(), &plan.issuer));
        let told: Vec<_> = shared.iter().map(|one| (one.duty.id.as_str(), one.bureaus)).collect();
        let executing = parties(&directory(), &plan.issuer).len() - 1;
        assert_eq!(told, [("list", executing), ("report", executing), ("late", executing)]);
        assert!(ahead(&plan, "21", None, "2024-08-01 09:00").begun, "the workers have yet to say so");
        assert_eq!(ahead(&plan, "20", None, "2024-07-20 10:00").owed, [], "the issuer owes nothing");
        let belated = ahead(&plan, "21", Some("2024-08-23 10:00"), "2024-08-23 09:59");
        assert_eq!((belated.begins, belated.begun), (at("2024-08-23 10:00"), false));
    }
}
