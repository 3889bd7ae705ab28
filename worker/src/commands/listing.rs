//! `duban listing …`

use super::{
    scene::Scene,
    tell::{in_time, tell_listing},
};
use crate::{
    cli::{
        ActorArgs,
        listing::{Filing, ListingCli, ListingTarget},
    },
    context::App,
    output::{self, RefusedCommand},
};
use anyhow::{Result, bail};
use duban_domain::{
    BureauCode, Effect, FindingId, Listing, ListingId, PlanTime,
    listing::{Ground, ListingCommand as Told, ListingOpening, ListingTerms, ListingWhat, Target},
    paper::{Paper, decider},
};
use duban_store::{FindingDetail, ListingRow};
use serde_json::{Value, json};
use std::{path::PathBuf, sync::Arc};

/// Whose turn it is when nobody says for whom they act.
enum Turn {
    Listed,
    Lister,
    Asked(u32),
    Receiver(u32),
    Issuer(u32),
}

struct Typed {
    target: ListingTarget,
    actor: ActorArgs,
    turn: Turn,
    files: Vec<PathBuf>,
    told: Told,
}

/// The command.
///
/// # Errors
/// [`RefusedCommand`] with the listing's reason; the engine's, the archive's and the store's.
pub async fn listing(app: &App, command: ListingCli) -> Result<()> {
    match command {
        ListingCli::Propose { campaign, bureau, finding, grounds, reason, again, actor } => {
            let proposal =
                Proposal { bureau: bureau.as_str().into(), finding, grounds, reason, again, actor };
            propose(app, &campaign, proposal).await
        }
        ListingCli::List { campaign } => list(app, &campaign).await,
        ListingCli::Show { target } => show(app, &target).await,
        act => tell(app, act).await,
    }
}

struct Proposal {
    bureau: BureauCode,
    finding: Option<String>,
    grounds: Vec<Ground>,
    reason: String,
    again: Option<String>,
    actor: ActorArgs,
}

async fn propose(app: &App, campaign: &str, proposal: Proposal) -> Result<()> {
    let scene = Scene::open(app, campaign).await?;
    let Proposal { bureau, finding, mut grounds, reason, again, actor } = proposal;
    grounds.sort();
    grounds.dedup();
    let party = scene.party(&bureau)?;
    let target = target(&scene, &bureau, finding.as_deref()).await?;
    let terms = scene.terms()?;
    let rules = terms.listing.unwrap_or_default();
    let by = scene.actor(&actor, scene.supervisor(&bureau))?;
    let opening = ListingOpening {
        id: next_id(&scene, &bureau).await?,
        terms: Arc::new(ListingTerms { matter: terms.matter(), rules }),
        party,
        target,
        grounds,
        reason: duban_domain::paper::text(&reason).map_err(|why| RefusedCommand(why.to_string()))?,
        by: Some(by),
        at: scene.now,
        issued: None,
        previous: again.as_deref().map(ListingId::from),
    };
    let id = opening.id.clone();
    let client = scene.client().await?;
    if !scene.starter().listing(&client, Listing::new(opening)).await? {
        let told = format!("{id} was proposed at this moment by somebody else; look at it and try again");
        return Err(RefusedCommand(told).into());
    }
    match app.is_json() {
        true => output::json(&json!({ "listing": id })),
        false => output::line(format!("{id}\n")),
    }
}

async fn target(scene: &Scene<'_>, bureau: &BureauCode, finding: Option<&str>) -> Result<Target> {
    let Some(finding) = finding else { return Ok(Target::Bureau { obligation: None }) };
    let id = FindingId::from(finding);
    let detail = scene.store.finding_get(scene.id(), &id).await?;
    let registration = detail.map(FindingDetail::into_registration).filter(|r| r.county == *bureau);
    let none = || RefusedCommand(format!("the ledger knows no finding {id} in the district of {bureau}"));
    let registration = Box::new(registration.ok_or_else(none)?);
    Ok(Target::Finding { finding: id, registration })
}

/// Listings proposed by hand are numbered per bureau.
async fn next_id(scene: &Scene<'_>, bureau: &BureauCode) -> Result<ListingId> {
    let rows = scene.store.listing_list(scene.id()).await?;
    let ours = rows.iter().filter(|row| row.bureau == *bureau && row.by.is_some());
    Ok(ListingId::new(format!("{bureau}-hand-{}", ours.count() + 1)))
}

async fn get(scene: &Scene<'_>, id: &ListingId) -> Result<ListingRow> {
    let row = scene.store.listing_get(scene.id(), id).await?;
    Ok(row.ok_or_else(|| RefusedCommand(format!("the ledger knows no listing {id} in {}", scene.id())))?)
}

async fn tell(app: &App, command: ListingCli) -> Result<()> {
    let Typed { target, actor, turn, files, mut told } = translate(command)?;
    let scene = Scene::open(app, &target.campaign).await?;
    let id = ListingId::from(target.listing.as_str());
    let row = get(&scene, &id).await?;
    let by = scene.actor(&actor, whose_turn(&scene, &row, turn).await?)?;
    if let Told::FilePlan { attachments, .. }
    | Told::ReportProgress { attachments, .. }
    | Told::Apply { attachments, .. } = &mut told
    {
        *attachments = scene.attach(&files).await?;
    }
    let client = scene.client().await?;
    let sent = tell_listing(&client, scene.id(), &id, scene.received(by, told), None);
    effects(&scene, &in_time(sent, &format!("duban listing show {} {id}", scene.id())).await?)
}

