//! Findings, as far as a viewer sees the counties they lie in.

use super::{
    principal::Via,
    trail::ActTarget,
    viewer::Viewer,
    visible::{InCampaign, Visible},
};
use crate::{CampaignContext, Imported, ResponsibleParty, ServiceError};
use duban_domain::{
    BureauCode, CampaignId, EventEnvelope, FindingId,
    access::Action,
    finding::{FindingCommand, FindingEvent, Registration},
};
use duban_store::{
    Campaign, FindingCount, FindingDetail, FindingFilter, FindingRow, FindingStatistics, LedgerPage,
    LedgerRow, Page, PageTurn,
};
use serde_json::json;

impl Viewer {
    /// A finding whose county this viewer sees.
    ///
    /// # Errors
    /// There is none that this viewer sees.
    pub async fn finding(
        &self,
        campaign: &CampaignId,
        id: &FindingId,
    ) -> Result<Visible<InCampaign<FindingDetail>>, ServiceError> {
        self.context(campaign).await?.finding_in_hand(id).await
    }
}

impl Visible<Campaign> {
    /// Those findings of this campaign that pass `wanted` and lie in the district of `root` or below it; `None`:
    /// wherever its viewer sees.
    ///
    /// # Errors
    /// Its viewer does not see `root`.
    pub fn findings(
        &self,
        root: Option<&BureauCode>,
        wanted: FindingFilter,
    ) -> Result<Visible<FindingFilter>, ServiceError> {
        let viewer = self.viewer();
        let root = root.unwrap_or(&viewer.bureau);
        viewer.authorise(Action::See, root)?;
        let issuer = &self.plan.issuer;
        let directory = viewer.directory();
        let is_all = root == issuer || directory.superiors(issuer).contains(root);
        let below = || directory.subtree(root).into_iter().map(|bureau| bureau.code.clone()).collect();
        let counties = (!is_all).then(below);
        Ok(Visible::new(viewer, FindingFilter { campaign: self.plan.id.clone(), counties, ..wanted }))
    }

    /// How many findings there are in each district its viewer sees, and how far they are.
    pub async fn finding_statistics(&self) -> Result<Vec<FindingStatistics>, ServiceError> {
        let seen = self.viewer().sees_codes();
        let mut all = self.viewer().service().store().finding_statistics(&self.plan.id).await?;
        all.retain(|one| seen.contains(&one.county));
        Ok(all)
    }

    /// How many of these are registered already.
    pub async fn findings_known(&self, ids: &[FindingId]) -> Result<usize, ServiceError> {
        Ok(self.viewer().service().store().findings_known(&self.plan.id, ids).await?.len())
    }
}

impl Visible<FindingFilter> {
    /// A page of them, newest first.
    pub async fn page(&self, page: &Page) -> Result<Vec<FindingRow>, ServiceError> {
        Ok(self.viewer().service().store().finding_list(self, page).await?)
    }

    /// A leaf of the ledger. Its cost is bounded, whatever passes.
    pub async fn leaf(&self, turn: &PageTurn, limit: u32) -> Result<LedgerPage, ServiceError> {
        Ok(self.viewer().service().store().finding_leaf(self, turn, limit).await?)
    }

    /// How many findings there are in each district they are looked for in, and how far they are, as of a place in
    /// the ledger.
    pub async fn statistics(&self, position: i64) -> Result<Vec<FindingStatistics>, ServiceError> {
        let service = self.viewer().service();
        let all = service.finding_figures().at(service.store(), &self.campaign, position).await?;
        let is_asked = |one: &&FindingStatistics| {
            self.counties.as_ref().is_none_or(|counties| counties.contains(&one.county))
        };
        Ok(all.iter().filter(is_asked).cloned().collect())
    }

    /// How many they are; no further than `most`.
    pub async fn count(&self, most: u32) -> Result<FindingCount, ServiceError> {
        Ok(self.viewer().service().store().finding_count(self, most).await?)
    }

