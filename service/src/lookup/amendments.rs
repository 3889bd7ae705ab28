//! Running campaigns whose plan is amended: shown first, put in force once somebody has seen it.

use super::{trail::ActTarget, visible::Visible};
use crate::{AmendmentPreview, AppliedAmendment, CampaignContext, NextVersion, ServiceError};
use duban_config::{
    LoadedPlan, Refused,
    plan::{read_plan, rewritten_plan, write_plan},
};
use duban_domain::{
    Plan,
    access::Action,
    amendment::{PlanDifference, differences},
    people::Outcome,
};
use duban_store::PlanVersionRow;
use std::path::Path;

impl Visible<CampaignContext> {
    /// Whether its viewer may amend it: for drawing buttons.
    pub fn may_amend(&self) -> bool {
        self.viewer().may(Action::Amend, &self.kept.plan.issuer)
    }

    /// Asks whether its viewer may amend it.
    ///
    /// # Errors
    /// They may not.
    pub fn permit_amendment(&self) -> Result<(), ServiceError> {
        self.viewer().authorise(Action::Amend, &self.kept.plan.issuer)
    }

    /// Reads the next version of its plan, by the working days it goes by; `name` is only told in problems.
    ///
    /// # Errors
    /// Everything that is wrong with the text.
    pub fn read_next_version(&self, name: &Path, text: &str) -> Result<LoadedPlan, Refused> {
        read_plan(name, text, self.viewer().directory(), &self.calendar)
    }

    /// What the next version of its plan would change. Nothing does.
    ///
    /// # Errors
    /// Its viewer may not amend it; a docket would refuse.
    pub async fn preview_amendment(&self, next: &NextVersion) -> Result<AmendmentPreview, ServiceError> {
        self.permit_amendment()?;
        // What is only looked at is no act, and the audit log says so.
        self.viewer().authorise(Action::See, &self.kept.plan.issuer)?;
        self.service.preview_amendment(self, next, &self.viewer().actor()).await
    }

    /// Puts the next version of its plan in force, if it is what was seen under the seal.
    ///
    /// # Errors
    /// Its viewer may not; no reason is given; a docket refuses, and then nothing has changed.
    pub async fn amend(
        &self,
        next: &NextVersion,
        reason: &str,
        seal: Option<&str>,
    ) -> Result<AppliedAmendment, ServiceError> {
        self.permit_amendment()?;
        let amended = self.service.amend(self, next, (reason, &self.viewer().actor()), seal).await;
        let target = ActTarget::of(&self.kept.plan.issuer).within(self.id());
        if let Ok(AppliedAmendment::Amended(version, _)) = &amended {
            let detail = serde_json::json!({ "version": version, "reason": reason.trim() });
            self.viewer().audit(Action::Amend.as_str(), target.with(detail), Outcome::Done).await?;
        } else {
            self.viewer().note_act(Action::Amend, target, &amended).await;
        }
        amended
    }

    /// Every version of its plan, the first one first.
    pub async fn plan_versions(&self) -> Result<Vec<PlanVersionRow>, ServiceError> {
        self.service.plan_versions(self).await
    }

    /// In what two plans of it differ, by the working days it goes by.
    ///
    /// # Errors
    /// One of them can no longer be resolved.
    pub fn plan_differences(&self, old: &Plan, new: &Plan) -> Result<Vec<PlanDifference>, ServiceError> {
        let (old_terms, new_terms) = (self.terms_by(old)?, self.terms_by(new)?);
        Ok(differences((old, &old_terms), (new, &new_terms)))
    }

    /// Its plan as a file, to be amended.
    ///
    /// # Errors
    /// It holds what no file can say: never, for one that was launched from a file.
    pub fn plan_text(&self, plan: &Plan) -> Result<String, ServiceError> {
        let authored = rewritten_plan(plan).ok_or_else(|| ServiceError::unknown("plan", &plan.id))?;
        write_plan(&authored).map_err(|error| ServiceError::Unavailable(error.into()))
    }
}
