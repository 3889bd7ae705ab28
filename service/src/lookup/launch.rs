//! Launching campaigns, and what the ledger knows about a plan before that.

use super::{trail::ActTarget, viewer::Viewer, visible::Visible};
use crate::{Launch, Launched, ServiceError, launch::kept_file};
use bytes::Bytes;
use chrono::NaiveDate;
use duban_config::plan::{NextPlan, next_plan, rewritten_plan};
use duban_domain::{
    Actor, Calendar, CampaignId, PlanTime, WallTime, access::Action, collisions::Engagement, plan::Plan,
};
use duban_store::Campaign;
use std::collections::BTreeMap;

/// What the ledger knows that concerns a plan.
#[derive(Clone, Debug, Default)]
pub struct PlanSurroundings {
    /// Who launched a campaign with this id before, and when.
    pub taken: Option<(Actor, WallTime)>,
    /// What the bureaus that the planner sees owe in campaigns that run: what others owe is none of their
    /// business.
    pub others: Vec<Engagement>,
    /// Those campaigns' titles.
    pub titles: BTreeMap<CampaignId, String>,
    /// Now.
    pub now: Option<PlanTime>,
}

impl Viewer {
    /// The working days as they are known now: what a new campaign goes by.
    pub async fn calendar(&self) -> Result<Calendar, ServiceError> {
        self.service().calendar().await
    }

    /// What the ledger knows that concerns a plan with this id.
    ///
    /// # Errors
    /// This viewer neither launches nor approves launches.
    pub async fn surroundings(&self, id: &CampaignId) -> Result<PlanSurroundings, ServiceError> {
        self.permit_plans()?;
        let seen = self.sees_codes();
        let mut around =
            PlanSurroundings { now: Some(PlanTime::new(chrono::Utc::now())), ..PlanSurroundings::default() };
        for kept in self.service().store().campaign_list().await? {
            if kept.plan.id == *id {
                around.taken = Some((kept.launched_by, kept.launched_at));
                continue;
            }
            if kept.finished.is_some() {
                continue;
            }
            let (campaign, zone) = (kept.plan.id, kept.plan.zone);
            for row in self.service().store().duty_list(&campaign, None).await? {
                let (bureau, duty) = (row.bureau, row.duty);
                if duty.state.is_owed() && seen.contains(&bureau) {
                    let (day, campaign) = (duty.due.date(zone), campaign.clone());
                    around.others.push(Engagement { bureau, day, campaign, title: duty.title });
                }
            }
            around.titles.insert(campaign, kept.plan.title);
        }
        Ok(around)
    }

    /// Launches a campaign, whose issuer must be this viewer's bureau.
    ///
    /// # Errors
    /// This viewer may not; [`crate::Service::launch`]'s.
    pub async fn launch(&self, launch: Launch) -> Result<Launched, ServiceError> {
        self.authorise(Action::Launch, &launch.plan.issuer)?;
        let target = ActTarget::of(&launch.plan.issuer).within(&launch.plan.id);
        let launched = self.service().launch(launch).await;
        self.note_act(Action::Launch, target, &launched).await;
        launched
    }

    /// Whether this plan runs already, by the same hand.
    pub async fn has_launched(&self, plan: &Plan) -> Result<bool, ServiceError> {
        let kept = self.service().store().campaign_get(&plan.id).await?;
        Ok(kept.is_some_and(|kept| kept.plan == *plan && kept.launched_by == self.actor()))
    }
}

impl Visible<Campaign> {
    /// The document that this campaign rests on, of those its plan names, as a file: its name and content.
    ///
    /// # Errors
    /// There is none; the archive does not answer.
    pub async fn basis_file(&self, index: usize) -> Result<(String, Bytes), ServiceError> {
        let file = self.plan.basis.get(index).and_then(|basis| basis.file.as_ref());
        let file = kept_file(file.ok_or(ServiceError::Hidden)?);
        Ok((file.name.clone(), self.viewer().content(&file).await?))
    }

    /// The plan of this campaign held again, by its viewer's bureau and with another issue date.
    ///
    /// # Errors
    /// This viewer launches nothing; the holidays that are known cannot be read.
    pub async fn next_plan(&self, issued: NaiveDate) -> Result<NextPlan, ServiceError> {
        let viewer = self.viewer();
        viewer.authorise(Action::Launch, &viewer.bureau)?;
        let calendar = viewer.calendar().await?;
        let next = rewritten_plan(&self.plan)
            .and_then(|plan| next_plan(&plan, &viewer.bureau, issued, &calendar))
            .ok_or_else(|| ServiceError::unknown("plan", &self.plan.id))?;
        Ok(next)
    }
}
