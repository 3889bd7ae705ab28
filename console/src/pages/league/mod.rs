//! League tables: who is how complete and how punctual in a period, and why.

mod circulate;
mod facts;
mod figures;
mod table;
#[cfg(test)]
pub(crate) mod tests;
mod workbook;

use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::campaign::seen,
    routes::Routes,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{
    BureauCode, CampaignId, Level,
    league::{LeaguePeriod, PeriodId},
};
use duban_service::{
    CampaignContext,
    league::{League, LeagueTable},
};
use duban_store::{Campaign, Wanted};
use serde::Deserialize;
use std::collections::BTreeSet;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/league", choose)
        .get("/league/{campaign}", table::table)
        .get("/league/{campaign}/table.xlsx", workbook::download)
        .get("/league/{campaign}/bureaus/{bureau}", facts::facts)
        .get("/league/{campaign}/circulate", circulate::preview)
        .post("/league/{campaign}/circulate", circulate::circulate)
}

/// What a reader chose in the address. What is left out is the usual.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct LeagueQuery {
    #[serde(default)]
    campaign: Option<String>,
    #[serde(default)]
    period: Option<String>,
    #[serde(default)]
    level: Option<String>,
    #[serde(default)]
    tab: Option<String>,
}

#[derive(Template)]
#[template(path = "league/choose.html")]
struct Choose {
    frame: Layout,
    w: Words,
    campaigns: Vec<Campaign>,
}

/// The campaigns to choose from; one that was chosen is gone to.
async fn choose(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Query(choice): Query<LeagueQuery>,
) -> Result<Response, WebError> {
    principal.authorise_own(&console)?;
    if let Some(campaign) = choice.campaign {
        let kept = seen(&console, &principal, &CampaignId::new(campaign)).await?;
        return Ok(Redirect::to(&format!("/league/{}", kept.plan.id)).into_response());
    }
    let mut campaigns = console.store().campaign_list().await?;
    campaigns.retain(|kept| crate::pages::campaign::reaches(&console, kept, &principal.bureau));
    campaigns.reverse();
    let frame = Layout::new(&console, &principal, w, w.t("league-title"), "/league");
    Ok(page(&Choose { frame, w, campaigns }))
}

/// A campaign's tables in a reader's hand.
pub(super) struct LeagueTables {
    pub(super) scene: CampaignContext,
    pub(super) league: League,
    /// The bureaus the reader sees.
    sees: BTreeSet<BureauCode>,
}

impl LeagueTables {
    /// The tables of a campaign that reaches the reader.
    async fn of(console: &Console, principal: &Principal, campaign: &str) -> Result<Self, WebError> {
        let id = CampaignId::from(campaign);
        seen(console, principal, &id).await?;
        let scene = console.service().scene(&id).await?;
        let league = scene.league()?;
        let sees = principal.sees(console).into_iter().map(|bureau| bureau.code.clone()).collect();
        Ok(Self { scene, league, sees })
    }

    /// The chosen period's table, cut to what the reader sees. Ranks stay those among all of a level.
    async fn table(&self, choice: &LeagueQuery, wanted: Wanted<'_>) -> Result<LeagueTable, WebError> {
        let id = match &choice.period {
            Some(text) => text.parse::<PeriodId>().map_err(|_| WebError::NotFound)?,
            None => self.league.usual().ok_or(WebError::NotFound)?.id.clone(),
        };
        let mut table = self.league.table(&id, wanted).await?.ok_or(WebError::NotFound)?;
        table.sheet.rows.retain(|row| self.sees.contains(&row.bureau));
        table.sheet.facts.retain(|fact| self.sees.contains(&fact.bureau));
        Ok(table)
    }
}

/// The chosen level, or the lowest there is.
fn level(table: &LeagueTable, choice: &LeagueQuery) -> Result<Level, WebError> {
    let levels = table.sheet.levels();
    match &choice.level {
        Some(text) => Level::parse(text).ok_or(WebError::NotFound),
        None => Ok(levels.last().copied().unwrap_or(Level::County)),
    }
}

/// What a reader calls a period.
fn period_name(w: Words, period: &LeaguePeriod) -> String {
    match (&period.id, w.lang) {
        (PeriodId::Campaign, _) => w.t("league-whole"),
        (PeriodId::Month { .. }, crate::Lang::English) => period.id.to_string(),
        _ => period.title.clone(),
    }
}
