//! What a planner should know before launching: dates that move, reminders that are dropped, what can be handed
//! in too early.

use super::{
    due_day::named_day,
    item::Item,
    obligation::{Due, NonWorkingDue},
    plan::Plan,
    terms::Terms,
};
use crate::wording::sentence::{Sentence, sentence};
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use std::collections::BTreeSet;

/// One that can be handed in longer before it is due than this, in days, is warned about.
const EARLY_DAYS: i64 = 62;

/// Something a planner should know before launching.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Where in the plan.
    pub path: String,
    /// What.
    pub message: Sentence,
}

/// What a planner should know before launching (REQUIREMENTS B2, F5).
pub fn warnings(plan: &Plan, terms: &Terms) -> Vec<Warning> {
    let mut found = early(terms);
    found.extend(past_phases(terms));
    for (index, item) in terms.items.iter().enumerate() {
        let path = format!("obligations[{index}]");
        due_day_warning(plan, terms, item, &path, &mut found);
        found.extend(collision(plan, terms, item, &path));
        let schedule = terms.schedule(item, item.due_day, item.opens);
        for span in schedule.dropped {
            let message = sentence!(
                "the reminder {span} before {day} would not be later than the opening and is dropped",
                "{day}到期前{before}的提醒不晚于开始报送的时间，不再发出",
                day = item.due_day,
                before = span.chinese()
            );
            found.push(Warning { path: format!("{path}.reminders"), message });
        }
        for (_, rung) in schedule.rungs.iter().zip(&item.ladder).filter(|(at, _)| at.is_none()) {
            let close = terms.office.date(terms.closes);
            let message = sentence!(
                "the rung after {after} ({instrument}) would come when the campaign has closed ({close}) and is dropped",
                "逾期{late}后的{document}晚于行动督办截止日（{close}），不再发出",
                after = rung.after,
                instrument = rung.instrument,
                late = rung.after.chinese(),
                document = rung.instrument.chinese()
            );
            found.push(Warning { path: format!("{path}.ladder"), message });
        }
    }
    found.extend(unannounced_years(plan, terms));
    found
}

fn due_day_warning(plan: &Plan, terms: &Terms, item: &Item, path: &str, found: &mut Vec<Warning>) {
    let calendar = &terms.office.calendar;
    let mut warn = |message| found.push(Warning { path: format!("{path}.due"), message });
    let day = describe(item.due_day);
    match plan.non_working_due {
        NonWorkingDue::Keep => {
            if !calendar.is_working(item.due_day) {
                warn(sentence!(
                    "the due date {english} is not a working day and is kept (non_working_due: keep)",
                    "期限{chinese}不是工作日，保持不变（non_working_due: keep）",
                    english = day.english,
                    chinese = day.chinese
                ));
            }
        }
        moved => {
            let due = plan.obligations.iter().find(|obligation| obligation.id == item.id).map(|o| &o.due);
            let named = due.and_then(|due| named_day(plan, &terms.office, due).ok());
            if let Some(named) = named.filter(|named| *named != item.due_day) {
                let policy = if moved == NonWorkingDue::Next { "next" } else { "previous" };
                let named = describe(named);
                warn(sentence!(
                    "the due date {from} is not a working day and moves to {to} (non_working_due: {policy})",
                    "期限{named}不是工作日，{moves}至{day}（non_working_due: {policy}）",
                    from = named.english,
                    to = day.english,
                    named = named.chinese,
                    day = day.chinese,
                    moves = if moved == NonWorkingDue::Next { "顺延" } else { "提前" }
                ));
            }
        }
    }
}

/// What is due so long before something else, and comes to be due no earlier than it: a rule about days off
/// moved one of the two.
fn collision(plan: &Plan, terms: &Terms, item: &Item, path: &str) -> Option<Warning> {
    let obligation = plan.obligations.iter().find(|obligation| obligation.id == item.id)?;
    let Due::Before(other, span) = &obligation.due else { return None };
    let other = terms.item(other).filter(|other| span.count() > 0 && item.due_day >= other.due_day)?;
    let day = describe(item.due_day);
    let message = sentence!(
        "it is to be due {span} before \"{id}\" and comes to be due on {english}, which is no earlier; write another length or date",
        "应比“{title}”早{before}到期，但按非工作日规则调整后为{chinese}，并不更早；请改写期限",
        id = other.id,
        title = other.title,
        before = span.chinese(),
        english = day.english,
        chinese = day.chinese
    );
    Some(Warning { path: format!("{path}.due"), message })
}

