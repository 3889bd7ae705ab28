//! `duban dev`: engine, worker, store and console on this machine.

use crate::{
    context::App,
    engine::{Engine, EngineOptions},
    roles, wiring,
};
use anyhow::{Context, Result};
use duban_store::Store;

/// Runs everything until Ctrl-C; data stays in `temporal.data_dir` and the store.
///
/// # Errors
/// The engine, the store or the worker could not be started, or failed.
pub async fn dev(app: &App, port: Option<u16>) -> Result<()> {
    let mut settings = app.settings().clone();
    let data = &settings.temporal.data_dir;
    let port = match port {
        Some(port) => port,
        None => {
            let named = settings.temporal.address.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
            named.context("temporal.address has no port; name one with --port")?
        }
    };
    let engine = Engine::start(&EngineOptions {
        binary: settings.temporal.binary.clone(),
        data: Some(data.join("temporal.db")),
        port: Some(port),
        log: Some(data.join("temporal.log")),
    })
    .await?;
    settings.temporal.address = engine.address();
    Store::open(settings.store.url.expose()).await?.migrate().await?;
    eprintln!(
        "duban: the engine listens on {}, the store is {}",
        engine.address(),
        settings.store.url.expose()
    );
    eprintln!(
        "duban: make somebody who may sign in with `duban user add`; launch with `duban launch PLAN`; stop with Ctrl-C"
    );
    // Ctrl-C ends both; if one fails, so does the whole.
    let outcome = tokio::try_join!(
        roles::run_worker(&settings),
        roles::serve_console(&settings, wiring::until_told_to_stop())
    );
    engine.stop().await?;
    outcome.map(drop)
}
