//! A plan resolved for one run: dates have become instants, and what a docket needs to compute new
//! ones (an extension, a reply clock) travels along.

use crate::{
    bureau::{Directory, Level},
    calendar::{Calendar, UnannouncedYears, UnknownYear},
    finding::FindingRules,
    ids::{BureauCode, CampaignId, ObligationId, PhaseId},
    incident::IncidentRules,
    listing::ListingRules,
    matter::MatterTerms,
    office::Office,
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Until when those with bureaus below them may circulate league tables; `None`: as long as they have
    /// something else to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circulates_until: Option<PlanTime>,
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Reminders, earliest first, at most one a day, all later than the opening.
    pub reminders: Vec<PlanTime>,
    /// Reminders that were dropped because they would not be later than the opening.
    pub dropped: Vec<Span>,
    /// One instant per rung of the ladder; `None` for a rung that would come when the campaign has
    /// closed.
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
        let mut problems = Vec::new();
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
            findings: plan.findings.clone(),
            listing: plan.listing,
            incidents: plan.incidents,
            tail: None,
            circulates_until: None,
        };
        terms.settle_close(plan, &mut problems);
        if let Some(tail) = &plan.tail {
            match TailTerms::resolve(plan, tail, &terms) {
                Ok(tail) => terms.tail = Some(tail),
                Err(problem) => problems.push(problem),
            }
        }
        if let Some(rules) = plan.league {
            // It may run into a year that is not announced: there weekends alone are counted. That keeps
            // a docket open a few days more or less, and decides nothing.
            let weekends = terms.office.calendar.clone().with_unannounced(UnannouncedYears::WeekendsOnly);
            let office = Office { calendar: weekends, ..terms.office.clone() };
            let day = office.day_after(office.date(terms.closes), rules.circulate_within);
            terms.circulates_until = Some(day.map_or(terms.closes, |day| office.closing(day)));
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
        // Matters outlive their campaign, so they carry every year that is known.
        let outlived = plan.findings.is_some() || plan.listing.is_some();
        let last = if outlived { i32::MAX } else { terms.office.date(terms.closes).year() };
        terms.office.calendar = terms.office.calendar.limited_to(plan.issued.year(), last);
        Ok(terms)
    }

    /// Sets the close and checks that everything planned comes before it.
    fn settle_close(&mut self, plan: &Plan, problems: &mut Vec<PlanProblem>) {
        match plan.closes {
            Some(day) => self.closes = self.office.closing(day),
            None => {
                let last = self.last_instant(plan, problems);
                self.closes = last.plus(Duration::days(CLOSES_AFTER_DAYS));
            }
        }
        let close = self.office.date(self.closes);
        for item in &self.items {
            let mut problem =
                |message: Sentence| problems.push(PlanProblem::new(place(plan, &item.id, "due"), message));
            if item.due > self.closes {
                problem(sentence!(
                    "{day} is after the campaign closes ({close}); move one of the two",
                    "{day}晚于行动督办截止日（{close}）；请调整其中之一",
                    day = item.due_day
                ));
            } else if let Err(unknown) = self.schedule(item, item.due_day, item.opens) {
                problem(unknown.into());
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
    fn last_instant(&self, plan: &Plan, problems: &mut Vec<PlanProblem>) -> PlanTime {
        let mut last = self.phases.iter().map(|p| p.to).fold(self.opens, PlanTime::max);
        for item in &self.items {
            last = last.max(item.due);
            for rung in &item.ladder {
                match self.office.day_after(item.due_day, rung.after) {
                    Ok(day) => last = last.max(self.office.opening(day)),
                    Err(unknown) => problems.push(PlanProblem::new(place(plan, &item.id, "due"), unknown)),
                }
            }
        }
        last
    }

    /// The reminders and rungs of an item for a due day, given when it opened.
    ///
    /// # Errors
    /// One of them falls in a year whose holidays are not known, while the campaign runs.
    pub fn schedule(
        &self,
        item: &Item,
        due_day: NaiveDate,
        opened: PlanTime,
    ) -> Result<Schedule, UnknownYear> {
        let mut reminders = Vec::new();
        let mut dropped = Vec::new();
        for &before in &item.reminders {
            let at = match self.office.day_before(due_day, before) {
                Ok(day) => Some(self.office.opening(day)).filter(|at| *at > opened),
                // A count that runs into a year before the opening need not know its holidays.
                Err(UnknownYear { year }) if year < self.office.date(opened).year() => None,
                Err(unknown) => return Err(unknown),
            };
            at.map_or_else(|| dropped.push(before), |at| reminders.push(at));
        }
        reminders.sort();
        reminders.dedup();
        let end = self.end_of(item);
        let rungs =
            item.ladder.iter().map(|rung| self.rung_at(rung, due_day, end)).collect::<Result<_, _>>()?;
        Ok(Schedule { reminders, dropped, rungs })
    }

    /// When a rung comes; `None` if only after `end`. A count that runs into a year after it need not
    /// know that year's holidays.
    fn rung_at(
        &self,
        rung: &Rung,
        due_day: NaiveDate,
        end: PlanTime,
    ) -> Result<Option<PlanTime>, UnknownYear> {
        match self.office.day_after(due_day, rung.after) {
            Ok(day) => Ok(Some(self.office.opening(day)).filter(|at| *at < end)),
            Err(UnknownYear { year }) if year > self.office.date(end).year() => Ok(None),
            Err(unknown) => Err(unknown),
        }
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
    /// last docket's end. A deadline in a year the calendar does not know is that end: the latest it can
    /// be.
    pub fn deadline(&self, at: PlanTime, span: Span) -> PlanTime {
        let day = self.office.day_after(self.office.date(at), span);
        day.map_or(self.horizon(), |day| self.office.closing(day)).min(self.horizon())
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
    let named =
        named_day(plan, office, &obligation.due).map_err(|message| PlanProblem::new(&path, message))?;
    let unknown = |unknown: UnknownYear| PlanProblem::new(&path, unknown);
    let due_day = match plan.non_working_due {
        NonWorkingDue::Keep => named,
        NonWorkingDue::Previous => office.calendar.on_or_before(named).map_err(unknown)?,
        NonWorkingDue::Next => office.calendar.on_or_after(named).map_err(unknown)?,
    };
    let phase = obligation.phase.as_ref().and_then(|id| plan.phases.iter().find(|p| p.id == *id));
    let opens = office.opening(phase.map_or(plan.issued, |phase| phase.from));
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
            "{due_day} is before the obligation opens ({opened}); choose a later day or another phase",
            "{due_day}早于该事项开始报送的日期（{opened}）；请改为更晚的日期或换一个阶段",
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
    due_day(plan, office, due, 0)
}

/// The day a due expression names. `depth` guards against obligations that wait for each other.
fn due_day(plan: &Plan, office: &Office, due: &Due, depth: usize) -> Result<NaiveDate, Sentence> {
    let unknown = |unknown: UnknownYear| Sentence::from(unknown);
    match due {
        Due::On(day) => Ok(*day),
        Due::AfterIssue(span) => match span {
            Span::WorkingDays(n) => office.calendar.working_day_after(plan.issued, *n).map_err(unknown),
            Span::Days(n) => crate::calendar::shift(plan.issued, i64::from(*n)).map_err(unknown),
        },
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
            let day = due_day(plan, office, &obligation.due, depth + 1)?;
            match span {
                Span::WorkingDays(n) => office.calendar.working_day_before(day, *n).map_err(unknown),
                Span::Days(n) => crate::calendar::shift(day, -i64::from(*n)).map_err(unknown),
            }
        }
    }
}

fn place(plan: &Plan, id: &ObligationId, key: &str) -> String {
    let index = plan.obligations.iter().position(|o| o.id == *id).unwrap_or_default();
    format!("obligations[{index}].{key}")
}
