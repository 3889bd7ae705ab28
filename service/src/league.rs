//! League tables (排名通报): read, closed, and made ready to be circulated.
//!
//! **How a table is frozen.** What counts in a period is decided by the ledger alone: what happened by the
//! close and was told by the cut a day later ([`LeaguePeriod::cut`]). Both instants stand in append-only records,
//! so the table is settled from the cut on, whether or not anybody looks, derives or stores it. Keeping it
//! in the store makes it evidence and spares deriving it; nothing depends on *when* that is done. So it is
//! done in the two simplest ways: every worker looks for tables to close now and then ([`close_all`]), and
//! whoever reads one that is not kept yet keeps it first. Both may die at any point, be late, or meet: the
//! first one that is kept stays, and all of them derive the same. A store that was lost and rebuilt from the
//! workflows' journals derives the same again.
//!
//! The other way, a tick of the issuer's docket whose record freezes the table in its own transaction, would
//! freeze in the middle of what other dockets still have to tell of that very instant, would come before
//! them in a rebuild, and would hold up the ledger while a province's findings are counted.

use crate::{CampaignContext, ServiceError};
use chrono::Utc;
use duban_domain::{
    Actor, BureauCode, CampaignId, Command, EventEnvelope, Holidays, Level, ObligationId, PlanTime, Terms,
    WallTime,
    league::{Circulation, LeaguePeriod, LeagueSheet, PeriodId, PeriodState, offered, periods, sheet, usual},
};
use duban_store::{Campaign, Store, StoreError, Wanted};
use serde::Serialize;
use std::collections::BTreeMap;

/// The league tables of one campaign.
#[derive(Clone, Debug)]
pub struct League {
    store: Store,
    campaign: CampaignId,
    periods: Vec<LeaguePeriod>,
    titles: BTreeMap<ObligationId, String>,
    now: PlanTime,
    over: Option<PlanTime>,
}

/// A period and how far its table is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeriodStatus {
    /// The period.
    #[serde(flatten)]
    pub period: LeaguePeriod,
    /// How far its table is.
    pub state: PeriodState,
    /// From when its figures cannot move.
    pub freezes: PlanTime,
}

/// A period's table and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeagueTable {
    /// How far it is.
    pub state: PeriodState,
    /// From when its figures cannot move.
    pub freezes: PlanTime,
    /// The table.
    #[serde(flatten)]
    pub sheet: LeagueSheet,
}

impl League {
    /// The tables of a campaign, at an instant of its own time.
    pub fn new(store: Store, terms: &Terms, now: PlanTime) -> Self {
        let tail = terms.tail.as_ref().map(|tail| &tail.item);
        let titles = terms.items.iter().chain(tail).map(|item| (item.id.clone(), item.title.clone()));
        Self {
            store,
            campaign: terms.campaign.clone(),
            periods: periods(terms),
            titles: titles.collect(),
            now,
            over: None,
        }
    }

    /// The same, of a campaign whose last docket ended.
    #[must_use]
    pub fn over(self, over: Option<PlanTime>) -> Self {
        Self { over, ..self }
    }

    /// The periods to choose from: months, phases, the whole, each in order of its close.
    pub fn periods(&self) -> Vec<PeriodStatus> {
        let standing = |period: &LeaguePeriod| PeriodStatus {
            state: period.state(self.now),
            freezes: period.cut(),
            period: period.clone(),
        };
        offered(&self.periods, self.now, self.over).into_iter().map(standing).collect()
    }

    /// What a reader most likely wants.
    pub fn usual(&self) -> Option<&LeaguePeriod> {
        usual(&self.periods, self.now)
    }

    /// An obligation's title; its id where the plan does not know it.
    pub fn title(&self, obligation: &ObligationId) -> String {
        self.titles.get(obligation).cloned().unwrap_or_else(|| obligation.to_string())
    }

    /// A period's table with the facts that are wanted: the kept one, or derived now and, if it is settled,
    /// kept. `None` if there is no such period.
    pub async fn table(&self, id: &PeriodId, wanted: Wanted<'_>) -> Result<Option<LeagueTable>, StoreError> {
        if let Some(sheet) = self.store.league_sheet(&self.campaign, id, wanted).await? {
            let (state, freezes) = (PeriodState::Frozen, sheet.period.cut());
            return Ok(Some(LeagueTable { state, freezes, sheet }));
        }
        let Some(period) = self.periods.iter().find(|period| period.id == *id) else { return Ok(None) };
        let (state, freezes) = (period.state(self.now), period.cut());
        if state == PeriodState::Frozen {
            self.close_one(period).await?;
            let kept = self.store.league_sheet(&self.campaign, id, wanted).await?;
            return Ok(kept.map(|sheet| LeagueTable { state, freezes, sheet }));
        }
        let mut derived = self.derive(period).await?;
        if let Some(sheet) = &mut derived {
            sheet.facts.retain(|fact| match wanted {
                Wanted::All => true,
                Wanted::Of(bureau) => fact.bureau == *bureau,
                Wanted::Obligations => matches!(fact.about, duban_domain::league::About::Obligation(_)),
            });
        }
        Ok(derived.map(|sheet| LeagueTable { state, freezes, sheet }))
    }

