//! A plan resolved for one run: dates have become instants, and what a docket needs to compute new
//! ones (an extension, a reply clock) travels along.

pub use super::{
    item::{Item, Schedule},
    party::{Party, parties},
    plan_problem::PlanProblem,
};

use super::{
    ladder::{Role, Rung},
    obligation::NonWorkingDue,
    tail::TailTerms,
};
use crate::{
    ids::{BureauCode, CampaignId, ObligationId, PhaseId},
    machines::{finding::FindingRules, incident::IncidentRules, listing::ListingRules, matter::MatterTerms},
    timekeeping::{
        calendar::shift,
        office::{Dispatch, Office},
        span::Span,
        time::PlanTime,
    },
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// The terms all dockets of a campaign share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The campaign's id.
    pub campaign: CampaignId,
    /// Its title.
    pub title: String,
    /// The bureau that launched it.
    pub issuer: BureauCode,
    /// Hours, zone and calendar.
    pub office: Office,
    /// When the campaign opens: the office opening of the issue date.
    pub opens: PlanTime,
    /// When supervision ends.
    pub closes: PlanTime,
    /// Its phases.
    pub phases: Vec<PhaseTerms>,
    /// What is owed.
    pub items: Vec<Item>,
    /// A wake that comes later than this, in seconds of plan time, is an outage.
    pub tolerance_seconds: i64,
    /// Where a due day that a person names goes when it is a day off. Campaigns of earlier versions kept it.
    #[serde(default)]
    pub non_working_due: NonWorkingDue,
    /// How findings are handled. Campaigns launched before findings were kept have none, and neither
    /// of what follows; they go on as they began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<FindingRules>,
    /// How listings are handled; `None`: a ladder's listing is a document and no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listing: Option<ListingRules>,
    /// How urgent matters are handled.
    #[serde(default)]
    pub incidents: IncidentRules,
    /// Reports that go on while findings are open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tail: Option<TailTerms>,
    /// Whether a document that wants a reply still wants it when it is only acknowledged. Campaigns launched
    /// before the two were told apart took either for both; they go on as they began.
    #[serde(default)]
    pub replies: bool,
    /// Until when those with bureaus below them may circulate league tables; `None`: as long as they have
    /// something else to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circulates_until: Option<PlanTime>,
    /// When it was launched, where that was after it opened: nothing is sent for the time before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub launched: Option<PlanTime>,
    /// The documents it rests on, as they are cited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<String>,
}

/// A phase between two instants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseTerms {
    /// Its id.
    pub id: PhaseId,
    /// Its title.
    pub title: String,
    /// Office opening of its first day.
    pub from: PlanTime,
    /// Office close of its last day.
    pub to: PlanTime,
}

/// One hour: what production calls an outage (DESIGN §4).
pub const DEFAULT_TOLERANCE_SECONDS: i64 = 3600;

impl Terms {
    /// The reminders and rungs of an item for a due day, given when it opened.
    pub fn schedule(&self, item: &Item, due_day: NaiveDate, opened: PlanTime) -> Schedule {
        if self.lost(item, due_day, opened) {
            return Schedule { rungs: vec![None; item.ladder.len()], ..Schedule::default() };
        }
        let (office, opened) = (&self.office, opened.max(self.begins()));
        let (mut reminders, mut dropped) = (Vec::new(), Vec::new());
        for &before in &item.reminders {
            let at = office.opening(office.day_before(due_day, before));
            if at > opened { reminders.push(at) } else { dropped.push(before) }
        }
        reminders.sort();
        reminders.dedup();
        let end = self.end_of(item);
        let rung = |rung: &Rung| office.opening(office.day_after(due_day, rung.after));
        let comes = |at: &PlanTime| *at < end && !self.is_before_launch(*at);
        let rungs = item.ladder.iter().map(|step| Some(rung(step)).filter(comes)).collect();
        Schedule { reminders, dropped, rungs }
    }

