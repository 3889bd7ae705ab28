//! What an incident writes: reports to every level, reminders, instructions. All of it leaves at once,
//! whatever the hour.

use super::{Incident, IncidentEvent};
use crate::{
    ids::BureauCode,
    machines::{
        event::EventEnvelope,
        matter::{MatterFacts, MatterKind},
    },
    paperwork::{correspondence::Draft, instrument::Instrument, notice::Facts},
    timekeeping::time::PlanTime,
};

impl Incident {
    /// 紧急情况报告 to each level: the first report, or a later one with what is new.
    pub(super) fn tell_levels(
        &mut self,
        update: Option<&str>,
        at: PlanTime,
    ) -> Vec<EventEnvelope<IncidentEvent>> {
        let levels = self.levels.clone();
        let step = if update.is_some() { self.updates } else { 0 };
        let mut told = Vec::new();
        for level in levels {
            let facts =
                Facts { reason: update.map(str::to_owned), reply_by: level.next, ..self.facts(Vec::new()) };
            told.push(self.issue(at, Instrument::IncidentReport, None, level.bureau, step, facts));
        }
        told
    }

    /// 紧急情况催办: a level has not acknowledged.
    pub(super) fn unanswered(
        &mut self,
        level: usize,
        to: BureauCode,
        at: PlanTime,
    ) -> EventEnvelope<IncidentEvent> {
        let lapsed = self.levels[level].clone();
        let step = u16::try_from(lapsed.lapses).unwrap_or(u16::MAX);
        let facts = Facts { reply_by: lapsed.next, due: Some(lapsed.due), ..self.facts(vec![lapsed.bureau]) };
        self.issue(at, Instrument::IncidentUnanswered, None, to, step, facts)
    }

    /// What a level instructs, for the reporting bureau.
    pub(super) fn instruct(
        &mut self,
        from: &BureauCode,
        instruction: &str,
        at: PlanTime,
    ) -> EventEnvelope<IncidentEvent> {
        let facts = Facts { reason: Some(instruction.to_owned()), ..self.facts(Vec::new()) };
        let to = self.opening.party.bureau.clone();
        self.issue(at, Instrument::IncidentReport, Some(from), to, 0, facts)
    }

    fn facts(&self, unanswered: Vec<BureauCode>) -> Facts {
        let opening = &self.opening;
        let matter = MatterFacts {
            kind: MatterKind::Incident,
            id: opening.id.to_string(),
            subject: opening.party.bureau.to_string(),
            credit_code: None,
            subject_is_bureau: true,
            product: None,
            domain: None,
            grade: None,
            problem: opening.text.clone(),
            since: Some(opening.at),
            authority: None,
            unanswered,
            minutes: Some(opening.rules.acknowledge_minutes),
            attachments: opening.attachments.clone(),
        };
        Facts { matter: Some(Box::new(matter)), ..Facts::default() }
    }

    /// A notice, from the reporting bureau unless another says it.
    fn issue(
        &mut self,
        at: PlanTime,
        instrument: Instrument,
        from: Option<&BureauCode>,
        to: BureauCode,
        step: u16,
        facts: Facts,
    ) -> EventEnvelope<IncidentEvent> {
        let from = from.unwrap_or(&self.opening.party.bureau).clone();
        let title = self.opening.title.clone();
        let draft = Draft { instrument, title, from, to, copies: Vec::new(), step, facts };
        let line = self.papers.issue(&self.opening.matter.office, at, draft);
        EventEnvelope::new(at, None, IncidentEvent::Notice(line))
    }
}
