//! Running campaigns follow the holidays that are known: shown first, moved once somebody has seen it. The
//! page and the API confirm what was shown, and nothing else is moved.

use crate::{Console, Principal, WebError};
use duban_domain::{
    BureauCode,
    access::{Action, Relation},
};
use duban_service::Redating;
use sha2::{Digest, Sha256};

/// What would move now.
pub(crate) struct ForeseenRedating {
    /// Campaign by campaign.
    pub(crate) redatings: Vec<Redating>,
    /// What a confirmation is for: these moves and no others.
    pub(crate) seal: String,
}

/// What a confirmation led to.
pub(crate) enum Applied {
    /// This moved.
    Moved(Vec<Redating>),
    /// Something else would move than was seen.
    Differs(ForeseenRedating),
}

/// What would move in every running campaign.
///
/// # Errors
/// This principal may not keep holidays, or a campaign is another's in which something moves; a machine
/// refuses.
pub(crate) async fn foresee(console: &Console, principal: &Principal) -> Result<ForeseenRedating, WebError> {
    principal.authorise(console, Action::KeepHolidays, &principal.bureau)?;
    let redatings = console.service().foresee_redating(&principal.actor()).await?;
    // All move or none, so whoever moves them must be above all of it.
    if !redatings.iter().all(|redating| is_above(console, &principal.bureau, &redating.issuer)) {
        return Err(WebError::Forbidden(Action::KeepHolidays));
    }
    Ok(ForeseenRedating { seal: seal(&redatings)?, redatings })
}

/// Moves what was seen.
///
/// # Errors
/// As [`foresee`].
pub(crate) async fn apply(
    console: &Console,
    principal: &Principal,
    confirmed: &str,
) -> Result<Applied, WebError> {
    let foreseen = foresee(console, principal).await?;
    if foreseen.seal != confirmed {
        return Ok(Applied::Differs(foreseen));
    }
    Ok(Applied::Moved(console.service().redate(&principal.actor()).await?))
}

fn is_above(console: &Console, bureau: &BureauCode, issuer: &BureauCode) -> bool {
    matches!(Relation::of(console.directory(), bureau, issuer), Relation::Own | Relation::Below)
}

fn seal(redatings: &[Redating]) -> Result<String, WebError> {
    let text = serde_json::to_string(redatings).map_err(|error| WebError::Internal(error.into()))?;
    Ok(Sha256::digest(text).iter().take(12).map(|byte| format!("{byte:02x}")).collect())
}
