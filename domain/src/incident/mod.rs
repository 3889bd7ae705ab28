//! Urgent matters (重要情况第一时间报告, REQUIREMENTS C5): told at once to every level up to the issuer, in
//! and out of office hours. Each level acknowledges within the plan's minutes, or the next level is told
//! that the lower one has not.

use crate::{
    attachment::Attachment,
    command::{Act, Actor, Refusal},
    effect::Effect,
    finding::facts::words,
    ids::{BureauCode, IncidentId},
    machine::{Happening, Machine},
    matter::MatterTerms,
    paper::Paper,
    record::Record,
    terms::Party,
    time::PlanTime,
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, sync::Arc};

/// An incident's record for the ledger.
pub type IncidentRecord = Record<IncidentCommand, IncidentWhat, IncidentView>;

/// How urgent matters are handled: the plan's `incidents:` section.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRules {
    /// Within how many minutes each level acknowledges.
    pub acknowledge_minutes: u32,
    /// After how many reminders of a level without one above it the incident is left as unanswered.
    pub reminders: u32,
}

impl Default for IncidentRules {
    fn default() -> Self {
        Self { acknowledge_minutes: 30, reminders: 6 }
    }
}

/// What opens an incident: all that its workflow starts with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentOpening {
    /// Its id within the campaign.
    pub id: IncidentId,
    /// The campaign.
    pub matter: Arc<MatterTerms>,
    /// How it is handled.
    pub rules: IncidentRules,
    /// The bureau that reports.
    pub party: Party,
    /// What happened, in a line.
    pub title: String,
    /// What happened, when, where, what has been done.
    pub text: String,
    /// Photographs and papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Who reports it.
    pub by: Actor,
    /// When it was reported.
    pub at: PlanTime,
}

/// What people can tell an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum IncidentCommand {
    /// 签收: a level has taken note (the actor's bureau), perhaps with an instruction.
    Acknowledge {
        /// What the level instructs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instruction: Option<String>,
    },
    /// 续报 (the reporting bureau): every level is told at once.
    Update {
        /// What is new.
        text: String,
    },
}

/// What happens in an incident: its lines of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum IncidentWhat {
    /// It was reported. Always the first.
    Reported {
        /// What opened it.
        opening: Box<IncidentOpening>,
    },
    /// A level acknowledged it.
    LevelAcknowledged {
        /// Which.
        level: BureauCode,
        /// Whether within the minutes.
        on_time: bool,
        /// What it instructs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instruction: Option<String>,
    },
    /// A level has not acknowledged in time.
    LevelLapsed {
        /// Which.
        level: BureauCode,
        /// Who was told: the next level, or the same one where there is none above.
        told: BureauCode,
    },
    /// A later report.
    Updated {
        /// What is new.
        text: String,
    },
    /// Nobody above acknowledged after all reminders.
    Unanswered {
        /// Which levels did not.
        levels: Vec<BureauCode>,
    },
    /// Wakes came late: the machines were down.
    Outage {
        /// The first instant that was missed.
        from: PlanTime,
        /// When work went on.
        until: PlanTime,
    },
    /// A command that had been taken could not stand.
    Overtaken {
        /// Why.
        reason: String,
    },
    /// Called off.
    Cancelled,
    /// Every level has acknowledged, or none is waited for any more.
    Finished,
    /// A notice.
    #[serde(untagged)]
    Paper(Paper),
}

impl Happening for IncidentWhat {
    fn paper(&self) -> Option<Cow<'_, Paper>> {
        match self {
            IncidentWhat::Paper(paper) => Some(Cow::Borrowed(paper)),
            _ => None,
        }
    }

    fn is_end(&self) -> bool {
        matches!(self, IncidentWhat::Finished | IncidentWhat::Cancelled)
    }

    fn overtaken(reason: String) -> Self {
        IncidentWhat::Overtaken { reason }
    }
}

words! {
    /// Where an incident stands, in a word.
    IncidentStanding {
        /// A level has not acknowledged yet.
        Open = "open", "待签收";
        /// Every level has.
        Acknowledged = "acknowledged", "各级已签收";
        /// Not every level did, and none is waited for any more.
        Unanswered = "unanswered", "未全部签收";
        /// Called off.
        Cancelled = "cancelled", "已撤销";
    }
}

/// What a reader sees of an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidentView {
    /// Where it stands.
    pub standing: IncidentStanding,
    /// Each level, from the next one up, and when it acknowledged.
    pub levels: Vec<(BureauCode, Option<PlanTime>)>,
}

/// An incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    opening: IncidentOpening,
}

impl Incident {
    /// An incident as it was reported. Its first wake, at that instant, tells every level.
    pub fn new(opening: IncidentOpening) -> Self {
        Self { opening }
    }

    /// What opened it.
    pub fn opening(&self) -> &IncidentOpening {
        &self.opening
    }

    /// What a reader sees.
    pub fn view(&self) -> IncidentView {
        todo!()
    }
}

impl Machine for Incident {
    type Command = IncidentCommand;
    type What = IncidentWhat;
    type View = IncidentView;

    fn next_wake(&self) -> Option<PlanTime> {
        todo!()
    }

    fn wake_late(&mut self, _now: PlanTime) -> Vec<Effect<IncidentWhat>> {
        todo!()
    }

    fn apply_late(
        &mut self,
        _act: &Act<IncidentCommand>,
        _at: PlanTime,
        _now: PlanTime,
    ) -> Result<Vec<Effect<IncidentWhat>>, Refusal> {
        todo!()
    }

    fn cancel(&mut self, _now: PlanTime) -> Vec<Effect<IncidentWhat>> {
        todo!()
    }

    fn finished(&self) -> Option<PlanTime> {
        todo!()
    }

    fn views(&self) -> Vec<IncidentView> {
        vec![self.view()]
    }
}