    /// Whether a campaign of an earlier version had no answer for a due day: one of its reminders or rungs
    /// was counted, while the campaign ran, in a year that was not announced.
    pub(crate) fn lost(&self, item: &Item, due_day: NaiveDate, opened: PlanTime) -> bool {
        let office = &self.office;
        if !office.calendar.is_old() {
            return false;
        }
        let (opened, end) = (office.date(opened).year(), office.date(self.end_of(item)).year());
        let from = |span: Span, step: i64| match span {
            Span::WorkingDays(_) => shift(due_day, step),
            Span::Days(n) => shift(due_day, step * i64::from(n)),
        };
        let reminder = |before: &Span| {
            let day = office.day_before(due_day, *before);
            *before != Span::WorkingDays(0)
                && office.calendar.lost_in(day.year().max(opened)..=from(*before, -1).year())
        };
        let rung = |rung: &Rung| {
            let day = office.day_after(due_day, rung.after);
            office.calendar.lost_in(from(rung.after, 1).year()..=day.year().min(end))
        };
        item.reminders.iter().any(reminder) || item.ladder.iter().any(rung)
    }

    /// When nothing is asked about an item any more: the campaign's close, or the tail's last day.
    pub fn end_of(&self, item: &Item) -> PlanTime {
        let tail = self.tail.as_ref().filter(|tail| tail.item.id == item.id);
        tail.map_or(self.closes, |tail| tail.until)
    }

    /// When the last docket that owes something ends at the latest.
    pub fn horizon(&self) -> PlanTime {
        self.tail.as_ref().map_or(self.closes, |tail| self.closes.max(tail.until))
    }

    /// When a campaign launched at `now` first writes to its bureaus: when it opens, or at once where that has
    /// passed.
    pub fn first_dispatch(&self, now: PlanTime) -> Dispatch {
        self.office.dispatch(self.opens.max(now))
    }

    /// When the last docket ends at the latest: those with bureaus below them may stay to circulate tables.
    pub fn ends(&self) -> PlanTime {
        self.circulates_until.map_or(self.horizon(), |until| self.horizon().max(until))
    }

    /// The item of a duty: one of the campaign's, or the tail's report, which follows them.
    pub(crate) fn item_at(&self, index: usize) -> &Item {
        match &self.tail {
            Some(tail) if index == self.items.len() => &tail.item,
            _ => &self.items[index],
        }
    }

    /// What a finding, a listing or an incident of this campaign carries along.
    pub fn matter(&self) -> MatterTerms {
        MatterTerms {
            campaign: self.campaign.clone(),
            title: self.title.clone(),
            issuer: self.issuer.clone(),
            office: self.office.clone(),
            tolerance_seconds: self.tolerance_seconds,
            retells: true,
        }
    }

    /// The deadline of something asked at `at`: the close of the office `span` later, never after the
    /// last docket's end, and on a working day if one is left until then.
    pub fn deadline(&self, at: PlanTime, span: Span) -> PlanTime {
        let (office, end) = (&self.office, self.horizon());
        let asked = office.date(at);
        let day = office.day_after(asked, span);
        let due = office.closing(day);
        if office.calendar.is_old() {
            let lost = office.calendar.lost_in(asked.year()..=day.year());
            return if lost { end } else { due.min(end) };
        }
        if due <= end {
            return due;
        }
        Some(office.last_close(end)).filter(|last| *last > at).unwrap_or(end)
    }

    /// By when a reply asked at `at` about an item is due: `span` later, or on the last working day before
    /// nothing is asked any more. `None`: no working day is left for it, so none is asked.
    pub fn reply_deadline(&self, item: &Item, at: PlanTime, span: Span) -> Option<PlanTime> {
        let (office, end) = (&self.office, self.end_of(item));
        if office.calendar.is_old() {
            return Some(self.deadline(at, span));
        }
        let asked = office.date(at);
        let due = office.closing(office.day_after(asked, span)).min(office.last_close(end));
        (office.date(due) > asked).then_some(due)
    }

    /// The bureau that plays a role for a party.
    pub fn role<'a>(&'a self, role: Role, party: &'a Party) -> &'a BureauCode {
        match role {
            Role::Issuer => &self.issuer,
            Role::Supervisor => party.supervisor(),
        }
    }

    /// The item with this id.
    pub fn item(&self, id: &ObligationId) -> Option<&Item> {
        let tail = self.tail.as_ref().map(|tail| &tail.item);
        self.items.iter().chain(tail).find(|item| item.id == *id)
    }
}
