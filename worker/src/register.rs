//! Registering findings, by ones or by the ten thousand. An import that was cut off goes on where it
//! stopped when it is started again.

use anyhow::{Context, Result};
use duban_activities::starts::Starter;
use duban_domain::{
    Actor, Finding, FindingId, Party, PlanTime,
    finding::{FindingTerms, Registration},
};
use duban_store::Store;
use futures::{StreamExt, TryStreamExt, stream};
use std::sync::Arc;
use temporalio_client::Client;

/// Registers findings of one campaign.
#[derive(Clone)]
pub struct Register {
    pub client: Client,
    pub store: Store,
    pub starter: Starter,
    pub terms: Arc<FindingTerms>,
    /// Who registers, and when.
    pub by: Actor,
    pub at: PlanTime,
}

/// A finding to be registered.
#[derive(Clone, Debug)]
pub struct Entry {
    pub party: Party,
    pub registration: Registration,
}

/// What an import came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Findings that were started.
    pub new: usize,
    /// Findings that were there already.
    pub known: usize,
}

impl Register {
    /// Registers findings, at most `concurrency` starts in flight; `progress` is told of each.
    ///
    /// # Errors
    /// The engine's and the store's; what was started until then stays.
    pub async fn import(
        &self,
        entries: Vec<Entry>,
        concurrency: usize,
        progress: impl Fn(),
    ) -> Result<Imported> {
        let ids: Vec<FindingId> = entries.iter().map(|entry| entry.registration.id.clone()).collect();
        // The engine forgets ended workflows after a while; the store does not.
        let known = self.store.findings_known(&self.terms.matter.campaign, &ids).await?;
        let progress = &progress;
        let starts = entries.into_iter().map(|entry| {
            let is_known = known.contains(&entry.registration.id);
            async move {
                let is_new = !is_known && self.start(entry).await?;
                progress();
                anyhow::Ok(is_new)
            }
        });
        let count = |mut sum: Imported, is_new| async move {
            if is_new {
                sum.new += 1
            } else {
                sum.known += 1
            }
            Ok(sum)
        };
        stream::iter(starts).buffer_unordered(concurrency.max(1)).try_fold(Imported::default(), count).await
    }

    async fn start(&self, Entry { party, registration }: Entry) -> Result<bool> {
        let id = registration.id.clone();
        let finding = Finding::new(self.terms.clone(), party, registration, self.by.clone(), self.at);
        self.starter.finding(&self.client, finding).await.with_context(|| format!("starting finding {id}"))
    }
}
