//! The pure machine: a docket, a finding or a listing driven by a virtual clock and whatever people do about
//! what happens in it. It rehearses a province in milliseconds, and a durable run can be compared with it,
//! notice by notice.

use crate::{
    bureaus::bureau::Directory,
    campaign::{party::parties, terms::Terms},
    foresight::behaviour::{Intention, Script},
    ids::{BureauCode, ObligationId},
    machines::{
        command::CommandEnvelope,
        docket::Docket,
        event::EventEnvelope,
        machine::{DomainEvent, Machine},
    },
    paperwork::{correspondence::NoticeEvent, instrument::Instrument, notice::Notice},
    timekeeping::time::PlanTime,
    wording::refusal::Refusal,
};
use std::{collections::BTreeMap, sync::Arc};

/// What became of one state machine.
#[derive(Clone, Debug)]
pub struct Run<M: Machine = Docket> {
    /// The machine as it was left.
    pub machine: M,
    /// All that happened, in order.
    pub effects: Vec<EventEnvelope<M::Event>>,
    /// What people did, in order: accepted commands only.
    pub acts: Vec<(PlanTime, CommandEnvelope<M::Command>)>,
    /// What they tried and were refused.
    pub refused: Vec<(PlanTime, CommandEnvelope<M::Command>, Refusal)>,
}

/// How many findings of a bureau are open at an instant.
pub type OpenFindings<'a> = &'a dyn Fn(&BureauCode, PlanTime) -> u32;

/// Runs every docket of a campaign without findings to its end.
pub fn simulate(terms: &Arc<Terms>, directory: &Directory, script: &Script) -> Vec<Run> {
    simulate_with_findings(terms, directory, script, &|_, _| 0)
}

/// Runs every docket of a campaign to its end, whose tail lasts while findings are open. It comes, because
/// every campaign closes.
pub fn simulate_with_findings(
    terms: &Arc<Terms>,
    directory: &Directory,
    script: &Script,
    open: OpenFindings<'_>,
) -> Vec<Run> {
    let run = |party| {
        let docket = Docket::new(terms.clone(), party);
        let count = |docket: &Docket, at| open(&docket.party().bureau, at);
        Run::of(docket, None, |docket, effect| script.react(docket, effect), count, Intention::is_moot)
    };
    parties(directory, &terms.issuer).into_iter().map(run).collect()
}

/// Runs a matter until nothing is left or the next thing would come after `until`. `react` says what people
/// will do about an effect, and when.
pub fn simulate_matter<M: Machine>(
    matter: M,
    until: PlanTime,
    mut react: impl FnMut(&M, &EventEnvelope<M::Event>) -> Vec<(PlanTime, CommandEnvelope<M::Command>)>,
) -> Run<M> {
    let intend = |(at, act)| Intention { at, act, only_while_due: None };
    let react = |matter: &M, effect: &_| react(matter, effect).into_iter().map(intend).collect();
    Run::of(matter, Some(until), react, |_, _| 0, |_, _| false)
}

impl<M: Machine> Run<M> {
    /// Runs a machine until nothing is left or the next thing would come after `until`. At one instant its
    /// own wake comes first, as in a durable run; then what people intended, in the order they did, but for
    /// what has become moot. `count` answers its questions.
    fn of(
        machine: M,
        until: Option<PlanTime>,
        mut react: impl FnMut(&M, &EventEnvelope<M::Event>) -> Vec<Intention<M::Command>>,
        count: impl Fn(&M, PlanTime) -> u32,
        moot: impl Fn(&Intention<M::Command>, &M) -> bool,
    ) -> Self {
        let mut run = Self { machine, effects: Vec::new(), acts: Vec::new(), refused: Vec::new() };
        let mut agenda = BTreeMap::new();
        let mut formed = 0_usize;
        let in_time = |at: &PlanTime| until.is_none_or(|until| *at <= until);
        while run.machine.finished().is_none() {
            let wake = run.machine.next_wake().filter(in_time);
            let next = agenda.first_key_value().map(|((at, _), _)| *at).filter(in_time);
            let effects = match (wake, next) {
                (None, None) => break,
                (Some(at), next) if next.is_none_or(|next| at <= next) => run.wake(at, &count),
                _ => match agenda.pop_first() {
                    Some((_, intention)) if moot(&intention, &run.machine) => Vec::new(),
                    Some((_, intention)) => run.act(intention),
                    None => break,
                },
            };
            for intention in effects.iter().flat_map(|effect| react(&run.machine, effect)) {
                agenda.insert((intention.at, formed), intention);
                formed += 1;
            }
            run.effects.extend(effects);
        }
        run
    }

    /// The notices it issued.
    pub fn notices(&self) -> impl Iterator<Item = Notice> + '_ {
        self.effects.iter().filter_map(|effect| match effect.event.paper()?.into_owned() {
            NoticeEvent::Issued { notice } => Some(*notice),
            _ => None,
        })
    }

    fn wake(&mut self, at: PlanTime, count: impl Fn(&M, PlanTime) -> u32) -> Vec<EventEnvelope<M::Event>> {
        match self.machine.question().filter(|asked| *asked <= at) {
            Some(asked) => {
                let open = count(&self.machine, asked);
                self.machine.count(asked, open, asked)
            }
            None => self.machine.advance_to(at),
        }
    }

    fn act(&mut self, Intention { at, act, .. }: Intention<M::Command>) -> Vec<EventEnvelope<M::Event>> {
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

/// What makes one notice the same as another in two runs of a campaign: what a reader would compare.
/// Not its ordinal, which two people who act in the same minute may swap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoticeKey {
    /// Whose docket it came from.
    pub about: BureauCode,
    /// What it is.
    pub instrument: Instrument,
    /// The obligation.
    pub obligation: Option<ObligationId>,
    /// Which reminder or rung.
    pub step: u16,
    /// The receiving bureau.
    pub to: BureauCode,
    /// The instant it bears.
    pub at: PlanTime,
}

impl NoticeKey {
    /// The key of a notice from the docket of `about`.
    pub fn of(about: &BureauCode, notice: &Notice) -> Self {
        Self {
            about: about.clone(),
            instrument: notice.instrument,
            obligation: notice.obligation.clone(),
            step: notice.step,
            to: notice.to.clone(),
            at: notice.at,
        }
    }
}
