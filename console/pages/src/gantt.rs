//! A campaign's chart as a picture made of text: an SVG that needs no script and no style of its own, and
//! the same facts as a table, for those who do not see it and for paper.

use askama::Template;
use chrono::Datelike;
use duban_domain::{
    gantt::{Bar, Day, Gantt, GanttDay, Mark, Month},
    plan::OwedBy,
};
use duban_web::i18n::Words;

/// The width of a day, in the drawing's units.
const DAY: usize = 7;
/// The room at both ends, so that no label is cut.
const MARGIN: usize = 12;
/// The height of the months' and days' lines.
const HEAD: usize = 46;
/// The height of a phase: its title above its bar.
const PHASE: usize = 36;
/// The height of a due date.
const DUE: usize = 24;
/// As many units as a sign of a label is wide.
const SIGN: usize = 13;
/// As many units as a digit of a label is wide, or a sign of English.
const DIGIT: usize = 8;
/// How far a month's label stands behind its line.
const INDENT: usize = 4;
/// No chart is narrower: labels need room.
const NARROWEST: usize = 640;

/// The chart of a campaign, in the reader's words.
pub(crate) fn gantt_svg(chart: &Gantt, w: Words) -> Chart<'_> {
    Chart { chart, w }
}

/// A chart, ready to be rendered in a page.
#[derive(Template)]
#[template(path = "gantt.html")]
pub(crate) struct Chart<'a> {
    chart: &'a Gantt,
    w: Words,
}

/// Days of one kind that follow each other.
struct Run {
    x: usize,
    width: usize,
    kind: &'static str,
    provisional: bool,
    /// What is written above it: 休 or 班.
    label: Option<String>,
}

/// A label beside something: where, and on which side of its point it stands.
struct Label {
    x: usize,
    anchor: &'static str,
}

impl Chart<'_> {
    fn x(&self, day: usize) -> usize {
        MARGIN + day * DAY
    }

    /// Where a day begins, for the template.
    fn at(&self, day: &usize) -> usize {
        self.x(*day)
    }

    fn width(&self) -> usize {
        (2 * MARGIN + self.chart.days.len() * DAY).max(NARROWEST)
    }

    fn height(&self) -> usize {
        HEAD + self.chart.phases.len() * PHASE + self.chart.dues.len() * DUE + MARGIN
    }

    fn head(&self) -> usize {
        HEAD
    }

    /// Holidays, weekends and make-up days, and days of which nobody knows yet, each run as one.
    fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut last: Option<&Day> = None;
        for (index, day) in self.chart.days.iter().enumerate() {
            let follows = last.is_some_and(|l| (l.kind, l.provisional) == (day.kind, day.provisional));
            last = Some(day);
            match runs.last_mut().filter(|_| follows) {
                Some(run) => run.width += DAY,
                None => {
                    let label = match day.kind {
                        GanttDay::Holiday => Some(self.w.t("gantt-off")),
                        GanttDay::MakeUp => Some(self.w.t("gantt-worked")),
                        GanttDay::Working | GanttDay::Weekend => None,
                    };
                    runs.push(Run {
                        x: self.x(index),
                        width: DAY,
                        kind: day.kind.as_str(),
                        provisional: day.provisional,
                        label,
                    });
                }
            }
        }
        runs.retain(|run| run.kind != GanttDay::Working.as_str() || run.provisional);
        runs
    }

    /// The first days of the ten-day periods, which plans count by.
    fn ticks(&self) -> Vec<(usize, u32)> {
        let days = self.chart.days.iter().enumerate();
        days.filter(|(_, day)| matches!(day.date.day(), 1 | 11 | 21))
            .map(|(index, day)| (self.x(index), day.date.day()))
            .collect()
    }

    /// Each month's line, and its label where there is room for one before the next month: the year and the
    /// month, or the month alone.
    fn months(&self) -> Vec<(usize, String)> {
        let label = |month: &Month| {
            let (year, number) = (month.first.year().to_string(), month.first.month().to_string());
            let long = self.w.with("gantt-month", [("year", &year), ("month", &number)]);
            let short = self.w.with("gantt-month-alone", [("month", &number)]);
            let fits = |text: &String| INDENT + width(text) <= month.days * DAY;
            [long, short].into_iter().find(fits).unwrap_or_default()
        };
        self.chart.months.iter().map(|month| (self.x(month.at), label(month))).collect()
    }

    fn phase_y(&self, index: &usize) -> usize {
        HEAD + index * PHASE + 16
    }

    fn due_y(&self, index: &usize) -> usize {
        HEAD + self.chart.phases.len() * PHASE + index * DUE + DUE / 2 + 4
    }

    fn span(&self, (from, to): &(usize, usize)) -> usize {
        (to - from + 1) * DAY
    }

    /// The middle of a day.
    fn middle(&self, day: &usize) -> usize {
        self.x(*day) + DAY / 2
    }

    /// A phase's title begins with its bar, or ends with it where there is no room to the right.
    fn bar_label(&self, bar: &Bar) -> Label {
        let (from, to) = bar.place.unwrap_or_default();
        let room = self.width().saturating_sub(self.x(from));
        if room >= bar.title.chars().count() * SIGN {
            Label { x: self.x(from), anchor: "start" }
        } else {
            Label { x: self.x(to + 1), anchor: "end" }
        }
    }

    /// A due date's title stands behind its diamond, or before it where there is no room behind.
    fn due_label(&self, mark: &Mark) -> Label {
        let (_, due) = mark.place.unwrap_or_default();
        let at = self.middle(&due);
        let needed = (mark.title.chars().count() + 7) * SIGN;
        if self.width().saturating_sub(at) >= needed || at < needed {
            Label { x: at + 10, anchor: "start" }
        } else {
            Label { x: at - 10, anchor: "end" }
        }
    }

    fn owed_by(&self, owed_by: &OwedBy) -> String {
        let kind = match owed_by {
            OwedBy::Executing => "executing",
            OwedBy::Coordinating => "coordinating",
            OwedBy::All => "all",
        };
        self.w.family("owed-by-", kind)
    }

    /// What kind of day a due date falls on.
    fn kind(&self, kind: &GanttDay, provisional: &bool) -> String {
        let kind = self.w.family("day-", kind.as_str());
        if *provisional { format!("{kind} {}", self.w.t("gantt-provisional")) } else { kind }
    }

    fn described(&self) -> String {
        let (first, last) = (self.chart.days.first(), self.chart.days.last());
        let day = |day: Option<&Day>| day.map(|day| self.w.day(day.date)).unwrap_or_default();
        self.w.with(
            "gantt-description",
            [
                ("from", day(first)),
                ("to", day(last)),
                ("phases", self.chart.phases.len().to_string()),
                ("dues", self.chart.dues.len().to_string()),
            ],
        )
    }

    /// Whether some day is provisional (暂定).
    fn is_provisional(&self) -> bool {
        self.chart.days.iter().any(|day| day.provisional)
    }
}

