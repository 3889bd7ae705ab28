//! A campaign in hand: as the ledger keeps it, with its terms, its bureaus, and the instant in its own time.

use crate::{Service, ServiceError, tell};
use anyhow::anyhow;
use chrono::Utc;
use duban_activities::{engine::in_time, starts::Starter};
use duban_domain::{
    Actor, BureauCode, Calendar, CampaignId, CommandEnvelope, EventEnvelope, Party, PlanTime, Terms,
    WallTime, terms::parties,
};
use duban_store::{Campaign, Store};
use duban_workflows::{
    MachineId,
    machine_workflow::{CommandOf, EventOf},
    messages::Received,
};

/// A campaign in hand.
#[derive(Clone, Debug)]
pub struct CampaignContext {
    /// What acts are done with.
    pub service: Service,
    /// The campaign as the ledger keeps it.
    pub kept: Campaign,
    /// The working days it goes by.
    pub calendar: Calendar,
    /// Now, in the campaign's own time.
    pub now: PlanTime,
}

impl Service {
    /// A campaign in hand, at this instant of its own time.
    ///
    /// # Errors
    /// There is none with this id.
    pub async fn campaign_context(&self, campaign: &CampaignId) -> Result<CampaignContext, ServiceError> {
        let kept = self.store().campaign_get(campaign).await?;
        let kept = kept.ok_or_else(|| ServiceError::unknown("campaign", campaign))?;
        let now = kept.timebase.plan(WallTime::new(Utc::now()));
        let calendar = self.working_days(campaign).await?;
        Ok(CampaignContext { service: self.clone(), kept, calendar, now })
    }
}

impl CampaignContext {
    /// The campaign's id.
    pub fn id(&self) -> &CampaignId {
        &self.kept.plan.id
    }

    /// The ledger.
    pub fn store(&self) -> &Store {
        self.service.store()
    }

    /// An instant as the campaign's clocks show it.
    pub fn shown(&self, at: PlanTime) -> String {
        at.in_zone(self.kept.plan.zone).format("%Y-%m-%d %H:%M").to_string()
    }

    /// Whether a date is provisional (暂定) by the working days it goes by.
    pub fn is_provisional(&self, at: PlanTime) -> bool {
        self.calendar.is_provisional(at.date(self.kept.plan.zone))
    }

    /// The campaign's terms, by the working days it goes by.
    ///
    /// # Errors
    /// The plan can no longer be resolved with the holidays that are known.
    pub fn terms(&self) -> Result<Terms, ServiceError> {
        self.terms_by(&self.kept.plan)
    }

    /// The same by another version of its plan.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn terms_by(&self, plan: &duban_domain::Plan) -> Result<Terms, ServiceError> {
        let mut terms = Terms::resolve(plan, &self.calendar).map_err(|problems| {
            let told: Vec<_> = problems.iter().map(|p| format!("{}: {}", p.path, p.message)).collect();
            ServiceError::Unavailable(anyhow!(
                "the plan of {} cannot be resolved: {}",
                self.id(),
                told.join("; ")
            ))
        })?;
        terms.tolerance_seconds = self.service.tolerance(self.kept.timebase.speed());
        Ok(terms.launched_in(self.kept.timebase, self.kept.launched_at))
    }

    /// A bureau that takes part.
    ///
    /// # Errors
    /// It does not.
    pub fn party(&self, code: &BureauCode) -> Result<Party, ServiceError> {
        let mut all = parties(self.service.directory(), &self.kept.plan.issuer).into_iter();
        all.find(|party| party.bureau == *code).ok_or_else(|| ServiceError::unknown("bureau", code))
    }

    /// A bureau's name; its code where it is not known.
    pub fn name(&self, code: &BureauCode) -> String {
        self.service.directory().name_of(code)
    }

    /// The next bureau up; the issuer for one without.
    pub fn supervisor(&self, code: &BureauCode) -> BureauCode {
        let above = self.service.directory().superiors(code).into_iter().next();
        above.unwrap_or_else(|| self.kept.plan.issuer.clone())
    }

    /// Starts matters of this campaign.
    pub fn starter(&self) -> Starter {
        let parts = self.service.parts();
        let (task_queue, pace) = (parts.run.task_queue.clone(), parts.run.pace);
        Starter { task_queue, timebase: self.kept.timebase, pace }
    }

    /// Tells a machine of this campaign a command. One that comes again with the same `update_id` is the same.
    ///
    /// # Errors
    /// The machine's refusal; it does not run; nobody answered in time.
    pub(crate) async fn tell<I: MachineId>(
        &self,
        id: &I,
        by: Actor,
        command: CommandOf<I::Workflow>,
        update_id: Option<String>,
    ) -> Result<Vec<EventEnvelope<EventOf<I::Workflow>>>, ServiceError> {
        let engine = self.service.client().await?;
        let received = Received { act: CommandEnvelope { by, command }, at: self.now };
        in_time(tell::tell_machine(&engine, self.id(), id, received, update_id)).await
    }
}
