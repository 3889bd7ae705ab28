//! A bureau's calendar (RFC 5545): what it owes in all campaigns that run.

use chrono::Duration;
use duban_domain::{Bureau, docket::Standing};
use duban_store::CalendarRow;
use icalendar::{Alarm, Calendar, Component, Event, EventLike, EventStatus, Trigger};

/// The calendar as it is served. The same rows give the same text.
pub fn calendar(bureau: &Bureau, rows: &[CalendarRow]) -> String {
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
    calendar.name(&format!("督办 · {}", bureau.name));
    for row in rows {
        calendar.push(entry(bureau, row));
    }
    fold(&calendar.done().to_string())
}

/// An entry is an instant and so has no end. Its UID never changes; its SEQUENCE counts the moves of its
/// due instant, so that programs take a moved one for the same.
fn entry(bureau: &Bureau, row: &CalendarRow) -> Event {
    let changed = row.changed.unwrap_or(row.opens).utc();
    let uid = format!("{}-{}-{}@duban", row.campaign, bureau.code, row.obligation);
    let last_modified = changed.format("%Y%m%dT%H%M%SZ").to_string();
    let provisional = if row.provisional { "，期限暂定" } else { "" };
    let mut event = Event::new();
    event
        .uid(&uid)
        .timestamp(changed)
        .starts(row.due.utc())
        .summary(&format!("{}（{}{provisional}）", row.title, standing(row.standing)))
        .description(&format!("{}\n{}", row.campaign_title, bureau.name))
        .add_property("SEQUENCE", row.moves.to_string())
        .add_property("LAST-MODIFIED", last_modified)
        .add_property("TRANSP", "TRANSPARENT");
    match row.standing {
        Standing::Pending | Standing::Open => {
            let reminder = format!("明天到期：{}", row.title);
            let mut alarm = Alarm::display(&reminder, Trigger::before_start(Duration::days(1)));
            // Left out, the library makes up another UID and another instant each time.
            alarm.uid(&format!("alarm-{uid}")).timestamp(changed);
            event.alarm(alarm);
        }
        Standing::Waived => {
            event.status(EventStatus::Cancelled);
        }
        Standing::Overdue | Standing::Submitted | Standing::Accepted | Standing::Unfulfilled => {}
    }
    event.done()
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Pending => "未开始",
        Standing::Open => "待报送",
        Standing::Overdue => "逾期未报",
        Standing::Submitted => "已报送",
        Standing::Accepted => "已审核通过",
        Standing::Waived => "免报",
        Standing::Unfulfilled => "未完成",
    }
}

/// Folds content lines at 75 octets, the space that begins a continuation included (RFC 5545 §3.1).
/// The library leaves that space out of its count.
pub fn fold(calendar: &str) -> String {
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
