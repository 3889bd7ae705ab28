//! Calendars as RFC 5545 has them, the same for a plan's timetable and for what a bureau subscribes to.
//!
//! An entry is an instant and so has no end. Its UID says what it is about and never when, so that a program
//! takes one that moved for the same; its SEQUENCE is one more at each move.

use chrono::{DateTime, Duration, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, EventStatus, Trigger};

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IcsEntry {
    /// What it is about: the same for as long as it is about the same.
    pub uid: String,
    /// How often its instant has moved.
    pub sequence: u32,
    /// The instant.
    pub at: DateTime<Utc>,
    /// When something about it last changed.
    pub changed: DateTime<Utc>,
    /// What it says in a line.
    pub summary: String,
    /// What it says below.
    pub description: String,
    /// What is said a day before, if anything is.
    pub reminder: Option<String>,
    /// Whether nobody need come to it any more.
    pub is_cancelled: bool,
}

/// A calendar of entries. The same entries give the same text.
pub fn calendar(name: &str, zone: Option<&str>, entries: &[IcsEntry]) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", concat!("-//Duban//duban ", env!("CARGO_PKG_VERSION"), "//ZH")),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-PUBLISHED-TTL", "PT1H"),
    ] {
        calendar.append_property((key, value));
    }
    // The library knows the older name for a text, and leaves this one as it is.
    calendar.append_property(("NAME", escape(name).as_str())).append_property(("X-WR-CALNAME", name));
    zone.map(|zone| calendar.timezone(zone));
    for entry in entries {
        calendar.push(event(entry));
    }
    fold(&calendar.done().to_string())
}

fn event(entry: &IcsEntry) -> Event {
    let mut event = Event::new();
    event
        .uid(&entry.uid)
        .timestamp(entry.changed)
        .starts(entry.at)
        .summary(&entry.summary)
        .description(&entry.description)
        .add_property("SEQUENCE", entry.sequence.to_string())
        .add_property("LAST-MODIFIED", entry.changed.format("%Y%m%dT%H%M%SZ").to_string())
        .add_property("TRANSP", "TRANSPARENT");
    if let Some(reminder) = &entry.reminder {
        let mut alarm = Alarm::display(reminder, Trigger::before_start(Duration::days(1)));
        // Left out, the library makes up another UID and another instant each time.
        alarm.uid(&format!("alarm-{}", entry.uid)).timestamp(entry.changed);
        event.alarm(alarm);
    }
    if entry.is_cancelled {
        event.status(EventStatus::Cancelled);
    }
    event.done()
}

/// A TEXT value (RFC 5545 §3.3.11).
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.replace("\r\n", "\n").chars() {
        match sign {
            '\\' | ';' | ',' => escaped.extend(['\\', sign]),
            '\n' => escaped.push_str("\\n"),
            sign if sign.is_control() => escaped.push(' '),
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// Folds content lines at 75 octets, the space that begins a continuation included (RFC 5545 §3.1).
/// The library leaves that space out of its count.
fn fold(calendar: &str) -> String {
    const LONGEST: usize = 75;
    let mut folded = String::with_capacity(calendar.len());
    for line in calendar.replace("\r\n ", "").split_inclusive("\r\n") {
        let mut octets = 0;
        for sign in line.chars() {
            if octets + sign.len_utf8() > LONGEST && !matches!(sign, '\r' | '\n') {
                folded.push_str("\r\n ");
                octets = 1;
            }
            folded.push(sign);
            octets += sign.len_utf8();
        }
    }
    folded
}

/// What a calendar that was made before says of its entries: where each stood, and how often it had moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before(std::collections::BTreeMap<String, (String, u32)>);

impl Before {
    /// Reads a calendar of ours. What is no entry of ours is passed over: a person's own may stand beside.
    pub fn read(calendar: &str) -> Self {
        let text = calendar.replace("\r\n", "\n").replace("\n ", "");
        let entries = text.split("BEGIN:VEVENT\n").skip(1).filter_map(|event| {
            let own = event.split("BEGIN:VALARM").next().unwrap_or(event);
            let value = |name: &str| own.lines().find_map(|line| line.strip_prefix(name));
            let sequence = value("SEQUENCE:").map_or(Some(0), |number| number.parse().ok())?;
            Some((value("UID:")?.to_owned(), (value("DTSTART:")?.to_owned(), sequence)))
        });
        Self(entries.collect())
    }

    /// How often an entry has moved: once more if it stands elsewhere now.
    pub fn sequence(&self, uid: &str, at: DateTime<Utc>) -> u32 {
        let now = at.format("%Y%m%dT%H%M%SZ").to_string();
        let moved = |(then, sequence): &(String, u32)| sequence.saturating_add(u32::from(*then != now));
        self.0.get(uid).map_or(0, moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(at: &str, sequence: u32) -> IcsEntry {
        let at = at.parse().unwrap();
        IcsEntry {
            uid: "qiannan-interim-due-0@duban".to_owned(),
            sequence,
            at,
            changed: "2024-05-09T01:00:00Z".parse().unwrap(),
            summary: "总结".to_owned(),
            description: "12个单位".to_owned(),
            reminder: None,
            is_cancelled: false,
        }
    }

    #[test]
    fn a_name_is_escaped_like_every_other_text() {
        let text = calendar("甲,乙;丙\\丁\n戊", Some("Asia/Shanghai"), &[]);
        for line in
            [r"NAME:甲\,乙\;丙\\丁\n戊", r"X-WR-CALNAME:甲\,乙\;丙\\丁\n戊", "X-WR-TIMEZONE:Asia/Shanghai"]
        {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line} not in\n{text}");
        }
    }

    #[test]
    fn an_entry_counts_its_moves_from_calendar_to_calendar() {
        let first = entry("2024-08-20T09:00:00Z", 0);
        let before = Before::read(&calendar("甲", None, std::slice::from_ref(&first)));
        assert_eq!(before.sequence(&first.uid, first.at), 0, "it did not move");
        let moved = entry(
            "2024-08-30T09:00:00Z",
            before.sequence(&first.uid, "2024-08-30T09:00:00Z".parse().unwrap()),
        );
        assert_eq!(moved.sequence, 1);
        let before = Before::read(&calendar("甲", None, std::slice::from_ref(&moved)));
        assert_eq!(before.sequence(&first.uid, moved.at), 1);
        assert_eq!(before.sequence(&first.uid, first.at), 2, "back again is another move");
        assert_eq!(before.sequence("another@duban", first.at), 0);
    }
}
