//! What every handler shares.

use crate::{drafts::Drafts, jobs::Jobs, live::Live, pagecache::PageCache, people::sign_in_ways::SignInWays};
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
    pages: PageCache,
    drafts: Drafts,
    jobs: Jobs,
    sign_in_ways: SignInWays,
}

impl Console {
    /// A console of these parts, for this machine.
    pub fn new(parts: Parts) -> Self {
        let sign_in_ways = SignInWays::of_this_machine(parts.service.store());
        Self::behind(sign_in_ways, parts)
    }

    /// A console of these parts, reached and entered as the settings say.
    ///
    /// # Errors
    /// The other provider's settings are invalid.
    pub fn with_settings(parts: Parts, settings: ConsoleSettings) -> anyhow::Result<Self> {
        Ok(Self::behind(SignInWays::new(parts.service.store(), settings)?, parts))
    }

    fn behind(sign_in_ways: SignInWays, parts: Parts) -> Self {
        let live = Live::new(parts.service.store().clone());
        Self(Arc::new(Inner {
            parts,
            live,
            pages: PageCache::default(),
            drafts: Drafts::default(),
            jobs: Jobs::default(),
            sign_in_ways,
        }))
    }

    /// How people get in.
    pub fn sign_in_ways(&self) -> &SignInWays {
        &self.0.sign_in_ways
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
    pub fn live(&self) -> &Live {
        &self.0.live
    }

    /// Pages that many read.
    pub fn pages(&self) -> &PageCache {
        &self.0.pages
    }

    /// What was handed in and waits for its sender's next word.
    pub fn drafts(&self) -> &Drafts {
        &self.0.drafts
    }

    /// Imports on their way.
    pub fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }
}
