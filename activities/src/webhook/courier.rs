//! Carrying what lies after a webhook's cursor.

use super::{Parcel, Posted, Poster, Verdict};
use crate::points::{Point, Points};
use duban_domain::webhook::event::OutboundLine;
use duban_store::{Feed, Store, Webhook};
use duban_workflows::{
    effects::webhook,
    messages::{Carried, Carry},
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use temporalio_common::error::ApplicationFailure;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

/// After so long a look posts nothing more. With the longest request it stays below what the engine gives a
/// look, so that no two are ever at one webhook.
const LONG_ENOUGH: Duration = Duration::from_secs(60);
/// While it looks, the engine hears of it this often; a worker that was killed is missed soon.
const BEATS_EVERY: Duration = Duration::from_secs(5);
/// Said of a webhook that its receiver ended.
const GONE: &str = "接收方答复 410，不再接收";

/// What carrying needs.
pub struct Courier {
    store: Store,
    poster: Poster,
    points: Points,
}

impl Courier {
    /// Carries from this store through this poster.
    pub fn new(store: Store, poster: Poster, points: Points) -> Self {
        Self { store, poster, points }
    }
}

/// A receiver did not take something.
#[derive(Debug, thiserror::Error)]
#[error("{told} (HTTP {status})")]
struct Refused {
    told: String,
    status: String,
}

/// How a look goes on.
enum Next {
    /// With the webhook as it stands now.
    With(Box<Webhook>),
    /// Not: it was switched off, or somebody else is at it.
    Stop,
}

#[activities]
impl Courier {
    /// See [`webhook::Webhooks::deliver`]. A crash between a receiver's answer and the cursor's move posts
    /// the same event, with the same id, once more.
    #[activity(definition = webhook::DeliverActivity)]
    pub async fn deliver(
        self: Arc<Self>,
        ctx: ActivityContext,
        request: Carry,
    ) -> Result<Carried, ActivityError> {
        let work = self.look(request);
        tokio::pin!(work);
        let mut beats = tokio::time::interval(BEATS_EVERY);
        loop {
            tokio::select! {
                looked = &mut work => return looked,
                _ = beats.tick() => ctx.record_heartbeat(()).await?,
            }
        }
    }
}

impl Courier {
    /// One look: what lies after the cursor, for as long as a look may last.
    async fn look(&self, request: Carry) -> Result<Carried, ActivityError> {
        let until = Instant::now() + LONG_ENOUGH;
        let mut carried = Carried { events: 0, more: false };
        let Some(mut webhook) = self.store.webhook_look(&request.webhook).await? else { return Ok(carried) };
        while webhook.active {
            let feed = self.store.webhook_feed(&webhook).await?;
            let is_last = !feed.more;
            let next = if webhook.format.is_messenger() {
                self.carry_message(webhook, feed, &mut carried).await?
            } else {
                self.carry_events(webhook, feed, until, &mut carried).await?
            };
            match next {
                Next::With(_) if carried.more || is_last => break,
                Next::With(after) => webhook = *after,
                Next::Stop => break,
            }
        }
        Ok(carried)
    }

    /// Event by event, each a request.
    async fn carry_events(
        &self,
        mut webhook: Webhook,
        feed: Feed,
        until: Instant,
        carried: &mut Carried,
    ) -> Result<Next, ActivityError> {
        for (place, line) in feed.events {
            if Instant::now() >= until {
                carried.more = true;
                return Ok(Next::With(Box::new(webhook)));
            }
            let parcel = Parcel::event(&line.event())?;
            match self.hand_over(&webhook, &parcel, place, carried).await? {
                Next::With(after) if after.active => webhook = *after,
                _ => return Ok(Next::Stop),
            }
        }
        self.skip(webhook, feed.read_to, carried).await
    }

    /// One message; the next one waits its turn, for a robot takes few a minute.
    async fn carry_message(
        &self,
        webhook: Webhook,
        feed: Feed,
        carried: &mut Carried,
    ) -> Result<Next, ActivityError> {
        let (places, lines): (Vec<i64>, Vec<OutboundLine>) = feed.events.into_iter().unzip();
        let Some((parcel, taken)) = Parcel::message(webhook.format, &lines)? else {
            return self.skip(webhook, feed.read_to, carried).await;
        };
        // What lies between the last event and the end of the page is for nobody here.
        let is_all = taken == places.len();
        let place = if is_all { feed.read_to } else { places[taken - 1] };
        let next = self.hand_over(&webhook, &parcel, place, carried).await?;
        carried.more |= matches!(next, Next::With(_)) && (!is_all || feed.more);
        Ok(next)
    }

    /// Posts a parcel and moves the cursor behind it.
    async fn hand_over(
        &self,
        webhook: &Webhook,
        parcel: &Parcel,
        place: i64,
        carried: &mut Carried,
    ) -> Result<Next, ActivityError> {
        let effect = || parcel.id.clone();
        self.points.pass(Point::BeforePost, effect)?;
        let Posted { attempt, verdict } = self.poster.post(webhook, parcel).await;
        self.points.pass(Point::Posted, effect)?;
        match verdict {
            Verdict::Taken => {
                let after =
                    self.store.webhook_delivered(&webhook.id, (webhook.cursor, place), &attempt).await?;
                tracing::debug!(webhook = %webhook.id, event = %parcel.name, events = parcel.events, "delivered");
                carried.events += parcel.events;
                // Somebody else has moved the cursor: whatever is left, the next look sees.
                carried.more |= after.is_none();
                Ok(after.map_or(Next::Stop, |after| Next::With(Box::new(after))))
            }
            Verdict::Gone => {
                self.store.webhook_failed(&webhook.id, &attempt).await?;
                self.store.webhook_switch(&webhook.id, false, Some(GONE)).await?;
                tracing::warn!(webhook = %webhook.id, "its receiver wants nothing more (410); it is switched off");
                Ok(Next::Stop)
            }
            Verdict::Refused { wait } => {
                self.store.webhook_failed(&webhook.id, &attempt).await?;
                let status = attempt.status.map_or("none".to_owned(), |status| status.to_string());
                let refused = Refused { told: attempt.told, status };
                tracing::warn!(webhook = %webhook.id, error = %refused, "not delivered; it will be tried again");
                let failure = ApplicationFailure::builder(refused).maybe_next_retry_delay(wait).build();
                Err(ActivityError::application(failure))
            }
        }
    }

    /// Moves the cursor over what is for others.
    async fn skip(&self, webhook: Webhook, to: i64, carried: &mut Carried) -> Result<Next, ActivityError> {
        let from = webhook.cursor;
        if from < to && !self.store.webhook_skip(&webhook.id, (from, to)).await? {
            carried.more = true;
            return Ok(Next::Stop);
        }
        Ok(Next::With(Box::new(Webhook { cursor: to.max(from), ..webhook })))
    }
}
