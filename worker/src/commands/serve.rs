//! `duban dev`: engine, worker, store and console on this machine.

use crate::{
    context::App,
    engine::{self, Engine, EngineOptions},
    roles, wiring,
};
use anyhow::{Context, Result, bail};
use duban_config::Settings;
use duban_store::Store;
use std::net::{SocketAddr, TcpListener};

/// Runs everything until Ctrl-C; data stays in `temporal.data_dir` and the store.
///
/// # Errors
/// The engine, the store or the worker could not be started, or failed.
pub async fn dev(app: &App, port: Option<u16>) -> Result<()> {
    let mut settings = app.settings().clone();
    // Whoever is told to stop while it starts stops too, and takes the engine along.
    let told = tokio::spawn(wiring::until_told_to_stop());
    let engine = tokio::select! {
        engine = start(&settings, port) => engine?,
        _ = told => return Ok(()),
    };
    settings.temporal.address = engine.address();
    choose_console(&mut settings)?;
    let outcome = serve(&settings).await;
    engine.stop().await?;
    outcome
}

async fn serve(settings: &Settings) -> Result<()> {
    let store = settings.store.url.expose();
    Store::open(store).await?.migrate().await?;
    eprintln!("duban: the engine listens on {}, the store is {store}", settings.temporal.address);
    eprintln!(
        "duban: make somebody who may sign in with `duban user add`; launch with `duban launch PLAN`; stop with Ctrl-C"
    );
    // Ctrl-C ends both; if one fails, so does the whole.
    let outcome = tokio::try_join!(
        roles::run_worker(settings),
        roles::serve_console(settings, wiring::until_told_to_stop())
    );
    outcome.map(drop)
}

/// Starts the engine on the port that was named, or else on the settings', or else on a free one.
async fn start(settings: &Settings, named: Option<u16>) -> Result<Engine> {
    let data = &settings.temporal.data_dir;
    let port = match named {
        Some(port) if !engine::is_free(port) => {
            bail!("port {port} is taken by another program; name another")
        }
        Some(port) => port,
        None => usual_or_free(settings)?,
    };
    Engine::start(&EngineOptions {
        binary: settings.temporal.binary.clone(),
        data: Some(data.join("temporal.db")),
        port: Some(port),
        log: Some(data.join("temporal.log")),
    })
    .await
}

fn usual_or_free(settings: &Settings) -> Result<u16> {
    let usual = settings.temporal.address.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    let usual = usual.context("temporal.address has no port; name one with --port")?;
    if engine::is_free(usual) {
        return Ok(usual);
    }
    let port = engine::free_port()?;
    eprintln!(
        "duban: port {usual} is taken by another program, so the engine takes {port}; \
         other commands here need --set temporal.address=127.0.0.1:{port}"
    );
    Ok(port)
}

/// The console's address, or a free one on this machine where that is taken.
fn choose_console(settings: &mut Settings) -> Result<()> {
    let console = &mut settings.console;
    let taken = console.address;
    if TcpListener::bind(taken).is_ok() {
        return Ok(());
    }
    let free = SocketAddr::new(taken.ip(), engine::free_port()?);
    eprintln!("duban: {taken} is taken by another program, so the console takes {free}");
    if console.public_url == format!("http://{taken}") {
        console.public_url = format!("http://{free}");
    }
    console.address = free;
    Ok(())
}
