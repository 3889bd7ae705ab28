//! The parts that acts need, wired once by whoever runs the program.

use crate::{
    ServiceError,
    campaigns::{Campaigns, FindingFigures, TrendLines},
};
use anyhow::anyhow;
use duban_activities::{
    engine::EngineClient, filing::FilingRoom, mail::Templates as MailTemplates, run_options::RunOptions,
    webhook::Bounds,
};
use duban_archive::Archive;
use duban_config::known_holidays;
use duban_documents::Templates;
use duban_domain::{BureauCode, Directory, Holidays};
use duban_store::Store;
use futures::{FutureExt, future::BoxFuture};
use std::{fmt, future::Future, sync::Arc};
use tokio::sync::OnceCell;

/// What a [`Service`] is made of.
pub struct Parts {
    /// The ledger.
    pub store: Store,
    /// Where files are kept.
    pub archive: Archive,
    /// What documents are made from.
    pub templates: Arc<Templates>,
    /// What mails are worded from.
    pub mail_templates: Arc<MailTemplates>,
    /// All bureaus.
    pub directory: Directory,
    /// The holidays that are known without the store.
    pub holidays: Holidays,
    /// How to reach the engine.
    pub engine: Engine,
    /// How workflows run.
    pub run: RunOptions,
    /// How late a wake may be, in wall seconds, before it counts as an outage.
    pub outage_tolerance_seconds: i64,
    /// How many findings are started at a time.
    pub import_concurrency: usize,
    /// Where webhooks may lead.
    pub bounds: Bounds,
}

impl Parts {
    /// Parts to read with: the holidays and templates the program brings along, and no engine, so that every
    /// act fails.
    ///
    /// # Errors
    /// What the program brings along is damaged.
    pub fn without_engine(store: Store, archive: Archive, directory: Directory) -> anyhow::Result<Self> {
        Ok(Self {
            store,
            archive,
            templates: Arc::new(Templates::builtin()?),
            mail_templates: Arc::new(MailTemplates::builtin()?),
            directory,
            holidays: known_holidays()?,
            engine: Engine::lazily(|| std::future::ready(Err(anyhow!("there is no engine here")))),
            run: RunOptions::default(),
            outage_tolerance_seconds: 0,
            import_concurrency: 1,
            bounds: Bounds::strict(),
        })
    }
}

type Connect = dyn Fn() -> BoxFuture<'static, anyhow::Result<EngineClient>> + Send + Sync;

/// The way to the engine: taken when the first act needs it, so that reading needs no engine.
pub struct Engine {
    connect: Box<Connect>,
    client: OnceCell<EngineClient>,
}

impl Engine {
    /// An engine that is reached by `connect`; tried again for each act until it succeeds once.
    pub fn lazily<F>(connect: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = anyhow::Result<EngineClient>> + Send + 'static,
    {
        Self { connect: Box::new(move || connect().boxed()), client: OnceCell::new() }
    }

    /// An engine that has been reached.
    pub fn connected(client: EngineClient) -> Self {
        let again = client.clone();
        let reached = Self::lazily(move || std::future::ready(Ok(again.clone())));
        Self { client: OnceCell::new_with(Some(client)), ..reached }
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.client.initialized() { "Engine(connected)" } else { "Engine" })
    }
}

/// What people can do, and where they look. A clone is the same service.
#[derive(Clone)]
pub struct Service(Arc<Inner>);

struct Inner {
    parts: Parts,
    campaigns: Campaigns,
    finding_figures: FindingFigures,
    trend_lines: TrendLines,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Service").field(&self.parts().engine).finish()
    }
}

impl Service {
    /// A service of these parts.
    pub fn new(parts: Parts) -> Self {
        let campaigns = Campaigns::new(parts.store.clone());
        let (finding_figures, trend_lines) = (FindingFigures::default(), TrendLines::default());
        Self(Arc::new(Inner { parts, campaigns, finding_figures, trend_lines }))
    }

    /// The ledger.
    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }

    /// Where files are kept.
    pub fn archive(&self) -> &Archive {
        &self.0.parts.archive
    }

    /// What documents are made from.
    pub fn templates(&self) -> &Arc<Templates> {
        &self.0.parts.templates
    }

    /// Where the files of official documents are made and kept.
    pub fn filing(&self) -> FilingRoom {
        FilingRoom::new(self.store().clone(), self.archive().clone(), self.templates().clone())
    }

    /// All bureaus.
    pub fn directory(&self) -> &Directory {
        &self.0.parts.directory
    }

    /// The other parts, for the acts in this crate.
    pub(crate) fn parts(&self) -> &Parts {
        &self.0.parts
    }

    /// The campaigns, at most a moment old.
    pub(crate) fn campaigns(&self) -> &Campaigns {
        &self.0.campaigns
    }

    /// The engine.
    ///
    /// # Errors
    /// It cannot be reached; the next call tries again.
    pub async fn client(&self) -> Result<EngineClient, ServiceError> {
        let Engine { connect, client } = &self.0.parts.engine;
        client.get_or_try_init(connect).await.cloned().map_err(|error| {
            // One that was reached and is the wrong one says so itself.
            error.downcast::<ServiceError>().unwrap_or_else(ServiceError::Unavailable)
        })
    }

    /// Sees to it that the store knows a bureau of the list. It learns of bureaus when a campaign is launched,
    /// and one may report or be subscribed to before.
    ///
    /// # Errors
    /// The list has none with this code.
    pub(crate) async fn know_bureau(&self, code: &BureauCode) -> Result<(), ServiceError> {
        if self.store().bureau_get(code).await?.is_some() {
            return Ok(());
        }
        let bureau = self.directory().get(code).ok_or(ServiceError::Hidden)?;
        Ok(self.store().bureau_upsert_all(std::slice::from_ref(bureau)).await?)
    }

    /// How many findings there are in each county, as of a place in the ledger: counted once for all who ask.
    pub(crate) fn finding_figures(&self) -> &FindingFigures {
        &self.0.finding_figures
    }

    /// How campaigns went, as of a place in the ledger.
    pub(crate) fn trend_lines(&self) -> &TrendLines {
        &self.0.trend_lines
    }

    /// How late a wake may be, in seconds of plan time, before it is an outage: in compressed time as many
    /// times the setting's length as time is compressed.
    pub(crate) fn tolerance(&self, speed: u32) -> i64 {
        self.0.parts.outage_tolerance_seconds.saturating_mul(i64::from(speed))
    }
}
