//! Listings, as far as a viewer sees the bureaus they are about.

use super::{
    trail::ActTarget,
    viewer::Viewer,
    visible::{InCampaign, Visible},
};
use crate::{CampaignContext, Proposal, ResponsibleParty, ServiceError};
use duban_domain::{
    CampaignId, EventEnvelope, ListingId,
    access::Action,
    listing::{ListingCommand, ListingEvent},
};
use duban_store::{Campaign, LedgerRow, ListingRow};

impl Viewer {
    /// A listing of a bureau that this viewer sees.
    ///
    /// # Errors
    /// There is none that this viewer sees.
    pub async fn listing(
        &self,
        campaign: &CampaignId,
        id: &ListingId,
    ) -> Result<Visible<InCampaign<ListingRow>>, ServiceError> {
        self.context(campaign).await?.listing_in_hand(id).await
    }
}

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
    /// A listing of it, in hand.
    ///
    /// # Errors
    /// There is none that its viewer sees.
    pub async fn listing_in_hand(
        &self,
        id: &ListingId,
    ) -> Result<Visible<InCampaign<ListingRow>>, ServiceError> {
        let row = self.listing(id).await?;
        self.viewer().authorise(Action::See, &row.bureau)?;
        Ok(self.having(row))
    }

    /// Whether the ledger knows a listing yet.
    pub async fn knows_listing(&self, id: &ListingId) -> Result<bool, ServiceError> {
        Ok(self.store().listing_get(self.id(), id).await?.is_some())
    }

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

impl Visible<InCampaign<ListingRow>> {
    /// All that happened, in order.
    pub async fn history(&self) -> Result<Vec<LedgerRow<ListingEvent>>, ServiceError> {
        Ok(self.context.store().listing_history(self.context.id(), &self.row.id).await?)
    }

    /// Asks whether its viewer may give a command; [`Visible::tell`] asks again.
    ///
    /// # Errors
    /// They may not.
    pub async fn permit(&self, command: &ListingCommand) -> Result<(), ServiceError> {
        let turn = self.turn(command).await?;
        self.viewer().authorise(turn.action, &turn.against)
    }

    /// Whose turn a command is.
    pub async fn turn(&self, command: &ListingCommand) -> Result<ResponsibleParty, ServiceError> {
        self.context.listing_turn(&self.row, command).await
    }

    /// Tells the listing. A command that comes again with the same `update_id` is the same command.
    ///
    /// # Errors
    /// The viewer may not; the listing's refusal; nobody answered in time.
    pub async fn tell(
        &self,
        command: ListingCommand,
        update_id: Option<String>,
    ) -> Result<Vec<EventEnvelope<ListingEvent>>, ServiceError> {
        let turn = self.turn(&command).await?;
        self.viewer().authorise(turn.action, &turn.against)?;
        let id = &self.row.id;
        let told = self.context.tell(id, self.viewer().actor(), command, update_id).await;
        let target = ActTarget::of(&self.row.bureau).within(self.context.id()).upon(id);
        self.viewer().note_act(turn.action, target, &told).await;
        told
    }
}
