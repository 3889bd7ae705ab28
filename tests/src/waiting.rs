//! Waiting for a condition, never for a time.

use std::time::Duration;

/// Nothing a test waits for takes this long, on a machine ten times as busy as it has cores, unless it is stuck.
pub const LIMIT: Duration = Duration::from_secs(1_200);
/// How often a condition is looked at.
pub(crate) const LOOKS_EVERY: Duration = Duration::from_millis(50);

/// Waits until `look` finds something, and panics with `what` if it never does.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(LOOKS_EVERY).await;
        }
    };
    tokio::time::timeout(LIMIT, found).await.unwrap_or_else(|_| panic!("waited {LIMIT:?} for: {what}"))
}
