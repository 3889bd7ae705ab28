//! A finding's page: what was registered, how it stands, its whole history, its documents, and a form for
//! each thing that its reader may do now.

use super::{acts, history, ledger::sign};
use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::{
        campaign,
        matter::{
            acts::{ActForm, FieldKind, Forms, NotDone, Rejected, number, permitted, unfit},
            documents::{self, MatterDocument},
            files::{self, FileView},
            history::{HistoryLine, HistoryWording},
            name, party, reason,
            submitted::{FILES, Submitted},
            token,
        },
    },
};
use askama::Template;
use axum::{
    extract::{Multipart, Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono_tz::Tz;
use duban_domain::{
    Attachment, CampaignId, FindingId, Offer, Party, PlanTime,
    access::Action,
    finding::{FindingAct, FindingEvent, FindingReading, Registration, Subject},
};
use duban_store::{Campaign, FindingDetail, FindingRow, LedgerRow};

/// A finding with what its page needs, for whoever may see it.
struct ShownFinding {
    kept: Campaign,
    detail: FindingDetail,
    registration: Registration,
    party: Party,
    lines: Vec<LedgerRow<FindingEvent>>,
}

/// The finding, if its reader sees the county it lies in.
async fn seen(
    console: &Console,
    principal: &Principal,
    campaign: &str,
    id: &str,
) -> Result<ShownFinding, WebError> {
    let kept = campaign::seen(console, principal, &CampaignId::from(campaign)).await?;
    let (plan, id) = (&kept.plan, FindingId::from(id));
    let detail = console.store().finding_get(&plan.id, &id).await?.ok_or(WebError::NotFound)?;
    principal.authorise(console, Action::See, &detail.row.county)?;
    let lines = console.store().finding_history(&plan.id, &id).await?;
    let party = party(console.directory(), &detail.row.county);
    let registration = detail.clone().into_registration();
    Ok(ShownFinding { kept, detail, registration, party, lines })
}

impl ShownFinding {
    fn offers(&self) -> Vec<Offer<FindingAct>> {
        let whats = self.lines.iter().map(|line| &line.effect.event);
        FindingReading::new(&self.detail.row.view, &self.registration, &self.party, whats).offers()
    }

    fn address(&self) -> String {
        super::address(&self.kept.plan.id, &self.detail.row.id)
    }
}

#[derive(Template)]
#[template(path = "findings/show.html")]
struct FindingPage {
    frame: Layout,
    w: Words,
    zone: Tz,
    campaign: Campaign,
    address: String,
    row: FindingRow,
    county: String,
    subject: String,
    corrected: Option<String>,
    files: Vec<FileView>,
    lines: Vec<HistoryLine>,
    documents: Vec<MatterDocument>,
    forms: Vec<ActForm>,
    turn: String,
    sending: String,
    done: bool,
    may_list: bool,
    /// Whether its due instant and its look-back are provisional.
    provisional: (bool, bool),
}

pub(super) async fn show(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path((campaign, id)): Path<(String, String)>,
    Query(came): Query<documents::Came>,
) -> Result<Response, WebError> {
    let seen = seen(&console, &principal, &campaign, &id).await?;
    rendered(&console, &principal, w, seen, None, !came.done.is_empty()).await
}

async fn rendered(
    console: &Console,
    principal: &Principal,
    w: Words,
    seen: ShownFinding,
    rejected: Option<&Rejected>,
    done: bool,
) -> Result<Response, WebError> {
    let (address, offers) = (seen.address(), seen.offers());
    let directory = console.directory();
    let zone = seen.kept.plan.zone;
    let calendar = console.service().working_days(&seen.kept.plan.id).await?;
    let teller = HistoryWording { w, zone, directory, calendar: &calendar, matter: &address };
    let documents =
        documents::of(console, principal, &teller, &seen.kept.plan.id, &seen.detail.workflow).await?;
    let forms = Forms { w, rejected };
    let mine = offers.iter().filter(|offer| offer.is_for(principal.role, directory, &principal.bureau));
    let forms: Vec<_> =
        mine.map(|offer| acts::form(&forms, offer.act, about(&documents, offer.act))).collect();
    // Whose turn it is: that of the first thing that takes it on.
    let turn =
        offers.iter().find(|offer| !matches!(offer.act, FindingAct::Acknowledge(_) | FindingAct::Void(_)));
    let turn = turn.and_then(|offer| offer.by.first()).map(|code| name(directory, code)).unwrap_or_default();
    let county = seen.detail.row.county.clone();
    let ShownFinding { kept, detail: FindingDetail { row, attachments, .. }, lines, .. } = seen;
    let subject = match &row.subject {
        Subject::Enterprise { name, .. } => name.clone(),
        Subject::Bureau { code } => name(directory, code),
    };
    let unsettled = |at: Option<PlanTime>| at.is_some_and(|at| calendar.is_provisional(at.date(zone)));
    let answer = page(&FindingPage {
        provisional: (unsettled(row.view.due), unsettled(row.view.look_back)),
        frame: Layout::new(console, principal, w, subject.clone(), &address),
        w,
        zone,
        county: name(directory, &county),
        subject,
        corrected: row.corrected.clone(),
        files: files::views(&address, &attachments),
        lines: lines.iter().map(|line| history::line(&teller, &line.effect)).collect(),
        documents,
        forms,
        turn,
        sending: token()?,
        done,
        may_list: row.view.standing.is_open() && principal.may(console, Action::Supervise, &county),
        campaign: kept,
        row,
        address: address.clone(),
    });
    Ok(if rejected.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, answer).into_response() } else { answer })
}

