//! What people do, one function an act. The command line, the console and the API call these functions and
//! add nothing but how an act is typed and how its outcome is shown.
//!
//! Nothing here decides: the state machines do, in their workflows. A [`Service`] knows the parts that an
//! act needs (engine, store, archive, bureaus, calendar), a [`CampaignContext`] is one campaign in hand. Settings and
//! environment are read elsewhere; whoever runs the program hands over [`Parts`].

mod amending;
mod attach;
mod campaigns;
mod conflict;
mod context;
pub mod findings_file;
mod first_mail;
pub mod holidays;
pub mod hooks;
pub mod ics;
mod incident;
mod launch;
pub mod league;
mod listing;
mod lookup;
mod mail;
mod pairing;
mod prepared;
mod preview;
mod reading;
mod redating;
mod register;
mod request;
mod responsible;
mod seal;
mod service;
mod service_error;
mod tell;
mod today;
mod wording;

pub use amending::{AmendmentPreview, AppliedAmendment, BureauChanges, DutyChanges, NextVersion, ToldNotice};
pub use attach::Upload;

/// The ledger's rows as they are read: plain data that any face may draw.
pub mod rows {
    pub use duban_store::{
        ApprovalRow, AttemptRow, AuditCursor, AuditEntry, AuditFilter, AuditRow, Burden, BureauStatus,
        CalendarAddress, Campaign, CampaignFigures, CampaignObligation, Cursor, DeliveryRow, DeliveryState,
        DocumentRow, DraftChange, FigureRow, FindingCount, FindingDetail, FindingFilter, FindingRow,
        FindingStatistics, FindingTurn, Inbox, IncidentRow, LedgerPage, LedgerRow, ListingRow, MailFilter,
        MailRow, MailState, MailWaiting, MailWhy, NoticeCursor, NoticeFilter, NoticePage, NoticeRow,
        NoticeSearch, ObligationRow, OpenApproval, OpeningReach, Page, PageTurn, Part, Person, PersonId,
        PlanDraftId, PlanDraftRow, PlanTemplate, PlanTemplateId, PlanVersionRow, PreparedLaunch,
        PreparedLaunchId, RecipientRow, RecipientState, Role as RecipientRole, Token, TokenId, Wanted,
        Webhook,
    };
}
pub use conflict::Conflict;
pub use context::CampaignContext;
pub use duban_activities::mail::links;
pub use duban_documents::{Reading, matrix_book};
pub use first_mail::ForeseenMail;
pub use incident::IncidentReport;
pub use launch::{Launch, Launched, Launcher, MEMO, running_bureaus, state_of};
pub use listing::Proposal;
pub use lookup::{
    ActTarget, ActTrail, Applied, CorrespondenceCommand, DeliveredNotice, Docket, DocketFigures,
    DocketMatters, ForeseenRedating, InCampaign, InboxContents, LaggardFacts, Laggards, LeagueTables, Matter,
    Participant, PlanSurroundings, PreparingLaunch, Principal, RunningCampaign, SamplingKept, Via, Viewer,
    Visible, WaitingApproval,
};
pub use pairing::{Place, adopt, pair, replace_lost};
pub use preview::{Draft, DraftFile};
pub use redating::{MachineMoves, Redating};
pub use register::{FindingEntry, Imported, Register};
pub use responsible::ResponsibleParty;
pub use service::{Engine, Parts, Service};
pub use service_error::{InvalidField, ServiceError};
pub use tell::{cue_machine, tell_machine};
pub use today::today;
