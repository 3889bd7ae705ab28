//! What is told to an incident, what happens in it, and what a reader sees.

use super::opening::IncidentOpening;
use crate::{
    ids::BureauCode,
    machines::{command::BringsFiles, machine::DomainEvent},
    paperwork::correspondence::NoticeEvent,
    timekeeping::time::PlanTime,
    wording::words::words,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What people can tell an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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

impl BringsFiles for IncidentCommand {}

/// What happens in an incident: its lines of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum IncidentEvent {
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
    Notice(NoticeEvent),
}

impl DomainEvent for IncidentEvent {
    fn paper(&self) -> Option<Cow<'_, NoticeEvent>> {
        match self {
            IncidentEvent::Notice(paper) => Some(Cow::Borrowed(paper)),
            _ => None,
        }
    }

    fn is_end(&self) -> bool {
        matches!(self, IncidentEvent::Finished | IncidentEvent::Cancelled)
    }

    fn overtaken(reason: String) -> Self {
        IncidentEvent::Overtaken { reason }
    }
}

words! {
    /// Where an incident stands, in a word.
    IncidentStatus {
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
    pub standing: IncidentStatus,
    /// Each level, from the next one up, and when it acknowledged.
    pub levels: Vec<(BureauCode, Option<PlanTime>)>,
}
