//! A bureau's calendar: what it owes in all campaigns that run.

use crate::ics::{self, IcsEntry};
use duban_domain::{Bureau, docket::ObligationStatus};
use duban_store::CalendarRow;

/// The calendar as it is served. The same rows give the same text.
pub fn calendar(bureau: &Bureau, rows: &[CalendarRow]) -> String {
    let entries: Vec<_> = rows.iter().map(|row| entry(bureau, row)).collect();
    ics::calendar(&format!("督办 · {}", bureau.name), None, &entries)
}

fn entry(bureau: &Bureau, row: &CalendarRow) -> IcsEntry {
    let provisional = if row.provisional { "，期限暂定" } else { "" };
    let is_awaited = matches!(row.standing, ObligationStatus::Pending | ObligationStatus::Open);
    IcsEntry {
        uid: format!("{}-{}-{}@duban", row.campaign, bureau.code, row.obligation),
        sequence: row.moves,
        at: row.due.utc(),
        changed: row.changed.unwrap_or(row.opens).utc(),
        summary: format!("{}（{}{provisional}）", row.title, row.standing.chinese()),
        description: format!("{}\n{}", row.campaign_title, bureau.name),
        reminder: is_awaited.then(|| format!("明天到期：{}", row.title)),
        is_cancelled: row.standing == ObligationStatus::Waived,
    }
}
