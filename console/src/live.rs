//! What changes while somebody looks: the ledger is watched once for all open pages, and each is told
//! what happened in its campaign.

use duban_domain::{BureauCode, CampaignId};
use duban_store::{Store, StoreError};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{broadcast, watch},
    task::JoinHandle,
};

/// The ledger is looked at this often; what this process itself does is seen at once.
const LOOKS_EVERY: Duration = Duration::from_millis(300);
/// Changes that a slow reader may lag behind before it is told to load the page anew.
const BACKLOG: usize = 64;

/// What changed in a campaign between two places in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// The later place.
    pub(crate) position: i64,
    /// In which bureaus' dockets or matters.
    pub(crate) bureaus: BTreeSet<BureauCode>,
}

/// The ledger, watched.
pub(crate) struct Live {
    store: Store,
    position: watch::Sender<i64>,
    looks: tokio::sync::Mutex<()>,
    campaigns: std::sync::Mutex<BTreeMap<CampaignId, broadcast::Sender<Arc<Change>>>>,
    closed: watch::Sender<bool>,
}

impl Live {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            position: watch::Sender::new(-1),
            looks: tokio::sync::Mutex::default(),
            campaigns: std::sync::Mutex::default(),
            closed: watch::Sender::new(false),
        }
    }

    /// The last place in the ledger, at most a moment old; what this process did before is in it.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn position(&self) -> Result<i64, StoreError> {
        let known = *self.position.borrow();
        if known >= 0 { Ok(known) } else { self.look().await }
    }

    /// Looks at the ledger now, and tells whoever listens what is new.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn look(&self) -> Result<i64, StoreError> {
        let _one_at_a_time = self.looks.lock().await;
        let before = *self.position.borrow();
        let position = self.store.ledger_position().await?;
        if position != before {
            if before >= 0 {
                self.tell(before, position).await?;
            }
            self.position.send_replace(position);
        }
        Ok(position)
    }

    async fn tell(&self, before: i64, position: i64) -> Result<(), StoreError> {
        let listened: Vec<_> = {
            let mut campaigns = self.campaigns.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            campaigns.retain(|_, sender| sender.receiver_count() > 0);
            campaigns.iter().map(|(campaign, sender)| (campaign.clone(), sender.clone())).collect()
        };
        for (campaign, sender) in listened {
            let bureaus = self.store.bureaus_changed(&campaign, before, position).await?;
            if !bureaus.is_empty() {
                // Nobody may listen any more: then nobody is told.
                let _unheard = sender.send(Arc::new(Change { position, bureaus }));
            }
        }
        Ok(())
    }

    /// Listens to a campaign's changes from now on.
    pub(crate) fn listen(&self, campaign: &CampaignId) -> broadcast::Receiver<Arc<Change>> {
        let mut campaigns = self.campaigns.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        campaigns.entry(campaign.clone()).or_insert_with(|| broadcast::Sender::new(BACKLOG)).subscribe()
    }

    /// Becomes true when the console stops.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.closed.subscribe()
    }

    /// Ends all streams.
    pub(crate) fn close(&self) {
        self.closed.send_replace(true);
    }
}

impl crate::Console {
    /// Watches the ledger until aborted.
    pub(crate) fn watch_ledger(&self) -> JoinHandle<()> {
        let console = self.clone();
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(LOOKS_EVERY);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                if let Err(error) = console.live().look().await {
                    tracing::warn!("the ledger cannot be watched: {error}");
                }
            }
        })
    }
}
