//! Running campaigns are told of holidays that were announced: first what would move is foreseen by every
//! machine, then all are told or none.
//!
//! **All or none.** Every machine is asked before the first one is told, and one refusal stops it all. The
//! decision is then kept in the store, and only after that are the machines told. Whoever applies next
//! finds what is not finished and finishes it, and so does every worker: a machine that was told before has
//! nothing left to move. What bureaus are told waits in the outbox until all machines know, so that each
//! bureau reads of all its dates in one mail.

use crate::{CampaignContext, Service, ServiceError, holidays};
use anyhow::anyhow;
use chrono::Utc;
use duban_activities::{
    engine::{EngineClient, EngineError, in_time},
    postbox_waker::PostboxWaker,
    run_options::RunOptions,
};
use duban_domain::{
    Actor, BureauCode, CampaignId, CommandEnvelope, DomainEvent, EventEnvelope, PlanTime, Refusal, WallTime,
    finding::FindingCommand, holidays::Holidays, listing::ListingCommand, redating::Move,
};
use duban_store::HolidayApplication;
use duban_workflows::{
    BureauCampaign, FindingWorkflow, ListingWorkflow, MachineWorkflow,
    machine_workflow::CommandOf,
    messages::{Answer, Received},
};
use serde::Serialize;
use std::time::Duration;

/// What waited until every machine had been told is all there.
const GATHERS: Duration = Duration::from_secs(1);

/// What moves in one campaign.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Redating {
    /// The campaign.
    pub campaign: CampaignId,
    /// Its title.
    pub title: String,
    /// Whose it is.
    pub issuer: BureauCode,
    /// The zone of its dates.
    pub zone: chrono_tz::Tz,
    /// Why, as its ledger says.
    pub reason: String,
    /// Its machines in which anything moves.
    pub machines: Vec<MachineMoves>,
}

/// What moves in one machine.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MachineMoves {
    /// Its workflow.
    pub workflow: String,
    /// What moves.
    pub moves: Vec<Move>,
}

/// A campaign, the calendar it is to go by, and who decided that.
struct Task {
    context: CampaignContext,
    reason: String,
    by: Actor,
    known: WallTime,
}

/// A machine's answer: what moves in it, whether it has anything to take note of, or why not.
type ForeseenMoves = Result<Option<Vec<Move>>, Refusal>;

impl Service {
    /// What would move in every running campaign if it went by the holidays that are known now. Nothing
    /// changes.
    ///
    /// # Errors
    /// A machine would refuse, or a plan can no longer be resolved.
    pub async fn foresee_redating(&self, by: &Actor) -> Result<Vec<Redating>, ServiceError> {
        let known = WallTime::new(Utc::now());
        let client = self.client().await?;
        let mut foreseen = Vec::new();
        for task in self.redating_tasks(by, known).await? {
            foreseen.extend(task.foresee(&client).await?);
        }
        Ok(foreseen)
    }

    /// Moves the dates of every running campaign to the holidays that are known now. What an earlier call
    /// began and did not finish is finished first. Says what moved by both.
    ///
    /// # Errors
    /// As [`Service::foresee_redating`], and then nothing more has changed, and
    /// then whoever comes next goes on.
    pub async fn redate(&self, by: &Actor) -> Result<Vec<Redating>, ServiceError> {
        let mut moved = self.finish_redating().await?;
        let known = WallTime::new(Utc::now());
        let client = self.client().await?;
        let mut campaigns = Vec::new();
        for task in self.redating_tasks(by, known).await? {
            campaigns.push(task.context.id().clone());
            moved.extend(task.foresee(&client).await?);
        }
        self.store().holiday_application_insert(&campaigns, known, by, known).await?;
        self.finish_redating().await?;
        Ok(moved)
    }

    /// Tells every machine that has not been told yet of what was decided, and says what moved by that.
    /// Whoever applies does this, and every worker when it starts and once a minute; two at once do no harm,
    /// because a machine that was told has nothing left to move.
    ///
    /// # Errors
    /// The engine's and the store's; a later call goes on.
    pub async fn finish_redating(&self) -> Result<Vec<Redating>, ServiceError> {
        let mut moved = Vec::new();
        // A docket takes no other calendar for obligations that it has not been told of.
        self.finish_amendments().await?;
        for application in self.store().holiday_application_open().await? {
            let HolidayApplication { campaign, known, by, .. } = application;
            let client = self.client().await?;
            let mut newest = known;
            loop {
                let task = self.redating_task(&campaign, &by, newest).await?;
                moved.extend(task.tell_all(&client).await?);
                // What this one told last may have landed after the later decision's word: that is told again.
                match task.overtaken_by().await? {
                    Some(later) => newest = later,
                    None => break,
                }
            }
            let at = WallTime::new(Utc::now());
            let released = self.store().holiday_application_finish(&campaign, known, at).await?;
            let run = RunOptions { gather: GATHERS, ..self.parts().run.clone() };
            PostboxWaker::new(run).wake_up(&client, &released).await?;
        }
        Ok(moved)
    }

