//! The campaigns, which nearly every question asks for: their plans are read from the store once a moment and
//! not once a question. So are their figures of findings, and how they went, at a place in the ledger.

use crate::ServiceError;
use anyhow::anyhow;
use duban_domain::{CampaignId, trend::TrendLine};
use duban_store::{Campaign, FindingStatistics, Store, StoreError};
use moka::future::Cache;
use std::{sync::Arc, time::Duration};

/// How old the list may be.
const OLDEST: Duration = Duration::from_millis(300);
/// Of so many campaigns and places the figures are kept.
const MOST_FIGURES: u64 = 64;
/// Of so many campaigns and places it is kept how they went.
const MOST_TRENDS: u64 = 16;

/// The campaigns of a store, in the order of its list, at most a moment old.
pub(crate) struct Campaigns {
    store: Store,
    kept: Cache<(), Arc<Vec<Campaign>>>,
}

impl Campaigns {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, kept: Cache::builder().max_capacity(1).time_to_live(OLDEST).build() }
    }

    /// All of them.
    pub(crate) async fn list(&self) -> Result<Arc<Vec<Campaign>>, ServiceError> {
        let read = async { self.store.campaign_list().await.map(Arc::new) };
        let kept = self.kept.try_get_with((), read).await;
        kept.map_err(|error: Arc<StoreError>| ServiceError::Unavailable(anyhow!("{error:#}")))
    }

    /// What was just launched or called off is seen at once by whoever did it.
    pub(crate) async fn forget(&self) {
        self.kept.invalidate(&()).await;
    }

    /// One of them; one that was launched this moment too.
    pub(crate) async fn get(&self, id: &CampaignId) -> Result<Option<Campaign>, ServiceError> {
        if let Some(known) = self.list().await?.iter().find(|kept| kept.plan.id == *id) {
            return Ok(Some(known.clone()));
        }
        Ok(self.store.campaign_get(id).await?)
    }
}

/// Campaigns' figures of findings at places in the ledger: read once for all filters.
pub(crate) struct FindingFigures(Cache<(CampaignId, i64), Arc<Vec<FindingStatistics>>>);

impl Default for FindingFigures {
    fn default() -> Self {
        Self(Cache::new(MOST_FIGURES))
    }
}

impl FindingFigures {
    /// Those of a campaign at a place.
    pub(crate) async fn at(
        &self,
        store: &Store,
        campaign: &CampaignId,
        position: i64,
    ) -> Result<Arc<Vec<FindingStatistics>>, ServiceError> {
        let read = async { store.finding_statistics(campaign).await.map(Arc::new) };
        let kept = self.0.try_get_with((campaign.clone(), position), read).await;
        kept.map_err(|error: Arc<StoreError>| ServiceError::Unavailable(anyhow!("{error:#}")))
    }
}

/// How campaigns went up to places in the ledger: read once for all who look.
pub(crate) struct TrendLines(Cache<(CampaignId, i64), Arc<Vec<TrendLine>>>);

impl Default for TrendLines {
    fn default() -> Self {
        Self(Cache::new(MOST_TRENDS))
    }
}

impl TrendLines {
    /// Those of a campaign, as the ledger has them now.
    pub(crate) async fn now(
        &self,
        store: &Store,
        campaign: &CampaignId,
    ) -> Result<Arc<Vec<TrendLine>>, ServiceError> {
        let position = store.ledger_position().await?;
        let read = async { store.trend_lines(campaign).await.map(Arc::new) };
        let kept = self.0.try_get_with((campaign.clone(), position), read).await;
        kept.map_err(|error: Arc<StoreError>| ServiceError::Unavailable(anyhow!("{error:#}")))
    }
}
