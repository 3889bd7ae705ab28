//! The ledger's effect: one transaction, then a listing for every record that opens one, then a wake-up for
//! every postbox it left mail for, and at last for the couriers of webhooks that want to know of it.

use crate::{
    engine::{EngineClient, EngineError},
    points::{Point, Points},
    postbox_waker::PostboxWaker,
    run_options::RunOptions,
    starts::Starter,
    webhook::Caller,
};
use duban_domain::{
    CampaignId, EventEnvelope, Listing,
    finding::{FindingCommand, FindingRecord},
    incident::{IncidentCommand, IncidentRecord},
    listing::{ListingCommand, ListingRecord, Revocation},
    record::{Record, Recorded},
    webhook::{EventKind, Outbound},
};
use duban_store::{Projection, Store};
use duban_workflows::{
    effects::ledger,
    ids,
    messages::{CountFindings, Received},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeSet, sync::Arc};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

/// What the ledger needs.
pub struct LedgerKeeper {
    store: Store,
    task_queue: String,
    waker: PostboxWaker,
    caller: Caller,
    points: Points,
}

impl LedgerKeeper {
    /// A ledger on this store; what it starts and wakes runs like this.
    pub fn new(store: Store, run: &RunOptions, points: Points) -> Self {
        let (waker, caller) = (PostboxWaker::new(run.clone()), Caller::new(run.clone()));
        Self { store, task_queue: run.task_queue.clone(), waker, caller, points }
    }
}

#[activities]
impl LedgerKeeper {
    /// See [`ledger::Ledger::record`]. A crash between the commit and the wake-ups is mended by the
    /// retry: the record answers the same again, and waking twice is harmless.
    #[activity(definition = ledger::RecordActivity)]
    pub async fn record(
        self: Arc<Self>,
        ctx: ActivityContext,
        record: Record,
    ) -> Result<Recorded, ActivityError> {
        self.keep(ctx.client().into(), record).await
    }

    /// See [`ledger::Ledger::record_finding`].
    #[activity(definition = ledger::RecordFindingActivity)]
    pub async fn record_finding(
        self: Arc<Self>,
        ctx: ActivityContext,
        record: FindingRecord,
    ) -> Result<Recorded<FindingCommand>, ActivityError> {
        self.keep(ctx.client().into(), record).await
    }

    /// See [`ledger::Ledger::record_listing`].
    #[activity(definition = ledger::RecordListingActivity)]
    pub async fn record_listing(
        self: Arc<Self>,
        ctx: ActivityContext,
        record: ListingRecord,
    ) -> Result<Recorded<ListingCommand>, ActivityError> {
        self.keep(ctx.client().into(), record).await
    }

    /// See [`ledger::Ledger::record_incident`].
    #[activity(definition = ledger::RecordIncidentActivity)]
    pub async fn record_incident(
        self: Arc<Self>,
        ctx: ActivityContext,
        record: IncidentRecord,
    ) -> Result<Recorded<IncidentCommand>, ActivityError> {
        self.keep(ctx.client().into(), record).await
    }

    /// See [`ledger::Ledger::count_findings`].
    #[activity(definition = ledger::CountActivity)]
    pub async fn count_findings(
        self: Arc<Self>,
        _ctx: ActivityContext,
        question: CountFindings,
    ) -> Result<u32, ActivityError> {
        let CountFindings { campaign, bureau, at } = question;
        Ok(self.store.findings_open(&campaign, &bureau, at).await?)
    }
}

impl LedgerKeeper {
    async fn keep<C, W, V>(
        &self,
        engine: EngineClient,
        record: Record<C, W, V>,
    ) -> Result<Recorded<C>, ActivityError>
    where
        C: Serialize + DeserializeOwned + PartialEq + Clone + Send + Sync,
        W: Outbound + Send + Sync,
        V: Projection<W> + Send + Sync,
    {
        tracing::debug!(campaign = %record.campaign, bureau = %record.bureau, sequence = record.sequence, effects = record.effects.len(), "recording");
        let effect = || format!("{}/{}", record.workflow, record.sequence);
        self.points.pass(Point::BeforeRecord, effect)?;
        let mut recorded = self.store.record(&record).await.inspect_err(|error| {
            tracing::warn!(campaign = %record.campaign, bureau = %record.bureau, %error, "the record was not written and will be tried again");
        })?;
        self.points.pass(Point::Recorded, effect)?;
        // The workflow need not keep what it told itself.
        let (opens, revokes) = (std::mem::take(&mut recorded.opens), std::mem::take(&mut recorded.revokes));
        let starter =
            Starter { task_queue: self.task_queue.clone(), timebase: record.timebase, pace: record.pace };
        for opening in opens {
            starter.listing(&engine, Listing::new(opening)).await?;
        }
        for revocation in revokes {
            revoke_listing(&engine, &record.campaign, &revocation).await?;
        }
        self.waker.wake_up(&engine, &recorded.knocks).await?;
        // What stands in the ledger instead of this record tells perhaps of other things.
        let kinds = match recorded.instead {
            None => kinds(&record.effects),
            Some(_) => EventKind::ALL.iter().copied().collect(),
        };
        if !kinds.is_empty() {
            let calls = self.store.webhook_calls(&record.bureau, &kinds).await?;
            self.caller.call(&engine, &self.store, &calls).await?;
        }
        self.points.pass(Point::Woken, effect)?;
        Ok(recorded)
    }
}

/// What kinds of events these are.
fn kinds<W: Outbound>(effects: &[EventEnvelope<W>]) -> BTreeSet<EventKind> {
    effects.iter().filter_map(|effect| effect.event.told()).map(|told| told.kind).collect()
}

/// Tells a listing that the docket's document that opened it does not stand. One that has ended meanwhile
/// stays as it is.
async fn revoke_listing(
    engine: &EngineClient,
    campaign: &CampaignId,
    revocation: &Revocation,
) -> Result<(), EngineError> {
    let received = Received { act: revocation.act(), at: revocation.at };
    match engine.revoke(&ids::listing(campaign, &revocation.listing), received).await {
        Err(EngineError::NotFound(_)) => Ok(()),
        told => told,
    }
}
