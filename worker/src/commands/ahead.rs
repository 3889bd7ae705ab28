//! `duban status` before a campaign has opened: nothing has happened yet, and what will be owed is known.

use super::{
    context,
    duty_line::{duty_json, shown},
};
use crate::{
    context::App,
    output::{self, RefusedCommand},
};
use anyhow::Result;
use duban_domain::{BureauCode, PlanTime, Terms, ahead::Ahead, terms::parties};
use duban_service::CampaignContext;
use duban_store::Campaign;
use serde_json::json;
use std::sync::Arc;

async fn open(app: &App, kept: &Campaign) -> Result<(CampaignContext, Arc<Terms>)> {
    let context = context::open(app, kept.plan.id.as_str()).await?;
    let terms = Arc::new(context.terms()?);
    Ok((context, terms))
}

/// From when on something is owed, or, where that has come, that the workers have yet to say so.
fn when(kept: &Campaign, begins: PlanTime, begun: bool) -> String {
    let begins = shown(kept, begins);
    if begun {
        format!("the campaign opened on {begins}, and no worker has recorded it yet")
    } else {
        format!("the campaign opens on {begins}; nothing is owed before")
    }
}

/// What every bureau will owe, and from when.
///
/// # Errors
/// The plan can no longer be resolved; stdout is closed.
pub(super) async fn campaign(app: &App, kept: &Campaign) -> Result<()> {
    let (context, terms) = open(app, kept).await?;
    let owing = parties(context.service.directory(), &terms.issuer).into_iter();
    let owing: Vec<_> = owing.map(|party| (party.clone(), Ahead::of(&terms, party, context.now))).collect();
    if app.is_json() {
        let bureaus = owing.iter().map(|(party, ahead)| {
            let duties: Vec<_> = ahead.owed.iter().map(|duty| duty_json(kept, duty)).collect();
            json!({ "code": party.bureau, "name": party.name, "level": party.level, "total": duties.len(),
                "obligations": duties })
        });
        return output::json(&json!({
            "campaign": kept.plan.id, "title": kept.plan.title, "issuer": kept.plan.issuer,
            "launched_by": kept.launched_by, "opens": terms.begins().rfc3339(kept.plan.zone),
            "bureaus": bureaus.collect::<Vec<_>>(),
        }));
    }
    let mut table = output::table(["code", "bureau", "will owe", "first opens", "first due"]);
    for (party, ahead) in &owing {
        let due = ahead.first_due();
        table.add_row([
            party.bureau.to_string(),
            party.name.clone(),
            ahead.owed.len().to_string(),
            ahead.first_opens().map(|at| shown(kept, at)).unwrap_or_default(),
            due.map(|duty| output::settled(shown(kept, duty.due), duty.provisional)).unwrap_or_default(),
        ]);
    }
    let when = when(kept, terms.begins(), terms.begins() <= context.now);
    output::line(format!("{}\n{when}\n{table}\n", kept.plan.title))
}

/// What one bureau will owe, and from when.
///
/// # Errors
/// It takes no part, or owes nothing; as [`campaign`].
pub(super) async fn bureau(app: &App, kept: &Campaign, bureau: &BureauCode) -> Result<()> {
    let (context, terms) = open(app, kept).await?;
    let Ahead { begins, begun, owed } = Ahead::of(&terms, context.party(bureau)?, context.now);
    if owed.is_empty() {
        return Err(RefusedCommand(format!("{bureau} owes nothing in {}", kept.plan.id)).into());
    }
    if app.is_json() {
        let duties: Vec<_> = owed.iter().map(|duty| duty_json(kept, duty)).collect();
        return output::json(&json!({
            "campaign": kept.plan.id, "bureau": bureau, "opens": begins.rfc3339(kept.plan.zone),
            "obligations": duties, "ledger": [],
        }));
    }
    let mut table = output::table(["obligation", "title", "opens", "due"]);
    for duty in &owed {
        let due = output::settled(shown(kept, duty.due), duty.provisional);
        let opens = shown(kept, duty.opens);
        table.add_row([duty.id.to_string(), duty.title.clone(), opens, due]);
    }
    let when = when(kept, begins, begun);
    output::line(format!("{}\n{bureau}: {when}\n{table}\n", kept.plan.title))
}
