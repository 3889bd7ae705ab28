//! Findings, as far as a viewer sees the counties they lie in.

use super::{matter::Matter, principal::Via, trail::ActTarget, visible::Visible};
use crate::{CampaignContext, Imported, ResponsibleParty, ServiceError};
use duban_domain::{
    Actor, BureauCode, EventEnvelope, FindingId,
    access::Action,
    finding::{FindingCommand, FindingEvent, Registration},
};
use duban_store::{
    Campaign, FindingCount, FindingDetail, FindingFilter, FindingRow, FindingStatistics, LedgerPage,
    LedgerRow, Page, PageTurn,
};
use serde_json::json;

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
}

impl Matter for FindingDetail {
    const KIND: &'static str = "finding";
    type Command = FindingCommand;
    type Event = FindingEvent;
    type Id = FindingId;

    fn id(&self) -> &FindingId {
        &self.row.id
    }

    fn bureau(&self) -> &BureauCode {
        &self.row.county
    }

    fn workflow(&self) -> &str {
        &self.workflow
    }

    async fn get(context: &CampaignContext, id: &FindingId) -> Result<Option<Self>, ServiceError> {
        Ok(context.store().finding_get(context.id(), id).await?)
    }

    async fn history(&self, context: &CampaignContext) -> Result<Vec<LedgerRow<FindingEvent>>, ServiceError> {
        Ok(context.store().finding_history(context.id(), self.id()).await?)
    }

    async fn turn(
        &self,
        context: &CampaignContext,
        command: &FindingCommand,
    ) -> Result<ResponsibleParty, ServiceError> {
        context.finding_turn(self, command).await
    }

    async fn tell(
        &self,
        context: &CampaignContext,
        by: Actor,
        command: FindingCommand,
        update_id: Option<String>,
    ) -> Result<Vec<EventEnvelope<FindingEvent>>, ServiceError> {
        context.tell(self.id(), by, command, update_id).await
    }
}
