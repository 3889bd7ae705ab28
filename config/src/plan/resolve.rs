//! From a validated to a resolved plan, and what only shows once dates are instants: rungs that do
//! not ascend, obligations that nobody owes.

use super::{check::Draft, sheet::PlanSheet};
use duban_domain::{
    Calendar, Directory, Span, Terms, UnannouncedYears,
    plan::Due,
    sentence,
    terms::{self, PlanProblem},
    timetable::Warning,
};

/// Resolves a draft and tells what cannot be. `None` if not everything could be resolved.
pub(super) fn resolve(sheet: &mut PlanSheet, draft: &Draft, calendar: &Calendar) -> Option<Terms> {
    let mut plan = draft.plan.clone();
    let mut places = draft.places.clone();
    // Counting back from an obligation left out would only repeat what was told about that one.
    leave_out(&mut plan, &mut places, |_| false);
    let terms = match Terms::resolve(&plan, calendar) {
        Ok(terms) => terms,
        Err(problems) => {
            problems.iter().for_each(|problem| tell(sheet, problem, &draft.plan, &places));
            // What is left can still be looked at; only its own problems were told.
            let bad: Vec<_> = problems.iter().filter_map(|problem| index_of(&problem.path)).collect();
            leave_out(&mut plan, &mut places, |index| bad.contains(&index));
            (plan.closes, plan.tail) = (None, None);
            plan.unannounced_years = UnannouncedYears::Provisional;
            Terms::resolve(&plan, calendar).ok()?
        }
    };
    rungs_ascend(sheet, draft, &terms);
    open_ended_rungs_ascend(sheet, draft, &terms);
    Some(terms)
}

/// Removes obligations, and then those that count back from removed ones.
fn leave_out(plan: &mut duban_domain::Plan, places: &mut Vec<usize>, first: impl Fn(usize) -> bool) {
    let mut keep: Vec<bool> = (0..plan.obligations.len()).map(|index| !first(index)).collect();
    loop {
        let kept = |id| plan.obligations.iter().zip(&keep).any(|(o, keep)| *keep && o.id == id);
        let dangling = plan.obligations.iter().zip(&keep).position(|(obligation, keep)| {
            *keep && matches!(&obligation.due, Due::Before(other, _) if !kept(other.clone()))
        });
        let Some(index) = dangling else { break };
        keep[index] = false;
    }
    let mut flags = keep.iter();
    plan.obligations.retain(|_| flags.next().copied().unwrap_or_default());
    let mut flags = keep.iter();
    places.retain(|_| flags.next().copied().unwrap_or_default());
}

/// The index in `obligations[3].due`.
fn index_of(path: &str) -> Option<usize> {
    path.strip_prefix("obligations[")?.split(']').next()?.parse().ok()
}

fn tell(sheet: &mut PlanSheet, problem: &PlanProblem, plan: &duban_domain::Plan, places: &[usize]) {
    if let Some(place) = index_of(&problem.path).and_then(|index| places.get(index)) {
        let rest = problem.path.split_once(']').map_or("", |(_, rest)| rest);
        sheet.tell(format!("obligations[{place}]{rest}"), problem.message.clone());
    } else if let Some(rest) = problem.path.strip_prefix("phases[") {
        // Phases without meaning were left out of the plan: find the one that is meant by its id.
        let phase =
            rest.split(']').next().and_then(|i| i.parse().ok()).and_then(|i: usize| plan.phases.get(i));
        let place =
            sheet.value.phases.iter().position(|p| phase.is_some_and(|phase| p.id == phase.id.as_str()));
        let key = rest.split_once('.').map_or("to", |(_, key)| key);
        sheet.tell(format!("phases[{}].{key}", place.unwrap_or_default()), problem.message.clone());
    } else {
        sheet.tell(problem.path.clone(), problem.message.clone());
    }
}

