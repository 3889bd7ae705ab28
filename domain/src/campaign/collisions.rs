//! What a plan runs into: holidays that due dates and reminders fall on, days on which a bureau owes too
//! much at once, and other campaigns over the same bureaus (REQUIREMENTS A10, B2, F5, F7).

use crate::{
    bureaus::bureau::Directory,
    campaign::{due_day::named_day, item::Item, party::parties, plan::Plan, terms::Terms},
    ids::{BureauCode, CampaignId, ObligationId},
    paperwork::instrument::Instrument,
    timekeeping::{calendar::shift, span::Span},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// How many items due on one day are too many for one bureau, where nobody says otherwise.
pub const CROWDED: usize = 3;

/// An item of another campaign that a bureau owes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Engagement {
    /// Who owes it.
    pub bureau: BureauCode,
    /// The day it is due.
    pub day: NaiveDate,
    /// The campaign.
    pub campaign: CampaignId,
    /// What it is called.
    pub title: String,
}

/// A date that falls on a day on which nobody works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The obligation.
    pub obligation: ObligationId,
    /// Its title.
    pub title: String,
    /// The day that the plan names or the rule counts to.
    pub named: NaiveDate,
    /// What about it.
    pub what: Moved,
}

/// What becomes of a date on a non-working day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moved {
    /// A due date that stays where it is.
    Kept,
    /// A due date that moves.
    Due {
        /// To when.
        to: NaiveDate,
    },
    /// A reminder that goes out on a working day before.
    Reminder {
        /// How long before the due date it would come.
        before: Span,
        /// When it comes.
        to: NaiveDate,
    },
    /// A document that goes out on a working day after.
    Rung {
        /// How long after the due date it would come.
        after: Span,
        /// The document.
        instrument: Instrument,
        /// When it comes.
        to: NaiveDate,
    },
}

/// A day on which bureaus owe several things at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullDay {
    /// The day.
    pub day: NaiveDate,
    /// What they owe in this campaign.
    pub own: Vec<ObligationId>,
    /// What they owe in others: campaign and title.
    pub others: Vec<(CampaignId, String)>,
    /// Which bureaus.
    pub bureaus: Vec<BureauCode>,
}

impl FullDay {
    /// How many items fall due.
    pub fn items(&self) -> usize {
        self.own.len() + self.others.len()
    }
}

/// Due dates, reminders and documents on days on which nobody works, in the plan's order.
pub fn holidays(plan: &Plan, terms: &Terms) -> Vec<Holiday> {
    let mut found = Vec::new();
    for item in &terms.items {
        let mut note = |named: NaiveDate, what: Moved| {
            let (obligation, title) = (item.id.clone(), item.title.clone());
            found.push(Holiday { obligation, title, named, what });
        };
        let due = plan.obligations.iter().find(|obligation| obligation.id == item.id).map(|o| &o.due);
        let named = due.and_then(|due| named_day(plan, &terms.office, due).ok());
        match named.filter(|named| *named != item.due_day) {
            Some(named) => note(named, Moved::Due { to: item.due_day }),
            None if is_off(terms, item.due_day) => note(item.due_day, Moved::Kept),
            None => {}
        }
        counted(terms, item, &mut note);
    }
    found
}

/// Reminders and documents that are counted in calendar days and would come on a non-working day.
fn counted(terms: &Terms, item: &Item, note: &mut impl FnMut(NaiveDate, Moved)) {
    let office = &terms.office;
    for &before in &item.reminders {
        let Span::Days(days) = before else { continue };
        let named = shift(item.due_day, -i64::from(days));
        let to = office.day_before(item.due_day, before);
        if named != to && office.opening(to) > item.opens {
            note(named, Moved::Reminder { before, to });
        }
    }
    for rung in &item.ladder {
        let Span::Days(days) = rung.after else { continue };
        let named = shift(item.due_day, i64::from(days));
        let to = office.day_after(item.due_day, rung.after);
        if named != to && office.opening(to) < terms.closes {
            note(named, Moved::Rung { after: rung.after, instrument: rung.instrument, to });
        }
    }
}

fn is_off(terms: &Terms, day: NaiveDate) -> bool {
    !terms.office.calendar.is_working(day)
}

/// What falls due for a bureau on a day.
type Owed = BTreeMap<(BureauCode, NaiveDate), (BTreeSet<ObligationId>, BTreeSet<(CampaignId, String)>)>;