/// A date with its day of the week, which is what the reader needs to see.
fn describe(day: NaiveDate) -> Sentence {
    const WEEKDAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    let weekday = WEEKDAYS[day.weekday().num_days_from_monday() as usize];
    Sentence::new(day.format("%Y-%m-%d (%A)").to_string(), format!("{day}（星期{weekday}）"))
}

/// Years that dates of the plan lie in, or were counted in, and whose holidays are not announced.
fn unannounced_years(plan: &Plan, terms: &Terms) -> Option<Warning> {
    let office = &terms.office;
    let mut days = vec![plan.issued, office.date(terms.closes), office.date(terms.horizon())];
    days.extend(plan.phases.iter().flat_map(|phase| [phase.from, phase.to]));
    for item in &terms.items {
        days.push(item.due_day);
        let schedule = terms.schedule(item, item.due_day, item.opens);
        let dates = schedule.reminders.iter().chain(schedule.rungs.iter().flatten());
        days.extend(dates.map(|at| office.date(*at)));
    }
    let unknown: BTreeSet<_> =
        days.into_iter().filter(|day| office.calendar.is_provisional(*day)).map(|day| day.year()).collect();
    let unknown: Vec<_> = unknown.iter().map(ToString::to_string).collect();
    (!unknown.is_empty()).then(|| Warning {
        path: "unannounced_years".to_owned(),
        message: sentence!(
            "the holidays of {years} are not announced; its dates count weekends and statutory days off, without make-up shifts, and are provisional",
            "{chinese}年的放假安排尚未公布，该年日期按周末和法定节假日推算，未计调休，均为暂定",
            years = unknown.join(", "),
            chinese = unknown.join("、")
        ),
    })
}

/// Obligations that can be handed in months before they are due.
fn early(terms: &Terms) -> Vec<Warning> {
    let early = |(index, item): (usize, &Item)| {
        let opened = terms.office.date(item.opens);
        let days = (item.due_day - opened).num_days();
        (days > EARLY_DAYS).then(|| Warning {
            path: format!("obligations[{index}].due"),
            message: sentence!(
                "it can be handed in from {opened} on, {days} days before it is due; say with opens: when it opens",
                "{opened}起即可报送，比期限早{days}天；请用 opens 写明何时开始报送"
            ),
        })
    };
    terms.items.iter().enumerate().filter_map(early).collect()
}

/// A phase that is over before the campaign is issued is more often a wrong year than meant.
fn past_phases(terms: &Terms) -> impl Iterator<Item = Warning> + '_ {
    let past = terms.phases.iter().enumerate().filter(|(_, phase)| phase.to < terms.opens);
    past.map(|(index, phase)| Warning {
        path: format!("phases[{index}].to"),
        message: sentence!(
            "it ends on {day}, before the campaign is issued; is the year right?",
            "这一阶段到{day}为止，早于印发日期；请核对年份",
            day = terms.office.date(phase.to)
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        campaign::obligation::Opens,
        machines::docket::tests::{calendar, obligation, plan},
    };

    #[test]
    fn one_that_can_be_handed_in_months_early_is_warned_about() {
        let mut plan = plan();
        plan.obligations.push(obligation("october", "2024-10-31"));
        let warned = |plan: &Plan| {
            let warnings = early(&Terms::resolve(plan, &calendar()).unwrap());
            warnings.iter().map(|w| format!("{}: {}", w.path, w.message)).collect::<Vec<_>>()
        };
        let told = warned(&plan);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with("obligations[2].due: it can be handed in from 2024-08-01 on, 91 days before")
        );
        plan.obligations[2].opens = Some(Opens::USUAL);
        assert_eq!(warned(&plan), Vec::<String>::new());
    }
}