/// Each rung must come later than the one before it, for every due date the ladder follows.
fn rungs_ascend(sheet: &mut PlanSheet, draft: &Draft, terms: &Terms) {
    for item in &terms.items {
        let name = draft
            .plan
            .obligations
            .iter()
            .position(|o| o.id == item.id)
            .and_then(|i| draft.ladders[i].as_ref());
        let Some(name) = name.filter(|name| sheet.value.ladders[*name].0.len() == item.ladder.len()) else {
            continue;
        };
        let schedule = terms.schedule(item, item.due_day, item.opens);
        for (index, pair) in schedule.rungs.windows(2).enumerate() {
            // What would come after the close is dropped, and warned about elsewhere.
            let [Some(first), Some(second)] = pair else { continue };
            if second <= first {
                let (before, after) = (item.ladder[index].after, item.ladder[index + 1].after);
                let message = sentence!(
                    "{after} does not come later than the rung before it ({before}): for {item}, due {due}, the two fall on {first} and {second}; choose a longer delay",
                    "{after}不晚于上一级（{before}）：以期限为{due}的“{item}”为例，两级分别落在{first}和{second}；请加长间隔",
                    item = &item.id,
                    due = item.due_day,
                    first = terms.office.date(*first),
                    second = terms.office.date(*second),
                );
                sheet.tell(format!("ladders.{name}[{}].after", index + 1), message);
            }
        }
    }
}

/// The same for ladders whose due dates come only while the campaign runs: a finding's, and the tail's
/// where no obligation climbs it too.
fn open_ended_rungs_ascend(sheet: &mut PlanSheet, draft: &Draft, terms: &Terms) {
    let plan = &draft.plan;
    let written = sheet.value.findings.as_ref().and_then(|section| section.ladder.as_ref()).map(Vec::len);
    if let Some(findings) = &plan.findings
        && written == Some(findings.ladder.len())
    {
        let spans: Vec<_> = findings.ladder.iter().map(|rung| rung.after).collect();
        ascend_from_any_day(sheet, "findings.ladder", &spans, terms);
    }
    if let (Some(tail), Some(name)) = (&plan.tail, &draft.tail_ladder)
        && !draft.ladders.iter().flatten().any(|used| used == name)
        && sheet.value.ladders.get(name).is_some_and(|rungs| rungs.0.len() == tail.ladder.len())
    {
        let spans: Vec<_> = tail.ladder.iter().map(|rung| rung.after).collect();
        ascend_from_any_day(sheet, &format!("ladders.{name}"), &spans, terms);
    }
}

/// Tells lengths that would not come one after the other for a due date on some working day of the
/// campaign's first year.
fn ascend_from_any_day(sheet: &mut PlanSheet, path: &str, spans: &[Span], terms: &Terms) {
    let office = &terms.office;
    let (first, last) = (office.date(terms.opens), office.date(terms.closes));
    let days = first.iter_days().take(366).take_while(|day| *day <= last);
    let days: Vec<_> = days.filter(|day| office.calendar.is_working(*day)).collect();
    for (index, pair) in spans.windows(2).enumerate() {
        let (before, after) = (pair[0], pair[1]);
        let instants = |day| (office.day_after(day, before), office.day_after(day, after));
        let clash = days.iter().find_map(|day| {
            let (first, second) = instants(*day);
            (second <= first).then_some((*day, first, second))
        });
        if let Some((due, first, second)) = clash {
            let message = sentence!(
                "{after} does not come later than the rung before it ({before}): for what is due on {due}, the two fall on {first} and {second}; choose a longer delay",
                "{after}不晚于上一级（{before}）：以{due}到期的事项为例，两级分别落在{first}和{second}；请加长间隔"
            );
            sheet.tell(format!("{path}[{}].after", index + 1), message);
        }
    }
}

/// Obligations that no bureau of the campaign owes: the plan was perhaps written for another issuer.
pub(super) fn owed_by_nobody(terms: &Terms, directory: &Directory) -> Vec<Warning> {
    let parties = terms::parties(directory, &terms.issuer);
    let owed = |item: &terms::Item| parties.iter().any(|party| item.is_owed_by(party, &terms.issuer));
    let unowed = terms.items.iter().enumerate().filter(|(_, item)| !owed(item));
    unowed
        .map(|(index, item)| Warning {
            path: format!("obligations[{index}].owed_by"),
            message: sentence!(
                "no bureau below {issuer} owes \"{item}\"",
                "{issuer}所属单位中没有需要报送“{item}”的",
                issuer = &terms.issuer,
                item = &item.id
            ),
        })
        .collect()
}
