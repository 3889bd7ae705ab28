//! Why an act did not happen, typed for whoever shows it: a terminal in English, a page in the reader's
//! language, the API as a problem.

use crate::conflict::Conflict;
use duban_activities::engine::EngineError;
use duban_archive::ArchiveError;
use duban_domain::{
    Actor, CampaignId, Refusal, WallTime,
    access::Action,
    belated::Belated,
    bureau::PassedOn,
    pairing::{EngineMark, KnownEngine},
};
use duban_store::StoreError;
use std::fmt;

/// Why an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The state machine refused; nothing changed.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// What was typed is invalid, a sentence a mistake, in the language of the one who types: Chinese.
    #[error("{}", .0.join("; "))]
    Invalid(Vec<String>),
    /// Fields of what was typed are invalid.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    InvalidFields(Vec<InvalidField>),
    /// A file that was handed in is invalid.
    #[error("{0}")]
    File(ArchiveError),
    /// There is no such thing, or not for whoever asks, who does not learn which.
    #[error("there is no such thing here")]
    Hidden,
    /// The rule of permissions says no.
    #[error("not permitted: {0}")]
    Forbidden(Action),
    /// There is no such thing.
    #[error("{}", Missing(what, id))]
    Unknown {
        /// What was looked for: `campaign`, `bureau`, `finding`, `listing`, `incident`.
        what: &'static str,
        /// Under which id.
        id: String,
    },
    /// It is there already, and an id is used once.
    #[error("{}", Present(what, id, by))]
    Exists {
        /// What: `campaign`, `listing`, `incident`.
        what: &'static str,
        /// Its id.
        id: String,
        /// Who made it and when, where that is known.
        by: Option<(Actor, WallTime)>,
    },
    /// Findings are offered under ids that others have. Nothing was registered.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Conflicts(Vec<Conflict>),
    /// The list of bureaus gives one an organ code under which another has issued documents.
    #[error("{0}")]
    PassedOn(Box<PassedOn>),
    /// Some of the plan has passed, and nobody said that it goes out all the same.
    #[error("{0}")]
    Belated(Box<Belated>),
    /// The store belongs to another engine.
    #[error(
        "this store belongs to another engine (last reached at {}, namespace {}), not to the one at {at}; \
         write that one into temporal.address, or name another store in store.url; \
         if that engine is lost for good, `duban migrate --adopt` lets this store go on with this one",
        .known.address, .known.namespace
    )]
    OtherEngine {
        /// The one it belongs to.
        known: Box<KnownEngine>,
        /// The one that was reached.
        at: String,
    },
    /// The engine works for another store.
    #[error(
        "the engine at {at} works for another store ({}); name that one in store.url, or another engine in \
         temporal.address; if that store is lost, `duban rebuild CAMPAIGN` writes it again into this one",
        .mark.place
    )]
    OtherStore {
        /// The store it works for.
        mark: Box<EngineMark>,
        /// The engine.
        at: String,
    },
    /// It does not run: not there, not yet, or over.
    #[error("{}", Absent(what, id, campaign))]
    NotRunning {
        /// What: `bureau`, `finding`, `listing`, `incident`.
        what: &'static str,
        /// Its id.
        id: String,
        /// In which campaign.
        campaign: CampaignId,
    },
    /// The campaign's plan has no section for findings.
    #[error("the plan of {0} has no findings: section, so it keeps no findings")]
    KeepsNoFindings(CampaignId),
    /// No worker answered in time; whether the act was taken, the ledger will show.
    #[error("no worker answered in time; the ledger will show whether the command was taken")]
    NoAnswer,
    /// The engine, the store or the archive could not do its part.
    #[error(transparent)]
    Unavailable(anyhow::Error),
}

/// A field that is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidField {
    /// Its name, as the API spells it.
    pub field: String,
    /// What is asked of it, in the language of the one who types: Chinese.
    pub reason: String,
}

impl fmt::Display for InvalidField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.reason)
    }
}

impl ServiceError {
    /// Whether the act was refused for what it is: nothing changed, and the same again would not do either.
    pub fn is_refusal(&self) -> bool {
        !matches!(self, Self::NoAnswer | Self::Unavailable(_))
    }

    pub(crate) fn unknown(what: &'static str, id: impl fmt::Display) -> Self {
        Self::Unknown { what, id: id.to_string() }
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::AlreadyLaunched { campaign, by, at } => {
                Self::Exists { what: "campaign", id: campaign.to_string(), by: Some((by, at)) }
            }
            StoreError::PassedOn(passed_on) => Self::PassedOn(passed_on),
            error => Self::Unavailable(error.into()),
        }
    }
}

/// Whoever knows what was not found says so before.
impl From<EngineError> for ServiceError {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::NoAnswer => Self::NoAnswer,
            error => Self::Unavailable(error.into()),
        }
    }
}

impl From<ArchiveError> for ServiceError {
    fn from(error: ArchiveError) -> Self {
        match error {
            error @ (ArchiveError::NoFile { .. }
            | ArchiveError::Empty { .. }
            | ArchiveError::TooLarge { .. }
            | ArchiveError::TypeNotAllowed { .. }
            | ArchiveError::Dangerous { .. }) => Self::File(error),
            error => Self::Unavailable(error.into()),
        }
    }
}

struct Missing<'a>(&'a str, &'a str);

impl fmt::Display for Missing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self("campaign", id) => write!(f, "there is no campaign {id}"),
            Self("league table", id) => {
                write!(f, "there is no league table of {id} for bureaus of that level below this one")
            }
            Self("bureau", id) => write!(f, "bureau {id} takes no part in this campaign"),
            Self(what, id) => write!(f, "the ledger knows no {what} {id} in this campaign"),
        }
    }
}

struct Present<'a>(&'a str, &'a str, &'a Option<(Actor, WallTime)>);

impl fmt::Display for Present<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self("campaign", id, Some((by, at))) => {
                let Actor { name, bureau } = by;
                write!(
                    f,
                    "{id} was launched by {name} of {bureau} at {at:?} and is not launched again; \
                     give a new one another id"
                )
            }
            Self(what, id, _) => write!(f, "there is a {what} {id} already; look at it before trying again"),
        }
    }
}

struct Absent<'a>(&'a str, &'a str, &'a CampaignId);

impl fmt::Display for Absent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self("bureau", id, campaign) => {
                write!(f, "{id} has no running part in {campaign}: it takes no part, or has ended")
            }
            Self(what, id, campaign) => {
                write!(f, "there is no running {what} {id} in {campaign}: it is not there, or has ended")
            }
        }
    }
}
