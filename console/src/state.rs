//! What every handler shares.

use crate::{live::Live, pagecache::PageCache};
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
}

impl Console {
    /// A console of these parts.
    pub fn new(parts: Parts) -> Self {
        let live = Live::new(parts.service.store().clone());
        Self(Arc::new(Inner { parts, live, pages: PageCache::default() }))
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

    /// Pages that many read.
    pub(crate) fn pages(&self) -> &PageCache {
        &self.0.pages
    }
}
