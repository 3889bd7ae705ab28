//! The plan of a campaign that is held again, such as last year's: its dates move by as many months as lie
//! between the two issue dates, and each change is told.
//!
//! A ten-day period stays one, a month's end stays the month's end, and a length counted from another day stays as
//! it is. A day keeps its number in its month; where something fell due on a working day, it falls on one again,
//! after a weekend or a holiday rather than before.

use super::authored::AuthoredPlan;
use chrono::{Datelike, Months, NaiveDate};
use duban_domain::{BureauCode, Calendar, Sentence, ids::is_slug, sentence};

/// A plan to begin with, and what in it is no longer as it was.
#[derive(Clone, Debug)]
pub struct NextPlan {
    /// The plan.
    pub plan: AuthoredPlan,
    /// What was changed.
    pub changes: Vec<PlanChange>,
}

/// One thing that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanChange {
    /// Where in the plan, such as `obligations[2].due`.
    pub place: String,
    /// What stood there.
    pub was: String,
    /// What stands there now.
    pub is: String,
    /// What else is to be known.
    pub remark: Option<Sentence>,
}

/// The plan of a campaign, for the next one that `issuer` issues on a day. `None`: the plan's own issue date is
/// none.
pub fn next_plan(
    plan: &AuthoredPlan,
    issuer: &BureauCode,
    issued: NaiveDate,
    calendar: &Calendar,
) -> Option<NextPlan> {
    let before = plan.issued.parse::<NaiveDate>().ok()?;
    let mut next = Shifting { calendar, before, issued, changes: Vec::new() };
    let mut plan = plan.clone();
    next.texts(&mut plan, issuer);
    next.dates(&mut plan);
    next.basis(&mut plan);
    Some(NextPlan { plan, changes: next.changes })
}

struct Shifting<'c> {
    calendar: &'c Calendar,
    before: NaiveDate,
    issued: NaiveDate,
    changes: Vec<PlanChange>,
}

