//! What is asked of the ledger of findings, as it stands in the address.

use crate::{WebError, url};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use duban_domain::{
    BureauCode, FindingId, PlanTime,
    finding::{FindingStatus, Grade, Source},
};
use duban_service::{
    Visible,
    rows::{Campaign, Cursor, FindingFilter, PageTurn},
};
use serde::Deserialize;

/// The questions of an address; an empty one asks for nothing.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct FindingQuery {
    pub campaign: String,
    /// A bureau: in its district, or in those below it.
    pub bureau: String,
    pub standing: String,
    pub overdue: String,
    pub grade: String,
    pub source: String,
    pub product: String,
    pub from: String,
    pub until: String,
    /// How an enterprise's name, its code or a finding's id begins.
    pub q: String,
    pub older: String,
    pub newer: String,
}

impl FindingQuery {
    /// The filter it comes to, cut to what its reader sees.
    ///
    /// # Errors
    /// A value that cannot be; a bureau that the reader does not see.
    pub fn filter(&self, kept: &Visible<Campaign>) -> Result<Visible<FindingFilter>, WebError> {
        let zone = kept.plan.zone;
        let registered_before = match day("until", &self.until)? {
            Some(day) => {
                Some(midnight("until", day.succ_opt().ok_or_else(|| odd("until", &self.until))?, zone)?)
            }
            None => None,
        };
        let registered_from = day("from", &self.from)?.map(|day| midnight("from", day, zone)).transpose()?;
        let root = Some(self.bureau.as_str()).filter(|code| !code.is_empty()).map(BureauCode::from);
        let wanted = FindingFilter {
            standing: word("standing", &self.standing, FindingStatus::parse)?,
            overdue: !self.overdue.is_empty(),
            grade: word("grade", &self.grade, Grade::parse)?,
            source: word("source", &self.source, Source::parse)?,
            product_group: Some(self.product.trim().to_owned()).filter(|group| !group.is_empty()),
            registered_from,
            registered_before,
            begins: Some(self.q.trim().to_owned()).filter(|begins| !begins.is_empty()),
            ..FindingFilter::all(kept.plan.id.clone())
        };
        Ok(kept.findings(root.as_ref(), wanted)?)
    }

    /// Which leaf is turned to.
    ///
    /// # Errors
    /// A place that cannot be.
    pub fn turn(&self) -> Result<PageTurn, WebError> {
        Ok(match (self.older.as_str(), self.newer.as_str()) {
            ("", "") => PageTurn::Newest,
            ("", place) => PageTurn::Newer(cursor(place).ok_or_else(|| odd("newer", place))?),
            (place, _) => PageTurn::Older(cursor(place).ok_or_else(|| odd("older", place))?),
        })
    }

    /// The address that asks just this at `path`.
    pub fn whole_address(&self, path: &str) -> String {
        match (self.older.as_str(), self.newer.as_str()) {
            ("", place) => self.address(path, ("newer", place)),
            (place, _) => self.address(path, ("older", place)),
        }
    }

    /// The address that asks the same at `path`, turned to a place.
    pub fn address(&self, path: &str, turned: (&str, &str)) -> String {
        let questions = [
            ("campaign", self.campaign.as_str()),
            ("bureau", &self.bureau),
            ("standing", &self.standing),
            ("overdue", &self.overdue),
            ("grade", &self.grade),
            ("source", &self.source),
            ("product", &self.product),
            ("from", &self.from),
            ("until", &self.until),
            ("q", &self.q),
            turned,
        ];
        url::address(path, questions)
    }
}

/// A place as it stands in an address.
pub fn place(cursor: &Cursor) -> String {
    format!("{}_{}", cursor.registered.utc().timestamp_micros(), cursor.id)
}

fn cursor(text: &str) -> Option<Cursor> {
    let (micros, id) = text.split_once('_')?;
    let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    Some(Cursor { registered: PlanTime::new(at), id: FindingId::from(id) })
}

fn word<T>(field: &str, text: &str, parse: fn(&str) -> Option<T>) -> Result<Option<T>, WebError> {
    if text.is_empty() {
        return Ok(None);
    }
    parse(text).map(Some).ok_or_else(|| odd(field, text))
}

fn day(field: &str, text: &str) -> Result<Option<NaiveDate>, WebError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| odd(field, text))
}

fn midnight(field: &str, day: NaiveDate, zone: Tz) -> Result<PlanTime, WebError> {
    let at = zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest();
    at.map(|at| PlanTime::new(at.to_utc())).ok_or_else(|| odd(field, &day.to_string()))
}

fn odd(field: &str, text: &str) -> WebError {
    let shown: String = text.chars().take(40).collect();
    WebError::unfit(field, format!("“{shown}”"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let at = PlanTime::new("2024-07-01T02:03:04.567891Z".parse().unwrap());
        let written = Cursor { registered: at, id: "522701-Z_9".into() };
        assert_eq!(cursor(&place(&written)), Some(written));
        for odd in ["", "x", "1", "x_y", "99999999999999999999_1"] {
            assert_eq!(cursor(odd), None, "{odd}");
        }
    }

    #[test]
    fn days_are_days_of_the_campaign() {
        let day = "2024-07-01".parse().unwrap();
        let at = midnight("from", day, chrono_tz::Asia::Shanghai).unwrap();
        assert_eq!(at.utc().to_rfc3339(), "2024-06-30T16:00:00+00:00");
        assert!(super::day("from", "2024-02-30").is_err());
        assert!(word("grade", "huge", Grade::parse).is_err());
    }
}
