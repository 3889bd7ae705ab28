//! Campaigns and dockets, as far as a viewer sees them.

use super::{
    principal::Via,
    trail::ActTarget,
    viewer::Viewer,
    visible::{InCampaign, Visible},
};
use crate::{CampaignContext, ResponsibleParty, ServiceError};
use duban_domain::{
    BureauCode, CampaignId, Command, EventEnvelope, Party, PlanTime,
    access::{Action, Relation},
};
use duban_store::{
    Burden, Campaign, CampaignFigures, FindingStatistics, LedgerRow, ListingRow, NoticeFilter, NoticePage,
    NoticeRow, NoticeSearch, ObligationRow, OpeningReach,
};
use std::collections::BTreeSet;

/// A bureau's part in a campaign.
#[derive(Clone, Debug)]
pub struct Docket {
    /// The campaign.
    pub context: CampaignContext,
    /// Whose.
    pub party: Party,
}

/// What else there is about a bureau in a campaign.
#[derive(Clone, Debug)]
pub struct DocketMatters {
    /// How many findings lie in its district, and how far they are.
    pub findings: Option<FindingStatistics>,
    /// The listings about it.
    pub listings: Vec<ListingRow>,
}

impl Docket {
    /// The bureau's code.
    pub fn bureau(&self) -> &BureauCode {
        &self.party.bureau
    }
}

impl Viewer {
    /// Whether a campaign concerns this viewer: its bureau takes part, or stands above the issuer.
    fn reaches(&self, kept: &Campaign) -> bool {
        self.via == Via::Terminal
            || Relation::of(self.directory(), &self.bureau, &kept.plan.issuer) != Relation::Elsewhere
    }

    /// A campaign that reaches this viewer's bureau or one below it.
    ///
    /// # Errors
    /// [`ServiceError::Hidden`] where there is none that this viewer sees.
    pub async fn campaign(&self, id: &CampaignId) -> Result<Visible<Campaign>, ServiceError> {
        let kept = self.service().campaigns().get(id).await?;
        let kept = kept.ok_or_else(|| match self.via {
            Via::Terminal => ServiceError::unknown("campaign", id),
            _ => ServiceError::Hidden,
        })?;
        if self.reaches(&kept) { Ok(Visible::new(self, kept)) } else { Err(ServiceError::Hidden) }
    }

    /// All campaigns that this viewer sees something of, in the order they were launched.
    pub async fn campaigns(&self) -> Result<Vec<Visible<Campaign>>, ServiceError> {
        let known = self.service().campaigns().list().await?;
        let reaching = known.iter().filter(|kept| self.reaches(kept));
        Ok(reaching.map(|kept| Visible::new(self, kept.clone())).collect())
    }

    /// A campaign in hand, as [`Viewer::campaign`].
    ///
    /// # Errors
    /// As there.
    pub async fn context(&self, id: &CampaignId) -> Result<Visible<CampaignContext>, ServiceError> {
        let kept = self.campaign(id).await?;
        Ok(Visible::new(self, self.service().campaign_context(&kept.plan.id).await?))
    }

    /// A bureau's part in a campaign.
    ///
    /// # Errors
    /// It takes no part, or this viewer sees the bureau or the campaign not.
    pub async fn docket(
        &self,
        campaign: &CampaignId,
        bureau: &BureauCode,
    ) -> Result<Visible<Docket>, ServiceError> {
        self.context(campaign).await?.docket(bureau)
    }

    /// The figures of these campaigns, counted over the bureaus that this viewer sees.
    pub async fn campaign_figures(
        &self,
        campaigns: &[Visible<Campaign>],
    ) -> Result<Vec<CampaignFigures>, ServiceError> {
        let ids: Vec<_> = campaigns.iter().map(|kept| kept.plan.id.clone()).collect();
        Ok(self.service().store().campaign_figures(&ids, Some(&self.sees_codes())).await?)
    }
}

impl Visible<Campaign> {
    /// What every bureau in it owes that its viewer sees, bureau by bureau.
    pub async fn obligations(&self) -> Result<Vec<ObligationRow>, ServiceError> {
        let seen = self.viewer().sees_codes();
        let mut rows = self.viewer().service().store().duty_list(&self.plan.id, None).await?;
        rows.retain(|row| seen.contains(&row.bureau));
        Ok(rows)
    }

    /// What one bureau in it owes.
    ///
    /// # Errors
    /// Its viewer does not see the bureau.
    pub async fn obligations_of(&self, bureau: &BureauCode) -> Result<Vec<ObligationRow>, ServiceError> {
        self.viewer().authorise(Action::See, bureau)?;
        Ok(self.viewer().service().store().duty_list(&self.plan.id, Some(bureau)).await?)
    }

    /// Of the bureaus its viewer sees, those whose docket the ledger speaks of between two of its places.
    pub async fn bureaus_changed(
        &self,
        after: i64,
        until: i64,
    ) -> Result<BTreeSet<BureauCode>, ServiceError> {
        let store = self.viewer().service().store();
        let changed = store.bureaus_changed(&self.plan.id, after, until).await?;
        Ok(changed.intersection(&self.viewer().sees_codes()).cloned().collect())
    }

    /// To how many of the bureaus its viewer sees the opening notice has come.
    pub async fn opening_reach(&self) -> Result<OpeningReach, ServiceError> {
        let seen = self.viewer().sees_codes();
        Ok(self.viewer().service().store().opening_reach(&self.plan.id, &seen).await?)
    }

    /// The working days it goes by.
    ///
    /// # Errors
    /// The holidays that are known cannot be read.
    pub async fn calendar(&self) -> Result<duban_domain::Calendar, ServiceError> {
        self.viewer().service().working_days(&self.plan.id).await
    }