/// Days on which a bureau owes more than `most` items of this campaign and others together, and days on
/// which something of this campaign and something of another fall due; by day. Bureaus that owe the same
/// on the same day share a line. `others` are the items of campaigns that run already.
pub fn full_days(terms: &Terms, directory: &Directory, others: &[Engagement], most: usize) -> Vec<FullDay> {
    let mut owed = Owed::new();
    for party in parties(directory, &terms.issuer) {
        for item in terms.items.iter().filter(|item| item.is_owed_by(&party, &terms.issuer)) {
            let day = owed.entry((party.bureau.clone(), item.due_day)).or_default();
            day.0.insert(item.id.clone());
        }
    }
    for other in others.iter().filter(|other| other.campaign != terms.campaign) {
        if let Some(day) = owed.get_mut(&(other.bureau.clone(), other.day)) {
            day.1.insert((other.campaign.clone(), other.title.clone()));
        }
    }
    let mut shared: BTreeMap<_, Vec<BureauCode>> = BTreeMap::new();
    for ((bureau, day), (own, others)) in owed {
        if own.len() + others.len() > most || !others.is_empty() {
            shared.entry((day, own, others)).or_default().push(bureau);
        }
    }
    let days = shared.into_iter().map(|((day, own, others), bureaus)| FullDay {
        day,
        own: own.into_iter().collect(),
        others: others.into_iter().collect(),
        bureaus,
    });
    days.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        campaign::obligation::{Due, NonWorkingDue},
        machines::docket::tests::{calendar, day, directory, obligation, plan},
    };

    #[test]
    fn dates_on_days_off_are_told_with_where_they_go() {
        let mut plan = plan();
        // Sunday 20 October, and a week before it a Sunday, too.
        plan.obligations[0].due = Due::On(day("2024-10-20"));
        plan.obligations[0].ladder[0].after = Span::Days(6);
        let told = |plan: &Plan| {
            let terms = Terms::resolve(plan, &calendar()).unwrap();
            let found = holidays(plan, &terms).into_iter();
            found.filter(|h| h.obligation.as_str() == "list").map(|h| (h.named, h.what)).collect::<Vec<_>>()
        };
        let reminder = Moved::Reminder { before: Span::Days(7), to: day("2024-10-12") };
        let letter = Moved::Rung {
            after: Span::Days(6),
            instrument: Instrument::ReminderLetter,
            to: day("2024-10-28"),
        };
        assert_eq!(
            told(&plan),
            [(day("2024-10-20"), Moved::Kept), (day("2024-10-13"), reminder), (day("2024-10-26"), letter)]
        );
        plan.non_working_due = NonWorkingDue::Next;
        assert_eq!(told(&plan)[0], (day("2024-10-20"), Moved::Due { to: day("2024-10-21") }));
    }

    #[test]
    fn bureaus_that_owe_too_much_at_once_share_a_line() {
        let mut plan = plan();
        plan.obligations.extend(["a", "b", "c"].map(|id| obligation(id, "2024-08-20")));
        let terms = Terms::resolve(&plan, &calendar()).unwrap();
        let other = |bureau: &str, date: &str, campaign: &str| Engagement {
            bureau: bureau.into(),
            day: day(date),
            campaign: campaign.into(),
            title: "月报".to_owned(),
        };
        let others = [
            other("21", "2024-08-20", "other"),
            other("21", "2024-09-03", "other"),
            // A day on which this campaign wants nothing, a bureau that takes no part, and itself.
            other("21", "2024-08-21", "other"),
            other("99", "2024-08-20", "other"),
            other("22", "2024-09-03", "test"),
        ];
        let told = |most| {
            let days = full_days(&terms, &directory(), &others, most);
            let line = |full: FullDay| {
                let bureaus: Vec<_> = full.bureaus.iter().map(ToString::to_string).collect();
                (full.day.to_string(), full.own.len(), full.others.len(), bureaus.join(" "))
            };
            days.into_iter().map(line).collect::<Vec<_>>()
        };
        let line = |day: &str, own, others, bureaus: &str| (day.to_owned(), own, others, bureaus.to_owned());
        let shared = [line("2024-08-20", 4, 1, "21"), line("2024-09-03", 1, 1, "21")];
        assert_eq!(told(4), shared);
        assert_eq!(told(3), [line("2024-08-20", 4, 0, "22"), shared[0].clone(), shared[1].clone()]);
        assert_eq!(full_days(&terms, &directory(), &[], 3)[0].bureaus.len(), 2);
    }
}
