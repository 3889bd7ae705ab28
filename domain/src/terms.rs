//! A plan resolved for one run: dates have become instants, and what a docket needs to compute new
//! ones (an extension, a reply clock) travels along.

use crate::{
    bureau::{Directory, Level},
    calendar::{Calendar, is_far, shift},
    finding::FindingRules,
    ids::{BureauCode, CampaignId, ObligationId, PhaseId},
    incident::IncidentRules,
    listing::ListingRules,
    matter::MatterTerms,
    office::{Dispatch, Office},
    opening,
    plan::{Due, NonWorkingDue, OwedBy, Plan, Requirement, Role, Rung},
    sentence,
    sentence::Sentence,
    span::Span,
    tail::TailTerms,
    time::PlanTime,
};
use chrono::{Datelike, Duration, NaiveDate};
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

/// An obligation with its instants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub id: ObligationId,
    /// Its title.
    pub title: String,
    /// Who owes it.
    pub owed_by: OwedBy,
    /// When it opens.
    pub opens: PlanTime,
    /// The day it is due.
    pub due_day: NaiveDate,
    /// The instant it is due.
    pub due: PlanTime,
    /// Whether that is provisional (暂定): a year it was counted in is not announced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// How long the supervising bureau has to review it.
    pub review: Option<Span>,
    /// What a submission must come with.
    pub requires: Vec<Requirement>,
    /// How long before the due day reminders go out.
    pub reminders: Vec<Span>,
    /// What happens after it.
    pub ladder: Vec<Rung>,
}

/// When an obligation's reminders and rungs come, for one due day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Reminders, earliest first, at most one a day, all later than the opening.
    pub reminders: Vec<PlanTime>,
    /// Reminders that were dropped because they would not be later than the opening or the launch.
    pub dropped: Vec<Span>,
    /// One instant per rung of the ladder; `None` for a rung that would come when the campaign has
    /// closed, or would have come before it was launched.
    pub rungs: Vec<Option<PlanTime>>,
}

/// A bureau's place in a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The bureau.
    pub bureau: BureauCode,
    /// Its name, for people who look at the engine.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// Everyone above it, the next one first, beyond the issuer up to the top of the directory.
    pub superiors: Vec<BureauCode>,
    /// The others under the same supervisor.
    pub peers: Vec<BureauCode>,
    /// Whether it has subordinates in the campaign.
    pub coordinating: bool,
}

/// Something in a plan that cannot be, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanProblem {
    /// Where in the plan: `obligations[3].due`.
    pub path: String,
    /// What is wrong and what to do.
    pub message: Sentence,
}

