//! The people of the demo: what the rehearsal found that they do is given to the durable run, at the same
//! instants. Findings are entered day by day, as a bureau enters its spreadsheet.

use super::wall_now;
use anyhow::{Context, Result};
use duban_domain::{
    Act, BureauCode, CampaignId, FindingId, ListingId, PlanTime, Timebase, rehearsal::Rehearsal,
};
use duban_service::{Entry, Failure, Register, tell_docket, tell_finding, tell_listing};
use duban_workflows::messages::Received;
use std::{future::Future, time::Duration};
use temporalio_client::Client;
use tokio::task::{JoinHandle, JoinSet};

/// A worker that is there answers within this time.
const ANSWERED_WITHIN: Duration = Duration::from_secs(1);
/// While no worker is there, a command is sent again after this long.
const AGAIN_AFTER: Duration = Duration::from_millis(300);
/// What is not there yet may still be on its way: so often is it looked for again.
const LOOKED_FOR: u32 = 200;
/// So many findings are entered at a time.
const AT_A_TIME: usize = 16;

/// Starts entering the findings and giving all commands; the handle ends when the last has been taken.
/// Each machine is told one thing after another, as people in one office would.
pub fn give_all(
    client: &Client,
    campaign: &CampaignId,
    timebase: Timebase,
    rehearsal: &Rehearsal,
    entered: Vec<DaysWork>,
) -> JoinHandle<Result<()>> {
    let mut givers = JoinSet::new();
    for run in &rehearsal.dockets {
        let to = To::docket(client, campaign, run.docket.party().bureau.clone());
        givers.spawn(give(to, timebase, run.acts.clone()));
    }
    for run in &rehearsal.findings {
        let to = To::finding(client, campaign, run.machine.registration().id.clone());
        givers.spawn(give(to, timebase, run.acts.clone()));
    }
    for run in &rehearsal.listings {
        let to = To::listing(client, campaign, run.machine.opening().id.clone());
        givers.spawn(give(to, timebase, run.acts.clone()));
    }
    for days_work in entered {
        givers.spawn(days_work.enter(timebase));
    }
    tokio::spawn(async move {
        while let Some(given) = givers.join_next().await {
            given??;
        }
        Ok(())
    })
}

/// The findings of one day, entered at the register's instant.
#[derive(Clone)]
pub struct DaysWork {
    pub register: Register,
    pub entries: Vec<Entry>,
}

impl DaysWork {
    async fn enter(self, timebase: Timebase) -> Result<()> {
        until(timebase, self.register.at).await;
        self.register.import(self.entries, AT_A_TIME, || ()).await?;
        Ok(())
    }
}

/// Whom commands are given to.
struct To<I> {
    client: Client,
    campaign: CampaignId,
    id: I,
}

/// Something that takes commands `C`.
trait Addressee<C>: Send + Sync {
    /// Who it is, for ids and messages.
    fn name(&self) -> String;

    /// Tells it. Telling it again with the same id is the same command.
    fn told(&self, received: Received<C>, id: String) -> impl Future<Output = Result<(), Failure>> + Send;
}

macro_rules! addressees {
    ($($make:ident($id:ty, $command:ty) = $tell:ident;)*) => {$(
        impl To<$id> {
            fn $make(client: &Client, campaign: &CampaignId, id: $id) -> Self {
                Self { client: client.clone(), campaign: campaign.clone(), id }
            }
        }

        impl Addressee<$command> for To<$id> {
            fn name(&self) -> String {
                self.id.to_string()
            }

            async fn told(&self, received: Received<$command>, id: String) -> Result<(), Failure> {
                $tell(&self.client, &self.campaign, &self.id, received, Some(id)).await.map(drop)
            }
        }
    )*};
}

addressees! {
    docket(BureauCode, duban_domain::Command) = tell_docket;
    finding(FindingId, duban_domain::finding::FindingCommand) = tell_finding;
    listing(ListingId, duban_domain::listing::ListingCommand) = tell_listing;
}

async fn give<C: Clone + std::fmt::Debug, A: Addressee<C>>(
    to: A,
    timebase: Timebase,
    acts: Vec<(PlanTime, Act<C>)>,
) -> Result<()> {
    for (index, (at, act)) in acts.into_iter().enumerate() {
        until(timebase, at).await;
        give_one(&to, index, &Received { act, at }).await?;
    }
    Ok(())
}

/// Gives one command until it is taken.
async fn give_one<C: Clone + std::fmt::Debug, A: Addressee<C>>(
    to: &A,
    index: usize,
    received: &Received<C>,
) -> Result<()> {
    let id = format!("{}-{index}", to.name());
    let mut looked = 0;
    let mut unanswered = false;
    loop {
        let told = tokio::time::timeout(ANSWERED_WITHIN, to.told(received.clone(), id.clone())).await;
        let failure = match told.unwrap_or(Err(Failure::NoAnswer)) {
            Ok(()) => return Ok(()),
            Err(failure) => failure,
        };
        // A worker that was killed may have had it recorded and taken the answer along: then it is refused as
        // done already. Had it not been, the comparison at the end would show it.
        if unanswered && matches!(failure, Failure::Refused(_)) {
            return Ok(());
        }
        unanswered |= matches!(failure, Failure::NoAnswer | Failure::Unavailable(_));
        looked += u32::from(matches!(failure, Failure::NotRunning { .. }));
        if matches!(failure, Failure::Refused(_)) || looked > LOOKED_FOR {
            return Err(failure).with_context(|| format!("{}: {:?}", to.name(), received.act.command));
        }
        tracing::debug!(to = to.name(), "{failure}; trying again");
        tokio::time::sleep(AGAIN_AFTER).await;
    }
}

/// Waits for an instant of plan time.
async fn until(timebase: Timebase, at: PlanTime) {
    tokio::time::sleep(timebase.wall(at).since(wall_now()).to_std().unwrap_or_default()).await;
}
