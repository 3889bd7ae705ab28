//! Acts upon a docket as forms say them: what was typed becomes a command.

use chrono::NaiveDate;
use duban_domain::{Command, ObligationId};
use duban_web::{FieldError, WebError};
use serde::Deserialize;

/// What was chosen and typed, before it is known whether it will do.
#[derive(Clone, Debug, Default)]
pub(crate) struct ActInput {
    pub(crate) reason: String,
    pub(crate) day: String,
    /// The number of the version of a submission that was read.
    pub(crate) version: String,
}

impl ActInput {
    /// The reason, which the state machine judges.
    pub(crate) fn reason(&self) -> String {
        self.reason.replace("\r\n", "\n")
    }

    /// The version that was read; `None`: nothing says which.
    ///
    /// # Errors
    /// It is no number.
    pub(crate) fn version(&self) -> Result<Option<u16>, WebError> {
        let said = Some(self.version.trim()).filter(|said| !said.is_empty());
        let read = said.map(str::parse).transpose();
        read.map_err(|_| WebError::Invalid(vec![FieldError::new("version", "1")]))
    }

    /// The day.
    ///
    /// # Errors
    /// It is none.
    pub(crate) fn day(&self) -> Result<NaiveDate, WebError> {
        let read = self.day.trim().parse();
        read.map_err(|_| WebError::Invalid(vec![FieldError::new("due", "2024-08-20")]))
    }
}

/// An act upon an obligation, as a form says it.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "ObligationActFields")]
pub(crate) struct ObligationActForm {
    pub(crate) act: String,
    pub(crate) obligation: String,
    pub(crate) typed: ActInput,
}

#[derive(Deserialize)]
struct ObligationActFields {
    act: String,
    #[serde(default)]
    obligation: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    due: String,
    #[serde(default)]
    version: String,
}

impl From<ObligationActFields> for ObligationActForm {
    fn from(fields: ObligationActFields) -> Self {
        let ObligationActFields { act, obligation, reason, due, version } = fields;
        Self { act, obligation, typed: ActInput { reason, day: due, version } }
    }
}

/// An act upon an obligation, by the value its button bears; `None` for one that is none.
///
/// # Errors
/// A day that is needed is none.
pub(crate) fn duty_command(
    act: &str,
    obligation: &str,
    typed: &ActInput,
) -> Result<Option<Command>, WebError> {
    let obligation = ObligationId::from(obligation);
    let reason = typed.reason();
    Ok(Some(match act {
        "take-back" => Command::TakeBack { obligation, reason },
        "withdraw-request" => Command::WithdrawRequest { obligation },
        "refuse" => Command::Refuse { obligation, reason },
        "accept" => Command::Accept { obligation, version: typed.version()? },
        "return" => Command::Return { obligation, reason, due: typed.day()? },
        "extend" => Command::Extend { obligation, to: typed.day()?, reason },
        "waive" => Command::Waive { obligation, reason },
        _ => return Ok(None),
    }))
}
