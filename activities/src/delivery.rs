//! The mail's effect: everything that waits for a bureau, as one digest, at least once. The documents among
//! it go along as files.

use crate::{
    filing::{FilingError, FilingRoom},
    mail::{MailError, MailFile, Mailer, Scope},
    points::{Point, Points},
};
use duban_domain::WallTime;
use duban_store::{Digest, MailStatus, Store, StoreError};
use duban_workflows::{
    effects::mail,
    messages::{Deliver, Delivered},
    postbox::ONE_ROUND,
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};
use tokio::time::Instant;

/// How often a round of deliveries says that it is at work.
const BEATS_EVERY: Duration = Duration::from_secs(5);

/// A mail that was put off is tried at least this often.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// What delivery needs.
pub struct Postman {
    store: Store,
    mailer: Mailer,
    filing: FilingRoom,
    options: PostmanOptions,
    points: Points,
}

/// How mail is delivered.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct PostmanOptions {
    /// How many documents go along with one mail; more are named in it and fetched by their numbers.
    pub most_files: usize,
    /// After what time a mail that a server put off is tried again; twice as long each time, up to an hour.
    pub retry: Duration,
}

impl Postman {
    /// Delivery from this store through this mailer.
    pub fn new(
        store: Store,
        mailer: Mailer,
        filing: FilingRoom,
        options: PostmanOptions,
        points: Points,
    ) -> Self {
        Self { store, mailer, filing, options, points }
    }
}

#[activities]
impl Postman {
    /// See [`mail::Mail::deliver`]. The digest is put together and kept before it is sent: a crash
    /// between sending and marking sends the identical mail, with the same Message-ID, once more.
    #[activity(definition = mail::DeliverActivity)]
    pub async fn deliver(
        self: Arc<Self>,
        ctx: ActivityContext,
        request: Deliver,
    ) -> Result<Delivered, ActivityError> {
        let mut round = std::pin::pin!(self.round(&request));
        let mut beats = tokio::time::interval(BEATS_EVERY);
        loop {
            tokio::select! {
                delivered = &mut round => return Ok(delivered?),
                // A server may think for ten minutes; a worker that is gone is missed at once.
                _ = beats.tick() => ctx.record_heartbeat(()).await?,
            }
        }
    }
}

impl Postman {
    /// Everything that may go to a bureau by now, mail by mail. A mail that is put off or refused holds up
    /// no other; a server that fails holds up all.
    ///
    /// # Errors
    /// The mail server failed, or the store.
    pub async fn round(&self, request: &Deliver) -> Result<Delivered, RoundError> {
        let Deliver { bureau, urgent } = request;
        let (mut mails, begun) = (0, Instant::now());
        while let Some(digest) = self.store.digest_next(bureau, now(), *urgent).await? {
            mails += u32::from(self.one(&digest).await?);
            // The next round sends the rest: this one must end while the engine believes in it.
            if begun.elapsed() > ONE_ROUND {
                break;
            }
        }
        let waiting = self.store.outbox_next(bureau, *urgent).await?;
        Ok(Delivered { mails, waiting })
    }

    /// Sends one mail; whether the office has it.
    async fn one(&self, digest: &Digest) -> Result<bool, RoundError> {
        let (bureau, message_id) = (&digest.bureau.code, &digest.message_id);
        let effect = || digest.message_id.clone();
        self.points.pass(Point::BeforeSend, effect)?;
        let sent = self.send(digest).await;
        let at = now();
        let handed = match sent {
            Ok(handed) => handed,
            Err(error) => {
                self.not_sent(digest, at, &error).await?;
                return match error.scope() {
                    Scope::Server => Err(error.into()),
                    Scope::Mail | Scope::ForGood => Ok(false),
                };
            }
        };
        self.points.pass(Point::Sent, effect)?;
        for one in handed.iter().filter(|one| one.fate.words().is_some()) {
            tracing::warn!(%bureau, %message_id, role = one.role.as_str(), address = one.address, fate = ?one.fate, "the mail server did not take the mail for this address");
        }
        let standing =
            self.store.digest_handed(digest.id, at, &handed, self.again(digest, at).await?).await?;
        if standing == MailStatus::Sent {
            let campaigns: BTreeSet<_> = digest.entries.iter().map(|entry| entry.campaign.as_str()).collect();
            tracing::info!(?campaigns, %bureau, notices = digest.entries.len(), %message_id, "mail sent");
        }
        Ok(standing == MailStatus::Sent)
    }

