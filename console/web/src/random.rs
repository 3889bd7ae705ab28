//! Names that nobody guesses.

use crate::WebError;

/// Random digits: the name of what is kept for a while, or the one sending of a form.
///
/// # Errors
/// The system's source of randomness does not answer.
pub fn token() -> Result<String, WebError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| WebError::Internal(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
