//! The pure campaign: dockets driven by a virtual clock and a script of how bureaus behave. It
//! rehearses a province in milliseconds, and a durable run can be compared with it, notice by notice.

use crate::{
    bureaus::bureau::Directory,
    campaign::{party::parties, terms::Terms},
    foresight::behaviour::{Intention, Script},
    ids::{BureauCode, ObligationId},
    machines::{command::CommandEnvelope, docket::Docket, event::EventEnvelope, machine::Machine},
    paperwork::{instrument::Instrument, notice::Notice},
    timekeeping::time::PlanTime,
    wording::refusal::Refusal,
};
use std::{cmp::Reverse, collections::BinaryHeap, sync::Arc};

/// What became of one docket.
#[derive(Clone, Debug)]
pub struct Run {
    /// The docket at its end.
    pub docket: Docket,
    /// All that happened, in order.
    pub effects: Vec<EventEnvelope>,
    /// What people did, in order: accepted commands only.
    pub acts: Vec<(PlanTime, CommandEnvelope)>,
    /// What they tried and were refused.
    pub refused: Vec<(PlanTime, CommandEnvelope, Refusal)>,
}

/// How many findings of a bureau are open at an instant.
pub type OpenFindings<'a> = &'a dyn Fn(&BureauCode, PlanTime) -> u32;

/// Runs every docket of a campaign without findings to its end.
pub fn simulate(terms: &Arc<Terms>, directory: &Directory, script: &Script) -> Vec<Run> {
    simulate_with_findings(terms, directory, script, &|_, _| 0)
}

/// Runs every docket of a campaign to its end, whose tail lasts while findings are open.
pub fn simulate_with_findings(
    terms: &Arc<Terms>,
    directory: &Directory,
    script: &Script,
    open: OpenFindings<'_>,
) -> Vec<Run> {
    let dockets =
        parties(directory, &terms.issuer).into_iter().map(|party| Docket::new(terms.clone(), party));
    dockets.map(|docket| simulate_docket(docket, script, open)).collect()
}

/// Runs one docket to its end. It ends, because every campaign closes.
pub fn simulate_docket(docket: Docket, script: &Script, open: OpenFindings<'_>) -> Run {
    let mut run = Run { docket, effects: Vec::new(), acts: Vec::new(), refused: Vec::new() };
    let mut agenda = Agenda::default();
    loop {
        let wake = run.docket.next_wake();
        let effects = match (wake, agenda.next_at()) {
            (None, None) => return run,
            // At one instant the docket's own wake comes first, as in a durable run.
            (Some(at), next) if next.is_none_or(|next| at <= next) => run.wake(at, open),
            _ => match agenda.take() {
                Some(intention) => run.act(intention),
                None => return run,
            },
        };
        for effect in &effects {
            agenda.extend(script.react(&run.docket, effect));
        }
        run.effects.extend(effects);
    }
}

impl Run {
    /// The notices it issued.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.effects.iter().filter_map(EventEnvelope::notice)
    }

    fn wake(&mut self, at: PlanTime, open: OpenFindings<'_>) -> Vec<EventEnvelope> {
        match self.docket.question().filter(|asked| *asked <= at) {
            Some(asked) => {
                let open = open(&self.docket.party().bureau, asked);
                self.docket.count(asked, open, asked)
            }
            None => self.docket.wake(at),
        }
    }

    fn act(&mut self, intention: Intention) -> Vec<EventEnvelope> {
        let Intention { at, act, only_while_due } = intention;
        let moved =
            only_while_due.is_some_and(|(id, due)| self.docket.view(&id).is_none_or(|duty| duty.due != due));
        if moved || self.docket.finished().is_some() {
            return Vec::new();
        }
        match self.docket.apply(&act, at) {
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

/// Intentions by instant; those of one instant in the order they were formed.
#[derive(Default)]
struct Agenda {
    heap: BinaryHeap<Reverse<(PlanTime, usize)>>,
    intentions: Vec<Option<Intention>>,
}

impl Agenda {
    fn extend(&mut self, intentions: Vec<Intention>) {
        for intention in intentions {
            self.heap.push(Reverse((intention.at, self.intentions.len())));
            self.intentions.push(Some(intention));
        }
    }

    fn next_at(&self) -> Option<PlanTime> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }

    fn take(&mut self) -> Option<Intention> {
        let Reverse((_, index)) = self.heap.pop()?;
        self.intentions[index].take()
    }
}
