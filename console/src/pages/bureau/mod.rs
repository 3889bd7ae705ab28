//! A bureau in a campaign: its docket, what lies ahead of it, its notices, findings, listings and history,
//! with buttons for exactly what this person may do. What was refused is told on the page it was asked from.

pub(crate) mod view;

use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::{
        act::{self, ActInput},
        campaign,
        inbox::view::{instrument_name, name},
        notices,
    },
    routes::Routes,
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
    BureauCode, CampaignId, Command, ObligationId, PlanTime,
    access::{Action, Relation},
    command::MOST_ATTACHMENTS,
    tally::Tally,
};
use duban_service::{CampaignContext, Upload};
use duban_store::{Burden, FindingStatistics, ListingRow, NoticePage, NoticeSearch};
use serde::Deserialize;
use std::{collections::BTreeSet, sync::Arc};
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

/// A bureau's part in a campaign, in hand.
struct BureauPart {
    scene: CampaignContext,
    bureau: BureauCode,
}

/// What the address names, if this principal sees it.
async fn part(
    console: &Console,
    principal: &Principal,
    (campaign, bureau): (String, String),
) -> Result<BureauPart, WebError> {
    let bureau = BureauCode::new(bureau);
    principal.authorise(console, Action::See, &bureau)?;
    let kept = campaign::seen(console, principal, &CampaignId::new(campaign)).await?;
    let scene = console.service().scene(&kept.plan.id).await?;
    let takes_part = bureau == kept.plan.issuer
        || Relation::of(console.directory(), &kept.plan.issuer, &bureau) == Relation::Below;
    if takes_part { Ok(BureauPart { scene, bureau }) } else { Err(WebError::NotFound) }
}

async fn bureau(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(place): Path<(String, String)>,
) -> Result<Response, WebError> {
    let part = part(&console, &principal, place).await?;
    show(&console, &principal, w, &part, None, None).await
}

async fn show(
    console: &Console,
    principal: &Principal,
    w: Words,
    part: &BureauPart,
    told: Option<WebError>,
    typed: Option<&ObligationActForm>,
) -> Result<Response, WebError> {
    let BureauPart { scene, bureau } = part;
    let (store, id, zone) = (console.store(), scene.id(), scene.kept.plan.zone);
    let terms = Arc::new(scene.terms()?);
    let duties: Vec<_> = store.duty_list(id, Some(bureau)).await?.into_iter().map(|row| row.duty).collect();
    let history = store.ledger_list(id, Some(bureau)).await?;
    let shown = DocketView {
        console,
        principal,
        w,
        scene,
        terms: &terms,
        bureau,
        finished: finished(console, id, bureau).await?,
        history: &history,
        typed,
    };
    let search = NoticeSearch {
        recipients: Some(BTreeSet::from([bureau.clone()])),
        campaign: Some(id.clone()),
        ..NoticeSearch::default()
    };
    let received = store.notice_search(&search, &NoticePage::default()).await?;
    let statistics = store.finding_statistics(id).await?;
    let mut listings = store.listing_list(id).await?;
    listings.retain(|row| row.bureau == *bureau);
    let path = format!("/campaigns/{id}/bureaus/{bureau}");
    let (party, untold) = (scene.party(bureau)?, history.is_empty() && duties.is_empty());
    let status = told.as_ref().map_or(StatusCode::OK, WebError::status);
    let page_of = BureauPage {
        frame: Layout::new(console, principal, w, name(console, bureau), &path),
        w,
        campaign: id.clone(),
        title: scene.kept.plan.title.clone(),
        code: bureau.clone(),
        duties: duties.iter().map(|duty| shown.duty(duty)).collect(),
        tally: duties.iter().map(Tally::of).sum(),
        before: untold.then(|| shown.ahead(party.clone())).filter(|before| !before.owed.is_empty()),
        next: shown.next(&duties, &party, &received),
        notices: received
            .iter()
            .take(MOST_LINES)
            .map(|row| BureauCampaignLine {
                id: row.id,
                kind: instrument_name(w, row.notice.instrument),
                number: row.number.clone().unwrap_or_default(),
                title: row.notice.title.clone(),
                at: w.time(row.notice.at, zone),
                stands: notices::stands(w, row),
            })
            .collect(),
        lines: notices::mail_to(console, principal, w, id, bureau).await?,
        findings: statistics.into_iter().find(|one| one.county == *bureau),
        listings,
        burden: store.burden(bureau, Some(id)).await?,
        past: shown.past(MOST_LINES),
        told: told.map(|fault| fault.sentence(w)),
        path,
    };
    let mut response = page(&page_of);
    *response.status_mut() = status;
    Ok(response)
}

