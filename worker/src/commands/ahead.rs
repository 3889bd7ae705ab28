//! `duban status` before a campaign has opened: nothing has happened yet, and what will be owed is known.

use super::{
    ledger::{duty_json, shown},
    scene,
};
use crate::{
    context::App,
    output::{self, RefusedCommand},
};
use anyhow::Result;
use duban_domain::{BureauCode, Docket, Machine, Party, Terms, docket::DutyView, terms::parties};
use duban_service::Scene;
use duban_store::Campaign;
use serde_json::json;
use std::sync::Arc;

/// What a bureau will owe.
fn owed(terms: &Arc<Terms>, party: Party) -> Vec<DutyView> {
    let mut owed = Docket::new(terms.clone(), party).views();
    owed.sort_by_key(|duty| duty.due);
    owed
}

async fn open(app: &App, kept: &Campaign) -> Result<(Scene, Arc<Terms>)> {
    let scene = scene::open(app, kept.plan.id.as_str()).await?;
    let terms = Arc::new(scene.terms()?);
    Ok((scene, terms))
}

/// From when on something is owed, or, where that has come, that the workers have yet to say so.
fn when(kept: &Campaign, scene: &Scene, terms: &Terms) -> String {
    let begins = shown(kept, terms.begins());
    if scene.now < terms.begins() {
        format!("the campaign opens on {begins}; nothing is owed before")
    } else {
        format!("the campaign opened on {begins}, and no worker has recorded it yet")
    }
}

/// What every bureau will owe, and from when.
///
/// # Errors
/// The plan can no longer be resolved; stdout is closed.
pub(super) async fn campaign(app: &App, kept: &Campaign) -> Result<()> {
    let (scene, terms) = open(app, kept).await?;
    let owing = parties(scene.service.directory(), &terms.issuer).into_iter();
    let owing: Vec<_> = owing.map(|party| (party.clone(), owed(&terms, party))).collect();
    if app.is_json() {
        let bureaus = owing.iter().map(|(party, owed)| {
            let duties: Vec<_> = owed.iter().map(|duty| duty_json(kept, duty)).collect();
            json!({ "code": party.bureau, "name": party.name, "level": party.level, "total": owed.len(),
                "obligations": duties })
        });
        return output::json(&json!({
            "campaign": kept.plan.id, "title": kept.plan.title, "issuer": kept.plan.issuer,
            "launched_by": kept.launched_by, "opens": terms.begins().rfc3339(kept.plan.zone),
            "bureaus": bureaus.collect::<Vec<_>>(),
        }));
    }
    let mut table = output::table(["code", "bureau", "will owe", "first opens", "first due"]);
    for (party, owed) in &owing {
        let opens = owed.iter().map(|duty| duty.opens).min();
        let due = owed.iter().min_by_key(|duty| duty.due);
        table.add_row([
            party.bureau.to_string(),
            party.name.clone(),
            owed.len().to_string(),
            opens.map(|at| shown(kept, at)).unwrap_or_default(),
            due.map(|duty| output::settled(shown(kept, duty.due), duty.provisional)).unwrap_or_default(),
        ]);
    }
    output::line(format!("{}\n{}\n{table}\n", kept.plan.title, when(kept, &scene, &terms)))
}

/// What one bureau will owe, and from when.
///
/// # Errors
/// It takes no part, or owes nothing; as [`campaign`].
pub(super) async fn bureau(app: &App, kept: &Campaign, bureau: &BureauCode) -> Result<()> {
    let (scene, terms) = open(app, kept).await?;
    let owed = owed(&terms, scene.party(bureau)?);
    if owed.is_empty() {
        return Err(RefusedCommand(format!("{bureau} owes nothing in {}", kept.plan.id)).into());
    }
    if app.is_json() {
        let duties: Vec<_> = owed.iter().map(|duty| duty_json(kept, duty)).collect();
        return output::json(&json!({
            "campaign": kept.plan.id, "bureau": bureau, "opens": terms.begins().rfc3339(kept.plan.zone),
            "obligations": duties, "ledger": [],
        }));
    }
    let mut table = output::table(["obligation", "title", "opens", "due"]);
    for duty in &owed {
        let due = output::settled(shown(kept, duty.due), duty.provisional);
        let opens = shown(kept, duty.opens);
        table.add_row([duty.id.to_string(), duty.title.clone(), opens, due]);
    }
    let when = when(kept, &scene, &terms);
    output::line(format!("{}\n{bureau}: {when}\n{table}\n", kept.plan.title))
}
