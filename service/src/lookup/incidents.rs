//! Urgent matters, as far as a viewer sees the bureaus that report them.

use super::{matter::Matter, trail::ActTarget, visible::Visible};
use crate::{CampaignContext, IncidentReport, ResponsibleParty, ServiceError};
use duban_domain::{
    Actor, BureauCode, EventEnvelope, IncidentId,
    access::Action,
    incident::{IncidentCommand, IncidentEvent},
};
use duban_store::{Campaign, IncidentRow, LedgerRow};

impl Visible<Campaign> {
    /// The urgent matters of bureaus that its viewer sees.
    pub async fn incidents(&self) -> Result<Vec<IncidentRow>, ServiceError> {
        let seen = self.viewer().sees_codes();
        let mut rows = self.viewer().service().store().incident_list(&self.plan.id).await?;
        rows.retain(|row| seen.contains(&row.bureau));
        Ok(rows)
    }
}

impl Visible<CampaignContext> {
    /// Reports an urgent matter. A request that comes again with the same `request_id` is the same report.
    ///
    /// # Errors
    /// Its viewer may not; the report cannot be; the engine's.
    pub async fn report(
        &self,
        report: IncidentReport,
        request_id: Option<&str>,
    ) -> Result<IncidentId, ServiceError> {
        self.viewer().authorise(Action::ReportIncident, &report.bureau)?;
        let target = ActTarget::of(&report.bureau).within(self.id());
        let reported = self.report_incident(self.viewer().actor(), report, request_id).await;
        self.viewer().note_act(Action::ReportIncident, target, &reported).await;
        reported
    }
}

impl Matter for IncidentRow {
    const KIND: &'static str = "incident";
    type Command = IncidentCommand;
    type Event = IncidentEvent;
    type Id = IncidentId;

    fn id(&self) -> &IncidentId {
        &self.id
    }

    fn bureau(&self) -> &BureauCode {
        &self.bureau
    }

    fn workflow(&self) -> &str {
        &self.workflow
    }

    async fn get(context: &CampaignContext, id: &IncidentId) -> Result<Option<Self>, ServiceError> {
        Ok(context.store().incident_get(context.id(), id).await?)
    }

    async fn history(
        &self,
        context: &CampaignContext,
    ) -> Result<Vec<LedgerRow<IncidentEvent>>, ServiceError> {
        Ok(context.store().incident_history(context.id(), self.id()).await?)
    }

    async fn turn(
        &self,
        context: &CampaignContext,
        command: &IncidentCommand,
    ) -> Result<ResponsibleParty, ServiceError> {
        Ok(context.incident_turn(self, command))
    }

    async fn tell(
        &self,
        context: &CampaignContext,
        by: Actor,
        command: IncidentCommand,
        update_id: Option<String>,
    ) -> Result<Vec<EventEnvelope<IncidentEvent>>, ServiceError> {
        context.tell(self.id(), by, command, update_id).await
    }
}
