//! What opens an incident.

use super::rules::IncidentRules;
use crate::{
    bureaus::actor::Actor, campaign::party::Party, ids::IncidentId, machines::matter::MatterTerms,
    paperwork::attachment::Attachment, timekeeping::time::PlanTime,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What opens an incident: all that its workflow starts with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentOpening {
    /// Its id within the campaign.
    pub id: IncidentId,
    /// The campaign.
    pub matter: Arc<MatterTerms>,
    /// How it is handled.
    pub rules: IncidentRules,
    /// The bureau that reports.
    pub party: Party,
    /// What happened, in a line.
    pub title: String,
    /// What happened, when, where, what has been done.
    pub text: String,
    /// Photographs and papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Who reports it.
    pub by: Actor,
    /// When it was reported.
    pub at: PlanTime,
}
