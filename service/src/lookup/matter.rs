//! A matter — a finding, a listing, an incident — as far as a viewer sees the bureau it belongs to. Whichever
//! it is, it is found, read and told in one way; what differs is where it lies and whose turn a command is.

use super::{
    trail::ActTarget,
    viewer::Viewer,
    visible::{InCampaign, Visible},
};
use crate::{CampaignContext, ResponsibleParty, ServiceError};
use duban_domain::{Actor, BureauCode, CampaignId, EventEnvelope, access::Action};
use duban_store::{LedgerRow, NoticeFilter, NoticeRow};
use std::{fmt::Display, future::Future};

/// A row of the ledger whose matter a workflow of its own looks after.
pub trait Matter: Sized + Send + Sync {
    /// What it is called in commands and messages.
    const KIND: &'static str;
    /// What people can tell it.
    type Command: Send + Sync;
    /// What happens in it.
    type Event: Send + Sync;
    /// What it is known by within its campaign.
    type Id: Display + for<'a> From<&'a str> + Send + Sync;

    /// Its id.
    fn id(&self) -> &Self::Id;

    /// The bureau it belongs to: whoever sees that sees the matter.
    fn bureau(&self) -> &BureauCode;

    /// Its workflow's id.
    fn workflow(&self) -> &str;

    /// As the ledger keeps it, if it does.
    fn get(
        context: &CampaignContext,
        id: &Self::Id,
    ) -> impl Future<Output = Result<Option<Self>, ServiceError>> + Send;

    /// All that happened, in order.
    fn history(
        &self,
        context: &CampaignContext,
    ) -> impl Future<Output = Result<Vec<LedgerRow<Self::Event>>, ServiceError>> + Send;

    /// Whose turn a command is.
    fn turn(
        &self,
        context: &CampaignContext,
        command: &Self::Command,
    ) -> impl Future<Output = Result<ResponsibleParty, ServiceError>> + Send;

    /// Tells its workflow. Of each kind alone the compiler sees that its future may move between threads.
    fn tell(
        &self,
        context: &CampaignContext,
        by: Actor,
        command: Self::Command,
        update_id: Option<String>,
    ) -> impl Future<Output = Result<Vec<EventEnvelope<Self::Event>>, ServiceError>> + Send;
}

impl Viewer {
    /// A matter of a bureau that this viewer sees.
    ///
    /// # Errors
    /// There is none that this viewer sees.
    pub async fn matter<M: Matter>(
        &self,
        campaign: &CampaignId,
        id: &M::Id,
    ) -> Result<Visible<InCampaign<M>>, ServiceError> {
        self.context(campaign).await?.matter(id).await
    }
}

impl Visible<CampaignContext> {
    /// A matter of it, in hand.
    ///
    /// # Errors
    /// There is none that its viewer sees.
    pub async fn matter<M: Matter>(&self, id: &M::Id) -> Result<Visible<InCampaign<M>>, ServiceError> {
        let row = M::get(self, id).await?.ok_or_else(|| ServiceError::unknown(M::KIND, id))?;
        self.viewer().authorise(Action::See, row.bureau())?;
        Ok(self.having(row))
    }

    /// Whether the ledger knows a matter yet.
    pub async fn knows<M: Matter>(&self, id: &M::Id) -> Result<bool, ServiceError> {
        Ok(M::get(self, id).await?.is_some())
    }
}

impl<M: Matter> Visible<InCampaign<M>> {
    /// All that happened, in order.
    pub async fn history(&self) -> Result<Vec<LedgerRow<M::Event>>, ServiceError> {
        self.row.history(&self.context).await
    }

    /// The notices that its workflow issued.
    pub async fn notices(&self) -> Result<Vec<NoticeRow>, ServiceError> {
        let filter = NoticeFilter { source: Some(self.row.workflow().to_owned()), ..NoticeFilter::default() };
        Ok(self.context.store().notice_list(self.context.id(), &filter).await?)
    }

    /// Whose turn a command is.
    pub async fn turn(&self, command: &M::Command) -> Result<ResponsibleParty, ServiceError> {
        self.row.turn(&self.context, command).await
    }

    /// Asks whether its viewer may give a command; [`Visible::tell`] asks again.
    ///
    /// # Errors
    /// They may not.
    pub async fn permit(&self, command: &M::Command) -> Result<(), ServiceError> {
        self.permitted(command).await.map(|_| ())
    }

    async fn permitted(&self, command: &M::Command) -> Result<Action, ServiceError> {
        let (viewer, turn) = (self.viewer(), self.turn(command).await?);
        // Taking note is for the bureau that takes it, whichever level is waited for first.
        let against = if turn.action == Action::TakeNote { &viewer.bureau } else { &turn.against };
        viewer.authorise(turn.action, against)?;
        Ok(turn.action)
    }

    /// Tells the matter. A command that comes again with the same `update_id` is the same command.
    ///
    /// # Errors
    /// The viewer may not; the refusal; nobody answered in time.
    pub async fn tell(
        &self,
        command: M::Command,
        update_id: Option<String>,
    ) -> Result<Vec<EventEnvelope<M::Event>>, ServiceError> {
        let action = self.permitted(&command).await?;
        let told = self.row.tell(&self.context, self.viewer().actor(), command, update_id).await;
        let target = ActTarget::of(self.row.bureau()).within(self.context.id()).upon(self.row.id());
        self.viewer().note_act(action, target, &told).await;
        told
    }
}
