//! What a command about a campaign's matters starts from: the campaign as the ledger keeps it, its terms,
//! its bureaus, and the instant in its own time.

use crate::{
    cli::ActorArgs,
    context::{App, login},
    output::{self, RefusedCommand},
    wiring,
};
use anyhow::{Result, anyhow};
use chrono::Utc;
use duban_activities::starts::Starter;
use duban_archive::Archive;
use duban_config::load_calendar;
use duban_domain::{
    Act, Actor, Attachment, BureauCode, CampaignId, Directory, Effect, Pace, Party, PlanTime, Terms,
    WallTime, terms::parties,
};
use duban_store::{Campaign, Store};
use duban_workflows::messages::Received;
use serde::Serialize;
use std::path::PathBuf;
use temporalio_client::Client;

/// A campaign in hand.
pub struct Scene<'a> {
    pub app: &'a App,
    pub store: Store,
    pub directory: Directory,
    pub kept: Campaign,
    /// Now, in the campaign's own time.
    pub now: PlanTime,
}

impl<'a> Scene<'a> {
    /// Looks the campaign up.
    ///
    /// # Errors
    /// [`RefusedCommand`] if there is none; the store's.
    pub async fn open(app: &'a App, campaign: &str) -> Result<Self> {
        let store = wiring::store(app.settings()).await?;
        let kept = store.campaign_get(&CampaignId::from(campaign)).await?.ok_or_else(|| {
            RefusedCommand(format!("there is no campaign {campaign}; `duban launch` makes one"))
        })?;
        let now = kept.timebase.plan(WallTime::new(Utc::now()));
        Ok(Self { app, store, directory: app.directory()?, kept, now })
    }

    pub fn id(&self) -> &CampaignId {
        &self.kept.plan.id
    }

    /// An instant as the campaign's clocks show it.
    pub fn shown(&self, at: PlanTime) -> String {
        at.in_zone(self.kept.plan.zone).format("%Y-%m-%d %H:%M").to_string()
    }

    /// The campaign's terms, with every year whose holidays are known now.
    ///
    /// # Errors
    /// The plan can no longer be resolved with the holidays of the settings.
    pub fn terms(&self) -> Result<Terms> {
        let calendar = load_calendar(self.app.settings().holidays.file.as_deref())?;
        let mut terms = Terms::resolve(&self.kept.plan, &calendar).map_err(|problems| {
            let told: Vec<_> = problems.iter().map(|p| format!("{}: {}", p.path, p.message)).collect();
            anyhow!("the plan of {} cannot be resolved: {}", self.id(), told.join("; "))
        })?;
        terms.tolerance_seconds = tolerance(self.app.settings(), self.kept.timebase.speed());
        Ok(terms)
    }

    /// A bureau that takes part.
    ///
    /// # Errors
    /// [`RefusedCommand`] if it does not.
    pub fn party(&self, code: &BureauCode) -> Result<Party> {
        let mut all = parties(&self.directory, &self.kept.plan.issuer).into_iter();
        let none = || RefusedCommand(format!("bureau {code} takes no part in {}", self.id()));
        Ok(all.find(|party| party.bureau == *code).ok_or_else(none)?)
    }

    /// A bureau's name; its code where it is not known.
    pub fn name(&self, code: &BureauCode) -> String {
        self.directory.get(code).map_or_else(|| code.to_string(), |bureau| bureau.name.clone())
    }

    /// The next bureau up; the issuer for one without.
    pub fn supervisor(&self, code: &BureauCode) -> BureauCode {
        let above = self.directory.superiors(code).into_iter().next();
        above.unwrap_or_else(|| self.kept.plan.issuer.clone())
    }

    /// Who acts: the bureau the person named, or the one whose turn it is.
    ///
    /// # Errors
    /// The machine does not know the login.
    pub fn actor(&self, args: &ActorArgs, turn: BureauCode) -> Result<Actor> {
        let bureau = args.on_behalf_of.as_deref().map_or(turn, BureauCode::from);
        Ok(Actor { bureau, name: login(args.by.as_deref())? })
    }

    /// A command received now.
    pub fn received<C>(&self, by: Actor, command: C) -> Received<C> {
        Received { act: Act { by, command }, at: self.now }
    }

    /// Tells what happened, a line each: `what` words it.
    ///
    /// # Errors
    /// Stdout is closed.
    pub fn tell<W: Serialize>(
        &self,
        effects: &[Effect<W>],
        what: impl Fn(&W) -> Result<String>,
    ) -> Result<()> {
        if self.app.is_json() {
            return output::json(&effects);
        }
        for effect in effects {
            let obligation = effect.obligation.as_ref().map(|id| format!("  {id}")).unwrap_or_default();
            let by = effect.by.as_ref().map(|by| format!("  {} ({})", by.name, by.bureau));
            let (at, what, by) = (self.shown(effect.at), what(&effect.what)?, by.unwrap_or_default());
            output::line(format!("{at}{obligation}  {what}{by}\n"))?;
        }
        Ok(())
    }

    /// The engine.
    ///
    /// # Errors
    /// It cannot be reached.
    pub async fn client(&self) -> Result<Client> {
        wiring::client(self.app.settings()).await
    }

    /// Starts matters of this campaign.
    pub fn starter(&self) -> Starter {
        let settings = self.app.settings();
        Starter {
            task_queue: settings.temporal.task_queue.clone(),
            timebase: self.kept.timebase,
            pace: pace(settings),
        }
    }

    /// Puts files into the archive.
    ///
    /// # Errors
    /// The archive's: a file is missing, too large or of a type that is not taken.
    pub async fn attach(&self, files: &[PathBuf]) -> Result<Vec<Attachment>> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let archive: Archive = wiring::archive(self.app.settings())?;
        let mut attached = Vec::new();
        for file in files {
            attached.push(archive.put_file(file).await?);
        }
        Ok(attached)
    }
}

/// How late a wake may be, in seconds of plan time, before it is an outage: the settings' length, and in
/// compressed time as many times that as time is compressed.
pub fn tolerance(settings: &duban_config::Settings, speed: u32) -> i64 {
    settings.worker.outage_tolerance_seconds.saturating_mul(i64::from(speed))
}

/// How workflows run by the settings.
pub fn pace(settings: &duban_config::Settings) -> Pace {
    let worker = &settings.worker;
    let millis = |duration: std::time::Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    Pace {
        continue_after: worker.continue_as_new_after_events.unwrap_or_default(),
        task_timeout_seconds: worker
            .task_timeout
            .map_or(0, |t| u32::try_from(t.as_secs()).unwrap_or(u32::MAX)),
        grace_ms: millis(worker.grace),
        listen_ms: millis(worker.listen),
    }
}
