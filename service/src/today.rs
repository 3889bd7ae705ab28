//! The day it is.

use chrono::{NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;

/// The day it is now in China, where plans are dated and rules about years are counted: they do not hang on the
/// hour of a machine elsewhere.
pub fn today() -> NaiveDate {
    Utc::now().with_timezone(&Shanghai).date_naive()
}
