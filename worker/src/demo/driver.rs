//! Gives the durable run the commands of the simulation, each at its own instant.

use super::{stage::Stage, wall_now};
use crate::{commands::tell, output::RefusedCommand};
use anyhow::{Context, Result};
use duban_domain::{BureauCode, CampaignId, simulation::Run};
use duban_workflows::messages::Received;
use std::time::Duration;
use temporalio_client::Client;
use tokio::task::{JoinHandle, JoinSet};

/// While no worker is there, a command is sent again after this long.
const AGAIN_AFTER: Duration = Duration::from_millis(300);

/// Starts giving all commands; the handle ends when the last has been taken. What one docket is told
/// at one instant is told in order.
pub fn give_all(stage: &Stage, runs: &[Run]) -> JoinHandle<Result<()>> {
    let mut givers = JoinSet::new();
    for run in runs {
        let bureau = &run.docket.party().bureau;
        let numbered: Vec<_> = run.acts.iter().cloned().enumerate().collect();
        for moment in numbered.chunk_by(|(_, (a, _)), (_, (b, _))| a == b) {
            let giver = Giver {
                client: stage.client.clone(),
                campaign: stage.terms.campaign.clone(),
                bureau: bureau.clone(),
            };
            let moment = moment.to_vec();
            let wait = stage.timebase.wall(moment[0].1.0).since(wall_now()).to_std().unwrap_or_default();
            givers.spawn(async move {
                tokio::time::sleep(wait).await;
                for (index, (at, act)) in moment {
                    giver.give(index, Received { act, at }).await?;
                }
                anyhow::Ok(())
            });
        }
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
            match tell(&self.client, &self.campaign, &self.bureau, received.clone(), Some(id.clone())).await {
                Ok(_) => return Ok(()),
                Err(error) if error.is::<RefusedCommand>() => {
                    return Err(error)
                        .with_context(|| format!("{}: {:?}", self.bureau, received.act.command));
                }
                Err(_) => tokio::time::sleep(AGAIN_AFTER).await,
            }
        }
    }
}
