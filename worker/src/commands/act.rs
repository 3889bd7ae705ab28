//! Commands of people: hand in, review, extend, approve. Each is an update of one bureau's workflow;
//! the docket decides, and a refusal changes nothing.

use crate::{
    cli::{ActorArgs, Command, NumberTarget, Target},
    context::{App, login},
    output::{self, RefusedCommand},
    wiring,
};
use anyhow::{Context, Result, anyhow, bail};
use chrono::Utc;
use duban_domain::{
    Act, Actor, BureauCode, CampaignId, Command as Told, Directory, Effect, ObligationId, PlanTime, WallTime,
    What,
};
use duban_store::{Campaign, Store};
use duban_workflows::{
    BureauCampaign, ids,
    messages::{Answer, Received},
};
use std::time::Duration;
use temporalio_client::{Client, WorkflowExecuteUpdateOptions, errors::WorkflowUpdateError};

/// A worker answers within this time, or there is none.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// Whose turn it is when nobody says for whom they act.
enum Turn {
    Debtor,
    Supervisor,
    Asked(u32),
}

/// The command.
///
/// # Errors
/// [`RefusedCommand`] with the docket's reason; the engine's and the store's.
pub async fn act(app: &App, command: Command) -> Result<()> {
    let (campaign, bureau, actor, turn, told) = translate(command)?;
    let settings = app.settings();
    let store = wiring::store(settings).await?;
    let kept = store.campaign_get(&campaign).await?;
    let kept = kept.ok_or_else(|| {
        RefusedCommand(format!("there is no campaign {campaign}; `duban launch` makes one"))
    })?;
    let directory = app.directory()?;
    let by = Actor {
        name: login(actor.by.as_deref())?,
        bureau: on_behalf_of(&store, &directory, &kept, &bureau, &actor, turn).await?,
    };
    let at = kept.timebase.plan(WallTime::new(Utc::now()));
    let client = wiring::client(settings).await?;
    let sent = tell(&client, &campaign, &bureau, Received { act: Act { by, command: told }, at }, None);
    let effects = tokio::time::timeout(ANSWERED_WITHIN, sent).await;
    let effects = effects.map_err(|_| {
        anyhow!(
            "no worker answered; whether the command was taken, `duban status {campaign} {bureau}` will show"
        )
    })??;
    if app.is_json() { output::json(&effects) } else { print(&kept, &effects) }
}

/// Sends a command to a bureau's workflow. With an `id`, sending it again is the same command.
///
/// # Errors
/// [`RefusedCommand`] with the docket's reason; the engine's.
pub async fn tell(
    client: &Client,
    campaign: &CampaignId,
    bureau: &BureauCode,
    received: Received,
    id: Option<String>,
) -> Result<Vec<Effect>> {
    let handle = client.get_workflow_handle::<BureauCampaign>(ids::bureau_campaign(campaign, bureau));
    let mut options = WorkflowExecuteUpdateOptions::default();
    options.update_id = id;
    match handle.execute_update(BureauCampaign::command, received, options).await {
        Ok(Answer::Done(effects)) => Ok(effects),
        Ok(Answer::Refused(refusal)) => Err(RefusedCommand(refusal.to_string()).into()),
        Err(WorkflowUpdateError::Failed(failure)) => Err(RefusedCommand(failure.message).into()),
        Err(WorkflowUpdateError::NotFound(_)) => Err(RefusedCommand(format!(
            "{bureau} has no running part in {campaign}: it takes no part, or has ended"
        ))
        .into()),
        Err(error) => Err(error).context("telling the bureau's workflow"),
    }
}

type Translated = (CampaignId, BureauCode, ActorArgs, Turn, Told);

fn translate(command: Command) -> Result<Translated> {
    let obligation = |target: &Target| ObligationId::from(target.obligation.as_str());
    let on = |target: Target, turn: Turn, told: Told| {
        (target.campaign.as_str().into(), target.bureau.as_str().into(), target.actor, turn, told)
    };
    let numbered = |target: NumberTarget, turn: Turn, told: Told| {
        (target.campaign.as_str().into(), target.bureau.as_str().into(), target.actor, turn, told)
    };
    Ok(match command {
        Command::Submit { target, attachments, sealed } => {
            let told = Told::Submit { obligation: obligation(&target), attachments, sealed };
            on(target, Turn::Debtor, told)
        }
        Command::Accept { target } => {
            let told = Told::Accept { obligation: obligation(&target) };
            on(target, Turn::Supervisor, told)
        }
        Command::Return { target, due, reason } => {
            let told = Told::Return { obligation: obligation(&target), reason, due };
            on(target, Turn::Supervisor, told)
        }
        Command::Extend { target, to, reason } => {
            let told = Told::Extend { obligation: obligation(&target), to, reason };
            on(target, Turn::Supervisor, told)
        }
        Command::Waive { target, reason } => {
            let told = Told::Waive { obligation: obligation(&target), reason };
            on(target, Turn::Supervisor, told)
        }
        Command::Approve { target } => {
            let approval = target.number;
            numbered(target, Turn::Asked(approval), Told::Approve { approval })
        }
        Command::Decline { target, reason } => {
            let approval = target.number;
            numbered(target, Turn::Asked(approval), Told::Decline { approval, reason })
        }
        Command::Acknowledge { target, reply } => {
            let notice = target.number;
            numbered(target, Turn::Debtor, Told::Acknowledge { notice, reply })
        }
        other => bail!("{other:?} is no command to a bureau"),
    })
}

async fn on_behalf_of(
    store: &Store,
    directory: &Directory,
    campaign: &Campaign,
    bureau: &BureauCode,
    actor: &ActorArgs,
    turn: Turn,
) -> Result<BureauCode> {
    if let Some(named) = &actor.on_behalf_of {
        return Ok(named.as_str().into());
    }
    Ok(match turn {
        Turn::Debtor => bureau.clone(),
        Turn::Supervisor => {
            directory.superiors(bureau).into_iter().next().unwrap_or_else(|| campaign.plan.issuer.clone())
        }
        Turn::Asked(number) => {
            let waiting = store.approval_list(&campaign.plan.id).await?;
            let asked = waiting.into_iter().find(|row| row.bureau == *bureau && row.approval == number);
            // An approval that no longer waits is refused by the docket, which says why.
            asked.map_or_else(|| campaign.plan.issuer.clone(), |row| row.of)
        }
    })
}

fn print(campaign: &Campaign, effects: &[Effect]) -> Result<()> {
    let shown = |at: PlanTime| at.in_zone(campaign.plan.zone).format("%Y-%m-%d %H:%M").to_string();
    for effect in effects {
        let what = match &effect.what {
            What::Issued { notice } => format!("{} to {}", notice.instrument.chinese(), notice.to),
            What::Submitted { on_time, .. } => {
                (if *on_time { "submitted on time" } else { "submitted late" }).to_owned()
            }
            What::Extended { due, .. } | What::Returned { due, .. } => format!("due {}", shown(*due)),
            other => serde_json::to_value(other)?["event"].as_str().unwrap_or("done").to_owned(),
        };
        let obligation = effect.obligation.as_ref().map_or("", |id| id.as_str());
        output::line(format!("{}  {obligation}  {what}\n", shown(effect.at)))?;
    }
    Ok(())
}
