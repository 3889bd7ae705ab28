//! Registering many findings by a spreadsheet: looked through first, registered when its sender says so.
//! A row that was registered before is left as it is, so the same file twice adds nothing.

use super::entry;
use crate::{
    campaign,
    matter::{
        self,
        submitted::{FILES, Submitted},
    },
};
use askama::Template;
use axum::{
    Form,
    extract::{Multipart, Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use duban_config::{
    BadCell, FindingSheet, HandedIn,
    findings::{Column, SheetRow, sheets_to_choose_from},
    read_findings,
};
use duban_domain::{
    Attachment, CampaignId, FindingId, Sentence,
    access::Action,
    finding::{Registration, Subject},
};
use duban_service::{Visible, rows::Campaign};
use duban_web::{
    Console, Viewer, WebError,
    drafts::WaitingDraft,
    i18n::{Lang, Words},
    layout::{Layout, page},
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// The field that the spreadsheet comes in.
const SHEET: &str = "sheet";
/// The field that says which sheet of the workbook, and the one that names what was sent before.
const PAGE: &str = "page";
const KEPT: &str = "kept";
/// How many rows and problems a preview shows.
const ROWS_SHOWN: usize = 10;
const PROBLEMS_SHOWN: usize = 200;
/// How long the confirmation waits before it shows how far the import is.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Template)]
#[template(path = "findings/import.html")]
struct FindingImportPage {
    frame: Layout,
    w: Words,
    campaigns: Vec<(String, String)>,
    campaign: String,
    preview: Option<ImportPreview>,
    choice: Option<SheetChoice>,
    problems: Vec<String>,
}

impl FindingImportPage {
    fn subject(&self, row: &Registration) -> String {
        match &row.subject {
            Subject::Enterprise { name, .. } => name.clone(),
            Subject::Bureau { code } => code.to_string(),
        }
    }
}

/// A workbook of which several sheets could be meant.
struct SheetChoice {
    kept: String,
    sheets: Vec<String>,
}

/// What came of reading a spreadsheet.
enum Reading {
    Sheet(FindingSheet),
    /// One of these sheets must be chosen first.
    Choose(Vec<String>),
    Refused(Vec<String>),
}

/// What a spreadsheet holds, before anything is registered.
struct ImportPreview {
    file: String,
    good: usize,
    known: usize,
    bad_rows: usize,
    untold: usize,
    bad: Vec<BadCell>,
    rows: Vec<(u32, String, Registration)>,
    /// What was read of a workbook, and what was not.
    sheets: String,
    kept: String,
}

pub(super) async fn blank(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(query): Query<entry::FindingEntryQuery>,
) -> Result<Response, WebError> {
    viewer.authorise(Action::HandleFinding, &viewer.bureau)?;
    rendered(&console, &viewer, w, &query.campaign, ImportView::default()).await
}

/// What the page shows beside the form.
#[derive(Default)]
struct ImportView {
    preview: Option<ImportPreview>,
    choice: Option<SheetChoice>,
    problems: Vec<String>,
}

async fn rendered(
    console: &Console,
    viewer: &Viewer,
    w: Words,
    campaign: &str,
    shown: ImportView,
) -> Result<Response, WebError> {
    let ImportView { preview, choice, problems } = shown;
    let campaigns = matter::campaigns(viewer).await?;
    let kept = matter::chosen(viewer, &campaigns, campaign).await?;
    let refused = !problems.is_empty();
    let answer = page(&FindingImportPage {
        frame: Layout::new(console, viewer, w, w.t("finding-import"), "/findings/import"),
        w,
        campaigns: campaigns.iter().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect(),
        campaign: kept.map(|kept| kept.plan.id.to_string()).unwrap_or_default(),
        preview,
        choice,
        problems,
    });
    Ok(if refused { (StatusCode::UNPROCESSABLE_ENTITY, answer).into_response() } else { answer })
}

/// Looks a spreadsheet through. Nothing is registered; the file is kept for an hour, for the word that
/// registers it.
pub(super) async fn preview(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    form: Multipart,
) -> Result<Response, WebError> {
    viewer.authorise(Action::HandleFinding, &viewer.bureau)?;
    let submitted = Submitted::read(&viewer, form).await?;
    let id = CampaignId::from(submitted.text("campaign"));
    let kept = viewer.campaign(&id).await?;
    let shown = |shown| rendered(&console, &viewer, w, id.as_str(), shown);
    let refused = |problems| shown(ImportView { problems, ..ImportView::default() });
    let draft = match draft(&console, &viewer, &submitted, &id).await {
        Ok(Some(draft)) => draft,
        Ok(None) => return refused(vec![w.t("finding-import-no-file")]).await,
        Err(WebError::Failed(failure)) if failure.is_refusal() => {
            return refused(vec![matter::reason(w, &failure)]).await;
        }
        Err(fault) => return Err(fault),
    };
    let name = draft.sheet.as_ref().map(|sheet| sheet.name.clone()).unwrap_or_default();
    let sheet = match read(w, &kept, &draft).await? {
        Reading::Sheet(sheet) => sheet,
        Reading::Refused(problems) => return refused(problems).await,
        Reading::Choose(sheets) => {
            let kept = console.drafts().keep(draft).await?;
            return shown(ImportView { choice: Some(SheetChoice { kept, sheets }), ..ImportView::default() })
                .await;
        }
    };
    let (sheet, findings) = compared(&kept, sheet, &draft).await?;
    let token = console.drafts().keep(draft).await?;
    let preview = previewed(w, &kept, (sheet, findings), (name, token)).await?;
    shown(ImportView { preview: Some(preview), ..ImportView::default() }).await
}

async fn draft(
    console: &Console,
    viewer: &Viewer,
    submitted: &Submitted,
    campaign: &CampaignId,
) -> Result<Option<WaitingDraft>, WebError> {
    let page = submitted.optional(PAGE);
    if let Some(earlier) = console.drafts().find(submitted.text(KEPT), &viewer.account, campaign).await {
        return Ok(Some(WaitingDraft { page, ..earlier }));
    }
    let sheet = submitted.archive(viewer, SHEET).await?.into_iter().next();
    let files = submitted.archive(viewer, FILES).await?;
    let sent = submitted.files(FILES).into_iter().map(|file| file.name.clone()).collect();
    let account = viewer.account.clone();
    let draft = WaitingDraft { account, campaign: campaign.clone(), sheet, page, files, sent };
    Ok(Some(draft).filter(|draft| draft.sheet.is_some()))
}

async fn previewed(
    w: Words,
    campaign: &Visible<Campaign>,
    (sheet, findings): (FindingSheet, Vec<(u32, Registration)>),
    (file, kept): (String, String),
) -> Result<ImportPreview, WebError> {
    let FindingSheet { mut bad, untold, bad_rows, sheets, .. } = sheet;
    let sheets = sheets.map(|sheets| in_words(sheets.sentence(), w)).unwrap_or_default();
    let ids: Vec<_> = findings.iter().map(|(_, registration)| registration.id.clone()).collect();
    let known = campaign.findings_known(&ids).await?;
    let untold = untold + bad.len().saturating_sub(PROBLEMS_SHOWN);
    bad.truncate(PROBLEMS_SHOWN);
    let good = findings.len();
    let shown = findings.into_iter().take(ROWS_SHOWN).map(|(line, registration)| {
        (line, campaign.viewer().directory().name_of(&registration.county), registration)
    });
    Ok(ImportPreview { file, good, known, bad_rows, untold, bad, rows: shown.collect(), sheets, kept })
}

/// Reads a spreadsheet that was handed in, off the threads that serve. Rows of bureaus for which its
/// sender does not register are bad ones.
async fn read(w: Words, kept: &Visible<Campaign>, draft: &WaitingDraft) -> Result<Reading, WebError> {
    let sheet = draft.sheet.as_ref().ok_or(WebError::NotFound)?;
    let viewer = kept.viewer();
    let bytes = viewer.content(sheet).await?.to_vec();
    let files: BTreeSet<String> = draft.sent.iter().cloned().collect();
    if files.len() < draft.files.len() {
        return Ok(Reading::Refused(vec![w.t("finding-import-same-name")]));
    }
    let today = campaign::now(kept).date(kept.plan.zone);
    let (name, plan, directory) = (sheet.name.clone(), kept.plan.clone(), viewer.directory().clone());
    let page = draft.page.clone();
    let reading = tokio::task::spawn_blocking(move || {
        if page.is_none() {
            let sheets = sheets_to_choose_from(&bytes);
            if !sheets.is_empty() {
                return Err(sheets);
            }
        }
        let handed_in = HandedIn { name: &name, bytes, files, sheet: page.as_deref() };
        Ok(read_findings(handed_in, &plan, &directory, &[], today))
    });
    Ok(match reading.await.map_err(|error| WebError::Internal(error.into()))? {
        Ok(Ok(sheet)) => Reading::Sheet(own(viewer, w, sheet)),
        Ok(Err(refused)) => {
            Reading::Refused(refused.problems.into_iter().map(|problem| told(problem, w)).collect())
        }
        Err(sheets) => Reading::Choose(sheets),
    })
}

fn in_words(sentence: Sentence, w: Words) -> String {
    match w.lang {
        Lang::Chinese => sentence.chinese,
        Lang::English => sentence.english,
    }
}

/// A problem with the file as such.
fn told(problem: duban_config::Problem, w: Words) -> String {
    let message = in_words(problem.message, w);
    match problem.path.as_str() {
        "" => message,
        place => format!("{place}：{message}"),
    }
}

fn own(viewer: &Viewer, w: Words, sheet: FindingSheet) -> FindingSheet {
    let FindingSheet { rows, mut bad, untold, mut bad_rows, sheets } = sheet;
    let (rows, foreign): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| viewer.may(Action::HandleFinding, &row.registration.county));
    bad_rows += foreign.len();
    bad.extend(foreign.into_iter().map(|row| BadCell {
        line: row.line,
        column: String::new(),
        heading: String::new(),
        message: w.t("finding-import-foreign"),
    }));
    bad.sort_by_key(|bad| bad.line);
    FindingSheet { rows, bad, untold, bad_rows, sheets }
}

/// The good rows with their files, and the sheet with those for bad ones whose ids are others': each is told
/// beside what stands.
async fn compared(
    kept: &Visible<Campaign>,
    mut sheet: FindingSheet,
    draft: &WaitingDraft,
) -> Result<(FindingSheet, Vec<(u32, Registration)>), WebError> {
    let files: BTreeMap<&str, &Attachment> = draft.by_name().collect();
    let rows = std::mem::take(&mut sheet.rows).into_iter();
    let (lines, findings): (Vec<_>, Vec<_>) = rows.map(|row| (row.line, with_files(row, &files))).unzip();
    let conflicts = kept.in_hand().await?.conflicts(&findings).await?;
    let of = |id: &FindingId| conflicts.iter().find(|conflict| conflict.id == *id);
    let rows = lines.into_iter().zip(findings);
    let (taken, free): (Vec<_>, Vec<_>) = rows.partition(|(_, finding)| of(&finding.id).is_some());
    sheet.bad_rows += taken.len();
    sheet.bad.extend(taken.iter().filter_map(|(line, finding)| {
        let (column, heading) = (String::new(), Column::Number.heading().to_owned());
        Some(BadCell { line: *line, column, heading, message: of(&finding.id)?.chinese() })
    }));
    sheet.bad.sort_by_key(|bad| bad.line);
    Ok((sheet, free))
}

/// The word that registers.
#[derive(Deserialize)]
pub(super) struct ImportConfirmation {
    campaign: String,
    kept: String,
}

/// Registers the good rows of a spreadsheet that was looked through.
pub(super) async fn confirm(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Form(confirmed): Form<ImportConfirmation>,
) -> Result<Response, WebError> {
    viewer.authorise(Action::HandleFinding, &viewer.bureau)?;
    let id = CampaignId::from(confirmed.campaign.as_str());
    let kept = viewer.campaign(&id).await?;
    let draft = console.drafts().find(&confirmed.kept, &viewer.account, &id).await;
    let draft = draft.ok_or_else(|| WebError::Conflict(w.t("finding-import-gone")))?;
    let sheet = match read(w, &kept, &draft).await? {
        Reading::Sheet(sheet) => sheet,
        Reading::Refused(problems) => {
            let shown = ImportView { problems, ..ImportView::default() };
            return rendered(&console, &viewer, w, id.as_str(), shown).await;
        }
        Reading::Choose(sheets) => {
            let shown = ImportView {
                choice: Some(SheetChoice { kept: confirmed.kept, sheets }),
                ..ImportView::default()
            };
            return rendered(&console, &viewer, w, id.as_str(), shown).await;
        }
    };
    let (sheet, findings) = compared(&kept, sheet, &draft).await?;
    let findings = findings.into_iter().map(|(_, registration)| registration).collect();
    let (job, running) = console.jobs().start(kept.in_hand().await?, findings, sheet.bad_rows).await?;
    running.wait(PATIENCE).await;
    Ok(Redirect::to(&format!("/finding-imports/{job}")).into_response())
}

fn with_files(row: SheetRow, files: &BTreeMap<&str, &Attachment>) -> Registration {
    let named = row.files.iter().filter_map(|path| files.get(path.to_str()?).copied().cloned());
    Registration { attachments: named.collect(), ..row.registration }
}

#[derive(Template)]
#[template(path = "findings/job.html")]
struct ImportStatus {
    frame: Layout,
    w: Words,
    campaign: String,
    address: String,
    total: usize,
    done: usize,
    bad_rows: usize,
    ended: Option<Result<(usize, usize), String>>,
}

/// How far an import is, or what it came to.
pub(super) async fn status(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let job = console.jobs().find(&id, &viewer.account).await.ok_or(WebError::NotFound)?;
    let ended = job.outcome().map(|outcome| match outcome {
        Ok(imported) => Ok((imported.new, imported.known)),
        Err(failure) => Err(matter::reason(w, failure)),
    });
    let address = format!("/finding-imports/{id}");
    Ok(page(&ImportStatus {
        frame: Layout::new(&console, &viewer, w, w.t("finding-import"), &address),
        w,
        campaign: job.campaign.to_string(),
        address,
        total: job.total,
        done: job.done(),
        bad_rows: job.bad_rows,
        ended,
    }))
}
