//! Secrets of this program's making, and how they are recognised: only their SHA-256 is kept, which is
//! enough where the secret is random and long.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use duban_store::Sha256;
use sha2::{Digest as _, Sha256 as Hash};

/// What every token begins with, so that people and scanners of code see what it is.
const TOKEN_PREFIX: &str = "duban_";

/// The signs of a start password: none that is easily taken for another.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// The system has no randomness to give.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the system gives no random numbers: {0}")]
pub struct NoRandomness(getrandom::Error);

/// A new token's secret: `duban_` and 43 characters.
///
/// # Errors
/// There is no randomness.
pub fn token() -> Result<String, NoRandomness> {
    Ok(format!("{TOKEN_PREFIX}{}", URL_SAFE_NO_PAD.encode(random::<32>()?)))
}

/// The fingerprint of what may be a token; `None` if it cannot be one.
pub fn token_fingerprint(text: &str) -> Option<Sha256> {
    let rest = text.strip_prefix(TOKEN_PREFIX)?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (rest.len() == 43 && rest.bytes().all(plain)).then(|| fingerprint(text.as_bytes()))
}

/// The SHA-256 of a secret.
pub fn fingerprint(secret: &[u8]) -> Sha256 {
    Hash::digest(secret).into()
}

/// A new stamp, under which a person's sessions begin.
///
/// # Errors
/// There is no randomness.
pub fn stamp() -> Result<Vec<u8>, NoRandomness> {
    Ok(random::<16>()?.to_vec())
}

/// A password to start with: 80 random bits that can be read out on the telephone.
///
/// # Errors
/// There is no randomness.
pub fn start_password() -> Result<String, NoRandomness> {
    let signs = random::<16>()?.map(|byte| char::from(SIGNS[usize::from(byte) % SIGNS.len()]));
    let groups: Vec<String> = signs.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::password::check_password;
    use duban_domain::people::Account;

    #[test]
    fn a_token_is_recognised_by_its_fingerprint() {
        let token = token().unwrap();
        assert_eq!(token.len(), "duban_".len() + 43);
        assert_eq!(token_fingerprint(&token), Some(fingerprint(token.as_bytes())));
        assert_ne!(token_fingerprint(&token), token_fingerprint(&super::token().unwrap()));
        for other in ["", "duban_", "x", &token[1..], &format!("{token}x"), &token.replace('d', "D")] {
            assert_eq!(token_fingerprint(other), None, "{other}");
        }
    }

    #[test]
    fn a_start_password_passes_the_rule_and_is_never_the_same() {
        let (one, two) = (start_password().unwrap(), start_password().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), 19);
        assert_eq!(check_password(&one, &Account::parse("zhangsan").unwrap()), Ok(()));
    }
}
