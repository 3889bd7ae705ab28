//! What people ask: how far is a campaign, what was issued, what waits for a decision, which findings
//! are open. Lists that take an optional bureau or campaign tell of all when there is none.

mod feed;
pub(crate) mod finding;
mod ledger;
mod mail;
mod matters;
mod notice;
pub(crate) mod page;
mod progress;
pub(crate) mod statistics;

pub use finding::{FindingDetail, FindingRow};
pub use ledger::LedgerRow;
pub use mail::{MailCount, MailRow};
pub use matters::{IncidentRow, ListingRow};
pub use notice::{DeliveryState, NoticeCount, NoticeFilter, NoticeRow};
pub use page::{Cursor, FindingFilter, Page};
pub use progress::{ApprovalRow, BureauStatus, DutyRow};
pub use statistics::FindingStatistics;

use sqlx::{QueryBuilder, Sqlite};

/// Narrows a query to a column's value, if one is asked for.
pub(crate) fn narrow(query: &mut QueryBuilder<Sqlite>, column: &str, value: Option<&str>) {
    if let Some(value) = value {
        query.push(format_args!(" AND {column} = ")).push_bind(value);
    }
}
