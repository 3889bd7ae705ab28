//! How urgent matters are handled.

use serde::{Deserialize, Serialize};

/// How urgent matters are handled: the plan's `incidents:` section.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRules {
    /// Within how many minutes each level acknowledges.
    pub acknowledge_minutes: u32,
    /// After how many reminders of a level without one above it the incident is left as unanswered.
    pub reminders: u32,
}

impl Default for IncidentRules {
    fn default() -> Self {
        Self { acknowledge_minutes: 30, reminders: 6 }
    }
}
