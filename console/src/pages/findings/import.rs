//! Registering many findings by a spreadsheet: looked through first, registered when its sender says so.
//! A row that was registered before is left as it is, so the same file twice adds nothing.

use super::{entry, jobs};
use crate::{
    Console, Fault, Principal,
    frame::{Frame, page},
    pages::{
        campaign,
        matter::{
            self,
            drafts::Draft,
            submitted::{FILES, Submitted},
        },
    },
    words::{Lang, Words},
};
use askama::Template;
use axum::{
    Form,
    extract::{Multipart, Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use duban_config::{BadCell, FindingSheet, HandedIn, findings::SheetRow, read_findings};
use duban_domain::{
    Attachment, CampaignId,
    access::Action,
    finding::{Registration, Subject},
};
use duban_store::Campaign;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// The field that the spreadsheet comes in.
const SHEET: &str = "sheet";
/// How many rows and problems a preview shows.
const ROWS_SHOWN: usize = 10;
const PROBLEMS_SHOWN: usize = 200;
/// How long the confirmation waits before it shows how far the import is.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Template)]
#[template(path = "findings/import.html")]
struct Page {
    frame: Frame,
    w: Words,
    campaigns: Vec<(String, String)>,
    campaign: String,
    preview: Option<Preview>,
    problems: Vec<String>,
}

impl Page {
    fn subject(&self, row: &Registration) -> String {
        match &row.subject {
            Subject::Enterprise { name, .. } => name.clone(),
            Subject::Bureau { code } => code.to_string(),
        }
    }
}

/// What a spreadsheet holds, before anything is registered.
struct Preview {
    file: String,
    good: usize,
    known: usize,
    bad_rows: usize,
    untold: usize,
    bad: Vec<BadCell>,
    rows: Vec<(u32, String, Registration)>,
    kept: String,
}

pub(super) async fn blank(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Query(asked): Query<entry::Where>,
) -> Result<Response, Fault> {
    principal.authorise(&console, Action::HandleFinding, &principal.bureau)?;
    rendered(&console, &principal, w, &asked.campaign, None, Vec::new()).await
}

async fn rendered(
    console: &Console,
    principal: &Principal,
    w: Words,
    campaign: &str,
    preview: Option<Preview>,
    problems: Vec<String>,
) -> Result<Response, Fault> {
    let campaigns = matter::campaigns(console, principal).await?;
    let kept = matter::chosen(console, principal, &campaigns, campaign).await?;
    let refused = !problems.is_empty();
    let answer = page(&Page {
        frame: Frame::new(console, principal, w, w.t("finding-import"), "/findings/import"),
        w,
        campaigns: campaigns.iter().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect(),
        campaign: kept.map(|kept| kept.plan.id.to_string()).unwrap_or_default(),
        preview,
        problems,
    });
    Ok(if refused { (StatusCode::UNPROCESSABLE_ENTITY, answer).into_response() } else { answer })
}

/// Looks a spreadsheet through. Nothing is registered; the file is kept for an hour, for the word that
/// registers it.
pub(super) async fn preview(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    form: Multipart,
) -> Result<Response, Fault> {
    principal.authorise(&console, Action::HandleFinding, &principal.bureau)?;
    let submitted = Submitted::read(&console, form).await?;
    let id = CampaignId::from(submitted.text("campaign"));
    let kept = campaign::seen(&console, &principal, &id).await?;
    let refused = |problems| rendered(&console, &principal, w, id.as_str(), None, problems);
    let Some(name) = submitted.files(SHEET).first().map(|file| file.name.clone()) else {
        return refused(vec![w.t("finding-import-no-file")]).await;
    };
    let draft = match draft(&console, &principal, &submitted, &id).await {
        Ok(draft) => draft,
        Err(Fault::Failed(failure)) if failure.is_refusal() => {
            return refused(vec![matter::reason(w, &failure)]).await;
        }
        Err(fault) => return Err(fault),
    };
    let sheet = match read(&console, &principal, w, &kept, &draft).await? {
        Ok(sheet) => sheet,
        Err(problems) => return refused(problems).await,
    };
    let preview = previewed(&console, &id, sheet, name, console.drafts().keep(draft).await?).await?;
    rendered(&console, &principal, w, id.as_str(), Some(preview), Vec::new()).await
}

async fn draft(
    console: &Console,
    principal: &Principal,
    submitted: &Submitted,
    campaign: &CampaignId,
) -> Result<Draft, Fault> {
    let sheet = submitted.archive(console, SHEET).await?.into_iter().next();
    let files = submitted.archive(console, FILES).await?;
    Ok(Draft { account: principal.account.clone(), campaign: campaign.clone(), sheet, files })
}

async fn previewed(
    console: &Console,
    campaign: &CampaignId,
    sheet: FindingSheet,
    file: String,
    kept: String,
) -> Result<Preview, Fault> {
    let FindingSheet { rows, mut bad, untold, bad_rows } = sheet;
    let ids: Vec<_> = rows.iter().map(|row| row.registration.id.clone()).collect();
    let known = console.store().findings_known(campaign, &ids).await?.len();
    let untold = untold + bad.len().saturating_sub(PROBLEMS_SHOWN);
    bad.truncate(PROBLEMS_SHOWN);
    let good = rows.len();
    let shown = rows.into_iter().take(ROWS_SHOWN).map(|SheetRow { line, registration, .. }| {
        (line, matter::name(console.directory(), &registration.county), registration)
    });
    Ok(Preview { file, good, known, bad_rows, untold, bad, rows: shown.collect(), kept })
}

/// Reads a spreadsheet that was handed in, off the threads that serve. Rows of bureaus for which its
/// sender does not register are bad ones.
async fn read(
    console: &Console,
    principal: &Principal,
    w: Words,
    kept: &Campaign,
    draft: &Draft,
) -> Result<Result<FindingSheet, Vec<String>>, Fault> {
    let sheet = draft.sheet.as_ref().ok_or(Fault::NotFound)?;
    let bytes = console.service().archive().get(sheet).await;
    let bytes = bytes.map_err(|error| Fault::Unavailable(error.into()))?.to_vec();
    let files: BTreeSet<String> = draft.files.iter().map(|file| file.name.clone()).collect();
    if files.len() < draft.files.len() {
        return Ok(Err(vec![w.t("finding-import-same-name")]));
    }
    let today = campaign::now(kept).date(kept.plan.zone);
    let (name, plan, directory) = (sheet.name.clone(), kept.plan.clone(), console.directory().clone());
    let reading = tokio::task::spawn_blocking(move || {
        read_findings(HandedIn { name: &name, bytes, files }, &plan, &directory, &[], today)
    });
    Ok(match reading.await.map_err(|error| Fault::Internal(error.into()))? {
        Ok(sheet) => Ok(own(console, principal, w, sheet)),
        Err(refused) => Err(refused.problems.into_iter().map(|problem| told(problem, w)).collect()),
    })
}

/// A problem with the file as such.
fn told(problem: duban_config::Problem, w: Words) -> String {
    let message = match w.lang {
        Lang::Chinese => problem.message.chinese,
        Lang::English => problem.message.english,
    };
    match problem.path.as_str() {
        "" => message,
        place => format!("{place}：{message}"),
    }
}

fn own(console: &Console, principal: &Principal, w: Words, sheet: FindingSheet) -> FindingSheet {
    let FindingSheet { rows, mut bad, untold, mut bad_rows } = sheet;
    let (rows, foreign): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| entry::may_register(console, principal, &row.registration.county));
    bad_rows += foreign.len();
    bad.extend(foreign.into_iter().map(|row| BadCell {
        line: row.line,
        column: String::new(),
        heading: String::new(),
        message: w.t("finding-import-foreign"),
    }));
    bad.sort_by_key(|bad| bad.line);
    FindingSheet { rows, bad, untold, bad_rows }
}

/// The word that registers.
#[derive(Deserialize)]
pub(super) struct Confirmed {
    campaign: String,
    kept: String,
}

/// Registers the good rows of a spreadsheet that was looked through.
pub(super) async fn confirm(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Form(confirmed): Form<Confirmed>,
) -> Result<Response, Fault> {
    principal.authorise(&console, Action::HandleFinding, &principal.bureau)?;
    let id = CampaignId::from(confirmed.campaign.as_str());
    let kept = campaign::seen(&console, &principal, &id).await?;
    let draft = console.drafts().find(&confirmed.kept, &principal.account, &id).await;
    let draft = draft.ok_or_else(|| Fault::Conflict(w.t("finding-import-gone")))?;
    let sheet = match read(&console, &principal, w, &kept, &draft).await? {
        Ok(sheet) => sheet,
        Err(problems) => return rendered(&console, &principal, w, id.as_str(), None, problems).await,
    };
    let files: BTreeMap<&str, &Attachment> =
        draft.files.iter().map(|file| (file.name.as_str(), file)).collect();
    let findings: Vec<_> = sheet.rows.into_iter().map(|row| with_files(row, &files)).collect();
    let (job, running) = jobs::start(&console, &principal, id, findings, sheet.bad_rows).await?;
    running.wait(PATIENCE).await;
    Ok(Redirect::to(&format!("/finding-imports/{job}")).into_response())
}

fn with_files(row: SheetRow, files: &BTreeMap<&str, &Attachment>) -> Registration {
    let named = row.files.iter().filter_map(|path| files.get(path.to_str()?).copied().cloned());
    Registration { attachments: named.collect(), ..row.registration }
}

#[derive(Template)]
#[template(path = "findings/job.html")]
struct Status {
    frame: Frame,
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
    principal: Principal,
    w: Words,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    principal.authorise_own(&console)?;
    let job = console.jobs().find(&id, &principal.account).await.ok_or(Fault::NotFound)?;
    let ended = job.outcome().map(|outcome| match outcome {
        Ok(imported) => Ok((imported.new, imported.known)),
        Err(failure) => Err(matter::reason(w, failure)),
    });
    let address = format!("/finding-imports/{id}");
    Ok(page(&Status {
        frame: Frame::new(&console, &principal, w, w.t("finding-import"), &address),
        w,
        campaign: job.campaign.to_string(),
        address,
        total: job.total,
        done: job.done(),
        bad_rows: job.bad_rows,
        ended,
    }))
}
