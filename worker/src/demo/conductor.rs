//! Conducts a campaign on the real engine: what the rehearsal found that people do is said to the durable
//! machines at the same instants, and none of them passes an instant before all that comes before it was
//! heard. However slow the machines or this conductor are, what happens is the same.
//!
//! Findings are entered day by day, as a bureau enters its spreadsheet.

use super::{
    score::{Beat, CONDUCTOR, Part, Player, Score},
    wall_clock::wall_now,
};
use anyhow::{Context, Result};
use duban_activities::engine::{EngineClient, ExecutionStatus};
use duban_domain::{
    BureauCode, CampaignId, FindingId, ListingId, Machine, PlanTime, Timebase, rehearsal::Rehearsal,
};
use duban_service::{FindingEntry, Register, ServiceError, cue_machine};
use duban_workflows::{MachineId, MachineWorkflow, ids, machine_workflow::CommandOf, messages::Cue};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// A cue without an answer is given again after this time; given again it is the same cue.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3);
/// While no worker or no engine is there, or a machine is not there yet, it is tried again after this long.
const AGAIN_AFTER: Duration = Duration::from_millis(200);
/// So many findings are entered at a time.
const AT_A_TIME: usize = 16;

/// The findings of one day, entered at the register's instant.
#[derive(Clone)]
pub struct DaysWork {
    pub register: Register,
    pub entries: Vec<FindingEntry>,
}

/// Something that somebody does in the rehearsal and cannot do in the durable run.
#[derive(Clone, Debug)]
pub struct Deviation {
    /// The machine's workflow.
    pub player: Player,
    pub at: PlanTime,
    /// What was done in the rehearsal.
    pub rehearsed: String,
    /// What the durable run says to it.
    pub durable: String,
}

/// What is conducted.
pub struct Staging<'a> {
    pub campaign: &'a CampaignId,
    pub timebase: Timebase,
    pub rehearsal: &'a Rehearsal,
    /// When the last of what ends has ended.
    pub end: PlanTime,
    pub entered: Vec<DaysWork>,
    /// At which instants everything is held until the conductor goes on.
    pub fermatas: Vec<PlanTime>,
}

/// A run that is being conducted.
pub struct Performance {
    board: Arc<Board>,
    timebase: Timebase,
    playing: JoinHandle<Result<Vec<Deviation>>>,
}

impl Performance {
    /// Starts entering the findings and giving all commands.
    pub fn start(client: &EngineClient, staging: Staging<'_>) -> Self {
        let Staging { campaign, timebase, rehearsal, end, entered, fermatas } = staging;
        let score = Score::of(rehearsal, end, fermatas.clone());
        let board = Arc::new(Board::of(&score));
        let parts = ConductorParts {
            client: client.clone(),
            campaign: campaign.clone(),
            timebase,
            board: board.clone(),
        };
        let mut playing = JoinSet::new();
        for days_work in entered {
            let held = fermatas.iter().copied().filter(|at| *at < days_work.register.at).max();
            playing.spawn(parts.clone().enter(days_work, held));
        }
        for part in score.dockets {
            playing.spawn(parts.clone().conduct(part));
        }
        for part in score.findings {
            playing.spawn(parts.clone().conduct(part));
        }
        for part in score.listings {
            playing.spawn(parts.clone().conduct(part));
        }
        let playing = tokio::spawn(async move {
            let mut deviations = Vec::new();
            while let Some(played) = playing.join_next().await {
                deviations.extend(played??);
            }
            deviations.sort_by(|a, b| (a.at, &a.player).cmp(&(b.at, &b.player)));
            Ok(deviations)
        });
        Self { board, timebase, playing }
    }

    /// Waits until everything is held at a fermata: all that comes before it is in the ledger, and nothing
    /// that comes after it.
    ///
    /// # Errors
    /// The conducting has broken off.
    pub async fn held(&self, at: PlanTime) -> Result<()> {
        for (player, progress) in &self.board.parts {
            if player != CONDUCTOR && progress.borrow().from <= at {
                self.board.until(player, Reached::Until(at)).await?;
            }
        }
        Ok(())
    }

    /// Goes on after a fermata.
    pub fn go_on(&self, after: PlanTime) {
        self.board.update(CONDUCTOR, Some(Reached::Until(after)), Some(after));
    }

    /// How far the run has come: everything before this instant is in the ledger.
    pub fn position(&self) -> PlanTime {
        self.board.position().min(self.timebase.plan(wall_now()))
    }

    /// Whether all has been said, or something failed.
    pub fn is_over(&self) -> bool {
        self.playing.is_finished()
    }

