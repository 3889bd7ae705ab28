//! What people do to a finding: each command is an update of its workflow, which decides.

use super::show;
use crate::{
    cli::{
        ActorArgs,
        finding::{FindingCli, FindingTarget},
    },
    commands::context,
    context::App,
};
use anyhow::{Result, bail};
use duban_domain::{FindingId, finding::FindingCommand as Told};
use std::path::PathBuf;

/// A command as typed: its target, who acts and for whom, and the files that come with it.
struct FindingCommandInput {
    target: FindingTarget,
    actor: ActorArgs,
    files: Vec<PathBuf>,
    told: Told,
}

/// The command.
///
/// # Errors
/// The finding's refusal.
pub async fn act(app: &App, command: FindingCli) -> Result<()> {
    let FindingCommandInput { target, actor, files, mut told } = translate(command)?;
    let scene = context::open(app, &target.campaign).await?;
    let id = FindingId::from(target.finding.as_str());
    let turn = context::reader(&scene)?.finding_in_hand(&id).await?.turn(&told).await?;
    let by = context::actor(&actor, turn.bureau)?;
    if let Told::FileEvidence { attachments, .. } | Told::Reply { files: attachments, .. } = &mut told {
        *attachments = scene.service.attach_files(&files).await?;
    }
    let told = context::in_hand(&scene, by)?.finding_in_hand(&id).await?.tell(told, None).await;
    show::effects(app, &scene, &context::recorded(told, &format!("duban finding show {} {id}", scene.id()))?)
}

fn translate(command: FindingCli) -> Result<FindingCommandInput> {
    let plain = |target, actor, told| FindingCommandInput { target, actor, files: Vec::new(), told };
    Ok(match command {
        FindingCli::Triage { target, grade, actor } => plain(target, actor, Told::Triage { grade }),
        FindingCli::Dismiss { target, reason, actor } => plain(target, actor, Told::Dismiss { reason }),
        FindingCli::Correct { target, result, actor } => {
            plain(target, actor, Told::CorrectOnTheSpot { result })
        }
        FindingCli::Evidence { target, note, files, actor } => {
            let told = Told::FileEvidence { note, attachments: Vec::new() };
            FindingCommandInput { target, actor, files, told }
        }
        FindingCli::Reinspect { target, verdict, result, actor } => {
            plain(target, actor, Told::Reinspect { passed: verdict.passed, result })
        }
        FindingCli::LookBack { target, verdict, result, actor } => {
            plain(target, actor, Told::LookBack { passed: verdict.passed, result })
        }
        FindingCli::Extend { target, to, reason, actor } => {
            plain(target, actor, Told::AskExtension { to, reason })
        }
        FindingCli::HandOver { target, to, reason, actor } => {
            plain(target, actor, Told::HandOver { to, reason })
        }
        FindingCli::Receipt { target, reference, actor } => {
            plain(target, actor, Told::ConfirmReceipt { reference })
        }
        FindingCli::Publish { target, kind, text, actor } => {
            plain(target, actor, Told::ProposePublication { kind, text })
        }
        FindingCli::Approve { target, number, actor } => {
            plain(target, actor, Told::Approve { approval: number })
        }
        FindingCli::Decline { target, number, reason, actor } => {
            plain(target, actor, Told::Decline { approval: number, reason })
        }
        FindingCli::Acknowledge { target, number, reply, actor } => {
            plain(target, actor, Told::Acknowledge { notice: number, reply })
        }
        FindingCli::Reply { target, number, text, files, actor } => {
            let told = Told::Reply { notice: number, text, files: Vec::new() };
            FindingCommandInput { target, actor, files, told }
        }
        FindingCli::Void { target, number, reason, actor } => {
            plain(target, actor, Told::Void { notice: number, reason })
        }
        other => bail!("{other:?} is no command to a finding"),
    })
}
