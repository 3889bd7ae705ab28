//! `duban report-incident` and `duban incident …`

use super::{
    scene::Scene,
    tell::{in_time, tell_incident},
};
use crate::{
    cli::{
        ActorArgs,
        records::{IncidentCli, ReportIncident},
    },
    context::App,
    output::{self, RefusedCommand},
};
use anyhow::Result;
use duban_domain::{
    BureauCode, Effect, Incident, IncidentId,
    incident::{IncidentCommand as Told, IncidentOpening, IncidentWhat},
    paper::{Paper, text},
};
use duban_store::IncidentRow;
use serde_json::{Value, json};
use std::sync::Arc;

/// Reports an urgent matter: every level up to the issuer is told at once.
///
/// # Errors
/// What was typed will not do; the engine's, the archive's and the store's.
pub async fn report(app: &App, typed: ReportIncident) -> Result<()> {
    let scene = Scene::open(app, &typed.campaign).await?;
    let bureau = BureauCode::from(typed.bureau.as_str());
    let refuse = |why: duban_domain::Refusal| RefusedCommand(why.to_string());
    let terms = scene.terms()?;
    let opening = IncidentOpening {
        // Reported in one second by one bureau is reported once: a person who presses twice.
        id: IncidentId::new(format!(
            "{bureau}-{}",
            scene.now.in_zone(scene.kept.plan.zone).format("%Y%m%d-%H%M%S")
        )),
        matter: Arc::new(terms.matter()),
        rules: terms.incidents,
        party: scene.party(&bureau)?,
        title: text(&typed.title).map_err(refuse)?,
        text: text(&typed.text).map_err(refuse)?,
        attachments: scene.attach(&typed.files).await?,
        by: scene.actor(&typed.actor, bureau)?,
        at: scene.now,
    };
    let id = opening.id.clone();
    let client = scene.client().await?;
    if !scene.starter().incident(&client, Incident::new(opening)).await? {
        return Err(RefusedCommand(format!("{id} was reported already")).into());
    }
    match app.is_json() {
        true => output::json(&json!({ "incident": id })),
        false => output::line(format!("{id}\n")),
    }
}

/// The command.
///
/// # Errors
/// [`RefusedCommand`] with the incident's reason; the engine's and the store's.
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

async fn get(scene: &Scene<'_>, id: &IncidentId) -> Result<IncidentRow> {
    let row = scene.store.incident_get(scene.id(), id).await?;
    Ok(row.ok_or_else(|| RefusedCommand(format!("the ledger knows no incident {id} in {}", scene.id())))?)
}

async fn tell(app: &App, (campaign, incident): (&str, &str), actor: &ActorArgs, told: Told) -> Result<()> {
    let scene = Scene::open(app, campaign).await?;
    let id = IncidentId::from(incident);
    let row = get(&scene, &id).await?;
    let reporter = row.bureau.clone();
    let turn = match &told {
        Told::Update { .. } => reporter,
        // The lowest level that has not taken note yet.
        Told::Acknowledge { .. } => {
            let waiting = row.view.levels.iter().find(|(_, acknowledged)| acknowledged.is_none());
            waiting.map_or_else(|| scene.supervisor(&reporter), |(level, _)| level.clone())
        }
    };
    let by = scene.actor(actor, turn)?;
    let client = scene.client().await?;
    let sent = tell_incident(&client, scene.id(), &id, scene.received(by, told), None);
    effects(&scene, &in_time(sent, &format!("duban incident show {} {id}", scene.id())).await?)
}

async fn list(app: &App, campaign: &str) -> Result<()> {
    let scene = Scene::open(app, campaign).await?;
    let rows = scene.store.incident_list(scene.id()).await?;
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

fn levels(scene: &Scene<'_>, row: &IncidentRow) -> String {
    let level = |(code, at): &(BureauCode, Option<duban_domain::PlanTime>)| match at {
        Some(at) => format!("{code} {}", scene.shown(*at)),
        None => format!("{code} —"),
    };
    row.view.levels.iter().map(level).collect::<Vec<_>>().join("\n")
}

async fn show(app: &App, campaign: &str, incident: &str) -> Result<()> {
    let scene = Scene::open(app, campaign).await?;
    let id = IncidentId::from(incident);
    let row = get(&scene, &id).await?;
    let history = scene.store.incident_history(scene.id(), &id).await?;
    let history: Vec<_> = history.into_iter().map(|line| line.effect).collect();
    if app.is_json() {
        let mut shown = json_of(&scene, &row);
        shown["history"] = json!(history);
        return output::json(&shown);
    }
    let head = format!("{id}  {}：{}", scene.name(&row.bureau), row.title);
    output::line(format!("{head}\n{}\n{}\n", row.text, levels(&scene, &row)))?;
    effects(&scene, &history)
}

fn effects(scene: &Scene<'_>, effects: &[Effect<IncidentWhat>]) -> Result<()> {
    scene.tell(effects, |what| {
        Ok(match what {
            IncidentWhat::LevelAcknowledged { level, on_time, .. } => {
                format!("{level} took note {}", if *on_time { "in time" } else { "late" })
            }
            IncidentWhat::LevelLapsed { level, told } => {
                format!("{level} has not taken note; {told} is told")
            }
            IncidentWhat::Paper(Paper::Issued { notice }) => {
                format!("{} to {}", notice.instrument.chinese(), notice.to)
            }
            other => output::event(other)?,
        })
    })
}

fn json_of(scene: &Scene<'_>, row: &IncidentRow) -> Value {
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
