//! Wires settings, store, mail and engine together. Nothing else in the program does.

use crate::output::Stderr;
use anyhow::{Context, Result, anyhow, bail};
use duban_activities::{
    delivery::PostmanOptions,
    engine::{EngineAddress, EngineClient},
    mail::{
        Authorities, Credentials, MailOptions, Mailer, Outbox, Patience, Security, Sender, TransportOptions,
    },
    run_options::RunOptions,
    webhook::Bounds,
};
use duban_archive::{Archive, ArchiveOptions, Location, S3Options};
use duban_config::{Settings, load_authorities, load_directory, load_holidays, settings};
use duban_domain::Pace;
use duban_service::{Engine, Parts, Place, Service, pair};
use duban_store::Store;
use std::{io::IsTerminal, sync::Arc, time::Duration};
use temporalio_common_host::telemetry::{
    PrometheusExporterOptions, TelemetryOptions, start_prometheus_metric_exporter,
};
use temporalio_sdk::{Runtime, runtime::RuntimeOptions};
use tokio::net::TcpStream;

/// Whether something takes connections at an address and speaks Temporal's protocol.
pub(crate) async fn is_serving(address: &str) -> bool {
    TcpStream::connect(address).await.is_ok()
        && EngineClient::connect(EngineAddress::local(address)).await.is_ok()
}

/// Whether anybody takes connections at a cluster's address.
pub(crate) async fn takes_connections(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, host)| host);
    TcpStream::connect(host.trim_end_matches('/')).await.is_ok()
}

/// A client for the cluster the settings name.
///
/// # Errors
/// The address or the credentials are wrong, or nobody answers.
pub async fn client(settings: &Settings) -> Result<EngineClient> {
    let temporal = &settings.temporal;
    let connected = EngineClient::connect(EngineAddress {
        address: &temporal.address,
        namespace: &temporal.namespace,
        tls: temporal.tls,
        api_key: temporal.api_key.expose(),
    });
    connected.await.map_err(|error| {
        // The layers between tell the same in other words; the innermost says what happened.
        let (address, error) = (&temporal.address, anyhow!(error));
        let why = error.root_cause();
        anyhow!("cannot reach Temporal at {address}: {why}; start `duban dev` or correct temporal.address")
    })
}

/// Where the engine of the settings is.
pub fn place(settings: &Settings) -> Place {
    let temporal = &settings.temporal;
    Place { address: temporal.address.clone(), namespace: temporal.namespace.clone() }
}

/// A client for the engine a store belongs to.
///
/// # Errors
/// As [`client`]; the two do not belong to each other.
pub async fn paired(settings: &Settings, store: &Store) -> Result<EngineClient> {
    let client = client(settings).await?;
    pair(store, &client, &place(settings)).await?;
    Ok(client)
}

/// The store the settings name, which must be there and have been migrated.
///
/// # Errors
/// It cannot be opened, or its tables are not this program's.
pub async fn store(settings: &Settings) -> Result<Store> {
    let store = Store::open_existing(settings.store.url.expose()).await?;
    // Message-IDs end in the sender's own domain.
    let domain = settings.mail.from.address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let store = store.with_mail_host(domain);
    if !store.is_migrated().await? {
        bail!("the store's tables are not up to date; run `duban migrate`");
    }
    Ok(store)
}

/// What people can do, by the settings. The engine is reached when the first act needs it.
///
/// # Errors
/// What the settings name cannot be opened or read.
pub async fn service(settings: &Settings) -> Result<Service> {
    let engine = settings.clone();
    let store = store(settings).await?;
    let own = store.clone();
    Ok(Service::new(Parts {
        store,
        archive: archive(settings)?,
        templates: document_templates(settings)?,
        mail_templates: mail_templates(settings)?,
        directory: load_directory(settings.bureaus.file.as_deref())?,
        holidays: load_holidays(settings.holidays.file.as_deref())?,
        engine: Engine::lazily(move || {
            let (settings, store) = (engine.clone(), own.clone());
            async move { paired(&settings, &store).await }
        }),
        run: run_options(settings),
        outage_tolerance_seconds: settings.worker.outage_tolerance_seconds,
        import_concurrency: settings.import.concurrency,
        bounds: bounds(settings),
    }))
}

/// How workflows run by the settings.
pub fn run_options(settings: &Settings) -> RunOptions {
    let worker = &settings.worker;
    let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let seconds = |duration: Duration| u32::try_from(duration.as_secs()).unwrap_or(u32::MAX);
    RunOptions {
        task_queue: settings.temporal.task_queue.clone(),
        pace: Pace {
            continue_after: worker.continue_as_new_after_events.unwrap_or_default(),
            task_timeout_seconds: worker.task_timeout.map_or(0, seconds),
            grace_ms: millis(worker.grace),
            listen_ms: millis(worker.listen),
            conducted: false,
        },
        gather: settings.mail.gather,
        messenger_pause: settings.webhooks.messenger_pause,
    }
}

/// How mail is delivered by the settings.
pub fn postman_options(settings: &Settings) -> PostmanOptions {
    PostmanOptions { most_files: settings.mail.max_attached_documents, retry: settings.mail.retry }
}

