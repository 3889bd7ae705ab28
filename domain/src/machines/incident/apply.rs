//! What people may do in an incident: take note of it, and report what is new.

use super::{Incident, IncidentCommand, IncidentEvent, IncidentStatus};
use crate::{
    bureaus::actor::Actor,
    machines::{command::CommandEnvelope, event::EventEnvelope},
    timekeeping::time::PlanTime,
    wording::{
        reason::{Deed, Why},
        refusal::Refusal,
        text::written,
    },
};

type IncidentResult = Result<Vec<EventEnvelope<IncidentEvent>>, Refusal>;

impl Incident {
    pub(super) fn take_command(
        &mut self,
        act: &CommandEnvelope<IncidentCommand>,
        at: PlanTime,
        dated: PlanTime,
    ) -> IncidentResult {
        if at < self.opening.at {
            let reported = self.shown(self.opening.at);
            return Err(Refusal::BadInstant(at, Why::ReportedOn(reported)));
        }
        if let Some(finished) = self.finished {
            let how = match self.view().standing {
                IncidentStatus::Cancelled => Why::CalledOff,
                IncidentStatus::Unanswered => Why::Unanswered,
                IncidentStatus::Open | IncidentStatus::Acknowledged => Why::AllAcknowledged,
            };
            return Err(Refusal::Over(Why::Since(Box::new(how), self.shown(finished))));
        }
        match &act.command {
            IncidentCommand::Acknowledge { instruction } => {
                self.acknowledge(&act.by, instruction.as_deref(), at, dated)
            }
            IncidentCommand::Update { text } => self.update(&act.by, text, at, dated),
        }
    }

    /// 签收, by a level. Received in time it is in time, even if it was read only after its minutes.
    fn acknowledge(
        &mut self,
        by: &Actor,
        instruction: Option<&str>,
        at: PlanTime,
        dated: PlanTime,
    ) -> IncidentResult {
        let instruction = instruction.map(written).transpose()?;
        let Some(index) = self.levels.iter().position(|level| level.bureau == by.bureau) else {
            let levels: Vec<_> = self.levels.iter().map(|level| level.bureau.as_str()).collect();
            return Err(Refusal::NotYours(by.bureau.clone(), levels.join(", ")));
        };
        if let Some(before) = self.levels[index].acknowledged {
            let why = Why::AcknowledgedBy(by.bureau.to_string(), self.shown(before));
            return Err(Refusal::NotNow(Deed::Acknowledge, why));
        }
        let level = &mut self.levels[index];
        level.acknowledged = Some(at);
        level.next = None;
        let (level, on_time) = (level.bureau.clone(), at <= level.due);
        let what = IncidentEvent::LevelAcknowledged {
            level: level.clone(),
            on_time,
            instruction: instruction.clone(),
        };
        let mut out = vec![EventEnvelope::new(at, None, what)];
        if let Some(instruction) = instruction {
            out.push(self.instruct(&level, &instruction, dated));
        }
        self.rest(dated, &mut out);
        Ok(out)
    }

    /// 续报, by the reporting bureau.
    fn update(&mut self, by: &Actor, new: &str, at: PlanTime, dated: PlanTime) -> IncidentResult {
        let reporter = &self.opening.party.bureau;
        if by.bureau != *reporter {
            return Err(Refusal::NotYours(by.bureau.clone(), reporter.to_string()));
        }
        let new = written(new)?;
        self.updates = self.updates.saturating_add(1);
        let mut out = vec![EventEnvelope::new(at, None, IncidentEvent::Updated { text: new.clone() })];
        out.extend(self.tell_levels(Some(&new), dated));
        Ok(out)
    }
}
