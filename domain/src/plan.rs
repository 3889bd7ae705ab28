//! A validated plan: what a planner wrote, with every reference resolved and every text parsed, but
//! still in dates. `duban-config` makes it from a file; [`crate::terms`] turns it into instants.

use crate::{
    bureau::Level,
    calendar::{Calendar, UnannouncedYears},
    finding::FindingRules,
    ids::{BureauCode, CampaignId, ObligationId, PhaseId},
    incident::IncidentRules,
    instrument::Instrument,
    listing::ListingRules,
    span::Span,
    tail::Tail,
};
use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A campaign's plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The campaign's id.
    pub id: CampaignId,
    /// Its title, as documents write it.
    pub title: String,
    /// The bureau that launches it.
    pub issuer: BureauCode,
    /// The issue date; not counted in periods (Civil Code §201).
    pub issued: NaiveDate,
    /// The last day: what is still open then is recorded as unfulfilled and supervision ends.
    /// `None` means 60 days after the last instant of the timetable.
    pub closes: Option<NaiveDate>,
    /// The zone all dates are read in.
    pub zone: Tz,
    /// When offices open and close.
    pub hours: (NaiveTime, NaiveTime),
    /// Where a due date on a non-working day goes.
    pub non_working_due: NonWorkingDue,
    /// What holds for years whose holidays are not announced.
    pub unannounced_years: UnannouncedYears,
    /// The campaign's phases, in order.
    pub phases: Vec<Phase>,
    /// What bureaus owe.
    pub obligations: Vec<Obligation>,
    /// What the campaign does, and who leads (REQUIREMENTS A5). For people to read.
    pub measures: Vec<PlanMeasure>,
    /// The product groups it looks at (REQUIREMENTS A6): the catalogue of findings.
    pub products: Vec<ProductGroup>,
    /// How findings are handled; `None`: the campaign keeps no findings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<FindingRules>,
    /// How listings are handled; `None`: a ladder's listing is a document and no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listing: Option<ListingRules>,
    /// How urgent matters are handled.
    #[serde(default)]
    pub incidents: IncidentRules,
    /// Reports that go on while findings are open (REQUIREMENTS A11); `None`: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tail: Option<Tail>,
    /// How league tables are circulated; `None`: as long as the dockets of those who circulate run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub league: Option<LeagueRules>,
}

/// How league tables (排名通报) are circulated.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeagueRules {
    /// Within how long after the campaign's close: the last periods close with it, and whoever has
    /// bureaus below it needs time to circulate their tables.
    pub circulate_within: Span,
}

/// Where a due date on a non-working day goes (REQUIREMENTS B2).
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NonWorkingDue {
    /// It stays; a warning names it.
    #[default]
    Keep,
    /// To the working day before.
    Previous,
    /// To the working day after (Civil Code §203).
    Next,
}

impl NonWorkingDue {
    /// Where a due day goes.
    pub fn moved(self, calendar: &Calendar, day: NaiveDate) -> NaiveDate {
        match self {
            NonWorkingDue::Keep => day,
            NonWorkingDue::Previous => calendar.on_or_before(day),
            NonWorkingDue::Next => calendar.on_or_after(day),
        }
    }
}

/// A phase: from the opening of its first day to the close of its last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Its id.
    pub id: PhaseId,
    /// Its title.
    pub title: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
}

/// What every bureau of a kind owes its supervising bureau.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Obligation {
    /// Its id.
    pub id: ObligationId,
    /// Its title, as a user reads it.
    pub title: String,
    /// Who owes it.
    pub owed_by: OwedBy,
    /// The phase with whose first day it opens; without one, and without `opens`, it opens on the issue date.
    pub phase: Option<PhaseId>,
    /// When it opens, where its phase does not say so. Plans launched before this could be written have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Opens>,
    /// When it is due.
    pub due: Due,
    /// How long the supervising bureau has to review it; `None`: no review.
    pub review: Option<Span>,
    /// What a submission must come with.
    pub requires: Vec<Requirement>,
    /// How long before the due date reminders go out.
    pub reminders: Vec<Span>,
    /// What happens after it.
    pub ladder: Vec<Rung>,
}

/// Which bureaus owe an obligation.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwedBy {
    /// Those without subordinates in the campaign.
    Executing,
    /// Those with subordinates, the issuer excepted.
    Coordinating,
    /// Both.
    All,
}

/// A due date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Due {
    /// A day, or the last day of a period.
    On(NaiveDate),
    /// So long after the issue date.
    AfterIssue(Span),
    /// So long before another obligation's due day.
    Before(ObligationId, Span),
}

/// When something opens: from then on it can be handed in.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Opens {
    /// On a day.
    On(NaiveDate),
    /// So long after the issue date.
    AfterIssue(Span),
    /// So long before it is due, but not before the issue date.
    BeforeDue(Span),
}

impl Opens {
    /// What holds for something due on a named day where the plan says nothing: October's report is not
    /// handed in in June.
    pub const USUAL: Self = Self::BeforeDue(Span::Days(30));
}

/// What a submission must come with.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// At least one attachment.
    Attachment,
    /// The bureau's seal on it.
    Seal,
}

/// One step of an escalation ladder (REQUIREMENTS C1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// How long after the due day.
    pub after: Span,
    /// The document it issues.
    pub instrument: Instrument,
    /// Who issues it.
    pub from: Role,
    /// Who receives copies.
    pub copies: Vec<CopyTo>,
    /// Who must approve it first.
    pub approval: Option<ApprovalRule>,
    /// Within how long the addressee must reply; `None`: no reply asked.
    pub reply: Option<Span>,
}

/// A bureau by its place above the debtor.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The next bureau up.
    Supervisor,
    /// The bureau that launched the campaign.
    Issuer,
}

/// Who receives a copy of a document.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CopyTo {
    /// The next bureau up.
    Supervisor,
    /// The bureau that launched the campaign.
    Issuer,
    /// The debtor's siblings in the campaign.
    Peers,
}

/// An approval a rung needs.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRule {
    /// Who is asked.
    pub by: Role,
    /// Within how long. When it lapses the approver is reminded, and when it lapses again the next
    /// bureau up is asked.
    pub within: Span,
}

/// A measure and who leads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanMeasure {
    /// Its title.
    pub title: String,
    /// The lead sections of the issuing bureau.
    pub lead: Vec<String>,
    /// The level whose bureaus carry it out.
    pub by: Level,
}

/// A group of products, with the items named in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductGroup {
    /// The group.
    pub group: String,
    /// Its items; empty where the group stands for itself.
    pub items: Vec<String>,
}
