//! A validated plan: what a planner wrote, with every reference resolved and every text parsed, but
//! still in dates. `duban-config` makes it from a file; [`crate::campaign::terms`] turns it into instants.

pub use super::{
    basis::{BasisFile, CampaignBasis},
    ladder::{ApprovalRule, CopyTo, Role, Rung},
    obligation::{Due, NonWorkingDue, Obligation, Opens, OwedBy, Requirement},
};

use super::tail::Tail;
use crate::{
    bureaus::bureau::Level,
    ids::{BureauCode, CampaignId, PhaseId},
    machines::{finding::FindingRules, incident::IncidentRules, listing::ListingRules},
    timekeeping::{calendar::UnannouncedYears, span::Span},
};
use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A campaign's plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The documents it rests on (依据), the one that orders it first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<CampaignBasis>,
}

/// How league tables (排名通报) are circulated.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeagueRules {
    /// Within how long after the campaign's close: the last periods close with it, and whoever has
    /// bureaus below it needs time to circulate their tables.
    pub circulate_within: Span,
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
