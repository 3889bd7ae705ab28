//! What a webhook signs with, and what a receiver checks by.

use crate::columns::Columns;
use duban_domain::WallTime;
use sqlx::sqlite::SqliteRow;
use std::fmt;

/// A secret as it is kept: to be signed with, and never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptSecret(String);

impl KeptSecret {
    /// Keeps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret, for whoever signs.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for KeptSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The secret in force, and the one before it while a rotation lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secrets {
    /// In force.
    pub current: KeptSecret,
    /// The one before, and until when it counts too.
    pub previous: Option<(KeptSecret, WallTime)>,
}

impl Secrets {
    /// Those that count at an instant, the one in force first.
    pub fn at(&self, now: WallTime) -> impl Iterator<Item = &KeptSecret> {
        let previous = self.previous.as_ref().filter(|(_, until)| now < *until);
        std::iter::once(&self.current).chain(previous.map(|(secret, _)| secret))
    }

    pub(crate) fn read(row: &SqliteRow) -> sqlx::Result<Option<Self>> {
        let Some(current) = row.text_opt("secret")?.map(KeptSecret) else { return Ok(None) };
        let previous = row.text_opt("previous_secret")?.map(KeptSecret);
        Ok(Some(Self { current, previous: previous.zip(row.wall_time_opt("previous_until")?) }))
    }
}
