//! `duban report-incident` and `duban incident …`

use super::context;
use crate::{
    cli::{
        ActorArgs,
        records::{IncidentCli, ReportIncident},
    },
    context::App,
    output,
};
use anyhow::Result;
use duban_domain::{
    BureauCode, EventEnvelope, IncidentId,
    correspondence::NoticeEvent,
    incident::{IncidentCommand as Told, IncidentEvent},
};
use duban_service::{CampaignContext, IncidentReport};
use duban_store::IncidentRow;
use serde_json::{Value, json};

/// Reports an urgent matter: every level up to the issuer is told at once.
///
/// # Errors
/// What was typed is invalid.
pub async fn report(app: &App, typed: ReportIncident) -> Result<()> {
    let scene = context::open(app, &typed.campaign).await?;
    let bureau = BureauCode::from(typed.bureau.as_str());
    let by = context::actor(&typed.actor, bureau.clone())?;
    let attachments = scene.service.attach_files(&typed.files).await?;
    let report = IncidentReport { bureau, title: typed.title, text: typed.text, attachments };
    let id = context::in_hand(&scene, by)?.report(report, None).await?;
    match app.is_json() {
        true => output::json(&json!({ "incident": id })),
        false => output::line(format!("{id}\n")),
    }
}

/// The command.
///
/// # Errors
/// The incident's refusal.
pub async fn incident(app: &App, command: IncidentCli) -> Result<()> {
    match command {
        IncidentCli::List { campaign } => list(app, &campaign).await,
        IncidentCli::Show { campaign, incident } => show(app, &campaign, &incident).await,
        IncidentCli::Acknowledge { campaign, incident, instruction, actor } => {
            tell(app, (&campaign, &incident), &actor, Told::Acknowledge { instruction }).await
        }
        IncidentCli::Update { campaign, incident, text, actor } => {
            tell(app, (&campaign, &incident), &actor, Told::Update { text }).await
        }
    }
}

async fn tell(app: &App, (campaign, incident): (&str, &str), actor: &ActorArgs, told: Told) -> Result<()> {
    let scene = context::open(app, campaign).await?;
    let id = IncidentId::from(incident);
    let turn = context::reader(&scene)?.incident_in_hand(&id).await?.turn(&told);
    let by = context::actor(actor, turn.bureau)?;
    let told = context::in_hand(&scene, by)?.incident_in_hand(&id).await?.tell(told, None).await;
    effects(app, &scene, &context::recorded(told, &format!("duban incident show {} {id}", scene.id()))?)
}

async fn list(app: &App, campaign: &str) -> Result<()> {
    let scene = context::open(app, campaign).await?;
    let rows = scene.store().incident_list(scene.id()).await?;
    if app.is_json() {
        let rows: Vec<_> = rows.iter().map(|row| json_of(&scene, row)).collect();
        return output::json(&json!({ "campaign": scene.id(), "incidents": rows }));
    }
    if rows.is_empty() {
        eprintln!("no incidents");
        return Ok(());
    }
    let mut table = output::table(["incident", "bureau", "title", "reported", "stands", "levels"]);
    for row in &rows {
        table.add_row([
            row.id.to_string(),
            scene.name(&row.bureau),
            row.title.clone(),
            scene.shown(row.reported),
            row.view.standing.chinese().to_owned(),
            levels(&scene, row),
        ]);
    }
    output::line(format!("{table}\n"))
}

fn levels(scene: &CampaignContext, row: &IncidentRow) -> String {
    let level = |(code, at): &(BureauCode, Option<duban_domain::PlanTime>)| match at {
        Some(at) => format!("{code} {}", scene.shown(*at)),
        None => format!("{code} —"),
    };
    row.view.levels.iter().map(level).collect::<Vec<_>>().join("\n")
}

async fn show(app: &App, campaign: &str, incident: &str) -> Result<()> {
    let scene = context::open(app, campaign).await?;
    let id = IncidentId::from(incident);
    let found = context::reader(&scene)?.incident_in_hand(&id).await?;
    let (row, history) = (&found.row, found.history().await?);
    let history: Vec<_> = history.into_iter().map(|line| line.effect).collect();
    if app.is_json() {
        let mut shown = json_of(&scene, row);
        shown["history"] = json!(history);
        return output::json(&shown);
    }
    let head = format!("{id}  {}：{}", scene.name(&row.bureau), row.title);
    output::line(format!("{head}\n{}\n{}\n", row.text, levels(&scene, row)))?;
    effects(app, &scene, &history)
}

fn effects(app: &App, scene: &CampaignContext, effects: &[EventEnvelope<IncidentEvent>]) -> Result<()> {
    context::tell(app, scene, effects, |what| {
        Ok(match what {
            IncidentEvent::LevelAcknowledged { level, on_time, .. } => {
                format!("{level} took note {}", if *on_time { "in time" } else { "late" })
            }
            IncidentEvent::LevelLapsed { level, told } => {
                format!("{level} has not taken note; {told} is told")
            }
            IncidentEvent::Notice(NoticeEvent::Issued { notice }) => {
                format!("{} to {}", notice.instrument.chinese(), notice.to)
            }
            other => output::event(other)?,
        })
    })
}

fn json_of(scene: &CampaignContext, row: &IncidentRow) -> Value {
    let zone = scene.kept.plan.zone;
    let levels = row
        .view
        .levels
        .iter()
        .map(|(code, at)| json!({ "bureau": code, "acknowledged": at.map(|at| at.rfc3339(zone)) }));
    json!({
        "id": row.id, "bureau": row.bureau, "title": row.title, "text": row.text,
        "attachments": row.attachments, "reported": row.reported.rfc3339(zone), "standing": row.view.standing,
        "levels": levels.collect::<Vec<_>>(),
    })
}
