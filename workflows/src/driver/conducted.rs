//! A run that somebody conducts: a demo, a test, last year's campaign played again. Its machines share no
//! clock with the people of its script, so each is told until when nothing more will be said to it, passes no
//! instant beyond that, and deals with each at that instant. Being slow changes only how long it takes.

use super::{Shell, drive::Host};
use crate::{
    durable::DurableMachine,
    messages::{Answer, Cue, Deed, Received},
};
use duban_domain::{
    EventEnvelope, Machine, PlanTime, Refusal, Silence,
    correspondence_key::{AboutCorrespondence, CorrespondenceKind},
    record::Step,
};
use temporalio_workflow::WorkflowContext;

/// Why an update fails.
pub(crate) type Invalid = Box<dyn std::error::Error + Send + Sync>;
type HostCue<H> = Cue<<<H as Host>::Machine as Machine>::Command>;
type HostAnswer<H> = Answer<<<H as Host>::Machine as Machine>::Event>;

/// Takes what a conductor says, once the machine has come to it, and answers once the ledger knows.
pub(crate) async fn conduct<H: Host>(
    ctx: &WorkflowContext<H>,
    cue: HostCue<H>,
) -> Result<HostAnswer<H>, Invalid> {
    let (at, reach) = (cue.deed.as_ref().map(|deed| deed.received.at), cue.reach);
    ctx.wait_condition(|s: &H| s.shell().is_ready_for(at)).await?;
    let answer = ctx.state_mut(|s| s.shell_mut().take_cue(cue));
    ctx.wait_condition(|s: &H| s.shell().has_reached(reach)).await?;
    Ok(answer)
}

impl<M: DurableMachine> Shell<M> {
    /// The same shell, which has been told so much.
    pub(crate) fn told(mut self, silence: Silence) -> Self {
        self.silence = silence;
        self
    }

    /// What it has been told of silence.
    pub(crate) fn silence(&self) -> Silence {
        self.silence
    }

    /// Whether an instant at which something happens by itself may be passed.
    pub(super) fn may_pass(&self, at: PlanTime) -> bool {
        !self.pace.conducted || self.silence.covers(at)
    }

    /// Whether there is something to do that a conductor held back until now.
    pub(super) fn is_set_free(&self) -> bool {
        self.pace.conducted && self.machine.next_wake().is_some_and(|at| self.silence.covers(at))
    }

    /// The instant of a command that somebody gives beside the conductor: a machine that is held is at the
    /// instant at which it is held, whatever the clock says.
    pub(super) fn heard_at(&self, received: PlanTime) -> PlanTime {
        match self.silence {
            Silence::Until(until) if self.pace.conducted => received.min(until),
            _ => received,
        }
    }

    /// Deals with every instant up to `until` that it may pass, each at that instant.
    pub(super) fn play_on(&mut self, until: PlanTime) {
        let mut last = None;
        while let Some(at) = self.machine.next_wake().filter(|at| *at <= until && self.may_pass(*at)) {
            let asks = self.machine.question().is_some_and(|asked| asked <= at);
            if asks || last == Some(at) {
                return;
            }
            last = Some(at);
            let effects = self.machine.advance_to(at);
            self.note_step(Step::Wake { now: at }, effects);
        }
    }

    /// Whether a command of this instant can be taken: nothing is on its way to the ledger, and no question
    /// from before it is open.
    fn is_ready_for(&self, at: Option<PlanTime>) -> bool {
        let asks = at.is_some_and(|at| self.machine.question().is_some_and(|asked| asked <= at));
        !self.in_flight && !asks
    }

    /// Whether the ledger knows all that has happened, and nothing more happens up to this instant.
    fn has_reached(&self, reach: Option<PlanTime>) -> bool {
        let beyond = |reach: PlanTime| self.machine.next_wake().is_none_or(|next| next > reach);
        !self.in_flight && self.pending.is_empty() && reach.is_none_or(beyond)
    }

    fn take_cue(&mut self, Cue { deed, silence, .. }: Cue<M::Command>) -> Answer<M::Event> {
        let answer = deed.map_or(Answer::Done(Vec::new()), |deed| self.take_deed(deed));
        self.silence = self.silence.max(silence);
        answer
    }

    /// What happens by itself up to the command's instant comes first. A command that was taken before, by an
    /// attempt that died before it could answer, is answered as taken.
    fn take_deed(&mut self, deed: Deed<M::Command>) -> Answer<M::Event> {
        let Deed { received: Received { mut act, at }, answers } = deed;
        self.silence = self.silence.max(Silence::Until(at));
        self.play_on(at);
        if let Some((key, (kind, number))) = answers.zip(act.command.paper_number()) {
            match (key.number(self.happened()), kind) {
                (Some(here), _) => *number = here,
                (None, CorrespondenceKind::Approval) => {
                    return Answer::Refused(Refusal::UnknownApproval(*number));
                }
                (None, CorrespondenceKind::Document) => {
                    return Answer::Refused(Refusal::UnknownNotice(*number));
                }
            }
        }
        let step = Step::Act { act: act.clone(), at, now: at };
        if self.has_done(&step) {
            return Answer::Done(Vec::new());
        }
        match self.machine.execute(&act, at, at) {
            Ok(effects) => {
                self.note_step(step, effects.clone());
                Answer::Done(effects)
            }
            Err(refusal) => Answer::Refused(refusal),
        }
    }

    fn happened(&self) -> impl Iterator<Item = &EventEnvelope<M::Event>> {
        self.journal.iter().flat_map(|entry| &entry.effects).chain(&self.pending)
    }

    fn has_done(&self, step: &Step<M::Command>) -> bool {
        let recorded = self.journal.iter().flat_map(|entry| &entry.steps);
        recorded.chain(&self.steps).any(|done| done.is_same_command(step))
    }
}
