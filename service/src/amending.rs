//! A running campaign's plan is amended: first every docket foresees what changes, then all are told or none.
//!
//! It goes as with holidays ([`crate::redating`]): every docket is asked before the first one is told, one refusal
//! stops it all, and the decision is kept in the store before anybody is told. Whoever amends next, or any worker,
//! finishes what broke off; a docket takes a version once.

use crate::{CampaignContext, Service, ServiceError};
use chrono::Utc;
use duban_activities::{
    engine::{EngineClient, EngineError, in_time},
    postbox_waker::PostboxWaker,
    run_options::RunOptions,
};
use duban_domain::{
    Actor, BureauCode, Command, CommandEnvelope, DocketEvent, EventEnvelope, Instrument, ObligationId, Plan,
    PlanTime, Refusal, WallTime,
    amendment::{self, Amendment, DayForSome, DifferenceKind, PlanDifference},
    characters,
    redating::ClockChange,
    terms::{PlanProblem, parties},
};
use duban_store::{NewPlanVersion, PlanVersionRow};
use duban_workflows::{
    BureauCampaign, MachineWorkflow, ids,
    messages::{Answer, Received},
};
use serde::Serialize;
use std::{collections::BTreeSet, time::Duration};

/// What waited until every docket had been told is all there.
const GATHERS: Duration = Duration::from_secs(1);

/// Why, while nobody has said it: what is foreseen does not hang on it.
const UNTOLD: &str = "（预览）";

/// What somebody wants to be in force from now on.
#[derive(Clone, Debug, PartialEq)]
pub struct NextVersion {
    /// The plan.
    pub plan: Plan,
    /// Other days for some bureaus alone.
    pub days: Vec<DayForSome>,
}

impl From<Plan> for NextVersion {
    fn from(plan: Plan) -> Self {
        Self { plan, days: Vec::new() }
    }
}

/// What an amendment would change.
#[derive(Clone, Debug)]
pub struct AmendmentPreview {
    /// The number the next version would have.
    pub version: u32,
    /// What is another in the plan.
    pub differences: Vec<PlanDifference>,
    /// What cannot be; then nobody was asked.
    pub refusals: Vec<PlanProblem>,
    /// What changes for each bureau, those where nothing does left out.
    pub bureaus: Vec<BureauChanges>,
    /// Bureaus whose part has ended: nothing changes for them any more.
    pub ended: Vec<BureauCode>,
    /// What a confirmation is for: these changes and no others.
    pub seal: String,
}

/// What changes for one bureau.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BureauChanges {
    /// The bureau.
    pub bureau: BureauCode,
    /// Obligation by obligation.
    pub duties: Vec<DutyChanges>,
    /// Who is told, and by what.
    pub told: Vec<ToldNotice>,
}

/// What changes about one obligation of one bureau.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DutyChanges {
    /// Which; `None`: the campaign as a whole.
    pub obligation: Option<ObligationId>,
    /// Whether it is owed no more.
    pub lifted: bool,
    /// Its clocks.
    pub clocks: Vec<ClockChange>,
}

/// A notice that goes out by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToldNotice {
    /// What it is.
    pub instrument: Instrument,
    /// To whom.
    pub to: BureauCode,
    /// Who gets a copy.
    pub copies: Vec<BureauCode>,
}

/// What a confirmation led to.
#[derive(Clone, Debug)]
pub enum AppliedAmendment {
    /// It is in force, under this number.
    Amended(u32, AmendmentPreview),
    /// Something else would change than was seen, or the plan cannot be so.
    Differs(AmendmentPreview),
}

/// A version on its way to the dockets, and who decided it.
struct AmendTask {
    context: CampaignContext,
    amendment: Amendment,
    by: Actor,
}

/// A docket's answer.
enum Asked {
    /// It goes by this version already.
    Told,
    /// It has ended, or there is none.
    Ended,
    Foreseen(Vec<EventEnvelope>),
}

