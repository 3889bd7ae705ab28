//! Gives the durable run the commands of the simulation, each at its own instant.

use super::wall_now;
use crate::{commands::tell, output::RefusedCommand};
use anyhow::{Context, Result, anyhow};
use duban_domain::{BureauCode, CampaignId, Timebase, simulation::Run};
use duban_workflows::messages::Received;
use std::time::Duration;
use temporalio_client::Client;
use tokio::task::{JoinHandle, JoinSet};

/// A worker that is there answers within this time.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);
/// While no worker is there, a command is sent again after this long.
const AGAIN_AFTER: Duration = Duration::from_millis(300);

/// Starts giving all commands; the handle ends when the last has been taken. Each docket is told one
/// after another, as people in one office would.
pub fn give_all(
    client: &Client,
    campaign: &CampaignId,
    timebase: Timebase,
    runs: &[Run],
) -> JoinHandle<Result<()>> {
    let mut givers = JoinSet::new();
    for run in runs {
        let giver = Giver {
            client: client.clone(),
            campaign: campaign.clone(),
            bureau: run.docket.party().bureau.clone(),
        };
        let acts = run.acts.clone();
        givers.spawn(async move {
            for (index, (at, act)) in acts.into_iter().enumerate() {
                tokio::time::sleep(timebase.wall(at).since(wall_now()).to_std().unwrap_or_default()).await;
                giver.give(index, Received { act, at }).await?;
            }
            anyhow::Ok(())
        });
    }
    tokio::spawn(async move {
        while let Some(given) = givers.join_next().await {
            given??;
        }
        Ok(())
    })
}

struct Giver {
    client: Client,
    campaign: CampaignId,
    bureau: BureauCode,
}

impl Giver {
    /// Gives one command until it is taken. Sending it again with the same id is the same command.
    async fn give(&self, index: usize, received: Received) -> Result<()> {
        let id = format!("{}-{index}", self.bureau);
        loop {
            let told = tell(&self.client, &self.campaign, &self.bureau, received.clone(), Some(id.clone()));
            let told = tokio::time::timeout(ANSWERED_WITHIN, told)
                .await
                .unwrap_or_else(|_| Err(anyhow!("no answer")));
            match told {
                Ok(_) => return Ok(()),
                Err(error) if error.is::<RefusedCommand>() => {
                    return Err(error)
                        .with_context(|| format!("{}: {:?}", self.bureau, received.act.command));
                }
                Err(error) => {
                    tracing::debug!(bureau = %self.bureau, "{error:#}; trying again");
                    tokio::time::sleep(AGAIN_AFTER).await;
                }
            }
        }
    }
}
