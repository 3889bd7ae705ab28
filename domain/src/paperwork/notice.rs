//! A notice: everything a reminder or a document says, as facts. Wording is a template's affair;
//! the document number is the ledger's.

use crate::{
    figures::league::Circulation,
    ids::{BureauCode, ObligationId},
    machines::matter::{Decision, MatterFacts, Task},
    paperwork::{instrument::Instrument, relief::Relief, submission_change::SubmissionChange},
    timekeeping::{redating::Move, span::Span, time::PlanTime},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Something sent to a bureau. `ordinal` is unique within the docket that issued it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Its number within the docket, from 1.
    pub ordinal: u32,
    /// What kind of notice it is.
    pub instrument: Instrument,
    /// The obligation it is about; `None` when it is about the campaign.
    pub obligation: Option<ObligationId>,
    /// That obligation's title.
    pub title: String,
    /// The bureau that sends it.
    pub from: BureauCode,
    /// The bureau that receives it.
    pub to: BureauCode,
    /// Who receives copies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<BureauCode>,
    /// The instant it bears.
    pub at: PlanTime,
    /// From when it may be sent: office hours.
    pub send_from: PlanTime,
    /// Which reminder, or which rung, counted from 1; 0 where that means nothing.
    pub step: u16,
    /// The facts its text needs.
    pub facts: Facts,
}

impl Notice {
    /// Every bureau that receives it, each once. A report to the local government goes to the bureau
    /// that issues it, which passes it on; the debtor gets it for information.
    pub fn recipients(&self) -> Vec<&BureauCode> {
        let sender = (self.instrument == Instrument::GovernmentReport).then_some(&self.from);
        let ranked = self.facts.league.iter().flat_map(|league| league.bureaus());
        let main = std::iter::once(&self.to).chain(sender).chain(ranked);
        let mut all: Vec<_> = main.chain(&self.copies).collect();
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|code| seen.insert(*code));
        all
    }

    /// Whether a recipient gets it for information only. A league table speaks to every bureau it ranks.
    pub fn is_copy_for(&self, recipient: &BureauCode) -> bool {
        // A report to the local government is passed on by the bureau that issues it.
        let passes_on = self.instrument == Instrument::GovernmentReport && *recipient == self.from;
        let ranked = self.facts.league.as_ref().is_some_and(|league| league.bureaus().contains(recipient));
        *recipient != self.to && !passes_on && !ranked
    }
}

/// What a notice's text needs to know beyond its addressees.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The due instant in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<PlanTime>,
    /// The due instant before it was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_due: Option<PlanTime>,
    /// When what waits was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<PlanTime>,
    /// Working days overdue on the day of the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue: Option<u32>,
    /// The rule: how long after the due day this rung comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Span>,
    /// By when the addressee must reply, review or decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_by: Option<PlanTime>,
    /// Ordinals of the documents it builds on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<u32>,
    /// What follows if nothing is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<NextStep>,
    /// Why: of a return, an extension, a waiver, a withdrawal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why the last submission was sent back, where it is to be handed in again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<String>,
    /// The approval asked, and the document it would issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<(u32, Instrument)>,
    /// What a submission must come with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<crate::campaign::obligation::Requirement>,
    /// What is owed in all, in a notice about the campaign: title and due instant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owed: Vec<(String, PlanTime)>,
    /// The documents that the campaign rests on, as they are cited, in a notice that opens it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<String>,
    /// The finding, listing or incident it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<Box<MatterFacts>>,
    /// What the addressee has to do in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
    /// What was decided in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// The clocks that moved because holidays were announced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
    /// What an amended plan changes beside the clocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amended: Option<Box<PlanNews>>,
    /// The league table it circulates, or takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub league: Option<Box<Circulation>>,
    /// Which of the instants in `owed` are provisional (暂定).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unsettled: BTreeSet<PlanTime>,
    /// The day a person named as due, where the campaign's rule about days off moved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<NaiveDate>,
    /// The document of a bureau's docket that it lifts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifts: Option<Box<Lifted>>,
    /// What the bureau asked for, with the request's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<(u32, Relief)>,
    /// What became of a submission that waits for a review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<SubmissionChange>,
    /// Whether an instant it names is provisional (暂定), because the holidays of that year are not announced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// Whether one paper speaks of all bureaus that this is said of at this instant.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub joint: bool,
}

/// What an amended plan changes beside the clocks, as titles of obligations; what is owed besides stands in
/// [`Facts::owed`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanNews {
    /// What is owed no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lifted: Vec<String>,
    /// Where other rules hold from now on: reminders, documents, review, what is to come with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// A document that a docket issued and another matter lifts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    /// Whose docket issued it.
    pub docket: BureauCode,
    /// Its ordinal in that docket.
    pub notice: u32,
    /// What had not been handed in.
    pub title: String,
}

/// The next rung.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// The document it issues.
    pub instrument: Instrument,
    /// When.
    pub at: PlanTime,
    /// Whether a leader must approve it first.
    pub approval: bool,
}

/// What each bureau is told: the clocks it has to keep, in one list.
pub(crate) fn to_tell(moves: Vec<Move>, reason: &str) -> BTreeMap<BureauCode, Facts> {
    let mut told: BTreeMap<BureauCode, Facts> = BTreeMap::new();
    for moved in moves.into_iter().filter(|moved| moved.clock.binds_people()) {
        let facts = told.entry(moved.of.clone()).or_default();
        facts.reason = Some(reason.to_owned());
        facts.provisional |= moved.provisional;
        facts.moves.push(moved);
    }
    told
}
