//! Commands of people: hand in, review, extend, approve. Each is an update of one bureau's workflow;
//! the docket decides, and a refusal changes nothing.

use super::context;
use crate::{
    cli::{ActorArgs, Command, NumberTarget, Target},
    context::App,
    output,
};
use anyhow::{Result, bail};
use duban_domain::{BureauCode, CampaignId, Command as Told, DocketEvent, ObligationId};
use duban_service::CampaignContext;
use std::path::PathBuf;

/// The command.
///
/// # Errors
/// The docket's refusal.
pub async fn act(app: &App, command: Command) -> Result<()> {
    let DocketCommandInput { campaign, bureau, actor, files: paths, mut told } = translate(command)?;
    let scene = context::open(app, campaign.as_str()).await?;
    let by = context::actor(&actor, scene.docket_turn(&bureau, &told).await?.bureau)?;
    let docket = context::in_hand(&scene, by)?.docket(&bureau)?;
    match &mut told {
        Told::Submit { attachments, files, .. } => {
            *files = scene.service.attach_files(&paths).await?;
            *attachments = files.iter().map(|file| file.name.clone()).collect();
        }
        Told::Reply { files, .. } => *files = scene.service.attach_files(&paths).await?,
        _ => {}
    }
    let told = docket.tell(told, None).await;
    let effects = context::recorded(told, &format!("duban status {campaign} {bureau}"))?;
    context::tell(app, &scene, &effects, |happened| what(&scene, happened))
}

/// A command as typed: whose docket, who acts and for whom, and the files that come with it.
struct DocketCommandInput {
    campaign: CampaignId,
    bureau: BureauCode,
    actor: ActorArgs,
    files: Vec<PathBuf>,
    told: Told,
}

fn translate(command: Command) -> Result<DocketCommandInput> {
    let obligation = |target: &Target| ObligationId::from(target.obligation.as_str());
    let typed = |campaign: &str, bureau: &str, actor: ActorArgs, told: Told| DocketCommandInput {
        campaign: campaign.into(),
        bureau: bureau.into(),
        actor,
        files: Vec::new(),
        told,
    };
    let on = |target: Target, told: Told| typed(&target.campaign, &target.bureau, target.actor, told);
    let numbered =
        |target: NumberTarget, told: Told| typed(&target.campaign, &target.bureau, target.actor, told);
    Ok(match command {
        Command::Submit { target, attachments, sealed } => {
            let told = Told::Submit {
                obligation: obligation(&target),
                attachments: Vec::new(),
                files: Vec::new(),
                sealed,
            };
            DocketCommandInput { files: attachments, ..on(target, told) }
        }
        Command::Accept { target } => {
            let told = Told::Accept { obligation: obligation(&target) };
            on(target, told)
        }
        Command::Return { target, due, reason } => {
            let told = Told::Return { obligation: obligation(&target), reason, due };
            on(target, told)
        }
        Command::Extend { target, to, reason } => {
            let told = Told::Extend { obligation: obligation(&target), to, reason };
            on(target, told)
        }
        Command::Waive { target, reason } => {
            let told = Told::Waive { obligation: obligation(&target), reason };
            on(target, told)
        }
        Command::Approve { target } => {
            let approval = target.number;
            numbered(target, Told::Approve { approval })
        }
        Command::Decline { target, reason } => {
            let approval = target.number;
            numbered(target, Told::Decline { approval, reason })
        }
        Command::Void { target, reason } => {
            let notice = target.number;
            numbered(target, Told::Void { notice, reason })
        }
        Command::Reply { target, text, files } => {
            let told = Told::Reply { notice: target.number, text, files: Vec::new() };
            DocketCommandInput { files, ..numbered(target, told) }
        }
        Command::Acknowledge { target, reply } => {
            let notice = target.number;
            numbered(target, Told::Acknowledge { notice, reply })
        }
        other => bail!("{other:?} is no command to a bureau"),
    })
}

fn what(scene: &CampaignContext, what: &DocketEvent) -> Result<String> {
    Ok(match what {
        DocketEvent::Issued { notice } => format!("{} to {}", notice.instrument.chinese(), notice.to),
        DocketEvent::Submitted { on_time, .. } => {
            (if *on_time { "submitted on time" } else { "submitted late" }).to_owned()
        }
        DocketEvent::Extended { due, .. } | DocketEvent::Returned { due, .. } => {
            format!("due {}", scene.shown(*due))
        }
        other => output::event(other)?,
    })
}
