//! Gives the durable run the commands of the simulation, each at its own instant.

use super::{stage::Stage, wall_now};
use crate::{commands::tell, output::RefusedCommand};
use anyhow::{Context, Result};
use duban_domain::simulation::Run;
use duban_workflows::messages::Received;
use std::time::Duration;
use tokio::task::{JoinHandle, JoinSet};

/// While no worker is there, a command is sent again after this long.
const AGAIN_AFTER: Duration = Duration::from_millis(300);

/// Starts giving all commands; the handle ends when the last has been taken.
pub fn give_all(stage: &Stage, runs: &[Run]) -> JoinHandle<Result<()>> {
    let mut givers = JoinSet::new();
    for run in runs {
        for (index, (at, act)) in run.acts.iter().enumerate() {
            let (client, campaign) = (stage.client.clone(), stage.terms.campaign.clone());
            let bureau = run.docket.party().bureau.clone();
            let received = Received { act: act.clone(), at: *at };
            let wait = stage.timebase.wall(*at).since(wall_now()).to_std().unwrap_or_default();
            givers.spawn(async move {
                tokio::time::sleep(wait).await;
                let id = format!("{bureau}-{index}");
                // Sending it again with the same id is the same command.
                loop {
                    match tell(&client, &campaign, &bureau, received.clone(), Some(id.clone())).await {
                        Ok(_) => return Ok(()),
                        Err(error) if error.is::<RefusedCommand>() => {
                            return Err(error).with_context(|| format!("{bureau}: {:?}", received.act.command));
                        }
                        Err(_) => tokio::time::sleep(AGAIN_AFTER).await,
                    }
                }
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
