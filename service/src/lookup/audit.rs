//! The audit log: one line an act, made in one place. An act that knows what it was upon says so; for every
//! other, and for every refusal, whoever serves the face writes the line from the viewer's trail, so that
//! nothing that was tried is missing because somebody forgot.

use super::{principal::Via, trail::ActTarget, viewer::Viewer};
use crate::ServiceError;
use chrono::Utc;
use duban_domain::{
    WallTime,
    access::Action,
    people::{Outcome, Via as Way},
};
use duban_store::AuditEntry;

impl Viewer {
    /// Writes what this viewer did, or set out to do, into the audit log.
    pub async fn audit(&self, action: &str, target: ActTarget, outcome: Outcome) -> Result<(), ServiceError> {
        self.trail().note_written();
        let entry = AuditEntry {
            at: WallTime::new(Utc::now()),
            account: self.account.clone(),
            name: self.name.clone(),
            bureau: Some(self.bureau.clone()).filter(|_| self.via != Via::Terminal),
            role: Some(self.role).filter(|_| self.via != Via::Terminal),
            via: match self.via {
                Via::Session => Way::Session,
                Via::Token(_) | Via::Inbox(_) => Way::Token,
                Via::Terminal => Way::Terminal,
            },
            source: self.source.clone(),
            action: action.to_owned(),
            campaign: target.campaign,
            about: target.bureau,
            object: target.object,
            outcome,
            detail: target.detail,
        };
        Ok(self.service().store().audit_insert(&entry).await?)
    }

    /// Writes the line of an act that no request of a browser or an integration stands for: an operator's, a
    /// program's.
    pub(super) async fn note_act<T>(
        &self,
        action: Action,
        target: ActTarget,
        outcome: &Result<T, ServiceError>,
    ) {
        if !matches!(self.via, Via::Terminal | Via::Inbox(_)) {
            return;
        }
        if let Err(error) = self.audit(action.as_str(), target.clone(), became(outcome)).await {
            // What was done is done, and so is said; that it is missing from the log is said here.
            let account = &self.account;
            tracing::error!(account, %action, ?target, "a line of the audit log is lost: {error}");
        }
    }
}

/// What the audit log says of an outcome.
pub(super) fn became<T>(outcome: &Result<T, ServiceError>) -> Outcome {
    match outcome {
        Ok(_) => Outcome::Done,
        Err(ServiceError::Hidden | ServiceError::Forbidden(_)) => Outcome::Denied,
        Err(failure) if failure.is_refusal() => Outcome::Refused,
        Err(_) => Outcome::Failed,
    }
}
