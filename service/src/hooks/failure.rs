//! Why an act about webhooks, inboxes or calendars did not happen.

use crate::ServiceError;
use duban_activities::webhook::{BadTarget, CallError, NoClient};
use duban_store::StoreError;

/// How long a name is at most, in characters.
pub const LONGEST_NAME: usize = 60;

/// Why an act did not happen; nothing changed by it.
#[derive(Debug, thiserror::Error)]
pub enum HookFailure {
    /// What was typed is invalid.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Unfit(Vec<Misfit>),
    /// There is no such webhook or inbox.
    #[error("there is no {0}")]
    Unknown(String),
    /// The rule of permissions says no.
    #[error(transparent)]
    Denied(ServiceError),
    /// The store, the engine or the machine could not do its part.
    #[error(transparent)]
    Unavailable(anyhow::Error),
}

/// What is invalid of a webhook or an inbox that was typed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// A name that is missing, too long, or not on one line.
    #[error("a name has 1 to {LONGEST_NAME} characters on one line")]
    Name,
    /// A URL where no webhook may lead.
    #[error("url: {0}")]
    Url(#[from] BadTarget),
    /// No kind of event was chosen.
    #[error("choose at least one kind of event")]
    NoKinds,
    /// A secret where none belongs: Duban makes those of programs, and 企业微信's robots have none.
    #[error("only a 钉钉 robot is given its secret; a program's is made here")]
    SecretGiven,
    /// A 钉钉 robot's secret that is none.
    #[error("a 钉钉 robot's secret begins with SEC; copy it from the robot's security settings")]
    RobotSecret,
    /// A robot's secret is given by its messenger.
    #[error("a robot's secret is given by its messenger; set up the webhook anew with it")]
    RobotRotates,
}

impl Misfit {
    /// The field of a form that it concerns, and the key of what a reader is told.
    pub fn field_and_key(&self) -> (&'static str, &'static str) {
        match self {
            Self::Name => ("name", "name"),
            Self::Url(BadTarget::NoUrl) => ("url", "no-url"),
            Self::Url(BadTarget::TooLong) => ("url", "too-long"),
            Self::Url(BadTarget::InTheClear) => ("url", "in-the-clear"),
            Self::Url(BadTarget::Login) => ("url", "login"),
            Self::Url(BadTarget::Forbidden(_)) => ("url", "forbidden"),
            Self::NoKinds => ("kinds", "no-kinds"),
            Self::SecretGiven => ("secret", "secret-given"),
            Self::RobotSecret => ("secret", "robot-secret"),
            Self::RobotRotates => ("secret", "robot-rotates"),
        }
    }
}

impl From<StoreError> for HookFailure {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error.into())
    }
}

impl From<CallError> for HookFailure {
    fn from(error: CallError) -> Self {
        Self::Unavailable(error.into())
    }
}

impl From<ServiceError> for HookFailure {
    fn from(failure: ServiceError) -> Self {
        match failure {
            denied @ (ServiceError::Hidden | ServiceError::Forbidden(_)) => Self::Denied(denied),
            failure => Self::Unavailable(failure.into()),
        }
    }
}

impl From<NoClient> for HookFailure {
    fn from(error: NoClient) -> Self {
        Self::Unavailable(error.into())
    }
}

impl From<serde_json::Error> for HookFailure {
    fn from(error: serde_json::Error) -> Self {
        Self::Unavailable(error.into())
    }
}
