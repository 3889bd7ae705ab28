//! Rehearsal scripts: how bureaus behave in a simulation, as YAML. The rules of conduct live in
//! [`duban_domain::behaviour`] and beside the findings and listings they are about; here is only how
//! they are written, so that every mistake of a script is told at once.
//!
//! `authored` is what may be written, `names` looks up who and what is meant, `texts` reads moments and
//! lengths.

mod authored;
#[cfg(test)]
mod demo_tests;
mod names;
#[cfg(test)]
mod tests;
mod texts;

use crate::{file, problem::Refused};
use authored::ScriptSheet;
use duban_domain::{Directory, Plan, behaviour::Script};
use serde_json::Value;
use std::path::Path;

/// Reads a rehearsal script for a plan and its bureaus.
///
/// # Errors
/// Everything wrong with the file: a bureau that does not take part, an obligation the plan has not, a
/// conduct that is described nowhere, a text that says no moment.
pub fn load_behaviour(path: &Path, plan: &Plan, directory: &Directory) -> Result<Script, Refused> {
    read_behaviour(path, &file::read_text(path, file::SMALL)?, plan, directory)
}

/// The same from a text; `name` is only told in problems.
///
/// # Errors
/// Everything wrong with the text, as [`load_behaviour`].
pub fn read_behaviour(
    name: &Path,
    text: &str,
    plan: &Plan,
    directory: &Directory,
) -> Result<Script, Refused> {
    let mut sheet = ScriptSheet::parse(name, text)?;
    let authored = sheet.value.clone();
    names::check(&mut sheet, &authored, plan, directory);
    texts::check(&mut sheet, &authored);
    if !sheet.is_sound() {
        return Err(sheet.refuse());
    }
    // Both sides spell a script alike; only the domain's knows what it means.
    let mut data = serde_json::to_value(&authored).map_err(|error| Refused::file(name, error))?;
    leave_out_what_is_not_said(&mut data);
    serde_json::from_value(data).map_err(|error| Refused::file(name, error))
}

/// A key that was not written is not there, so that the domain's default holds for it.
fn leave_out_what_is_not_said(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(leave_out_what_is_not_said);
        }
        Value::Array(items) => items.iter_mut().for_each(leave_out_what_is_not_said),
        _ => {}
    }
}
