//! What was not done about a webhook, an inbox or a calendar's address, as whoever asked is told it.

use crate::{FieldError, WebError, i18n::Words};
use duban_service::hooks::{HookFailure, Misfit};

/// A failure, each field called as the one who sent it calls it.
pub fn fault_at(w: Words, failure: HookFailure, called: impl Fn(&'static str) -> String) -> WebError {
    let unfit = |misfit: &Misfit| {
        let (field, key) = misfit.field_and_key();
        FieldError::new(called(field), w.family("hooks-misfit-", key))
    };
    match failure {
        HookFailure::Unfit(misfits) => WebError::Invalid(misfits.iter().map(unfit).collect()),
        HookFailure::Unknown(_) => WebError::NotFound,
        HookFailure::Denied(failure) => failure.into(),
        HookFailure::Unavailable(error) => WebError::Unavailable(error),
    }
}
