//! Reading the project's types out of a row. What a column holds and no type can be is told by the
//! driver's own decoding error, which names the column.

use duban_domain::{
    ids::{BureauCode, CampaignId, ObligationId},
    time::{PlanTime, WallTime},
};
use serde::de::DeserializeOwned;
use sqlx::{Result, Row, sqlite::SqliteRow, types::Json};

/// The project's types by column name.
pub(crate) trait Columns {
    fn text(&self, column: &str) -> Result<String>;
    fn text_opt(&self, column: &str) -> Result<Option<String>>;
    fn flag_opt(&self, column: &str) -> Result<Option<bool>>;
    fn whole(&self, column: &str) -> Result<i64>;
    fn whole_opt(&self, column: &str) -> Result<Option<i64>>;
    fn plan_time_opt(&self, column: &str) -> Result<Option<PlanTime>>;
    fn wall_time_opt(&self, column: &str) -> Result<Option<WallTime>>;
    fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T>;

    fn flag(&self, column: &str) -> Result<bool> {
        self.flag_opt(column)?.ok_or_else(|| odd(column, "NULL"))
    }

    fn plan_time(&self, column: &str) -> Result<PlanTime> {
        self.plan_time_opt(column)?.ok_or_else(|| odd(column, "NULL"))
    }

    fn wall_time(&self, column: &str) -> Result<WallTime> {
        self.wall_time_opt(column)?.ok_or_else(|| odd(column, "NULL"))
    }

    fn bureau(&self, column: &str) -> Result<BureauCode> {
        self.text(column).map(BureauCode::new)
    }

    fn campaign(&self, column: &str) -> Result<CampaignId> {
        self.text(column).map(CampaignId::new)
    }

    fn obligation_opt(&self, column: &str) -> Result<Option<ObligationId>> {
        Ok(self.text_opt(column)?.map(ObligationId::new))
    }

    fn count<N: TryFrom<i64>>(&self, column: &str) -> Result<N> {
        let value = self.whole(column)?;
        N::try_from(value).map_err(|_| odd(column, value))
    }

    /// A value spelled as text.
    fn spelled<T>(&self, column: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        let text = self.text(column)?;
        parse(&text).ok_or_else(|| odd(column, text))
    }
}

impl Columns for SqliteRow {
    fn text(&self, column: &str) -> Result<String> {
        self.try_get(column)
    }

    fn text_opt(&self, column: &str) -> Result<Option<String>> {
        self.try_get(column)
    }

    fn flag_opt(&self, column: &str) -> Result<Option<bool>> {
        self.try_get(column)
    }

    fn whole(&self, column: &str) -> Result<i64> {
        self.try_get(column)
    }

    fn whole_opt(&self, column: &str) -> Result<Option<i64>> {
        self.try_get(column)
    }

    fn plan_time_opt(&self, column: &str) -> Result<Option<PlanTime>> {
        Ok(self.try_get::<Option<_>, _>(column)?.map(PlanTime::new))
    }

    fn wall_time_opt(&self, column: &str) -> Result<Option<WallTime>> {
        Ok(self.try_get::<Option<_>, _>(column)?.map(WallTime::new))
    }

    fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T> {
        self.try_get::<Json<T>, _>(column).map(|json| json.0)
    }
}

/// A value that cannot stand in this column.
pub(crate) fn odd(column: &str, value: impl std::fmt::Display) -> sqlx::Error {
    let source = format!("{value} cannot stand here").into();
    sqlx::Error::ColumnDecode { index: column.to_owned(), source }
}
