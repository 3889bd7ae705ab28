//! A short name for exactly what somebody has seen, so that what they confirm is that and nothing else.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The name of what serialises so.
pub(crate) fn seal<T: Serialize>(seen: &T) -> serde_json::Result<String> {
    let text = serde_json::to_string(seen)?;
    Ok(Sha256::digest(text).iter().take(12).map(|byte| format!("{byte:02x}")).collect())
}
