//! Waking postboxes.

use crate::{
    engine::{EngineClient, EngineError, Start},
    run_options::RunOptions,
};
use duban_domain::record::PostboxWakeUp;
use duban_workflows::{ids, messages::PostboxInput, postbox::Postbox};
use std::time::Duration;

/// Wakes postboxes.
#[derive(Clone, Debug)]
pub struct PostboxWaker(RunOptions);

impl PostboxWaker {
    /// Postboxes run like this.
    pub fn new(run: RunOptions) -> Self {
        Self(run)
    }

    /// Tells each bureau's postbox that something waits, starting it if it is not there.
    ///
    /// # Errors
    /// The engine could not be reached.
    pub async fn wake_up(
        &self,
        engine: &EngineClient,
        wake_ups: &[PostboxWakeUp],
    ) -> Result<(), EngineError> {
        let woken = wake_ups.iter().map(|wake_up| {
            // An urgent matter waits for nothing, not even for others to gather.
            let (id, gather) = match wake_up.urgent {
                true => (ids::urgent_postbox(&wake_up.bureau), Duration::ZERO),
                false => (ids::postbox(&wake_up.bureau), self.0.gather),
            };
            let input = PostboxInput {
                bureau: wake_up.bureau.clone(),
                gather_ms: u64::try_from(gather.as_millis()).unwrap_or(u64::MAX),
                waiting: None,
                urgent: wake_up.urgent,
            };
            let start = Start::new(id, &self.0.task_queue);
            let start = Start { task_timeout: self.0.task_timeout(), ..start };
            engine.wake_up((Postbox::run, input), (Postbox::wake_up, wake_up.from), start)
        });
        futures::future::try_join_all(woken).await.map(drop)
    }
}
