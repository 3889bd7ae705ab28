//! The ledger's effect: one transaction, then a listing for every record that opens one, then a knock at
//! every postbox it left mail for, and at last at the couriers of webhooks that want to know of it.

use crate::{
    points::{Point, Points},
    starts::Starter,
    webhook::Caller,
};
use duban_domain::{
    CampaignId, EventEnvelope, Listing,
    finding::{FindingCommand, FindingRecord},
    incident::{IncidentCommand, IncidentRecord},
    listing::{ListingCommand, ListingRecord, Revocation},
    record::{PostboxWakeUp, Record, Recorded},
    webhook::{EventKind, Outbound},
};
use duban_store::{Projection, Store};
use duban_workflows::{
    ListingWorkflow,
    effects::ledger,
    ids,
    messages::{CountFindings, PostboxInput, Received},
    postbox::Postbox,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use temporalio_client::{
    Client, WorkflowSignalOptions, WorkflowStartOptions,
    errors::{WorkflowInteractionError, WorkflowStartError},
};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

/// What the ledger needs.
pub struct LedgerKeeper {
    store: Store,
    knocker: PostboxWaker,
    caller: Caller,
    points: Points,
}

impl LedgerKeeper {
    /// A ledger on this store.
    pub fn new(store: Store, knocker: PostboxWaker, caller: Caller, points: Points) -> Self {
        Self { store, knocker, caller, points }
    }
}

#[activities]
impl LedgerKeeper {
    /// See [`ledger::Ledger::record`]. A crash between the commit and the knocks is mended by the
    /// retry: the record answers the same again, and knocking twice is harmless.
    #[activity(definition = ledger::RecordActivity)]
    pub async fn record(
        self: Arc<Self>,
        ctx: ActivityContext,
        record: Record,
    ) -> Result<Recorded, ActivityError> {
        self.keep(&ctx.client(), record).await
    }

    /// See [`ledger::Ledger::record_finding`].
    #[activity(definition = ledger::RecordFindingActivity)]
    pub async fn record_finding(
        self: Arc<Self>,
        ctx: ActivityContext,
        record: FindingRecord,
    ) -> Result<Recorded<FindingCommand>, ActivityError> {
        self.keep(&ctx.client(), record).await
    }

    /// See [`ledger::Ledger::record_listing`].
    #[activity(definition = ledger::RecordListingActivity)]
    pub async fn record_listing(
        self: Arc<Self>,
        ctx: ActivityContext,
        record: ListingRecord,
    ) -> Result<Recorded<ListingCommand>, ActivityError> {
        self.keep(&ctx.client(), record).await
    }

    /// See [`ledger::Ledger::record_incident`].
    #[activity(definition = ledger::RecordIncidentActivity)]
    pub async fn record_incident(
        self: Arc<Self>,
        ctx: ActivityContext,
        record: IncidentRecord,
    ) -> Result<Recorded<IncidentCommand>, ActivityError> {
        self.keep(&ctx.client(), record).await
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
        client: &Client,
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
        let starter = Starter {
            task_queue: self.knocker.task_queue.clone(),
            timebase: record.timebase,
            pace: record.pace,
        };
        for opening in opens {
            starter.listing(client, Listing::new(opening)).await?;
        }
        for revocation in revokes {
            revoke_listing(client, &record.campaign, &revocation).await?;
        }
        self.knocker.knock(client, &recorded.knocks).await?;
        // What stands in the ledger instead of this record tells perhaps of other things.
        let kinds = match recorded.instead {
            None => kinds(&record.effects),
            Some(_) => EventKind::ALL.iter().copied().collect(),
        };
        if !kinds.is_empty() {
            let calls = self.store.webhook_calls(&record.bureau, &kinds).await?;
            self.caller.call(client, &self.store, &calls).await?;
        }
        self.points.pass(Point::Knocked, effect)?;
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
    client: &Client,
    campaign: &CampaignId,
    revocation: &Revocation,
) -> Result<(), WorkflowInteractionError> {
    let handle = client.get_workflow_handle::<ListingWorkflow>(ids::listing(campaign, &revocation.listing));
    let received = Received { act: revocation.act(), at: revocation.at };
    match handle.signal(ListingWorkflow::revoke, received, WorkflowSignalOptions::default()).await {
        Err(WorkflowInteractionError::NotFound(_)) => Ok(()),
        told => told,
    }
}

/// Knocks at postboxes.
#[derive(Clone, Debug)]
pub struct PostboxWaker {
    task_queue: String,
    gather: Duration,
    task_timeout: Option<Duration>,
}

impl PostboxWaker {
    /// Postboxes run on this task queue and gather for so long before they send.
    pub fn new(task_queue: impl Into<String>, gather: Duration, task_timeout: Option<Duration>) -> Self {
        Self { task_queue: task_queue.into(), gather, task_timeout }
    }

    /// Tells each bureau's postbox that something waits, starting it if it is not there.
    ///
    /// # Errors
    /// The engine could not be reached.
    pub async fn knock(&self, client: &Client, knocks: &[PostboxWakeUp]) -> Result<(), WorkflowStartError> {
        let calls = knocks.iter().map(|knock| {
            // An urgent matter waits for nothing, not even for others to gather.
            let (id, gather) = match knock.urgent {
                true => (ids::urgent_postbox(&knock.bureau), Duration::ZERO),
                false => (ids::postbox(&knock.bureau), self.gather),
            };
            let mut options = WorkflowStartOptions::new(self.task_queue.clone(), id).build();
            options.task_timeout = self.task_timeout;
            let input = PostboxInput {
                bureau: knock.bureau.clone(),
                gather_ms: u64::try_from(gather.as_millis()).unwrap_or(u64::MAX),
                waiting: None,
                urgent: knock.urgent,
            };
            client.signal_with_start_workflow(Postbox::run, input, Postbox::knock, knock.from, options)
        });
        futures::future::try_join_all(calls).await.map(drop)
    }
}