impl PlanProblem {
    /// A problem at a place in the plan.
    pub fn new(path: impl Into<String>, message: impl Into<Sentence>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}

/// Days between the last instant of the timetable and the campaign's close, where the plan names none.
const CLOSES_AFTER_DAYS: i64 = 60;

/// One hour: what production calls an outage (DESIGN §4).
pub const DEFAULT_TOLERANCE_SECONDS: i64 = 3600;

impl Terms {
    /// Turns a plan's dates into instants.
    ///
    /// # Errors
    /// Every date that cannot be computed or contradicts another, each with its place.
    pub fn resolve(plan: &Plan, calendar: &Calendar) -> Result<Self, Vec<PlanProblem>> {
        let office = Office {
            zone: plan.zone,
            opens: plan.hours.0,
            closes: plan.hours.1,
            calendar: calendar.clone().with_unannounced(plan.unannounced_years),
        };
        let mut problems: Vec<_> = entered(plan, &office, "issued", plan.issued).err().into_iter().collect();
        let mut items = Vec::new();
        for index in 0..plan.obligations.len() {
            match item(plan, &office, index) {
                Ok(item) => items.push(item),
                Err(problem) => problems.push(problem),
            }
        }
        let phases: Vec<_> = plan
            .phases
            .iter()
            .map(|phase| PhaseTerms {
                id: phase.id.clone(),
                title: phase.title.clone(),
                from: office.opening(phase.from),
                to: office.closing(phase.to),
            })
            .collect();
        let opens = office.opening(plan.issued);
        let mut terms = Self {
            campaign: plan.id.clone(),
            title: plan.title.clone(),
            issuer: plan.issuer.clone(),
            office,
            opens,
            closes: opens,
            phases,
            items,
            tolerance_seconds: DEFAULT_TOLERANCE_SECONDS,
            non_working_due: plan.non_working_due,
            findings: plan.findings.clone(),
            listing: plan.listing,
            incidents: plan.incidents,
            tail: None,
            replies: true,
            circulates_until: None,
            launched: None,
        };
        terms.settle_close(plan, &mut problems);
        if let Some(tail) = &plan.tail {
            match TailTerms::resolve(plan, tail, &terms) {
                Ok(tail) => terms.tail = Some(tail),
                Err(problem) => problems.push(problem),
            }
        }
        if let Some(rules) = plan.league {
            // It may run into a year that is not announced, whatever the plan says of such years: that
            // keeps a docket open a few days more or less, and decides nothing.
            let office = &terms.office;
            let day = office.day_after(office.date(terms.closes), rules.circulate_within);
            terms.circulates_until = Some(office.closing(day));
        }
        if plan.closes.is_some_and(|day| day < plan.issued) {
            let message = sentence!(
                "the campaign closes before it is issued ({issued}); choose a later day",
                "督办截止日早于印发日期（{issued}）；请改为更晚的日期",
                issued = plan.issued
            );
            problems.push(PlanProblem::new("closes", message));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        // Matters outlive their campaign, so they carry every year that is known. For all others what is
        // counted from the last day leads into the next year.
        let outlived = plan.findings.is_some() || plan.listing.is_some();
        let last = if outlived { i32::MAX } else { terms.office.date(terms.ends()).year() + 1 };
        terms.office.calendar = terms.office.calendar.limited_to(plan.issued.year(), last);
        Ok(terms)
    }

    /// Sets the close and checks that everything planned comes before it.
    fn settle_close(&mut self, plan: &Plan, problems: &mut Vec<PlanProblem>) {
        self.closes = match plan.closes {
            Some(day) => self.office.closing(day),
            None => self.last_instant().plus(Duration::days(CLOSES_AFTER_DAYS)),
        };
        let close = self.office.date(self.closes);
        match entered(plan, &self.office, "closes", close) {
            Err(problem) if plan.closes.is_some() => problems.push(problem),
            // What a date is told for already needs no second telling.
            Err(_) if problems.is_empty() => problems.push(PlanProblem::new("closes", implied(close))),
            _ => {}
        }
        for item in &self.items {
            let mut problem =
                |message: Sentence| problems.push(PlanProblem::new(place(plan, &item.id, "due"), message));
            if item.due > self.closes {
                problem(sentence!(
                    "{day} is after the campaign closes ({close}); move one of the two",
                    "{day}晚于行动督办截止日（{close}）；请调整其中之一",
                    day = item.due_day
                ));
            }
        }
        for (index, phase) in plan.phases.iter().enumerate() {
            for (key, day) in [("from", phase.from), ("to", phase.to)] {
                problems.extend(entered(plan, &self.office, format!("phases[{index}].{key}"), day).err());
            }
        }
        for (index, phase) in self.phases.iter().enumerate().filter(|(_, p)| p.to > self.closes) {
            let message = sentence!(
                "phase \"{id}\" ends after the campaign closes; move one of the two",
                "阶段“{id}”晚于行动督办截止日才结束；请调整其中之一",
                id = &phase.id
            );
            problems.push(PlanProblem::new(format!("phases[{index}].to"), message));
        }
        problems.dedup();
    }

    /// The last instant of the timetable.
    fn last_instant(&self) -> PlanTime {
        let mut last = self.phases.iter().map(|p| p.to).fold(self.opens, PlanTime::max);
        for item in &self.items {
            last = last.max(item.due);
            for rung in &item.ladder {
                last = last.max(self.office.opening(self.office.day_after(item.due_day, rung.after)));
            }
        }
        last
    }

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

    /// The bureau that plays a role for a party. A bureau without a supervisor answers to the issuer.
    pub fn role<'a>(&'a self, role: Role, party: &'a Party) -> &'a BureauCode {
        match role {
            Role::Issuer => &self.issuer,
            Role::Supervisor => party.superiors.first().unwrap_or(&self.issuer),
        }
    }

    /// The item with this id.
    pub fn item(&self, id: &ObligationId) -> Option<&Item> {
        let tail = self.tail.as_ref().map(|tail| &tail.item);
        self.items.iter().chain(tail).find(|item| item.id == *id)
    }
}

impl Item {
    /// A rung of its ladder, counted from 1.
    pub fn rung(&self, number: u16) -> Option<&Rung> {
        self.ladder.get(usize::from(number).checked_sub(1)?)
    }

