//! How people deal with a finding in a rehearsal, as a script says it.

use super::facts::{Authority, Grade, Publication};
use crate::{
    foresight::moment::{After, BehaviourMoment},
    timekeeping::span::Span,
};
use serde::{Deserialize, Serialize};

/// How a county bureau, those above it and the enterprise deal with one finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FindingConduct {
    /// How long after it was registered a risk signal is triaged; one working day.
    pub triage: After,
    /// The grade that triage comes to; as registered where nothing is said.
    pub grade: Option<Grade>,
    /// Triage finds no problem, for this reason.
    pub dismiss: Option<String>,
    /// When evidence is filed; two working days before the due day.
    pub evidence: BehaviourMoment,
    /// It is put right on the spot after all.
    pub correct: Option<CorrectOnce>,
    /// How long after the evidence it is re-inspected; two working days.
    pub reinspect: After,
    /// How many times a re-inspection fails.
    pub rework: u16,
    /// An extension is asked, once.
    pub extend: Option<ExtendFinding>,
    /// It is handed over by decision.
    pub hand_over: Option<HandOverOnce>,
    /// How long after a hand-over the authority's receipt comes; five working days.
    pub receipt: After,
    /// It is proposed to publish it.
    pub publish: Option<PublishOnce>,
    /// How long an approver takes to decide anything but an extension; one working day.
    pub approve: After,
    /// Whether the approver declines instead.
    pub decline: bool,
    /// How long after its day a look-back is done; one working day.
    pub look_back: After,
    /// Whether the first look-back fails.
    pub look_back_fails: bool,
    /// How long after receiving a document its addressee acknowledges it; one working day.
    pub acknowledge: After,
}

/// A correction on the spot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectOnce {
    /// When; `open` is the day of the order.
    pub at: BehaviourMoment,
    /// With what result.
    pub result: String,
}

/// An extension asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtendFinding {
    /// When it is asked.
    pub asked: BehaviourMoment,
    /// By how long.
    pub by: Span,
    /// How long the decision takes.
    pub decided: After,
    /// Whether it is granted.
    pub granted: bool,
    /// Why it is asked.
    pub reason: String,
}

/// A hand-over by decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverOnce {
    /// When; `open` is the day of the order.
    pub at: BehaviourMoment,
    /// To whom.
    pub to: Authority,
    /// Why.
    pub reason: String,
}

/// A publication proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishOnce {
    /// How long after the order.
    pub after: After,
    /// Which.
    pub kind: Publication,
    /// What is to be published.
    pub text: String,
}

impl Default for FindingConduct {
    fn default() -> Self {
        let days = |days| After::Span(Span::WorkingDays(days));
        Self {
            triage: days(1),
            grade: None,
            dismiss: None,
            evidence: BehaviourMoment::BeforeDue(Span::WorkingDays(2)),
            correct: None,
            reinspect: days(2),
            rework: 0,
            extend: None,
            hand_over: None,
            receipt: days(5),
            publish: None,
            approve: days(1),
            decline: false,
            look_back: days(1),
            look_back_fails: false,
            acknowledge: days(1),
        }
    }
}