/// When nothing was left for the bureau's docket to wait for.
async fn finished(
    console: &Console,
    campaign: &CampaignId,
    bureau: &BureauCode,
) -> Result<Option<PlanTime>, WebError> {
    let status = console.store().status(campaign).await?;
    Ok(status.into_iter().find(|one| one.code == *bureau).and_then(|one| one.finished))
}

/// An act upon an obligation, as a form says it.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Fields")]
pub(crate) struct ObligationActForm {
    act: String,
    obligation: String,
    typed: ActInput,
}

#[derive(Deserialize)]
struct Fields {
    act: String,
    #[serde(default)]
    obligation: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    due: String,
}

impl From<Fields> for ObligationActForm {
    fn from(Fields { act, obligation, reason, due }: Fields) -> Self {
        Self { act, obligation, typed: ActInput { reason, day: due } }
    }
}

async fn act_upon(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(place): Path<(String, String)>,
    Form(asked): Form<ObligationActForm>,
) -> Result<Response, WebError> {
    let part = part(&console, &principal, place).await?;
    let outcome = match act::duty_command(&asked.act, &asked.obligation, &asked.typed) {
        Ok(Some(command)) => act::tell(&console, &principal, &part.scene, &part.bureau, command).await,
        Ok(None) => Err(WebError::NotFound),
        Err(unfit) => Err(unfit),
    };
    answer(&console, &principal, w, &part, outcome, Some(&asked)).await
}

async fn submit(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(place): Path<(String, String)>,
    form: Multipart,
) -> Result<Response, WebError> {
    let part = part(&console, &principal, place).await?;
    // Nobody fills the archive who may not hand in.
    principal.authorise(&console, Action::Submit, &part.bureau)?;
    let outcome = async {
        let (obligation, sealed, uploads) = submission(form).await?;
        let files = console.service().attach(&uploads).await?;
        let attachments = files.iter().map(|file| file.name.clone()).collect();
        let command = Command::Submit { obligation, attachments, files, sealed };
        act::tell(&console, &principal, &part.scene, &part.bureau, command).await
    };
    let outcome = outcome.await;
    answer(&console, &principal, w, &part, outcome, None).await
}

/// What a submission's form holds.
async fn submission(mut form: Multipart) -> Result<(ObligationId, bool, Vec<Upload>), WebError> {
    let damaged = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge(SUBMISSION_BYTES as u64),
        _ => WebError::unfit("", error.body_text()),
    };
    let (mut obligation, mut sealed, mut uploads) = (String::new(), false, Vec::new());
    while let Some(field) = form.next_field().await.map_err(damaged)? {
        let key = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let content = field.bytes().await.map_err(damaged)?;
        match (key.as_str(), file) {
            ("obligation", None) => obligation = String::from_utf8_lossy(&content).into_owned(),
            ("sealed", None) => sealed = true,
            ("files", Some(name)) if name.is_empty() && content.is_empty() => {}
            ("files", Some(_)) if uploads.len() >= MOST_ATTACHMENTS => {
                return Err(WebError::unfit("files", format!("≤ {MOST_ATTACHMENTS}")));
            }
            ("files", Some(name)) => uploads.push(Upload { name, content }),
            _ => {}
        }
    }
    Ok((ObligationId::new(obligation), sealed, uploads))
}

/// Back to the page; what was refused is told there, and what was typed stands there still.
async fn answer(
    console: &Console,
    principal: &Principal,
    w: Words,
    part: &BureauPart,
    outcome: Result<(), WebError>,
    typed: Option<&ObligationActForm>,
) -> Result<Response, WebError> {
    match outcome {
        Ok(()) => {
            let path = format!("/campaigns/{}/bureaus/{}", part.scene.id(), part.bureau);
            Ok(Redirect::to(&path).into_response())
        }
        Err(told @ (WebError::Refused(_) | WebError::Failed(_) | WebError::Invalid(_))) => {
            show(console, principal, w, part, Some(told), typed).await
        }
        Err(fault) => Err(fault),
    }
}

/// A file that was handed in.
async fn file(
    State(console): State<Console>,
    principal: Principal,
    Path((campaign, bureau, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let part = part(&console, &principal, (campaign, bureau)).await?;
    let history = console.store().ledger_list(part.scene.id(), Some(&part.bureau)).await?;
    let file = view::attachment(&history, &sha256)?;
    let content = console.service().archive().get(&file).await;
    let content = content.map_err(|error| WebError::Unavailable(error.into()))?;
    Ok(notices::download(&file.name, &file.media_type, content))
}
