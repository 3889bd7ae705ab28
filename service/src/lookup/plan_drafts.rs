//! Drafts of plans, for the planners of a bureau.

use super::viewer::Viewer;
use crate::ServiceError;
use chrono::Utc;
use duban_domain::{WallTime, access::Action};
use duban_store::{DraftChange, NewDraft, PlanDraftId, PlanDraftRow};
use std::collections::BTreeMap;

impl Viewer {
    /// Keeps what was filled in: as a new draft, or in the place of the version of one that was seen.
    ///
    /// # Errors
    /// This viewer launches nothing.
    pub async fn keep_plan_draft(
        &self,
        seen: Option<(PlanDraftId, i64)>,
        title: String,
        fields: BTreeMap<String, String>,
    ) -> Result<DraftChange, ServiceError> {
        self.authorise(Action::Launch, &self.bureau)?;
        let new = NewDraft { title, fields, by: self.actor().name, at: WallTime::new(Utc::now()) };
        let store = self.service().store();
        Ok(match seen {
            Some(seen) => store.plan_draft_change(&self.bureau, seen, &new).await?,
            None => store.plan_draft_insert(&self.bureau, &new).await?,
        })
    }

    /// The drafts of this viewer's bureau, the newest first.
    ///
    /// # Errors
    /// This viewer launches nothing.
    pub async fn plan_drafts(&self) -> Result<Vec<PlanDraftRow>, ServiceError> {
        self.authorise(Action::Launch, &self.bureau)?;
        Ok(self.service().store().plan_draft_list(&self.bureau).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// This viewer launches nothing; there is no such draft.
    pub async fn plan_draft(&self, id: PlanDraftId) -> Result<PlanDraftRow, ServiceError> {
        self.authorise(Action::Launch, &self.bureau)?;
        let draft = self.service().store().plan_draft_get(&self.bureau, id).await?;
        draft.ok_or(ServiceError::Hidden)
    }

    /// Throws one of them away.
    ///
    /// # Errors
    /// This viewer launches nothing.
    pub async fn drop_plan_draft(&self, id: PlanDraftId) -> Result<(), ServiceError> {
        self.authorise(Action::Launch, &self.bureau)?;
        Ok(self.service().store().plan_draft_delete(&self.bureau, id).await?)
    }
}
