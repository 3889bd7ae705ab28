//! The door for programs that sign their messages instead of bearing a token: an inspection app files
//! findings, and a message that is forged, stale or a copy changes nothing.

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing,
};
use chrono::{NaiveDate, Utc};
use duban_domain::{
    BureauCode, CampaignId, FindingId, InboxId, WallTime,
    access::{Action, Role},
    finding::{Grade, ProblemKind, Product, Registration, Source, Subject},
};
use duban_service::{
    Principal, ServiceError, Via, Viewer,
    hooks::{Forged, Signed, SigningSecret, sha256_hex},
};
use duban_store::{Inbox, KnownMessage};
use duban_web::{Console, FieldError, WebError, i18n::Words, routes::Routes};
use serde::{Deserialize, Serialize};

/// A message may weigh so much, in bytes, and tell of so many findings.
const MESSAGE_BYTES: usize = 1 << 20;
const MOST_FINDINGS: usize = 500;

pub(crate) fn routes() -> Routes {
    let receive = routing::post(receive).layer(DefaultBodyLimit::max(MESSAGE_BYTES));
    // The signature says who sends it.
    Routes::default().public(Method::POST, "/api/v1/inbox/{id}", receive)
}

/// What a message says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    /// The campaign the findings belong to.
    campaign: String,
    /// The findings.
    findings: Vec<Filed>,
}

/// A finding as a program files it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filed {
    /// Its number with the one who files it; without one its id follows from its content.
    #[serde(default)]
    number: Option<String>,
    /// In whose district it lies.
    county: BureauCode,
    /// Whom it concerns.
    subject: Subject,
    /// The product.
    product: Product,
    /// Production or circulation.
    kind: ProblemKind,
    /// Where it comes from.
    source: Source,
    /// How grave it is.
    grade: Grade,
    /// The problem.
    problem: String,
    /// The day it was found.
    found_on: NaiveDate,
    /// How it was put right on the spot.
    #[serde(default)]
    corrected: Option<String>,
}

/// What became of a message.
#[derive(Serialize)]
struct Receipt {
    /// How many findings were registered by it.
    new: usize,
    /// How many had been before.
    known: usize,
    /// Their ids, in the order of the message.
    findings: Vec<FindingId>,
}

async fn receive(
    State(console): State<Console>,
    words: Words,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, WebError> {
    let (inbox, message) = believed(&console, &InboxId::new(id), &headers, &body).await?;
    let hash = sha256_hex(&body);
    match console.store().inbox_message_arrive(&inbox.id, (&message, &hash), now()).await? {
        KnownMessage::Answered { status, answer } => {
            let status = StatusCode::from_u16(status).map_err(|error| WebError::Internal(error.into()))?;
            return Ok(as_json(status, answer));
        }
        KnownMessage::Differs => {
            return Err(WebError::Conflict(words.t("intake-differs")));
        }
        KnownMessage::No => {}
    }
    match file(&viewer_of(&console, &inbox), words, &body).await {
        Ok(receipt) => {
            let answer = serde_json::to_string(&receipt).map_err(|error| WebError::Internal(error.into()))?;
            let kept = console.store().inbox_message_answer(&inbox.id, &message, 200, &answer).await?;
            Ok(as_json(StatusCode::OK, kept))
        }
        Err(fault) => {
            // Nothing was done: the same id may come again, mended or when the engine is back.
            console.store().inbox_message_forget(&inbox.id, &message).await?;
            Err(fault)
        }
    }
}

fn as_json(status: StatusCode, answer: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], answer).into_response()
}

/// The inbox and the message's id, if an open inbox with this id shares a secret with the sender. A
/// stranger learns nothing: neither whether there is such an inbox nor whether it is open.
async fn believed(
    console: &Console,
    id: &InboxId,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(Inbox, String), WebError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let inbox = console.store().inbox_get(id).await?.filter(|inbox| inbox.active);
    let inbox = inbox.ok_or(WebError::Forged(Forged::Signature))?;
    let secrets: Result<Vec<_>, _> =
        inbox.secrets.at(now()).map(|secret| SigningSecret::parse(secret.expose())).collect();
    let secrets = secrets.map_err(|error| WebError::Internal(error.into()))?;
    let signed = Signed {
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp"),
        signature: text("webhook-signature"),
        body,
    };
    signed.verify(&secrets, now().utc().timestamp()).map_err(WebError::Forged)?;
    Ok((inbox, signed.id.to_owned()))
}

/// An inbox does what an officer of its bureau does.
fn viewer_of(console: &Console, inbox: &Inbox) -> Viewer {
    let (account, via) = (inbox.id.to_string(), Via::Inbox(inbox.id.clone()));
    let (name, bureau) = (inbox.name.clone(), inbox.bureau.clone());
    console.service().viewer(Principal::new(account, name, bureau, Role::Officer, via))
}

/// Registers what a message tells, all of it or nothing that is invalid.
async fn file(viewer: &Viewer, words: Words, body: &[u8]) -> Result<Receipt, WebError> {
    let unreadable = |error: serde_json::Error| words.with("api-unreadable", [("why", error)]);
    let message: Message =
        serde_json::from_slice(body).map_err(|error| WebError::unfit("body", unreadable(error)))?;
    if !(1..=MOST_FINDINGS).contains(&message.findings.len()) {
        return Err(WebError::unfit("findings", words.n("intake-findings", MOST_FINDINGS)));
    }
    let context = viewer.context(&CampaignId::new(message.campaign)).await?;
    let mut misfits = Vec::new();
    let mut registrations = Vec::new();
    for (index, filed) in message.findings.into_iter().enumerate() {
        let place = format!("findings[{index}]");
        if !may_file(viewer, &filed.county) {
            misfits.push(FieldError::new(format!("{place}.county"), words.t("intake-elsewhere")));
            continue;
        }
        let (registration, number) = filed.registration();
        match context.checked_finding(registration, number.as_deref(), &[]) {
            Ok(registration) => registrations.push(registration),
            Err(ServiceError::Invalid(reasons)) => {
                misfits.extend(reasons.into_iter().map(|reason| FieldError::new(place.clone(), reason)));
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    if !misfits.is_empty() {
        return Err(WebError::Invalid(misfits));
    }
    let findings = registrations.iter().map(|registration| registration.id.clone()).collect();
    let imported = context.register(registrations, || {}).await?;
    Ok(Receipt { new: imported.new, known: imported.known, findings })
}

/// It files findings in its bureau's own district, and what its inspections find below.
fn may_file(viewer: &Viewer, county: &BureauCode) -> bool {
    [Action::HandleFinding, Action::InspectFinding].into_iter().any(|action| viewer.may(action, county))
}

impl Filed {
    /// What is to be registered, still without its id, and the number it is to follow from.
    fn registration(self) -> (Registration, Option<String>) {
        let Self { number, county, subject, product, kind, source, grade, problem, found_on, corrected } =
            self;
        let registration = Registration {
            id: FindingId::new(""),
            county,
            subject,
            product,
            kind,
            source,
            grade,
            problem,
            found_on,
            corrected,
            attachments: Vec::new(),
        };
        (registration, number)
    }
}

fn now() -> WallTime {
    WallTime::new(Utc::now())
}
