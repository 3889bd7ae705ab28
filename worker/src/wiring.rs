//! Wires settings, store, mail and engine together. Nothing else in the program does.

use anyhow::{Context, Result};
use duban_activities::{delivery::Delivery, ledger::{Ledger, Postmen}, mail::Mailer, points::Points};
use duban_config::settings::Settings;
use duban_store::Store;
use std::time::Duration;
use temporalio_client::{
    Client, ClientOptions, Connection, ConnectionOptions, TlsOptions, envconfig::LoadClientConfigProfileOptions,
};
use temporalio_common_host::telemetry::{PrometheusExporterOptions, TelemetryOptions, start_prometheus_metric_exporter};
use temporalio_sdk::{Runtime, RuntimeOptions, Worker, WorkerOptions};
use tokio::net::TcpStream;

/// How long a knock waits for a server that is starting.
const CONNECTS_WITHIN: Duration = Duration::from_secs(30);

/// Whether something takes connections at an address and speaks Temporal's protocol.
pub(crate) async fn is_serving(address: &str) -> bool {
    TcpStream::connect(address).await.is_ok() && client_at(address, "default").await.is_ok()
}

/// A client for the cluster the settings name.
///
/// # Errors
/// The address or the credentials are wrong, or nobody answers.
pub async fn client(settings: &Settings) -> Result<Client> {
    let temporal = &settings.temporal;
    let named = format!("connecting to Temporal at {}", temporal.address);
    if temporal.profile.is_empty() {
        let mut options = connection_options(&temporal.address)?;
        if temporal.tls {
            options.tls_options = Some(TlsOptions::default());
        }
        if !temporal.api_key.is_empty() {
            options.api_key = Some(temporal.api_key.expose().to_owned());
        }
        return connect(options, &temporal.namespace).await.context(named);
    }
    // A profile of the engine's own client configuration brings address, certificates and keys.
    let profile = LoadClientConfigProfileOptions::builder().config_file_profile(temporal.profile.clone()).build();
    let (connection, client) = ClientOptions::load_from_config(profile).context("reading the Temporal client profile")?;
    let connection = Connection::connect(connection).await.context("connecting to Temporal by the client profile")?;
    Client::new(connection, client).context("preparing the Temporal client")
}

/// A client for a server on this machine.
///
/// # Errors
/// Nobody answers there.
pub async fn client_at(address: &str, namespace: &str) -> Result<Client> {
    connect(connection_options(address)?, namespace).await
}

fn connection_options(address: &str) -> Result<ConnectionOptions> {
    let target = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let target = target.parse().with_context(|| format!("temporal.address: {address} is no address"))?;
    Ok(ConnectionOptions::new(target).identity("duban".to_owned()).connect_timeout(CONNECTS_WITHIN).build())
}

async fn connect(options: ConnectionOptions, namespace: &str) -> Result<Client> {
    let connection = Connection::connect(options).await?;
    Ok(Client::new(connection, ClientOptions::new(namespace).build())?)
}

/// The store the settings name, which must have been migrated.
///
/// # Errors
/// It cannot be opened, or its schema is not this program's.
pub async fn store(settings: &Settings) -> Result<Store> {
    let store = Store::open(&settings.store.url).await?;
    store.require_migrated().await?;
    Ok(store)
}