    async fn redating_tasks(&self, by: &Actor, known: WallTime) -> Result<Vec<Task>, ServiceError> {
        let mut tasks = Vec::new();
        for campaign in self.store().campaign_list().await? {
            tasks.push(self.redating_task(&campaign.plan.id, by, known).await?);
        }
        Ok(tasks)
    }

    async fn redating_task(
        &self,
        campaign: &CampaignId,
        by: &Actor,
        known: WallTime,
    ) -> Result<Task, ServiceError> {
        let mut context = self.campaign_context(campaign).await?;
        let base = &self.parts().holidays;
        let launched = holidays::known(self.store(), base, Some(context.kept.launched_at)).await?;
        let now = holidays::known(self.store(), base, Some(known)).await?;
        context.calendar = now.calendar();
        Ok(Task { reason: reason(&launched, &now), context, by: by.clone(), known })
    }
}

/// Why dates move: the years that were announced since the launch.
fn reason(launched: &Holidays, now: &Holidays) -> String {
    let is_new = |year: i32| launched.get(year).map(|y| &y.announced) != now.get(year).map(|y| &y.announced);
    let years = now.years().map(|known| known.announced.year).filter(|year| is_new(*year));
    let years: Vec<_> = years.map(|year| format!("{year}年")).collect();
    match years.is_empty() {
        true => "放假安排有调整".to_owned(),
        false => format!("{}放假安排已公布", years.join("、")),
    }
}

/// Asks a machine what it would do. One that has ended has nothing to move.
async fn ask<W: MachineWorkflow>(
    client: &EngineClient,
    id: &str,
    received: Received<CommandOf<W>>,
) -> Result<ForeseenMoves, ServiceError> {
    match client.query::<W, _>(id, W::FORESEE, received).await {
        Ok(Answer::Done(effects)) => Ok(Ok(moved(&effects))),
        Ok(Answer::Refused(refusal)) => Ok(over(refusal)),
        Err(EngineError::NotFound(_)) => Ok(Ok(None)),
        Err(error) => Err(error.into()),
    }
}

/// Tells a machine. One that has ended needs to know nothing.
async fn tell<W: MachineWorkflow>(
    client: &EngineClient,
    id: &str,
    received: Received<CommandOf<W>>,
    update_id: String,
) -> Result<(), ServiceError> {
    match in_time(client.update::<W, _>(id, W::COMMAND, received, Some(update_id))).await {
        Ok(Answer::Done(_)) | Err(EngineError::NotFound(_)) => Ok(()),
        Ok(Answer::Refused(refusal)) => over(refusal).map(drop).map_err(ServiceError::Refused),
        Err(error) => Err(error.into()),
    }
}

/// What moves by these effects; `None`: the machine goes by this calendar already.
fn moved<W: DomainEvent>(effects: &[EventEnvelope<W>]) -> Option<Vec<Move>> {
    let mut lines = effects.iter().filter_map(|effect| effect.event.redated()).peekable();
    lines.peek()?;
    Some(lines.flatten().cloned().collect())
}

/// A machine that has ended has nothing to move.
fn over(refusal: Refusal) -> ForeseenMoves {
    match refusal {
        Refusal::Ended(_) | Refusal::Over(_) => Ok(None),
        refusal => Err(refusal),
    }
}

/// The machines of a campaign that run, by what they are.
struct Running {
    dockets: Vec<String>,
    findings: Vec<String>,
    listings: Vec<String>,
}

impl Task {
    /// Who gives the command: whoever decided it, for the issuer, whose campaign it is.
    fn act<C>(&self, command: C, at: PlanTime) -> Received<C> {
        let by = Actor { bureau: self.context.kept.plan.issuer.clone(), name: self.by.name.clone() };
        Received { act: CommandEnvelope { by, command }, at }
    }

    fn docket_command(&self) -> Result<duban_domain::Command, ServiceError> {
        let terms = Box::new(self.context.terms()?);
        Ok(duban_domain::Command::Redate { terms, reason: self.reason.clone() })
    }

