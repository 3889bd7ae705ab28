//! `duban again`: the plan of a campaign that is held again.

use super::directive::write_new;
use crate::{
    context::App,
    output::{self, RefusedCommand},
    wiring,
};
use anyhow::Result;
use chrono::NaiveDate;
use duban_config::plan::{NextPlan, PlanChange, load_authored_plan, next_plan, rewritten_plan};
use duban_domain::{BureauCode, CampaignId, ids::is_slug};
use serde::Serialize;
use std::path::Path;

/// One thing that was changed.
#[derive(Serialize)]
struct ReportedChange<'a> {
    path: &'a str,
    was: &'a str,
    is: &'a str,
    message: Option<&'a str>,
}

/// Writes the plan of a file or a campaign for another issue date, and tells what has changed.
///
/// # Errors
/// There is no such plan, campaign or bureau; a file stands where the plan would go.
pub async fn again(
    app: &App,
    plan: &str,
    (issued, issuer): (NaiveDate, Option<&str>),
    output: &Path,
) -> Result<()> {
    let (directory, calendar) = (app.directory()?, app.holidays().await?.calendar());
    let before = if is_slug(plan) {
        let kept = wiring::store(app.settings()).await?.campaign_get(&CampaignId::from(plan)).await?;
        let kept = kept.ok_or_else(|| RefusedCommand(format!("there is no campaign {plan}")))?;
        rewritten_plan(&kept.plan)
    } else {
        // Whatever is wrong with it is told before anything is moved.
        Some(load_authored_plan(Path::new(plan), &directory, &calendar)?)
    };
    let before = before.ok_or_else(|| RefusedCommand(format!("{plan} cannot be written down again")))?;
    let issuer = BureauCode::from(issuer.unwrap_or(&before.issuer));
    if directory.get(&issuer).is_none() {
        return Err(RefusedCommand(format!("the bureau list has no bureau {issuer}")).into());
    }
    let next = next_plan(&before, &issuer, issued, &calendar)
        .ok_or_else(|| RefusedCommand(format!("{plan} has no issue date")))?;
    write_new(output, &next.plan)?;
    tell(app, &next)?;
    output::note(format_args!("wrote {}; look at it, then `duban check` it", output.display()));
    Ok(())
}

fn tell(app: &App, next: &NextPlan) -> Result<()> {
    let changes: Vec<_> = next.changes.iter().map(reported).collect();
    if app.is_json() {
        return output::json(&changes);
    }
    let mut table = output::table(["Where", "Was", "Is", "Remark"]);
    for ReportedChange { path, was, is, message } in changes {
        table.add_row([path, was, is, message.unwrap_or_default()]);
    }
    output::line(format!("{table}\n"))
}

fn reported(PlanChange { place, was, is, remark }: &PlanChange) -> ReportedChange<'_> {
    let message = remark.as_ref().map(|remark| remark.english.as_str());
    ReportedChange { path: place, was, is, message }
}
