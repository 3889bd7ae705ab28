//! What changes while somebody looks: the ledger is watched once for all open pages, and each is told
//! what happened in its campaign.

use duban_domain::{BureauCode, CampaignId};
use duban_store::{Part, Store, StoreError};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::{broadcast, watch};

/// The ledger is looked at this often, and after whatever is done through this console.
pub const LOOKS_EVERY: Duration = Duration::from_millis(300);
/// Where looking is late, whoever asks looks.
const OLDEST: Duration = Duration::from_millis(600);
/// Changes that a slow reader may lag behind before it is told to load the page anew.
const BACKLOG: usize = 64;

/// What changed in a campaign between two places in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerChange {
    /// The later place.
    pub position: i64,
    /// In which bureaus' dockets.
    pub bureaus: BTreeSet<BureauCode>,
}

/// Where the ledger last spoke of each campaign's parts, since it was first looked at.
#[derive(Default)]
struct LastWords {
    first: i64,
    places: BTreeMap<(CampaignId, Part), i64>,
}

/// The ledger, watched.
pub struct Live {
    store: Store,
    position: watch::Sender<i64>,
    looked: watch::Sender<Option<Instant>>,
    looks: tokio::sync::Mutex<()>,
    parts: std::sync::Mutex<LastWords>,
    campaigns: std::sync::Mutex<BTreeMap<CampaignId, broadcast::Sender<Arc<LedgerChange>>>>,
    closed: watch::Sender<bool>,
}

impl Live {
    pub fn new(store: Store) -> Self {
        Self {
            store,
            position: watch::Sender::new(-1),
            looked: watch::Sender::new(None),
            looks: tokio::sync::Mutex::default(),
            parts: std::sync::Mutex::default(),
            campaigns: std::sync::Mutex::default(),
            closed: watch::Sender::new(false),
        }
    }

    /// The last place in the ledger, at most a moment old.
    pub async fn position(&self) -> Result<i64, StoreError> {
        let looked = *self.looked.borrow();
        let is_fresh = looked.is_some_and(|at| at.elapsed() <= OLDEST);
        let known = *self.position.borrow();
        if is_fresh { Ok(known) } else { self.look().await }
    }

    /// The last place in the ledger that speaks of a part of a campaign, as [`Live::position`] is; the place
    /// this process began at for one that has not changed since.
    pub async fn position_of(&self, campaign: &CampaignId, part: Part) -> Result<i64, StoreError> {
        self.position().await?;
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(parts.places.get(&(campaign.clone(), part)).copied().unwrap_or(parts.first))
    }

    /// Looks at the ledger now, and tells whoever listens what is new.
    pub async fn look(&self) -> Result<i64, StoreError> {
        let _one_at_a_time = self.looks.lock().await;
        let before = *self.position.borrow();
        let began = Instant::now();
        let position = self.store.ledger_position().await?;
        if position != before {
            if before >= 0 {
                let changed = self.store.parts_changed(before, position).await?;
                self.parts.lock().unwrap_or_else(PoisonError::into_inner).places.extend(changed);
                self.tell(before, position).await?;
            } else {
                self.parts.lock().unwrap_or_else(PoisonError::into_inner).first = position;
            }
            self.position.send_replace(position);
        }
        self.looked.send_replace(Some(began));
        Ok(position)
    }

    async fn tell(&self, before: i64, position: i64) -> Result<(), StoreError> {
        let listened: Vec<_> = {
            let mut campaigns = self.campaigns.lock().unwrap_or_else(PoisonError::into_inner);
            campaigns.retain(|_, sender| sender.receiver_count() > 0);
            campaigns.iter().map(|(campaign, sender)| (campaign.clone(), sender.clone())).collect()
        };
        for (campaign, sender) in listened {
            let bureaus = self.store.bureaus_changed(&campaign, before, position).await?;
            if !bureaus.is_empty() {
                // Nobody may listen any more: then nobody is told.
                let _unheard = sender.send(Arc::new(LedgerChange { position, bureaus }));
            }
        }
        Ok(())
    }

    /// Listens to a campaign's changes from now on.
    pub fn listen(&self, campaign: &CampaignId) -> broadcast::Receiver<Arc<LedgerChange>> {
        let mut campaigns = self.campaigns.lock().unwrap_or_else(PoisonError::into_inner);
        campaigns.entry(campaign.clone()).or_insert_with(|| broadcast::Sender::new(BACKLOG)).subscribe()
    }

    /// Becomes true when the console stops.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closed.subscribe()
    }

    /// Looks at the ledger again and again, for whoever spawns it, until that is aborted.
    pub async fn watch(&self) {
        let mut ticks = tokio::time::interval(LOOKS_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.look().await {
                tracing::warn!("the ledger cannot be watched: {error}");
            }
        }
    }

    /// Ends all streams.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }
}