    /// Waits until all has been said and what follows from it is in the ledger; gives what could not be done.
    ///
    /// # Errors
    /// Findings could not be entered.
    pub async fn finish(self) -> Result<Vec<Deviation>> {
        self.playing.await.context("conducting")?
    }
}

/// How far each machine has come, for all that wait for one another.
struct Board {
    parts: BTreeMap<Player, watch::Sender<Progress>>,
}

#[derive(Clone, Copy)]
struct Progress {
    /// From when the machine is there.
    from: PlanTime,
    /// What happens up to this instant is in the ledger.
    reached: Reached,
    /// The next instant at which something is said to it.
    next: PlanTime,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reached {
    /// It is not there yet.
    Nothing,
    /// It is there.
    Beginning,
    Until(PlanTime),
    End,
}

impl Board {
    fn of(score: &Score) -> Self {
        let dockets = score.dockets.iter().map(|part| (part.player.clone(), part.from));
        let findings = score.findings.iter().map(|part| (part.player.clone(), part.from));
        let listings = score.listings.iter().map(|part| (part.player.clone(), part.from));
        let conductor = score.fermatas.first().map(|at| (CONDUCTOR.to_owned(), *at));
        let all = dockets.chain(findings).chain(listings).chain(conductor);
        let progress = |from| watch::Sender::new(Progress { from, reached: Reached::Nothing, next: from });
        Self { parts: all.map(|(player, from)| (player, progress(from))).collect() }
    }

    fn position(&self) -> PlanTime {
        let players = self.parts.iter().filter(|(player, _)| *player != CONDUCTOR);
        let all = players.map(|(_, progress)| *progress.borrow());
        let ongoing = all.clone().filter(|progress| progress.reached < Reached::End);
        let last = all.map(|progress| progress.next).max();
        let last = last.unwrap_or(PlanTime::new(chrono::DateTime::UNIX_EPOCH));
        ongoing.map(|progress| progress.next).min().unwrap_or(last)
    }

    fn update(&self, player: &str, reached: Option<Reached>, next: Option<PlanTime>) {
        if let Some(progress) = self.parts.get(player) {
            progress.send_modify(|progress| {
                progress.reached = progress.reached.max(reached.unwrap_or(Reached::Nothing));
                progress.next = next.unwrap_or(progress.next);
            });
        }
    }

    /// Waits until a machine has come so far. One that is not in the score is not waited for.
    async fn until(&self, player: &str, reached: Reached) -> Result<()> {
        if let Some(progress) = self.parts.get(player) {
            progress.subscribe().wait_for(|progress| progress.reached >= reached).await?;
        }
        Ok(())
    }
}

/// What is said to one machine.
type PartOf<I> = Part<I, CommandOf<<I as MachineId>::Workflow>>;

/// What every part needs.
#[derive(Clone)]
struct ConductorParts {
    client: EngineClient,
    campaign: CampaignId,
    timebase: Timebase,
    board: Arc<Board>,
}

/// What a machine answers to a cue.
enum Said {
    Done,
    Refused(String),
    /// It has ended, or never was.
    Absent,
}

impl ConductorParts {
    /// Enters a day's findings, which are there from then on.
    async fn enter(self, day: DaysWork, held: Option<PlanTime>) -> Result<Vec<Deviation>> {
        if let Some(at) = held {
            self.board.until(CONDUCTOR, Reached::Until(at)).await?;
        }
        self.until(day.register.at).await;
        let entered: Vec<_> = day.entries.iter().map(|entry| entry.registration.id.clone()).collect();
        // A day is entered again until all of it is: what is there already is known.
        while let Err(failure) = day.register.import(day.entries.clone(), AT_A_TIME, || ()).await {
            if failure.is_refusal() {
                return Err(failure.into());
            }
            tokio::time::sleep(AGAIN_AFTER).await;
        }
        for id in entered {
            self.board.update(&ids::finding(&self.campaign, &id), Some(Reached::Beginning), None);
        }
        Ok(Vec::new())
    }

    async fn conduct<I: Addressee>(self, part: PartOf<I>) -> Result<Vec<Deviation>> {
        let mut deviations = Vec::new();
        self.until_there(&part).await?;
        let mut said = self.say(&part, 0, Cue { deed: None, silence: part.silence(0), reach: None }).await?;
        for (beat, index) in part.beats.iter().zip(1..) {
            if !matches!(said, Said::Absent) {
                self.come_to(&part.player, beat).await?;
                let (deed, reach) = (beat.deed.clone(), beat.reach.then_some(beat.at));
                said = self.say(&part, index, Cue { deed, silence: part.silence(index), reach }).await?;
                self.board.update(&part.player, Some(Reached::Until(beat.at)), None);
            }
            deviations.extend(deviation(&part.player, beat, &said));
        }
        self.board.update(&part.player, Some(Reached::End), None);
        Ok(deviations)
    }