/// What a form is about, where that is a document.
fn about(documents: &[MatterDocument], act: FindingAct) -> String {
    let (FindingAct::Acknowledge(ordinal) | FindingAct::Void(ordinal)) = act else { return String::new() };
    documents::about(documents, ordinal)
}

/// Does what a form says. What was typed is there again where it was not taken.
pub(super) async fn act(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path((campaign, id, slug)): Path<(String, String, String)>,
    form: Multipart,
) -> Result<Response, WebError> {
    let seen = seen(&console, &principal, &campaign, &id).await?;
    let submitted = Submitted::read(&console, form).await?;
    match performed(&console, &principal, w, &seen, &slug, &submitted).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?done={slug}", seen.address())).into_response()),
        Err(NotDone::Told(problem)) => {
            let rejected = Rejected::new(&slug, &submitted, problem);
            rendered(&console, &principal, w, seen, Some(&rejected), false).await
        }
        Err(NotDone::WebError(fault)) => Err(fault),
    }
}

async fn performed(
    console: &Console,
    principal: &Principal,
    w: Words,
    seen: &ShownFinding,
    slug: &str,
    submitted: &Submitted,
) -> Result<(), NotDone> {
    let offers = seen.offers();
    let Some(offer) = acts::offered(&offers, slug, number(submitted)) else {
        return Err(WebError::Conflict(w.t("act-no-longer")).into());
    };
    permitted(console, principal, offer)?;
    let told = |failed| NotDone::Told(unfit(w, &failed));
    // Nothing is archived for a form that is not filled in.
    acts::command(offer.act, submitted, Vec::new()).map_err(told)?;
    let attachments = submitted.archive(console, FILES).await.map_err(|fault| NotDone::of(w, fault))?;
    let command = acts::command(offer.act, submitted, attachments).map_err(told)?;
    let scene = console.service().scene(&seen.kept.plan.id).await.map_err(WebError::from)?;
    let sent = submitted.optional("sending");
    match scene.tell_finding(&seen.detail.row.id, principal.actor(), command, sent).await {
        Ok(_) => Ok(()),
        Err(failure) if failure.is_refusal() => Err(NotDone::Told(reason(w, &failure))),
        Err(failure) => Err(WebError::from(failure).into()),
    }
}

/// A file of the finding: one that was registered with it, or came later.
pub(super) async fn file(
    State(console): State<Console>,
    principal: Principal,
    Path((campaign, id, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let seen = seen(&console, &principal, &campaign, &id).await?;
    let later = seen.lines.iter().flat_map(|line| history::attachments(&line.effect.event));
    let all: Vec<&Attachment> = seen.detail.attachments.iter().chain(later).collect();
    files::download(&console, all.into_iter(), &sha256).await
}
