//! What is kept of a plan's form at every change, and what somebody is told of it. What another person has changed
//! meanwhile is never overwritten.

use chrono_tz::Asia::Shanghai;
use duban_domain::WallTime;
use duban_service::rows::{DraftChange, PlanDraftId, PlanDraftRow};
use duban_web::{
    Viewer, WebError,
    i18n::Words,
    plan_check::{
        draft::{DRAFT_ID, DRAFT_VERSION, PlanDraft},
        form::Fields,
    },
};

/// A draft in the list of them.
pub(super) struct DraftLine {
    pub(super) id: PlanDraftId,
    pub(super) title: String,
    pub(super) by: String,
    pub(super) at: String,
}

/// The drafts of a viewer's bureau.
pub(super) async fn lines(viewer: &Viewer) -> Result<Vec<DraftLine>, WebError> {
    let line = |row: PlanDraftRow| DraftLine {
        id: row.id,
        title: row.title,
        by: row.changed_by,
        at: shown(row.changed_at),
    };
    Ok(viewer.plan_drafts().await?.into_iter().map(line).collect())
}

fn shown(at: WallTime) -> String {
    at.in_zone(Shanghai).format("%Y-%m-%d %H:%M").to_string()
}

/// What of the form is kept: nothing of how it is looked at or sent.
fn kept_fields(fields: &Fields) -> Fields {
    let passing = |name: &str| matches!(name, DRAFT_ID | DRAFT_VERSION | "button");
    fields
        .iter()
        .filter(|(name, _)| !passing(name))
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect()
}

/// Keeps a form as it stands.
pub(super) async fn change(viewer: &Viewer, draft: &PlanDraft) -> Result<DraftChange, WebError> {
    let title = draft.fields.get("title").map(|title| title.trim().to_owned()).unwrap_or_default();
    Ok(viewer.keep_plan_draft(draft.kept(), title, kept_fields(&draft.fields)).await?)
}

/// Keeps a form as it stands. What became of it is told, in the reader's words, unless it is kept.
pub(super) async fn keep(
    viewer: &Viewer,
    w: Words,
    draft: &mut PlanDraft,
) -> Result<Option<String>, WebError> {
    Ok(match change(viewer, draft).await? {
        DraftChange::Kept(id, version) => {
            draft.set_kept((id, version));
            None
        }
        change => Some(told(w, &change)),
    })
}

pub(super) fn told(w: Words, change: &DraftChange) -> String {
    match change {
        DraftChange::Kept(..) => w.t("draft-kept"),
        DraftChange::Overtaken(standing) => {
            let (by, at) = (standing.changed_by.clone(), shown(standing.changed_at));
            w.with("draft-overtaken", [("by", by), ("at", at)])
        }
        DraftChange::Gone => w.t("draft-gone"),
        DraftChange::TooMany => w.t("draft-too-many"),
    }
}
