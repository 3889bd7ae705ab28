//! `duban listing …`

use super::context::{self, deadline};
use crate::{
    cli::{
        ActorArgs,
        listing::{Filing, ListingCli, ListingTarget},
    },
    context::App,
    output,
};
use anyhow::{Result, bail};
use duban_domain::{
    BureauCode, EventEnvelope, FindingId, ListingId, PlanTime,
    correspondence::NoticeEvent,
    listing::{ListingCommand as Told, ListingEvent},
};
use duban_service::{CampaignContext, Proposal};
use duban_store::ListingRow;
use serde_json::{Value, json};
use std::path::PathBuf;

struct ListingCommandInput {
    target: ListingTarget,
    actor: ActorArgs,
    files: Vec<PathBuf>,
    told: Told,
}

/// The command.
///
/// # Errors
/// The listing's refusal.
pub async fn listing(app: &App, command: ListingCli) -> Result<()> {
    match command {
        ListingCli::Propose { campaign, bureau, finding, grounds, reason, again, actor } => {
            let proposal = Proposal {
                bureau: BureauCode::from(bureau.as_str()),
                finding: finding.as_deref().map(FindingId::from),
                grounds,
                reason,
                again: again.as_deref().map(ListingId::from),
            };
            propose(app, &campaign, proposal, &actor).await
        }
        ListingCli::List { campaign } => list(app, &campaign).await,
        ListingCli::Show { target } => show(app, &target).await,
        act => tell(app, act).await,
    }
}

async fn propose(app: &App, campaign: &str, proposal: Proposal, actor: &ActorArgs) -> Result<()> {
    let scene = context::open(app, campaign).await?;
    let by = context::actor(actor, scene.supervisor(&proposal.bureau))?;
    let id = context::in_hand(&scene, by)?.propose(proposal, None).await?;
    match app.is_json() {
        true => output::json(&json!({ "listing": id })),
        false => output::line(format!("{id}\n")),
    }
}

async fn tell(app: &App, command: ListingCli) -> Result<()> {
    let ListingCommandInput { target, actor, files, mut told } = translate(command)?;
    let scene = context::open(app, &target.campaign).await?;
    let id = ListingId::from(target.listing.as_str());
    let turn = context::reader(&scene)?.listing_in_hand(&id).await?.turn(&told).await?;
    let by = context::actor(&actor, turn.bureau)?;
    if let Told::FilePlan { attachments, .. }
    | Told::ReportProgress { attachments, .. }
    | Told::Apply { attachments, .. }
    | Told::Reply { files: attachments, .. } = &mut told
    {
        *attachments = scene.service.attach_files(&files).await?;
    }
    let told = context::in_hand(&scene, by)?.listing_in_hand(&id).await?.tell(told, None).await;
    effects(app, &scene, &context::recorded(told, &format!("duban listing show {} {id}", scene.id()))?)
}

fn translate(command: ListingCli) -> Result<ListingCommandInput> {
    let plain = |target, actor, told| ListingCommandInput { target, actor, files: Vec::new(), told };
    let filed = |filing: Filing, told: fn(String) -> Told| {
        let Filing { target, note, files, actor } = filing;
        ListingCommandInput { target, actor, files, told: told(note) }
    };

    Ok(match command {
        ListingCli::Approve { target, number, actor } => {
            plain(target, actor, Told::Approve { approval: number })
        }
        ListingCli::Decline { target, number, reason, actor } => {
            plain(target, actor, Told::Decline { approval: number, reason })
        }
        ListingCli::Publish { target, place, actor } => plain(target, actor, Told::Publish { place }),
        ListingCli::Plan(filing) => filed(filing, |note| Told::FilePlan { note, attachments: Vec::new() }),
        ListingCli::Progress(filing) => {
            filed(filing, |note| Told::ReportProgress { note, attachments: Vec::new() })
        }
        ListingCli::Apply(filing) => filed(filing, |note| Told::Apply { note, attachments: Vec::new() }),
        ListingCli::Verify { target, verdict, result, actor } => {
            plain(target, actor, Told::Verify { passed: verdict.passed, result })
        }
        ListingCli::PublishDelisting { target, place, actor } => {
            plain(target, actor, Told::PublishDelisting { place })
        }
        ListingCli::Extend { target, to, reason, actor } => {
            plain(target, actor, Told::AskExtension { to, reason })
        }
        ListingCli::Acknowledge { target, number, reply, actor } => {
            plain(target, actor, Told::Acknowledge { notice: number, reply })
        }
        ListingCli::Reply { target, number, text, files, actor } => {
            let told = Told::Reply { notice: number, text, files: Vec::new() };
            ListingCommandInput { target, actor, files, told }
        }
        ListingCli::Void { target, number, reason, actor } => {
            plain(target, actor, Told::Void { notice: number, reason })
        }
        ListingCli::Revoke { target, reason, actor } => plain(target, actor, Told::Revoke { reason }),
        other => bail!("{other:?} is no command to a listing"),
    })
}

