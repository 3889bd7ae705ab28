//! A finding's page: what was registered, how it stands, its whole history, its documents, and a form for
//! each thing that its reader may do now.

use super::{acts, history, ledger::sign};
use crate::{
    Console, Viewer, WebError,
    attachments::of_finding,
    i18n::Words,
    layout::{Layout, page},
    pages::{
        matter::{
            acts::{ActForm, FieldKind, Forms, NotDone, Rejected, number, permitted, unfit},
            documents::{self, MatterDocument},
            files::{self, FileView},
            history::{HistoryLine, HistoryWording},
            party, reason,
            submitted::{FILES, Submitted},
        },
        places::finding_page,
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
use duban_service::{
    InCampaign, Visible,
    rows::{Campaign, FindingDetail, FindingRow, LedgerRow},
};

/// A finding with what its page needs, for whoever may see it.
struct ShownFinding {
    found: Visible<InCampaign<FindingDetail>>,
    registration: Registration,
    party: Party,
    lines: Vec<LedgerRow<FindingEvent>>,
}

/// The finding, if its reader sees the county it lies in.
async fn shown(viewer: &Viewer, campaign: &str, id: &str) -> Result<ShownFinding, WebError> {
    let found = viewer.finding(&CampaignId::from(campaign), &FindingId::from(id)).await?;
    let lines = found.history().await?;
    let party = party(viewer.directory(), &found.row.row.county);
    let registration = found.row.clone().into_registration();
    Ok(ShownFinding { found, registration, party, lines })
}

impl ShownFinding {
    fn offers(&self) -> Vec<Offer<FindingAct>> {
        let whats = self.lines.iter().map(|line| &line.effect.event);
        FindingReading::new(&self.found.row.row.view, &self.registration, &self.party, whats).offers()
    }

    fn address(&self) -> String {
        finding_page(self.found.context.id(), &self.found.row.row.id)
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
    viewer: Viewer,
    w: Words,
    Path((campaign, id)): Path<(String, String)>,
    Query(came): Query<documents::Came>,
) -> Result<Response, WebError> {
    let seen = shown(&viewer, &campaign, &id).await?;
    rendered(&console, w, seen, None, !came.done.is_empty()).await
}

async fn rendered(
    console: &Console,
    w: Words,
    seen: ShownFinding,
    rejected: Option<&Rejected>,
    done: bool,
) -> Result<Response, WebError> {
    let (address, offers) = (seen.address(), seen.offers());
    let ShownFinding { found, lines, .. } = seen;
    let (viewer, directory) = (found.viewer(), found.viewer().directory());
    let context = &found.context;
    let zone = context.kept.plan.zone;
    let teller = HistoryWording { w, zone, directory, calendar: &context.calendar, matter: &address };
    let documents = documents::of(viewer, &teller, found.notices().await?);
    let forms = Forms { w, rejected };
    let mine = offers.iter().filter(|offer| offer.is_for(viewer.role, directory, &viewer.bureau));
    let forms: Vec<_> =
        mine.map(|offer| acts::form(&forms, offer.act, about(&documents, offer.act))).collect();
    // Whose turn it is: that of the first thing that takes it on.
    let turn =
        offers.iter().find(|offer| !matches!(offer.act, FindingAct::Acknowledge(_) | FindingAct::Void(_)));
    let turn =
        turn.and_then(|offer| offer.by.first()).map(|code| directory.name_of(code)).unwrap_or_default();
    let FindingDetail { row, attachments, .. } = &found.row;
    let county = row.county.clone();
    let subject = match &row.subject {
        Subject::Enterprise { name, .. } => name.clone(),
        Subject::Bureau { code } => directory.name_of(code),
    };
    let unsettled = |at: Option<PlanTime>| at.is_some_and(|at| context.is_provisional(at));
    let answer = page(&FindingPage {
        provisional: (unsettled(row.view.due), unsettled(row.view.look_back)),
        frame: Layout::new(console, viewer, w, subject.clone(), &address),
        w,
        zone,
        county: directory.name_of(&county),
        subject,
        corrected: row.corrected.clone(),
        files: files::views(&address, attachments),
        lines: lines.iter().map(|line| history::line(&teller, &line.effect)).collect(),
        documents,
        forms,
        turn,
        sending: crate::random::token()?,
        done,
        may_list: row.view.standing.is_open() && viewer.may(Action::Supervise, &county),
        campaign: context.kept.clone(),
        row: row.clone(),
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
    viewer: Viewer,
    w: Words,
    Path((campaign, id, slug)): Path<(String, String, String)>,
    form: Multipart,
) -> Result<Response, WebError> {
    let seen = shown(&viewer, &campaign, &id).await?;
    let submitted = Submitted::read(&viewer, form).await?;
    match performed(w, &seen, &slug, &submitted).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?done={slug}", seen.address())).into_response()),
        Err(NotDone::Told(problem)) => {
            let rejected = Rejected::new(&slug, &submitted, problem);
            rendered(&console, w, seen, Some(&rejected), false).await
        }
        Err(NotDone::WebError(fault)) => Err(fault),
    }
}

async fn performed(w: Words, seen: &ShownFinding, slug: &str, submitted: &Submitted) -> Result<(), NotDone> {
    let offers = seen.offers();
    let Some(offer) = acts::offered(&offers, slug, number(submitted)) else {
        return Err(WebError::Conflict(w.t("act-no-longer")).into());
    };
    let viewer = seen.found.viewer();
    permitted(viewer, offer)?;
    let told = |failed| NotDone::Told(unfit(w, &failed));
    // Nothing is archived for a form that is not filled in.
    acts::command(offer.act, submitted, Vec::new()).map_err(told)?;
    let attachments = submitted.archive(viewer, FILES).await.map_err(|fault| NotDone::of(w, fault))?;
    let command = acts::command(offer.act, submitted, attachments).map_err(told)?;
    match seen.found.tell(command, submitted.optional("sending")).await {
        Ok(_) => Ok(()),
        Err(failure) if failure.is_refusal() => Err(NotDone::Told(reason(w, &failure))),
        Err(failure) => Err(WebError::from(failure).into()),
    }
}

/// A file of the finding: one that was registered with it, or came later.
pub(super) async fn file(
    viewer: Viewer,
    Path((campaign, id, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let seen = shown(&viewer, &campaign, &id).await?;
    let later = seen.lines.iter().flat_map(|line| of_finding(&line.effect.event));
    let all: Vec<&Attachment> = seen.found.row.attachments.iter().chain(later).collect();
    files::download(&viewer, all.into_iter(), &sha256).await
}