impl Shifting<'_> {
    /// What names a year by its number: the id and the titles.
    fn texts(&mut self, plan: &mut AuthoredPlan, issuer: &BureauCode) {
        let id = self.id(&plan.id, issuer);
        self.set("id", &mut plan.id, id, None);
        self.set("issuer", &mut plan.issuer, issuer.to_string(), None);
        self.set("issued", &mut plan.issued, self.issued.to_string(), None);
        self.title("title", &mut plan.title);
        for (index, phase) in plan.phases.iter_mut().enumerate() {
            self.title(&format!("phases[{index}].title"), &mut phase.title);
        }
        for (index, owed) in plan.obligations.iter_mut().enumerate() {
            self.title(&format!("obligations[{index}].title"), &mut owed.title);
        }
        for (index, measure) in plan.measures.iter_mut().enumerate() {
            self.title(&format!("measures[{index}].title"), &mut measure.title);
        }
        if let Some(tail) = &mut plan.tail {
            self.title("tail.title", &mut tail.title);
        }
    }

    fn dates(&mut self, plan: &mut AuthoredPlan) {
        if let Some(closes) = &mut plan.closes {
            self.date("closes", closes, false);
        }
        for (index, phase) in plan.phases.iter_mut().enumerate() {
            self.date(&format!("phases[{index}].from"), &mut phase.from, false);
            self.date(&format!("phases[{index}].to"), &mut phase.to, false);
        }
        for (index, owed) in plan.obligations.iter_mut().enumerate() {
            if let Some(opens) = &mut owed.opens {
                self.date(&format!("obligations[{index}].opens"), opens, false);
            }
            self.date(&format!("obligations[{index}].due"), &mut owed.due, true);
        }
        if let Some(tail) = &mut plan.tail {
            self.date("tail.from", &mut tail.from, false);
            if let Some(until) = &mut tail.until {
                self.date("tail.until", until, false);
            }
        }
    }

    /// Last year's documents order nothing this year.
    fn basis(&mut self, plan: &mut AuthoredPlan) {
        for (index, basis) in plan.basis.drain(..).enumerate() {
            self.changes.push(PlanChange {
                place: format!("basis[{index}]"),
                was: basis.title,
                is: String::new(),
                remark: Some(sentence!(
                    "name the document that orders this year's campaign",
                    "请填写今年部署本行动的文件"
                )),
            });
        }
    }

    fn set(&mut self, place: &str, text: &mut String, now: String, remark: Option<Sentence>) {
        if *text != now {
            let was = std::mem::replace(text, now.clone());
            self.changes.push(PlanChange { place: place.to_owned(), was, is: now, remark });
        }
    }

    fn title(&mut self, place: &str, text: &mut String) {
        let year = |day: NaiveDate| format!("{}年", day.year());
        let now = text.replace(&year(self.before), &year(self.issued));
        self.set(place, text, now, None);
    }

    /// The id with the new year where it names the old one; else one that was not given before.
    fn id(&self, id: &str, issuer: &BureauCode) -> String {
        let year = |day: NaiveDate| day.year().to_string();
        let parts: Vec<_> = id.split('-').collect();
        let named = parts.iter().any(|part| *part == year(self.before));
        if named && self.before.year() != self.issued.year() {
            let (old, new) = (year(self.before), year(self.issued));
            return parts
                .iter()
                .map(|part| if **part == *old { new.as_str() } else { part })
                .collect::<Vec<_>>()
                .join("-");
        }
        let dated = format!("{id}-{}", self.issued.format("%Y%m%d"));
        if is_slug(&dated) { dated } else { format!("c{issuer}-{}", self.issued.format("%Y%m%d")) }
    }

    /// Moves a text that is a date; what is counted from another day is none.
    fn date(&mut self, place: &str, text: &mut String, falls_due: bool) {
        if let Some((day, part)) = named_part(text) {
            let month = self.moved(day);
            let now = format!("{}-{part}", month.format("%Y-%m"));
            return self.set(place, text, now, None);
        }
        let Ok(day) = text.trim().parse::<NaiveDate>() else { return };
        let moved = if is_month_end(day) { month_end(self.moved(first_of(day))) } else { self.moved(day) };
        let rests = falls_due && self.calendar.is_working(day) && !self.calendar.is_working(moved);
        let now = if rests { self.calendar.on_or_after(moved) } else { moved };
        let remark = match (rests, falls_due && self.calendar.is_provisional(now)) {
            (true, false) => Some(sentence!(
                "{moved} is no working day; the next one is taken",
                "{moved}不上班，顺延到下一个工作日"
            )),
            (true, true) => Some(sentence!(
                "by what is known {moved} is no working day; the next one is taken (provisional: that year's \
                 holidays are not announced)",
                "{moved}不上班，顺延到下一个工作日（该年放假安排尚未公布，暂定）"
            )),
            (false, true) => Some(sentence!(
                "provisional: that year's holidays are not announced",
                "该年放假安排尚未公布，暂定"
            )),
            (false, false) => None,
        };
        self.set(place, text, now.to_string(), remark);
    }

    /// The day as many months away as the new issue date is from the old one; the month's last, where that month
    /// is too short.
    fn moved(&self, day: NaiveDate) -> NaiveDate {
        let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
        let months = month(self.issued) - month(self.before);
        let count = Months::new(u32::try_from(months.unsigned_abs()).unwrap_or(u32::MAX));
        let moved = if months < 0 { day.checked_sub_months(count) } else { day.checked_add_months(count) };
        // Only the end of time has no such day.
        moved.unwrap_or(day)
    }
}