/// The mailer the settings name.
///
/// # Errors
/// An address, a template or the server's protection is invalid.
pub fn mailer(settings: &Settings) -> Result<Mailer> {
    let mail = &settings.mail;
    let smtp = &mail.smtp;
    let transport = match mail.transport {
        settings::Transport::Folder => TransportOptions::Folder(mail.folder.clone()),
        settings::Transport::Memory => TransportOptions::Memory(Outbox::default()),
        settings::Transport::Smtp => TransportOptions::Smtp {
            host: smtp.host.clone(),
            port: smtp.port,
            security: match smtp.security {
                settings::Security::Tls => Security::Tls,
                settings::Security::Starttls => Security::StartTls,
                settings::Security::None => Security::None,
            },
            credentials: (!smtp.username.is_empty()).then(|| Credentials {
                user: smtp.username.clone(),
                password: smtp.password.expose().to_owned(),
            }),
            authorities: match &smtp.ca_file {
                Some(file) => Authorities::These(load_authorities(file).context("mail.smtp.ca_file")?),
                None => Authorities::System,
            },
            patience: Patience::with_command(smtp.timeout),
        },
    };
    let sender = Sender { name: mail.from.name.clone(), address: mail.from.address.clone() };
    Ok(Mailer::new(MailOptions {
        sender,
        transport,
        templates: mail.templates.clone(),
        console: mail.console.clone(),
    })?)
}

/// The archive the settings name.
///
/// # Errors
/// Its folder cannot be made, or the bucket's address is invalid.
pub fn archive(settings: &Settings) -> Result<Archive> {
    let archive = &settings.archive;
    let location = match &archive.location {
        settings::ArchiveLocation::Folder(folder) => Location::Folder(folder.clone()),
        settings::ArchiveLocation::S3(s3) => Location::S3(S3Options {
            bucket: s3.bucket.clone(),
            prefix: s3.prefix.clone(),
            endpoint: s3.endpoint.clone(),
            region: s3.region.clone(),
            access_key: s3.access_key.clone(),
            secret_key: s3.secret_key.expose().to_owned(),
            virtual_hosted: s3.virtual_hosted,
            allow_http: s3.allow_http,
        }),
    };
    let (max_bytes, allowed_types) = (archive.max_attachment_bytes, archive.allowed_types.clone());
    Ok(Archive::open(ArchiveOptions { location, max_bytes, allowed_types })?)
}

/// What the settings let webhooks do.
pub fn bounds(settings: &Settings) -> Bounds {
    let webhooks = &settings.webhooks;
    Bounds {
        allow_private: webhooks.allow_private,
        allow_loopback: webhooks.allow_loopback,
        timeout: webhooks.timeout,
    }
}

/// The mails' templates the settings name.
///
/// # Errors
/// A template is missing or fails.
pub fn mail_templates(settings: &Settings) -> Result<Arc<duban_activities::mail::Templates>> {
    let templates = match &settings.mail.templates {
        Some(folder) => duban_activities::mail::Templates::with_folder(folder)?,
        None => duban_activities::mail::Templates::builtin()?,
    };
    Ok(Arc::new(templates.linking_to(settings.mail.console.clone())))
}

/// The documents' templates the settings name.
///
/// # Errors
/// A template is invalid.
pub fn document_templates(settings: &Settings) -> Result<Arc<duban_documents::Templates>> {
    let templates = match &settings.documents.templates {
        Some(folder) => duban_documents::Templates::with_folder(folder)?,
        None => duban_documents::Templates::builtin()?,
    };
    Ok(Arc::new(templates))
}

/// The SDK's runtime on this process's own, with its metrics served where the settings say.
///
/// # Errors
/// The metrics' address is taken.
pub fn runtime(settings: &Settings) -> Result<Runtime> {
    let mut telemetry = TelemetryOptions::builder().build();
    if let Some(address) = settings.worker.metrics_address {
        let options = PrometheusExporterOptions::builder().socket_addr(address).build();
        let exporter = start_prometheus_metric_exporter(options)
            .with_context(|| format!("serving metrics on {address}"))?;
        telemetry.metrics = Some(exporter.meter);
    }
    let options =
        RuntimeOptions::builder().telemetry_options(telemetry).build().map_err(anyhow::Error::msg)?;
    Ok(Runtime::from_current_tokio(options)?)
}

/// Waits for Ctrl-C or SIGTERM.
pub async fn until_told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// Sends what the program says of itself to stderr, with campaign and bureau on each line.
///
/// # Errors
/// The filter cannot be read.
pub fn start_logging(settings: &Settings) -> Result<()> {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter = EnvFilter::try_new(&settings.log.filter).context("log.filter")?;
    let colour = std::io::stderr().is_terminal();
    let builder = fmt().with_env_filter(filter).with_ansi(colour).with_writer(Stderr::new);
    let started = match settings.log.format {
        settings::LogFormat::Text => builder.try_init(),
        settings::LogFormat::Json => builder.json().try_init(),
    };
    started.map_err(anyhow::Error::msg).context("starting the log")
}
