//! Mail that has not arrived, for whoever sees the bureau it goes to or issued what it tells of.

use super::{audit::became, trail::ActTarget, viewer::Viewer};
use crate::ServiceError;
use duban_domain::{BureauCode, access::Action};
use duban_store::{MailFilter, MailWaiting};
use serde_json::json;

impl Viewer {
    /// Mail that waits to go to bureaus which this viewer sees.
    pub async fn mail_waiting(&self, filter: &MailFilter) -> Result<Vec<MailWaiting>, ServiceError> {
        let seen = self.sees_codes();
        let mut rows = self.service().store().mail_waiting(filter).await?;
        rows.retain(|row| seen.contains(&row.bureau));
        Ok(rows)
    }

    /// The same of all campaigns, and mail that was put together of what this viewer's bureau issued.
    pub async fn mail_to_look_after(&self) -> Result<Vec<MailWaiting>, ServiceError> {
        let store = self.service().store();
        let own = MailFilter { sender: Some(self.bureau.clone()), ..MailFilter::default() };
        let issued = store.mail_waiting(&own).await?;
        let is_issued =
            |one: &MailWaiting| issued.iter().any(|own| own.mail == one.mail && own.bureau == one.bureau);
        let seen = self.sees_codes();
        let mut waiting = store.mail_waiting(&MailFilter::default()).await?;
        waiting.retain(|one| seen.contains(&one.bureau) || one.mail.is_some() && is_issued(one));
        Ok(waiting)
    }

    /// Whether this viewer may send a mail again: as whoever issued what it tells of may, all of it.
    pub async fn may_send_again(&self, mail: i64) -> Result<bool, ServiceError> {
        let senders = self.service().store().mail_senders(mail).await?;
        Ok(!senders.is_empty() && senders.iter().all(|code| self.may(Action::SendAgain, code)))
    }

    /// Sends a mail again, perhaps to another address; the bureau it is for.
    ///
    /// # Errors
    /// There is no such mail, this viewer may not, or [`crate::Service::mail_send_again`]'s.
    pub async fn mail_send_again(
        &self,
        mail: i64,
        instead: Option<&str>,
    ) -> Result<BureauCode, ServiceError> {
        let store = self.service().store();
        let senders = store.mail_senders(mail).await?;
        if senders.is_empty() {
            return Err(ServiceError::Hidden);
        }
        for sender in &senders {
            self.authorise(Action::SendAgain, sender)?;
        }
        let sent = self.service().mail_send_again(mail, instead).await;
        let bureau = store.mail_get(mail).await?.map(|row| row.bureau);
        let target = bureau.as_ref().map(ActTarget::of).unwrap_or_default();
        let target = target.upon(format!("mail {mail}")).with(json!({ "to": instead }));
        self.audit(Action::SendAgain.as_str(), target, became(&sent)).await?;
        Ok(sent?.bureau)
    }
}
