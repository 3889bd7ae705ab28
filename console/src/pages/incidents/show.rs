//! An incident's page: what was reported, who has taken note, its whole history, and what its reader may do.

use super::{history, sign};
use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::{
        campaign,
        matter::{
            acts::{ActForm, FieldKind, Forms, NotDone, Rejected, permitted, unfit},
            documents::Came,
            files::{self, FileView},
            history::{HistoryLine, HistoryWording},
            name, reason,
            submitted::Submitted,
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
    CampaignId, IncidentId, Offer,
    access::Action,
    incident::{IncidentAct, IncidentCommand, IncidentEvent, incident_offers},
};
use duban_store::{Campaign, IncidentRow, LedgerRow};

/// An incident with what its page needs, for whoever may see it.
struct ShownIncident {
    kept: Campaign,
    row: IncidentRow,
    lines: Vec<LedgerRow<IncidentEvent>>,
}

/// The incident, if its reader sees the bureau that reports it.
async fn seen(
    console: &Console,
    principal: &Principal,
    campaign: &str,
    id: &str,
) -> Result<ShownIncident, WebError> {
    let kept = campaign::seen(console, principal, &CampaignId::from(campaign)).await?;
    let id = IncidentId::from(id);
    let row = console.store().incident_get(&kept.plan.id, &id).await?.ok_or(WebError::NotFound)?;
    principal.authorise(console, Action::See, &row.bureau)?;
    let lines = console.store().incident_history(&kept.plan.id, &id).await?;
    Ok(ShownIncident { kept, row, lines })
}

impl ShownIncident {
    /// What this principal may do: of the levels that take note, only its own.
    fn offers(&self, console: &Console, principal: &Principal) -> Vec<Offer<IncidentAct>> {
        let mut all = incident_offers(&self.row.view, &self.row.bureau);
        all.retain(|offer| offer.is_for(principal.role, console.directory(), &principal.bureau));
        all
    }

    fn address(&self) -> String {
        super::address(&self.kept.plan.id, &self.row.id)
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
    principal: Principal,
    w: Words,
    Path((campaign, id)): Path<(String, String)>,
    Query(came): Query<Came>,
) -> Result<Response, WebError> {
    let seen = seen(&console, &principal, &campaign, &id).await?;
    rendered(&console, &principal, w, seen, None, !came.done.is_empty()).await
}

async fn rendered(
    console: &Console,
    principal: &Principal,
    w: Words,
    seen: ShownIncident,
    rejected: Option<&Rejected>,
    done: bool,
) -> Result<Response, WebError> {
    let (address, offers) = (seen.address(), seen.offers(console, principal));
    let (directory, zone) = (console.directory(), seen.kept.plan.zone);
    let calendar = console.service().working_days(&seen.kept.plan.id).await?;
    let teller = HistoryWording { w, zone, directory, calendar: &calendar, matter: &address };
    let forms = Forms { w, rejected };
    let forms = offers.iter().map(|offer| form(&forms, offer.act)).collect();
    let ShownIncident { kept, row, lines } = seen;
    let level = |(code, at): &(_, Option<_>)| (teller.name(code), at.map(|at| teller.time(at)));
    let answer = page(&IncidentPage {
        frame: Layout::new(console, principal, w, row.title.clone(), &address),
        w,
        zone,
        bureau: name(directory, &row.bureau),
        levels: row.view.levels.iter().map(level).collect(),
        files: files::views(&address, &row.attachments),
        lines: lines.iter().map(|line| history::line(&teller, &line.effect)).collect(),
        forms,
        sending: token()?,
        done,
        campaign: kept,
        row,
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
    seen: &ShownIncident,
    name: &str,
    submitted: &Submitted,
) -> Result<(), NotDone> {
    let all = incident_offers(&seen.row.view, &seen.row.bureau);
    let asked: Vec<_> = all.iter().filter(|offer| slug(offer.act) == name).collect();
    // The level that takes note is the reader's own; where it is none, the first tells why not.
    let own = asked.iter().find(|offer| offer.by.contains(&principal.bureau)).or(asked.first());
    let offer = *own.ok_or_else(|| WebError::Conflict(w.t("act-no-longer")))?;
    permitted(console, principal, offer)?;
    let command = match offer.act {
        IncidentAct::Acknowledge => {
            IncidentCommand::Acknowledge { instruction: submitted.optional("instruction") }
        }
        IncidentAct::Update => {
            let text = submitted.required("text").map_err(|failed| NotDone::Told(unfit(w, &failed)))?;
            IncidentCommand::Update { text }
        }
    };
    let scene = console.service().scene(&seen.kept.plan.id).await.map_err(WebError::from)?;
    let sent = submitted.optional("sending");
    match scene.tell_incident(&seen.row.id, principal.actor(), command, sent).await {
        Ok(_) => Ok(()),
        Err(failure) if failure.is_refusal() => Err(NotDone::Told(reason(w, &failure))),
        Err(failure) => Err(WebError::from(failure).into()),
    }
}

/// A file that was reported with it.
pub(super) async fn file(
    State(console): State<Console>,
    principal: Principal,
    Path((campaign, id, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let seen = seen(&console, &principal, &campaign, &id).await?;
    files::download(&console, seen.row.attachments.iter(), &sha256).await
}
