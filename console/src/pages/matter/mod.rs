//! What the pages of findings, listings and incidents share: the forms of what may be done, files on
//! their way in and out, and the sentences of a history.

pub(crate) mod acts;
pub(crate) mod documents;
pub(crate) mod drafts;
pub(crate) mod files;
pub(crate) mod history;
pub(crate) mod query;
pub(crate) mod submitted;
#[cfg(test)]
mod tests;

use crate::i18n::Words;
use crate::{Console, Principal, WebError, pages::campaign};
use duban_domain::{BureauCode, CampaignId, Directory, Party};
use duban_service::ServiceError;
use duban_store::{Campaign, StoreError};
use std::{future::Future, time::Duration};

/// How long a page waits for the ledger to know what was just begun: tries, and the time between them.
const TRIES: u32 = 40;
const BETWEEN: Duration = Duration::from_millis(50);

/// A bureau's name; its code where it is not known.
pub(crate) fn name(directory: &Directory, code: &BureauCode) -> String {
    directory.get(code).map_or_else(|| code.to_string(), |bureau| bureau.name.clone())
}

/// The campaigns that a principal sees, newest first.
pub(crate) async fn campaigns(console: &Console, principal: &Principal) -> Result<Vec<Campaign>, WebError> {
    principal.authorise_own(console)?;
    let known = console.campaigns().list().await?;
    let reaching = known.iter().filter(|kept| campaign::reaches(console, kept, &principal.bureau));
    let mut all: Vec<_> = reaching.cloned().collect();
    all.sort_by_key(|kept| std::cmp::Reverse(kept.launched_at));
    Ok(all)
}

/// The campaign that is asked for, or the newest; `None` where there is none yet.
///
/// # Errors
/// [`WebError::NotFound`] for one that this principal does not see.
pub(crate) async fn chosen(
    console: &Console,
    principal: &Principal,
    all: &[Campaign],
    id: &str,
) -> Result<Option<Campaign>, WebError> {
    if id.is_empty() {
        return Ok(all.first().cloned());
    }
    campaign::seen(console, principal, &CampaignId::from(id)).await.map(Some)
}

/// Random digits: the name of what is kept for a while, or the one sending of a form.
///
/// # Errors
/// The system's source of randomness does not answer.
pub(crate) fn token() -> Result<String, WebError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| WebError::Internal(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Why something was not done, in the reader's language.
pub(crate) fn reason(w: Words, failure: &ServiceError) -> String {
    match w.lang {
        crate::Lang::Chinese => failure.chinese(),
        crate::Lang::English => failure.to_string(),
    }
}

/// Whether what was just begun stands in the ledger soon.
pub(crate) async fn appears<F>(known: impl Fn() -> F) -> Result<bool, WebError>
where
    F: Future<Output = Result<bool, StoreError>>,
{
    for _ in 0..TRIES {
        if known().await? {
            return Ok(true);
        }
        tokio::time::sleep(BETWEEN).await;
    }
    Ok(false)
}

/// A bureau with those above it: what a reading of a matter needs of it.
pub(crate) fn party(directory: &Directory, code: &BureauCode) -> Party {
    Party {
        bureau: code.clone(),
        name: name(directory, code),
        level: directory.get(code).map_or(duban_domain::Level::County, |bureau| bureau.level),
        superiors: directory.superiors(code),
        peers: Vec::new(),
        coordinating: !directory.subordinates(code).is_empty(),
    }
}
