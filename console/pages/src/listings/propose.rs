//! Proposing to list a bureau, or a finding in its district.

use crate::{matter, places::listing_page};
use askama::Template;
use axum::{
    body::Bytes,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{Bureau, BureauCode, CampaignId, FindingId, ListingId, access::Action, listing::Ground};
use duban_service::{CampaignContext, Proposal, Visible, rows::ListingRow};
use duban_web::{
    Console, Viewer, WebError,
    flash::numbered,
    i18n::Words,
    layout::{Layout, page},
};
use serde::Deserialize;

/// What a proposal says so far.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListingProposalForm {
    campaign: String,
    bureau: String,
    finding: String,
    reason: String,
    #[serde(skip)]
    grounds: Vec<Ground>,
}

#[derive(Template)]
#[template(path = "listings/new.html")]
struct ListingProposalPage {
    frame: Layout,
    w: Words,
    campaigns: Vec<(String, String)>,
    bureaus: Vec<(String, String)>,
    typed: ListingProposalForm,
    problem: Option<String>,
}

impl ListingProposalPage {
    fn grounds(&self) -> Vec<(&'static str, String, bool)> {
        let one = |ground: &Ground| {
            let text = self.w.family("listing-ground-", ground.as_str());
            (ground.as_str(), text, self.typed.grounds.contains(ground))
        };
        Ground::ALL.iter().map(one).collect()
    }
}

pub(super) async fn blank(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(typed): Query<ListingProposalForm>,
) -> Result<Response, WebError> {
    if below(&viewer).next().is_none() {
        return Err(WebError::Forbidden(Action::Supervise));
    }
    rendered(&console, &viewer, w, typed, None).await
}

async fn rendered(
    console: &Console,
    viewer: &Viewer,
    w: Words,
    typed: ListingProposalForm,
    problem: Option<String>,
) -> Result<Response, WebError> {
    let campaigns = matter::campaigns(viewer).await?;
    let bureaus = below(viewer);
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let answer = page(&ListingProposalPage {
        frame: Layout::new(console, viewer, w, w.t("listing-new"), "/listings/new"),
        w,
        campaigns: campaigns.iter().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect(),
        bureaus: bureaus.map(|bureau| (bureau.code.to_string(), bureau.name.clone())).collect(),
        typed,
        problem,
    });
    Ok((status, answer).into_response())
}

/// Proposes; whoever decides is asked.
pub(super) async fn propose(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    body: Bytes,
) -> Result<Response, WebError> {
    let typed = typed(&body);
    let bureau = BureauCode::from(typed.bureau.as_str());
    viewer.authorise(Action::Supervise, &bureau)?;
    let context = viewer.context(&CampaignId::from(typed.campaign.as_str())).await?;
    let proposal = Proposal {
        bureau,
        finding: Some(typed.finding.trim()).filter(|id| !id.is_empty()).map(FindingId::from),
        grounds: typed.grounds.clone(),
        reason: typed.reason.clone(),
        again: None,
    };
    match context.propose(proposal, None).await {
        Ok(id) => Ok(numbered(Redirect::to(&waiting(&context, &id).await?).into_response(), &id)),
        Err(failure) if failure.is_refusal() => {
            let problem = matter::reason(w, &failure);
            rendered(&console, &viewer, w, typed, Some(problem)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The bureaus that a viewer may put on the list.
pub(super) fn below(viewer: &Viewer) -> impl Iterator<Item = &Bureau> {
    let sees = viewer.sees().into_iter();
    sees.filter(|bureau| viewer.may(Action::Supervise, &bureau.code))
}

/// The listing's page once the ledger has it; the list where that takes too long.
async fn waiting(context: &Visible<CampaignContext>, id: &ListingId) -> Result<String, WebError> {
    let campaign = context.id();
    let known = matter::appears(|| context.knows::<ListingRow>(id)).await?;
    Ok(if known { listing_page(campaign, id) } else { format!("/listings?campaign={campaign}") })
}

/// A form in which one name may stand several times.
fn typed(body: &[u8]) -> ListingProposalForm {
    let mut typed = ListingProposalForm::default();
    for (name, value) in duban_web::url::pairs(body) {
        match name.as_str() {
            "campaign" => typed.campaign = value,
            "bureau" => typed.bureau = value,
            "finding" => typed.finding = value,
            "reason" => typed.reason = value.replace("\r\n", "\n"),
            "ground" => typed.grounds.extend(Ground::parse(&value)),
            _ => {}
        }
    }
    typed
}
