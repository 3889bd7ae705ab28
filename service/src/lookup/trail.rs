//! What becomes known of an act while it is asked for and done, and what it was upon.

use duban_domain::{BureauCode, CampaignId, access::Action};
use serde_json::Value;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

/// What became known of a request while it was answered.
#[derive(Clone, Debug, Default)]
pub struct ActTrail(Arc<Trail>);

#[derive(Debug, Default)]
struct Trail {
    last: Mutex<Option<(Action, BureauCode)>>,
    is_written: AtomicBool,
}

impl ActTrail {
    /// What the rule was asked last.
    pub fn last_asked(&self) -> Option<(Action, BureauCode)> {
        self.0.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn note_asked(&self, action: Action, bureau: &BureauCode) {
        *self.0.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((action, bureau.clone()));
    }

    pub(super) fn note_written(&self) {
        self.0.is_written.store(true, Ordering::Relaxed);
    }

    /// Whether the act's line stands in the audit log.
    pub fn is_written(&self) -> bool {
        self.0.is_written.load(Ordering::Relaxed)
    }
}

/// What an act was upon.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActTarget {
    /// In which campaign.
    pub campaign: Option<CampaignId>,
    /// Upon which bureau.
    pub bureau: Option<BureauCode>,
    /// Upon what: an obligation, a finding, an account.
    pub object: Option<String>,
    /// What else should be known. Never a secret.
    pub detail: Value,
}

impl ActTarget {
    /// A bureau, or something of it.
    pub fn of(bureau: &BureauCode) -> Self {
        Self { bureau: Some(bureau.clone()), ..Self::default() }
    }

    /// The same, in a campaign.
    #[must_use]
    pub fn within(self, campaign: &CampaignId) -> Self {
        Self { campaign: Some(campaign.clone()), ..self }
    }

    /// The same, upon something.
    #[must_use]
    pub fn upon(self, object: impl ToString) -> Self {
        Self { object: Some(object.to_string()), ..self }
    }

    /// The same, with what else should be known.
    #[must_use]
    pub fn with(self, detail: Value) -> Self {
        Self { detail, ..self }
    }
}
