//! `duban results` and `duban figures`: the results list (行动成果清单), counted from the ledger of findings
//! where it can be, and reported by bureaus where it cannot.

use super::context;
use crate::{
    cli::ActorArgs,
    context::App,
    output::{self, RefusedCommand},
};
use anyhow::{Context, Result};
use duban_documents::results::workbook;
use duban_domain::{
    BureauCode, CampaignId,
    indicator::{Indicator, IndicatorOrigin},
};
use duban_service::CampaignContext;
use serde_json::json;
use std::{collections::BTreeMap, path::Path};

/// Writes the results list of a bureau and all below it.
///
/// # Errors
/// There is no such campaign or bureau; the file cannot be written.
pub async fn results(app: &App, campaign: &str, bureau: Option<&str>, output: &Path) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let top = bureau.map_or_else(|| context.kept.plan.issuer.clone(), BureauCode::from);
    let table = context::reader(&context)?.results(&top).await?;
    let content = workbook(&table)?;
    std::fs::write(output, &content).with_context(|| format!("writing {}", output.display()))?;
    match app.is_json() {
        true => output::json(&json!({ "file": output, "bureaus": table.rows.len(), "bytes": content.len() })),
        false => output::line(format!("{} ({} bureaus)\n", output.display(), table.rows.len())),
    }
}

/// Reports a bureau's figures; without any, shows which there are and what was reported last.
///
/// # Errors
/// A figure is none that bureaus report; there is no such campaign or bureau.
pub async fn figures(
    app: &App,
    campaign: &str,
    bureau: &str,
    typed: &[String],
    actor: &ActorArgs,
) -> Result<()> {
    let bureau = BureauCode::from(bureau);
    let viewer = context::viewer(app, actor, bureau.clone()).await?;
    let docket = viewer.docket(&CampaignId::from(campaign), &bureau).await?;
    if typed.is_empty() {
        return show(app, &docket.context, &bureau).await;
    }
    let figures = typed.iter().map(|text| parse(text)).collect::<Result<Vec<_>>>()?;
    docket.report_figures(&figures).await?;
    eprintln!("{bureau}: {} figures reported", figures.len());
    Ok(())
}

fn parse(text: &str) -> Result<(String, i64)> {
    let refuse = |why: String| RefusedCommand(format!("{text}: {why}"));
    let (name, value) = text.split_once('=').ok_or_else(|| refuse("write INDICATOR=NUMBER".to_owned()))?;
    let indicator = Indicator::reported(name.trim()).ok_or_else(|| {
        let known = Indicator::ALL.iter().filter(|indicator| indicator.origin() == IndicatorOrigin::Reported);
        let known: Vec<_> = known.map(|indicator| indicator.as_str()).collect();
        refuse(format!("bureaus report {}", known.join(", ")))
    })?;
    let value: i64 = value.trim().parse().map_err(|_| refuse("write a whole number".to_owned()))?;
    if value < 0 {
        return Err(refuse("a figure is not negative".to_owned()).into());
    }
    Ok((indicator.as_str().to_owned(), value))
}

async fn show(app: &App, context: &CampaignContext, bureau: &BureauCode) -> Result<()> {
    let rows = context.store().figure_list(context.id()).await?;
    let reported: BTreeMap<_, _> =
        rows.into_iter().filter(|row| row.bureau == *bureau).map(|row| (row.indicator, row.value)).collect();
    if app.is_json() {
        return output::json(&json!({ "campaign": context.id(), "bureau": bureau, "figures": reported }));
    }
    let mut table = output::table(["indicator", "title", "unit", "reported"]);
    for indicator in Indicator::ALL.iter().filter(|indicator| indicator.origin() == IndicatorOrigin::Reported)
    {
        let value = reported.get(indicator.as_str()).map(ToString::to_string).unwrap_or_default();
        table.add_row([indicator.as_str(), indicator.chinese(), indicator.unit(), &value]);
    }
    output::line(format!("{table}\n"))
}
