//! Who is let in with a password, and who a session belongs to.
//!
//! An unknown account, a wrong password, an account that is shut and one that is locked are answered alike
//! and cost the same hash, so that nobody learns from the door which accounts there are.

use super::hasher::{HashFailure, Hasher};
use axum_login::{AuthUser, AuthnBackend};
use chrono::Utc;
use duban_domain::{WallTime, people::Account};
use duban_store::{Person, PersonId, Store, StoreError};
use std::fmt;

/// The gate for people.
#[derive(Clone, Debug)]
pub struct AuthBackend {
    pub store: Store,
    pub hasher: Hasher,
}

/// A person who is in, or about to be.
#[derive(Clone)]
pub struct Member(pub Person);

/// The library writes members into its debug log: no stamp of theirs belongs there.
impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Member({})", self.0.account)
    }
}

impl AuthUser for Member {
    type Id = PersonId;

    fn id(&self) -> PersonId {
        self.0.id
    }

    /// A session begun under another stamp is over: after another password, another role, a shut account.
    fn session_auth_hash(&self) -> &[u8] {
        &self.0.stamp
    }
}

/// What somebody types at the door.
pub struct Credentials {
    pub account: String,
    pub password: String,
}

/// The gate is broken.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Hash(#[from] HashFailure),
}

impl AuthnBackend for AuthBackend {
    type User = Member;
    type Credentials = Credentials;
    type Error = AuthError;

    async fn authenticate(&self, typed: Credentials) -> Result<Option<Member>, AuthError> {
        let now = WallTime::new(Utc::now());
        let person = match Account::parse(&typed.account) {
            Ok(account) => self.store.person_by_account(&account).await?,
            Err(_) => None,
        };
        let usable = person.filter(|person| person.disabled.is_none() && person.password.is_some());
        let usable = match usable {
            // Counted before it is looked at: of many guesses at the same moment none is free.
            Some(person) if self.store.person_attempt(person.id, now).await? => Some(person),
            _ => None,
        };
        let kept = usable.as_ref().and_then(|person| person.password.as_ref());
        let hash = kept.map(|password| password.hash.as_str());
        if !self.hasher.verify(&typed.password, hash).await? {
            return Ok(None);
        }
        let Some(person) = usable else { return Ok(None) };
        self.store.person_succeeded(person.id).await?;
        if let Some(outdated) = hash_outdated(&self.hasher, &person) {
            let renewed = self.hasher.hash(&typed.password).await?;
            self.store.person_rehash(person.id, outdated, &renewed).await?;
        }
        Ok(Some(Member(person)))
    }

    async fn get_user(&self, id: &PersonId) -> Result<Option<Member>, AuthError> {
        let person = self.store.person_get(*id).await?;
        Ok(person.filter(|person| person.disabled.is_none()).map(Member))
    }
}

fn hash_outdated<'a>(hasher: &Hasher, person: &'a Person) -> Option<&'a str> {
    let hash = person.password.as_ref().map(|password| password.hash.as_str())?;
    hasher.is_outdated(hash).then_some(hash)
}