    /// Whether a party owes it.
    pub fn is_owed_by(&self, party: &Party, issuer: &BureauCode) -> bool {
        party.bureau != *issuer
            && match self.owed_by {
                OwedBy::All => true,
                OwedBy::Executing => !party.coordinating,
                OwedBy::Coordinating => party.coordinating,
            }
    }
}

/// The place of every bureau of a campaign: the issuer's subtree, parents first.
pub fn parties(directory: &Directory, issuer: &BureauCode) -> Vec<Party> {
    let tree = directory.subtree(issuer);
    tree.iter()
        .map(|bureau| Party {
            bureau: bureau.code.clone(),
            name: bureau.name.clone(),
            level: bureau.level,
            superiors: directory.superiors(&bureau.code),
            peers: peers(directory, &bureau.code, issuer),
            coordinating: !directory.subordinates(&bureau.code).is_empty(),
        })
        .collect()
}

fn peers(directory: &Directory, code: &BureauCode, issuer: &BureauCode) -> Vec<BureauCode> {
    let supervisor = directory.get(code).and_then(|b| b.supervisor.as_ref()).filter(|_| code != issuer);
    let siblings = supervisor.map_or(&[][..], |s| directory.subordinates(s));
    siblings.iter().filter(|sibling| *sibling != code).cloned().collect()
}

fn item(plan: &Plan, office: &Office, index: usize) -> Result<Item, PlanProblem> {
    let obligation = &plan.obligations[index];
    let path = format!("obligations[{index}].due");
    let (named, counted) =
        due_day(plan, office, &obligation.due, 0).map_err(|message| PlanProblem::new(&path, message))?;
    let due_day = plan.non_working_due.moved(&office.calendar, named);
    for day in [named, due_day] {
        entered(plan, office, path.as_str(), day)?;
    }
    let opens = office.opening(opening::day(plan, office, index, due_day)?);
    let due = office.closing(due_day);
    if due_day < plan.issued {
        let message = sentence!(
            "{due_day} is before the campaign is issued ({issued}); choose a later day",
            "{due_day}早于行动印发日期（{issued}）；请改为更晚的日期",
            issued = plan.issued
        );
        return Err(PlanProblem::new(path, message));
    }
    if due <= opens {
        let message = sentence!(
            "{due_day} is before the obligation opens ({opened}); choose a later day, or let it open earlier",
            "{due_day}早于该事项开始报送的日期（{opened}）；请改为更晚的日期，或提前开始报送",
            opened = office.date(opens)
        );
        return Err(PlanProblem::new(path, message));
    }
    Ok(Item {
        id: obligation.id.clone(),
        title: obligation.title.clone(),
        owed_by: obligation.owed_by,
        opens,
        due_day,
        due,
        provisional: counted || office.calendar.is_provisional(due_day),
        review: obligation.review,
        requires: obligation.requires.clone(),
        reminders: obligation.reminders.clone(),
        ladder: obligation.ladder.clone(),
    })
}

/// The day a due expression names, before any policy moves it.
///
/// # Errors
/// A sentence that says why it names none.
pub(crate) fn named_day(plan: &Plan, office: &Office, due: &Due) -> Result<NaiveDate, Sentence> {
    due_day(plan, office, due, 0).map(|(day, _)| day)
}

/// The day a due expression names, and whether it was counted in a year that is not announced. `depth`
/// guards against obligations that wait for each other.
fn due_day(plan: &Plan, office: &Office, due: &Due, depth: usize) -> Result<(NaiveDate, bool), Sentence> {
    let calendar = &office.calendar;
    match due {
        Due::On(day) => Ok((*day, false)),
        Due::AfterIssue(Span::Days(n)) => Ok((shift(plan.issued, i64::from(*n)), false)),
        Due::AfterIssue(Span::WorkingDays(n)) => {
            let day = calendar.working_day_after(plan.issued, *n);
            Ok((day, calendar.is_provisional_between(plan.issued, day)))
        }
        Due::Before(other, _) if depth > plan.obligations.len() => Err(sentence!(
            "the due dates of \"{other}\" and this obligation name each other; give one of them a date",
            "“{other}”与本事项的期限互相引用；请给其中之一写明日期"
        )),
        Due::Before(other, span) => {
            let obligation = plan.obligations.iter().find(|o| o.id == *other);
            let obligation = obligation.ok_or_else(|| {
                sentence!(
                    "there is no obligation \"{other}\" to count back from",
                    "没有可供倒推的事项“{other}”"
                )
            })?;
            // From the day it is due, wherever that day was moved.
            let (named, counted) = due_day(plan, office, &obligation.due, depth + 1)?;
            let from = plan.non_working_due.moved(calendar, named);
            let day = match span {
                Span::WorkingDays(n) => calendar.working_day_before(from, *n),
                Span::Days(n) => shift(from, -i64::from(*n)),
            };
            Ok((day, counted || calendar.is_provisional_between(from, day)))
        }
    }
}

/// Lets a date of a plan enter, or says why it cannot.
pub(crate) fn entered(
    plan: &Plan,
    office: &Office,
    path: impl Into<String>,
    day: NaiveDate,
) -> Result<(), PlanProblem> {
    if is_far(plan.issued, day) {
        let message = sentence!(
            "{day} lies more than five years from the issue date ({issued}); check the year",
            "{day}距行动印发日期（{issued}）超过五年；请核对年份",
            issued = plan.issued
        );
        return Err(PlanProblem::new(path, message));
    }
    office.calendar.admit(day).map_err(|unknown| PlanProblem::new(path, unknown))
}

/// Why a plan that names no close cannot have the one that follows.
fn implied(close: NaiveDate) -> Sentence {
    let year = close.year();
    sentence!(
        "without this key the campaign closes on {close}, {CLOSES_AFTER_DAYS} days after its last date, and the holidays of {year} have not been announced; name a close before it, or write unannounced_years: provisional",
        "未写督办截止日的，行动于最后期限{CLOSES_AFTER_DAYS}日后（{close}）截止，而{year}年的放假安排尚未公布；请写明在此之前的截止日，或写 unannounced_years: provisional"
    )
}

fn place(plan: &Plan, id: &ObligationId, key: &str) -> String {
    let index = plan.obligations.iter().position(|o| o.id == *id).unwrap_or_default();
    format!("obligations[{index}].{key}")
}
