//! The pure matter: any state machine driven by a virtual clock and whatever people do about what happens
//! in it. It rehearses a finding or a listing, and a durable run can be compared with it.

use crate::{
    machines::{command::CommandEnvelope, event::EventEnvelope, machine::Machine},
    timekeeping::time::PlanTime,
    wording::refusal::Refusal,
};
use std::collections::BTreeMap;

/// What became of one state machine.
#[derive(Clone, Debug)]
pub struct MatterRun<M: Machine> {
    /// The machine as it was left.
    pub machine: M,
    /// All that happened, in order.
    pub effects: Vec<EventEnvelope<M::Event>>,
    /// What people did, in order: accepted commands only.
    pub acts: Vec<(PlanTime, CommandEnvelope<M::Command>)>,
    /// What they tried and were refused.
    pub refused: Vec<(PlanTime, CommandEnvelope<M::Command>, Refusal)>,
}

/// Runs a machine until nothing is left or the next thing would come after `until`. `react` says what
/// people will do about an effect, and when. At one instant the machine's own wake comes first, as in a
/// durable run; then what people intended, in the order they did.
pub fn simulate_matter<M: Machine>(
    machine: M,
    until: PlanTime,
    mut react: impl FnMut(&M, &EventEnvelope<M::Event>) -> Vec<(PlanTime, CommandEnvelope<M::Command>)>,
) -> MatterRun<M> {
    let mut run = MatterRun { machine, effects: Vec::new(), acts: Vec::new(), refused: Vec::new() };
    let mut agenda = BTreeMap::new();
    let mut formed = 0_usize;
    while run.machine.finished().is_none() {
        let wake = run.machine.next_wake().filter(|at| *at <= until);
        let next = agenda.first_key_value().map(|((at, _), _)| *at).filter(|at| *at <= until);
        let effects = match (wake, next) {
            (None, None) => break,
            (Some(at), next) if next.is_none_or(|next| at <= next) => run.machine.advance_to(at),
            _ => match agenda.pop_first() {
                Some(((at, _), act)) => run.act(at, act),
                None => break,
            },
        };
        for effect in &effects {
            for (at, act) in react(&run.machine, effect) {
                agenda.insert((at, formed), act);
                formed += 1;
            }
        }
        run.effects.extend(effects);
    }
    run
}

impl<M: Machine> MatterRun<M> {
    fn act(&mut self, at: PlanTime, act: CommandEnvelope<M::Command>) -> Vec<EventEnvelope<M::Event>> {
        match self.machine.execute(&act, at, at) {
            Ok(effects) => {
                self.acts.push((at, act));
                effects
            }
            Err(refusal) => {
                self.refused.push((at, act, refusal));
                Vec::new()
            }
        }
    }
}
