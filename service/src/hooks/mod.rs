//! What people do with webhooks, inboxes and calendars' addresses. Everything secret is made here, shown
//! once to whoever asked for it, and never again.

mod calendar;
mod failure;
mod typed;

pub use calendar::calendar;
pub use duban_activities::webhook::{Forged, Signed, SigningSecret};
pub use failure::{HookFailure, LONGEST_NAME, Misfit};
pub use typed::{NewHook, checked};

use crate::Service;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{Duration, Utc};
use duban_activities::webhook::{Bounds, Caller, Parcel, Posted, Poster, Verdict};
use duban_domain::{Actor, BureauCode, InboxId, WallTime, WebhookId, webhook::WebhookFormat};
use duban_store::{Inbox, KeptSecret, Secrets, Store, Webhook};
use sha2::{Digest, Sha256};

/// How long a secret that was replaced counts too.
pub const ROTATION_HOURS: i64 = 24;

/// What people do with webhooks, inboxes and calendars' addresses.
#[derive(Clone, Debug)]
pub struct Hooks(Service);

/// Something was set up, and this is its secret, which is not shown again.
#[derive(Clone)]
pub struct Made<I> {
    /// Its id.
    pub id: I,
    /// Its secret; `None`: the one who set it up knows it, or there is none.
    pub secret: Option<String>,
}

impl Service {
    /// What people do with webhooks, inboxes and calendars' addresses.
    pub fn hooks(&self) -> Hooks {
        Hooks(self.clone())
    }
}

impl Hooks {
    fn store(&self) -> &Store {
        self.0.store()
    }

    fn bounds(&self) -> Bounds {
        self.0.parts().bounds
    }

    fn caller(&self) -> Caller {
        Caller::new(self.0.parts().run.clone())
    }

    /// Sets up a webhook. One for programs gets a secret, which is in the answer.
    ///
    /// # Errors
    /// What was typed is invalid.
    pub async fn webhook_add(&self, by: Actor, typed: NewHook) -> Result<Made<WebhookId>, HookFailure> {
        let mut new = checked(typed, &self.bounds(), by, now())?;
        self.0.know_bureau(&new.bureau).await?;
        new.id = WebhookId::new(random_id("hook")?);
        let mut shown = None;
        if new.format == WebhookFormat::Standard {
            let secret = signing_secret()?;
            new.secret = Some(KeptSecret::new(&secret));
            shown = Some(secret);
        }
        self.store().webhook_insert(&new).await?;
        Ok(Made { id: new.id, secret: shown })
    }

    /// Switches a webhook on or off. Switched on, it goes on where it stopped.
    ///
    /// # Errors
    /// There is no such webhook.
    pub async fn webhook_switch(&self, id: &WebhookId, active: bool) -> Result<(), HookFailure> {
        self.webhook(id).await?;
        self.store().webhook_switch(id, active, None).await?;
        let waiting = self.store().webhook_calls_waiting().await?;
        let calls: Vec<_> = waiting.into_iter().filter(|call| call.webhook == *id).collect();
        if !calls.is_empty() {
            self.caller().call(&self.0.client().await?, self.store(), &calls).await?;
        }
        Ok(())
    }

    /// Gives a webhook for programs a new secret. For a day both sign.
    ///
    /// # Errors
    /// There is no such webhook, or it is a robot's, whose secret its messenger gives.
    pub async fn webhook_rotate(&self, id: &WebhookId) -> Result<String, HookFailure> {
        if self.webhook(id).await?.format != WebhookFormat::Standard {
            return Err(HookFailure::Unfit(vec![Misfit::RobotRotates]));
        }
        let secret = signing_secret()?;
        self.store().webhook_rotate(id, &KeptSecret::new(&secret), rotated(now())).await?;
        Ok(secret)
    }

    /// Sends a test at once and says what became of it.
    ///
    /// # Errors
    /// There is no such webhook.
    pub async fn webhook_test(&self, id: &WebhookId) -> Result<Posted, HookFailure> {
        let webhook = self.webhook(id).await?;
        let parcel = Parcel::test(webhook.format, &random_id("test")?, now())?;
        let posted = Poster::new(self.bounds())?.post(&webhook, &parcel).await;
        self.store().webhook_tested(id, &posted.attempt, posted.verdict == Verdict::Taken).await?;
        Ok(posted)
    }

