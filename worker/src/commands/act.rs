//! Commands of people: hand in, review, extend, approve. Each is an update of one bureau's workflow;
//! the docket decides, and a refusal changes nothing.

use super::{
    scene::Scene,
    tell::{in_time, tell},
};
use crate::{
    cli::{ActorArgs, Command, NumberTarget, Target},
    context::App,
    output,
};
use anyhow::{Result, bail};
use duban_domain::{BureauCode, CampaignId, Command as Told, ObligationId, What};
use duban_workflows::ids;
use std::path::PathBuf;

/// Whose turn it is when nobody says for whom they act.
enum Turn {
    Debtor,
    Supervisor,
    Asked(u32),
    /// Whoever issued this document.
    Issuer(u32),
}

/// The command.
///
/// # Errors
/// [`RefusedCommand`](crate::output::RefusedCommand) with the docket's reason; the engine's and the
/// store's.
pub async fn act(app: &App, command: Command) -> Result<()> {
    let Typed { campaign, bureau, actor, turn, files: paths, mut told } = translate(command)?;
    let scene = Scene::open(app, campaign.as_str()).await?;
    let by = scene.actor(&actor, whose_turn(&scene, &bureau, turn).await?)?;
    if let Told::Submit { attachments, files, .. } = &mut told {
        *files = scene.attach(&paths).await?;
        *attachments = files.iter().map(|file| file.name.clone()).collect();
    }
    let client = scene.client().await?;
    let sent = tell(&client, &campaign, &bureau, scene.received(by, told), None);
    let effects = in_time(sent, &format!("duban status {campaign} {bureau}")).await?;
    scene.tell(&effects, |happened| what(&scene, happened))
}

/// A command as typed: whose docket, who acts and for whom, and the files that come with it.
struct Typed {
    campaign: CampaignId,
    bureau: BureauCode,
    actor: ActorArgs,
    turn: Turn,
    files: Vec<PathBuf>,
    told: Told,
}

fn translate(command: Command) -> Result<Typed> {
    let obligation = |target: &Target| ObligationId::from(target.obligation.as_str());
    let typed = |campaign: &str, bureau: &str, actor: ActorArgs, turn: Turn, told: Told| Typed {
        campaign: campaign.into(),
        bureau: bureau.into(),
        actor,
        turn,
        files: Vec::new(),
        told,
    };
    let on = |target: Target, turn: Turn, told: Told| {
        typed(&target.campaign, &target.bureau, target.actor, turn, told)
    };
    let numbered = |target: NumberTarget, turn: Turn, told: Told| {
        typed(&target.campaign, &target.bureau, target.actor, turn, told)
    };
    Ok(match command {
        Command::Submit { target, attachments, sealed } => {
            let told = Told::Submit {
                obligation: obligation(&target),
                attachments: Vec::new(),
                files: Vec::new(),
                sealed,
            };
            Typed { files: attachments, ..on(target, Turn::Debtor, told) }
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
        Command::Void { target, reason } => {
            let notice = target.number;
            numbered(target, Turn::Issuer(notice), Told::Void { notice, reason })
        }
        Command::Acknowledge { target, reply } => {
            let notice = target.number;
            numbered(target, Turn::Debtor, Told::Acknowledge { notice, reply })
        }
        other => bail!("{other:?} is no command to a bureau"),
    })
}

async fn whose_turn(scene: &Scene<'_>, bureau: &BureauCode, turn: Turn) -> Result<BureauCode> {
    let issuer = || scene.kept.plan.issuer.clone();
    let source = ids::bureau_campaign(scene.id(), bureau);
    Ok(match turn {
        Turn::Debtor => bureau.clone(),
        Turn::Supervisor => scene.supervisor(bureau),
        Turn::Asked(number) => {
            let waiting = scene.store.approval_list(scene.id()).await?;
            let asked = waiting.into_iter().find(|row| row.source == source && row.approval == number);
            // An approval that no longer waits is refused by the docket, which says why.
            asked.map_or_else(issuer, |row| row.of)
        }
        Turn::Issuer(ordinal) => {
            let document = scene.store.document_get(&source, ordinal).await?;
            document.map_or_else(issuer, |row| row.notice.from)
        }
    })
}

fn what(scene: &Scene<'_>, what: &What) -> Result<String> {
    Ok(match what {
        What::Issued { notice } => format!("{} to {}", notice.instrument.chinese(), notice.to),
        What::Submitted { on_time, .. } => {
            (if *on_time { "submitted on time" } else { "submitted late" }).to_owned()
        }
        What::Extended { due, .. } | What::Returned { due, .. } => format!("due {}", scene.shown(*due)),
        other => output::event(other)?,
    })
}
