//! The durable shell around a state machine, whichever it is: what it knows, what is not yet recorded,
//! and what the ledger answered. The driver that drives it is in [`drive`]; what differs where somebody conducts
//! the run, in [`conducted`].

pub(crate) mod conducted;
pub(crate) mod drive;

use crate::{
    durable::{DurableMachine, Identity, RecordOf, RecordedOf},
    messages::{Answer, AskPreview, Dossier, JournalEntry, Received},
};
use duban_domain::{
    EventEnvelope, Machine, Pace, PlanTime, Refusal, Silence, Timebase, WallTime,
    preview::{Previewed, preview},
    reason::Why,
    record::{Record, Step},
};
use std::time::{Duration, SystemTime};

type EffectOf<M> = EventEnvelope<<M as Machine>::Event>;
type JournalOf<M> = Vec<JournalEntry<<M as Machine>::Command, <M as Machine>::Event>>;

/// A command may be stamped this much later than this machine's clock, in wall seconds: clocks differ.
const CLOCK_SKEW_SECONDS: i64 = 60;

/// A machine and what surrounds it.
pub(crate) struct Shell<M: Machine> {
    pub(crate) machine: M,
    /// The machine as the ledger knows it: after the last record.
    recorded: M,
    /// What has been done to the machine since, and what happened by it.
    steps: Vec<Step<M::Command>>,
    pending: Vec<EffectOf<M>>,
    /// Whether a record is on its way to the ledger.
    in_flight: bool,
    sequence: u64,
    journal: JournalOf<M>,
    pub(crate) timebase: Timebase,
    pub(crate) pace: Pace,
    identity: Identity,
    shown: &'static str,
    /// Whether the first wake waits for nothing: before a matter began nobody can have commanded it.
    eager: bool,
    /// Whether it must stay in this run: a run that continues as new loses its children.
    pub(crate) is_held: bool,
    /// What a conductor has told it.
    silence: Silence,
}

/// A record on its way to the ledger, and the machine as it stood then.
pub(crate) struct Batch<M: Machine> {
    pub(crate) record: RecordOf<M>,
    machine: M,
}

impl<M: DurableMachine> Shell<M> {
    /// A shell around a machine that has written `sequence` records, all in the journal.
    pub(crate) fn new(
        machine: M,
        timebase: Timebase,
        pace: Pace,
        (sequence, journal): (u64, JournalOf<M>),
    ) -> Self {
        Self {
            recorded: machine.clone(),
            steps: Vec::new(),
            pending: Vec::new(),
            in_flight: false,
            sequence,
            journal,
            timebase,
            pace,
            identity: machine.identity(),
            machine,
            shown: "",
            eager: false,
            is_held: false,
            silence: Silence::Untold,
        }
    }

    /// The same shell, whose state word the engine knows already from its start.
    pub(crate) fn showing(mut self, shown: &'static str) -> Self {
        self.shown = shown;
        self
    }

    /// The same shell, whose first wake waits for no command.
    pub(crate) fn eager(mut self) -> Self {
        self.eager = true;
        self
    }

    /// The same shell, which stays in this run for now if it `is_held`.
    pub(crate) fn held(mut self, is_held: bool) -> Self {
        self.is_held = is_held;
        self
    }

    /// Wakes the machine if its time has come. It acts a moment after the instant, so that a command
    /// received just before it and still on its way is heard first; the outcome bears the instant all
    /// the same.
    fn catch_up(&mut self, now: WallTime) {
        if self.pace.conducted {
            return self.play_on(self.timebase.plan(now));
        }
        let now = self.timebase.plan(now.plus(-self.grace()));
        let effects = self.machine.advance_to(now);
        self.note_step(Step::Wake { now }, effects);
    }

    /// The instant at which the machine must be told how many findings are open, once it has come. It does
    /// not wait for commands: findings close by commands of their own, which nothing holds up.
    fn question(&self, now: WallTime) -> Option<PlanTime> {
        let now = self.timebase.plan(now);
        self.machine.question().filter(|at| *at <= now && self.may_pass(*at))
    }

    fn answer(&mut self, at: PlanTime, open: u32, now: WallTime) {
        let now = if self.pace.conducted { at } else { self.timebase.plan(now) };
        let effects = self.machine.count(at, open, now);
        self.note_step(Step::Count { at, open, now }, effects);
    }

    fn call_off(&mut self, now: WallTime) {
        let now = self.timebase.plan(now);
        let effects = self.machine.cancel(now);
        self.note_step(Step::Cancel { now }, effects);
    }

    fn grace(&self) -> chrono::Duration {
        let at_once = self.pace.conducted || (self.eager && self.sequence == 0);
        let grace = if at_once { 0 } else { self.pace.grace_ms };
        chrono::Duration::milliseconds(i64::try_from(grace).unwrap_or(i64::MAX))
    }