async fn list(app: &App, campaign: &str) -> Result<()> {
    let scene = context::open(app, campaign).await?;
    let rows = scene.store().listing_list(scene.id()).await?;
    if app.is_json() {
        let rows: Vec<_> = rows.iter().map(|row| json_of(&scene, row)).collect();
        return output::json(&json!({ "campaign": scene.id(), "listings": rows }));
    }
    if rows.is_empty() {
        eprintln!("no listings");
        return Ok(());
    }
    let mut table = output::table(["listing", "bureau", "reason", "stands", "listed", "until", "next", "by"]);
    for row in &rows {
        let next = row.view.next;
        table.add_row([
            row.id.to_string(),
            scene.name(&row.bureau),
            row.reason.clone(),
            row.view.standing.chinese().to_owned(),
            row.view.listed.map(|at| scene.shown(at)).unwrap_or_default(),
            row.view.until.map(|at| deadline(&scene, at)).unwrap_or_default(),
            next.map(|(task, _)| task.chinese().to_owned()).unwrap_or_default(),
            next.map(|(_, at)| deadline(&scene, at)).unwrap_or_default(),
        ]);
    }
    output::line(format!("{table}\n"))
}

async fn show(app: &App, target: &ListingTarget) -> Result<()> {
    let scene = context::open(app, &target.campaign).await?;
    let id = ListingId::from(target.listing.as_str());
    let found = context::reader(&scene)?.listing_in_hand(&id).await?;
    let (row, history) = (&found.row, found.history().await?);
    let history: Vec<_> = history.into_iter().map(|line| line.effect).collect();
    if app.is_json() {
        let mut shown = json_of(&scene, row);
        shown["history"] = json!(history);
        return output::json(&shown);
    }
    let grounds: Vec<_> = row.grounds.iter().map(|ground| ground.chinese()).collect();
    output::line(format!(
        "{}  {}：{}（{}）\n{}\n",
        id,
        scene.name(&row.bureau),
        row.reason,
        grounds.join("、"),
        row.view.standing.chinese()
    ))?;
    effects(app, &scene, &history)
}

fn effects(app: &App, scene: &CampaignContext, effects: &[EventEnvelope<ListingEvent>]) -> Result<()> {
    context::tell(app, scene, effects, |what| {
        Ok(match what {
            ListingEvent::Listed { until } => format!("listed until {}", deadline(scene, *until)),
            ListingEvent::Extended { until, .. } => format!("extended to {}", deadline(scene, *until)),
            ListingEvent::AppliedFor { verify_by, .. } => {
                format!("applied to delist; verification by {}", deadline(scene, *verify_by))
            }
            ListingEvent::Notice(NoticeEvent::Issued { notice }) => {
                format!("{} to {} (no. {})", notice.instrument.chinese(), notice.to, notice.ordinal)
            }
            other => output::event(other)?,
        })
    })
}

fn json_of(scene: &CampaignContext, row: &ListingRow) -> Value {
    let zone = scene.kept.plan.zone;
    let shown = |at: Option<PlanTime>| at.map(|at| at.rfc3339(zone));
    let view = &row.view;
    json!({
        "id": row.id, "bureau": row.bureau, "obligation": row.obligation, "finding": row.finding,
        "grounds": row.grounds, "reason": row.reason, "previous": row.previous, "standing": view.standing, "listed": shown(view.listed),
        "until": shown(view.until), "provisional": view.until.is_some_and(|until| scene.is_provisional(until)),
        "expired": view.expired, "published": shown(view.published),
        "plan_filed": shown(view.plan_filed), "progress": view.progress, "delisted": shown(view.delisted),
        "next": view.next.map(|(task, by)| {
            json!({ "task": task, "by": by.rfc3339(zone), "provisional": scene.is_provisional(by) })
        }),
    })
}
