//! Which table is asked for, as the address says it.

use duban_domain::{Level, league::PeriodId};
use duban_service::{LeagueTables, Visible, league::LeagueTable, rows::Wanted};
use duban_web::WebError;
use serde::Deserialize;

/// What a reader chose in the address. What is left out is the usual.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct LeagueQuery {
    #[serde(default)]
    pub(super) campaign: Option<String>,
    #[serde(default)]
    pub(super) period: Option<String>,
    #[serde(default)]
    pub(super) level: Option<String>,
    #[serde(default)]
    pub(super) tab: Option<String>,
}

/// The chosen period's table, or the one a reader most likely wants.
pub(super) async fn chosen(
    tables: &Visible<LeagueTables>,
    choice: &LeagueQuery,
    wanted: Wanted<'_>,
) -> Result<LeagueTable, WebError> {
    let id = match &choice.period {
        Some(text) => text.parse::<PeriodId>().map_err(|_| WebError::NotFound)?,
        None => tables.league.usual().ok_or(WebError::NotFound)?.id.clone(),
    };
    Ok(tables.table(&id, wanted).await?)
}

/// The chosen level, or the lowest there is.
pub(super) fn level(table: &LeagueTable, choice: &LeagueQuery) -> Result<Level, WebError> {
    let levels = table.sheet.levels();
    match &choice.level {
        Some(text) => Level::parse(text).ok_or(WebError::NotFound),
        None => Ok(levels.last().copied().unwrap_or(Level::County)),
    }
}
