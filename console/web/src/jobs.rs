//! Imports on their way: each goes on by itself, and its page tells how far it is.

use crate::{WebError, random};
use duban_domain::{CampaignId, finding::Registration};
use duban_service::{CampaignContext, Imported, ServiceError, Visible};
use moka::future::Cache;
use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::Notify;

/// An import is told of for so long after it began.
const KEPT_FOR: Duration = Duration::from_secs(24 * 3600);
const MOST: u64 = 1_000;

/// An import.
pub struct Job {
    /// Whose.
    pub account: String,
    /// In which campaign.
    pub campaign: CampaignId,
    /// How many findings it registers.
    pub total: usize,
    /// How many of the sheet's rows were left out.
    pub bad_rows: usize,
    done: AtomicUsize,
    outcome: OnceLock<Result<Imported, ServiceError>>,
    ended: Notify,
}

impl Job {
    /// How many are done.
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed).min(self.total)
    }

    /// What it came to, once it has ended.
    pub fn outcome(&self) -> Option<&Result<Imported, ServiceError>> {
        self.outcome.get()
    }

    /// Waits until it has ended, or for so long.
    pub async fn wait(&self, long: Duration) {
        let ended = self.ended.notified();
        if self.outcome.get().is_none() {
            // Running out of time is an answer too: its page tells how far it is.
            let _in_time = tokio::time::timeout(long, ended).await;
        }
    }
}

/// All imports of this process.
#[derive(Clone)]
pub struct Jobs(Cache<String, Arc<Job>>);

impl Default for Jobs {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST).time_to_live(KEPT_FOR).build())
    }
}

impl Jobs {
    /// An account's import.
    pub async fn find(&self, id: &str, account: &str) -> Option<Arc<Job>> {
        self.0.get(id).await.filter(|job| job.account == account)
    }

    /// Starts an import; its name, and itself.
    ///
    /// # Errors
    /// There is no randomness.
    pub async fn start(
        &self,
        context: Visible<CampaignContext>,
        findings: Vec<Registration>,
        bad_rows: usize,
    ) -> Result<(String, Arc<Job>), WebError> {
        let id = random::token()?;
        let job = Arc::new(Job {
            account: context.viewer().account.clone(),
            campaign: context.id().clone(),
            total: findings.len(),
            bad_rows,
            done: AtomicUsize::new(0),
            outcome: OnceLock::new(),
            ended: Notify::new(),
        });
        self.0.insert(id.clone(), job.clone()).await;
        let running = job.clone();
        tokio::spawn(async move {
            let progress = || {
                running.done.fetch_add(1, Ordering::Relaxed);
            };
            let outcome = context.register(findings, progress).await;
            if let Err(failure) = &outcome {
                tracing::warn!("an import into {} stopped: {failure}", running.campaign);
            }
            // Nobody else sets it.
            let _first = running.outcome.set(outcome);
            running.ended.notify_waiters();
        });
        Ok((id, job))
    }
}
