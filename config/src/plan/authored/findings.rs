//! The plan's `findings:` and `incidents:` sections as they are written.

use super::{
    choice::choice,
    decision::{AuthoredDecision, OrNone},
};
use duban_domain::finding;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How findings (问题隐患) are handled. The section's presence turns findings on; every key may be left
/// out, so that {} is a whole section.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredFindings {
    /// Within how long a risk signal is triaged (研判); 3wd without it.
    #[schemars(example = "3wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triage: Option<String>,
    /// Within how long an order must be complied with, by grade.
    #[serde(default)]
    pub rectify: AuthoredByGrade,
    /// How long before an order's due day the bureau is reminded; once, 2wd before, without it.
    #[schemars(length(max = 20))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminders: Option<Vec<String>>,
    /// Within how long after the evidence the county bureau re-inspects (复查); 5wd without it.
    #[schemars(example = "5wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reinspect: Option<String>,
    /// Which closed findings are looked at again (回头看), or none; serious and major ones after 30d
    /// without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look_back: Option<OrNone<AuthoredLookBack>>,
    /// Who decides an extension (延期); the supervisor within 3wd without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<AuthoredDecision>,
    /// Who decides a publication (公示、曝光); the supervisor within 5wd without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publication: Option<AuthoredDecision>,
    /// Within how long the receipt of a hand-over (移送) is expected; 10wd without it.
    #[schemars(example = "10wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// What happens, step by step, after an order's due day is missed; each step later than the one
    /// before. Without it: a reminder letter after 1wd, an interview after 5wd approved by the bureau
    /// itself within 2wd, and a listing after 15wd.
    #[schemars(length(max = 12))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ladder: Option<Vec<AuthoredFindingRung>>,
}

/// A length for each grade.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredByGrade {
    /// 一般; 15wd without it.
    #[schemars(example = "15wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordinary: Option<String>,
    /// 较大; 10wd without it.
    #[schemars(example = "10wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serious: Option<String>,
    /// 重大; 5wd without it.
    #[schemars(example = "5wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub major: Option<String>,
}

/// Which closed findings are looked at again, and when.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredLookBack {
    /// Those of these grades, each named once.
    #[schemars(length(min = 1, max = 3))]
    pub grades: Vec<Grade>,
    /// How long after closing.
    #[schemars(example = "30d")]
    pub after: String,
}

choice! {
    /// How grave a finding is.
    Grade <=> finding::Grade {
        /// 一般
        Ordinary,
        /// 较大
        Serious,
        /// 重大
        Major,
    }
}

/// One step of a finding's ladder.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredFindingRung {
    /// How long after the due day: 3wd counts working days, 7d calendar days.
    #[schemars(example = "5wd")]
    pub after: String,
    /// What is done.
    pub measure: FindingMeasure,
    /// Who must approve it first; without it, it is done on its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<AuthoredDecision>,
}

/// What a step of a finding's ladder does.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FindingMeasure {
    /// 提醒敦促函 to the enterprise.
    ReminderLetter,
    /// 约谈通知书: the enterprise is summoned to a talk.
    Interview,
    /// 挂牌督办 of the finding is proposed.
    Listing,
    /// 移送综合执法: handed over to the enforcement team.
    HandOverEnforcement,
    /// 移送公安机关: handed over to the police.
    HandOverPolice,
}

impl From<FindingMeasure> for finding::RungMeasure {
    fn from(measure: FindingMeasure) -> Self {
        match measure {
            FindingMeasure::ReminderLetter => Self::ReminderLetter,
            FindingMeasure::Interview => Self::Interview,
            FindingMeasure::Listing => Self::Listing,
            FindingMeasure::HandOverEnforcement => Self::HandOver(finding::Authority::Enforcement),
            FindingMeasure::HandOverPolice => Self::HandOver(finding::Authority::Police),
        }
    }
}

/// How urgent matters (紧急情况) are handled.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredIncidents {
    /// Within how many minutes each level acknowledges; 30 without it.
    #[schemars(range(min = 1, max = 1440))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledge_minutes: Option<u32>,
    /// After how many reminders of the top level an incident is left as unanswered; 6 without it.
    #[schemars(range(min = 0, max = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminders: Option<u32>,
}