    fn finding_command(&self) -> FindingCommand {
        let calendar = Box::new(self.context.calendar.clone());
        FindingCommand::Redate { calendar, reason: self.reason.clone() }
    }

    fn listing_command(&self) -> ListingCommand {
        let calendar = Box::new(self.context.calendar.clone());
        ListingCommand::Redate { calendar, reason: self.reason.clone() }
    }

    async fn running(&self, client: &EngineClient) -> Result<Running, ServiceError> {
        const RUNNING: &str = " AND ExecutionStatus = 'Running'";
        let campaign = self.context.id();
        Ok(Running {
            dockets: client.ids_of::<BureauCampaign>(campaign, RUNNING).await?,
            findings: client.ids_of::<FindingWorkflow>(campaign, RUNNING).await?,
            listings: client.ids_of::<ListingWorkflow>(campaign, RUNNING).await?,
        })
    }

    /// Asks every machine. `None`: there is nothing to take note of in the campaign.
    async fn foresee(&self, client: &EngineClient) -> Result<Option<Redating>, ServiceError> {
        let Running { dockets, findings, listings } = self.running(client).await?;
        let now = self.context.now;
        let mut asked: Vec<(String, ForeseenMoves)> = Vec::new();
        if !dockets.is_empty() {
            let command = self.docket_command()?;
            for id in dockets {
                let answer = ask::<BureauCampaign>(client, &id, self.act(command.clone(), now)).await?;
                asked.push((id, answer));
            }
        }
        for id in findings {
            let answer = ask::<FindingWorkflow>(client, &id, self.act(self.finding_command(), now)).await?;
            asked.push((id, answer));
        }
        for id in listings {
            let answer = ask::<ListingWorkflow>(client, &id, self.act(self.listing_command(), now)).await?;
            asked.push((id, answer));
        }
        let (mut machines, mut refused) = (Vec::new(), Vec::new());
        for (workflow, answer) in asked {
            match answer {
                Ok(Some(moves)) => machines.push(MachineMoves { workflow, moves }),
                Ok(None) => {}
                Err(refusal) => refused.push(format!("{workflow}：{}", refusal.chinese())),
            }
        }
        if !refused.is_empty() {
            return Err(ServiceError::Invalid(refused));
        }
        let kept = &self.context.kept.plan;
        let (campaign, title, issuer) = (kept.id.clone(), kept.title.clone(), kept.issuer.clone());
        let (zone, reason) = (kept.zone, self.reason.clone());
        Ok((!machines.is_empty()).then_some(Redating { campaign, title, issuer, zone, reason, machines }))
    }

    /// Tells every machine that goes by another calendar, until none does. Says what moved by that.
    async fn tell_all(&self, client: &EngineClient) -> Result<Option<Redating>, ServiceError> {
        const MOST_ROUNDS: u32 = 20;
        let mut moved: Option<Redating> = None;
        for round in 0..MOST_ROUNDS {
            let Some(redating) = self.foresee(client).await? else { return Ok(moved) };
            for MachineMoves { workflow, .. } in &redating.machines {
                if self.overtaken_by().await?.is_some() {
                    return Ok(moved);
                }
                self.tell(client, workflow, round).await?;
            }
            match &mut moved {
                Some(moved) => moved.machines.extend(redating.machines),
                None => moved = Some(redating),
            }
        }
        let campaign = self.context.id();
        Err(ServiceError::Unavailable(anyhow!("machines of {campaign} keep their old dates; apply again")))
    }

    /// Until when later decisions knew the holidays, if one has taken this one's place.
    async fn overtaken_by(&self) -> Result<Option<WallTime>, ServiceError> {
        let known = self.context.store().holiday_known_to(self.context.id()).await?;
        Ok(known.filter(|known| *known > self.known))
    }

    async fn tell(&self, client: &EngineClient, id: &str, round: u32) -> Result<(), ServiceError> {
        let now = self.service_now();
        let update_id = format!("redate-{}-{round}", self.known.utc().timestamp_millis());
        match id.split('/').next() {
            Some("finding") => {
                tell::<FindingWorkflow>(client, id, self.act(self.finding_command(), now), update_id).await
            }
            Some("listing") => {
                tell::<ListingWorkflow>(client, id, self.act(self.listing_command(), now), update_id).await
            }
            _ => tell::<BureauCampaign>(client, id, self.act(self.docket_command()?, now), update_id).await,
        }
    }

    /// Now, in the campaign's own time.
    fn service_now(&self) -> PlanTime {
        self.context.kept.timebase.plan(WallTime::new(Utc::now()))
    }
}