    /// A webhook.
    ///
    /// # Errors
    /// There is none with this id.
    pub async fn webhook(&self, id: &WebhookId) -> Result<Webhook, HookFailure> {
        self.store().webhook_get(id).await?.ok_or_else(|| HookFailure::Unknown(id.to_string()))
    }

    /// Sets up an inbox that acts for a bureau under an integration's name. Its secret is in the answer.
    ///
    /// # Errors
    /// The name is invalid.
    pub async fn inbox_add(
        &self,
        by: Actor,
        bureau: BureauCode,
        name: &str,
    ) -> Result<Made<InboxId>, HookFailure> {
        let name = typed::name(name).map_err(|misfit| HookFailure::Unfit(vec![misfit]))?;
        self.0.know_bureau(&bureau).await?;
        let (id, secret) = (InboxId::new(random_id("inbox")?), signing_secret()?);
        let secrets = Secrets { current: KeptSecret::new(&secret), previous: None };
        let inbox = Inbox { id, bureau, name, secrets, active: true, by, made: now() };
        self.store().inbox_insert(&inbox).await?;
        Ok(Made { id: inbox.id, secret: Some(secret) })
    }

    /// Opens or closes an inbox.
    ///
    /// # Errors
    /// There is no such inbox.
    pub async fn inbox_switch(&self, id: &InboxId, active: bool) -> Result<(), HookFailure> {
        self.inbox(id).await?;
        self.store().inbox_switch(id, active).await?;
        Ok(())
    }

    /// Gives an inbox a new secret. For a day it believes both.
    ///
    /// # Errors
    /// There is no such inbox.
    pub async fn inbox_rotate(&self, id: &InboxId) -> Result<String, HookFailure> {
        self.inbox(id).await?;
        let secret = signing_secret()?;
        self.store().inbox_rotate(id, &KeptSecret::new(&secret), rotated(now())).await?;
        Ok(secret)
    }

    /// An inbox.
    ///
    /// # Errors
    /// There is none with this id.
    pub async fn inbox(&self, id: &InboxId) -> Result<Inbox, HookFailure> {
        self.store().inbox_get(id).await?.ok_or_else(|| HookFailure::Unknown(id.to_string()))
    }

    /// The calendar at a secret address, which is all that whoever reads it shows; `None`: it leads nowhere.
    pub async fn calendar_read(&self, secret: &str) -> Result<Option<String>, HookFailure> {
        let Some(code) = self.store().calendar_bureau(&sha256_hex(secret)).await? else { return Ok(None) };
        let Some(bureau) = self.store().bureau_get(&code).await? else { return Ok(None) };
        Ok(Some(calendar(&bureau, &self.store().calendar_rows(&code).await?)))
    }

    /// Gives a bureau's calendar a new secret address; the one before leads nowhere now.
    pub async fn calendar_renew(&self, by: &Actor, bureau: &BureauCode) -> Result<String, HookFailure> {
        self.0.know_bureau(bureau).await?;
        let secret = URL_SAFE_NO_PAD.encode(random::<32>()?);
        self.store().calendar_address_put(bureau, &sha256_hex(&secret), by, now()).await?;
        Ok(secret)
    }
}

/// A SHA-256 in hexadecimal. It is all that is kept of a calendar's secret: that has 256 random bits, so a
/// plain hash cannot be turned round.
pub fn sha256_hex(content: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(content))
}

fn rotated(now: WallTime) -> WallTime {
    now.plus(Duration::hours(ROTATION_HOURS))
}

fn signing_secret() -> Result<String, HookFailure> {
    let secret = SigningSecret::from_key(&random::<32>()?);
    Ok(secret.map_err(|error| HookFailure::Unavailable(error.into()))?.expose())
}

fn random_id(prefix: &str) -> Result<String, HookFailure> {
    Ok(format!("{prefix}-{}", hex(&random::<8>()?)))
}

fn random<const N: usize>() -> Result<[u8; N], HookFailure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| HookFailure::Unavailable(anyhow::anyhow!("{error}")))?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn now() -> WallTime {
    WallTime::new(Utc::now())
}

#[cfg(test)]
mod tests;
