//! What is searched for among notices, as it stands in the address.

use crate::{FieldError, Viewer, WebError, url};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use duban_domain::{BureauCode, CampaignId, PlanTime, access::Action, instrument::Instrument};
use duban_service::rows::{MailState, NoticeCursor, NoticeSearch};
use serde::Deserialize;
use std::collections::BTreeSet;

/// The longest text that is searched for, in characters.
pub const LONGEST: usize = 100;
/// The zone of days that are typed: the console's bureaus keep one clock.
pub const ZONE: Tz = chrono_tz::Asia::Shanghai;

/// What is asked for, as the address has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NoticeQuery {
    pub q: String,
    pub bureau: String,
    pub campaign: String,
    pub kind: String,
    pub from: String,
    pub to: String,
    pub mail: String,
    pub acknowledged: String,
    pub after: String,
}

/// What is asked for, as [`Viewer::notices`] takes it.
///
/// # Errors
/// It asks for a bureau that is not seen, or something in it is invalid.
pub fn wanted(viewer: &Viewer, asked: &NoticeQuery) -> Result<NoticeSearch, WebError> {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let day = |field: &str, text: &str| -> Result<Option<NaiveDate>, WebError> {
        let read = |text: String| {
            text.parse().map_err(|_| WebError::Invalid(vec![FieldError::new(field, "2024-08-20")]))
        };
        given(text).map(read).transpose()
    };
    let recipient = given(&asked.bureau).map(BureauCode::new);
    if recipient.as_ref().is_some_and(|code| !viewer.may(Action::See, code)) {
        return Err(WebError::NotFound);
    }
    let kind = given(&asked.kind);
    let instrument = kind.as_deref().filter(|kind| *kind != "documents");
    let instrument = instrument.map(|kind| Instrument::parse(kind).ok_or(WebError::NotFound)).transpose()?;
    let mail =
        given(&asked.mail).map(|mail| MailState::parse(&mail).ok_or(WebError::NotFound)).transpose()?;
    let (from, to) = (day("from", &asked.from)?, day("to", &asked.to)?);
    Ok(NoticeSearch {
        recipients: recipient.map(|code| BTreeSet::from([code])),
        campaign: given(&asked.campaign).map(CampaignId::new),
        about: None,
        instrument,
        documents: kind.as_deref() == Some("documents"),
        text: given(&asked.q).map(|text| text.chars().take(LONGEST).collect()),
        from: from.map(midnight),
        before: to.and_then(|day| day.succ_opt()).map(midnight),
        mail,
        acknowledged: match asked.acknowledged.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
    })
}

fn midnight(day: NaiveDate) -> PlanTime {
    let local = day.and_time(NaiveTime::MIN);
    let at = ZONE.from_local_datetime(&local).earliest();
    PlanTime::new(at.map_or_else(|| local.and_utc(), |at| at.to_utc()))
}

/// A place in the list, as the address has it: microseconds and a row.
pub fn cursor(text: &str) -> Option<NoticeCursor> {
    let (at, id) = text.split_once('.')?;
    let at = DateTime::<Utc>::from_timestamp_micros(at.parse().ok()?)?;
    Some(NoticeCursor { issued: PlanTime::new(at), id: id.parse().ok()? })
}

/// The address of the list from a place on.
pub fn address(asked: &NoticeQuery, cursor: &NoticeCursor) -> String {
    let after = format!("{}.{}", cursor.issued.utc().timestamp_micros(), cursor.id);
    let fields = [
        ("q", &asked.q),
        ("bureau", &asked.bureau),
        ("campaign", &asked.campaign),
        ("kind", &asked.kind),
        ("from", &asked.from),
        ("to", &asked.to),
        ("mail", &asked.mail),
        ("acknowledged", &asked.acknowledged),
        ("after", &after),
    ];
    url::address("/notices", fields.iter().map(|(key, value)| (*key, value.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_is_written_and_read_again() {
        let place = NoticeCursor { issued: midnight("2024-08-20".parse().unwrap()), id: 12 };
        let asked = NoticeQuery { q: "阶段 & <总结>".to_owned(), ..NoticeQuery::default() };
        let address = address(&asked, &place);
        assert!(!address.contains(['<', ' ']) && address.contains("q=%E9%98%B6"), "{address}");
        let after = address.rsplit_once("after=").map(|(_, after)| after).unwrap();
        assert_eq!(cursor(after), Some(place));
        assert_eq!(cursor("x"), None);
    }
}
