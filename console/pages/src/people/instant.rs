//! Instants on the pages of people.

use chrono_tz::Asia::Shanghai;
use duban_domain::WallTime;

/// An instant as people in China read it.
pub(super) fn shown(at: WallTime) -> String {
    at.in_zone(Shanghai).format("%Y-%m-%d %H:%M").to_string()
}
