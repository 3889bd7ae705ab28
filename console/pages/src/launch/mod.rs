//! Launching: a plan is typed or uploaded, looked at with all that it will bring, confirmed, and goes out.
//!
//! What was typed and what is found in it is `plan_check`'s; `found` is how that is shown. `form_page` is the same
//! as a form, which begins empty, with what a directive says, or with a campaign that is held again (`again`).

mod again;
mod drafts_page;
mod form_page;
mod found;
mod kept_draft;
mod launch_form;
mod list_page;
mod month_page;
mod plan_rows;
mod prepared_page;
mod rehearsed;
mod stairs;
mod templates_page;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::{
    extract::{DefaultBodyLimit, Multipart, Query, State},
    http::{HeaderMap, Method},
    response::{IntoResponse, Redirect, Response},
    routing,
};
use duban_config::samples;
use duban_domain::access::Action;
use duban_service::{Launch, rows::PlanTemplate};
use duban_web::{
    Console, Viewer, WebError,
    flash::numbered,
    i18n::Words,
    layout::{Layout, page},
    plan_check::{
        draft::{Conduct, FORM, PlanDraft},
        look,
    },
    routes::Routes,
};
use form_page::FormPage;
use found::{MOST_LINES, PlanCheck};
use kept_draft::DraftLine;
use launch_form::{FORM_BYTES, frame};
pub(crate) use plan_rows::PlanRows;
use prepared_page::{FirstMail, Waits};
pub(crate) use prepared_page::{PreparedLine, to_approve};
use serde::Deserialize;

pub(crate) fn routes() -> Routes {
    let limit = || DefaultBodyLimit::max(FORM_BYTES);
    form_page::routes()
        .and(drafts_page::routes())
        .and(month_page::routes())
        .and(prepared_page::routes())
        .and(templates_page::routes())
        .get("/launch/again", again::again)
        .get("/launch", blank)
        .guarded(Method::POST, "/launch/check", routing::post(check).layer(limit()))
        .guarded(Method::POST, "/launch/confirm", routing::post(confirm).layer(limit()))
        .guarded(Method::POST, "/launch/go", routing::post(go).layer(limit()))
}

/// Where a plan's text is sent to be checked, and what is asked about it.
const CHECK: &str = "/launch/check";

#[derive(Deserialize)]
struct LaunchQuery {
    #[serde(default)]
    example: bool,
}

/// The page with the form and what was found.
#[derive(Template)]
#[template(path = "launch/page.html")]
struct LaunchPage {
    frame: Layout,
    w: Words,
    /// What the planners of the bureau have begun.
    drafts: Vec<DraftLine>,
    /// Launches of the bureau that wait, or were decided.
    prepared: Vec<PreparedLine>,
    templates: Vec<PlanTemplate>,
    draft: PlanDraft,
    found: PlanCheck,
}

/// What was found alone, and the numbers beside the text anew.
#[derive(Template)]
#[template(path = "launch/fragment.html")]
struct PlanCheckFragment {
    w: Words,
    draft: PlanDraft,
    found: PlanCheck,
}

/// The last question.
#[derive(Template)]
#[template(path = "launch/confirm.html")]
struct Confirm {
    frame: Layout,
    w: Words,
    draft: PlanDraft,
    found: PlanCheck,
    /// The mail by which the first of those who owe something hears of it.
    first_mail: Option<FirstMail>,
}

/// A line's number, and whether something is wrong there.
struct Number {
    number: usize,
    is_bad: bool,
}

/// The numbers beside a text: some more than it has lines, for those still to be typed. Numbers in order
/// that nothing is wrong with are one text.
fn numbers(draft: &PlanDraft, found: &PlanCheck) -> Vec<Number> {
    let bad = found.bad_lines();
    let last = (draft.text.lines().count() + 100).min(MOST_LINES);
    (1..=last).map(|number| Number { number, is_bad: bad.contains(&number) }).collect()
}

impl PlanCheckFragment {
    fn address(&self) -> &'static str {
        CHECK
    }

    fn by_line(&self) -> bool {
        true
    }

    fn numbers(&self) -> Vec<Number> {
        numbers(&self.draft, &self.found)
    }
}

impl Confirm {
    /// The fields of a plan that was filled in as a form, for the way back.
    fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.draft.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether it was filled in as a form, whose rows can be left out.
    fn is_form(&self) -> bool {
        self.draft.fields.contains_key(FORM)
    }

