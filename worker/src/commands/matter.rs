//! Findings, listings and incidents: an act upon one, and one with all that happened. What differs each tells as
//! [`TypedMatter`].

use super::context;
use crate::{cli::acts::TypedAct, context::App, output};
use anyhow::Result;
use duban_domain::{EventEnvelope, command::BringsFiles};
use duban_service::{CampaignContext, Matter};
use serde::Serialize;
use serde_json::{Value, json};

/// A matter as the terminal shows it.
pub trait TypedMatter: Matter<Command: BringsFiles, Event: Serialize> {
    /// How it is named on the command line: its campaign and its id.
    type Target: MatterTarget;

    /// How it stands, for people.
    fn head(&self, context: &CampaignContext) -> String;

    /// How it stands, for programs.
    fn json(&self, context: &CampaignContext) -> Value;

    /// What happened, in words.
    ///
    /// # Errors
    /// It cannot be written.
    fn told(context: &CampaignContext, event: &Self::Event) -> Result<String>;
}

/// What names a matter on the command line.
pub trait MatterTarget {
    /// Its campaign and its id.
    fn place(&self) -> (&str, &str);
}

/// Does something about a matter: an update of its workflow, which decides.
///
/// # Errors
/// Its refusal.
pub async fn act<M: TypedMatter>(app: &App, typed: TypedAct<M::Target, M::Command>) -> Result<()> {
    let TypedAct { target, actor, mut command, files } = typed;
    let (campaign, id) = target.place();
    let context = context::open(app, campaign).await?;
    let matter = M::Id::from(id);
    let turn = context::reader(&context)?.matter::<M>(&matter).await?.turn(&command).await?;
    let by = context::actor(&actor, turn.bureau)?;
    command.bring(context.service.attach_files(&files).await?);
    let told = context::in_hand(&context, by)?.matter::<M>(&matter).await?.tell(command, None).await;
    let look = format!("duban {} show {} {id}", M::KIND, context.id());
    told_all::<M>(app, &context, &context::recorded(told, &look)?)
}

/// Shows a matter with all that happened.
///
/// # Errors
/// There is no such campaign or matter.
pub async fn show<M: TypedMatter>(app: &App, target: &M::Target) -> Result<()> {
    let (campaign, id) = target.place();
    let context = context::open(app, campaign).await?;
    let found = context::reader(&context)?.matter::<M>(&M::Id::from(id)).await?;
    let history: Vec<_> = found.history().await?.into_iter().map(|line| line.effect).collect();
    if app.is_json() {
        let mut shown = found.row.json(&context);
        shown["history"] = json!(history);
        return output::json(&shown);
    }
    output::line(found.row.head(&context))?;
    told_all::<M>(app, &context, &history)
}

fn told_all<M: TypedMatter>(
    app: &App,
    context: &CampaignContext,
    events: &[EventEnvelope<M::Event>],
) -> Result<()> {
    context::tell(app, context, events, |event| M::told(context, event))
}
