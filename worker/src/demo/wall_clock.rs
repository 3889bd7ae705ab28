//! The clock on the wall, by which machines set their timers.

use duban_domain::WallTime;

/// Now, by this machine's clock.
pub(super) fn wall_now() -> WallTime {
    WallTime::new(chrono::Utc::now())
}