    /// Waits until a machine can be there: a listing once whoever opens it has, a finding once it is entered.
    async fn until_there<I: Addressee>(&self, part: &PartOf<I>) -> Result<()> {
        match &part.opener {
            Some(opener) => self.board.until(opener, Reached::Until(part.from)).await,
            None if I::IS_ENTERED => self.board.until(&part.player, Reached::Beginning).await,
            None => Ok(()),
        }
    }

    /// Waits until it is time for a beat.
    async fn come_to<C>(&self, player: &Player, beat: &Beat<C>) -> Result<()> {
        self.board.update(player, None, Some(beat.at));
        for other in &beat.after {
            self.board.until(other, Reached::Until(beat.at)).await?;
        }
        self.until(beat.at).await;
        Ok(())
    }

    /// Says one thing until it is answered.
    async fn say<I: Addressee>(
        &self,
        part: &PartOf<I>,
        index: usize,
        said: Cue<CommandOf<I::Workflow>>,
    ) -> Result<Said> {
        loop {
            let id = format!("{}-{index}", part.player);
            let answer = cue_machine(&self.client, &self.campaign, &part.id, said.clone(), id);
            let failure = match tokio::time::timeout(ANSWERED_WITHIN, answer).await {
                Ok(Ok(_)) => return Ok(Said::Done),
                Ok(Err(failure)) => failure,
                Err(_) => ServiceError::NoAnswer,
            };
            match failure {
                ServiceError::Refused(refusal) => return Ok(Said::Refused(refusal.to_string())),
                ServiceError::NotRunning { .. } if self.is_absent::<I>(&part.player).await => {
                    return Ok(Said::Absent);
                }
                ServiceError::NotRunning { .. } => {}
                failure if failure.is_refusal() => return Err(failure.into()),
                _ => {}
            }
            tracing::debug!(to = part.player, "{failure}; trying again");
            tokio::time::sleep(AGAIN_AFTER).await;
        }
    }

    /// Whether a workflow that did not hear has ended, or never was. It may have come forth meanwhile, and one
    /// that the engine starts may still be on its way; while nobody can say, it is not known to be absent.
    async fn is_absent<I: Addressee>(&self, player: &Player) -> bool {
        match self.client.describe(player).await {
            Ok(Some(described)) => described.status() != ExecutionStatus::Running,
            Ok(None) => !I::COMES_BY_ITSELF,
            Err(error) => {
                tracing::debug!(player, "{error}");
                false
            }
        }
    }

    /// Waits for an instant of plan time.
    async fn until(&self, at: PlanTime) {
        let pause = self.timebase.wall(at).since(wall_now()).to_std().unwrap_or_default();
        tokio::time::sleep(pause).await;
    }
}

/// What a reader is told of a deed that could not be done. A machine that has ended is past all that is only
/// waited for.
fn deviation<C: std::fmt::Debug>(player: &Player, beat: &Beat<C>, said: &Said) -> Option<Deviation> {
    let deed = beat.deed.as_ref()?;
    let durable = match said {
        Said::Done => return None,
        Said::Refused(sentence) => format!("refused: {sentence}"),
        Said::Absent => "it is not there, or has ended".to_owned(),
    };
    let act = &deed.received.act;
    let rehearsed = format!("{} of {}: {:?}", act.by.name, act.by.bureau, act.command);
    Some(Deviation { player: player.clone(), at: deed.received.at, rehearsed, durable })
}

/// Something that takes cues.
trait Addressee: MachineId<Workflow: MachineWorkflow<Machine: Machine<Command: std::fmt::Debug>>> {
    /// Whether it comes forth by the engine's doing after the launch.
    const COMES_BY_ITSELF: bool;
    /// Whether it is there once somebody has entered it.
    const IS_ENTERED: bool;
}

impl Addressee for BureauCode {
    const COMES_BY_ITSELF: bool = true;
    const IS_ENTERED: bool = false;
}

impl Addressee for FindingId {
    const COMES_BY_ITSELF: bool = false;
    const IS_ENTERED: bool = true;
}

impl Addressee for ListingId {
    const COMES_BY_ITSELF: bool = false;
    const IS_ENTERED: bool = false;
}
