//! What people ask: how far is a campaign, what was issued, what waits for a decision. Lists that
//! take an optional bureau or campaign tell of all when there is none.

mod notice;
mod progress;

pub use notice::{DeliveryState, MailCount, MailRow, NoticeCount, NoticeFilter, NoticeRow};
pub use progress::{ApprovalRow, BureauStatus, DutyRow, LedgerRow};
