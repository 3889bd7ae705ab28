//! The demo in the browser: a console on the demo's own store and engine, and people who may sign in.

use super::{stage::Stage, wall_clock::wall_now};
use crate::context::App;
use anyhow::{Context, Result};
use duban_config::settings::ConsoleSettings;
use duban_console::serve;
use duban_domain::access::Role;
use duban_service::Service;
use duban_web::{
    Console, Parts,
    people::{Accounts, Hasher, Newcomer, secret},
};
use std::net::{Ipv4Addr, SocketAddr};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// The bureau whose officer signs in, in the demo's plan.
const COUNTY: &str = "522701";

/// The console of a demo.
pub struct DemoConsole {
    pub address: String,
    /// Who may sign in: account, password, and who that is.
    pub accounts: Vec<(String, String, String)>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl DemoConsole {
    /// Opens the console and makes its accounts; their passwords are new each time.
    pub async fn open(app: &App, stage: &Stage, service: Service) -> Result<Self> {
        let wanted = app.settings().console.address;
        let listener = match TcpListener::bind(wanted).await {
            Ok(listener) => listener,
            // An address that somebody chose is kept to; the usual one gives way to whoever has it.
            Err(error) if app.is_chosen("console.address") => {
                return Err(error)
                    .with_context(|| format!("console.address: opening the console at {wanted}"));
            }
            Err(_) => TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("opening the console")?,
        };
        let address: SocketAddr = listener.local_addr()?;
        let public_url = format!("http://{address}");
        let settings =
            ConsoleSettings { address, public_url: public_url.clone(), ..ConsoleSettings::default() };
        let accounts = accounts(stage).await?;
        let console = Console::with_settings(Parts { service }, settings)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move {
            // The demo ending without a word ends it too.
            let (Ok(()) | Err(_)) = stopped.await;
        };
        let serving = tokio::spawn(serve(console, listener, stopped));
        Ok(Self { address: public_url, accounts, stop, serving })
    }

    /// What people read at the beginning.
    pub fn told(&self) -> String {
        let lines =
            self.accounts.iter().map(|(account, password, who)| format!("  {account}  {password}  {who}"));
        format!("the console is at {}; sign in as\n{}", self.address, lines.collect::<Vec<_>>().join("\n"))
    }

    /// Closes it; requests in hand are finished.
    pub async fn close(self) -> Result<()> {
        // It may have ended by itself, which the next line tells.
        let (Ok(()) | Err(())) = self.stop.send(());
        self.serving.await.context("the console")?.context("the console")
    }
}

async fn accounts(stage: &Stage) -> Result<Vec<(String, String, String)>> {
    let keeper = Accounts::new(stage.store.clone(), Hasher::default());
    let issuer = &stage.terms.issuer;
    let people = [
        ("planner", "计划员 黎明", issuer.clone(), Role::Planner),
        ("leader", "局领导 周正", issuer.clone(), Role::Leader),
        ("officer", "经办人 吴敏", COUNTY.into(), Role::Officer),
    ];
    let mut made = Vec::new();
    for (account, name, bureau, role) in people {
        let password = secret::start_password()?;
        let at = stage.directory.get(&bureau).map(|bureau| bureau.name.clone()).unwrap_or_default();
        let newcomer = Newcomer { account: account.to_owned(), name: name.to_owned(), bureau, role };
        keeper.add(&newcomer, Some(&password), wall_now()).await?;
        made.push((account.to_owned(), password, format!("{name}，{at}")));
    }
    Ok(made)
}
