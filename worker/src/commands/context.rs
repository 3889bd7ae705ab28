//! What the terminal adds to an act: the campaign as it is typed, who sits there, and how it is told what
//! happened.

use crate::{
    cli::ActorArgs,
    context::{App, login},
    output, wiring,
};
use anyhow::Result;
use duban_domain::{Actor, BureauCode, CampaignId, EventEnvelope, PlanTime};
use duban_service::{CampaignContext, Principal, ServiceError, Viewer, Visible};
use serde::Serialize;

/// Looks a campaign up.
///
/// # Errors
/// There is none; what the settings name cannot be opened.
pub async fn open(app: &App, campaign: &str) -> Result<CampaignContext> {
    Ok(wiring::service(app.settings()).await?.campaign_context(&CampaignId::from(campaign)).await?)
}

/// Who acts: for the bureau the person named, or for the one whose turn it is.
///
/// # Errors
/// The machine does not know the login.
pub fn actor(args: &ActorArgs, turn: BureauCode) -> Result<Actor> {
    let bureau = args.on_behalf_of.as_deref().map_or(turn, BureauCode::from);
    Ok(Actor { bureau, name: login(args.by.as_deref())? })
}

/// Whoever acts so, as one who asks and tells: an operator is asked no permission.
///
/// # Errors
/// As [`actor`]; what the settings name cannot be opened.
pub async fn viewer(app: &App, args: &ActorArgs, turn: BureauCode) -> Result<Viewer> {
    let principal = Principal::operator(login(None)?, actor(args, turn)?);
    Ok(wiring::service(app.settings()).await?.viewer(principal))
}

/// The campaign in the hand of whoever acts so.
///
/// # Errors
/// The machine does not know the login.
pub fn in_hand(context: &CampaignContext, by: Actor) -> Result<Visible<CampaignContext>> {
    Ok(context.as_operator(login(None)?, by))
}

/// The campaign as an operator reads it: all of it, for its issuer.
///
/// # Errors
/// The machine does not know the login.
pub fn reader(context: &CampaignContext) -> Result<Visible<CampaignContext>> {
    let name = login(None)?;
    in_hand(context, Actor { bureau: context.kept.plan.issuer.clone(), name })
}

/// Where no worker answered, `look` is the command that shows whether the act was taken.
pub fn recorded<T>(told: Result<T, ServiceError>, look: &str) -> Result<T> {
    told.map_err(|failure| match failure {
        ServiceError::NoAnswer => {
            anyhow::anyhow!("no worker answered; whether the command was taken, `{look}` will show")
        }
        failure => failure.into(),
    })
}

/// By when something is to be done, with its mark if that is provisional (暂定).
pub fn deadline(context: &CampaignContext, at: PlanTime) -> String {
    output::settled(context.shown(at), context.is_provisional(at))
}

/// Tells what happened, a line each: `told` words it.
///
/// # Errors
/// Stdout is closed.
pub fn tell<W: Serialize>(
    app: &App,
    context: &CampaignContext,
    effects: &[EventEnvelope<W>],
    told: impl Fn(&W) -> Result<String>,
) -> Result<()> {
    if app.is_json() {
        return output::json(&effects);
    }
    for effect in effects {
        let obligation = effect.obligation.as_ref().map(|id| format!("  {id}")).unwrap_or_default();
        let by = effect.by.as_ref().map(|by| format!("  {} ({})", by.name, by.bureau));
        let (at, told, by) = (context.shown(effect.at), told(&effect.event)?, by.unwrap_or_default());
        output::line(format!("{at}{obligation}  {told}{by}\n"))?;
    }
    Ok(())
}
