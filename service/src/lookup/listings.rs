//! Listings, as far as a viewer sees the bureaus they are about.

use super::{matter::Matter, trail::ActTarget, visible::Visible};
use crate::{CampaignContext, Proposal, ResponsibleParty, ServiceError};
use duban_domain::{
    Actor, BureauCode, EventEnvelope, ListingId,
    access::Action,
    listing::{ListingCommand, ListingEvent},
};
use duban_store::{Campaign, LedgerRow, ListingRow};

impl Visible<Campaign> {
    /// The listings of bureaus that its viewer sees.
    pub async fn listings(&self) -> Result<Vec<ListingRow>, ServiceError> {
        let seen = self.viewer().sees_codes();
        let mut rows = self.viewer().service().store().listing_list(&self.plan.id).await?;
        rows.retain(|row| seen.contains(&row.bureau));
        Ok(rows)
    }
}

impl Visible<CampaignContext> {
    /// Proposes a listing; whoever decides is asked. A request that comes again with the same `request_id` is the
    /// same proposal.
    ///
    /// # Errors
    /// Its viewer may not; the proposal cannot be; the engine's.
    pub async fn propose(
        &self,
        proposal: Proposal,
        request_id: Option<&str>,
    ) -> Result<ListingId, ServiceError> {
        self.viewer().authorise(Action::Supervise, &proposal.bureau)?;
        let target = ActTarget::of(&proposal.bureau).within(self.id());
        let proposed = self.propose_listing(self.viewer().actor(), proposal, request_id).await;
        self.viewer().note_act(Action::Supervise, target, &proposed).await;
        proposed
    }
}

impl Matter for ListingRow {
    const KIND: &'static str = "listing";
    type Command = ListingCommand;
    type Event = ListingEvent;
    type Id = ListingId;

    fn id(&self) -> &ListingId {
        &self.id
    }

    fn bureau(&self) -> &BureauCode {
        &self.bureau
    }

    fn workflow(&self) -> &str {
        &self.workflow
    }

    async fn get(context: &CampaignContext, id: &ListingId) -> Result<Option<Self>, ServiceError> {
        Ok(context.store().listing_get(context.id(), id).await?)
    }

    async fn history(&self, context: &CampaignContext) -> Result<Vec<LedgerRow<ListingEvent>>, ServiceError> {
        Ok(context.store().listing_history(context.id(), self.id()).await?)
    }

    async fn turn(
        &self,
        context: &CampaignContext,
        command: &ListingCommand,
    ) -> Result<ResponsibleParty, ServiceError> {
        context.listing_turn(self, command).await
    }

    async fn tell(
        &self,
        context: &CampaignContext,
        by: Actor,
        command: ListingCommand,
        update_id: Option<String>,
    ) -> Result<Vec<EventEnvelope<ListingEvent>>, ServiceError> {
        context.tell(self.id(), by, command, update_id).await
    }
}