impl Service {
    /// What the next version of a running campaign's plan would change. Nothing does.
    ///
    /// # Errors
    /// A docket would refuse; the engine's and the store's.
    pub(crate) async fn preview_amendment(
        &self,
        context: &CampaignContext,
        next: &NextVersion,
        by: &Actor,
    ) -> Result<AmendmentPreview, ServiceError> {
        Ok(self.foresee_amendment(context, next, (UNTOLD, by)).await?.1)
    }

    /// Puts the next version in force, all of it or nothing. What an earlier call began is finished first.
    /// With a seal, only what was seen under it.
    ///
    /// # Errors
    /// As [`Service::preview_amendment`], and then nothing has changed; once it is decided, whoever comes next
    /// goes on.
    pub(crate) async fn amend(
        &self,
        context: &CampaignContext,
        next: &NextVersion,
        (reason, by): (&str, &Actor),
        seal: Option<&str>,
    ) -> Result<AppliedAmendment, ServiceError> {
        let reason = duban_domain::text::newly_written(reason)?;
        self.finish_redating().await?;
        // Somebody else may have been quicker by now.
        let context = self.campaign_context(context.id()).await?;
        if next.plan == context.kept.plan && next.days.is_empty() {
            return Err(ServiceError::Invalid(vec!["与现行方案相同，没有可以调整的内容".to_owned()]));
        }
        let (task, preview) = self.foresee_amendment(&context, next, (&reason, by)).await?;
        if !preview.refusals.is_empty() || seal.is_some_and(|seal| seal != preview.seal) {
            return Ok(AppliedAmendment::Differs(preview));
        }
        let at = WallTime::new(Utc::now());
        let version = task.amendment.version;
        let (NextVersion { plan, days }, by) = (next.clone(), by.clone());
        let new = NewPlanVersion { version, plan, days, reason, by, at };
        let kept = self.store().plan_version_insert(&new).await?;
        self.campaigns().forget().await;
        if !kept {
            let (_, preview) = self.foresee_amendment(&context, next, (UNTOLD, &task.by)).await?;
            return Ok(AppliedAmendment::Differs(preview));
        }
        self.finish_amendments().await?;
        Ok(AppliedAmendment::Amended(version, preview))
    }

    /// Tells every docket that has not been told yet of what was decided. Whoever amends or applies holidays does
    /// this, and every worker when it starts and once a minute; two at once do no harm. Says how many versions are
    /// now known to all.
    ///
    /// # Errors
    /// The engine's and the store's; a later call goes on.
    pub async fn finish_amendments(&self) -> Result<usize, ServiceError> {
        let open = self.store().plan_version_open().await?;
        for row in &open {
            let client = self.client().await?;
            let task = self.untold(row).await?;
            task.tell_all(&client).await?;
            let at = WallTime::new(Utc::now());
            let released = self.store().plan_version_finish(&row.plan.id, row.version, at).await?;
            let run = RunOptions { gather: GATHERS, ..self.parts().run.clone() };
            PostboxWaker::new(run).wake_up(&client, &released).await?;
        }
        Ok(open.len())
    }

    /// Every version of a campaign's plan, the first one first.
    pub(crate) async fn plan_versions(
        &self,
        context: &CampaignContext,
    ) -> Result<Vec<PlanVersionRow>, ServiceError> {
        let versions = self.store().plan_version_list(context.id()).await?;
        if !versions.is_empty() {
            return Ok(versions);
        }
        let kept = &context.kept;
        let (plan, by, at) = (kept.plan.clone(), kept.launched_by.clone(), kept.launched_at);
        Ok(vec![PlanVersionRow { version: 1, plan, days: Vec::new(), reason: None, by, at, told: Some(at) }])
    }

    /// A version that was decided, ready to be told.
    async fn untold(&self, row: &PlanVersionRow) -> Result<AmendTask, ServiceError> {
        let context = self.campaign_context(&row.plan.id).await?;
        let reason = row.reason.clone().unwrap_or_default();
        let terms = context.terms_by(&row.plan)?;
        let (version, plan, days) = (row.version, row.plan.clone(), row.days.clone());
        let amendment = Amendment { version, reason, plan, terms, days };
        Ok(AmendTask { context, amendment, by: row.by.clone() })
    }

