//! One bureau in one campaign: two desks over one state.
//!
//! The *docket desk* sleeps until the docket's next wake or a command, and performs the effects; the
//! *cascade desk* starts one child per subordinate bureau and waits for them. A bureau without
//! subordinates has nothing to cascade; one that owes nothing has an empty docket.

mod desks;
mod state;

use crate::{
    attributes,
    messages::{Answer, Beginning, BureauCampaignInput, Dossier, JournalEntry, Received},
};
use desks::{DeskEnd, cascade_desk, docket_desk};
use duban_domain::{Docket, Effect, Party, Refusal, Timebase, WallTime, record::Step};
use std::time::{Duration, SystemTime};
use temporalio_common::search_attributes::SearchAttributes;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    ContinueAsNewOptions, SyncWorkflowContext, WorkflowContext, WorkflowContextView, WorkflowResult, join,
};

/// A command may be stamped this much later than this machine's clock, in wall seconds: clocks differ.
const CLOCK_SKEW_SECONDS: i64 = 60;

/// A bureau's part in a campaign.
#[workflow]
pub struct BureauCampaign {
    subtree: Vec<Party>,
    timebase: Timebase,
    continue_after: u32,
    task_timeout_seconds: u32,
    grace_ms: u64,
    listen_ms: u64,
    docket: Docket,
    /// The docket as the ledger knows it: after the last record.
    recorded: Docket,
    /// What has been done to the docket since, and what happened by it.
    steps: Vec<Step>,
    pending: Vec<Effect>,
    sequence: u64,
    journal: Vec<JournalEntry>,
    cascading: bool,
    shown_state: &'static str,
}

#[workflow_methods]
impl BureauCampaign {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: BureauCampaignInput) -> Self {
        let (docket, sequence, journal) = match input.beginning {
            Beginning::Launch(terms) => {
                let party = input.subtree.first().cloned();
                let party = party.unwrap_or_else(|| unreachable!("a subtree begins with its own bureau"));
                (Docket::new(terms, party), 0, Vec::new())
            }
            Beginning::Resume(resumed) => (resumed.docket, resumed.sequence, resumed.journal),
        };
        Self {
            cascading: has_children(&input.subtree),
            subtree: input.subtree,
            timebase: input.timebase,
            continue_after: input.continue_after,
            task_timeout_seconds: input.task_timeout_seconds,
            grace_ms: input.grace_ms,
            listen_ms: input.listen_ms,
            recorded: docket.clone(),
            docket,
            steps: Vec::new(),
            pending: Vec::new(),
            sequence,
            journal,
            shown_state: "",
        }
    }

    /// Runs both desks to their end.
    #[run(name = "BureauCampaign")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let (docket, cascade) = join!(docket_desk(ctx), cascade_desk(ctx));
        cascade?;
        if docket? == DeskEnd::ContinueAsNew {
            ctx.wait_condition(|_| ctx.all_handlers_finished()).await?;
            let input = ctx.state(Self::next_run);
            ctx.continue_as_new(input, ContinueAsNewOptions::default())?;
        }
        Ok(())
    }

    #[update_validator(command)]
    fn validate_command(
        &self,
        _ctx: &WorkflowContextView,
        received: &Received,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Ok(self.docket.check(&received.act, received.at)?)
    }

    /// A person's command. A refused one never enters history.
    #[update]
    pub fn command(&mut self, ctx: &mut SyncWorkflowContext<Self>, received: Received) -> Answer {
        let wall_now = wall(ctx.workflow_time());
        // A validator is given no clock, so this one refusal does enter history.
        if self.timebase.wall(received.at) > wall_now.plus(chrono::Duration::seconds(CLOCK_SKEW_SECONDS)) {
            return Answer::Refused(Refusal::BadInstant(
                received.at,
                "it lies ahead; check the sender's clock".to_owned(),
            ));
        }
        let (act, at, now) = (received.act, received.at, self.timebase.plan(wall_now));
        match self.docket.apply_late(&act, at, now) {
            Ok(effects) => {
                self.note_step(Step::Act { act, at, now }, effects.clone());
                Answer::Done(effects)
            }
            Err(refusal) => Answer::Refused(refusal),
        }
    }

    /// All this workflow knows, to write the store again.
    #[query]
    pub fn dossier(&self, _ctx: &WorkflowContextView) -> Dossier {
        Dossier {
            journal: self.journal.clone(),
            duties: self.docket.views(),
            timebase: self.timebase,
            zone: self.docket.terms().office.zone,
        }
    }
}

/// The search attributes a bureau's campaign starts with.
pub fn search_attributes(terms: &duban_domain::Terms, party: &Party) -> SearchAttributes {
    SearchAttributes::new([
        attributes::CAMPAIGN.value_set(terms.campaign.to_string()),
        attributes::BUREAU.value_set(party.bureau.to_string()),
        attributes::LEVEL.value_set(party.level.as_str().to_owned()),
        attributes::STATE.value_set("active".to_owned()),
    ])
}

/// The workflow task timeout a number of seconds asks for; 0 leaves the engine's default.
pub fn task_timeout(seconds: u32) -> Option<Duration> {
    (seconds > 0).then(|| Duration::from_secs(seconds.into()))
}

fn has_children(subtree: &[Party]) -> bool {
    subtree.len() > 1
}

/// The engine's clock for this task: the same in every replay.
fn wall(now: Option<SystemTime>) -> WallTime {
    WallTime::new(now.unwrap_or(SystemTime::UNIX_EPOCH).into())
}