async fn whose_turn(scene: &Scene<'_>, row: &ListingRow, turn: Turn) -> Result<BureauCode> {
    let (source, listed) = (&row.workflow, row.bureau.clone());
    let lister = lister(scene, row)?;
    let document = async |ordinal: u32| scene.store.document_get(source, ordinal).await;
    Ok(match turn {
        Turn::Listed => listed,
        Turn::Lister => lister,
        Turn::Asked(number) => {
            let waiting = scene.store.approval_list(scene.id()).await?;
            let asked = waiting.into_iter().find(|row| row.source == *source && row.approval == number);
            asked.map_or(lister, |row| row.of)
        }
        Turn::Receiver(ordinal) => document(ordinal).await?.map_or(listed, |row| row.notice.to),
        Turn::Issuer(ordinal) => document(ordinal).await?.map_or(lister, |row| row.notice.from),
    })
}

/// Whoever listed it verifies it (谁督办，谁复查).
fn lister(scene: &Scene<'_>, row: &ListingRow) -> Result<BureauCode> {
    if let Some(issued) = &row.issued {
        return Ok(issued.from.clone());
    }
    let rules = scene.terms()?.listing.unwrap_or_default();
    Ok(decider(rules.approval.by, &scene.party(&row.bureau)?, &scene.kept.plan.issuer))
}

fn translate(command: ListingCli) -> Result<Typed> {
    let plain = |target, actor, turn, told| Typed { target, actor, turn, files: Vec::new(), told };
    let filed = |filing: Filing, told: fn(String) -> Told| {
        let Filing { target, note, files, actor } = filing;
        Typed { target, actor, turn: Turn::Listed, files, told: told(note) }
    };

    Ok(match command {
        ListingCli::Approve { target, number, actor } => {
            plain(target, actor, Turn::Asked(number), Told::Approve { approval: number })
        }
        ListingCli::Decline { target, number, reason, actor } => {
            plain(target, actor, Turn::Asked(number), Told::Decline { approval: number, reason })
        }
        ListingCli::Publish { target, place, actor } => {
            plain(target, actor, Turn::Lister, Told::Publish { place })
        }
        ListingCli::Plan(filing) => filed(filing, |note| Told::FilePlan { note, attachments: Vec::new() }),
        ListingCli::Progress(filing) => {
            filed(filing, |note| Told::ReportProgress { note, attachments: Vec::new() })
        }
        ListingCli::Apply(filing) => filed(filing, |note| Told::Apply { note, attachments: Vec::new() }),
        ListingCli::Verify { target, verdict, result, actor } => {
            plain(target, actor, Turn::Lister, Told::Verify { passed: verdict.passed, result })
        }
        ListingCli::PublishDelisting { target, place, actor } => {
            plain(target, actor, Turn::Lister, Told::PublishDelisting { place })
        }
        ListingCli::Extend { target, to, reason, actor } => {
            plain(target, actor, Turn::Listed, Told::AskExtension { to, reason })
        }
        ListingCli::Acknowledge { target, number, reply, actor } => {
            plain(target, actor, Turn::Receiver(number), Told::Acknowledge { notice: number, reply })
        }
        ListingCli::Void { target, number, reason, actor } => {
            plain(target, actor, Turn::Issuer(number), Told::Void { notice: number, reason })
        }
        ListingCli::Revoke { target, reason, actor } => {
            plain(target, actor, Turn::Lister, Told::Revoke { reason })
        }
        other => bail!("{other:?} is no command to a listing"),
    })
}

async fn list(app: &App, campaign: &str) -> Result<()> {
    let scene = Scene::open(app, campaign).await?;
    let rows = scene.store.listing_list(scene.id()).await?;
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
            row.view.until.map(|at| scene.shown(at)).unwrap_or_default(),
            next.map(|(task, _)| task.chinese().to_owned()).unwrap_or_default(),
            next.map(|(_, at)| scene.shown(at)).unwrap_or_default(),
        ]);
    }
    output::line(format!("{table}\n"))
}

async fn show(app: &App, target: &ListingTarget) -> Result<()> {
    let scene = Scene::open(app, &target.campaign).await?;
    let id = ListingId::from(target.listing.as_str());
    let row = get(&scene, &id).await?;
    let history = scene.store.listing_history(scene.id(), &id).await?;
    let history: Vec<_> = history.into_iter().map(|line| line.effect).collect();
    if app.is_json() {
        let mut shown = json_of(&scene, &row);
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
    effects(&scene, &history)
}

fn effects(scene: &Scene<'_>, effects: &[Effect<ListingWhat>]) -> Result<()> {
    scene.tell(effects, |what| {
        Ok(match what {
            ListingWhat::Listed { until } => format!("listed until {}", scene.shown(*until)),
            ListingWhat::Extended { until, .. } => format!("extended to {}", scene.shown(*until)),
            ListingWhat::AppliedFor { verify_by, .. } => {
                format!("applied to delist; verification by {}", scene.shown(*verify_by))
            }
            ListingWhat::Paper(Paper::Issued { notice }) => {
                format!("{} to {} (no. {})", notice.instrument.chinese(), notice.to, notice.ordinal)
            }
            other => output::event(other)?,
        })
    })
}

fn json_of(scene: &Scene<'_>, row: &ListingRow) -> Value {
    let zone = scene.kept.plan.zone;
    let shown = |at: Option<PlanTime>| at.map(|at| at.rfc3339(zone));
    let view = &row.view;
    json!({
        "id": row.id, "bureau": row.bureau, "obligation": row.obligation, "finding": row.finding,
        "grounds": row.grounds, "reason": row.reason, "previous": row.previous, "standing": view.standing, "listed": shown(view.listed),
        "until": shown(view.until), "expired": view.expired, "published": shown(view.published),
        "plan_filed": shown(view.plan_filed), "progress": view.progress, "delisted": shown(view.delisted),
        "next": view.next.map(|(task, by)| json!({ "task": task, "by": by.rfc3339(zone) })),
    })
}
