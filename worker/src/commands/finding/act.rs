//! What people do to a finding: each command is an update of its workflow, which decides.

use super::show;
use crate::{
    cli::{
        ActorArgs,
        finding::{FindingCli, FindingTarget},
    },
    commands::{
        scene::Scene,
        tell::{in_time, tell_finding},
    },
    context::App,
    output::RefusedCommand,
};
use anyhow::{Result, bail};
use duban_domain::{
    BureauCode, FindingId,
    finding::{FindingCommand as Told, Subject},
};
use duban_store::FindingDetail;
use std::path::PathBuf;

/// Whose turn it is when nobody says for whom they act.
enum Turn {
    /// The bureau in whose district it lies.
    County,
    /// The one above it, where the bureau itself is concerned; itself otherwise.
    Inspector,
    /// Whoever was asked for this approval.
    Asked(u32),
    /// Whoever received this document, or issued it.
    Receiver(u32),
    Issuer(u32),
}

/// A command as typed: its target, who acts and for whom, and the files that come with it.
struct Typed {
    target: FindingTarget,
    actor: ActorArgs,
    turn: Turn,
    files: Vec<PathBuf>,
    told: Told,
}

/// The command.
///
/// # Errors
/// [`RefusedCommand`] with the finding's reason; the engine's, the archive's and the store's.
pub async fn act(app: &App, command: FindingCli) -> Result<()> {
    let Typed { target, actor, turn, files, mut told } = translate(command)?;
    let scene = Scene::open(app, &target.campaign).await?;
    let id = FindingId::from(target.finding.as_str());
    let detail = scene.store.finding_get(scene.id(), &id).await?;
    let detail = detail
        .ok_or_else(|| RefusedCommand(format!("the ledger knows no finding {id} in {}", scene.id())))?;
    let by = scene.actor(&actor, whose_turn(&scene, &detail, turn).await?)?;
    if let Told::FileEvidence { attachments, .. } = &mut told {
        *attachments = scene.attach(&files).await?;
    }
    let client = scene.client().await?;
    let sent = tell_finding(&client, scene.id(), &id, scene.received(by, told), None);
    let look = format!("duban finding show {} {id}", scene.id());
    show::effects(&scene, &in_time(sent, &look).await?)
}

async fn whose_turn(scene: &Scene<'_>, detail: &FindingDetail, turn: Turn) -> Result<BureauCode> {
    let county = detail.row.county.clone();
    let source = detail.workflow.clone();
    let document = async |ordinal: u32| scene.store.document_get(&source, ordinal).await;
    Ok(match turn {
        Turn::County => county,
        Turn::Inspector if matches!(detail.row.subject, Subject::Bureau { .. }) => scene.supervisor(&county),
        Turn::Inspector => county,
        Turn::Asked(number) => {
            let waiting = scene.store.approval_list(scene.id()).await?;
            let asked = waiting.into_iter().find(|row| row.source == source && row.approval == number);
            asked.map_or(county, |row| row.of)
        }
        Turn::Receiver(ordinal) => document(ordinal).await?.map_or(county, |row| row.notice.to),
        Turn::Issuer(ordinal) => document(ordinal).await?.map_or(county, |row| row.notice.from),
    })
}

fn translate(command: FindingCli) -> Result<Typed> {
    let plain = |target, actor, turn, told| Typed { target, actor, turn, files: Vec::new(), told };
    Ok(match command {
        FindingCli::Triage { target, grade, actor } => {
            plain(target, actor, Turn::County, Told::Triage { grade })
        }
        FindingCli::Dismiss { target, reason, actor } => {
            plain(target, actor, Turn::County, Told::Dismiss { reason })
        }
        FindingCli::Correct { target, result, actor } => {
            plain(target, actor, Turn::County, Told::CorrectOnTheSpot { result })
        }
        FindingCli::Evidence { target, note, files, actor } => {
            let told = Told::FileEvidence { note, attachments: Vec::new() };
            Typed { target, actor, turn: Turn::County, files, told }
        }
        FindingCli::Reinspect { target, verdict, result, actor } => {
            plain(target, actor, Turn::Inspector, Told::Reinspect { passed: verdict.passed, result })
        }
        FindingCli::LookBack { target, verdict, result, actor } => {
            plain(target, actor, Turn::Inspector, Told::LookBack { passed: verdict.passed, result })
        }
        FindingCli::Extend { target, to, reason, actor } => {
            plain(target, actor, Turn::County, Told::AskExtension { to, reason })
        }
        FindingCli::HandOver { target, to, reason, actor } => {
            plain(target, actor, Turn::Inspector, Told::HandOver { to, reason })
        }
        FindingCli::Receipt { target, reference, actor } => {
            plain(target, actor, Turn::Inspector, Told::ConfirmReceipt { reference })
        }
        FindingCli::Publish { target, kind, text, actor } => {
            plain(target, actor, Turn::Inspector, Told::ProposePublication { kind, text })
        }
        FindingCli::Approve { target, number, actor } => {
            plain(target, actor, Turn::Asked(number), Told::Approve { approval: number })
        }
        FindingCli::Decline { target, number, reason, actor } => {
            plain(target, actor, Turn::Asked(number), Told::Decline { approval: number, reason })
        }
        FindingCli::Acknowledge { target, number, reply, actor } => {
            plain(target, actor, Turn::Receiver(number), Told::Acknowledge { notice: number, reply })
        }
        FindingCli::Void { target, number, reason, actor } => {
            plain(target, actor, Turn::Issuer(number), Told::Void { notice: number, reason })
        }
        other => bail!("{other:?} is no command to a finding"),
    })
}
