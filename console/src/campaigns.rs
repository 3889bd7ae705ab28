//! The campaigns, which nearly every page asks for: their plans are read from the store once a moment and
//! not once a page.

use crate::{WebError, live};
use duban_domain::CampaignId;
use duban_store::{Campaign, Store, StoreError};
use moka::future::Cache;
use std::sync::Arc;

/// The campaigns of a store, in the order of its list, at most a moment old.
pub(crate) struct Campaigns {
    store: Store,
    kept: Cache<(), Arc<Vec<Campaign>>>,
}

impl Campaigns {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, kept: Cache::builder().max_capacity(1).time_to_live(live::LOOKS_EVERY).build() }
    }

    /// All of them.
    pub(crate) async fn list(&self) -> Result<Arc<Vec<Campaign>>, WebError> {
        let read = async { self.store.campaign_list().await.map(Arc::new) };
        let kept = self.kept.try_get_with((), read).await;
        kept.map_err(|error: Arc<StoreError>| WebError::Unavailable(anyhow::anyhow!("{error:#}")))
    }

    /// One of them; one that was launched this moment too.
    pub(crate) async fn get(&self, id: &CampaignId) -> Result<Option<Campaign>, WebError> {
        if let Some(known) = self.list().await?.iter().find(|kept| kept.plan.id == *id) {
            return Ok(Some(known.clone()));
        }
        Ok(self.store.campaign_get(id).await?)
    }
}
