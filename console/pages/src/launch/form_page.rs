//! Launching by a form: from a notice that is uploaded or pasted, or from an empty plan. The form writes the plan
//! that the editor shows; checking, rehearsal and confirmation are the same.

use super::{
    found::PlanCheck,
    kept_draft,
    launch_form::{FORM_BYTES, frame},
    plan_rows::PlanRows,
};
use askama::Template;
use axum::{
    extract::{DefaultBodyLimit, Multipart, State},
    http::Method,
    response::Response,
    routing,
};
use duban_config::{
    directive_file,
    plan::{
        PlanDraft as DirectiveDraft,
        authored::{AuthoredBasis, AuthoredBasisFile},
        draft_plan,
    },
};
use duban_domain::{
    Attachment,
    access::Action,
    directive::{self, DirectiveFacts},
};
use duban_service::{ServiceError, Upload, today};
use duban_web::{
    Console, Viewer, WebError,
    i18n::{Lang, Words},
    layout::{Layout, page},
    plan_check::{
        draft::{Conduct, PlanDraft},
        form::PlanForm,
    },
    routes::Routes,
};
use sha2::{Digest, Sha256};

/// What an uploaded notice may weigh.
const NOTICE_BYTES: usize = 20 << 20;

/// What a button says by which what is past is left out of a plan.
const LEAVE_OUT_PASSED: &str = "leave-out-passed";

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
}

impl PlanRows for FormPage {
    fn plan_words(&self) -> Words {
        self.w
    }

    fn plan_form(&self) -> Option<&PlanForm> {
        Some(&self.form)
    }

    fn plan_problems(&self) -> Vec<(&str, &str)> {
        let PlanCheck::Bad(remarks) = &self.found else { return Vec::new() };
        remarks.items.iter().map(|remark| (remark.path.as_str(), remark.message.as_str())).collect()
    }

    fn plan_due_day(&self, place: usize) -> Option<String> {
        let PlanCheck::Good(good) = &self.found else { return None };
        good.due_day(place)
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
    let HandedInNotice { name, file, text } = handed_in(form).await?;
    let bytes = if file.is_empty() { text.clone() } else { file.clone() };
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
        Ok((facts, mut drafted)) => {
            let kept = keep_notice(&viewer, name, file).await?;
            let is_left_out = kept.as_ref().is_some_and(|kept| kept.is_none());
            attach_notice(&mut drafted, kept.flatten());
            let mut form = PlanForm::drafted(&drafted, &facts.set_aside, chinese);
            if is_left_out {
                form.notes.push(w.t("launch-notice-not-kept"));
            }
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

/// Puts a notice that came as a file into the archive. `None`: it was pasted; `Some(None)`: it is of a kind that
/// the archive does not take.
async fn keep_notice(
    viewer: &Viewer,
    name: String,
    file: Vec<u8>,
) -> Result<Option<Option<AuthoredBasisFile>>, WebError> {
    if file.is_empty() {
        return Ok(None);
    }
    match viewer.attach(&[Upload { name, content: file.into() }]).await {
        Ok(kept) => {
            let file = |kept: Attachment| AuthoredBasisFile { name: kept.name, sha256: kept.sha256 };
            Ok(Some(kept.into_iter().next().map(file)))
        }
        Err(ServiceError::File(_)) => Ok(Some(None)),
        Err(failure) => Err(failure.into()),
    }
}

/// The notice is the first document that the plan rests on.
fn attach_notice(drafted: &mut DirectiveDraft, file: Option<AuthoredBasisFile>) {
    let Some(file) = file else { return };
    if drafted.plan.basis.is_empty() {
        let title = file.name.rsplit_once('.').map_or(&*file.name, |(stem, _)| stem).to_owned();
        drafted.plan.basis.push(AuthoredBasis { title, ..AuthoredBasis::default() });
    }
    drafted.plan.basis[0].file = Some(file);
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
    let leaves_out = draft.fields.get("button").is_some_and(|button| button == LEAVE_OUT_PASSED);
    let mut form = draft.form(viewer.bureau.as_str()).unwrap_or_default();
    if leaves_out && let PlanCheck::Good(good) = PlanCheck::of(&viewer, w, &draft).await? {
        form.leave_out(&good.passed_items());
        draft.leave_out(&form);
        draft.text = form.write(viewer.bureau.as_str());
    }
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
    /// What the file is called.
    name: String,
    /// The file; empty without one.
    file: Vec<u8>,
    /// The text that was pasted, which counts where there is no file.
    text: Vec<u8>,
}

async fn handed_in(mut form: Multipart) -> Result<HandedInNotice, WebError> {
    let (mut called, mut file, mut text) = (String::new(), Vec::new(), Vec::new());
    while let Some(mut field) =
        form.next_field().await.map_err(|error| WebError::unfit("", error.body_text()))?
    {
        let name = field.name().unwrap_or_default().to_owned();
        if name == NOTICE_FILE {
            called = field.file_name().unwrap_or_default().to_owned();
        }
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
    Ok(HandedInNotice { name: called, file, text })
}
