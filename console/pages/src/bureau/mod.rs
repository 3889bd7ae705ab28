//! A bureau in a campaign: its docket, what lies ahead of it, its notices, findings, listings and history,
//! with buttons for exactly what this person may do. What was refused is told on the page it was asked from.

mod versions;
mod view;

use crate::{
    act::{self, ActInput, ObligationActForm},
    notices,
};
use askama::Template;
use axum::{
    Form,
    extract::{DefaultBodyLimit, Multipart, Path, State},
    http::{Method, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing,
};
use duban_domain::{
    BureauCode, CampaignId, Command, ObligationId,
    access::Action,
    command::{BringsFiles, MOST_ATTACHMENTS},
    laggard::AwaitedAct,
    tally::Tally,
};
use duban_service::{
    Docket, Upload, Visible,
    rows::{Burden, FindingStatistics, ListingRow},
};
use duban_web::{
    Console, Viewer, WebError, attachments,
    download::download,
    i18n::Words,
    layout::{Layout, page},
    queries::laggards::LaggardQuery,
    routes::Routes,
};
use std::sync::Arc;
use view::{DocketBeforeOpening, DocketView, Next, ObligationCard, Past};

/// What a submission may weigh with all its files; how large one may be is the archive's to say.
const SUBMISSION_BYTES: usize = 64 << 20;
/// As many notices and lines of history are shown; a link leads to all notices.
const MOST_LINES: usize = 50;

pub(crate) fn routes() -> Routes {
    let submission = routing::post(submit).layer(DefaultBodyLimit::max(SUBMISSION_BYTES));
    Routes::default()
        .get("/campaigns/{campaign}/bureaus/{bureau}", bureau)
        .post("/campaigns/{campaign}/bureaus/{bureau}/acts", act_upon)
        .guarded(Method::POST, "/campaigns/{campaign}/bureaus/{bureau}/submissions", submission)
        .get("/campaigns/{campaign}/bureaus/{bureau}/files/{sha256}", file)
}

#[derive(Template)]
#[template(path = "bureau/page.html")]
struct BureauPage {
    frame: Layout,
    w: Words,
    path: String,
    campaign: CampaignId,
    title: String,
    code: BureauCode,
    duties: Vec<ObligationCard>,
    tally: Tally,
    /// What will be owed, while the docket has told nothing.
    before: Option<DocketBeforeOpening>,
    next: Vec<Next>,
    notices: Vec<BureauCampaignLine>,
    /// Mail to the bureau that has not arrived.
    lines: Vec<notices::MailLine>,
    findings: Option<FindingStatistics>,
    listings: Vec<ListingRow>,
    burden: Burden,
    past: Vec<Past>,
    told: Option<String>,
}

struct BureauCampaignLine {
    id: i64,
    kind: String,
    number: String,
    title: String,
    at: String,
    stands: String,
}

impl BureauPage {
    /// Where what is missing of it is told.
    fn missing(&self) -> String {
        let query = LaggardQuery { bureau: self.code.to_string(), ..LaggardQuery::of(&self.campaign) };
        query.address(("waiting", AwaitedAct::Submission.as_str()))
    }
}

/// What the address names, if this viewer sees it.
async fn part(viewer: &Viewer, (campaign, bureau): (String, String)) -> Result<Visible<Docket>, WebError> {
    Ok(viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?)
}

async fn bureau(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(place): Path<(String, String)>,
) -> Result<Response, WebError> {
    let part = part(&viewer, place).await?;
    show(&console, w, &part, None, None).await
}

async fn show(
    console: &Console,
    w: Words,
    part: &Visible<Docket>,
    told: Option<WebError>,
    typed: Option<&ObligationActForm>,
) -> Result<Response, WebError> {
    let (viewer, context, bureau) = (part.viewer(), &part.context, part.bureau());
    let (id, zone) = (context.id(), context.kept.plan.zone);
    let terms = Arc::new(context.terms()?);
    let duties: Vec<_> = part.obligations().await?.into_iter().map(|row| row.duty).collect();
    let history = part.history().await?;
    let shown = DocketView {
        console,
        viewer,
        w,
        context,
        terms: &terms,
        bureau,
        finished: part.finished().await?,
        history: &history,
        typed,
    };
    let received = part.received().await?;
    let matters = part.matters().await?;
    let path = format!("/campaigns/{id}/bureaus/{bureau}");
    let (party, untold) = (&part.party, history.is_empty() && duties.is_empty());
    let status = told.as_ref().map_or(StatusCode::OK, WebError::status);
    let page_of = BureauPage {
        frame: Layout::new(console, viewer, w, console.directory().name_of(bureau), &path),
        w,
        campaign: id.clone(),
        title: context.kept.plan.title.clone(),
        code: bureau.clone(),
        duties: duties.iter().map(|duty| shown.duty(duty)).collect(),
        tally: duties.iter().map(Tally::of).sum(),
        before: untold.then(|| shown.ahead(party.clone())).filter(|before| !before.owed.is_empty()),
        next: shown.next(&duties, party, &received),
        notices: received
            .iter()
            .take(MOST_LINES)
            .map(|row| BureauCampaignLine {
                id: row.id,
                kind: w.instrument(row.notice.instrument),
                number: row.number.clone().unwrap_or_default(),
                title: row.notice.title.clone(),
                at: w.time(row.notice.at, zone),
                stands: notices::stands(w, row),
            })
            .collect(),
        lines: notices::mail_to(viewer, w, id, bureau).await?,
        findings: matters.findings,
        listings: matters.listings,
        burden: part.burden().await?,
        past: shown.past(MOST_LINES),
        told: told.map(|fault| fault.sentence(w)),
        path,
    };
    let mut response = page(&page_of);
    *response.status_mut() = status;
    Ok(response)
}

async fn act_upon(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(place): Path<(String, String)>,
    Form(asked): Form<ObligationActForm>,
) -> Result<Response, WebError> {
    let part = part(&viewer, place).await?;
    let outcome = match act::duty_command(&asked.act, &asked.obligation, &asked.typed) {
        Ok(Some(command)) => part.tell(command, None).await.map(drop).map_err(WebError::from),
        Ok(None) => Err(WebError::NotFound),
        Err(unfit) => Err(unfit),
    };
    answer(&console, w, &part, outcome, Some(&asked)).await
}

async fn submit(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(place): Path<(String, String)>,
    form: Multipart,
) -> Result<Response, WebError> {
    let part = part(&viewer, place).await?;
    // Nobody fills the archive who may not hand in.
    viewer.authorise(Action::Submit, part.bureau())?;
    let outcome = async {
        let asked = submission(form).await?;
        let mut command = asked.command()?;
        command.bring(viewer.attach(&asked.uploads).await?);
        part.tell(command, None).await.map(drop).map_err(WebError::from)
    };
    let outcome = outcome.await;
    answer(&console, w, &part, outcome, None).await
}

/// What is handed in by a form.
#[derive(Default)]
struct SubmissionForm {
    act: String,
    obligation: String,
    sealed: bool,
    typed: ActInput,
    uploads: Vec<Upload>,
}

impl SubmissionForm {
    /// What it comes to, yet without files.
    fn command(&self) -> Result<Command, WebError> {
        let (obligation, sealed) = (ObligationId::from(self.obligation.as_str()), self.sealed);
        let (attachments, files) = (Vec::new(), Vec::new());
        Ok(match self.act.as_str() {
            "submit" => Command::Submit { obligation, attachments, files, sealed },
            "replace" => Command::Replace { obligation, attachments, files, sealed },
            "supplement" => Command::Supplement { obligation, attachments, files, sealed },
            "ask-extension" => {
                let (to, reason) = (self.typed.day()?, self.typed.reason());
                Command::AskExtension { obligation, to, reason, files }
            }
            "ask-waiver" => Command::AskWaiver { obligation, reason: self.typed.reason(), files },
            _ => return Err(WebError::NotFound),
        })
    }
}

/// What a submission's form holds.
async fn submission(mut form: Multipart) -> Result<SubmissionForm, WebError> {
    let damaged = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge(SUBMISSION_BYTES as u64),
        _ => WebError::unfit("", error.body_text()),
    };
    let mut asked = SubmissionForm::default();
    while let Some(field) = form.next_field().await.map_err(damaged)? {
        let key = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let content = field.bytes().await.map_err(damaged)?;
        match (key.as_str(), file) {
            ("act", None) => asked.act = String::from_utf8_lossy(&content).into_owned(),
            ("obligation", None) => asked.obligation = String::from_utf8_lossy(&content).into_owned(),
            ("reason", None) => asked.typed.reason = String::from_utf8_lossy(&content).into_owned(),
            ("due", None) => asked.typed.day = String::from_utf8_lossy(&content).into_owned(),
            ("sealed", None) => asked.sealed = true,
            ("files", Some(name)) if name.is_empty() && content.is_empty() => {}
            ("files", Some(_)) if asked.uploads.len() >= MOST_ATTACHMENTS => {
                return Err(WebError::unfit("files", format!("≤ {MOST_ATTACHMENTS}")));
            }
            ("files", Some(name)) => asked.uploads.push(Upload { name, content }),
            _ => {}
        }
    }
    Ok(asked)
}

/// Back to the page; what was refused is told there, and what was typed stands there still.
async fn answer(
    console: &Console,
    w: Words,
    part: &Visible<Docket>,
    outcome: Result<(), WebError>,
    typed: Option<&ObligationActForm>,
) -> Result<Response, WebError> {
    match outcome {
        Ok(()) => {
            let path = format!("/campaigns/{}/bureaus/{}", part.context.id(), part.bureau());
            Ok(Redirect::to(&path).into_response())
        }
        Err(told @ (WebError::Refused(_) | WebError::Failed(_) | WebError::Invalid(_))) => {
            show(console, w, part, Some(told), typed).await
        }
        Err(fault) => Err(fault),
    }
}

/// A file that was handed in.
async fn file(
    viewer: Viewer,
    Path((campaign, bureau, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let part = part(&viewer, (campaign, bureau)).await?;
    let history = part.history().await?;
    let file = attachments::in_docket(&history, &sha256)?;
    let content = viewer.content(&file).await?;
    Ok(download(&file.name, &file.media_type, content))
}
