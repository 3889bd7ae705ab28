//! The mail's effect: everything that waits for a bureau, as one digest, at least once.

use crate::{
    mail::Mailer,
    points::{Point, Points},
};
use duban_domain::WallTime;
use duban_store::Store;
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
    points: Points,
}

impl Postman {
    /// Delivery from this store through this mailer.
    pub fn new(store: Store, mailer: Mailer, points: Points) -> Self {
        Self { store, mailer, points }
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
        let mut mails = 0;
        while let Some(digest) = self.store.digest_next(&request.bureau, now()).await? {
            let effect = || digest.message_id.clone();
            self.points.pass(Point::BeforeSend, effect)?;
            if let Err(error) = self.mailer.send(&digest).await {
                tracing::warn!(bureau = %request.bureau, %error, "the mail was not sent and will be tried again");
                self.store.digest_failed(digest.id, now(), &whole(&error)).await?;
                return Err(error.into());
            }
            self.points.pass(Point::Sent, effect)?;
            self.store.digest_sent(digest.id, now()).await?;
            let campaigns: BTreeSet<_> = digest.entries.iter().map(|entry| entry.campaign.as_str()).collect();
            tracing::info!(?campaigns, bureau = %request.bureau, notices = digest.entries.len(), message_id = %digest.message_id, "mail sent");
            mails += 1;
        }
        let waiting = self.store.outbox_next(&request.bureau).await?;
        Ok(Delivered { mails, waiting })
    }
}

/// An error with all its causes, for the operator who looks at the outbox.
fn whole(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn now() -> WallTime {
    WallTime::new(chrono::Utc::now())
}
