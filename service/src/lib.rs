//! What people do, whether at the terminal, in a browser or through the API: one function an act.

use duban_domain::Directory;
use duban_store::Store;
use std::sync::Arc;

/// What people do, and what it is done with. Clones share it.
#[derive(Clone)]
pub struct Service {
    store: Store,
    directory: Arc<Directory>,
}

impl Service {
    /// A service on this store, for these bureaus.
    pub fn new(store: Store, directory: Arc<Directory>) -> Self {
        Self { store, directory }
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The bureaus.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }
}