/// As many units as a text is wide, rather more than less.
fn width(text: &str) -> usize {
    text.chars().map(|sign| if sign.is_ascii() { DIGIT } else { SIGN }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use duban_web::i18n::Lang;

    fn chart(from: &str, days: usize) -> Gantt {
        let from: NaiveDate = from.parse().unwrap();
        let dates: Vec<_> = from.iter_days().take(days).collect();
        let day = |date: &NaiveDate| Day { date: *date, kind: GanttDay::Working, provisional: false };
        let months = dates.chunk_by(|a, b| a.month() == b.month()).scan(0, |at, days| {
            let month = Month { first: days[0], at: *at, days: days.len() };
            *at += days.len();
            Some(month)
        });
        Gantt {
            title: String::new(),
            months: months.collect(),
            days: dates.iter().map(day).collect(),
            phases: Vec::new(),
            dues: Vec::new(),
            today: None,
            cut: false,
        }
    }

    #[test]
    fn the_labels_of_months_stand_beside_each_other() {
        let labels = |from, days, lang| {
            let chart = chart(from, days);
            let months = gantt_svg(&chart, Words::new(lang)).months();
            months.into_iter().map(|(_, label)| label).collect::<Vec<_>>()
        };
        assert_eq!(labels("2024-05-24", 40, Lang::Chinese), ["5月", "2024年6月", ""]);
        assert_eq!(labels("2024-12-01", 62, Lang::Chinese), ["2024年12月", "2025年1月"]);
        assert_eq!(labels("2024-05-30", 40, Lang::English), ["", "6/2024", "7/2024"]);
        for first in 1..=31 {
            let chart = chart(&format!("2024-05-{first:02}"), 70);
            let months = gantt_svg(&chart, Words::new(Lang::Chinese)).months();
            for pair in months.windows(2) {
                assert!(
                    pair[0].1.is_empty() || pair[0].0 + INDENT + width(&pair[0].1) <= pair[1].0,
                    "{pair:?}"
                );
            }
        }
    }
}
