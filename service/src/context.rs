//! A campaign in hand: as the ledger keeps it, with its terms, its bureaus, and the instant in its own time.

use crate::{Service, ServiceError, tell};
use anyhow::anyhow;
use chrono::Utc;
use duban_activities::starts::Starter;
use duban_domain::{
    Actor, BureauCode, Calendar, CampaignId, CommandEnvelope, DocketEvent, EventEnvelope, FindingId,
    IncidentId, ListingId, Party, PlanTime, Terms, WallTime,
    finding::{FindingCommand, FindingEvent},
    incident::{IncidentCommand, IncidentEvent},
    listing::{ListingCommand, ListingEvent},
    terms::parties,
};
use duban_store::{Campaign, FindingDetail, IncidentRow, ListingRow, Store};
use duban_workflows::messages::Received;

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
    pub async fn scene(&self, campaign: &CampaignId) -> Result<CampaignContext, ServiceError> {
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
        let mut terms = Terms::resolve(&self.kept.plan, &self.calendar).map_err(|problems| {
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

    /// A finding as the ledger keeps it.
    ///
    /// # Errors
    /// There is none.
    pub(crate) async fn finding(&self, id: &FindingId) -> Result<FindingDetail, ServiceError> {
        let detail = self.store().finding_get(self.id(), id).await?;
        detail.ok_or_else(|| ServiceError::unknown("finding", id))
    }

    /// A listing as the ledger keeps it.
    ///
    /// # Errors
    /// There is none.
    pub(crate) async fn listing(&self, id: &ListingId) -> Result<ListingRow, ServiceError> {
        let row = self.store().listing_get(self.id(), id).await?;
        row.ok_or_else(|| ServiceError::unknown("listing", id))
    }

    /// An incident as the ledger keeps it.
    ///
    /// # Errors
    /// There is none.
    pub(crate) async fn incident(&self, id: &IncidentId) -> Result<IncidentRow, ServiceError> {
        let row = self.store().incident_get(self.id(), id).await?;
        row.ok_or_else(|| ServiceError::unknown("incident", id))
    }

    /// Starts matters of this campaign.
    pub fn starter(&self) -> Starter {
        let parts = self.service.parts();
        let (task_queue, pace) = (parts.task_queue.clone(), parts.pace);
        Starter { task_queue, timebase: self.kept.timebase, pace }
    }

    /// A command received now.
    fn received<C>(&self, by: Actor, command: C) -> Received<C> {
        Received { act: CommandEnvelope { by, command }, at: self.now }
    }
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident($id:ty, $command:ty) -> $what:ty;)*) => {
        impl CampaignContext {$(
            $(#[$doc])*
            /// A command that comes again with the same `update_id` is the same command.
            ///
            /// # Errors
            /// The machine's refusal; nobody answered in time.
            pub(crate) async fn $name(
                &self,
                id: &$id,
                by: Actor,
                command: $command,
                update_id: Option<String>,
            ) -> Result<Vec<EventEnvelope<$what>>, ServiceError> {
                let client = self.service.client().await?;
                let told = tell::$name(&client, self.id(), id, self.received(by, command), update_id);
                tell::in_time(told).await
            }
        )*}
    };
}

acts! {
    /// Tells a bureau's docket.
    tell_docket(BureauCode, duban_domain::Command) -> DocketEvent;
    /// Tells a finding.
    tell_finding(FindingId, FindingCommand) -> FindingEvent;
    /// Tells a listing.
    tell_listing(ListingId, ListingCommand) -> ListingEvent;
    /// Tells an incident.
    tell_incident(IncidentId, IncidentCommand) -> IncidentEvent;
}