    /// Keeps every table that is settled and not kept yet. Says which.
    ///
    /// # Errors
    /// The store's; what was kept before stays.
    pub async fn close(&self) -> Result<Vec<PeriodId>, StoreError> {
        let kept = self.store.league_closed(&self.campaign).await?;
        let is_kept = |period: &LeaguePeriod| kept.iter().any(|closed| closed.period.id == period.id);
        let mut closed = Vec::new();
        for period in self.periods.iter().filter(|period| !is_kept(period)) {
            if period.state(self.now) == PeriodState::Frozen && self.close_one(period).await? {
                closed.push(period.id.clone());
            }
        }
        Ok(closed)
    }

    async fn close_one(&self, period: &LeaguePeriod) -> Result<bool, StoreError> {
        let Some(sheet) = self.derive(period).await? else { return Ok(false) };
        self.store.league_freeze(&self.campaign, &sheet, WallTime::new(Utc::now())).await
    }

    async fn derive(&self, period: &LeaguePeriod) -> Result<Option<LeagueSheet>, StoreError> {
        let members = self.store.league_members(&self.campaign).await?;
        let entries = self.store.league_entries(&self.campaign, period.closes.min(self.now)).await?;
        Ok(sheet(&period.id, &self.periods, &members, entries, self.now))
    }

    /// What `publisher` would circulate of a period's table: the bureaus of a level that stand below it.
    /// `None` if there is no such period, or nobody of that level below it.
    pub async fn circulation(
        &self,
        id: &PeriodId,
        level: Level,
        publisher: &BureauCode,
    ) -> Result<Option<Circulation>, StoreError> {
        let table = self.table(id, Wanted::Obligations).await?;
        let circulation = table.map(|table| {
            let below = table.sheet.below(publisher);
            below.circulation(level, |obligation| self.title(obligation))
        });
        Ok(circulation.filter(|circulation| !circulation.rows.is_empty()))
    }
}

impl CampaignContext {
    /// The campaign's league tables.
    ///
    /// # Errors
    /// The plan can no longer be resolved with the holidays that are known.
    pub fn league(&self) -> Result<League, ServiceError> {
        Ok(League::new(self.store().clone(), &self.terms()?, self.now).over(self.kept.finished))
    }

    /// Circulates a period's table: the bureaus of a level below the person's own, by a document of its
    /// docket.
    ///
    /// # Errors
    /// There is no such period, or nobody of that level below; the docket's refusal: figures may still
    /// move, it was circulated before, the docket has ended; as every act.
    pub(crate) async fn circulate(
        &self,
        period: &PeriodId,
        level: Level,
        by: Actor,
        update_id: Option<String>,
    ) -> Result<Vec<EventEnvelope>, ServiceError> {
        let bureau = by.bureau.clone();
        let circulation = self.league()?.circulation(period, level, &bureau).await?;
        let circulation = circulation.ok_or_else(|| ServiceError::unknown("league table", period))?;
        let command = Command::Circulate { circulation: Box::new(circulation) };
        self.tell(&bureau, by, command, update_id).await
    }
}

/// Keeps every settled table of every campaign. Says how many were kept now.
///
/// # Errors
/// The store's. A campaign whose plan the calendar no longer resolves is told in the log and left out.
pub async fn close_all(store: &Store, holidays: &Holidays) -> Result<usize, StoreError> {
    let mut closed = 0;
    for Campaign { plan, timebase, .. } in store.campaign_list().await? {
        let known = store.holiday_known_to(&plan.id).await?;
        let calendar = crate::holidays::known(store, holidays, known).await?.calendar();
        let Ok(terms) = Terms::resolve(&plan, &calendar) else {
            tracing::warn!(campaign = %plan.id, "the plan cannot be resolved now; its league tables wait");
            continue;
        };
        let league = League::new(store.clone(), &terms, timebase.plan(WallTime::new(Utc::now())));
        for period in league.close().await? {
            tracing::info!(campaign = %plan.id, %period, "a league table was closed");
            closed += 1;
        }
    }
    Ok(closed)
}
