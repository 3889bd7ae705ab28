//! A bureau's calendar: what it owes in all campaigns that run.

use crate::ics::{self, Entry};
use duban_domain::{Bureau, docket::Standing};
use duban_store::CalendarRow;

/// The calendar as it is served. The same rows give the same text.
pub fn calendar(bureau: &Bureau, rows: &[CalendarRow]) -> String {
    let entries: Vec<_> = rows.iter().map(|row| entry(bureau, row)).collect();
    ics::calendar(&format!("督办 · {}", bureau.name), None, &entries)
}

fn entry(bureau: &Bureau, row: &CalendarRow) -> Entry {
    let provisional = if row.provisional { "，期限暂定" } else { "" };
    let is_awaited = matches!(row.standing, Standing::Pending | Standing::Open);
    Entry {
        uid: format!("{}-{}-{}@duban", row.campaign, bureau.code, row.obligation),
        sequence: row.moves,
        at: row.due.utc(),
        changed: row.changed.unwrap_or(row.opens).utc(),
        summary: format!("{}（{}{provisional}）", row.title, standing(row.standing)),
        description: format!("{}\n{}", row.campaign_title, bureau.name),
        reminder: is_awaited.then(|| format!("明天到期：{}", row.title)),
        is_cancelled: row.standing == Standing::Waived,
    }
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