    /// A day for some bureaus as a difference of the plan.
    fn for_some(&self, day: &DayForSome, plan: &Plan) -> PlanDifference {
        let owed = plan.obligations.iter().find(|owed| owed.id == day.obligation);
        let title = owed.map_or_else(|| day.obligation.to_string(), |owed| owed.title.clone());
        let names: Vec<_> = day.bureaus.iter().map(|code| self.directory().name_of(code)).collect();
        PlanDifference {
            kind: DifferenceKind::DueForSome,
            obligation: Some(day.obligation.clone()),
            title,
            old: None,
            new: Some(format!("{}（{}）", day.due, names.join("、"))),
        }
    }

    async fn foresee_amendment(
        &self,
        context: &CampaignContext,
        next: &NextVersion,
        (reason, by): (&str, &Actor),
    ) -> Result<(AmendTask, AmendmentPreview), ServiceError> {
        let versions = self.plan_versions(context).await?;
        let version = versions.last().map_or(1, |last| last.version) + 1;
        let NextVersion { plan, days } = next;
        let (old, terms) = (context.terms()?, context.terms_by(plan)?);
        let (before, after) = ((&context.kept.plan, &old), (plan, &terms));
        let mut preview = AmendmentPreview {
            version,
            differences: amendment::differences(before, after),
            refusals: amendment::refusals(before, after, context.now),
            bureaus: Vec::new(),
            ended: Vec::new(),
            seal: String::new(),
        };
        let parties = parties(self.directory(), &plan.issuer);
        preview.refusals.extend(amendment::day_refusals(days, &terms, &parties, context.now));
        preview.differences.extend(days.iter().map(|day| self.for_some(day, plan)));
        let (plan, days) = (plan.clone(), days.clone());
        let amendment = Amendment { version, reason: reason.to_owned(), plan, terms, days };
        let task = AmendTask { context: context.clone(), amendment, by: by.clone() };
        if preview.refusals.is_empty() {
            task.foresee(&self.client().await?, &mut preview).await?;
            preview.seal = seal(&preview, next)?;
        }
        Ok((task, preview))
    }
}

impl AmendTask {
    /// Who gives the command: whoever decided it, for the issuer, whose campaign it is.
    fn received(&self, at: PlanTime) -> Received<Command> {
        let by = Actor { bureau: self.context.kept.plan.issuer.clone(), name: self.by.name.clone() };
        let command = Command::Amend { amendment: Box::new(self.amendment.clone()) };
        Received { act: CommandEnvelope { by, command }, at }
    }

    /// The dockets: those of the bureaus that take part, and those that run although their bureau has left the list.
    async fn dockets(&self, client: &EngineClient) -> Result<Vec<(BureauCode, String)>, ServiceError> {
        const RUNNING: &str = " AND ExecutionStatus = 'Running'";
        let campaign = self.context.id();
        let parties = parties(self.context.service.directory(), &self.context.kept.plan.issuer);
        let mut dockets: Vec<_> = parties
            .into_iter()
            .map(|party| (party.bureau.clone(), ids::bureau_campaign(campaign, &party.bureau)))
            .collect();
        let known: BTreeSet<_> = dockets.iter().map(|(_, id)| id.clone()).collect();
        for id in client.ids_of::<BureauCampaign>(campaign, RUNNING).await? {
            if !known.contains(&id) {
                let bureau = id.rsplit('/').next().unwrap_or_default();
                dockets.push((BureauCode::from(bureau), id.clone()));
            }
        }
        Ok(dockets)
    }

    async fn ask(&self, client: &EngineClient, id: &str) -> Result<Result<Asked, Refusal>, ServiceError> {
        let received = self.received(self.now());
        let asked = client.query::<BureauCampaign, _>(id, BureauCampaign::FORESEE, received).await;
        Ok(match asked {
            Ok(Answer::Done(effects)) if effects.is_empty() => Ok(Asked::Told),
            Ok(Answer::Done(effects)) => Ok(Asked::Foreseen(effects)),
            Ok(Answer::Refused(Refusal::Ended(_))) | Err(EngineError::NotFound(_)) => Ok(Asked::Ended),
            Ok(Answer::Refused(refusal)) => Err(refusal),
            Err(error) => return Err(error.into()),
        })
    }

