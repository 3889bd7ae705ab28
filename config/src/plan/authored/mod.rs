//! A plan as its planner writes it. These types say which keys there are and what each is for; the
//! comments here are the descriptions in `plans/plan.schema.json`, which editors show while typing.
//! Dates, lengths and names stay texts: what they mean is judged when the plan is loaded, where every
//! mistake can be told at its place.

mod basis;
mod choice;
mod decision;
mod findings;
mod league;
mod listing;
mod obligation;
mod tail;

pub use basis::{AuthoredBasis, AuthoredBasisFile};
pub use decision::{AuthoredDecision, Decider, NoneWord, OrNone};
pub use findings::*;
pub use league::AuthoredLeague;
pub use listing::AuthoredListing;
pub use obligation::{AuthoredObligation, OwedBy, Requirement};
pub use tail::AuthoredTail;

use choice::choice;
use duban_domain::{bureau, calendar, instrument, plan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A supervision campaign: what every bureau below the issuer owes, by when, and what follows when
/// it is late.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Duban plan")]
pub struct AuthoredPlan {
    /// The campaign's id, once and for all: lower-case letters, digits and single hyphens.
    #[schemars(
        length(max = 64),
        regex(pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"),
        example = "qiannan-2024-key-products"
    )]
    pub id: String,
    /// The campaign's title, as documents write it.
    #[schemars(length(min = 1, max = 200))]
    pub title: String,
    /// The six-digit code of the bureau that launches it, in quotes.
    #[schemars(regex(pattern = "^[0-9]{6}$"), example = "522700")]
    pub issuer: String,
    /// The issue date. Periods counted from it exclude it (Civil Code §201).
    #[schemars(example = "2024-05-09")]
    pub issued: String,
    /// The last day of supervision; without it, 60 days after the last instant of the timetable.
    #[schemars(example = "2024-12-31")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<String>,
    /// The documents it rests on (依据), the one that orders it first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 20))]
    pub basis: Vec<AuthoredBasis>,
    /// The zone in which all dates are read.
    #[serde(default = "shanghai")]
    #[schemars(example = "Asia/Shanghai")]
    pub timezone: String,
    /// When offices open and close: reminders and letters go out at opening, due dates end at closing.
    #[serde(default)]
    pub office_hours: AuthoredHours,
    /// Where a due date on a non-working day goes.
    #[serde(default)]
    pub non_working_due: NonWorkingDue,
    /// What holds for years whose holidays are not announced yet.
    #[serde(default)]
    pub unannounced_years: UnannouncedYears,
    /// The campaign's phases, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 40))]
    pub phases: Vec<AuthoredPhase>,
    /// What bureaus owe.
    #[schemars(length(min = 1, max = 200))]
    pub obligations: Vec<AuthoredObligation>,
    /// Named reminder policies. The one called default holds where an obligation names none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 50))]
    pub reminders: BTreeMap<String, AuthoredReminders>,
    /// Named escalation ladders. The one called default holds where an obligation names none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 50))]
    pub ladders: BTreeMap<String, Ladder>,
    /// What the campaign does and which sections lead it; for people to read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub measures: Vec<AuthoredMeasure>,
    /// The product groups it looks at: the catalogue that findings name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 200))]
    pub products: Vec<AuthoredProducts>,
    /// How findings (问题隐患) are handled; without this section the campaign keeps none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "AuthoredFindings")]
    pub findings: Option<AuthoredFindings>,
    /// How listed supervision (挂牌督办) is handled; without this section a ladder's listing is a
    /// document and no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "AuthoredListing")]
    pub listing: Option<AuthoredListing>,
    /// How urgent matters (紧急情况) are handled.
    #[serde(default)]
    pub incidents: AuthoredIncidents,
    /// Reports that go on while findings are open (持续报送); without this section there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "AuthoredTail")]
    pub tail: Option<AuthoredTail>,
    /// How league tables (排名通报) are circulated after the close.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "AuthoredLeague")]
    pub league: Option<AuthoredLeague>,
}

fn shanghai() -> String {
    "Asia/Shanghai".to_owned()
}

/// Office hours, local time.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredHours {
    /// When offices open.
    #[serde(default = "opens")]
    #[schemars(example = "09:00")]
    pub opens: String,
    /// When offices close.
    #[serde(default = "closes")]
    #[schemars(example = "17:30")]
    pub closes: String,
}

fn opens() -> String {
    "09:00".to_owned()
}

fn closes() -> String {
    "17:30".to_owned()
}

impl Default for AuthoredHours {
    fn default() -> Self {
        Self { opens: opens(), closes: closes() }
    }
}

choice! {
    /// Where a due date on a non-working day goes.
    #[derive(Default)]
    NonWorkingDue <=> plan::NonWorkingDue {
        /// It stays; a warning names it.
        #[default]
        Keep,
        /// To the working day before.
        Previous,
        /// To the working day after.
        Next,
    }
}

