//! `duban document …`: official documents as files.

use super::context;
use crate::{
    cli::records::DocumentCli,
    context::App,
    output::{self, RefusedCommand},
    wiring,
};
use anyhow::{Context, Result};
use duban_activities::filing::FilingError;
use duban_domain::{BureauCode, record::DocumentNumber};
use duban_service::{CampaignContext, Draft};
use duban_store::{DocumentFilter, DocumentRow};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The command.
///
/// # Errors
/// There is no such campaign or document.
pub async fn document(app: &App, command: DocumentCli) -> Result<()> {
    match command {
        DocumentCli::List { campaign, bureau } => list(app, &campaign, bureau.as_deref()).await,
        DocumentCli::Get { bureau, number, output } => get(app, &bureau, &number, output).await,
        DocumentCli::Preview { campaign, approval, bureau, finding, listing, output } => {
            let source = match (bureau, finding, listing) {
                (Some(bureau), ..) => format!("campaign/{campaign}/{bureau}"),
                (_, Some(finding), _) => format!("finding/{campaign}/{finding}"),
                (.., listing) => format!("listing/{campaign}/{}", listing.unwrap_or_default()),
            };
            preview(app, &campaign, (&source, approval), output).await
        }
        DocumentCli::Check { campaign } => check(app, &campaign).await,
    }
}

async fn list(app: &App, campaign: &str, bureau: Option<&str>) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let bureau = bureau.map(BureauCode::from);
    let mut rows = context.store().document_list(context.id(), &DocumentFilter::default()).await?;
    rows.retain(|row| bureau.as_ref().is_none_or(|b| row.notice.from == *b || row.notice.to == *b));
    if app.is_json() {
        let rows: Vec<_> = rows.iter().map(|row| json_of(&context, row)).collect();
        return output::json(&json!({ "campaign": context.id(), "documents": rows }));
    }
    if rows.is_empty() {
        eprintln!("no documents yet");
        return Ok(());
    }
    let mut table = output::table(["number", "document", "to", "about", "dated", "stands"]);
    for row in &rows {
        table.add_row([
            row.full_number(),
            row.notice.instrument.chinese().to_owned(),
            row.letterhead.name(&row.notice.to).to_owned(),
            row.notice.title.clone(),
            context.shown(row.notice.at),
            stands(row).to_owned(),
        ]);
    }
    output::line(format!("{table}\n"))
}

fn stands(row: &DocumentRow) -> &'static str {
    match (&row.voided, row.withdrawn) {
        (Some(_), _) => "作废",
        (None, Some(_)) => "撤回",
        (None, None) => "有效",
    }
}

async fn get(app: &App, bureau: &str, number: &str, output: Option<PathBuf>) -> Result<()> {
    let number = parse(number)?;
    let service = wiring::service(app.settings()).await?;
    let bureau = BureauCode::from(bureau);
    let row = service.store().document_by_number(&bureau, number).await?;
    let row = row.ok_or_else(|| RefusedCommand(format!("{bureau} has issued no document {number}")))?;
    let file = service.filing().present(&row).await?;
    let path = output.unwrap_or_else(|| Path::new(&file.name).to_path_buf());
    std::fs::write(&path, &file.content).with_context(|| format!("writing {}", path.display()))?;
    match app.is_json() {
        true => output::json(&json!({ "file": path, "sha256": file.sha256, "bytes": file.content.len() })),
        false => output::line(format!("{}\n", path.display())),
    }
}

/// What an approval would issue, to be read before it is given.
async fn preview(
    app: &App,
    campaign: &str,
    (source, approval): (&str, u32),
    output: Option<PathBuf>,
) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let row = context.waiting_approval(source, approval).await?;
    let drafts = context.preview(&row).await?;
    if let Some(path) = output {
        let none = || RefusedCommand("this approval issues no document".to_owned());
        let draft = drafts.iter().find(|draft| draft.reading.is_some()).ok_or_else(none)?;
        let file = context.draft_file(draft)?;
        std::fs::write(&path, &file.content).with_context(|| format!("writing {}", path.display()))?;
        eprintln!("{} written", path.display());
    }
    if app.is_json() {
        let drafts: Vec<_> =
            drafts.iter().map(|draft| json!({ "notice": draft.notice, "document": draft.reading })).collect();
        return output::json(&json!({ "campaign": context.id(), "approval": approval, "drafts": drafts }));
    }
    drafts.iter().try_for_each(|draft| output::line(words(draft)))
}

/// A draft for a terminal.
fn words(draft: &Draft) -> String {
    let Some(reading) = &draft.reading else {
        return format!("{} to {}\n", draft.notice.instrument.chinese(), draft.notice.to);
    };
    let head = [&reading.number, &reading.title].map(Clone::clone);
    let addressee = reading.addressee.iter().map(|name| format!("{name}："));
    let body = reading.body.iter().map(|line| format!("　　{line}"));
    let attachments = reading.attachments.iter().map(|name| format!("　　附件：{name}"));
    let tail = [reading.from.clone(), reading.date.clone(), String::new()];
    let lines = head.into_iter().chain(addressee).chain(body).chain(attachments).chain(tail);
    lines.collect::<Vec<_>>().join("\n")
}

/// `2024-12`: the 12th of 2024.
fn parse(text: &str) -> Result<DocumentNumber> {
    let parts =
        text.split_once('-').and_then(|(year, ordinal)| Some((year.parse().ok()?, ordinal.parse().ok()?)));
    let bad = || RefusedCommand(format!("\"{text}\" is no number; write 2024-12 for 〔2024〕12号"));
    let (year, ordinal) = parts.ok_or_else(bad)?;
    Ok(DocumentNumber { year, ordinal })
}

/// Reads every archived document of a campaign; one that is missing or changed is made again, and one that
/// comes out otherwise is told.
async fn check(app: &App, campaign: &str) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let filing = context.service.filing();
    let rows = context.store().document_list(context.id(), &DocumentFilter::default()).await?;
    let archived: Vec<_> = rows.iter().filter(|row| row.archived.is_some()).collect();
    let mut wrong = Vec::new();
    for row in &archived {
        match filing.file(row).await {
            Ok(_) => {}
            Err(error @ FilingError::Differs { .. }) => wrong.push(error.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    if app.is_json() {
        output::json(&json!({ "documents": rows.len(), "archived": archived.len(), "wrong": wrong }))?;
    } else {
        wrong.iter().try_for_each(|line| output::line(format!("{line}\n")))?;
        let (all, kept) = (rows.len(), archived.len());
        output::line(format!("{all} documents, {kept} in the archive, {} wrong\n", wrong.len()))?;
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(RefusedCommand("the archive is not in order".to_owned()).into())
    }
}

fn json_of(context: &CampaignContext, row: &DocumentRow) -> Value {
    json!({
        "number": row.full_number(), "instrument": row.notice.instrument, "title": row.notice.title,
        "from": row.notice.from, "to": row.notice.to, "about": row.about, "source": row.source,
        "ordinal": row.ordinal, "at": row.notice.at.rfc3339(context.kept.plan.zone), "stands": stands(row),
        "archived": row.archived,
    })
}
