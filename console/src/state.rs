//! What every handler shares.

use crate::{
    campaigns::Campaigns,
    live::Live,
    pagecache::PageCache,
    pages::{
        findings::{jobs::Jobs, ledger::FindingLedgerFigures},
        matter::drafts::Drafts,
    },
    people::sign_in_ways::SignInWays,
};
use duban_config::settings::ConsoleSettings;
use duban_domain::Directory;
use duban_service::Service;
use duban_store::Store;
use std::sync::Arc;

/// What a console is made of.
pub struct Parts {
    /// What people do, and the store, the bureaus and the archive it knows.
    pub service: Service,
}

/// The console's shared state. Clones share it.
#[derive(Clone)]
pub struct Console(Arc<Inner>);

struct Inner {
    parts: Parts,
    live: Live,
    campaigns: Campaigns,
    pages: PageCache,
    figures: FindingLedgerFigures,
    drafts: Drafts,
    jobs: Jobs,
    doors: SignInWays,
}

impl Console {
    /// A console of these parts, for this machine.
    pub fn new(parts: Parts) -> Self {
        let doors = SignInWays::of_this_machine(parts.service.store());
        Self::behind(doors, parts)
    }

    /// A console of these parts, reached and entered as the settings say.
    ///
    /// # Errors
    /// The other provider's settings are invalid.
    pub fn with_settings(parts: Parts, settings: ConsoleSettings) -> anyhow::Result<Self> {
        Ok(Self::behind(SignInWays::new(parts.service.store(), settings)?, parts))
    }

    fn behind(doors: SignInWays, parts: Parts) -> Self {
        let live = Live::new(parts.service.store().clone());
        let campaigns = Campaigns::new(parts.service.store().clone());
        Self(Arc::new(Inner {
            parts,
            live,
            campaigns,
            pages: PageCache::default(),
            figures: FindingLedgerFigures::default(),
            drafts: Drafts::default(),
            jobs: Jobs::default(),
            doors,
        }))
    }

    /// How people get in.
    pub(crate) fn doors(&self) -> &SignInWays {
        &self.0.doors
    }

    /// What people do.
    pub fn service(&self) -> &Service {
        &self.0.parts.service
    }

    /// What readers ask.
    pub fn store(&self) -> &Store {
        self.service().store()
    }

    /// The bureaus.
    pub fn directory(&self) -> &Directory {
        self.service().directory()
    }

    /// What changes while one looks.
    pub(crate) fn live(&self) -> &Live {
        &self.0.live
    }

    /// The campaigns.
    pub(crate) fn campaigns(&self) -> &Campaigns {
        &self.0.campaigns
    }

    /// Pages that many read.
    pub(crate) fn pages(&self) -> &PageCache {
        &self.0.pages
    }

    /// Findings in figures.
    pub(crate) fn figures(&self) -> &FindingLedgerFigures {
        &self.0.figures
    }

    /// What was handed in and waits for its sender's next word.
    pub(crate) fn drafts(&self) -> &Drafts {
        &self.0.drafts
    }

    /// Imports on their way.
    pub(crate) fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }
}
