//! A campaign's phases and due dates over its days: what a chart shows, without a single pixel.

use crate::{
    campaign::{item::Item, obligation::OwedBy, terms::Terms},
    ids::{ObligationId, PhaseId},
    timekeeping::{office::Office, time::PlanTime},
};
use chrono::{Datelike, NaiveDate, Weekday};

/// As many days as a chart can show: a campaign is counted in months.
pub const LONGEST: usize = 800;

/// A campaign over its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gantt {
    /// The campaign's title.
    pub title: String,
    /// Every day from the issue date to the last of what is planned.
    pub days: Vec<Day>,
    /// The months they lie in.
    pub months: Vec<Month>,
    /// The phases, in order.
    pub phases: Vec<Bar>,
    /// The due dates, in the plan's order.
    pub dues: Vec<Mark>,
    /// Which of the days today is, if it is one of them.
    pub today: Option<usize>,
    /// Whether there are more days than a chart can show; dates beyond have no place among them.
    pub cut: bool,
}

/// A day.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The date.
    pub date: NaiveDate,
    /// Whether offices work.
    pub kind: GanttDay,
    /// Whether that is provisional, because the year's holidays are not announced.
    pub provisional: bool,
}

/// Whether offices work on a day, and why.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum GanttDay {
    /// An ordinary working day.
    Working,
    /// A Saturday or Sunday.
    Weekend,
    /// A holiday on what would be a working day.
    Holiday,
    /// A Saturday or Sunday that is worked (调休上班).
    MakeUp,
}

/// A month, as far as it is shown.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its first day shown.
    pub first: NaiveDate,
    /// Where among the days it begins.
    pub at: usize,
    /// How many of them lie in it.
    pub days: usize,
}

/// A phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its id.
    pub id: PhaseId,
    /// Its title.
    pub title: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Where it begins among the days, and where it ends; `None` if it lies beyond.
    pub place: Option<(usize, usize)>,
}

/// An obligation's due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The obligation.
    pub id: ObligationId,
    /// Its title.
    pub title: String,
    /// Who owes it.
    pub owed_by: OwedBy,
    /// The day it opens.
    pub opens: NaiveDate,
    /// The day it is due.
    pub due: NaiveDate,
    /// What kind of day that is.
    pub kind: GanttDay,
    /// Whether that is provisional.
    pub provisional: bool,
    /// Where it opens among the days, and where it is due; `None` if that lies beyond.
    pub place: Option<(usize, usize)>,
}

/// The chart of a campaign; `now` marks today.
pub fn gantt(terms: &Terms, now: Option<PlanTime>) -> Gantt {
    let office = &terms.office;
    let first = office.date(terms.opens);
    let phases = terms.phases.iter().map(|phase| office.date(phase.to));
    let last = terms.items.iter().map(|item| item.due_day).chain(phases).fold(first, NaiveDate::max);
    let days: Vec<_> = first
        .iter_days()
        .take(LONGEST)
        .take_while(|date| *date <= last)
        .map(|date| day(office, date))
        .collect();
    let place = |date: NaiveDate| {
        let index = usize::try_from((date - first).num_days()).ok();
        index.filter(|index| *index < days.len())
    };
    let shown = |from: NaiveDate, to: NaiveDate| {
        // What began before the first day is shown from there, what ends beyond the last up to it.
        let from = place(from.max(first))?;
        Some((from, place(to).unwrap_or(days.len() - 1)))
    };
    let bars = terms.phases.iter().map(|phase| {
        let (from, to) = (office.date(phase.from), office.date(phase.to));
        Bar { id: phase.id.clone(), title: phase.title.clone(), from, to, place: shown(from, to) }
    });
    let mark = |item: &Item| {
        let due = day(office, item.due_day);
        let opens = office.date(item.opens);
        Mark {
            id: item.id.clone(),
            title: item.title.clone(),
            owed_by: item.owed_by,
            opens,
            due: item.due_day,
            kind: due.kind,
            provisional: due.provisional,
            place: place(item.due_day).and_then(|_| shown(opens, item.due_day)),
        }
    };
    Gantt {
        title: terms.title.clone(),
        months: months(&days),
        phases: bars.collect(),
        dues: terms.items.iter().map(mark).collect(),
        today: now.and_then(|now| place(office.date(now))),
        cut: days.last().is_some_and(|day| day.date < last),
        days,
    }
}

/// What kind of day a date is.
pub fn day(office: &Office, date: NaiveDate) -> Day {
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let working = office.calendar.is_working(date);
    let kind = match (working, weekend) {
        (true, false) => GanttDay::Working,
        (true, true) => GanttDay::MakeUp,
        (false, true) => GanttDay::Weekend,
        (false, false) => GanttDay::Holiday,
    };
    Day { date, kind, provisional: office.calendar.is_provisional(date) }
}

fn months(days: &[Day]) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for (at, day) in days.iter().enumerate() {
        let date = day.date;
        match months.last_mut().filter(|m| (m.first.year(), m.first.month()) == (date.year(), date.month())) {
            Some(month) => month.days += 1,
            None => months.push(Month { first: date, at, days: 1 }),
        }
    }
    months
}

impl GanttDay {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Working, Self::Weekend, Self::Holiday, Self::MakeUp];

    /// The spelling in class names, texts and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Weekend => "weekend",
            Self::Holiday => "holiday",
            Self::MakeUp => "make-up",
        }
    }

    /// Whether offices work.
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::MakeUp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::docket::tests::{at, calendar, day as date, plan};

    fn chart(now: Option<PlanTime>) -> Gantt {
        gantt(&Terms::resolve(&plan(), &calendar()).unwrap(), now)
    }

    #[test]
    fn days_phases_and_due_dates_have_their_places() {
        let chart = chart(Some(at("2024-08-20 10:00")));
        assert_eq!(chart.days.len(), 31 + 30);
        assert_eq!((chart.days[0].date, chart.days[60].date), (date("2024-08-01"), date("2024-09-30")));
        assert_eq!(chart.months.iter().map(|m| (m.at, m.days)).collect::<Vec<_>>(), [(0, 31), (31, 30)]);
        assert_eq!(chart.phases[0].place, Some((0, 60)));
        assert_eq!(chart.dues[0].place, Some((0, 19)));
        assert_eq!(chart.today, Some(19));
        assert!(!chart.cut);
        let kind = |text: &str| {
            chart.days.iter().find(|day| day.date == date(text)).map(|day| (day.kind, day.provisional))
        };
        assert_eq!(kind("2024-08-20"), Some((GanttDay::Working, false)));
        assert_eq!(kind("2024-08-24"), Some((GanttDay::Weekend, false)));
        assert_eq!(kind("2024-09-16"), Some((GanttDay::Holiday, false)));
        assert_eq!(kind("2024-09-29"), Some((GanttDay::MakeUp, false)));
    }

    #[test]
    fn a_campaign_of_ages_is_cut_and_says_so() {
        let mut plan = plan();
        plan.unannounced_years = crate::timekeeping::calendar::UnannouncedYears::Provisional;
        plan.closes = Some(date("2027-12-20"));
        plan.obligations[1].due = crate::campaign::obligation::Due::On(date("2027-09-03"));
        let chart = gantt(&Terms::resolve(&plan, &calendar()).unwrap(), None);
        assert!(chart.cut);
        assert_eq!(chart.days.len(), LONGEST);
        assert!(chart.days[500].provisional);
        assert_eq!(chart.dues[1].place, None);
        assert_eq!(chart.dues[0].place, Some((0, 19)));
    }
}
