//! How findings are handled in a campaign: the plan's `findings:` section.

use crate::{
    machines::{
        finding::facts::{Authority, Grade},
        listing::ListingRules,
        matter::{DecisionRule, MatterTerms},
    },
    paperwork::instrument::Instrument,
    timekeeping::span::Span,
};
use serde::{Deserialize, Serialize};

/// The terms a finding carries along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingTerms {
    /// The campaign.
    pub matter: MatterTerms,
    /// How findings are handled.
    pub rules: FindingRules,
    /// How a listing that its ladder proposes is handled.
    pub listing: ListingRules,
}

/// How findings are handled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRules {
    /// Within how long a risk signal is triaged.
    pub triage: Span,
    /// Within how long an order must be complied with, by grade.
    pub rectify: ByGrade,
    /// How long before an order's due day the bureau is reminded.
    pub reminders: Vec<Span>,
    /// Within how long after the evidence the county bureau re-inspects.
    pub reinspect: Span,
    /// Look-backs after closing; `None`: none.
    pub look_back: Option<LookBack>,
    /// Who decides an extension.
    pub extension: DecisionRule,
    /// What happens after an order's due day is missed.
    pub ladder: Vec<FindingRung>,
    /// Within how long the authority's receipt of a hand-over is expected.
    pub receipt: Span,
    /// Who decides a publication.
    pub publication: DecisionRule,
}

/// A length for each grade.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByGrade {
    /// 一般
    pub ordinary: Span,
    /// 较大
    pub serious: Span,
    /// 重大
    pub major: Span,
}

impl ByGrade {
    /// The length for a grade.
    pub const fn of(&self, grade: Grade) -> Span {
        match grade {
            Grade::Ordinary => self.ordinary,
            Grade::Serious => self.serious,
            Grade::Major => self.major,
        }
    }
}

/// Which closed findings are looked at again, and when (REQUIREMENTS D8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookBack {
    /// Those of these grades.
    pub grades: Vec<Grade>,
    /// So long after closing.
    pub after: Span,
}

/// One step of a finding's ladder.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRung {
    /// How long after the due day.
    pub after: Span,
    /// What is done.
    pub measure: RungMeasure,
    /// Who must approve it first.
    pub approval: Option<DecisionRule>,
}

/// What a rung does.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RungMeasure {
    /// 提醒敦促函 to the subject.
    ReminderLetter,
    /// 约谈通知书: the subject is summoned to a talk.
    Interview,
    /// 挂牌督办 of the finding is proposed: a [`crate::machines::listing`] opens, with its own approval.
    Listing,
    /// The case is handed over.
    HandOver(Authority),
}

impl RungMeasure {
    /// The document it comes to.
    pub const fn instrument(self) -> Instrument {
        match self {
            RungMeasure::ReminderLetter => Instrument::ReminderLetter,
            RungMeasure::Interview => Instrument::Interview,
            RungMeasure::Listing => Instrument::Listing,
            RungMeasure::HandOver(_) => Instrument::HandOver,
        }
    }
}

impl Default for FindingRules {
    /// What holds where a plan says `findings: {}`.
    fn default() -> Self {
        use crate::machines::matter::Decider;
        let by = |by, days| DecisionRule { by, within: Span::WorkingDays(days) };
        Self {
            triage: Span::WorkingDays(3),
            rectify: ByGrade {
                ordinary: Span::WorkingDays(15),
                serious: Span::WorkingDays(10),
                major: Span::WorkingDays(5),
            },
            reminders: vec![Span::WorkingDays(2)],
            reinspect: Span::WorkingDays(5),
            look_back: Some(LookBack { grades: vec![Grade::Serious, Grade::Major], after: Span::Days(30) }),
            extension: by(Decider::Supervisor, 3),
            ladder: vec![
                FindingRung {
                    after: Span::WorkingDays(1),
                    measure: RungMeasure::ReminderLetter,
                    approval: None,
                },
                FindingRung {
                    after: Span::WorkingDays(5),
                    measure: RungMeasure::Interview,
                    approval: Some(by(Decider::Own, 2)),
                },
                FindingRung { after: Span::WorkingDays(15), measure: RungMeasure::Listing, approval: None },
            ],
            receipt: Span::WorkingDays(10),
            publication: by(Decider::Supervisor, 5),
        }
    }
}
