//! axe-core on the page that is open.

use super::window::Browser;
use serde_json::Value;
use std::{fmt, path::Path};

/// A rule that a page breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// axe's name of the rule.
    pub rule: String,
    /// `minor`, `moderate`, `serious` or `critical`.
    pub impact: String,
    /// What it asks for.
    pub help: String,
    /// The elements that break it: where each is, and what to do about it.
    pub places: Vec<String>,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.rule, self.impact, self.help)?;
        self.places.iter().try_for_each(|place| write!(f, "\n    {place}"))
    }
}

impl Browser {
    /// What axe-core finds wrong with the page that is open, by the rules of WCAG 2.2 A and AA and the
    /// best practices, where it is serious or critical.
    pub async fn inaccessible(&self) -> Vec<Complaint> {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools/axe/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(file).expect("axe-core; `make test` installs it into .tools");
        self.run(&axe, vec![]).await;
        let script = "const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations'] })
                .then(found => done(found.violations), error => done(String(error)));";
        let found = self.client.execute_async(script, vec![]).await.unwrap();
        let Value::Array(found) = found else { panic!("axe-core failed: {found}") };
        let complaints = found.iter().map(complaint);
        complaints.filter(|one| matches!(one.impact.as_str(), "serious" | "critical")).collect()
    }
}

fn complaint(violation: &Value) -> Complaint {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let place = |node: &Value| {
        let why = text(&node["failureSummary"]).split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{}: {why}", node["target"])
    };
    Complaint {
        rule: text(&violation["id"]),
        impact: text(&violation["impact"]),
        help: text(&violation["help"]),
        places: nodes.iter().map(place).collect(),
    }
}
