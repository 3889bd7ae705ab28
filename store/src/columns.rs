//! Reading the project's types out of a row. What a column holds and no type can be is told by the
//! driver's own decoding error, which names the column.

use chrono::NaiveDate;
use duban_domain::{
    command::Actor,
    ids::{BureauCode, CampaignId, ObligationId},
    time::{PlanTime, WallTime},
};
use serde::{Serialize, de::DeserializeOwned};
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
    fn day(&self, column: &str) -> Result<NaiveDate>;
    fn json_opt<T: DeserializeOwned>(&self, column: &str) -> Result<Option<T>>;

    fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T> {
        self.json_opt(column)?.ok_or_else(|| odd(column, "NULL"))
    }

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

    /// Who did it: a bureau's column and a person's, both filled or both empty.
    fn actor_opt(&self, bureau: &str, name: &str) -> Result<Option<Actor>> {
        match (self.text_opt(bureau)?, self.text_opt(name)?) {
            (Some(bureau), Some(name)) => Ok(Some(Actor { bureau: BureauCode::new(bureau), name })),
            (None, None) => Ok(None),
            _ => Err(odd(name, "a bureau without a person, or a person without a bureau,")),
        }
    }

    fn actor(&self, bureau: &str, name: &str) -> Result<Actor> {
        self.actor_opt(bureau, name)?.ok_or_else(|| odd(name, "NULL"))
    }

    fn count<N: TryFrom<i64>>(&self, column: &str) -> Result<N> {
        let value = self.whole(column)?;
        N::try_from(value).map_err(|_| odd(column, value))
    }

    /// A value spelled as text.
    fn spelled<T>(&self, column: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        self.spelled_opt(column, parse)?.ok_or_else(|| odd(column, "NULL"))
    }

    fn spelled_opt<T>(&self, column: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>> {
        let Some(text) = self.text_opt(column)? else { return Ok(None) };
        parse(&text).map(Some).ok_or_else(|| odd(column, text))
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

    fn day(&self, column: &str) -> Result<NaiveDate> {
        self.try_get(column)
    }

    fn json_opt<T: DeserializeOwned>(&self, column: &str) -> Result<Option<T>> {
        Ok(self.try_get::<Option<Json<T>>, _>(column)?.map(|json| json.0))
    }
}

/// `value` as JSON. For what generic code stores: the text has a type of its own there.
pub(crate) fn json_text<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// What JSON in a column says.
pub(crate) fn json_value<T: DeserializeOwned>(column: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| odd(column, error))
}

/// A count as the database holds it.
pub(crate) fn whole<N>(column: &str, value: N) -> Result<i64>
where
    N: Copy + std::fmt::Display,
    i64: TryFrom<N>,
{
    i64::try_from(value).map_err(|_| odd(column, value))
}

/// A value that cannot stand in this column.
pub(crate) fn odd(column: &str, value: impl std::fmt::Display) -> sqlx::Error {
    let source = format!("{value} cannot stand here").into();
    sqlx::Error::ColumnDecode { index: column.to_owned(), source }
}