/// What holds for years whose holidays are not announced yet.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UnannouncedYears {
    /// Weekends and statutory days off count, make-up shifts are not known, and every such date is marked
    /// provisional (暂定).
    #[default]
    Provisional,
    /// A plan, an extension or a return with such a date is refused.
    Refuse,
    /// The old word for provisional.
    WeekendsOnly,
}

impl From<UnannouncedYears> for calendar::UnannouncedYears {
    fn from(choice: UnannouncedYears) -> Self {
        match choice {
            UnannouncedYears::Refuse => calendar::UnannouncedYears::Refuse,
            UnannouncedYears::Provisional | UnannouncedYears::WeekendsOnly => {
                calendar::UnannouncedYears::Provisional
            }
        }
    }
}

/// A phase of the campaign.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredPhase {
    /// The phase's id within the plan.
    #[schemars(length(max = 64), example = "on-site")]
    pub id: String,
    /// Its title.
    #[schemars(length(min = 1, max = 200))]
    pub title: String,
    /// Its first day; of a ten-day period, the first.
    #[schemars(example = "2024-05-中旬")]
    pub from: String,
    /// Its last day; of a ten-day period, the last.
    #[schemars(example = "2024-06-中旬")]
    pub to: String,
}

/// When reminders go out.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredReminders {
    /// How long before the due day: 7d counts calendar days, 3wd working days.
    #[schemars(length(max = 20))]
    pub before: Vec<String>,
    /// At what time of that day.
    #[serde(default)]
    pub at: ReminderTime,
}

/// The time of day of a reminder.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReminderTime {
    /// When the office opens.
    #[default]
    Opens,
}

/// What happens, step by step, after a due date is missed; each step later than the one before.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Ladder(#[schemars(length(max = 12))] pub Vec<AuthoredRung>);

/// One step of a ladder.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredRung {
    /// How long after the due day: 3wd counts working days, 7d calendar days.
    #[schemars(example = "3wd")]
    pub after: String,
    /// The document it issues.
    pub instrument: Instrument,
    /// Who issues it.
    #[serde(default)]
    pub from: Role,
    /// Who receives a copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 10))]
    pub copies: Vec<CopyTo>,
    /// Who must approve it first; without it, it goes out on its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<AuthoredApproval>,
    /// Within how long the addressee must reply; without it, no reply is asked.
    #[schemars(example = "3wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
}

choice! {
    /// The documents a ladder may issue.
    Instrument => instrument::Instrument {
        /// 提醒敦促函: urges what is overdue.
        ReminderLetter,
        /// 通报: criticism circulated to all bureaus of the level.
        Circular,
        /// 整改通知书: orders to correct by a date.
        RectificationNotice,
        /// 约谈通知书: summons to a talk.
        Interview,
        /// 挂牌督办通知书: puts the matter on the public list.
        Listing,
        /// 报告地方党委政府: asks the local government to step in.
        GovernmentReport,
    }
}

choice! {
    /// A bureau by its place above the one that is late.
    #[derive(Default)]
    Role <=> plan::Role {
        /// The next bureau up.
        #[default]
        Supervisor,
        /// The bureau that launched the campaign.
        Issuer,
    }
}

choice! {
    /// Who receives a copy.
    CopyTo <=> plan::CopyTo {
        /// The next bureau up.
        Supervisor,
        /// The bureau that launched the campaign.
        Issuer,
        /// The other bureaus under the same supervisor.
        Peers,
    }
}

/// An approval a step needs before its document goes out.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredApproval {
    /// Which bureau is asked.
    pub by: Role,
    /// Within how long; then the approver is reminded, and after as long again the next bureau up is asked.
    #[serde(default = "decision::three_working_days")]
    #[schemars(example = "2wd")]
    pub within: String,
}

/// A measure of the campaign.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredMeasure {
    /// Its title.
    #[schemars(length(min = 1, max = 200))]
    pub title: String,
    /// The sections of the issuing bureau that lead it.
    #[schemars(length(min = 1, max = 20), inner(length(min = 1, max = 200)))]
    pub lead: Vec<String>,
    /// The level whose bureaus carry it out.
    #[serde(default)]
    pub by: Level,
}

choice! {
    /// An administrative level.
    #[derive(Default)]
    Level <=> bureau::Level {
        /// 省级
        Province,
        /// 市（州）级
        Prefecture,
        /// 县（市、区）级
        #[default]
        County,
    }
}

/// A group of products.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredProducts {
    /// The group.
    #[schemars(length(min = 1, max = 200))]
    pub group: String,
    /// Its items; without any, the group stands for itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100), inner(length(min = 1, max = 200)))]
    pub items: Vec<String>,
}
