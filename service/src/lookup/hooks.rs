//! Webhooks, inboxes and calendars' addresses, for whoever keeps those of a bureau.

use super::{viewer::Viewer, visible::Visible};
use crate::hooks::{HookFailure, Made, NewHook};
use duban_activities::webhook::Posted;
use duban_domain::{BureauCode, InboxId, WebhookId, access::Action};
use duban_store::{AttemptRow, CalendarAddress, Inbox, Webhook};

impl Viewer {
    /// The webhooks of bureaus that this viewer sees, by id.
    ///
    /// # Errors
    /// It keeps none.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, HookFailure> {
        self.authorise(Action::Integrate, &self.bureau)?;
        let seen = self.sees_codes();
        let mut webhooks = self.service().store().webhook_list().await?;
        webhooks.retain(|webhook| seen.contains(&webhook.bureau));
        webhooks.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(webhooks)
    }

    /// A webhook that this viewer keeps.
    ///
    /// # Errors
    /// There is none; whether it is another's is not told.
    pub async fn webhook(&self, id: &WebhookId) -> Result<Visible<Webhook>, HookFailure> {
        match self.service().hooks().webhook(id).await {
            Ok(webhook) => {
                self.authorise(Action::Integrate, &webhook.bureau)?;
                Ok(Visible::new(self, webhook))
            }
            Err(failure) => {
                self.authorise(Action::Integrate, &self.bureau)?;
                Err(failure)
            }
        }
    }

    /// Sets up a webhook.
    ///
    /// # Errors
    /// This viewer may not for that bureau; what was typed is invalid.
    pub async fn webhook_add(&self, typed: NewHook) -> Result<Made<WebhookId>, HookFailure> {
        self.authorise(Action::Integrate, &typed.bureau)?;
        self.service().hooks().webhook_add(self.actor(), typed).await
    }

    /// The inboxes of bureaus that this viewer sees, by id.
    ///
    /// # Errors
    /// It keeps none.
    pub async fn inboxes(&self) -> Result<Vec<Inbox>, HookFailure> {
        self.authorise(Action::Integrate, &self.bureau)?;
        let seen = self.sees_codes();
        let mut inboxes = self.service().store().inbox_list().await?;
        inboxes.retain(|inbox| seen.contains(&inbox.bureau));
        inboxes.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(inboxes)
    }

    /// An inbox that this viewer keeps.
    ///
    /// # Errors
    /// There is none; whether it is another's is not told.
    pub async fn program_inbox(&self, id: &InboxId) -> Result<Visible<Inbox>, HookFailure> {
        match self.service().hooks().inbox(id).await {
            Ok(inbox) => {
                self.authorise(Action::Integrate, &inbox.bureau)?;
                Ok(Visible::new(self, inbox))
            }
            Err(failure) => {
                self.authorise(Action::Integrate, &self.bureau)?;
                Err(failure)
            }
        }
    }

    /// Sets up an inbox for programs.
    ///
    /// # Errors
    /// This viewer may not for that bureau; the name is invalid.
    pub async fn inbox_add(&self, bureau: BureauCode, name: &str) -> Result<Made<InboxId>, HookFailure> {
        self.authorise(Action::Integrate, &bureau)?;
        self.service().hooks().inbox_add(self.actor(), bureau, name).await
    }

    /// Whether a bureau's calendar has a secret address.
    ///
    /// # Errors
    /// This viewer may not subscribe to it.
    pub async fn calendar_address(
        &self,
        bureau: &BureauCode,
    ) -> Result<Option<CalendarAddress>, HookFailure> {
        self.authorise(Action::Subscribe, bureau)?;
        Ok(self.service().store().calendar_address_get(bureau).await?)
    }

    /// Gives a bureau's calendar a new secret address; the one before leads nowhere now.
    ///
    /// # Errors
    /// This viewer may not subscribe to it.
    pub async fn calendar_renew(&self, bureau: &BureauCode) -> Result<String, HookFailure> {
        self.authorise(Action::Subscribe, bureau)?;
        self.service().hooks().calendar_renew(&self.actor(), bureau).await
    }

    /// Takes a calendar's secret address away.
    ///
    /// # Errors
    /// This viewer may not subscribe to it.
    pub async fn calendar_revoke(&self, bureau: &BureauCode) -> Result<(), HookFailure> {
        self.authorise(Action::Subscribe, bureau)?;
        self.service().store().calendar_address_delete(bureau).await?;
        Ok(())
    }
}

impl Visible<Webhook> {
    /// The last times it was tried, the newest first.
    pub async fn attempts(&self) -> Result<Vec<AttemptRow>, HookFailure> {
        Ok(self.viewer().service().store().webhook_attempts(&self.id).await?)
    }

    /// Switches it on or off.
    ///
    /// # Errors
    /// The engine's: it is switched, and what waited goes later.
    pub async fn switch(&self, active: bool) -> Result<(), HookFailure> {
        self.viewer().service().hooks().webhook_switch(&self.id, active).await
    }

    /// Gives it a new secret.
    ///
    /// # Errors
    /// It is a robot's.
    pub async fn rotate(&self) -> Result<String, HookFailure> {
        self.viewer().service().hooks().webhook_rotate(&self.id).await
    }

    /// Sends a test at once.
    ///
    /// # Errors
    /// It was removed meanwhile.
    pub async fn test(&self) -> Result<Posted, HookFailure> {
        self.viewer().service().hooks().webhook_test(&self.id).await
    }
}

impl Visible<Inbox> {
    /// Opens or closes it.
    ///
    /// # Errors
    /// It was removed meanwhile.
    pub async fn switch(&self, active: bool) -> Result<(), HookFailure> {
        self.viewer().service().hooks().inbox_switch(&self.id, active).await
    }

    /// Gives it a new secret.
    ///
    /// # Errors
    /// It was removed meanwhile.
    pub async fn rotate(&self) -> Result<String, HookFailure> {
        self.viewer().service().hooks().inbox_rotate(&self.id).await
    }
}
