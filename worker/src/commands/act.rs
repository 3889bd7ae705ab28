//! Commands of people: hand in, review, extend, approve. Each is an update of one bureau's workflow;
//! the docket decides, and a refusal changes nothing.

use super::context;
use crate::{
    cli::{
        acts::TypedAct,
        docket::{DocketActCli, DocketTarget},
    },
    context::App,
    output,
};
use anyhow::Result;
use duban_domain::{BureauCode, DocketEvent, command::BringsFiles};
use duban_service::CampaignContext;

/// The command.
///
/// # Errors
/// The docket's refusal.
pub async fn act(app: &App, command: DocketActCli) -> Result<()> {
    let TypedAct { target: DocketTarget { campaign, bureau }, actor, mut command, files } = command.read();
    let context = context::open(app, &campaign).await?;
    let bureau = BureauCode::from(bureau.as_str());
    let by = context::actor(&actor, context.docket_turn(&bureau, &command).await?.bureau)?;
    let docket = context::in_hand(&context, by)?.docket(&bureau)?;
    command.bring(context.service.attach_files(&files).await?);
    let told = docket.tell(command, None).await;
    let effects = context::recorded(told, &format!("duban status {campaign} {bureau}"))?;
    context::tell(app, &context, &effects, |event| told_event(&context, event))
}

fn told_event(context: &CampaignContext, event: &DocketEvent) -> Result<String> {
    Ok(match event {
        DocketEvent::Issued { notice } => format!("{} to {}", notice.instrument.chinese(), notice.to),
        DocketEvent::Submitted { on_time, .. } => {
            (if *on_time { "submitted on time" } else { "submitted late" }).to_owned()
        }
        DocketEvent::Replaced { version, .. } | DocketEvent::Supplemented { version, .. } => {
            format!("version {version}; on time is judged by the first complete one")
        }
        DocketEvent::ReliefAsked { of, by_when, .. } => {
            format!("{of} is to decide by {}; until then nothing stops", context.shown(*by_when))
        }
        DocketEvent::ReliefRefused { reason, .. } => format!("refused: {reason}"),
        DocketEvent::ReliefSettled { how, .. } => format!("the request ended: {}", how.as_str()),
        DocketEvent::TakenBack { reason, .. } => format!("taken back: {reason}"),
        DocketEvent::Extended { due, .. } | DocketEvent::Returned { due, .. } => {
            format!("due {}", context.shown(*due))
        }
        other => output::event(other)?,
    })
}
