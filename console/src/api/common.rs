//! What the resources share: instants, what happened, files that come along, who sees a campaign.

use crate::{Console, Principal, WebError};
use chrono_tz::Tz;
use duban_domain::{
    Attachment, BureauCode, CampaignId, EventEnvelope, PlanTime,
    access::{Action, Relation},
};
use duban_service::{CampaignContext, Upload};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// What happened in a docket or a matter, as the ledger has it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventResource {
    /// When, with the campaign's offset.
    #[schema(format = DateTime)]
    at: String,
    /// The obligation it is about.
    obligation: Option<String>,
    /// Who did it; none: it happened by itself.
    by: Option<Person>,
    /// What: its `event` says what kind, the rest belongs to it.
    #[schema(value_type = Object)]
    what: Value,
}

/// A person who acted for a bureau.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Person {
    /// The bureau's code.
    bureau: String,
    /// The person's name.
    name: String,
}

/// What came of an act.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Taken {
    /// What happened by it, in order.
    pub(super) happened: Vec<EventResource>,
}

/// Effects as happenings.
pub(super) fn happenings<W: Serialize>(
    effects: Vec<EventEnvelope<W>>,
    zone: Tz,
) -> Result<Vec<EventResource>, WebError> {
    effects.into_iter().map(|effect| happening(effect, zone)).collect()
}

/// An effect as a happening.
pub(super) fn happening<W: Serialize>(effect: EventEnvelope<W>, zone: Tz) -> Result<EventResource, WebError> {
    Ok(EventResource {
        at: effect.at.rfc3339(zone),
        obligation: effect.obligation.map(|id| id.to_string()),
        by: effect.by.map(|by| Person { bureau: by.bureau.to_string(), name: by.name }),
        what: serde_json::to_value(effect.event).map_err(|error| WebError::Internal(error.into()))?,
    })
}

/// A file that was sent before (`POST /api/v1/files`).
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FileRef {
    /// The name it is shown under.
    #[schema(min_length = 1, max_length = 200, example = "总结.docx")]
    name: String,
    /// Its SHA-256, as the answer to sending it says.
    #[schema(
        pattern = "^[0-9a-f]{64}$",
        example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )]
    sha256: String,
}

/// The files named here, judged again: what one says of a file is not believed.
///
/// # Errors
/// One was never sent.
pub(super) async fn attachments(
    scene: &CampaignContext,
    files: &[FileRef],
) -> Result<Vec<Attachment>, WebError> {
    if files.len() > duban_domain::command::MOST_ATTACHMENTS {
        let most = duban_domain::command::MOST_ATTACHMENTS;
        return Err(duban_service::ServiceError::from(duban_domain::Refusal::TooManyAttachments(most)).into());
    }
    let mut uploads = Vec::with_capacity(files.len());
    for FileRef { name, sha256 } in files {
        let said = Attachment {
            name: name.clone(),
            size: u64::MAX,
            media_type: String::new(),
            sha256: sha256.clone(),
        };
        let content = scene.service.archive().get(&said).await;
        let content = content.map_err(|error| match error.is_permanent() {
            true => WebError::unfit("files", error.to_string()),
            false => WebError::Unavailable(error.into()),
        })?;
        uploads.push(Upload { name: name.clone(), content });
    }
    Ok(scene.service.attach(&uploads).await?)
}

/// A campaign that this principal sees something of.
///
/// # Errors
/// There is none, or it goes on without its bureau and all below.
pub(super) async fn scene(
    console: &Console,
    principal: &Principal,
    campaign: &str,
) -> Result<CampaignContext, WebError> {
    principal.authorise_own(console)?;
    let scene = console.service().scene(&CampaignId::from(campaign)).await?;
    let issuer = &scene.kept.plan.issuer;
    match Relation::of(console.directory(), &principal.bureau, issuer) {
        Relation::Elsewhere => Err(WebError::NotFound),
        _ => Ok(scene),
    }
}

/// The bureaus this principal sees.
pub(super) fn seen(console: &Console, principal: &Principal) -> BTreeSet<BureauCode> {
    principal.sees(console).into_iter().map(|bureau| bureau.code.clone()).collect()
}

/// A bureau's part in a campaign, for one who sees it.
///
/// # Errors
/// It takes no part, or is not seen.
pub(super) async fn part(
    console: &Console,
    principal: &Principal,
    campaign: &str,
    bureau: &str,
) -> Result<(CampaignContext, BureauCode), WebError> {
    let bureau = BureauCode::from(bureau);
    let scene = scene(console, principal, campaign).await?;
    principal.authorise(console, Action::See, &bureau)?;
    scene.party(&bureau)?;
    Ok((scene, bureau))
}

/// An instant as programs read it.
pub(super) fn at(scene: &CampaignContext, at: Option<PlanTime>) -> Option<String> {
    at.map(|at| at.rfc3339(scene.kept.plan.zone))
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that digits stand for.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    let digit = |pair: &[u8]| match pair {
        [_, _] => u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok(),
        _ => None,
    };
    pairs.map(digit).collect()
}
