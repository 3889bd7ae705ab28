//! Who is let in at the door and who is turned away, each with its line in the audit log.

use super::{
    address::ClientAddress,
    auth_backend::{AuthBackend, AuthError, Member},
    identify::{now, principal_of, start_clock},
    oidc::Identity,
};
use crate::{Console, WebError};
use axum_login::{AuthSession, Error as DoorError};
use duban_domain::people::{Account, Outcome, Via};
use duban_service::ActTarget;
use duban_store::{AuditEntry, Person};
use serde_json::Value;

/// A session at the door.
pub type Door = AuthSession<AuthBackend>;

/// So much of what was typed is written down.
const LONGEST_WRITTEN: usize = 64;

/// The person that another provider's person is here: known by the id there, or, the first time, by the
/// account that the provider names. `None`: nobody who may come in.
///
/// # Errors
/// The store does not answer.
pub async fn recognised(console: &Console, identity: &Identity) -> Result<Option<Person>, WebError> {
    let store = console.store();
    if let Some(person) = store.person_by_subject(&identity.subject).await? {
        return Ok(Some(person).filter(|person| person.disabled.is_none()));
    }
    let Some(Ok(account)) = identity.account.as_deref().map(Account::parse) else { return Ok(None) };
    let person = store.person_by_account(&account).await?;
    let Some(person) = person.filter(|person| person.disabled.is_none()) else { return Ok(None) };
    let is_linked = store.person_link(person.id, &identity.subject).await?;
    Ok(is_linked.then_some(person))
}

/// Begins a session: with a new id and nothing of what was in an earlier one.
///
/// # Errors
/// The store does not answer, or the session cannot be kept.
pub async fn let_in(
    console: &Console,
    door: &mut Door,
    member: &Member,
    ClientAddress(address): ClientAddress,
    detail: Value,
) -> Result<(), WebError> {
    door.session.clear().await;
    door.login(member).await.map_err(broken)?;
    door.session.cycle_id().await.map_err(|error| broken(error.into()))?;
    start_clock(&door.session, &console.sign_in_ways().settings)
        .await
        .map_err(|error| broken(error.into()))?;
    let viewer = console.service().viewer(principal_of(&member.0).asking_from(address.to_string()));
    Ok(viewer.audit("sign-in", ActTarget::default().with(detail), Outcome::Done).await?)
}

/// Writes down who was not let in.
///
/// # Errors
/// The store does not answer.
pub async fn turned_away(
    console: &Console,
    ClientAddress(address): ClientAddress,
    typed: &str,
    detail: Value,
) -> Result<(), WebError> {
    let person = match Account::parse(typed) {
        Ok(account) => console.store().person_by_account(&account).await?,
        Err(_) => None,
    };
    let written: String = typed.chars().take(LONGEST_WRITTEN).collect();
    let entry = AuditEntry {
        at: now(),
        account: person.as_ref().map_or(written, |person| person.account.to_string()),
        name: person.as_ref().map(|person| person.name.clone()).unwrap_or_default(),
        role: person.as_ref().map(|person| person.role),
        bureau: person.map(|person| person.bureau),
        via: Via::Session,
        source: address.to_string(),
        action: "sign-in".to_owned(),
        campaign: None,
        about: None,
        object: None,
        outcome: Outcome::Denied,
        detail,
    };
    Ok(console.store().audit_insert(&entry).await?)
}

/// The door itself is broken.
pub fn broken(error: DoorError<AuthBackend>) -> WebError {
    match error {
        DoorError::Backend(AuthError::Hash(error)) => WebError::Internal(error.into()),
        DoorError::Backend(AuthError::Store(error)) => error.into(),
        DoorError::Session(error) => WebError::Unavailable(error.into()),
    }
}
