//! The steps of an escalation ladder: what each issues, who issues it, who approves it.

use crate::{
    machines::matter::{Decider, DecisionRule},
    paperwork::instrument::Instrument,
    timekeeping::span::Span,
};
use serde::{Deserialize, Serialize};

/// One step of an escalation ladder (REQUIREMENTS C1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// How long after the due day.
    pub after: Span,
    /// The document it issues.
    pub instrument: Instrument,
    /// Who issues it.
    pub from: Role,
    /// Who receives copies.
    pub copies: Vec<CopyTo>,
    /// Who must approve it first.
    pub approval: Option<ApprovalRule>,
    /// Within how long the addressee must reply; `None`: no reply asked.
    pub reply: Option<Span>,
}

/// A bureau by its place above the debtor.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The next bureau up.
    Supervisor,
    /// The bureau that launched the campaign.
    Issuer,
}

/// Who receives a copy of a document.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CopyTo {
    /// The next bureau up.
    Supervisor,
    /// The bureau that launched the campaign.
    Issuer,
    /// The debtor's siblings in the campaign.
    Peers,
}

/// An approval a rung needs.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRule {
    /// Who is asked.
    pub by: Role,
    /// Within how long. When it lapses the approver is reminded, and when it lapses again the next
    /// bureau up is asked.
    pub within: Span,
}

impl From<ApprovalRule> for DecisionRule {
    fn from(approval: ApprovalRule) -> Self {
        let by = match approval.by {
            Role::Supervisor => Decider::Supervisor,
            Role::Issuer => Decider::Issuer,
        };
        Self { by, within: approval.within }
    }
}