    /// Asks every docket what would change in it.
    async fn foresee(
        &self,
        client: &EngineClient,
        preview: &mut AmendmentPreview,
    ) -> Result<(), ServiceError> {
        let mut refused = Vec::new();
        // What a docket's door refuses it must not refuse once the others have been told.
        characters::check_all(&self.received(self.now()).act).map_err(Refusal::Unprintable)?;
        for (bureau, id) in self.dockets(client).await? {
            match self.ask(client, &id).await? {
                Ok(Asked::Foreseen(effects)) => preview.bureaus.extend(changes(&bureau, &effects)),
                Ok(Asked::Told) => {}
                // The issuer owes nothing, and its own docket may well be over.
                Ok(Asked::Ended) if bureau == self.context.kept.plan.issuer => {}
                Ok(Asked::Ended) => preview.ended.push(bureau),
                Err(refusal) => refused.push(format!("{id}：{}", refusal.chinese())),
            }
        }
        if refused.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(refused)) }
    }

    /// Tells every docket that does not go by this version yet.
    async fn tell_all(&self, client: &EngineClient) -> Result<(), ServiceError> {
        for (_, id) in self.dockets(client).await? {
            match self.ask(client, &id).await? {
                Ok(Asked::Told | Asked::Ended) => {}
                Ok(Asked::Foreseen(_)) => self.tell(client, &id).await?,
                Err(refusal) => return Err(ServiceError::Refused(refusal)),
            }
        }
        Ok(())
    }

    async fn tell(&self, client: &EngineClient, id: &str) -> Result<(), ServiceError> {
        let update = Some(format!("amend-{}", self.amendment.version));
        let received = self.received(self.now());
        let told = client.update::<BureauCampaign, _>(id, BureauCampaign::COMMAND, received, update);
        match in_time(told).await {
            Ok(Answer::Done(_) | Answer::Refused(Refusal::Ended(_))) | Err(EngineError::NotFound(_)) => {
                Ok(())
            }
            Ok(Answer::Refused(refusal)) => Err(ServiceError::Refused(refusal)),
            Err(error) => Err(error.into()),
        }
    }

    /// Now, in the campaign's own time.
    fn now(&self) -> PlanTime {
        self.context.kept.timebase.plan(WallTime::new(Utc::now()))
    }
}

/// What changes for a bureau; `None`: nothing.
fn changes(bureau: &BureauCode, effects: &[EventEnvelope]) -> Option<BureauChanges> {
    let mut duties: Vec<DutyChanges> = Vec::new();
    let mut told = Vec::new();
    for effect in effects {
        let obligation = effect.obligation.clone();
        match &effect.event {
            DocketEvent::Amended { changes, .. } if obligation.is_some() || !changes.is_empty() => {
                duties.push(DutyChanges { obligation, lifted: false, clocks: changes.clone() });
            }
            DocketEvent::Waived { .. } => {
                let lifted = duties.iter_mut().filter(|duty| duty.obligation == obligation);
                lifted.for_each(|duty| duty.lifted = true);
            }
            DocketEvent::Issued { notice } => told.push(ToldNotice {
                instrument: notice.instrument,
                to: notice.to.clone(),
                copies: notice.copies.clone(),
            }),
            _ => {}
        }
    }
    let changes = BureauChanges { bureau: bureau.clone(), duties, told };
    (!changes.duties.is_empty() || !changes.told.is_empty()).then_some(changes)
}

fn seal(preview: &AmendmentPreview, next: &NextVersion) -> Result<String, ServiceError> {
    let AmendmentPreview { version, bureaus, ended, .. } = preview;
    let sealed = crate::seal::seal(&(version, &next.plan, &next.days, bureaus, ended));
    sealed.map_err(|error| ServiceError::Unavailable(error.into()))
}
