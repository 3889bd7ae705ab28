//! How long an account stays shut after wrong passwords.

use chrono::Duration;

/// So many wrong passwords in a row are forgiven: people mistype.
pub const FREE_FAILURES: u32 = 4;

/// No lock is longer. A lock that someone else can cause must end by itself.
pub const LONGEST_LOCK: Duration = Duration::hours(1);

/// The first lock; each further failure doubles it.
const FIRST_LOCK: Duration = Duration::seconds(30);

/// How long an account is shut after so many failures in a row; `None`: not at all.
///
/// At most some thirty guesses a day are left to whoever tries one account, whatever addresses they come
/// from; what one address may try is limited apart from this.
pub fn locked_for(failures: u32) -> Option<Duration> {
    let doublings = failures.checked_sub(FREE_FAILURES + 1)?;
    let lock = 1_i32.checked_shl(doublings.min(16)).and_then(|factor| FIRST_LOCK.checked_mul(factor));
    Some(lock.map_or(LONGEST_LOCK, |lock| lock.min(LONGEST_LOCK)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_begin_late_grow_and_end() {
        assert!((0..=FREE_FAILURES).all(|failures| locked_for(failures).is_none()));
        let locks: Vec<_> = (5..=14).filter_map(locked_for).map(|lock| lock.num_seconds()).collect();
        assert_eq!(locks, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        assert_eq!(locked_for(u32::MAX), Some(LONGEST_LOCK));
    }

    #[test]
    fn a_day_leaves_few_guesses() {
        let (mut failures, mut clock) = (0, Duration::zero());
        while clock < Duration::days(1) {
            failures += 1;
            clock += locked_for(failures).unwrap_or_default();
        }
        assert!(failures < 40, "{failures}");
    }
}
