//! What findings, listings and incidents have in common as resources: one with its history, an act upon it, and a
//! file that came with something in it.

use super::{
    act_body::{ActBody, ActCommand},
    happenings::{EventResource, Taken, happenings},
    input::Input,
};
use axum::{Json, extract::Path, response::Response};
use duban_domain::{Attachment, CampaignId};
use duban_service::{InCampaign, Matter, Visible};
use duban_web::{
    Viewer, WebError,
    attachments::{BroughtFiles, of_matter},
    download::download,
    once::UpdateId,
};
use serde::Serialize;

async fn found<M: Matter>(
    viewer: &Viewer,
    campaign: String,
    id: &str,
) -> Result<Visible<InCampaign<M>>, WebError> {
    Ok(viewer.matter::<M>(&CampaignId::new(campaign), &M::Id::from(id)).await?)
}

/// A matter with all that happened, in order.
pub(super) async fn with_history<M: Matter<Event: Serialize>>(
    viewer: &Viewer,
    Path((campaign, id)): Path<(String, String)>,
) -> Result<(InCampaign<M>, Vec<EventResource>), WebError> {
    let found = found::<M>(viewer, campaign, &id).await?;
    let history = found.history().await?.into_iter().map(|line| line.effect).collect();
    let history = happenings(history, found.context.kept.plan.zone)?;
    Ok((found.into_inner(), history))
}

/// Does something about a matter.
pub(super) async fn act<M: Matter<Command: ActCommand, Event: Serialize>>(
    viewer: &Viewer,
    UpdateId(update_id): UpdateId,
    Path((campaign, id)): Path<(String, String)>,
    Input(act): Input<ActBody<M::Command>>,
) -> Result<Json<Taken>, WebError> {
    let found = found::<M>(viewer, campaign, &id).await?;
    // Nobody fills the archive who may not do it.
    found.permit(&act.command).await?;
    let effects = found.tell(act.with_files(viewer).await?, update_id).await?;
    Ok(Json(Taken { happened: happenings(effects, found.context.kept.plan.zone)? }))
}

/// A file that came with something in a matter.
pub(super) async fn file<M: Matter<Event: BroughtFiles>>(
    viewer: &Viewer,
    Path((campaign, id, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let lines = found::<M>(viewer, campaign, &id).await?.history().await?;
    given(viewer, of_matter(&lines), &sha256).await
}

/// The file with this hash among those that came with something, to be kept and never run.
pub(super) async fn given<'a>(
    viewer: &Viewer,
    mut all: impl Iterator<Item = &'a Attachment>,
    sha256: &str,
) -> Result<Response, WebError> {
    let file = all.find(|file| file.sha256 == sha256).ok_or(WebError::NotFound)?;
    Ok(download(&file.name, "application/octet-stream", viewer.content(file).await?))
}
