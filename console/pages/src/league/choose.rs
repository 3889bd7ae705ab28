//! The campaigns whose tables one may look at.

use super::query::LeagueQuery;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::CampaignId;
use duban_service::{Visible, rows::Campaign};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
};

#[derive(Template)]
#[template(path = "league/choose.html")]
struct Choose {
    frame: Layout,
    w: Words,
    campaigns: Vec<Visible<Campaign>>,
}

/// The campaigns to choose from; one that was chosen is gone to.
pub(super) async fn choose(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(choice): Query<LeagueQuery>,
) -> Result<Response, WebError> {
    if let Some(campaign) = choice.campaign {
        let kept = viewer.campaign(&CampaignId::new(campaign)).await?;
        return Ok(Redirect::to(&format!("/league/{}", kept.plan.id)).into_response());
    }
    let mut campaigns = viewer.campaigns().await?;
    campaigns.reverse();
    let frame = Layout::new(&console, &viewer, w, w.t("league-title"), "/league");
    Ok(page(&Choose { frame, w, campaigns }))
}
