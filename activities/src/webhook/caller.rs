//! Waking couriers.

use crate::{
    engine::{EngineClient, EngineError, Start},
    run_options::RunOptions,
};
use duban_store::{Store, StoreError, WebhookCall};
use duban_workflows::{Courier, ids, messages::CourierInput};
use std::time::Duration;

/// Wakes couriers.
#[derive(Clone, Debug)]
pub struct Caller(RunOptions);

/// Why a courier was not reached.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The engine's.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Caller {
    /// Couriers run like this. Those of messengers' robots wait before each message.
    pub fn new(run: RunOptions) -> Self {
        Self(run)
    }

    /// Tells each courier that something waits, starting it if it is not there.
    ///
    /// # Errors
    /// The engine or the store could not be reached.
    pub async fn call(
        &self,
        engine: &EngineClient,
        store: &Store,
        calls: &[WebhookCall],
    ) -> Result<(), CallError> {
        for call in calls {
            let pause = if call.format.is_messenger() { self.0.messenger_pause } else { Duration::ZERO };
            let input = CourierInput {
                webhook: call.webhook.clone(),
                gather_ms: u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
                waiting: false,
                continue_after: 0,
            };
            let start = Start::new(ids::courier(&call.webhook), &self.0.task_queue);
            let start = Start { task_timeout: self.0.task_timeout(), ..start };
            engine.wake_up((Courier::run, input), (Courier::wake_up, ()), start).await?;
            // After the wake-up: a machine that dies between them wakes it again.
            store.webhook_called(call).await?;
        }
        Ok(())
    }
}
