//! A plan becomes terms: every date of it an instant, or a problem with its place.

use super::{
    basis::CampaignBasis,
    due_day::due_day,
    item::Item,
    obligation::OwedBy,
    opening_day,
    plan::Plan,
    plan_problem::{PlanProblem, entered},
    tail::{TAIL_REPORT, Tail, TailTerms},
    terms::{DEFAULT_TOLERANCE_SECONDS, PhaseTerms, Terms},
};
use crate::{
    ids::ObligationId,
    timekeeping::{calendar::Calendar, office::Office, time::PlanTime},
    wording::sentence::{Sentence, sentence},
};
use chrono::{Datelike, Duration, NaiveDate};

/// Days between the last instant of the timetable and the campaign's close, where the plan names none.
const CLOSES_AFTER_DAYS: i64 = 60;

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
            basis: plan.basis.iter().map(CampaignBasis::cited).collect(),
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
}

impl TailTerms {
    /// Turns a plan's tail into instants.
    ///
    /// # Errors
    /// A date that cannot be computed or contradicts another, with its place.
    pub(crate) fn resolve(plan: &Plan, tail: &Tail, terms: &Terms) -> Result<Self, PlanProblem> {
        let office = &terms.office;
        let id = ObligationId::from(TAIL_REPORT);
        if plan.obligations.iter().any(|obligation| obligation.id == id) {
            let message = sentence!(
                "\"{TAIL_REPORT}\" is the id of the tail's report; choose another",
                "“{TAIL_REPORT}”是持续报送专用的编号；请改用其他编号"
            );
            return Err(PlanProblem::new("obligations", message));
        }
        entered(plan, office, "tail.from", tail.from)?;
        let closes = office.date(terms.closes);
        // The tail begins while the campaign still runs, so that no day goes unsupervised.
        if tail.from > closes {
            let message = sentence!(
                "{from} is after the campaign closes ({closes}); choose an earlier day",
                "{from}晚于行动督办截止日（{closes}）；请改为更早的日期",
                from = tail.from
            );
            return Err(PlanProblem::new("tail.from", message));
        }
        let known = office.calendar.years().filter_map(|year| NaiveDate::from_ymd_opt(year, 12, 31)).max();
        let last = known.unwrap_or(tail.from).max(closes);
        let until = tail.until.unwrap_or(last);
        entered(plan, office, "tail.until", until)?;
        if until <= tail.from {
            let message = sentence!(
                "{until} is not after the first count ({from}); choose a later day",
                "{until}不晚于首次统计日（{from}）；请改为更晚的日期",
                from = tail.from
            );
            return Err(PlanProblem::new("tail.until", message));
        }
        let from = office.closing(tail.from);
        let mut terms = Self {
            item: Item {
                id,
                title: tail.title.clone(),
                owed_by: OwedBy::Executing,
                opens: from,
                due_day: tail.from,
                due: from,
                provisional: false,
                review: None,
                requires: tail.requires.clone(),
                reminders: tail.reminders.clone(),
                ladder: tail.ladder.clone(),
            },
            from,
            every: tail.every,
            until: office.closing(until),
            non_working_due: plan.non_working_due,
            anchor: Some(tail.from),
        };
        let first = terms.due_after(office, tail.from).min(until);
        (terms.item.due_day, terms.item.due) = (first, office.closing(first).min(terms.until));
        terms.item.provisional = office.calendar.is_provisional(first);
        Ok(terms)
    }
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
    let opens = office.opening(opening_day::day(plan, office, index, due_day)?);
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
