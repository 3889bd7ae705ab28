//! A listing's page: how it stands, what comes next, its whole history, and a form for each thing that its
//! reader may do now.

use super::{acts, history, list::sign};
use crate::{
    Console, Viewer, WebError,
    attachments::of_listing,
    i18n::Words,
    layout::{Layout, page},
    pages::{
        matter::{
            acts::{ActForm, FieldKind, Forms, NotDone, Rejected, number, permitted, unfit},
            documents::{self, MatterDocument},
            files,
            history::{HistoryLine, HistoryWording},
            reason,
            submitted::{FILES, Submitted},
        },
        places::{finding_page, listing_page},
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
    listing::{ListingAct, ListingEvent, ListingReading},
};
use duban_service::{
    InCampaign, Visible,
    rows::{Campaign, LedgerRow, ListingRow},
};

/// A listing with what its page needs, for whoever may see it.
struct ShownListing {
    found: Visible<InCampaign<ListingRow>>,
    lines: Vec<LedgerRow<ListingEvent>>,
}

/// The listing, if its reader sees the bureau under supervision.
async fn shown(viewer: &Viewer, campaign: &str, id: &str) -> Result<ShownListing, WebError> {
    let found = viewer.listing(&CampaignId::from(campaign), &ListingId::from(id)).await?;
    let lines = found.history().await?;
    Ok(ShownListing { found, lines })
}

impl ShownListing {
    fn offers(&self) -> Vec<Offer<ListingAct>> {
        let whats = self.lines.iter().map(|line| &line.effect.event);
        ListingReading::new(&self.found.row.view, whats).offers(self.found.context.now)
    }

    fn address(&self) -> String {
        listing_page(self.found.context.id(), &self.found.row.id)
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
    seen: ShownListing,
    rejected: Option<&Rejected>,
    done: bool,
) -> Result<Response, WebError> {
    let (address, offers) = (seen.address(), seen.offers());
    let ShownListing { found, lines } = seen;
    let (viewer, directory) = (found.viewer(), found.viewer().directory());
    let (context, row) = (&found.context, &found.row);
    let zone = context.kept.plan.zone;
    let teller = HistoryWording { w, zone, directory, calendar: &context.calendar, matter: &address };
    let documents = documents::of(viewer, &teller, found.notices().await?);
    let forms = Forms { w, rejected };
    let mine = offers.iter().filter(|offer| offer.is_for(viewer.role, directory, &viewer.bureau));
    let about = |act| match act {
        ListingAct::Acknowledge(ordinal) | ListingAct::Void(ordinal) => documents::about(&documents, ordinal),
        _ => String::new(),
    };
    let forms: Vec<_> = mine.map(|offer| acts::form(&forms, offer.act, about(offer.act))).collect();
    let grounds = row.grounds.iter().map(|ground| w.family("listing-ground-", ground.as_str()));
    let bureau = directory.name_of(&row.bureau);
    let answer = page(&ListingPage {
        provisional: row.view.until.is_some_and(|until| context.is_provisional(until)),
        frame: Layout::new(console, viewer, w, w.with("listing-title", [("bureau", &bureau)]), &address),
        w,
        zone,
        grounds: grounds.collect::<Vec<_>>().join("；"),
        bureau,
        finding: row.finding.as_ref().map(|id| finding_page(context.id(), id)),
        next: row.view.next.map(|(task, at)| (teller.task(task), teller.deadline(at))),
        lines: lines.iter().map(|line| history::line(&teller, &line.effect)).collect(),
        documents,
        forms,
        sending: crate::random::token()?,
        done,
        campaign: context.kept.clone(),
        row: row.clone(),
        address: address.clone(),
    });
    Ok(if rejected.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, answer).into_response() } else { answer })
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

async fn performed(w: Words, seen: &ShownListing, slug: &str, submitted: &Submitted) -> Result<(), NotDone> {
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

/// A file that came with something in the listing.
pub(super) async fn file(
    viewer: Viewer,
    Path((campaign, id, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let seen = shown(&viewer, &campaign, &id).await?;
    let all: Vec<&Attachment> = seen.lines.iter().flat_map(|line| of_listing(&line.effect.event)).collect();
    files::download(&viewer, all.into_iter(), &sha256).await
}