    fn back(&self) -> &'static str {
        if self.draft.fields.contains_key(FORM) { "/launch/form" } else { CHECK }
    }
}

impl LaunchPage {
    fn new(frame: Layout, w: Words, draft: PlanDraft, found: PlanCheck) -> Self {
        let (drafts, prepared, templates) = (Vec::new(), Vec::new(), Vec::new());
        Self { frame, w, drafts, prepared, templates, draft, found }
    }

    fn address(&self) -> &'static str {
        CHECK
    }

    fn by_line(&self) -> bool {
        true
    }

    fn numbers(&self) -> Vec<Number> {
        numbers(&self.draft, &self.found)
    }

    fn conducts(&self) -> [Conduct; 3] {
        Conduct::ALL
    }

    /// How high the field is where a browser does not grow it by itself.
    fn rows(&self) -> usize {
        (self.draft.text.lines().count() + 2).clamp(24, MOST_LINES)
    }
}

async fn blank(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(asked): Query<LaunchQuery>,
) -> Result<Response, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let text = if asked.example { samples::EXAMPLE_PLAN } else { "" };
    let draft = PlanDraft { text: text.to_owned(), ..PlanDraft::default() };
    let found = PlanCheck::of(&viewer, w, &draft).await?;
    let (drafts, templates) = (kept_draft::lines(&viewer).await?, viewer.templates().await?);
    let prepared = prepared_page::lines(&viewer, w).await?;
    let frame = frame(&console, &viewer, w);
    Ok(page(&LaunchPage { drafts, prepared, templates, ..LaunchPage::new(frame, w, draft, found) }))
}

async fn check(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let mut draft = PlanDraft::read(form).await?;
    // A plan that was filled in as a form goes on as text from here.
    draft.form(viewer.bureau.as_str());
    let found = PlanCheck::of(&viewer, w, &draft).await?;
    if headers.contains_key("hx-request") {
        return Ok(page(&PlanCheckFragment { w, draft, found }));
    }
    Ok(page(&LaunchPage::new(frame(&console, &viewer, w), w, draft, found)))
}

/// Whom it will reach, and what has passed already: asked once more before anything goes out.
async fn confirm(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    form: Multipart,
) -> Result<Response, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let mut draft = PlanDraft::read(form).await?;
    let filled = draft.form(viewer.bureau.as_str());
    let found = PlanCheck::of(&viewer, w, &draft).await?;
    let frame = frame(&console, &viewer, w);
    // What cannot go out is shown where it can be mended.
    Ok(match (found.may_go(), filled) {
        (true, _) => {
            let first_mail = FirstMail::of(&viewer, &found)?;
            page(&Confirm { frame, w, draft, found, first_mail })
        }
        (false, Some(form)) => page(&FormPage::new(frame, w, draft, form, found)),
        (false, None) => page(&LaunchPage::new(frame, w, draft, found)),
    })
}

async fn go(viewer: Viewer, w: Words, form: Multipart) -> Result<Response, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let draft = PlanDraft::read(form).await?;
    let loaded = match look::read(&viewer, &draft).await? {
        Ok(loaded) => loaded,
        Err(_) => return Err(WebError::Refused(w.t("launch-changed"))),
    };
    if loaded.plan.issuer != viewer.bureau {
        let issuer = viewer.directory().name_of(&loaded.plan.issuer);
        let own = viewer.directory().name_of(&viewer.bureau);
        return Err(WebError::Refused(w.with("launch-foreign", [("issuer", issuer), ("own", own)])));
    }
    if draft.confirmed != draft.seal() {
        return Err(WebError::Refused(w.t("launch-changed")));
    }
    let campaign = loaded.plan.id.clone();
    if let Some(waits) = Waits::asked(&draft, loaded.plan.zone, w)? {
        let id = prepared_page::prepare(&viewer, &draft, loaded.plan, waits).await?;
        return Ok(Redirect::to(&format!("/launch/prepared/{id}")).into_response());
    }
    let (plan, terms, by) = (loaded.plan, loaded.terms, viewer.actor());
    let launch = Launch { plan, terms, by, speed: None, belated: draft.belated };
    viewer.launch(launch).await?;
    if let Some((id, _)) = draft.kept() {
        viewer.drop_plan_draft(id).await?;
    }
    Ok(numbered(Redirect::to(&format!("/campaigns/{campaign}")).into_response(), &campaign))
}
