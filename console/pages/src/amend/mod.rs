//! Amending a campaign that runs: its plan as a form or as text, what the next version changes for whom, and the
//! versions it has had.

mod changes;
mod draft;
mod versions;

use crate::launch::PlanRows;
use askama::Template;
use axum::{
    Form,
    extract::{DefaultBodyLimit, Multipart, Path, Query, State},
    http::{Method, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing,
};
use changes::ChangesView;
use draft::{AmendmentDraft, DayRow, FORM_BYTES};
use duban_config::{Problem, Refused, plan::authored_plan};
use duban_domain::{CampaignId, Sentence};
use duban_service::{AppliedAmendment, CampaignContext, NextVersion, Visible};
use duban_web::{
    Console, Viewer, WebError,
    i18n::{Lang, Words},
    layout::{Layout, page},
    plan_check::form::PlanForm,
    routes::Routes,
};
use serde::Deserialize;
use std::path::Path as FilePath;

pub(crate) fn routes() -> Routes {
    let limit = || DefaultBodyLimit::max(FORM_BYTES);
    Routes::default()
        .get("/campaigns/{campaign}/amend", begin)
        .guarded(Method::POST, "/campaigns/{campaign}/amend/check", routing::post(check).layer(limit()))
        .guarded(Method::POST, "/campaigns/{campaign}/amend", routing::post(apply).layer(limit()))
        .post("/campaigns/{campaign}/cancel", cancel)
        .get("/campaigns/{campaign}/versions", versions::versions)
}

/// What a plan in the browser is called; its problems are told by line.
const NAME: &str = "plan.yaml";

#[derive(Deserialize)]
struct AmendQuery {
    /// Whether the plan is shown as text.
    #[serde(default)]
    text: bool,
}

/// The plan as it is to be, and what that changes.
#[derive(Template)]
#[template(path = "amend/page.html")]
struct AmendPage {
    frame: Layout,
    w: Words,
    campaign: CampaignId,
    title: String,
    /// The plan as a form; `None`: as text.
    form: Option<PlanForm>,
    text: String,
    /// Other days for some bureaus alone.
    days: Vec<DayRow>,
    /// What they can be about: ids and titles.
    owed: Vec<(String, String)>,
    reason: String,
    problems: Vec<AmendmentProblem>,
    /// What it changes, once it was checked and can be so.
    changes: Option<ChangesView>,
    /// Whether something else would change than was seen.
    differs: bool,
}

/// Something wrong with the plan.
struct AmendmentProblem {
    line: Option<usize>,
    path: String,
    message: String,
}

impl AmendPage {
    fn rows(&self) -> usize {
        (self.text.lines().count() + 2).clamp(24, 4000)
    }
}

impl PlanRows for AmendPage {
    fn plan_words(&self) -> Words {
        self.w
    }

    fn plan_form(&self) -> Option<&PlanForm> {
        self.form.as_ref()
    }

    fn plan_problems(&self) -> Vec<(&str, &str)> {
        self.problems.iter().map(|problem| (problem.path.as_str(), problem.message.as_str())).collect()
    }

    /// What it changes is told day by day above.
    fn plan_due_day(&self, _: usize) -> Option<String> {
        None
    }
}

/// A page of a campaign in hand, before anything was checked.
fn blank(
    (console, viewer, w): (&Console, &Viewer, Words),
    context: &CampaignContext,
    draft: AmendmentDraft,
) -> AmendPage {
    let path = format!("/campaigns/{}/amend", context.id());
    let owed = context.kept.plan.obligations.iter().map(|owed| (owed.id.to_string(), owed.title.clone()));
    AmendPage {
        frame: Layout::new(console, viewer, w, w.t("amend-title"), &path),
        w,
        campaign: context.id().clone(),
        title: context.kept.plan.title.clone(),
        days: draft.rows(),
        owed: owed.collect(),
        form: draft.form,
        text: draft.text,
        reason: draft.reason,
        problems: Vec::new(),
        changes: None,
        differs: false,
    }
}

async fn in_hand(viewer: &Viewer, campaign: &str) -> Result<Visible<CampaignContext>, WebError> {
    let context = viewer.context(&CampaignId::from(campaign)).await?;
    context.permit_amendment()?;
    Ok(context)
}

/// The running plan, as a form or as text.
async fn begin(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(campaign): Path<String>,
    Query(AmendQuery { text: as_text }): Query<AmendQuery>,
) -> Result<Response, WebError> {
    let context = in_hand(&viewer, &campaign).await?;
    let text = context.plan_text(&context.kept.plan)?;
    let form = authored_plan(&text).filter(|_| !as_text).map(|plan| PlanForm::of(&plan));
    let draft = AmendmentDraft { form, text, ..AmendmentDraft::default() };
    Ok(page(&blank((&console, &viewer, w), &context, draft)))
}

/// What the plan as it was typed would change.
async fn check(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(campaign): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let context = in_hand(&viewer, &campaign).await?;
    let draft = AmendmentDraft::read(form, context.kept.plan.issuer.as_str()).await?;
    let days = draft.days(viewer.directory());
    let mut shown = blank((&console, &viewer, w), &context, draft);
    let read = context.read_next_version(FilePath::new(NAME), &shown.text);
    match (read, days) {
        (Err(refused), _) => shown.problems = problems(w, &refused),
        (Ok(_), Err(text)) => shown.problems = vec![no_day(w, &text)],
        (Ok(loaded), Ok(days)) => {
            let next = NextVersion { plan: loaded.plan.clone(), days };
            let preview = context.preview_amendment(&next).await?;
            if preview.refusals.is_empty() {
                shown.changes = Some(ChangesView::new(&viewer, w, &context, &preview));
            } else {
                shown.problems = problems(w, &loaded.refuse(FilePath::new(NAME), &preview.refusals));
            }
        }
    }
    Ok(page(&shown))
}

/// Puts in force what was seen.
async fn apply(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(campaign): Path<String>,
    form: Multipart,
) -> Result<Response, WebError> {
    let context = in_hand(&viewer, &campaign).await?;
    let draft = AmendmentDraft::read(form, context.kept.plan.issuer.as_str()).await?;
    let (reason, confirmed) = (draft.reason.clone(), draft.confirmed.clone());
    let days = draft.days(viewer.directory());
    let mut shown = blank((&console, &viewer, w), &context, draft);
    let (loaded, days) = match (context.read_next_version(FilePath::new(NAME), &shown.text), days) {
        (Ok(loaded), Ok(days)) => (loaded, days),
        (read, days) => {
            shown.problems = read.err().map(|refused| problems(w, &refused)).unwrap_or_default();
            shown.problems.extend(days.err().map(|text| no_day(w, &text)));
            return Ok(conflict(&shown));
        }
    };
    let next = NextVersion { plan: loaded.plan.clone(), days };
    match context.amend(&next, &reason, Some(&confirmed)).await? {
        AppliedAmendment::Amended(version, _) => {
            let to = format!("/campaigns/{}/versions?amended={version}", context.id());
            Ok(Redirect::to(&to).into_response())
        }
        // What was not seen is shown first.
        AppliedAmendment::Differs(preview) => {
            shown.differs = preview.refusals.is_empty();
            shown.problems = problems(w, &loaded.refuse(FilePath::new(NAME), &preview.refusals));
            shown.changes = shown.differs.then(|| ChangesView::new(&viewer, w, &context, &preview));
            Ok(conflict(&shown))
        }
    }
}

fn conflict(shown: &AmendPage) -> Response {
    let mut response = page(shown);
    *response.status_mut() = StatusCode::CONFLICT;
    response
}

/// Why it is called off.
#[derive(Deserialize)]
struct CallingOff {
    reason: String,
}

/// Calls the campaign off.
async fn cancel(
    viewer: Viewer,
    Path(campaign): Path<String>,
    Form(CallingOff { reason }): Form<CallingOff>,
) -> Result<Response, WebError> {
    let context = viewer.context(&CampaignId::from(campaign.as_str())).await?;
    context.cancel(&reason).await?;
    Ok(Redirect::to(&format!("/campaigns/{}", context.id())).into_response())
}

/// A day for some bureaus that is none.
fn no_day(w: Words, text: &str) -> AmendmentProblem {
    let message = w.with("amend-no-day", [("text", text)]);
    AmendmentProblem { line: None, path: String::new(), message }
}

fn problems(w: Words, refused: &Refused) -> Vec<AmendmentProblem> {
    let problem = |Problem { path, line, message, .. }: &Problem| AmendmentProblem {
        line: *line,
        path: path.clone(),
        message: said(w, message),
    };
    refused.problems.iter().map(problem).collect()
}

/// A sentence in the reader's language.
fn said(w: Words, sentence: &Sentence) -> String {
    match w.lang {
        Lang::Chinese => sentence.chinese.clone(),
        Lang::English => sentence.english.clone(),
    }
}
