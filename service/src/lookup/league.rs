//! League tables, cut to the bureaus a viewer sees. Ranks stay those among all of a level.

use super::{trail::ActTarget, viewer::Viewer, visible::Visible};
use crate::{
    CampaignContext, ServiceError,
    league::{League, LeagueTable},
};
use duban_domain::{
    CampaignId, EventEnvelope, Instrument, Level,
    access::Action,
    league::{Circulation, PeriodId},
};
use duban_store::{DocumentFilter, Wanted};
use duban_workflows::ids;

/// A campaign with its league tables.
#[derive(Clone, Debug)]
pub struct LeagueTables {
    /// The campaign.
    pub context: CampaignContext,
    /// Its periods.
    pub league: League,
}

impl Viewer {
    /// A campaign's league tables.
    ///
    /// # Errors
    /// There is no such campaign that this viewer sees; its plan can no longer be resolved.
    pub async fn league(&self, campaign: &CampaignId) -> Result<Visible<LeagueTables>, ServiceError> {
        let context = self.context(campaign).await?.into_inner();
        let league = context.league()?;
        Ok(Visible::new(self, LeagueTables { context, league }))
    }
}

impl Visible<LeagueTables> {
    /// The campaign itself.
    pub fn in_hand(&self) -> Visible<CampaignContext> {
        Visible::new(self.viewer(), self.context.clone())
    }

    /// A period's table.
    ///
    /// # Errors
    /// There is no such period.
    pub async fn table(&self, id: &PeriodId, wanted: Wanted<'_>) -> Result<LeagueTable, ServiceError> {
        let mut table = self.league.table(id, wanted).await?.ok_or(ServiceError::Hidden)?;
        let seen = self.viewer().sees_codes();
        table.sheet.rows.retain(|row| seen.contains(&row.bureau));
        table.sheet.facts.retain(|fact| seen.contains(&fact.bureau));
        Ok(table)
    }

    /// What its viewer's bureau would circulate of it among the bureaus of a level below.
    ///
    /// # Errors
    /// Its viewer may not; there is no such period, or nobody of that level below.
    pub async fn circulation(&self, period: &PeriodId, level: Level) -> Result<Circulation, ServiceError> {
        let own = &self.viewer().bureau;
        self.viewer().authorise(Action::Circulate, own)?;
        let circulation = self.league.circulation(period, level, own).await?;
        circulation.ok_or(ServiceError::Hidden)
    }

    /// The full numbers of the circulars that published it and stand: the issuer's and the viewer's own.
    pub async fn circulars(&self, period: &PeriodId, level: Level) -> Result<Vec<String>, ServiceError> {
        let plan = &self.context.kept.plan;
        let mut publishers = vec![&plan.issuer, &self.viewer().bureau];
        publishers.dedup();
        let mut found = Vec::new();
        for publisher in publishers {
            let source = Some(ids::bureau_campaign(&plan.id, publisher));
            let instrument = Some(Instrument::Circular);
            let filter = DocumentFilter { source, instrument, ..DocumentFilter::default() };
            let documents = self.context.store().document_list(&plan.id, &filter).await?;
            let standing = documents.into_iter().filter(|row| {
                let league = row.notice.facts.league.as_deref();
                row.voided.is_none() && league.is_some_and(|c| c.period == *period && c.level == level)
            });
            found.extend(standing.map(|row| row.full_number()));
        }
        Ok(found)
    }
}

impl Visible<CampaignContext> {
    /// Circulates a period's league table among the bureaus of a level below the viewer's own.
    ///
    /// # Errors
    /// Its viewer may not; there is no such period, or nobody of that level below; the docket's refusal.
    pub async fn circulate_league(
        &self,
        period: &PeriodId,
        level: Level,
        update_id: Option<String>,
    ) -> Result<Vec<EventEnvelope>, ServiceError> {
        self.viewer().authorise(Action::Circulate, &self.viewer().bureau)?;
        let circulated = self.circulate(period, level, self.viewer().actor(), update_id).await;
        let target = ActTarget::of(&self.viewer().bureau).within(self.id()).upon(period);
        self.viewer().note_act(Action::Circulate, target, &circulated).await;
        circulated
    }
}
