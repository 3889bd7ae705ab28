//! When an obligation opens. Until then it cannot be handed in: a report about October that came in June would
//! count as on time and say nothing.

use super::{
    obligation::Opens,
    plan::Plan,
    plan_problem::{PlanProblem, entered},
};
use crate::{
    timekeeping::{calendar::shift, office::Office, span::Span},
    wording::sentence::sentence,
};
use chrono::NaiveDate;

/// The day on which the obligation at `index`, due on `due_day`, opens.
///
/// # Errors
/// It would open before the issue date, or in a year whose holidays are not known.
pub(crate) fn day(
    plan: &Plan,
    office: &Office,
    index: usize,
    due_day: NaiveDate,
) -> Result<NaiveDate, PlanProblem> {
    let obligation = &plan.obligations[index];
    let phase = obligation.phase.as_ref().and_then(|id| plan.phases.iter().find(|p| p.id == *id));
    let path = format!("obligations[{index}].opens");
    let day = match obligation.opens {
        None => return Ok(phase.map_or(plan.issued, |phase| phase.from)),
        Some(Opens::On(day)) => day,
        Some(Opens::AfterIssue(Span::WorkingDays(n))) => office.calendar.working_day_after(plan.issued, n),
        Some(Opens::AfterIssue(Span::Days(n))) => shift(plan.issued, i64::from(n)),
        Some(Opens::BeforeDue(Span::WorkingDays(n))) => {
            office.calendar.working_day_before(due_day, n).max(plan.issued)
        }
        Some(Opens::BeforeDue(Span::Days(n))) => shift(due_day, -i64::from(n)).max(plan.issued),
    };
    entered(plan, office, path.as_str(), day)?;
    if day < plan.issued {
        let message = sentence!(
            "{day} is before the campaign is issued ({issued}); choose a later day",
            "{day}早于行动印发日期（{issued}）；请改为更晚的日期",
            issued = plan.issued
        );
        return Err(PlanProblem::new(path, message));
    }
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::terms::Terms;
    use crate::machines::docket::tests::{calendar, day, plan};

    /// The day on which something due on 20 August opens in a plan issued on 1 August.
    fn opened(opens: Option<Opens>, phase: Option<&str>) -> Result<String, String> {
        let mut plan = plan();
        plan.issued = day("2024-06-03");
        let mut late = plan.phases[0].clone();
        (late.id, late.from) = ("late".into(), day("2024-08-05"));
        plan.phases.push(late);
        plan.obligations[0].opens = opens;
        plan.obligations[0].phase = phase.map(Into::into);
        let terms = Terms::resolve(&plan, &calendar());
        terms
            .map(|terms| terms.office.date(terms.items[0].opens).to_string())
            .map_err(|problems| format!("{}: {}", problems[0].path, problems[0].message))
    }

    #[test]
    fn an_obligation_opens_when_the_plan_says() {
        let cases = [
            (None, None, "2024-06-03"),
            (None, Some("late"), "2024-08-05"),
            (Some(Opens::USUAL), None, "2024-07-21"),
            (Some(Opens::On(day("2024-08-01"))), None, "2024-08-01"),
            // It says so itself, whatever its phase says.
            (Some(Opens::On(day("2024-08-01"))), Some("late"), "2024-08-01"),
            (Some(Opens::AfterIssue(Span::Days(10))), None, "2024-06-13"),
            // The 10th is the Dragon Boat Festival.
            (Some(Opens::AfterIssue(Span::WorkingDays(5))), None, "2024-06-11"),
            (Some(Opens::BeforeDue(Span::WorkingDays(3))), None, "2024-08-15"),
            (Some(Opens::BeforeDue(Span::Days(366))), None, "2024-06-03"),
        ];
        for (opens, phase, expected) in cases {
            assert_eq!(opened(opens, phase).unwrap(), expected, "{opens:?} {phase:?}");
        }
        let early = opened(Some(Opens::On(day("2024-06-02"))), None).unwrap_err();
        assert_eq!(
            early,
            "obligations[0].opens: 2024-06-02 is before the campaign is issued (2024-06-03); choose a later day"
        );
        let late = opened(Some(Opens::On(day("2024-08-21"))), None).unwrap_err();
        assert!(late.contains("2024-08-20 is before the obligation opens (2024-08-21)"), "{late}");
    }
}
