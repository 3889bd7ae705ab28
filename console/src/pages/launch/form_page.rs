//! Launching by a form: from a notice that is uploaded or pasted, or from an empty plan. The form writes the plan
//! that the editor shows; checking, rehearsal and confirmation are the same.

use super::{
    found::{PlanCheck, PlanRemark},
    kept_draft,
    launch_form::{FORM_BYTES, frame},
};
use crate::{
    Console, Viewer, WebError,
    i18n::{Lang, Words},
    layout::{Layout, page},
    plan_check::{
        draft::{Conduct, PlanDraft},
        form::PlanForm,
    },
    routes::Routes,
};
use askama::Template;
use axum::{
    extract::{DefaultBodyLimit, Multipart, State},
    http::Method,
    response::Response,
    routing,
};
use duban_config::{directive_file, plan::draft_plan};
use duban_domain::{
    access::Action,
    directive::{self, DirectiveFacts},
};
use duban_service::today;
use sha2::{Digest, Sha256};

/// What an uploaded notice may weigh.
const NOTICE_BYTES: usize = 20 << 20;

/// The fields a notice comes in.
const NOTICE_FILE: &str = "notice-file";
const NOTICE_TEXT: &str = "notice-text";

pub(super) fn routes() -> Routes {
    let limit = || DefaultBodyLimit::max(FORM_BYTES);
    let upload = DefaultBodyLimit::max(NOTICE_BYTES + FORM_BYTES);
    Routes::default()
        .get("/launch/notice", notice)
        .guarded(Method::POST, "/launch/notice", routing::post(read_notice).layer(upload))
        .get("/launch/form", blank)
        .guarded(Method::POST, "/launch/form", routing::post(fill).layer(limit()))
}

/// Where a notice is uploaded or pasted.
#[derive(Template)]
#[template(path = "launch/notice.html")]
struct DirectivePage {
    frame: Layout,
    w: Words,
    text: String,
    problem: Option<String>,
}

/// A plan as a form, and what was found in it.
#[derive(Template)]
#[template(path = "launch/form.html")]
pub(super) struct FormPage {
    frame: Layout,
    w: Words,
    draft: PlanDraft,
    form: PlanForm,
    found: PlanCheck,
    /// Why what was filled in is not kept on the server.
    not_kept: Option<String>,
}

impl FormPage {
    pub(super) fn new(frame: Layout, w: Words, draft: PlanDraft, form: PlanForm, found: PlanCheck) -> Self {
        Self { frame, w, draft, form, found, not_kept: None }
    }

    /// Which draft on the server it is, and which version of it.
    fn kept(&self) -> (String, String) {
        let (id, version) = self.draft.kept().unzip();
        let text = |number: Option<String>| number.unwrap_or_default();
        (text(id.map(|id| id.to_string())), text(version.map(|version| version.to_string())))
    }

    fn conducts(&self) -> [Conduct; 3] {
        Conduct::ALL
    }

    /// Where what is asked about the plan is sent to, so that the form stays.
    fn address(&self) -> &'static str {
        "/launch/form"
    }

    /// Whether problems lead to lines of a text: here they stand beside their rows.
    fn by_line(&self) -> bool {
        false
    }

    /// What tells a browser's draft of this notice's form from that of another.
    fn draft_key(&self) -> String {
        Sha256::digest(&self.form.rest).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether something is wrong with what a part that is folded holds.
    fn is_open(&self, kind: &str) -> bool {
        matches!(&self.found, PlanCheck::Bad(remarks) if remarks.items.iter().any(|it| it.path.starts_with(kind)))
    }

    /// What is wrong with a row, by its place in the plan: `obligations[2]`, of a form whose rows that are not
    /// ticked do not count there.
    fn wrong(&self, kind: &str, index: &usize, taken: &bool) -> Vec<&str> {
        let PlanCheck::Bad(remarks) = &self.found else { return Vec::new() };
        let place = self.form.place(kind, *index);
        let of_row = |remark: &&PlanRemark| *taken && remark.path.starts_with(&place);
        remarks.items.iter().filter(of_row).map(|remark| remark.message.as_str()).collect()
    }
}

