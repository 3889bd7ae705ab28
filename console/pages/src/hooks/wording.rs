//! How these pages word what machines say: an instant, a failure.

use chrono_tz::Tz;
use duban_domain::WallTime;
use duban_service::hooks::HookFailure;
use duban_web::{WebError, hook_error::fault_at, i18n::Words};

/// A machine's instant in a table. Bureaus are in one zone.
pub(super) fn shown(at: WallTime) -> String {
    const ZONE: Tz = chrono_tz::Asia::Shanghai;
    at.in_zone(ZONE).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A failure as a reader is told it.
pub(super) fn fault(w: Words, failure: HookFailure) -> WebError {
    fault_at(w, failure, |field| w.family("hooks-field-", field))
}
