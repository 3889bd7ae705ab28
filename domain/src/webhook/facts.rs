//! What is known of an event.

use crate::{
    ids::BureauCode,
    machines::{
        finding::{FindingOutcome, Grade},
        matter::Task,
    },
    paperwork::instrument::Instrument,
    timekeeping::time::PlanTime,
};
use serde::{Deserialize, Serialize};

/// Facts of an event; each is there where the event has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventFacts {
    /// The due instant now in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<PlanTime>,
    /// The due instant before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_due: Option<PlanTime>,
    /// By when a decision, a receipt or a verification is awaited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_when: Option<PlanTime>,
    /// Until when a listing's term runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<PlanTime>,
    /// Whether it was in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_time: Option<bool>,
    /// Whether a re-inspection, a look-back or a verification passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// Which round of rectification, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<u16>,
    /// Which version of a submission, from 1 in its round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u16>,
    /// Why, what was done, or what was seen, in the words of whoever did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How grave a finding is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// How a finding closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<FindingOutcome>,
    /// What was not done in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
    /// The approval's number in the docket or the matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<u32>,
    /// The bureau that is asked, or the level of an incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<BureauCode>,
    /// What kind of notice it is, or what the approval would issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<Instrument>,
    /// The notice's ordinal in the docket or the matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<u32>,
    /// The notice's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who sends the notice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<BureauCode>,
    /// Who receives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<BureauCode>,
}

impl EventFacts {
    /// Of a version of a submission.
    pub(super) fn of_version(version: u16) -> Self {
        Self { version: Some(version), ..Self::default() }
    }
}
