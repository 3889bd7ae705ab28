//! What a viewer was let see.

use super::viewer::Viewer;
use crate::CampaignContext;
use std::ops::Deref;

/// Something that this viewer may see. Only the questions of a [`Viewer`] make one, and each asks the rule.
#[derive(Clone, Debug)]
pub struct Visible<T> {
    viewer: Viewer,
    found: T,
}

impl<T> Visible<T> {
    pub(super) fn new(viewer: &Viewer, found: T) -> Self {
        Self { viewer: viewer.clone(), found }
    }

    /// Who sees it.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// It alone.
    pub fn into_inner(self) -> T {
        self.found
    }
}

impl<T> Deref for Visible<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.found
    }
}

/// A row of the ledger with the campaign it belongs to in hand.
#[derive(Clone, Debug)]
pub struct InCampaign<T> {
    /// The campaign.
    pub context: CampaignContext,
    /// The row.
    pub row: T,
}
