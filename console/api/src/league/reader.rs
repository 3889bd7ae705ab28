//! A period's table as the token sees it.

use crate::schema;
use duban_domain::{CampaignId, Level, league::PeriodId};
use duban_service::{LeagueTables, Visible, league::LeagueTable, rows::Wanted};
use duban_web::{Viewer, WebError};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which level of a table.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Ranked {
    /// Whose bureaus are ranked; without it, the lowest level that the token sees.
    #[param(schema_with = schema::level)]
    pub(super) level: Option<Level>,
}

/// A period's table in a reader's hand.
pub(super) struct LeagueReader {
    pub(super) tables: Visible<LeagueTables>,
    pub(super) table: LeagueTable,
}

impl LeagueReader {
    /// The table cut to what the viewer sees. Ranks stay those among all of a level.
    ///
    /// # Errors
    /// There is no such campaign or period, or not for this viewer.
    pub(super) async fn of(
        viewer: &Viewer,
        (campaign, period): (&str, &str),
        wanted: Wanted<'_>,
    ) -> Result<Self, WebError> {
        let tables = viewer.league(&CampaignId::from(campaign)).await?;
        let id = period.parse::<PeriodId>().map_err(|_| WebError::NotFound)?;
        let table = tables.table(&id, wanted).await?;
        Ok(Self { tables, table })
    }

    pub(super) fn level(&self, chosen: Option<Level>) -> Level {
        chosen.or_else(|| self.table.sheet.levels().last().copied()).unwrap_or(Level::County)
    }
}