    async fn not_sent(&self, digest: &Digest, at: WallTime, error: &SendError) -> Result<(), StoreError> {
        let (bureau, id, why) = (&digest.bureau.code, digest.id, whole(error));
        match error.scope() {
            Scope::ForGood => {
                tracing::warn!(%bureau, %error, "the mail can never go as it is and was set aside");
                self.store.digest_set_aside(id, at, &why).await
            }
            Scope::Mail => {
                tracing::warn!(%bureau, %error, "the mail was not sent and will be tried again; others go on");
                self.store.digest_failed(id, at, &why, Some(self.again(digest, at).await?)).await
            }
            Scope::Server => {
                tracing::warn!(%bureau, %error, "the mail was not sent and will be tried again");
                self.store.digest_failed(id, at, &why, None).await
            }
        }
    }

    /// When a mail that did not go at `at` is tried again.
    async fn again(&self, digest: &Digest, at: WallTime) -> Result<WallTime, StoreError> {
        let attempts = self.store.mail_get(digest.id).await?.map_or(0, |mail| mail.attempts);
        Ok(at.plus(pause(self.options.retry, attempts)))
    }

    async fn send(&self, digest: &Digest) -> Result<Vec<duban_store::Handed>, SendError> {
        let files = self.files(digest).await?;
        Ok(self.mailer.send(digest, &files).await?)
    }

    /// The digest's documents as files, in the order they stand in it.
    async fn files(&self, digest: &Digest) -> Result<Vec<MailFile>, FilingError> {
        let mut files = Vec::new();
        let documents = digest.entries.iter().filter(|entry| entry.document.is_some());
        for entry in documents.take(self.options.most_files) {
            // The digest tells what was recorded; whether its file was made already, the store knows.
            let row = self.store.document_get(&entry.source, entry.notice.ordinal).await?;
            if let Some(row) = row {
                let file = self.filing.file(&row).await?;
                files.push(MailFile { name: file.name, content: file.content });
            }
        }
        Ok(files)
    }
}

/// How long a mail that was tried so often before waits.
fn pause(retry: Duration, attempts: u32) -> chrono::Duration {
    let longest = LONGEST_PAUSE.max(retry);
    let pause = retry.saturating_mul(1 << attempts.min(16)).min(longest);
    chrono::Duration::from_std(pause).unwrap_or(chrono::Duration::hours(1))
}

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// A document among it could not be made or found.
    #[error(transparent)]
    Filing(#[from] FilingError),
    /// The mail itself, or the server.
    #[error(transparent)]
    Mail(#[from] MailError),
}

impl SendError {
    const fn scope(&self) -> Scope {
        match self {
            SendError::Filing(_) => Scope::Mail,
            SendError::Mail(error) => error.scope(),
        }
    }
}

/// Why a round of deliveries broke off.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// The mail server failed.
    #[error(transparent)]
    Send(#[from] SendError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A test broke it off.
    #[error(transparent)]
    Point(#[from] crate::points::Stopped),
}

/// An error with all its causes, for the operator who looks at the outbox.
fn whole(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn now() -> WallTime {
    WallTime::new(chrono::Utc::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour() {
        let minute = Duration::from_secs(60);
        let pauses = [0, 1, 2, 5, 6, 7, 1000].map(|attempts| pause(minute, attempts).num_minutes());
        assert_eq!(pauses, [1, 2, 4, 32, 60, 60, 60]);
        assert_eq!(pause(minute * 90, 3).num_minutes(), 90);
    }

    #[test]
    fn a_round_ends_while_the_engine_believes_in_it() {
        // The longest mail: every command, block and dot at its limit, with the longest setting.
        let command = Duration::from_secs(600);
        let commands = 10 * command + crate::mail::LONGEST_CONTENT;
        let longest = ONE_ROUND + commands + crate::mail::Patience::with_command(command).dot;
        assert!(longest < duban_workflows::postbox::ONE_DELIVERY);
        assert!(BEATS_EVERY * 3 < duban_workflows::postbox::SILENCE);
    }
}
