//! The ledger of what was issued, the outbox, and the projection people read: SQL and migrations.
//!
//! [`Store::record`] is the heart: one transaction per wake or command of a docket, a finding, a listing
//! or an incident, idempotent, with gap-free document numbers. What to do is decided in `duban-domain`; when, in the workflows. The
//! truth about a running campaign is its workflows' state; all here but the numbers can be rebuilt
//! from it, and [`Store::record_with_numbers`] rebuilds those from the workflows' journals.
//!
//! The queries are written so that PostgreSQL can run the same text; what is particular to SQLite
//! is in `connect`, in the migrations, and in the index that a page of findings names. A feed that reads by row id relies on writers following
//! one another, as SQLite's do.

mod bureau;
mod campaign;
mod circular;
mod columns;
mod connect;
mod digest;
mod document;
mod error;
mod figure;
mod handover;
mod holidays;
mod identity;
mod inbox;
mod league;
mod letterhead;
mod narrowing;
mod outbox;
mod people;
mod plan_draft;
mod plan_version;
mod prepared_launch;
mod projection;
mod read;
mod record;
mod subject;
mod subscription;
#[cfg(test)]
mod tests;
mod webhook;

pub use campaign::{Campaign, NewCampaign};
pub use connect::Store;
pub use digest::{Digest, DigestEntry, EarlierDocument, Numbered};
pub use document::{ArchivedDocument, DocumentFilter, DocumentRow, JointDocument, NamedBureau};
pub use error::StoreError;
pub use figure::FigureRow;
pub use handover::{Fate, Handed, MailStatus, Role};
pub use holidays::HolidayApplication;
pub use inbox::{Inbox, KnownMessage};
pub use league::{ClosedPeriod, Wanted};
pub use people::{
    AuditCursor, AuditEntry, AuditFilter, AuditRow, Begun, KeptAnswer, NewPerson, NewToken, Password, Person,
    PersonId, Sha256, Subject, Token, TokenId,
};
pub use plan_draft::{DraftChange, NewDraft, PlanDraftId, PlanDraftRow};
pub use plan_version::{NewPlanVersion, PlanVersionRow};
pub use prepared_launch::{
    LaunchOutcome, NewLaunch, PlanTemplate, PlanTemplateId, PreparedLaunch, PreparedLaunchId,
};
pub use projection::Projection;
pub use read::{
    ApprovalRow, Burden, BureauStatus, CampaignFigures, CampaignObligation, Cursor, DeliveryRow,
    DeliveryState, FindingCount, FindingDetail, FindingFilter, FindingRow, FindingStatistics, FindingTurn,
    IncidentRow, LedgerPage, LedgerRow, ListingRow, MailCount, MailFilter, MailRow, MailState, MailWaiting,
    MailWhy, NoticeCount, NoticeCursor, NoticeFilter, NoticePage, NoticeRow, NoticeSearch, ObligationRow,
    OpenApproval, OpeningReach, Page, PageTurn, Part, RecipientRow, RecipientState,
};
pub use subscription::{CalendarAddress, CalendarRow};
pub use webhook::{Attempt, AttemptRow, Feed, KeptSecret, NewWebhook, Secrets, Webhook, WebhookCall};
