//! Where a campaign is on its way: which phase runs, and how many days are left of it and of the whole.

use crate::{
    campaign::terms::{PhaseTerms, Terms},
    timekeeping::{office::Office, time::PlanTime},
};
use chrono::NaiveDate;

/// Where a campaign is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course<'a> {
    /// The stretch it is on.
    pub stretch: ProgressStretch<'a>,
    /// What is left of that stretch; `None` once all is over.
    pub left: Option<Left>,
    /// What is left until the campaign closes; `None` once it has.
    pub to_close: Option<Left>,
}

/// A stretch of a campaign's way.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ProgressStretch<'a> {
    /// It has not opened.
    Ahead,
    /// This phase runs. Of several that overlap, the one that began last.
    Phase(&'a PhaseTerms),
    /// No phase runs; this one is next.
    Before(&'a PhaseTerms),
    /// Every phase is over, and what is still owed is chased until the close.
    Remainder,
    /// It has closed.
    Over,
}

/// How many days are left up to and including a day. Today is not counted (Civil Code §201), so on the
/// last day none is left.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The last day.
    pub until: NaiveDate,
    /// Calendar days.
    pub days: u32,
    /// Working days.
    pub working: u32,
    /// Whether the working days are provisional: a year they are counted in is not announced.
    pub provisional: bool,
}

impl Left {
    /// The days left from `now` to `until`.
    pub fn until(office: &Office, now: PlanTime, until: PlanTime) -> Self {
        let (today, until) = (office.date(now), office.date(until));
        Self {
            until,
            days: u32::try_from((until - today).num_days()).unwrap_or_default(),
            working: office.calendar.working_days_between(today, until),
            provisional: office.calendar.is_provisional_between(today, until),
        }
    }
}

impl Terms {
    /// Where the campaign is at `now`.
    pub fn course(&self, now: PlanTime) -> Course<'_> {
        let left = |until| Some(Left::until(&self.office, now, until));
        let to_close = (now < self.closes).then(|| left(self.closes)).flatten();
        let (stretch, end) = self.stretch(now);
        Course { stretch, left: end.and_then(left), to_close }
    }

    fn stretch(&self, now: PlanTime) -> (ProgressStretch<'_>, Option<PlanTime>) {
        if now < self.opens {
            return (ProgressStretch::Ahead, Some(self.opens));
        }
        if now >= self.closes {
            return (ProgressStretch::Over, None);
        }
        let running = self.phases.iter().filter(|phase| phase.from <= now && now <= phase.to);
        if let Some(phase) = running.max_by_key(|phase| phase.from) {
            return (ProgressStretch::Phase(phase), Some(phase.to));
        }
        match self.phases.iter().filter(|phase| phase.from > now).min_by_key(|phase| phase.from) {
            Some(next) => (ProgressStretch::Before(next), Some(next.from)),
            None => (ProgressStretch::Remainder, Some(self.closes)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::docket::tests::{at, calendar, day, plan};

    /// 测试行动 with two phases and a gap: August, then from the 9th of September to its end.
    fn terms() -> Terms {
        let mut plan = plan();
        plan.phases[0].to = day("2024-08-31");
        let later = crate::campaign::plan::Phase {
            id: "later".into(),
            title: "整改".to_owned(),
            from: day("2024-09-09"),
            to: day("2024-09-30"),
        };
        plan.phases.push(later);
        Terms::resolve(&plan, &calendar()).unwrap()
    }

    #[test]
    fn a_campaign_passes_its_stretches_in_order() {
        let terms = terms();
        let cases = [
            ("2024-07-31 10:00", "ahead", Some((1, 1))),
            // Twelve working days from the 13th to the 31st, counted by hand: the 31st is a Saturday.
            ("2024-08-13 10:00", "all", Some((18, 13))),
            ("2024-08-31 10:00", "all", Some((0, 0))),
            ("2024-09-02 10:00", "before later", Some((7, 5))),
            // Over the Mid-Autumn holiday: the 14th is a working Saturday, the 15th to 17th are free.
            ("2024-09-13 10:00", "later", Some((17, 11))),
            ("2024-10-08 10:00", "remainder", Some((73, 54))),
            ("2024-12-20 17:30", "over", None),
        ];
        for (now, expected, left) in cases {
            let course = terms.course(at(now));
            let stretch = match course.stretch {
                ProgressStretch::Ahead => "ahead".to_owned(),
                ProgressStretch::Phase(phase) => phase.id.to_string(),
                ProgressStretch::Before(phase) => format!("before {}", phase.id),
                ProgressStretch::Remainder => "remainder".to_owned(),
                ProgressStretch::Over => "over".to_owned(),
            };
            assert_eq!(stretch, expected, "{now}");
            assert_eq!(course.left.map(|left| (left.days, left.working)), left, "{now}");
            assert_eq!(course.to_close.is_none(), expected == "over", "{now}");
        }
    }
}
