//! What happens in an incident by itself: it is told, and a level's minutes run out.

use super::{Incident, IncidentCommand, IncidentEvent};
use crate::{
    ids::BureauCode,
    machines::{command::CommandEnvelope, event::EventEnvelope, ticking::Ticking},
    timekeeping::time::PlanTime,
    wording::refusal::Refusal,
};

/// Something that happens by itself. The order of the variants is the order within one instant; the
/// number is an index into the levels, the lowest first.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum IncidentTick {
    Report,
    Lapses(usize),
}

impl Ticking for Incident {
    type Tick = IncidentTick;

    fn next_tick(&self) -> Option<(PlanTime, IncidentTick)> {
        if self.finished.is_some() {
            return None;
        }
        let report = (!self.reported).then_some((self.opening.at, IncidentTick::Report));
        let levels = self.levels.iter().enumerate();
        let lapses =
            levels.filter_map(|(index, level)| level.next.map(|at| (at, IncidentTick::Lapses(index))));
        report.into_iter().chain(lapses).min()
    }

    fn perform(
        &mut self,
        tick: IncidentTick,
        scheduled: PlanTime,
        dated: PlanTime,
        out: &mut Vec<EventEnvelope<IncidentEvent>>,
    ) {
        match tick {
            IncidentTick::Report => self.report(scheduled, dated, out),
            IncidentTick::Lapses(level) => self.lapse(level, dated, out),
        }
    }

    fn take(
        &mut self,
        act: &CommandEnvelope<IncidentCommand>,
        at: PlanTime,
        dated: PlanTime,
    ) -> Result<Vec<EventEnvelope<IncidentEvent>>, Refusal> {
        self.take_command(act, at, dated)
    }

    fn tolerance_seconds(&self) -> i64 {
        self.opening.matter.tolerance_seconds
    }

    fn outage(from: PlanTime, until: PlanTime) -> IncidentEvent {
        IncidentEvent::Outage { from, until }
    }
}

impl Incident {
    /// Every level is told at once, and its minutes begin.
    fn report(&mut self, scheduled: PlanTime, dated: PlanTime, out: &mut Vec<EventEnvelope<IncidentEvent>>) {
        let opening = Box::new(self.opening.clone());
        out.push(EventEnvelope::new(scheduled, None, IncidentEvent::Reported { opening }));
        self.reported = true;
        let due = self.minutes_after(dated);
        for level in &mut self.levels {
            level.due = due;
            level.next = Some(due);
        }
        out.extend(self.tell_levels(None, dated));
        self.rest(dated, out);
    }

    /// A level's minutes have run out: the next one up learns of it, and the level is reminded. After the
    /// last reminder it is no longer waited for, and with the top nobody is.
    fn lapse(&mut self, index: usize, dated: PlanTime, out: &mut Vec<EventEnvelope<IncidentEvent>>) {
        if self.levels[index].lapses >= self.opening.rules.reminders {
            let top = index + 1 == self.levels.len();
            let given_up = if top { &mut self.levels[..] } else { &mut self.levels[index..=index] };
            given_up.iter_mut().for_each(|level| level.next = None);
            self.rest(dated, out);
            return;
        }
        let again = self.minutes_after(dated);
        let lapsed = &mut self.levels[index];
        lapsed.lapses += 1;
        lapsed.next = Some(again);
        let level = lapsed.bureau.clone();
        let told = self.above(index).unwrap_or(&level).clone();
        let what = IncidentEvent::LevelLapsed { level: level.clone(), told: told.clone() };
        out.push(EventEnvelope::new(dated, None, what));
        if told != level {
            out.push(self.unanswered(index, told, dated));
        }
        out.push(self.unanswered(index, level, dated));
    }

    /// The next bureau up: the next level, or, for the top one, its own superior.
    fn above(&self, level: usize) -> Option<&BureauCode> {
        self.opening.party.superiors.get(level + 1)
    }

    /// Once every level has acknowledged, or none is waited for any more, it has come to its end.
    pub(super) fn rest(&mut self, at: PlanTime, out: &mut Vec<EventEnvelope<IncidentEvent>>) {
        if self.levels.iter().any(|level| level.next.is_some()) {
            return;
        }
        let missing = self.levels.iter().filter(|level| level.acknowledged.is_none());
        let levels: Vec<_> = missing.map(|level| level.bureau.clone()).collect();
        if !levels.is_empty() {
            out.push(EventEnvelope::new(at, None, IncidentEvent::Unanswered { levels }));
        }
        self.finished = Some(at);
        out.push(EventEnvelope::new(at, None, IncidentEvent::Finished));
    }
}
