//! What the pages of findings, listings and incidents share: the page of one with the forms of what may be done,
//! files on their way in and out, and the sentences of a history.

pub(crate) mod acts;
pub(crate) mod documents;
pub(crate) mod files;
pub(crate) mod history;
pub(crate) mod page;
pub(crate) mod submitted;
pub(crate) mod view;

use duban_domain::{BureauCode, CampaignId, Directory, Party};
use duban_service::{ServiceError, Visible, rows::Campaign};
use duban_web::{Viewer, WebError, i18n::Words};
use std::{future::Future, time::Duration};

/// How long a page waits for the ledger to know what was just begun: tries, and the time between them.
const TRIES: u32 = 40;
const BETWEEN: Duration = Duration::from_millis(50);

/// The campaigns that a viewer sees, newest first.
pub(crate) async fn campaigns(viewer: &Viewer) -> Result<Vec<Visible<Campaign>>, WebError> {
    let mut all = viewer.campaigns().await?;
    all.sort_by_key(|kept| std::cmp::Reverse(kept.launched_at));
    Ok(all)
}

/// The campaign that is asked for, or the newest; `None` where there is none yet.
///
/// # Errors
/// [`WebError::NotFound`] for one that this viewer does not see.
pub(crate) async fn chosen(
    viewer: &Viewer,
    all: &[Visible<Campaign>],
    id: &str,
) -> Result<Option<Visible<Campaign>>, WebError> {
    if id.is_empty() {
        return Ok(all.first().cloned());
    }
    Ok(Some(viewer.campaign(&CampaignId::from(id)).await?))
}

/// Why something was not done, in the reader's language.
pub(crate) fn reason(w: Words, failure: &ServiceError) -> String {
    match w.lang {
        duban_web::Lang::Chinese => failure.chinese(),
        duban_web::Lang::English => failure.to_string(),
    }
}

/// Whether what was just begun stands in the ledger soon.
pub(crate) async fn appears<F>(known: impl Fn() -> F) -> Result<bool, WebError>
where
    F: Future<Output = Result<bool, ServiceError>>,
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
        name: directory.name_of(code),
        level: directory.get(code).map_or(duban_domain::Level::County, |bureau| bureau.level),
        superiors: directory.superiors(code),
        peers: Vec::new(),
        coordinating: !directory.subordinates(code).is_empty(),
    }
}