/// The first day of the month and the word for its part: `2024-05-中旬`.
fn named_part(text: &str) -> Option<(NaiveDate, &str)> {
    let (month, part) = text.trim().rsplit_once('-')?;
    let is_named = matches!(part, "上旬" | "中旬" | "下旬" | "月底");
    let first = format!("{month}-01").parse().ok().filter(|_| is_named)?;
    Some((first, part))
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn is_month_end(day: NaiveDate) -> bool {
    day.succ_opt().is_none_or(|next| next.month() != day.month())
}

fn month_end(day: NaiveDate) -> NaiveDate {
    duban_domain::period::Period::month_of(day).last()
}

#[cfg(test)]
mod tests {
    use super::{super::authored_plan, *};
    use crate::{known_calendar, plan::read_plan, sample_directory, samples};
    use std::path::Path;

    fn next(issued: &str) -> NextPlan {
        let plan = authored_plan(samples::QIANNAN_PLAN).unwrap();
        let calendar = known_calendar().unwrap();
        next_plan(&plan, &"522700".into(), issued.parse().unwrap(), &calendar).unwrap()
    }

    fn change<'n>(next: &'n NextPlan, place: &str) -> &'n PlanChange {
        next.changes.iter().find(|change| change.place == place).unwrap_or_else(|| panic!("{next:#?}"))
    }

    #[test]
    fn last_years_plan_is_this_years_and_can_be_launched() {
        let next = next("2025-05-12");
        let text = super::super::write_plan(&next.plan).unwrap();
        let (directory, calendar) = (sample_directory().unwrap(), known_calendar().unwrap());
        let loaded = read_plan(Path::new("next.yaml"), &text, &directory, &calendar).unwrap();
        assert_eq!(loaded.plan.id.as_str(), "qiannan-2025-key-products");
        assert!(loaded.plan.title.starts_with("2025年"), "{}", loaded.plan.title);
        let before = authored_plan(samples::QIANNAN_PLAN).unwrap();
        let parts = |plan: &AuthoredPlan| {
            let dates = plan.phases.iter().flat_map(|phase| [phase.from.clone(), phase.to.clone()]);
            dates.chain(plan.obligations.iter().map(|owed| owed.due.clone())).collect::<Vec<_>>()
        };
        for (was, is) in parts(&before).iter().zip(parts(&next.plan)) {
            let expected = was.replace("2024-", "2025-");
            assert_eq!(is.get(..7), expected.get(..7), "{was} → {is}");
        }
    }

    #[test]
    fn what_fell_on_a_working_day_falls_on_one_again() {
        let calendar = known_calendar().unwrap();
        let next = next("2025-05-12");
        for (index, owed) in next.plan.obligations.iter().enumerate() {
            let Ok(due) = owed.due.parse::<NaiveDate>() else { continue };
            let change = change(&next, &format!("obligations[{index}].due"));
            let was: NaiveDate = change.was.parse().unwrap();
            assert!(calendar.is_working(due) || !calendar.is_working(was), "{change:?}");
        }
    }

    fn moved(text: &str, before: &str, issued: &str) -> (String, Option<String>) {
        let calendar = known_calendar().unwrap();
        let (before, issued) = (before.parse().unwrap(), issued.parse().unwrap());
        let mut shifting = Shifting { calendar: &calendar, before, issued, changes: Vec::new() };
        let mut text = text.to_owned();
        shifting.date("due", &mut text, true);
        let remark = shifting.changes.pop().and_then(|change| change.remark);
        (text, remark.map(|remark| remark.chinese))
    }

    #[test]
    fn each_kind_of_date_moves_in_its_own_way() {
        let year = |text: &str| moved(text, "2024-05-09", "2025-05-20").0;
        assert_eq!(year("2024-08-中旬"), "2025-08-中旬");
        assert_eq!(year("2024-12-月底"), "2025-12-月底");
        assert_eq!(year("2025-01-10"), "2026-01-12", "the 10th is a Saturday");
        assert_eq!(year("2024-02-29"), "2025-02-28", "the last of the month");
        assert_eq!(year("issued + 5wd"), "issued + 5wd");
        assert_eq!(year("final-report - 10d"), "final-report - 10d");
        // By months, where it is issued in another month.
        assert_eq!(moved("2024-06-下旬", "2024-05-09", "2025-07-01").0, "2025-08-下旬");
        assert_eq!(moved("2024-12-31", "2024-05-09", "2025-07-01").0, "2026-02-28");
        assert_eq!(moved("2024-08-30", "2024-05-09", "2024-11-01").0, "2025-02-28");
    }

    #[test]
    fn a_day_off_and_a_year_that_is_not_announced_are_told() {
        let (is, remark) = moved("2024-08-30", "2024-05-09", "2025-05-09");
        assert_eq!(
            (is.as_str(), remark.as_deref()),
            ("2025-09-01", Some("2025-08-30不上班，顺延到下一个工作日"))
        );
        let last = known_calendar().unwrap().years().max().unwrap();
        let (_, remark) = moved("2024-08-20", "2024-05-09", &format!("{}-05-09", last + 1));
        assert!(remark.unwrap().contains("暂定"));
    }

    #[test]
    fn an_id_is_never_the_old_one() {
        let calendar = known_calendar().unwrap();
        let day = |text: &str| text.parse().unwrap();
        let id = |id: &str, issued: &str| {
            let next = Shifting {
                calendar: &calendar,
                before: day("2024-05-09"),
                issued: day(issued),
                changes: Vec::new(),
            };
            next.id(id, &"522700".into())
        };
        assert_eq!(id("qiannan-2024-products", "2025-05-09"), "qiannan-2025-products");
        assert_eq!(id("qiannan-2024-products", "2024-11-01"), "qiannan-2024-products-20241101");
        assert_eq!(id("products", "2025-05-09"), "products-20250509");
        assert_eq!(id(&"x".repeat(60), "2025-05-09"), "c522700-20250509");
    }
}
