//! The points between an effect's steps at which a machine may fail. Tests pass a function that
//! fails there, or ends the process; in production passing a point does nothing.

use std::{fmt, sync::Arc};

/// A point between two steps.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Point {
    /// The ledger has not written yet.
    BeforeRecord,
    /// The transaction has committed; no postbox knows.
    Recorded,
    /// The postboxes know; the workflow does not.
    Woken,
    /// The digest is put together; nothing was sent.
    BeforeSend,
    /// The mail server has it; the store does not know.
    Sent,
    /// A webhook's event is about to be posted.
    BeforePost,
    /// Its receiver has answered; the store does not know.
    Posted,
}

/// A failure at a point.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("stopped at {0:?}")]
pub struct Stopped(pub Point);

type Hook = dyn Fn(Point, &str) -> Result<(), Stopped> + Send + Sync;

/// What happens at points.
#[derive(Clone, Default)]
pub struct Points(Option<Arc<Hook>>);

impl Points {
    /// Calls `hook` at every point; its error is the effect's error.
    pub fn watched(hook: impl Fn(Point) -> Result<(), Stopped> + Send + Sync + 'static) -> Self {
        Self::watched_by_effect(move |point, _| hook(point))
    }

    /// The same, told what names the effect: a record's workflow and sequence, a mail's Message-ID.
    pub fn watched_by_effect(
        hook: impl Fn(Point, &str) -> Result<(), Stopped> + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new(hook)))
    }

    pub(crate) fn pass(&self, point: Point, effect: impl FnOnce() -> String) -> Result<(), Stopped> {
        self.0.as_ref().map_or(Ok(()), |hook| hook(point, &effect()))
    }
}

impl fmt::Debug for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Points(watched)" } else { "Points" })
    }
}
