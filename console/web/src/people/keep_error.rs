//! Why an account could not be kept, as whoever asked is told it.

use super::accounts::KeepFailure;
use crate::{WebError, i18n::Words};

/// What could not be kept, at the field it concerns and in the reader's words.
pub fn fault(failure: KeepFailure, w: Words) -> WebError {
    fault_at(failure, w, |field| field_name(w, field))
}

/// What a reader calls a field.
pub fn field_name(w: Words, field: &str) -> String {
    match field {
        "account" => w.t("people-account"),
        "password" => w.t("people-password"),
        _ => w.t("people-name"),
    }
}

/// The same, each field called as the one who sent it calls it.
pub fn fault_at(failure: KeepFailure, w: Words, called: impl Fn(&'static str) -> String) -> WebError {
    match failure {
        KeepFailure::Account(_) => WebError::unfit(called("account"), w.t("people-bad-account")),
        KeepFailure::Password(weakness) => {
            WebError::unfit(called("password"), w.family("password-", weakness.as_str()))
        }
        KeepFailure::Name(_) => WebError::unfit(called("name"), w.t("people-bad-name")),
        KeepFailure::Taken(account) => {
            WebError::unfit(called("account"), w.with("people-taken", [("account", account)]))
        }
        KeepFailure::AllTaken(accounts) => {
            let accounts: Vec<_> = accounts.iter().map(ToString::to_string).collect();
            let taken = w.with("people-taken", [("account", accounts.join("、"))]);
            WebError::unfit(called("account"), taken)
        }
        KeepFailure::Store(error) => error.into(),
        KeepFailure::Hash(error) => WebError::Internal(error.into()),
        KeepFailure::NoRandomness(error) => WebError::Internal(error.into()),
    }
}
