//! Proposing to list a bureau, or a finding in its district.

use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::{campaign, matter},
};
use askama::Template;
use axum::{
    body::Bytes,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{BureauCode, CampaignId, FindingId, access::Action, listing::Ground};
use duban_service::Proposal;
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
    principal: Principal,
    w: Words,
    Query(typed): Query<ListingProposalForm>,
) -> Result<Response, WebError> {
    principal.authorise_own(&console)?;
    if super::below(&console, &principal).next().is_none() {
        return Err(WebError::Forbidden(Action::Supervise));
    }
    rendered(&console, &principal, w, typed, None).await
}

async fn rendered(
    console: &Console,
    principal: &Principal,
    w: Words,
    typed: ListingProposalForm,
    problem: Option<String>,
) -> Result<Response, WebError> {
    let campaigns = matter::campaigns(console, principal).await?;
    let bureaus = super::below(console, principal);
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let answer = page(&ListingProposalPage {
        frame: Layout::new(console, principal, w, w.t("listing-new"), "/listings/new"),
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
    principal: Principal,
    w: Words,
    body: Bytes,
) -> Result<Response, WebError> {
    let typed = typed(&body);
    let bureau = BureauCode::from(typed.bureau.as_str());
    principal.authorise(&console, Action::Supervise, &bureau)?;
    let kept = campaign::seen(&console, &principal, &CampaignId::from(typed.campaign.as_str())).await?;
    let proposal = Proposal {
        bureau,
        finding: Some(typed.finding.trim()).filter(|id| !id.is_empty()).map(FindingId::from),
        grounds: typed.grounds.clone(),
        reason: typed.reason.clone(),
        again: None,
    };
    let scene = console.service().scene(&kept.plan.id).await?;
    match scene.propose_listing(principal.actor(), proposal, None).await {
        Ok(id) => Ok(Redirect::to(&waiting(&console, &kept.plan.id, &id).await?).into_response()),
        Err(failure) if failure.is_refusal() => {
            let problem = matter::reason(w, &failure);
            rendered(&console, &principal, w, typed, Some(problem)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The listing's page once the ledger has it; the list where that takes too long.
async fn waiting(
    console: &Console,
    campaign: &CampaignId,
    id: &duban_domain::ListingId,
) -> Result<String, WebError> {
    let known =
        matter::appears(|| async { Ok(console.store().listing_get(campaign, id).await?.is_some()) }).await?;
    Ok(if known { super::address(campaign, id) } else { format!("/listings?campaign={campaign}") })
}

/// A form in which one name may stand several times.
fn typed(body: &[u8]) -> ListingProposalForm {
    let mut typed = ListingProposalForm::default();
    for (name, value) in matter::query::pairs(body) {
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
