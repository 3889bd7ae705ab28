//! A listing's page: how it stands, what comes next, its whole history, and a form for each thing that its
//! reader may do now.

use super::{acts, history, sign};
use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::{
        campaign, findings,
        matter::{
            acts::{ActForm, FieldKind, Forms, NotDone, Rejected, number, permitted, unfit},
            documents::{self, MatterDocument},
            files,
            history::{HistoryLine, HistoryWording},
            name, reason,
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
    Attachment, CampaignId, ListingId, Offer,
    access::Action,
    listing::{ListingAct, ListingEvent, ListingReading},
};
use duban_store::{Campaign, LedgerRow, ListingRow};

/// A listing with what its page needs, for whoever may see it.
struct ShownListing {
    kept: Campaign,
    row: ListingRow,
    lines: Vec<LedgerRow<ListingEvent>>,
}

/// The listing, if its reader sees the bureau under supervision.
async fn seen(
    console: &Console,
    principal: &Principal,
    campaign: &str,
    id: &str,
) -> Result<ShownListing, WebError> {
    let kept = campaign::seen(console, principal, &CampaignId::from(campaign)).await?;
    let id = ListingId::from(id);
    let row = console.store().listing_get(&kept.plan.id, &id).await?.ok_or(WebError::NotFound)?;
    principal.authorise(console, Action::See, &row.bureau)?;
    let lines = console.store().listing_history(&kept.plan.id, &id).await?;
    Ok(ShownListing { kept, row, lines })
}

impl ShownListing {
    fn offers(&self) -> Vec<Offer<ListingAct>> {
        let whats = self.lines.iter().map(|line| &line.effect.event);
        ListingReading::new(&self.row.view, whats).offers(campaign::now(&self.kept))
    }

    fn address(&self) -> String {
        super::address(&self.kept.plan.id, &self.row.id)
    }
}

#[derive(Template)]
#[template(path = "listings/show.html")]
struct ListingPage {
    frame: Layout,
    w: Words,
    zone: Tz,
    campaign: Campaign,
    address: String,
    row: ListingRow,
    bureau: String,
    grounds: String,
    finding: Option<String>,
    next: Option<(String, String)>,
    lines: Vec<HistoryLine>,
    documents: Vec<MatterDocument>,
    forms: Vec<ActForm>,
    sending: String,
    done: bool,
    /// Whether the end of its term is provisional.
    provisional: bool,
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
    seen: ShownListing,
    rejected: Option<&Rejected>,
    done: bool,
) -> Result<Response, WebError> {
    let (address, offers) = (seen.address(), seen.offers());
    let (directory, zone) = (console.directory(), seen.kept.plan.zone);
    let calendar = console.service().working_days(&seen.kept.plan.id).await?;
    let teller = HistoryWording { w, zone, directory, calendar: &calendar, matter: &address };
    let documents =
        documents::of(console, principal, &teller, &seen.kept.plan.id, &seen.row.workflow).await?;
    let forms = Forms { w, rejected };
    let mine = offers.iter().filter(|offer| offer.is_for(principal.role, directory, &principal.bureau));
    let about = |act| match act {
        ListingAct::Acknowledge(ordinal) | ListingAct::Void(ordinal) => documents::about(&documents, ordinal),
        _ => String::new(),
    };
    let forms: Vec<_> = mine.map(|offer| acts::form(&forms, offer.act, about(offer.act))).collect();
    let ShownListing { kept, row, lines } = seen;
    let grounds = row.grounds.iter().map(|ground| w.family("listing-ground-", ground.as_str()));
    let bureau = name(directory, &row.bureau);
    let answer = page(&ListingPage {
        provisional: row.view.until.is_some_and(|until| calendar.is_provisional(until.date(zone))),
        frame: Layout::new(console, principal, w, w.with("listing-title", [("bureau", &bureau)]), &address),
        w,
        zone,
        grounds: grounds.collect::<Vec<_>>().join("；"),
        bureau,
        finding: row.finding.as_ref().map(|id| findings::address(&kept.plan.id, id)),
        next: row.view.next.map(|(task, at)| (teller.task(task), teller.deadline(at))),
        lines: lines.iter().map(|line| history::line(&teller, &line.effect)).collect(),
        documents,
        forms,
        sending: token()?,
        done,
        campaign: kept,
        row,
        address: address.clone(),
    });
    Ok(if rejected.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, answer).into_response() } else { answer })
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
    seen: &ShownListing,
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
    match scene.tell_listing(&seen.row.id, principal.actor(), command, sent).await {
        Ok(_) => Ok(()),
        Err(failure) if failure.is_refusal() => Err(NotDone::Told(reason(w, &failure))),
        Err(failure) => Err(WebError::from(failure).into()),
    }
}

/// A file that came with something in the listing.
pub(super) async fn file(
    State(console): State<Console>,
    principal: Principal,
    Path((campaign, id, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let seen = seen(&console, &principal, &campaign, &id).await?;
    let all: Vec<&Attachment> =
        seen.lines.iter().flat_map(|line| history::attachments(&line.effect.event)).collect();
    files::download(&console, all.into_iter(), &sha256).await
}
