//! How a campaign went week by week, as a picture made of text, and as a table for those who do not see it and
//! for paper.

use askama::Template;
use duban_domain::{
    tally::{CountedAs, Tally},
    trend::TrendWeek,
};
use duban_web::i18n::Words;

/// The width of a week, in the drawing's units.
const STEP: usize = 44;
/// The width of its bars.
const BAR: usize = 26;
/// The room at both ends.
const MARGIN: usize = 10;
/// No chart is narrower: its headings need room.
const NARROWEST: usize = 300;
/// Where the upper panel's bars begin, at the latest, and where they stand.
const UPPER: (usize, usize) = (36, 110);
/// The same of the lower panel.
const LOWER: (usize, usize) = (146, 210);

/// The chart, ready to be rendered in a page. Above, how many were overdue, each bar with its number; below, what
/// became of all that is owed.
#[derive(Template)]
#[template(path = "trend.html")]
pub(crate) struct TrendChart<'a> {
    pub(crate) weeks: &'a [TrendWeek],
    pub(crate) w: Words,
}

/// A part of a bar.
#[derive(Debug, PartialEq, Eq)]
struct TrendPart {
    kind: &'static str,
    y: usize,
    height: usize,
}

impl TrendChart<'_> {
    fn width(&self) -> usize {
        (2 * MARGIN + self.weeks.len() * STEP).max(NARROWEST)
    }

    fn x(&self, index: &usize) -> usize {
        MARGIN + index * STEP + (STEP - BAR) / 2
    }

    fn middle(&self, index: &usize) -> usize {
        self.x(index) + BAR / 2
    }

    const fn bar(&self) -> usize {
        BAR
    }

    /// The line that the upper bars stand on.
    const fn ground(&self) -> usize {
        UPPER.1
    }

    /// How high a week's bar of what was overdue is. What is there is seen, however little of the most it is.
    fn missing(&self, week: &TrendWeek) -> usize {
        let most = self.weeks.iter().map(|week| week.tally.missing()).max().unwrap_or_default().max(1);
        let missing = week.tally.missing();
        let height = (UPPER.1 - UPPER.0) * missing as usize / most as usize;
        if missing > 0 { height.max(2) } else { 0 }
    }

    /// What became of what is owed, from below: done in time, done late, not due yet, missing.
    fn parts(&self, week: &TrendWeek) -> Vec<TrendPart> {
        let counts = counts(&week.tally);
        let total: u32 = counts.iter().map(|(_, count)| count).sum();
        let mut below = 0;
        let mut parts = Vec::new();
        for (kind, count) in counts {
            let share = |count: u32| (LOWER.1 - LOWER.0) * count as usize / total.max(1) as usize;
            let (from, to) = (share(below), share(below + count));
            below += count;
            if to > from {
                parts.push(TrendPart { kind, y: LOWER.1 - to, height: to - from });
            }
        }
        parts
    }

    /// The chart in a sentence.
    fn described(&self) -> String {
        let missing = |week: Option<&TrendWeek>| week.map_or(0, |week| week.tally.missing()).to_string();
        let before = self.weeks.len().checked_sub(2).and_then(|at| self.weeks.get(at));
        let values = [
            ("weeks", self.weeks.len().to_string()),
            ("now", missing(self.weeks.last())),
            ("before", missing(before)),
        ];
        self.w.with("trend-described", values)
    }

    /// The table's columns.
    fn columns(&self) -> Vec<String> {
        KINDS.iter().map(|kind| self.w.family("trend-", kind)).collect()
    }

    fn row(&self, week: &TrendWeek) -> Vec<(String, u32)> {
        counts(&week.tally).into_iter().map(|(kind, count)| (self.w.family("trend-", kind), count)).collect()
    }
}

/// What a part of a bar is called, from below.
const KINDS: [&str; 4] = ["ontime", "late", "open", "missing"];

fn counts(tally: &Tally) -> [(&'static str, u32); 4] {
    let counts = [tally[CountedAs::OnTime], tally[CountedAs::Late], tally[CountedAs::Open], tally.missing()];
    std::array::from_fn(|at| (KINDS[at], counts[at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(counts: [(CountedAs, u32); 4]) -> TrendWeek {
        let day = |day| chrono::NaiveDate::from_ymd_opt(2024, 8, day).unwrap();
        TrendWeek { from: day(5), to: day(11), tally: counts.into_iter().collect(), running: false }
    }

    #[test]
    fn bars_are_as_high_as_what_they_count_and_nothing_has_none() {
        use CountedAs::{Late, OnTime, Open, Overdue};
        let weeks = [
            week([(OnTime, 50), (Late, 0), (Open, 50), (Overdue, 0)]),
            week([(OnTime, 60), (Late, 20), (Open, 0), (Overdue, 20)]),
            week([(OnTime, 99), (Late, 0), (Open, 0), (Overdue, 1)]),
        ];
        let chart = TrendChart { weeks: &weeks, w: Words::default() };
        let heights: Vec<_> = weeks.iter().map(|week| chart.missing(week)).collect();
        assert_eq!(heights, [0, 74, 3]);
        for week in &weeks {
            let parts = chart.parts(week);
            assert_eq!(parts.iter().map(|part| part.height).sum::<usize>(), 64, "{parts:?}");
            assert_eq!(parts.last().unwrap().y, 146);
        }
        assert_eq!(chart.parts(&weeks[0]).len(), 2);
        assert!(chart.described().contains('3') && chart.described().contains("20"));
        let html = chart.render().unwrap();
        assert!(html.contains("<svg") && html.contains(">20</text>") && html.matches("<tr>").count() == 4);
    }

    #[test]
    fn a_campaign_without_anything_owed_draws_nothing() {
        let weeks = [week([
            (CountedAs::Open, 0),
            (CountedAs::Late, 0),
            (CountedAs::OnTime, 0),
            (CountedAs::Overdue, 0),
        ])];
        let chart = TrendChart { weeks: &weeks, w: Words::default() };
        assert!(chart.parts(&weeks[0]).is_empty());
        assert_eq!(chart.missing(&weeks[0]), 0);
    }
}