async fn notice(State(console): State<Console>, viewer: Viewer, w: Words) -> Result<Response, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let frame = frame(&console, &viewer, w);
    Ok(page(&DirectivePage { frame, w, text: String::new(), problem: None }))
}

/// Reads a notice and begins the form with what it says.
async fn read_notice(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    form: Multipart,
) -> Result<Response, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let HandedInNotice { file, text } = handed_in(form).await?;
    let bytes = if file.is_empty() { text.clone() } else { file };
    let (today, issuer) = (today(), viewer.bureau.clone());
    let issuer_name = viewer.directory().name_of(&issuer);
    let read = tokio::task::spawn_blocking(move || {
        let text = directive_file::read(&bytes)?.text;
        let facts = directive::read(&text);
        let draft = draft_plan(&facts, (&issuer, &issuer_name), today);
        Ok((facts, draft))
    });
    let frame = frame(&console, &viewer, w);
    let chinese = w.lang == Lang::Chinese;
    match read.await.map_err(|error| WebError::Internal(error.into()))? {
        Ok((facts, drafted)) => {
            let form = PlanForm::drafted(&drafted, &facts.set_aside, chinese);
            show(&viewer, frame, w, form).await
        }
        Err(refused) => {
            let refused: duban_domain::Sentence = refused;
            let problem = Some(if chinese { refused.chinese } else { refused.english });
            let text = String::from_utf8_lossy(&text).into_owned();
            Ok(page(&DirectivePage { frame, w, text, problem }))
        }
    }
}

/// The form of an empty plan.
async fn blank(State(console): State<Console>, viewer: Viewer, w: Words) -> Result<Response, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let name = viewer.directory().name_of(&viewer.bureau);
    let drafted = draft_plan(&DirectiveFacts::default(), (&viewer.bureau, &name), today());
    let form = PlanForm { notes: Vec::new(), ..PlanForm::of(&drafted.plan) };
    let frame = frame(&console, &viewer, w);
    let found = PlanCheck::Blank;
    Ok(page(&FormPage::new(frame, w, PlanDraft::default(), form, found)))
}

/// The form as it was filled in, checked; or with another row.
async fn fill(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    form: Multipart,
) -> Result<Response, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let mut draft = PlanDraft::read(form).await?;
    let form = draft.form(viewer.bureau.as_str()).unwrap_or_default();
    let not_kept = kept_draft::keep(&viewer, w, &mut draft).await?;
    let found = PlanCheck::of(&viewer, w, &draft).await?;
    let frame = frame(&console, &viewer, w);
    Ok(page(&FormPage { not_kept, ..FormPage::new(frame, w, draft, form, found) }))
}

/// A form that was just begun, with its check.
pub(super) async fn show(
    viewer: &Viewer,
    frame: Layout,
    w: Words,
    form: PlanForm,
) -> Result<Response, WebError> {
    let text = form.write(viewer.bureau.as_str());
    let draft = PlanDraft { text, ..PlanDraft::default() };
    let found = PlanCheck::of(viewer, w, &draft).await?;
    Ok(page(&FormPage::new(frame, w, draft, form, found)))
}

/// A notice as it came.
struct HandedInNotice {
    /// The file; empty without one.
    file: Vec<u8>,
    /// The text that was pasted, which counts where there is no file.
    text: Vec<u8>,
}

async fn handed_in(mut form: Multipart) -> Result<HandedInNotice, WebError> {
    let (mut file, mut text) = (Vec::new(), Vec::new());
    while let Some(mut field) =
        form.next_field().await.map_err(|error| WebError::unfit("", error.body_text()))?
    {
        let name = field.name().unwrap_or_default().to_owned();
        let into = match name.as_str() {
            NOTICE_FILE => &mut file,
            NOTICE_TEXT => &mut text,
            _ => continue,
        };
        while let Some(chunk) = field.chunk().await.map_err(|error| WebError::unfit("", error.body_text()))? {
            if into.len() + chunk.len() > NOTICE_BYTES {
                return Err(WebError::TooLarge(NOTICE_BYTES as u64));
            }
            into.extend_from_slice(&chunk);
        }
    }
    Ok(HandedInNotice { file, text })
}
