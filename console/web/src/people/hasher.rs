//! Hashing passwords: argon2id with OWASP's parameters, a few at once and off the threads that answer.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString},
};
use std::{fmt, sync::Arc};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

/// 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet.
const PARAMETERS: Params = Params::DEFAULT;

/// How a hash that is made now begins.
const CURRENT: &str = "$argon2id$v=19$m=19456,t=2,p=1$";

/// A hash that no password has: checking against it takes the time that checking a true one takes.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// So many hashes are computed at once; further ones wait. Each takes [`PARAMETERS`]' memory.
const AT_ONCE: usize = 4;

/// Computes and checks hashes of passwords. Clones share the places.
#[derive(Clone)]
pub struct Hasher {
    argon: Argon2<'static>,
    places: Arc<Semaphore>,
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").finish_non_exhaustive()
    }
}

/// A password could not be hashed, or a hash could not be read.
#[derive(Debug, thiserror::Error)]
#[error("hashing a password failed: {0}")]
pub struct HashFailure(String);

impl HashFailure {
    fn new(why: impl fmt::Display) -> Self {
        Self(why.to_string())
    }
}

impl Default for Hasher {
    fn default() -> Self {
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, PARAMETERS);
        Self { argon, places: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Hasher {
    /// The hash of a password, in the notation that names how it was made.
    ///
    /// # Errors
    /// There is no randomness, or the program is ending.
    pub async fn hash(&self, password: &str) -> Result<String, HashFailure> {
        let password = normal(password);
        self.elsewhere(move |argon| hash(argon, &password)).await
    }

    /// Whether this is the password that was hashed. Without a hash it is not, and takes as long.
    ///
    /// # Errors
    /// The hash is none, or the program is ending.
    pub async fn verify(&self, password: &str, kept: Option<&str>) -> Result<bool, HashFailure> {
        let password = normal(password);
        let is_real = kept.is_some();
        let kept = kept.unwrap_or(NOBODYS).to_owned();
        let is_same = self
            .elsewhere(move |argon| {
                let kept = PasswordHash::new(&kept).map_err(HashFailure::new)?;
                match argon.verify_password(password.as_bytes(), &kept) {
                    Ok(()) => Ok(true),
                    Err(argon2::password_hash::Error::Password) => Ok(false),
                    Err(error) => Err(HashFailure::new(error)),
                }
            })
            .await?;
        Ok(is_same && is_real)
    }

    /// Whether a hash was made in another way than hashes are made now.
    pub fn is_outdated(&self, kept: &str) -> bool {
        !kept.starts_with(CURRENT)
    }

    async fn elsewhere<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> Result<T, HashFailure> + Send + 'static,
    ) -> Result<T, HashFailure> {
        let place = self.places.clone().acquire_owned().await.map_err(HashFailure::new)?;
        let argon = self.argon.clone();
        let outcome = tokio::task::spawn_blocking(move || {
            let outcome = work(&argon);
            // Given back here: a caller who goes away leaves the work running.
            drop(place);
            outcome
        });
        outcome.await.map_err(HashFailure::new)?
    }
}

/// Unicode's normal form C: the same password, whatever keyboard wrote it.
pub(crate) fn normal(password: &str) -> String {
    password.nfc().collect()
}

fn hash(argon: &Argon2<'_>, password: &str) -> Result<String, HashFailure> {
    let salt = super::secret::stamp().map_err(HashFailure::new)?;
    let salt = SaltString::encode_b64(&salt).map_err(HashFailure::new)?;
    Ok(argon.hash_password(password.as_bytes(), &salt).map_err(HashFailure::new)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_however_it_is_typed() {
        let hasher = Hasher::default();
        let kept = hasher.hash("caf\u{e9} noir de minuit").await.unwrap();
        assert!(!hasher.is_outdated(&kept) && !hasher.is_outdated(NOBODYS), "{kept}");
        assert_eq!(kept.len(), NOBODYS.len(), "checking nobody's takes as long");
        assert!(hasher.verify("cafe\u{301} noir de minuit", Some(&kept)).await.unwrap());
        assert!(!hasher.verify("cafe noir de minuit", Some(&kept)).await.unwrap());
        assert!(!hasher.verify("cafe noir de minuit", None).await.unwrap());
        assert_ne!(kept, hasher.hash("caf\u{e9} noir de minuit").await.unwrap(), "each has its own salt");
        assert!(hasher.is_outdated("$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaA"));
        assert!(hasher.verify("x", Some("no hash")).await.is_err());
    }
}
