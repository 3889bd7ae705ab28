//! From layered values to typed settings. What a value may be is said here and nowhere else; what
//! may not be is told, and a stand-in lets the rest be judged.

use super::{
    archive, console,
    layers::Layers,
    secret::{Secret, StoreUrl},
    types::*,
    value::{choice, count, millis, number, optional_path, required, seconds},
};
use crate::mailbox::parse_mailbox;

/// The typed settings; they mean something only if no layer told a problem.
pub(super) fn settings(layers: &mut Layers) -> Settings {
    Settings {
        temporal: temporal(layers),
        store: store(layers),
        mail: mail(layers),
        archive: archive::settings(layers),
        documents: DocumentSettings { templates: optional_path(layers, "documents.templates") },
        import: ImportSettings { concurrency: count(layers, "import.concurrency", 1..=1000) },
        webhooks: webhooks(layers),
        bureaus: FileSettings { file: optional_path(layers, "bureaus.file") },
        holidays: FileSettings { file: optional_path(layers, "holidays.file") },
        worker: worker(layers),
        console: console::settings(layers),
        log: LogSettings {
            filter: required(layers, "log.filter"),
            format: choice(layers, "log.format", LogFormat::Text),
        },
    }
}

fn temporal(layers: &mut Layers) -> TemporalSettings {
    let address = required(layers, "temporal.address");
    let port = address
        .rsplit_once(':')
        .filter(|(host, _)| !host.is_empty())
        .and_then(|(_, port)| port.parse::<u16>().ok());
    if port.is_none() {
        layers.tell(
            "temporal.address",
            format!("\"{address}\" is not host:port; write it like 127.0.0.1:7233"),
        );
    }
    let api_key = Secret::new(layers.text("temporal.api_key"));
    let tls = layers.flag("temporal.tls");
    if !api_key.is_empty() && !tls {
        layers.tell("temporal.api_key", "an API key would travel in the clear; set temporal.tls to true");
    }
    TemporalSettings {
        binary: optional_path(layers, "temporal.binary"),
        address,
        namespace: required(layers, "temporal.namespace"),
        task_queue: required(layers, "temporal.task_queue"),
        tls,
        api_key,
        data_dir: required(layers, "temporal.data_dir").into(),
    }
}

fn store(layers: &mut Layers) -> StoreSettings {
    let url = layers.text("store.url");
    if !url.starts_with("sqlite:") {
        layers.tell("store.url", "this is no store; write sqlite:FILE");
    }
    StoreSettings { url: StoreUrl::new(url) }
}

fn mail(layers: &mut Layers) -> MailSettings {
    let (name, address) = parse_mailbox(&layers.text("mail.from")).unwrap_or_else(|message| {
        layers.tell("mail.from", message);
        Default::default()
    });
    let transport = choice(layers, "mail.transport", Transport::Folder);
    MailSettings {
        transport,
        from: Mailbox { name, address },
        folder: required(layers, "mail.folder").into(),
        gather: millis(layers, "mail.gather_milliseconds", 0..=86_400_000),
        templates: optional_path(layers, "mail.templates"),
        max_attached_documents: count(layers, "mail.max_attached_documents", 0..=1000),
        retry: seconds(layers, "mail.retry_seconds", 1..=3600),
        console: Some(layers.text("console.public_url").trim_end_matches('/').to_owned())
            .filter(|url| !url.is_empty()),
        smtp: smtp(layers, transport),
    }
}

fn smtp(layers: &mut Layers, transport: Transport) -> SmtpSettings {
    let host = layers.text("mail.smtp.host");
    if transport == Transport::Smtp && host.trim().is_empty() {
        layers.tell("mail.smtp.host", "mail.transport is smtp, which needs the mail server's host; write it");
    }
    let security = choice(layers, "mail.smtp.security", Security::Tls);
    let local = ["localhost", "127.0.0.1", "::1"].contains(&host.as_str());
    if security == Security::None && !local {
        layers.tell("mail.smtp.security", "mail in the clear is allowed only to a relay on this machine; write tls or starttls, or set mail.smtp.host to localhost");
    }
    let (username, password) =
        (layers.text("mail.smtp.username"), Secret::new(layers.text("mail.smtp.password")));
    if username.is_empty() != password.is_empty() {
        let (key, other) = if username.is_empty() {
            ("mail.smtp.username", "password")
        } else {
            ("mail.smtp.password", "username")
        };
        layers.tell(key, format!("this is empty although mail.smtp.{other} is set; set both or neither"));
    }
    SmtpSettings {
        host,
        port: number(layers, "mail.smtp.port", 1..=65_535).try_into().unwrap_or_default(),
        security,
        username,
        password,
        ca_file: optional_path(layers, "mail.smtp.ca_file"),
        timeout: seconds(layers, "mail.smtp.timeout_seconds", 1..=600),
    }
}

fn worker(layers: &mut Layers) -> WorkerSettings {
    let metrics = layers.text("worker.metrics_address");
    let metrics_address = metrics.parse().ok();
    if !metrics.is_empty() && metrics_address.is_none() {
        layers.tell(
            "worker.metrics_address",
            format!("\"{metrics}\" is not IP:port; write it like 127.0.0.1:9464"),
        );
    }
    let events = number(layers, "worker.continue_as_new_after_events", 0..=50_000);
    WorkerSettings {
        max_cached_workflows: count(layers, "worker.max_cached_workflows", 1..=1_000_000),
        task_timeout: Some(seconds(layers, "worker.task_timeout_seconds", 0..=120)).filter(|t| !t.is_zero()),
        metrics_address,
        outage_tolerance_seconds: number(layers, "worker.outage_tolerance_seconds", 1..=31_536_000),
        grace: millis(layers, "worker.grace_milliseconds", 0..=60_000),
        listen: seconds(layers, "worker.listen_after_absence_seconds", 0..=3600),
        continue_as_new_after_events: u32::try_from(events).ok().filter(|events| *events > 0),
    }
}

/// A minute at most: a look posts for one more, and the engine gives it three in all.
fn webhooks(layers: &mut Layers) -> WebhookSettings {
    WebhookSettings {
        timeout: seconds(layers, "webhooks.timeout_seconds", 1..=60),
        messenger_pause: millis(layers, "webhooks.messenger_pause_milliseconds", 0..=600_000),
        allow_private: layers.flag("webhooks.allow_private"),
        allow_loopback: layers.flag("webhooks.allow_loopback"),
    }
}
