//! What people do to a docket, and to the approvals of findings and listings, from the pages: a form
//! becomes a command, the rule is asked, the workflow is told.

use crate::{Console, Principal, WebError, web_error::FieldError};
use chrono::NaiveDate;
use duban_domain::{
    Attachment, BureauCode, CampaignId, Command, FindingId, ListingId, ObligationId, finding::FindingCommand,
    listing::ListingCommand,
};
use duban_service::CampaignContext;

/// What was chosen and typed, before it is known whether it will do.
#[derive(Clone, Debug, Default)]
pub(crate) struct ActInput {
    pub(crate) reason: String,
    pub(crate) day: String,
}

impl ActInput {
    /// The reason, which the state machine judges.
    pub(crate) fn reason(&self) -> String {
        self.reason.replace("\r\n", "\n")
    }

    /// The day.
    ///
    /// # Errors
    /// It is none.
    pub(crate) fn day(&self) -> Result<NaiveDate, WebError> {
        let read = self.day.trim().parse();
        read.map_err(|_| WebError::Invalid(vec![FieldError::new("due", "2024-08-20")]))
    }
}

/// An act upon an obligation, by the value its button bears; `None` for one that is none.
///
/// # Errors
/// A day that is needed is none.
pub(crate) fn duty_command(
    act: &str,
    obligation: &str,
    typed: &ActInput,
) -> Result<Option<Command>, WebError> {
    let obligation = ObligationId::from(obligation);
    let reason = typed.reason();
    Ok(Some(match act {
        "accept" => Command::Accept { obligation },
        "return" => Command::Return { obligation, reason, due: typed.day()? },
        "extend" => Command::Extend { obligation, to: typed.day()?, reason },
        "waive" => Command::Waive { obligation, reason },
        _ => return Ok(None),
    }))
}

/// Tells a bureau's docket, if this principal may.
///
/// # Errors
/// The principal may not; the docket's refusal.
pub(crate) async fn tell(
    console: &Console,
    principal: &Principal,
    scene: &CampaignContext,
    bureau: &BureauCode,
    command: Command,
) -> Result<(), WebError> {
    let turn = scene.docket_turn(bureau, &command).await?;
    principal.authorise(console, turn.action, &turn.against)?;
    scene.tell_docket(bureau, principal.actor(), command, None).await?;
    Ok(())
}

/// What is said about paper: an approval that was asked, or a document. Dockets, findings and listings all
/// take it, under their own commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CorrespondenceCommand {
    /// 批准
    Approve(u32),
    /// 不批准, with a reason.
    Decline(u32, String),
    /// 签收, perhaps with a reply.
    Acknowledge(u32, Option<String>),
    /// 回复, with what comes along.
    Reply(u32, String, Vec<Attachment>),
    /// 作废, with a reason.
    Void(u32, String),
}

macro_rules! said_to {
    ($($command:ident)*) => {$(
        impl From<CorrespondenceCommand> for $command {
            fn from(paper: CorrespondenceCommand) -> Self {
                match paper {
                    CorrespondenceCommand::Approve(approval) => Self::Approve { approval },
                    CorrespondenceCommand::Decline(approval, reason) => Self::Decline { approval, reason },
                    CorrespondenceCommand::Acknowledge(notice, reply) => Self::Acknowledge { notice, reply },
                    CorrespondenceCommand::Reply(notice, text, files) => Self::Reply { notice, text, files },
                    CorrespondenceCommand::Void(notice, reason) => Self::Void { notice, reason },
                }
            }
        }
    )*};
}
said_to!(Command FindingCommand ListingCommand);

/// Tells whatever workflow issued a paper what is said about it.
///
/// # Errors
/// There is no such source, or the principal does not see it or may not; its refusal.
pub(crate) async fn paper(
    console: &Console,
    principal: &Principal,
    campaign: &CampaignId,
    source: &str,
    said: CorrespondenceCommand,
) -> Result<(), WebError> {
    let scene = console.service().scene(campaign).await?;
    let part = |kind: &str| source.strip_prefix(&format!("{kind}/{campaign}/"));
    if let Some(bureau) = part("campaign").map(BureauCode::new) {
        return tell(console, principal, &scene, &bureau, said.into()).await;
    }
    if let Some(id) = part("finding").map(FindingId::new) {
        let command = said.into();
        let turn = scene.finding_turn(&scene.finding(&id).await?, &command).await?;
        principal.authorise(console, turn.action, &turn.against)?;
        scene.tell_finding(&id, principal.actor(), command, None).await?;
        return Ok(());
    }
    if let Some(id) = part("listing").map(ListingId::new) {
        let command = said.into();
        let turn = scene.listing_turn(&scene.listing(&id).await?, &command).await?;
        principal.authorise(console, turn.action, &turn.against)?;
        scene.tell_listing(&id, principal.actor(), command, None).await?;
        return Ok(());
    }
    Err(WebError::NotFound)
}
