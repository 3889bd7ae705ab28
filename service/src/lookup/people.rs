//! Accounts, tokens and the audit log, for whoever keeps those of a bureau.

use super::{principal::Via, trail::ActTarget, viewer::Viewer, visible::Visible};
use crate::ServiceError;
use chrono::Utc;
use duban_domain::{BureauCode, WallTime, access::Action, people::Outcome};
use duban_store::{AuditCursor, AuditFilter, AuditRow, Person, PersonId, Token, TokenId};
use serde_json::json;

impl Viewer {
    /// The people of bureaus that this viewer sees.
    ///
    /// # Errors
    /// It keeps no accounts.
    pub async fn people(&self) -> Result<Vec<Person>, ServiceError> {
        self.authorise(Action::KeepUsers, &self.bureau)?;
        Ok(self.service().store().person_list(Some(&self.sees_codes())).await?)
    }

    /// Whether this viewer is that person.
    pub fn is(&self, person: &Person) -> bool {
        self.via == Via::Session && self.account == person.account.as_str()
    }

    /// Somebody whose account this viewer keeps.
    ///
    /// # Errors
    /// There is nobody with this number whom it keeps.
    pub async fn person(&self, id: PersonId) -> Result<Visible<Person>, ServiceError> {
        let person = self.service().store().person_get(id).await?.ok_or(ServiceError::Hidden)?;
        self.authorise(Action::KeepUsers, &person.bureau)?;
        Ok(Visible::new(self, person))
    }

    /// The tokens of bureaus that this viewer sees, bureau by bureau.
    ///
    /// # Errors
    /// It keeps none.
    pub async fn tokens(&self) -> Result<Vec<Token>, ServiceError> {
        self.authorise(Action::Integrate, &self.bureau)?;
        Ok(self.service().store().token_list(Some(&self.sees_codes())).await?)
    }

    /// Makes a token good for nothing; `false`: it was before.
    ///
    /// # Errors
    /// There is none with this number that this viewer keeps.
    pub async fn token_revoke(&self, id: TokenId) -> Result<bool, ServiceError> {
        let store = self.service().store();
        let token = store.token_get(id).await?.ok_or(ServiceError::Hidden)?;
        self.authorise(Action::Integrate, &token.bureau)?;
        let is_new = store.token_revoke(token.id, WallTime::new(Utc::now())).await?;
        let target = ActTarget::of(&token.bureau).upon(&token.name).with(json!({ "id": token.id }));
        self.audit("token-revoke", target, Outcome::Done).await?;
        Ok(is_new)
    }

    /// Lines of the audit log that pass `wanted`: of the people of `bureau`, or of all whom this viewer sees.
    /// Whoever stands above all also reads what nobody known did, and what was done at the terminal.
    ///
    /// # Errors
    /// It may not read that log.
    pub fn audit_log(
        &self,
        bureau: Option<BureauCode>,
        wanted: AuditFilter,
    ) -> Result<Visible<AuditFilter>, ServiceError> {
        self.authorise(Action::Audit, bureau.as_ref().unwrap_or(&self.bureau))?;
        let is_top = self.directory().superiors(&self.bureau).is_empty();
        let bureaus = match bureau {
            Some(bureau) => Some([bureau].into()),
            None if is_top => None,
            None => Some(self.sees_codes()),
        };
        Ok(Visible::new(self, AuditFilter { bureaus, ..wanted }))
    }
}

impl Visible<AuditFilter> {
    /// A page of them, newest first.
    pub async fn page(&self, after: Option<AuditCursor>, limit: u32) -> Result<Vec<AuditRow>, ServiceError> {
        Ok(self.viewer().service().store().audit_list(self, after, limit).await?)
    }
}
