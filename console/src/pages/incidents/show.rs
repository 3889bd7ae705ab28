//! An incident's page: what was reported, who has taken note, its whole history, and what its reader may do.

use super::{history, list::sign};
use crate::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::{
        matter::{
            acts::{ActForm, FieldKind, Forms, NotDone, Rejected, permitted, unfit},
            documents::Came,
            files::{self, FileView},
            history::{HistoryLine, HistoryWording},
            reason,
            submitted::Submitted,
        },
        places::incident_page,
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
    CampaignId, IncidentId, Offer,
    incident::{IncidentAct, IncidentCommand, IncidentEvent, incident_offers},
};
use duban_service::{
    InCampaign, Visible,
    rows::{Campaign, IncidentRow, LedgerRow},
};

/// An incident with what its page needs, for whoever may see it.
struct ShownIncident {
    found: Visible<InCampaign<IncidentRow>>,
    lines: Vec<LedgerRow<IncidentEvent>>,
}

/// The incident, if its reader sees the bureau that reports it.
async fn shown(viewer: &Viewer, campaign: &str, id: &str) -> Result<ShownIncident, WebError> {
    let found = viewer.incident(&CampaignId::from(campaign), &IncidentId::from(id)).await?;
    let lines = found.history().await?;
    Ok(ShownIncident { found, lines })
}

impl ShownIncident {
    /// What its reader may do: of the levels that take note, only their own.
    fn offers(&self) -> Vec<Offer<IncidentAct>> {
        let (viewer, row) = (self.found.viewer(), &self.found.row);
        let mut all = incident_offers(&row.view, &row.bureau);
        all.retain(|offer| offer.is_for(viewer.role, viewer.directory(), &viewer.bureau));
        all
    }

    fn address(&self) -> String {
        incident_page(self.found.context.id(), &self.found.row.id)
    }
}

#[derive(Template)]
#[template(path = "incidents/show.html")]
struct IncidentPage {
    frame: Layout,
    w: Words,
    zone: Tz,
    campaign: Campaign,
    address: String,
    row: IncidentRow,
    bureau: String,
    levels: Vec<(String, Option<String>)>,
    files: Vec<FileView>,
    lines: Vec<HistoryLine>,
    forms: Vec<ActForm>,
    sending: String,
    done: bool,
}

pub(super) async fn show(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path((campaign, id)): Path<(String, String)>,
    Query(came): Query<Came>,
) -> Result<Response, WebError> {
    let seen = shown(&viewer, &campaign, &id).await?;
    rendered(&console, w, seen, None, !came.done.is_empty()).await
}

async fn rendered(
    console: &Console,
    w: Words,
    seen: ShownIncident,
    rejected: Option<&Rejected>,
    done: bool,
) -> Result<Response, WebError> {
    let (address, offers) = (seen.address(), seen.offers());
    let ShownIncident { found, lines } = seen;
    let (viewer, directory) = (found.viewer(), found.viewer().directory());
    let (context, row) = (&found.context, &found.row);
    let zone = context.kept.plan.zone;
    let teller = HistoryWording { w, zone, directory, calendar: &context.calendar, matter: &address };
    let forms = Forms { w, rejected };
    let forms = offers.iter().map(|offer| form(&forms, offer.act)).collect();
    let level = |(code, at): &(_, Option<_>)| (teller.name(code), at.map(|at| teller.time(at)));
    let answer = page(&IncidentPage {
        frame: Layout::new(console, viewer, w, row.title.clone(), &address),
        w,
        zone,
        bureau: directory.name_of(&row.bureau),
        levels: row.view.levels.iter().map(level).collect(),
        files: files::views(&address, &row.attachments),
        lines: lines.iter().map(|line| history::line(&teller, &line.effect)).collect(),
        forms,
        sending: crate::random::token()?,
        done,
        campaign: context.kept.clone(),
        row: row.clone(),
        address: address.clone(),
    });
    Ok(if rejected.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, answer).into_response() } else { answer })
}

const fn slug(act: IncidentAct) -> &'static str {
    match act {
        IncidentAct::Acknowledge => "take-note",
        IncidentAct::Update => "update",
    }
}

fn form(forms: &Forms<'_>, act: IncidentAct) -> ActForm {
    let field = match act {
        IncidentAct::Acknowledge => forms.maybe("instruction"),
        IncidentAct::Update => forms.area("text"),
    };
    forms.form(slug(act), 0, String::new(), vec![field])
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

async fn performed(w: Words, seen: &ShownIncident, name: &str, submitted: &Submitted) -> Result<(), NotDone> {
    let (viewer, row) = (seen.found.viewer(), &seen.found.row);
    let all = incident_offers(&row.view, &row.bureau);
    let asked: Vec<_> = all.iter().filter(|offer| slug(offer.act) == name).collect();
    // The level that takes note is the reader's own; where it is none, the first tells why not.
    let own = asked.iter().find(|offer| offer.by.contains(&viewer.bureau)).or(asked.first());
    let offer = *own.ok_or_else(|| WebError::Conflict(w.t("act-no-longer")))?;
    permitted(viewer, offer)?;
    let command = match offer.act {
        IncidentAct::Acknowledge => {
            IncidentCommand::Acknowledge { instruction: submitted.optional("instruction") }
        }
        IncidentAct::Update => {
            let text = submitted.required("text").map_err(|failed| NotDone::Told(unfit(w, &failed)))?;
            IncidentCommand::Update { text }
        }
    };
    match seen.found.tell(command, submitted.optional("sending")).await {
        Ok(_) => Ok(()),
        Err(failure) if failure.is_refusal() => Err(NotDone::Told(reason(w, &failure))),
        Err(failure) => Err(WebError::from(failure).into()),
    }
}

/// A file that was reported with it.
pub(super) async fn file(
    viewer: Viewer,
    Path((campaign, id, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let found = viewer.incident(&CampaignId::new(campaign), &IncidentId::new(id)).await?;
    files::download(&viewer, found.row.attachments.iter(), &sha256).await
}
