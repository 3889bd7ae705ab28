//! Which lines of the log are asked for, as an address says it.

use crate::{Viewer, WebError, i18n::Words, url};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Asia::Shanghai;
use duban_domain::{
    BureauCode, CampaignId, WallTime,
    people::{Account, Outcome},
};
use duban_service::{
    Visible,
    rows::{AuditCursor, AuditFilter},
};
use serde::Deserialize;

/// The filter in an address. What is empty narrows nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AuditLogQuery {
    pub bureau: Option<String>,
    pub account: Option<String>,
    pub action: Option<String>,
    pub outcome: Option<String>,
    pub campaign: Option<String>,
    /// The first day.
    pub from: Option<String>,
    /// The last day.
    pub to: Option<String>,
    pub after: Option<String>,
    /// The kind of file, of an export.
    pub format: Option<String>,
}

impl AuditLogQuery {
    /// The lines asked for, cut to what this viewer may read.
    ///
    /// # Errors
    /// It may not read this log, or something in the filter is invalid.
    pub fn wanted(&self, viewer: &Viewer, w: Words) -> Result<Visible<AuditFilter>, WebError> {
        let outcome = set(&self.outcome).map(|text| {
            Outcome::parse(text).ok_or_else(|| WebError::unfit(w.t("audit-outcome"), w.t("audit-bad-filter")))
        });
        let wanted = AuditFilter {
            // What is no account was still typed at the door.
            account: set(&self.account).map(|text| {
                Account::parse(text).map_or_else(|_| text.to_owned(), |account| account.to_string())
            }),
            action: set(&self.action).map(str::to_owned),
            outcome: outcome.transpose()?,
            campaign: set(&self.campaign).map(CampaignId::from),
            from: day(&self.from, 0, || WebError::unfit(w.t("audit-from"), w.t("audit-bad-day")))?,
            before: day(&self.to, 1, || WebError::unfit(w.t("audit-to"), w.t("audit-bad-day")))?,
            ..AuditFilter::default()
        };
        Ok(viewer.audit_log(set(&self.bureau).map(BureauCode::from), wanted)?)
    }

    /// The place after which a page begins.
    ///
    /// # Errors
    /// It is none.
    pub fn after(&self, w: Words) -> Result<Option<AuditCursor>, WebError> {
        let Some(text) = set(&self.after) else { return Ok(None) };
        let place = text.split_once('.').and_then(|(micros, id)| {
            let at = DateTime::<Utc>::from_timestamp_micros(micros.parse().ok()?)?;
            Some(AuditCursor { at: WallTime::new(at), id: id.parse().ok()? })
        });
        place.map(Some).ok_or_else(|| WebError::unfit("after", w.t("audit-bad-filter")))
    }

    /// The address of the same lines, from a place on.
    pub fn address(&self, path: &str, after: Option<AuditCursor>) -> String {
        let after = after.map(|place| format!("{}.{}", place.at.utc().timestamp_micros(), place.id));
        let fields = [
            ("bureau", &self.bureau),
            ("account", &self.account),
            ("action", &self.action),
            ("outcome", &self.outcome),
            ("campaign", &self.campaign),
            ("from", &self.from),
            ("to", &self.to),
            ("after", &after),
        ];
        url::address(path, fields.into_iter().filter_map(|(name, value)| Some((name, set(value)?))))
    }

    /// A field as the form shows it again.
    pub fn text(&self, field: &Option<String>) -> String {
        field.clone().unwrap_or_default()
    }
}

fn set(field: &Option<String>) -> Option<&str> {
    field.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// The beginning of a day, or of one some days later, as clocks in China show it.
fn day(field: &Option<String>, later: u64, bad: impl Fn() -> WebError) -> Result<Option<WallTime>, WebError> {
    let Some(text) = set(field) else { return Ok(None) };
    let day: NaiveDate = text.parse().map_err(|_| bad())?;
    let begins = day.checked_add_days(Days::new(later)).ok_or_else(&bad)?.and_time(NaiveTime::MIN);
    let begins = Shanghai.from_local_datetime(&begins).earliest().ok_or_else(&bad)?;
    Ok(Some(WallTime::new(begins.to_utc())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::SubsecRound as _;

    #[test]
    fn an_address_names_the_same_lines_again() {
        let w = Words::default();
        let filter = AuditLogQuery {
            account: Some("张三&x=1".to_owned()),
            action: Some(" ".to_owned()),
            to: Some("2024-07-01".to_owned()),
            ..AuditLogQuery::default()
        };
        let at = WallTime::new(Utc::now().trunc_subsecs(6));
        let place = AuditCursor { at, id: 7 };
        let address = filter.address("/audit", Some(place));
        assert!(
            address.starts_with("/audit?account=%E5%BC%A0%E4%B8%89%26x%3D1&to=2024-07-01&after="),
            "{address}"
        );
        let after = address.rsplit_once('=').map(|(_, after)| after.to_owned());
        assert_eq!(AuditLogQuery { after, ..AuditLogQuery::default() }.after(w).unwrap(), Some(place));
        assert_eq!(AuditLogQuery::default().address("/audit", None), "/audit");
        for bad in ["x", "1", "1.x", "999999999999999999999.1"] {
            assert!(
                AuditLogQuery { after: Some(bad.to_owned()), ..AuditLogQuery::default() }.after(w).is_err(),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_day_is_the_day_in_china() {
        let bad = || WebError::NotFound;
        let shown = |at: WallTime| at.utc().to_rfc3339();
        let of = |text: &str, later| {
            day(&Some(text.to_owned()), later, bad).map(|at| at.map(shown)).ok().flatten()
        };
        assert_eq!(of("2024-07-01", 0).as_deref(), Some("2024-06-30T16:00:00+00:00"));
        assert_eq!(of("2024-07-01", 1).as_deref(), Some("2024-07-01T16:00:00+00:00"));
        assert_eq!(of("", 0), None);
        assert!(day(&Some("2024-13-01".to_owned()), 0, bad).is_err());
        assert!(day(&Some("+262142-12-31".to_owned()), 1, bad).is_err());
    }
}
