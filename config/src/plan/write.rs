//! A plan as a file: the keys in the order in which they are explained, without those that say nothing.

use super::authored::AuthoredPlan;

/// The text of a plan, which reads as the same plan.
///
/// # Errors
/// The plan holds what no YAML can: never, for one that was read or drafted.
pub fn write_plan(plan: &AuthoredPlan) -> Result<String, serde_saphyr::ser::Error> {
    serde_saphyr::to_string(plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::authored::AuthoredPlan;

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
            let (document, problems) = crate::document::Document::parse(&path, &text).unwrap();
            assert_eq!(problems.len(), 0);
            let plan: AuthoredPlan = serde_json::from_value(document.value).unwrap();
            let written = write_plan(&plan).unwrap();
            let (again, problems) = crate::document::Document::parse(&path, &written).unwrap();
            assert_eq!(problems.len(), 0, "{written}");
            let again: AuthoredPlan = serde_json::from_value(again.value).unwrap();
            let value = |plan: &AuthoredPlan| serde_json::to_value(plan).unwrap();
            assert_eq!(value(&again), value(&plan), "{written}");
        }
        assert!(seen >= 3);
    }
}