    /// How long until the machine's next wake, in whole milliseconds, rounded up: a timer must not fire
    /// early. `None` when there is none, or a conductor holds it back.
    fn until_wake(&self, now: WallTime) -> Option<Duration> {
        let wake = self.machine.next_wake().filter(|at| self.may_pass(*at))?;
        let wake = self.timebase.wall(wake).plus(self.grace());
        let question = self.machine.question().map(|at| self.timebase.wall(at));
        let wake = question.map_or(wake, |question| question.min(wake));
        let pause = wake.since(now).to_std().unwrap_or_default();
        let millis = pause.as_nanos().div_ceil(1_000_000);
        Some(Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX)))
    }

    /// Whether the next wake is so late that nobody can have been here to hear commands: later than a
    /// third of the time a driver would listen. A province whose bureaus all wake at nine is busy for
    /// seconds, not absent. Before the first record there was nobody to command.
    fn is_behind(&self, now: WallTime) -> bool {
        let wake = self.machine.next_wake().map(|at| self.timebase.wall(at));
        let late = wake.map_or(chrono::Duration::zero(), |at| now.since(at) - self.grace());
        let listen = if self.pace.conducted { 0 } else { self.pace.listen_ms };
        let absent_after = i64::try_from(listen / 3).unwrap_or(i64::MAX);
        self.sequence > 0 && listen > 0 && late.num_milliseconds() > absent_after
    }

    /// A step that changed nothing is not worth a record.
    fn note_step(&mut self, step: Step<M::Command>, effects: Vec<EffectOf<M>>) {
        if !effects.is_empty() {
            self.steps.push(step);
            self.pending.extend(effects);
        }
    }

    /// A person's command. The validator has asked the machine already; it is asked again, because
    /// something may have happened since.
    pub(crate) fn take(
        &mut self,
        now: Option<SystemTime>,
        received: Received<M::Command>,
    ) -> Answer<M::Event> {
        let wall_now = wall(now);
        // A validator is given no clock, so this one refusal does enter history.
        if self.timebase.wall(received.at) > wall_now.plus(chrono::Duration::seconds(CLOCK_SKEW_SECONDS)) {
            return Answer::Refused(Refusal::BadInstant(received.at, Why::LiesAhead));
        }
        let (act, at) = (received.act, self.heard_at(received.at));
        let now = if self.pace.conducted { at } else { self.timebase.plan(wall_now) };
        match self.machine.execute(&act, at, now) {
            Ok(effects) => {
                self.note_step(Step::Act { act, at, now }, effects.clone());
                Answer::Done(effects)
            }
            Err(refusal) => Answer::Refused(refusal),
        }
    }

    /// Would this command be refused? Changes nothing.
    pub(crate) fn check(&self, received: &Received<M::Command>) -> Result<(), Refusal> {
        self.machine.check(&received.act, self.heard_at(received.at))
    }

    /// What a command would lead to, if it were received as it says.
    pub(crate) fn foresee(&self, received: &Received<M::Command>) -> Answer<M::Event> {
        let (act, at) = (&received.act, self.heard_at(received.at));
        match self.machine.clone().execute(act, at, at) {
            Ok(effects) => Answer::Done(effects),
            Err(refusal) => Answer::Refused(refusal),
        }
    }

    fn next_batch(&mut self, workflow: &str) -> Option<Batch<M>> {
        if self.pending.is_empty() {
            return None;
        }
        self.sequence += 1;
        self.in_flight = true;
        let effects = std::mem::take(&mut self.pending);
        // The first record lists everything, so that readers see from the start what will be owed.
        let views = match self.sequence {
            1 => self.machine.views(),
            _ => self.machine.views_of(&effects),
        };
        let Identity { campaign, bureau, zone } = self.identity.clone();
        let record = Record {
            workflow: workflow.to_owned(),
            sequence: self.sequence,
            campaign,
            bureau,
            steps: std::mem::take(&mut self.steps),
            effects,
            views,
            timebase: self.timebase,
            zone,
            pace: self.pace,
        };
        Some(Batch { record, machine: self.machine.clone() })
    }

    /// Takes note of what the ledger answered. If it had been told another story under this sequence,
    /// by an attempt that died before the engine knew, that story stands: the machine does those steps
    /// instead, and then what it had done beyond them.
    fn settle(&mut self, batch: Batch<M>, recorded: RecordedOf<M>) {
        self.in_flight = false;
        let Batch { record: Record { sequence, steps, effects, .. }, machine } = batch;
        let numbers = recorded.numbers;
        let Some(instead) = recorded.instead else {
            self.recorded = machine;
            self.journal.push(JournalEntry { sequence, steps, effects, numbers });
            return;
        };
        self.machine = self.recorded.clone();
        let effects = instead.iter().flat_map(|step| self.machine.replay(step)).collect();
        self.recorded = self.machine.clone();
        self.pending.clear();
        let later = std::mem::take(&mut self.steps);
        for step in steps.into_iter().chain(later) {
            if !instead.iter().any(|done| done.is_same_command(&step)) {
                let effects = self.machine.replay(&step);
                self.note_step(step, effects);
            }
        }
        self.journal.push(JournalEntry { sequence, steps: instead, effects, numbers });
    }

    /// Whether the machine has ended and the ledger knows all of it.
    fn is_done(&self) -> bool {
        self.machine.finished().is_some() && self.pending.is_empty()
    }

    /// How many records have been written, and all of them: what one run hands to the next.
    pub(crate) fn written(&self) -> (u64, JournalOf<M>) {
        (self.sequence, self.journal.clone())
    }

    /// What an approval would issue. Changes nothing.
    pub(crate) fn preview(&self, asked: &AskPreview) -> Previewed {
        match preview(&self.machine, asked.approval, asked.at) {
            Ok(drafts) => Previewed::Drafts(drafts),
            Err(refusal) => Previewed::Refused(refusal),
        }
    }

    /// All this shell knows, to write the store again.
    pub(crate) fn dossier(&self) -> Dossier<M::Command, M::Event, M::View> {
        Dossier {
            journal: self.journal.clone(),
            views: self.machine.views(),
            bureau: self.identity.bureau.clone(),
            timebase: self.timebase,
            zone: self.identity.zone,
            pace: self.pace,
        }
    }
}

/// The engine's clock for this task: the same in every replay.
pub(crate) fn wall(now: Option<SystemTime>) -> WallTime {
    WallTime::new(now.unwrap_or(SystemTime::UNIX_EPOCH).into())
}
