//! Registering findings: a spreadsheet of them, or one.

use crate::{
    cli::{ActorArgs, finding::AddFinding},
    commands::scene::Scene,
    context::{App, login},
    output::{self, RefusedCommand},
    register::{Entry, Imported, Register},
};
use anyhow::Result;
use duban_config::findings::{SheetRow, check_registration, finding_id, load_findings};
use duban_domain::{
    Actor, BureauCode, Party,
    finding::{CreditCode, FindingTerms, Product, Registration, Subject},
    terms::parties,
};
use indicatif::{ProgressBar, ProgressStyle};
use std::{collections::BTreeMap, path::Path, sync::Arc};

/// What else the person at the terminal said.
pub struct How {
    pub skip_bad: bool,
    pub local_products: Vec<String>,
    pub actor: ActorArgs,
}

/// Registers all findings of a spreadsheet.
///
/// # Errors
/// Every bad cell, and nothing registered, unless the bad rows are to be skipped; the engine's, the
/// archive's and the store's: what was registered until then stays, and the same call goes on from there.
pub async fn import(app: &App, campaign: &str, file: &Path, how: &How) -> Result<()> {
    let scene = Scene::open(app, campaign).await?;
    let today = scene.now.date(scene.kept.plan.zone);
    let sheet = load_findings(file, &scene.kept.plan, &scene.directory, &how.local_products, today)?;
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
    let actor = scene.actor(&how.actor, scene.kept.plan.issuer.clone())?;
    let imported = register(&scene, actor, sheet.rows).await?;
    report(app, imported, bad_rows)
}

async fn register(scene: &Scene<'_>, by: Actor, rows: Vec<SheetRow>) -> Result<Imported> {
    let register = register_of(scene, by).await?;
    let parties = parties_of(scene);
    let bar = bar(rows.len(), "files");
    let mut entries = Vec::with_capacity(rows.len());
    for SheetRow { registration, files, .. } in rows {
        let attachments = scene.attach(&files).await?;
        entries.push(entry(&parties, Registration { attachments, ..registration })?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let bar = self::bar(entries.len(), "findings");
    let concurrency = scene.app.settings().import.concurrency;
    let imported = register.import(entries, concurrency, || bar.inc(1)).await?;
    bar.finish_and_clear();
    Ok(imported)
}

/// Registers one finding.
///
/// # Errors
/// What was typed will not do; the engine's, the archive's and the store's.
pub async fn add(app: &App, typed: AddFinding) -> Result<()> {
    let scene = Scene::open(app, &typed.campaign).await?;
    let county = BureauCode::from(typed.county.as_str());
    let by = Actor {
        bureau: typed.actor.on_behalf_of.as_deref().map_or_else(|| county.clone(), BureauCode::from),
        name: login(typed.actor.by.as_deref())?,
    };
    let parties = parties_of(&scene);
    let attachments = scene.attach(&typed.files).await?;
    let today = scene.now.date(scene.kept.plan.zone);
    let mut registration = Registration {
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
    let problems =
        check_registration(&registration, &scene.kept.plan, &scene.directory, &typed.local_products, today);
    if !problems.is_empty() {
        return Err(RefusedCommand(problems.join("; ")).into());
    }
    registration.id = finding_id(&registration, typed.number.as_deref())
        .map_err(|why| RefusedCommand(format!("--number: {why}")))?;
    let id = registration.id.clone();
    let entry = entry(&parties, registration)?;
    let imported = register_of(&scene, by).await?.import(vec![entry], 1, || ()).await?;
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

async fn register_of(scene: &Scene<'_>, by: Actor) -> Result<Register> {
    let terms = scene.terms()?;
    let Some(rules) = terms.findings.clone() else {
        let told = format!("the plan of {} has no findings: section, so it keeps no findings", scene.id());
        return Err(RefusedCommand(told).into());
    };
    let listing = terms.listing.unwrap_or_default();
    Ok(Register {
        client: scene.client().await?,
        store: scene.store.clone(),
        starter: scene.starter(),
        terms: Arc::new(FindingTerms { matter: terms.matter(), rules, listing }),
        by,
        at: scene.now,
    })
}

fn parties_of(scene: &Scene<'_>) -> BTreeMap<BureauCode, Party> {
    let all = parties(&scene.directory, &scene.kept.plan.issuer);
    all.into_iter().map(|party| (party.bureau.clone(), party)).collect()
}

fn entry(parties: &BTreeMap<BureauCode, Party>, registration: Registration) -> Result<Entry> {
    let none = || RefusedCommand(format!("bureau {} takes no part in this campaign", registration.county));
    let party = parties.get(&registration.county).ok_or_else(none)?.clone();
    Ok(Entry { party, registration })
}

fn report(app: &App, imported: Imported, bad_rows: usize) -> Result<()> {
    let Imported { new, known } = imported;
    if app.is_json() {
        return output::json(&serde_json::json!({ "new": new, "known": known, "bad": bad_rows }));
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
