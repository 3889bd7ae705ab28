//! A store meets its engine: the store notes the engine, the engine bears the store's mark, and one that
//! belongs to another is refused.
//!
//! The mark is a workflow that nobody runs, on a task queue of its own, and that stays open: its id is there
//! once in a namespace, so that of two stores that come at one moment only one leaves it. Its run is the
//! engine's id.

use crate::ServiceError;
use anyhow::{Context, anyhow};
use duban_activities::engine::{EngineClient, Start};
use duban_domain::pairing::{EngineMark, KnownEngine, Pairing, judge};
use duban_store::Store;
use duban_workflows::ids::STORE_MARK;
use serde::{Deserialize, Serialize};
use temporalio_common::{MemoValues, UntypedWorkflow, data_converters::RawValue};

/// Where an engine was reached.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its address.
    pub address: String,
    /// The namespace.
    pub namespace: String,
}

/// What the mark keeps.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    store: String,
    place: String,
}

/// Where the mark keeps it.
const MEMO: &str = "store";

/// Makes sure that a store and an engine belong to each other; two that know nobody yet do from now on.
///
/// # Errors
/// One of them belongs to another.
pub async fn pair(store: &Store, client: &EngineClient, place: &Place) -> Result<(), ServiceError> {
    let identity = store.identity_get().await?;
    let mark = match mark(client).await? {
        None if identity.engine.is_none() => Some(leave(store, client, &identity.id).await?),
        mark => mark,
    };
    match (judge(&identity, mark.as_ref()), mark) {
        (Pairing::Unnoted, Some(mark)) => note(store, &mark, place).await,
        (pairing, _) => refuse(pairing, place),
    }
}

/// As [`pair`], where a new store takes the place of one that was lost: it is the same store from now on.
///
/// # Errors
/// The store belongs to another engine.
pub async fn replace_lost(store: &Store, client: &EngineClient, place: &Place) -> Result<(), ServiceError> {
    let (identity, mark) = (store.identity_get().await?, mark(client).await?);
    match (judge(&identity, mark.as_ref()), mark) {
        (Pairing::OtherStore(mark), _) => note(store, &mark, place).await,
        _ => pair(store, client, place).await,
    }
}

/// Lets a store and an engine belong to each other, whatever each belonged to before.
pub async fn adopt(store: &Store, client: &EngineClient, place: &Place) -> Result<(), ServiceError> {
    let mark = match mark(client).await? {
        Some(mark) => mark,
        None => leave(store, client, &store.identity_get().await?.id).await?,
    };
    note(store, &mark, place).await
}

fn refuse(pairing: Pairing, place: &Place) -> Result<(), ServiceError> {
    let at = format!("{} ({})", place.address, place.namespace);
    match pairing {
        Pairing::Paired | Pairing::Unnoted | Pairing::Unmarked => Ok(()),
        Pairing::OtherEngine(known) => Err(ServiceError::OtherEngine { known: Box::new(known), at }),
        Pairing::OtherStore(mark) => Err(ServiceError::OtherStore { mark: Box::new(mark), at }),
    }
}

async fn note(store: &Store, mark: &EngineMark, place: &Place) -> Result<(), ServiceError> {
    let Place { address, namespace } = place.clone();
    let engine = KnownEngine { id: mark.id.clone(), address, namespace };
    Ok(store.identity_keep(&mark.store, &engine).await?)
}

/// The store's mark in an engine.
async fn mark(client: &EngineClient) -> Result<Option<EngineMark>, ServiceError> {
    let Some(described) = client.describe(STORE_MARK).await? else { return Ok(None) };
    let kept = described.memo().get::<Kept>(MEMO).context("reading the engine's mark");
    let kept = kept.and_then(|kept| kept.context("the engine's mark says nothing"));
    let Kept { store, place } = kept.map_err(ServiceError::Unavailable)?;
    Ok(Some(EngineMark { id: described.run_id().to_owned(), store, place }))
}

/// Leaves a store's mark, and says whose mark is there then: another may have been quicker.
async fn leave(store: &Store, client: &EngineClient, id: &str) -> Result<EngineMark, ServiceError> {
    let mut memo = MemoValues::new();
    memo.insert(MEMO, Kept { store: id.to_owned(), place: store.place() });
    let start = Start { memo: Some(memo), ..Start::new(STORE_MARK, STORE_MARK) };
    client.start(UntypedWorkflow::new("StoreMark"), RawValue::empty(), start).await?;
    let lost = || ServiceError::Unavailable(anyhow!("the store's mark is not in the engine"));
    mark(client).await?.ok_or_else(lost)
}
