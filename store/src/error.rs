//! What can go wrong in the store, and whether trying again can help.

use duban_domain::{bureau::PassedOn, command::Actor, ids::CampaignId, time::WallTime};
use sqlx::{error::ErrorKind, migrate::MigrateError};
use std::path::PathBuf;

/// Why the store did not do what it was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// An address that names no store this program can use.
    #[error(
        "\"{url}\" is no store this program can use; write sqlite: and a path, such as sqlite:data/duban.db"
    )]
    Address {
        /// The address.
        url: String,
    },
    /// The folder of the file could not be made.
    #[error("the store's folder {folder} cannot be created")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no such file.
    #[error("there is no store at {path}; run `duban migrate` to make one, or correct store.url")]
    Absent {
        /// The file.
        path: PathBuf,
    },
    /// The file could not be opened.
    #[error("the store {path} cannot be opened")]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: sqlx::Error,
    },
    /// The file is something else; it was left as it is.
    #[error("{path} is not a store of this program; name another file in the settings or move this one away")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The store has not the tables this version needs.
    #[error("the store is not up to date; run `duban migrate`")]
    NotMigrated,
    /// The store has been used by a later version.
    #[error(
        "the store was changed by a newer version of this program (its migration {version} is unknown here); use that version"
    )]
    Newer {
        /// The migration this version does not know.
        version: i64,
    },
    /// The migrations of the store and of this program have the same number and another content.
    #[error(
        "migration {version} of the store is not the one of this program; use the version that made the store, or rebuild it"
    )]
    Altered {
        /// The migration.
        version: i64,
    },
    /// A migration failed; the store is as it was before.
    #[error("the store could not be brought up to date")]
    Migration(#[source] MigrateError),
    /// A campaign of this id runs already, by another plan or from another hand.
    #[error(
        "campaign {campaign} was already launched by {} ({}) at {at:?} with another plan or by another person; \
         give the new one another id",
        by.name, by.bureau
    )]
    AlreadyLaunched {
        /// The campaign.
        campaign: CampaignId,
        /// Who launched it.
        by: Actor,
        /// When.
        at: WallTime,
    },
    /// A bureau would write an organ code under which another has issued documents.
    #[error("{0}")]
    PassedOn(Box<PassedOn>),
    /// There is no such thing.
    #[error("the store knows no {0}")]
    Unknown(String),
    /// A record came again and speaks of other documents.
    #[error("this record was kept before with other documents; the workflow was restarted or reset")]
    Conflict,
    /// Somebody has this name already.
    #[error("{0} is taken")]
    Taken(String),
    /// Something is kept already, and has another content.
    #[error("{0} is kept already, and is another one")]
    Differs(String),
    /// The first record of a finding, a listing or an incident lacks its opening or its view.
    #[error("the first record does not say what it opens")]
    Unopened,
    /// An earlier record of the workflow is not here: to go on would give its numbers out again.
    #[error(
        "record {missing} of this workflow is not in the store; if the store was lost or restored, \
         stop the workers and run `duban rebuild`"
    )]
    Gap {
        /// The record before this one.
        missing: u64,
    },
    /// A campaign or a bureau that is named is not here.
    #[error(
        "the database could not {doing}, because a campaign or bureau it names is not in the store; \
         bring in the list of bureaus, or, if the store was lost, run `duban rebuild`"
    )]
    Missing {
        /// What was being done.
        doing: &'static str,
        /// What the database says.
        source: sqlx::Error,
    },
    /// A workflow's journal lacks the number of a document it issued.
    #[error("the journal gives no number for document {ordinal}")]
    NumberMissing {
        /// The document's ordinal in the docket or the matter.
        ordinal: u32,
    },
    /// A record was not kept.
    #[error("record {sequence} of {workflow} was not kept")]
    Record {
        /// The workflow.
        workflow: String,
        /// The record's number.
        sequence: u64,
        /// Why.
        source: Box<StoreError>,
    },
    /// The database refused or failed.
    #[error("the database could not {doing}")]
    Sql {
        /// What was being done.
        doing: &'static str,
        /// Why.
        source: sqlx::Error,
    },
}

impl StoreError {
    /// Whether the same call may succeed later. What the surroundings cause (a full disk, a lock, a
    /// store not yet migrated, or lost and not yet rebuilt) passes; what the call itself carries does
    /// not.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Open { source, .. } | Self::Sql { source, .. } => passes(source),
            Self::Migration(MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _)) => {
                passes(source)
            }
            Self::Record { source, .. } => source.is_retryable(),
            Self::Folder { .. }
            | Self::Absent { .. }
            | Self::NotMigrated
            | Self::Gap { .. }
            | Self::Missing { .. } => true,
            Self::Address { .. }
            | Self::Foreign { .. }
            | Self::Newer { .. }
            | Self::Altered { .. }
            | Self::Migration(_)
            | Self::AlreadyLaunched { .. }
            | Self::PassedOn(_)
            | Self::Unknown(_)
            | Self::Taken(_)
            | Self::Conflict
            | Self::Differs(_)
            | Self::Unopened
            | Self::NumberMissing { .. } => false,
        }
    }
}

/// SQLite's "string or blob too big": the call carries too much.
const TOO_BIG: &str = "18";

fn passes(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => {
            matches!(error.kind(), ErrorKind::Other) && error.code().as_deref() != Some(TOO_BIG)
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        _ => false,
    }
}

/// Adds what was being done to an error of the driver.
pub(crate) trait Doing<T> {
    /// The same, as an error of the store.
    fn doing(self, doing: &'static str) -> Result<T, StoreError>;
}

impl<T> Doing<T> for Result<T, sqlx::Error> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| match &source {
            // Anything else would leave a newcomer with "no such table: record".
            sqlx::Error::Database(e) if e.message().starts_with("no such table") => StoreError::NotMigrated,
            sqlx::Error::Database(e) if e.is_foreign_key_violation() => StoreError::Missing { doing, source },
            _ => StoreError::Sql { doing, source },
        })
    }
}
