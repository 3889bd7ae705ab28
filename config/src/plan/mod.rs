//! Plans: authored ([`authored`]) → validated ([`duban_domain::Plan`]) → resolved
//! ([`duban_domain::Terms`]). One call goes all the way and tells every mistake of the file at once.

pub mod authored;

mod basis;
mod check;
mod draft;
mod due;
mod findings;
mod ladders;
mod league;
mod listing;
mod next;
mod policy_names;
mod presets;
mod resolve;
mod rewrite;
mod sheet;
mod tail;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod words_tests;
mod write;

pub use draft::{PlanDraft, draft_plan};

pub use next::{NextPlan, PlanChange, next_plan};
pub use presets::{LADDER_PRESETS, LadderPreset};
pub use rewrite::rewritten_plan;
pub use write::{authored_plan, write_plan};

use crate::{
    document::LineIndex,
    file,
    problem::{Problem, Refused},
};
use authored::AuthoredPlan;
use duban_domain::{Calendar, Directory, Plan, Terms, terms::PlanProblem, timetable};
use sheet::PlanSheet;
use std::path::Path;

/// A plan that may be launched.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedPlan {
    /// What the planner wrote, with every reference resolved.
    pub plan: Plan,
    /// The same as instants.
    pub terms: Terms,
    /// What the planner should know before launching.
    pub warnings: Vec<timetable::Warning>,
    /// Where in the file each place stands, such as a warning's.
    pub lines: LineIndex,
}

impl LoadedPlan {
    /// Refuses it for what a file alone does not show, each reason with its line; `name` is the file's.
    pub fn refuse(&self, name: &Path, problems: &[PlanProblem]) -> Refused {
        let problem = |problem: &PlanProblem| Problem {
            file: name.to_owned(),
            line: self.lines.line(&problem.path),
            path: problem.path.clone(),
            message: problem.message.clone(),
        };
        Refused::all(problems.iter().map(problem).collect())
    }
}

/// Reads a plan, for the bureaus of a directory and the working days of a calendar.
///
/// # Errors
/// Everything that is wrong with the file.
pub fn load_plan(path: &Path, directory: &Directory, calendar: &Calendar) -> Result<LoadedPlan, Refused> {
    read_plan(path, &file::read_text(path, file::SMALL)?, directory, calendar)
}

/// The same from a text; `name` is only told in problems.
///
/// # Errors
/// Everything that is wrong with the text.
pub fn read_plan(
    name: &Path,
    text: &str,
    directory: &Directory,
    calendar: &Calendar,
) -> Result<LoadedPlan, Refused> {
    let mut shaped = PlanSheet::parse(name, text)?;
    let draft = check::check(&mut shaped, directory);
    let terms = draft.as_ref().and_then(|draft| resolve::resolve(&mut shaped, draft, calendar));
    let sound = shaped.is_sound();
    match (draft, terms) {
        (Some(draft), Some(terms)) if sound => {
            let mut warnings = timetable::warnings(&draft.plan, &terms);
            warnings.extend(resolve::owed_by_nobody(&terms, directory));
            Ok(LoadedPlan { plan: draft.plan, terms, warnings, lines: shaped.into_lines() })
        }
        _ => Err(shaped.refuse()),
    }
}

/// A plan's file as its planner wrote it, provided that it is in order.
///
/// # Errors
/// Everything that is wrong with the file.
pub fn load_authored_plan(
    path: &Path,
    directory: &Directory,
    calendar: &Calendar,
) -> Result<AuthoredPlan, Refused> {
    let text = file::read_text(path, file::SMALL)?;
    read_plan(path, &text, directory, calendar)?;
    Ok(PlanSheet::parse(path, &text)?.value)
}

/// The JSON schema of a plan file, for editors and other programs.
pub fn plan_schema() -> serde_json::Value {
    schemars::schema_for!(AuthoredPlan).to_value()
}