    /// Whether very many of them begin alike.
    pub async fn are_alike(&self) -> Result<bool, ServiceError> {
        Ok(self.viewer().service().store().findings_alike(self).await?)
    }
}

impl Visible<CampaignContext> {
    /// A finding of it, in hand.
    ///
    /// # Errors
    /// There is none that its viewer sees.
    pub async fn finding_in_hand(
        &self,
        id: &FindingId,
    ) -> Result<Visible<InCampaign<FindingDetail>>, ServiceError> {
        let detail = self.finding(id).await?;
        self.viewer().authorise(Action::See, &detail.row.county)?;
        Ok(self.having(detail))
    }

    /// Asks whether its viewer may register findings of a county; [`Visible::register`] asks again.
    ///
    /// # Errors
    /// It may not.
    pub fn permit_registering(&self, county: &BureauCode) -> Result<(), ServiceError> {
        let viewer = self.viewer();
        let is_inspected = viewer.may(Action::InspectFinding, county);
        let action = match viewer.via {
            // A program files in its bureau's own district, and what its inspections find below.
            Via::Inbox(_) if is_inspected => Action::InspectFinding,
            _ => Action::HandleFinding,
        };
        viewer.authorise(action, county)
    }

    /// Registers findings that have their ids; `progress` is told of each. One that is there already is left as
    /// it is.
    ///
    /// # Errors
    /// Its viewer may not register for one of the counties; the plan keeps no findings, a bureau takes no part,
    /// or an id is another's, and nothing was registered; the engine's and the store's: what was registered
    /// until then stays, and the same call goes on from there.
    pub async fn register(
        &self,
        findings: Vec<Registration>,
        progress: impl Fn() + Send + Sync,
    ) -> Result<Imported, ServiceError> {
        for finding in &findings {
            self.permit_registering(&finding.county)?;
        }
        let target = ActTarget::of(&self.viewer().bureau).within(self.id());
        let target = target.with(json!({ "findings": findings.len() }));
        let registered = self.register_findings(self.viewer().actor(), findings, progress).await;
        self.viewer().note_act(Action::HandleFinding, target, &registered).await;
        registered
    }

    /// Whether the ledger knows a finding yet.
    pub async fn knows_finding(&self, id: &FindingId) -> Result<bool, ServiceError> {
        Ok(self.store().finding_get(self.id(), id).await?.is_some())
    }
}

impl Visible<InCampaign<FindingDetail>> {
    /// All that happened, in order.
    pub async fn history(&self) -> Result<Vec<LedgerRow<FindingEvent>>, ServiceError> {
        Ok(self.context.store().finding_history(self.context.id(), &self.row.row.id).await?)
    }

    /// Asks whether its viewer may give a command; [`Visible::tell`] asks again.
    ///
    /// # Errors
    /// They may not.
    pub async fn permit(&self, command: &FindingCommand) -> Result<(), ServiceError> {
        let turn = self.turn(command).await?;
        self.viewer().authorise(turn.action, &turn.against)
    }

    /// Whose turn a command is.
    pub async fn turn(&self, command: &FindingCommand) -> Result<ResponsibleParty, ServiceError> {
        self.context.finding_turn(&self.row, command).await
    }

    /// Tells the finding. A command that comes again with the same `update_id` is the same command.
    ///
    /// # Errors
    /// The viewer may not; the finding's refusal; nobody answered in time.
    pub async fn tell(
        &self,
        command: FindingCommand,
        update_id: Option<String>,
    ) -> Result<Vec<EventEnvelope<FindingEvent>>, ServiceError> {
        let turn = self.turn(&command).await?;
        self.viewer().authorise(turn.action, &turn.against)?;
        let id = &self.row.row.id;
        let told = self.context.tell(id, self.viewer().actor(), command, update_id).await;
        let target = ActTarget::of(&self.row.row.county).within(self.context.id()).upon(id);
        self.viewer().note_act(turn.action, target, &told).await;
        told
    }
}
