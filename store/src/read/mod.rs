//! What people ask: how far is a campaign, what was issued, what waits for a decision, which findings
//! are open. Lists that take an optional bureau or campaign tell of all when there is none.

pub(crate) mod circumstances;
mod desk;
mod feed;
pub(crate) mod filter;
pub(crate) mod finding;
mod lagging;
mod ledger;
mod mail;
mod matters;
mod notice;
mod opening;
mod overview;
pub(crate) mod page;
mod progress;
pub(crate) mod search;
pub(crate) mod statistics;
mod tally;

pub use desk::{CampaignObligation, FindingTurn, OpenApproval};
pub use feed::Part;
pub use filter::FindingFilter;
pub use finding::{FindingDetail, FindingRow};
pub use ledger::LedgerRow;
pub use mail::{MailCount, MailFilter, MailRow, MailWaiting, RecipientRow, RecipientState, Why as MailWhy};
pub use matters::{IncidentRow, ListingRow};
pub use notice::{DeliveryState, NoticeCount, NoticeFilter, NoticeRow};
pub use opening::OpeningReach;
pub use overview::{Burden, CampaignFigures};
pub use page::{Cursor, LedgerPage, Page, PageTurn};
pub use progress::{ApprovalRow, BureauStatus, ObligationRow};
pub use search::{DeliveryRow, MailState, NoticeCursor, NoticePage, NoticeSearch};
pub use statistics::FindingStatistics;
pub use tally::FindingCount;
