//! The ledger's effect: one transaction, then a knock at every postbox it left mail for.

use crate::points::{Point, Points};
use duban_domain::record::{Knock, Record, Recorded};
use duban_store::Store;
use duban_workflows::{effects::ledger, ids, messages::PostboxInput, postbox::Postbox};
use std::{sync::Arc, time::Duration};
use temporalio_client::{Client, WorkflowStartOptions, errors::WorkflowStartError};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

/// What the ledger needs.
pub struct LedgerKeeper {
    store: Store,
    knocker: Knocker,
    points: Points,
}

impl LedgerKeeper {
    /// A ledger on this store.
    pub fn new(store: Store, knocker: Knocker, points: Points) -> Self {
        Self { store, knocker, points }
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
        tracing::debug!(campaign = %record.campaign, bureau = %record.bureau, sequence = record.sequence, effects = record.effects.len(), "recording");
        let effect = || format!("{}/{}", record.workflow, record.sequence);
        self.points.pass(Point::BeforeRecord, effect)?;
        let recorded = self.store.record(&record).await.inspect_err(|error| {
            tracing::warn!(campaign = %record.campaign, bureau = %record.bureau, %error, "the record was not written and will be tried again");
        })?;
        self.points.pass(Point::Recorded, effect)?;
        self.knocker.knock(&ctx.client(), &recorded.knocks).await?;
        self.points.pass(Point::Knocked, effect)?;
        Ok(recorded)
    }
}

/// Knocks at postboxes.
#[derive(Clone, Debug)]
pub struct Knocker {
    task_queue: String,
    gather: Duration,
    task_timeout: Option<Duration>,
}

impl Knocker {
    /// Postboxes run on this task queue and gather for so long before they send.
    pub fn new(task_queue: impl Into<String>, gather: Duration, task_timeout: Option<Duration>) -> Self {
        Self { task_queue: task_queue.into(), gather, task_timeout }
    }

    /// Tells each bureau's postbox that something waits, starting it if it is not there.
    ///
    /// # Errors
    /// The engine could not be reached.
    pub async fn knock(&self, client: &Client, knocks: &[Knock]) -> Result<(), WorkflowStartError> {
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
