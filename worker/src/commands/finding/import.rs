//! Registering findings: a spreadsheet of them, or one.

use crate::{
    cli::{ActorArgs, finding::AddFinding},
    commands::context,
    context::{App, login},
    output::{self, RefusedCommand},
};
use anyhow::Result;
use duban_config::findings::{SheetRow, Sheets, load_findings_of};
use duban_domain::{
    Actor, BureauCode, FindingId,
    finding::{CreditCode, Product, Registration, Subject},
};
use duban_service::{CampaignContext, Imported};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;

/// What else the person at the terminal said.
pub struct ImportOptions {
    pub sheet: Option<String>,
    pub skip_bad: bool,
    pub local_products: Vec<String>,
    pub actor: ActorArgs,
}

/// Registers all findings of a spreadsheet.
///
/// # Errors
/// Every bad cell, and nothing registered, unless the bad rows are to be skipped, the
/// archive's and the store's: what was registered until then stays, and the same call goes on from there.
pub async fn import(app: &App, campaign: &str, file: &Path, how: &ImportOptions) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let today = context.now.date(context.kept.plan.zone);
    let (plan, directory) = (&context.kept.plan, context.service.directory());
    let sheet = load_findings_of(file, how.sheet.as_deref(), plan, directory, &how.local_products, today)?;
    if let Some(sheets) = &sheet.sheets {
        eprintln!("{}", sheets.sentence());
    }
    for bad in &sheet.bad {
        eprintln!("{bad}");
    }
    if sheet.untold > 0 {
        eprintln!("… and {} more", sheet.untold);
    }
    let bad_rows = sheet.bad_rows;
    if bad_rows > 0 && !how.skip_bad {
        let told = format!(
            "{bad_rows} of {} rows are bad and nothing was registered; correct them, or register the others with --skip-bad",
            bad_rows + sheet.rows.len()
        );
        return Err(RefusedCommand(told).into());
    }
    let actor = context::actor(&how.actor, context.kept.plan.issuer.clone())?;
    let findings = with_files(&context, sheet.rows).await?;
    let (findings, conflicts) = apart(&context, findings).await?;
    if conflicts > 0 && !how.skip_bad {
        let told = format!(
            "{conflicts} rows have numbers of other findings and nothing was registered; give them other numbers, or register the others with --skip-bad"
        );
        return Err(RefusedCommand(told).into());
    }
    let imported = register(&context, actor, findings).await?;
    report(app, imported, bad_rows + conflicts, sheet.sheets.as_ref())
}

/// The rows with their files in the archive, each with its line.
async fn with_files(context: &CampaignContext, rows: Vec<SheetRow>) -> Result<Vec<(u32, Registration)>> {
    let bar = bar(rows.len(), "files");
    let mut findings = Vec::with_capacity(rows.len());
    for SheetRow { line, registration, files } in rows {
        let attachments = context.service.attach_files(&files).await?;
        findings.push((line, Registration { attachments, ..registration }));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(findings)
}

/// The findings that can be registered, and how many cannot, because their ids are others'. Each of those is
/// told beside what stands.
async fn apart(
    context: &CampaignContext,
    findings: Vec<(u32, Registration)>,
) -> Result<(Vec<Registration>, usize)> {
    let (lines, findings): (Vec<u32>, Vec<Registration>) = findings.into_iter().unzip();
    let conflicts = context.conflicts(&findings).await?;
    let of = |id: &FindingId| conflicts.iter().find(|conflict| conflict.id == *id);
    for (line, finding) in lines.iter().zip(&findings) {
        if let Some(conflict) = of(&finding.id) {
            eprintln!("第{line}行：{}", conflict.chinese());
        }
    }
    let free = findings.into_iter().filter(|finding| of(&finding.id).is_none()).collect();
    Ok((free, conflicts.len()))
}

async fn register(context: &CampaignContext, by: Actor, findings: Vec<Registration>) -> Result<Imported> {
    let bar = bar(findings.len(), "findings");
    let imported = context::in_hand(context, by)?.register(findings, || bar.inc(1)).await?;
    bar.finish_and_clear();
    Ok(imported)
}

/// Registers one finding.
///
/// # Errors
/// What was typed is invalid.
pub async fn add(app: &App, typed: AddFinding) -> Result<()> {
    let context = context::open(app, &typed.campaign).await?;
    let county = BureauCode::from(typed.county.as_str());
    let by = Actor {
        bureau: typed.actor.on_behalf_of.as_deref().map_or_else(|| county.clone(), BureauCode::from),
        name: login(typed.actor.by.as_deref())?,
    };
    let attachments = context.service.attach_files(&typed.files).await?;
    let today = context.now.date(context.kept.plan.zone);
    let registration = Registration {
        id: "".into(),
        subject: subject(&typed, &county)?,
        county,
        product: Product { group: typed.product, item: typed.item },
        kind: typed.kind,
        source: typed.source,
        grade: typed.grade,
        problem: typed.problem.trim().to_owned(),
        found_on: typed.found_on.unwrap_or(today),
        corrected: typed.corrected,
        attachments,
    };
    let registration =
        context.checked_finding(registration, typed.number.as_deref(), &typed.local_products)?;
    let id = registration.id.clone();
    let imported = context::in_hand(&context, by)?.register(vec![registration], || ()).await?;
    if imported.new == 0 {
        eprintln!("{id} was registered before and is left as it is");
    }
    match app.is_json() {
        true => output::json(&serde_json::json!({ "finding": id, "new": imported.new == 1 })),
        false => output::line(format!("{id}\n")),
    }
}

fn subject(typed: &AddFinding, county: &BureauCode) -> Result<Subject> {
    match (&typed.name, &typed.credit_code, typed.about_bureau) {
        (Some(name), Some(code), false) => Ok(Subject::Enterprise {
            name: name.trim().to_owned(),
            credit_code: CreditCode::parse(code).map_err(|why| RefusedCommand(why.to_string()))?,
            trade: typed.trade,
        }),
        (None, None, true) => Ok(Subject::Bureau { code: county.clone() }),
        _ => Err(RefusedCommand(
            "say whom it concerns: --name and --credit-code of an enterprise, or --about-bureau".to_owned(),
        )
        .into()),
    }
}

fn report(app: &App, imported: Imported, bad_rows: usize, sheets: Option<&Sheets>) -> Result<()> {
    let Imported { new, known } = imported;
    if app.is_json() {
        return output::json(
            &serde_json::json!({ "new": new, "known": known, "bad": bad_rows, "sheets": sheets }),
        );
    }
    output::line(format!("{new} findings registered, {known} were there already, {bad_rows} rows skipped\n"))
}

/// A progress bar; nothing where nobody looks.
fn bar(length: usize, what: &str) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    let template = format!("{{bar:40}} {{pos}}/{{len}} {what} ({{per_sec}}, {{eta}} left)");
    match ProgressStyle::with_template(&template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