    /// In hand.
    ///
    /// # Errors
    /// The holidays that are known cannot be read.
    pub async fn in_hand(&self) -> Result<Visible<CampaignContext>, ServiceError> {
        Ok(Visible::new(self.viewer(), self.viewer().service().campaign_context(&self.plan.id).await?))
    }
}

impl Visible<CampaignContext> {
    /// A bureau's part in it.
    ///
    /// # Errors
    /// It takes no part, or its viewer does not see the bureau.
    pub fn docket(&self, bureau: &BureauCode) -> Result<Visible<Docket>, ServiceError> {
        self.viewer().authorise(Action::See, bureau)?;
        let party = self.party(bureau)?;
        Ok(Visible::new(self.viewer(), Docket { context: (**self).clone(), party }))
    }

    /// Something of this campaign.
    pub(super) fn having<T>(&self, row: T) -> Visible<InCampaign<T>> {
        Visible::new(self.viewer(), InCampaign { context: (**self).clone(), row })
    }

    /// How far each bureau's docket is, of those its viewer sees.
    pub async fn status(&self) -> Result<Vec<duban_store::BureauStatus>, ServiceError> {
        let seen = self.viewer().sees_codes();
        let mut rows = self.store().status(self.id()).await?;
        rows.retain(|row| seen.contains(&row.code));
        Ok(rows)
    }

    /// Calls it off.
    ///
    /// # Errors
    /// Its viewer may not; the reason is none; nobody answered in time.
    pub async fn cancel(&self, reason: &str) -> Result<(), ServiceError> {
        self.viewer().authorise(Action::Cancel, &self.kept.plan.issuer)?;
        let reason = duban_domain::text::written(reason)?;
        let cancelled = self.service.cancel(self.id(), self.viewer().actor(), &reason).await;
        let target = ActTarget::of(&self.kept.plan.issuer).within(self.id());
        self.viewer().note_act(Action::Cancel, target, &cancelled).await;
        cancelled
    }
}

impl Visible<Docket> {
    /// What the bureau owes.
    pub async fn obligations(&self) -> Result<Vec<ObligationRow>, ServiceError> {
        Ok(self.context.store().duty_list(self.context.id(), Some(self.bureau())).await?)
    }

    /// All that happened, in order.
    pub async fn history(&self) -> Result<Vec<LedgerRow>, ServiceError> {
        Ok(self.context.store().ledger_list(self.context.id(), Some(self.bureau())).await?)
    }

    /// When nothing was left to wait for.
    pub async fn finished(&self) -> Result<Option<PlanTime>, ServiceError> {
        let status = self.context.store().status(self.context.id()).await?;
        Ok(status.into_iter().find(|one| one.code == *self.bureau()).and_then(|one| one.finished))
    }

    /// The findings in its district and the listings that are about it.
    pub async fn matters(&self) -> Result<DocketMatters, ServiceError> {
        let (store, id) = (self.context.store(), self.context.id());
        let statistics = store.finding_statistics(id).await?;
        let findings = statistics.into_iter().find(|one| one.county == *self.bureau());
        let mut listings = store.listing_list(id).await?;
        listings.retain(|row| row.bureau == *self.bureau());
        Ok(DocketMatters { findings, listings })
    }

    /// How much the bureau was sent.
    pub async fn burden(&self) -> Result<Burden, ServiceError> {
        Ok(self.context.store().burden(self.bureau(), Some(self.context.id())).await?)
    }

    /// The newest notices that the bureau received.
    pub async fn received(&self) -> Result<Vec<NoticeRow>, ServiceError> {
        let search = NoticeSearch {
            recipients: Some(BTreeSet::from([self.bureau().clone()])),
            campaign: Some(self.context.id().clone()),
            ..NoticeSearch::default()
        };
        Ok(self.context.store().notice_search(&search, &NoticePage::default()).await?)
    }

    /// The notices that the bureau received, in the order of their rows, after one and at most so many.
    pub async fn notices(&self, after: Option<i64>, limit: u32) -> Result<Vec<NoticeRow>, ServiceError> {
        let bureau = Some(self.bureau().clone());
        let filter = NoticeFilter { bureau, after, limit: Some(limit), ..NoticeFilter::default() };
        Ok(self.context.store().notice_list(self.context.id(), &filter).await?)
    }

    /// Asks whether its viewer may give a command; [`Visible::tell`] asks again.
    ///
    /// # Errors
    /// They may not.
    pub async fn permit(&self, command: &Command) -> Result<(), ServiceError> {
        let turn = self.turn(command).await?;
        self.viewer().authorise(turn.action, &turn.against)
    }

    /// Whose turn a command is.
    pub async fn turn(&self, command: &Command) -> Result<ResponsibleParty, ServiceError> {
        self.context.docket_turn(self.bureau(), command).await
    }

    /// Tells the bureau's docket. A command that comes again with the same `update_id` is the same command.
    ///
    /// # Errors
    /// The viewer may not; the docket's refusal; nobody answered in time.
    pub async fn tell(
        &self,
        command: Command,
        update_id: Option<String>,
    ) -> Result<Vec<EventEnvelope>, ServiceError> {
        let turn = self.turn(&command).await?;
        self.viewer().authorise(turn.action, &turn.against)?;
        let told = self.context.tell(self.bureau(), self.viewer().actor(), command, update_id).await;
        let target = ActTarget::of(self.bureau()).within(self.context.id());
        self.viewer().note_act(turn.action, target, &told).await;
        told
    }
}
