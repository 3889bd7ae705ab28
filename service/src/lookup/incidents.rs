//! Urgent matters, as far as a viewer sees the bureaus that report them.

use super::{
    trail::ActTarget,
    viewer::Viewer,
    visible::{InCampaign, Visible},
};
use crate::{CampaignContext, IncidentReport, ResponsibleParty, ServiceError};
use duban_domain::{
    CampaignId, EventEnvelope, IncidentId,
    access::Action,
    incident::{IncidentCommand, IncidentEvent},
};
use duban_store::{Campaign, IncidentRow, LedgerRow};

impl Viewer {
    /// An urgent matter of a bureau that this viewer sees.
    ///
    /// # Errors
    /// There is none that this viewer sees.
    pub async fn incident(
        &self,
        campaign: &CampaignId,
        id: &IncidentId,
    ) -> Result<Visible<InCampaign<IncidentRow>>, ServiceError> {
        self.context(campaign).await?.incident_in_hand(id).await
    }
}

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
    /// An urgent matter of it, in hand.
    ///
    /// # Errors
    /// There is none that its viewer sees.
    pub async fn incident_in_hand(
        &self,
        id: &IncidentId,
    ) -> Result<Visible<InCampaign<IncidentRow>>, ServiceError> {
        let row = self.incident(id).await?;
        self.viewer().authorise(Action::See, &row.bureau)?;
        Ok(self.having(row))
    }

    /// Whether the ledger knows an urgent matter yet.
    pub async fn knows_incident(&self, id: &IncidentId) -> Result<bool, ServiceError> {
        Ok(self.store().incident_get(self.id(), id).await?.is_some())
    }

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

impl Visible<InCampaign<IncidentRow>> {
    /// All that happened, in order.
    pub async fn history(&self) -> Result<Vec<LedgerRow<IncidentEvent>>, ServiceError> {
        Ok(self.context.store().incident_history(self.context.id(), &self.row.id).await?)
    }

    /// Asks whether its viewer may give a command; [`Visible::tell`] asks again. Taking note is for the bureau
    /// that takes it.
    ///
    /// # Errors
    /// They may not.
    pub fn permit(&self, command: &IncidentCommand) -> Result<(), ServiceError> {
        let viewer = self.viewer();
        match command {
            IncidentCommand::Acknowledge { .. } => viewer.authorise(Action::TakeNote, &viewer.bureau),
            IncidentCommand::Update { .. } => viewer.authorise(Action::ReportIncident, &self.row.bureau),
        }
    }

    /// Whose turn a command is: to take note, the lowest level's that has not.
    pub fn turn(&self, command: &IncidentCommand) -> ResponsibleParty {
        self.context.incident_turn(&self.row, command)
    }

    /// Tells the urgent matter. A command that comes again with the same `update_id` is the same command.
    ///
    /// # Errors
    /// The viewer may not; the refusal; nobody answered in time.
    pub async fn tell(
        &self,
        command: IncidentCommand,
        update_id: Option<String>,
    ) -> Result<Vec<EventEnvelope<IncidentEvent>>, ServiceError> {
        self.permit(&command)?;
        let action = self.turn(&command).action;
        let id = &self.row.id;
        let told = self.context.tell(id, self.viewer().actor(), command, update_id).await;
        let target = ActTarget::of(&self.row.bureau).within(self.context.id()).upon(id);
        self.viewer().note_act(action, target, &told).await;
        told
    }
}
