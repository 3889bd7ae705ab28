//! A plan as a file: the keys in the order in which they are explained, without those that say nothing.

use super::authored::AuthoredPlan;
use crate::document::Document;
use std::path::Path;

/// The text of a plan, which reads as the same plan.
///
/// # Errors
/// The plan holds what no YAML can: never, for one that was read or drafted.
pub fn write_plan(plan: &AuthoredPlan) -> Result<String, serde_saphyr::ser::Error> {
    serde_saphyr::to_string(plan)
}

/// A plan's text as its planner's types, however wrong its dates and names may be; `None`: it is not even that.
pub fn authored_plan(text: &str) -> Option<AuthoredPlan> {
    let (document, _) = Document::parse(Path::new("plan.yaml"), text).ok()?;
    serde_json::from_value(document.value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every plan that is kept with the program, read, written and read again.
    #[test]
    fn a_written_plan_reads_as_it_was() {
        let plans = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/plans")).unwrap();
        let mut seen = 0;
        for path in plans.map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !name.ends_with(".yaml") || name.contains("behaviour") {
                continue;
            }
            seen += 1;
            let text = std::fs::read_to_string(&path).unwrap();
            let plan = authored_plan(&text).unwrap();
            let written = write_plan(&plan).unwrap();
            let again = authored_plan(&written).unwrap_or_else(|| panic!("{written}"));
            let value = |plan: &AuthoredPlan| serde_json::to_value(plan).unwrap();
            assert_eq!(value(&again), value(&plan), "{written}");
        }
        assert!(seen >= 3);
    }
}
