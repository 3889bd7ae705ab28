//! The mail's effect: everything that waits for a bureau, as one digest, at least once. The documents among
//! it go along as files.

use crate::{
    filing::{FilingError, FilingRoom},
    mail::{MailError, MailFile, Mailer},
    points::{Point, Points},
};
use duban_domain::WallTime;
use duban_store::{Digest, Store};
use duban_workflows::{
    effects::mail,
    messages::{Deliver, Delivered},
};
use std::{collections::BTreeSet, sync::Arc};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

/// What delivery needs.
pub struct Postman {
    store: Store,
    mailer: Mailer,
    filing: FilingRoom,
    /// How many documents go along with one mail; more are named in it and fetched by their numbers.
    most_files: usize,
    points: Points,
}

impl Postman {
    /// Delivery from this store through this mailer, with at most so many files a mail.
    pub fn new(store: Store, mailer: Mailer, filing: FilingRoom, most_files: usize, points: Points) -> Self {
        Self { store, mailer, filing, most_files, points }
    }
}

#[activities]
impl Postman {
    /// See [`mail::Mail::deliver`]. The digest is put together and kept before it is sent: a crash
    /// between sending and marking sends the identical mail, with the same Message-ID, once more.
    #[activity(definition = mail::DeliverActivity)]
    pub async fn deliver(
        self: Arc<Self>,
        _ctx: ActivityContext,
        request: Deliver,
    ) -> Result<Delivered, ActivityError> {
        let Deliver { bureau, urgent } = request;
        let mut mails = 0;
        while let Some(digest) = self.store.digest_next(&bureau, now(), urgent).await? {
            let effect = || digest.message_id.clone();
            self.points.pass(Point::BeforeSend, effect)?;
            if let Err(error) = self.send(&digest).await {
                tracing::warn!(%bureau, %error, "the mail was not sent and will be tried again");
                self.store.digest_failed(digest.id, now(), &whole(&error)).await?;
                return Err(error.into());
            }
            self.points.pass(Point::Sent, effect)?;
            self.store.digest_sent(digest.id, now()).await?;
            let campaigns: BTreeSet<_> = digest.entries.iter().map(|entry| entry.campaign.as_str()).collect();
            tracing::info!(?campaigns, %bureau, notices = digest.entries.len(), message_id = %digest.message_id, "mail sent");
            mails += 1;
        }
        let waiting = self.store.outbox_next(&bureau, urgent).await?;
        Ok(Delivered { mails, waiting })
    }
}

impl Postman {
    async fn send(&self, digest: &Digest) -> Result<(), SendError> {
        let files = self.files(digest).await?;
        Ok(self.mailer.send(digest, &files).await?)
    }

    /// The digest's documents as files, in the order they stand in it.
    async fn files(&self, digest: &Digest) -> Result<Vec<MailFile>, FilingError> {
        let mut files = Vec::new();
        for entry in digest.entries.iter().filter(|entry| entry.document.is_some()).take(self.most_files) {
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

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error(transparent)]
    Filing(#[from] FilingError),
    #[error(transparent)]
    Mail(#[from] MailError),
}

/// An error with all its causes, for the operator who looks at the outbox.
fn whole(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn now() -> WallTime {
    WallTime::new(chrono::Utc::now())
}
