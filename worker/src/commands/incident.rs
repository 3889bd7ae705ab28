//! `duban report-incident` and `duban incident …`

use super::{
    context,
    matter::{self, MatterTarget, TypedMatter},
};
use crate::{
    cli::incident::{IncidentCli, IncidentTarget, ReportIncident},
    context::App,
    output,
};
use anyhow::Result;
use duban_domain::{BureauCode, PlanTime, correspondence::NoticeEvent, incident::IncidentEvent};
use duban_service::{CampaignContext, IncidentReport};
use duban_store::IncidentRow;
use serde_json::{Value, json};

/// Reports an urgent matter: every level up to the issuer is told at once.
///
/// # Errors
/// What was typed is invalid.
pub async fn report(app: &App, typed: ReportIncident) -> Result<()> {
    let context = context::open(app, &typed.campaign).await?;
    let bureau = BureauCode::from(typed.bureau.as_str());
    let by = context::actor(&typed.actor, bureau.clone())?;
    let attachments = context.service.attach_files(&typed.files).await?;
    let report = IncidentReport { bureau, title: typed.title, text: typed.text, attachments };
    let id = context::in_hand(&context, by)?.report(report, None).await?;
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
        IncidentCli::Show { target } => matter::show::<IncidentRow>(app, &target).await,
        IncidentCli::Act(act) => matter::act::<IncidentRow>(app, act.read()).await,
    }
}

impl MatterTarget for IncidentTarget {
    fn place(&self) -> (&str, &str) {
        (&self.campaign, &self.incident)
    }
}

impl TypedMatter for IncidentRow {
    type Target = IncidentTarget;

    fn head(&self, context: &CampaignContext) -> String {
        let (bureau, levels) = (context.name(&self.bureau), levels(context, self));
        format!("{}  {bureau}：{}\n{}\n{levels}\n", self.id, self.title, self.text)
    }

    fn json(&self, context: &CampaignContext) -> Value {
        let zone = context.kept.plan.zone;
        let noted = |at: &Option<PlanTime>| at.map(|at| at.rfc3339(zone));
        let level = |(code, at): &(BureauCode, _)| json!({ "bureau": code, "acknowledged": noted(at) });
        let levels: Vec<_> = self.view.levels.iter().map(level).collect();
        json!({
            "id": self.id, "bureau": self.bureau, "title": self.title, "text": self.text,
            "attachments": self.attachments, "reported": self.reported.rfc3339(zone),
            "standing": self.view.standing, "levels": levels,
        })
    }

    fn told(_: &CampaignContext, event: &IncidentEvent) -> Result<String> {
        Ok(match event {
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
    }
}

async fn list(app: &App, campaign: &str) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let rows = context.store().incident_list(context.id()).await?;
    if app.is_json() {
        let rows: Vec<_> = rows.iter().map(|row| row.json(&context)).collect();
        return output::json(&json!({ "campaign": context.id(), "incidents": rows }));
    }
    if rows.is_empty() {
        eprintln!("no incidents");
        return Ok(());
    }
    let mut table = output::table(["incident", "bureau", "title", "reported", "stands", "levels"]);
    for row in &rows {
        table.add_row([
            row.id.to_string(),
            context.name(&row.bureau),
            row.title.clone(),
            context.shown(row.reported),
            row.view.standing.chinese().to_owned(),
            levels(&context, row),
        ]);
    }
    output::line(format!("{table}\n"))
}

fn levels(context: &CampaignContext, row: &IncidentRow) -> String {
    let level = |(code, at): &(BureauCode, Option<PlanTime>)| match at {
        Some(at) => format!("{code} {}", context.shown(*at)),
        None => format!("{code} —"),
    };
    row.view.levels.iter().map(level).collect::<Vec<_>>().join("\n")
}
