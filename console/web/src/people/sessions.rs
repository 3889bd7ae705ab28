//! Sessions in the store, for tower-sessions. What the browser holds is hashed before it is looked up, so
//! whoever reads the store, or a backup of it, cannot sign in with what stands there.

use super::secret::fingerprint;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use duban_domain::WallTime;
use duban_store::{Sha256, Store};
use std::fmt;
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// The sessions of a store.
#[derive(Clone, Debug)]
pub struct Sessions(pub(crate) Store);

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let expires = wall(record.expiry_date)?;
        let data = encode(record)?;
        while !self.0.session_insert(&key(&record.id), &data, expires, now()).await.map_err(backend)? {
            record.id = Id::default();
        }
        Ok(())
    }

    /// A session that was ended while its request was under way stays ended.
    async fn save(&self, record: &Record) -> Result<()> {
        let expires = wall(record.expiry_date)?;
        let saved = self.0.session_update(&key(&record.id), &encode(record)?, expires).await;
        saved.map(drop).map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some((data, expires)) = self.0.session_get(&key(id), now()).await.map_err(backend)? else {
            return Ok(None);
        };
        let data = serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires.utc().timestamp())
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.session_delete(&key(id)).await.map_err(backend)
    }
}

fn key(id: &Id) -> Sha256 {
    fingerprint(&id.0.to_le_bytes())
}

fn encode(record: &Record) -> Result<String> {
    serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

fn wall(instant: OffsetDateTime) -> Result<WallTime> {
    let instant = DateTime::<Utc>::from_timestamp(instant.unix_timestamp(), 0);
    instant.map(WallTime::new).ok_or_else(|| Error::Encode("the session's end is no instant".to_owned()))
}

fn backend(error: impl fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

fn now() -> WallTime {
    WallTime::new(Utc::now())
}
