//! `duban webhook` and `duban inbox`.

use crate::{
    cli::hooks::{InboxCli, WebhookAdd, WebhookCli},
    context::{App, login},
    output::{self, RefusedCommand},
    wiring,
};
use anyhow::{Context, Result};
use chrono_tz::Tz;
use duban_activities::webhook::Verdict;
use duban_domain::{Actor, BureauCode, InboxId, WallTime, WebhookId, webhook::EventKind};
use duban_service::{
    Service,
    hooks::{HookFailure, Hooks, NewHook},
};
use duban_store::{AttemptRow, Inbox, Store, Webhook};
use serde::Serialize;

/// The zone people read these tables in.
const ZONE: Tz = chrono_tz::Asia::Shanghai;

/// A webhook as a program reads it: nothing secret is in it.
#[derive(Serialize)]
struct WebhookLine<'a> {
    id: &'a str,
    bureau: &'a str,
    name: &'a str,
    url: String,
    receiver: &'static str,
    kinds: Vec<&'static str>,
    active: bool,
    stopped: Option<&'a str>,
    delivered_at: Option<String>,
    failures: u64,
}

#[derive(Serialize)]
struct AttemptLine<'a> {
    tried_at: String,
    event: &'a str,
    name: &'a str,
    events: u32,
    taken: bool,
    status: Option<u16>,
    told: &'a str,
    took_ms: u128,
}

#[derive(Serialize)]
struct InboxLine<'a> {
    id: &'a str,
    bureau: &'a str,
    name: &'a str,
    active: bool,
    address: String,
}

/// Does what `duban webhook` was told.
///
/// # Errors
/// Refusals.
pub async fn webhook(app: &App, command: WebhookCli) -> Result<()> {
    let service = wiring::service(app.settings()).await?;
    let (store, hooks) = (service.store(), service.hooks());
    match command {
        WebhookCli::Add(typed) => add(app, &hooks, typed).await,
        WebhookCli::List { bureau } => list(app, &service, bureau.as_deref()).await,
        WebhookCli::Disable { webhook } => switch(&hooks, &webhook, false).await,
        WebhookCli::Enable { webhook } => switch(&hooks, &webhook, true).await,
        WebhookCli::Rotate { webhook } => {
            let secret = hooks.webhook_rotate(&WebhookId::new(webhook)).await.map_err(told)?;
            eprintln!(
                "for a day both secrets sign; tell the receiver the new one, which is not shown again:"
            );
            output::line(format!("{secret}\n"))
        }
        WebhookCli::Test { webhook } => test(&hooks, &webhook).await,
        WebhookCli::Log { webhook } => log(app, store, &hooks, &WebhookId::new(webhook)).await,
    }
}

/// Does what `duban inbox` was told.
///
/// # Errors
/// Refusals.
pub async fn inbox(app: &App, command: InboxCli) -> Result<()> {
    let service = wiring::service(app.settings()).await?;
    let (store, hooks) = (service.store(), service.hooks());
    match command {
        InboxCli::Add { bureau, name, by } => {
            let bureau = BureauCode::new(bureau);
            let by = Actor { bureau: bureau.clone(), name: login(by.as_deref())? };
            let made = hooks.inbox_add(by, bureau, &name).await.map_err(told)?;
            eprintln!("{} is at {}; its secret, which is not shown again:", made.id, address(&made.id));
            output::line(format!("{}\n", made.secret.unwrap_or_default()))
        }
        InboxCli::List => inboxes(app, &store.inbox_list().await?),
        InboxCli::Disable { inbox } => {
            hooks.inbox_switch(&InboxId::new(inbox.clone()), false).await.map_err(told)?;
            eprintln!("{inbox} takes nothing more");
            Ok(())
        }
        InboxCli::Enable { inbox } => {
            hooks.inbox_switch(&InboxId::new(inbox.clone()), true).await.map_err(told)?;
            eprintln!("{inbox} takes messages");
            Ok(())
        }
        InboxCli::Rotate { inbox } => {
            let secret = hooks.inbox_rotate(&InboxId::new(inbox)).await.map_err(told)?;
            eprintln!("for a day both secrets are believed; the new one, which is not shown again:");
            output::line(format!("{secret}\n"))
        }
    }
}

async fn add(app: &App, hooks: &Hooks, typed: WebhookAdd) -> Result<()> {
    let WebhookAdd { bureau, url, name, receiver, kinds, secret_file, by } = typed;
    let bureau = BureauCode::new(bureau);
    let secret = match secret_file {
        Some(file) => {
            std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?
        }
        None => String::new(),
    };
    let kinds = match kinds.as_slice() {
        [] => EventKind::ALL.iter().copied().collect(),
        some => some.iter().copied().map(EventKind::from).collect(),
    };
    let by = Actor { bureau: bureau.clone(), name: login(by.as_deref())? };
    let new = NewHook { bureau, name, url, format: receiver.into(), kinds, secret };
    let made = hooks.webhook_add(by, new).await.map_err(told)?;
    if app.is_json() {
        return output::json(&serde_json::json!({ "id": made.id, "secret": made.secret }));
    }
    match made.secret {
        Some(secret) => {
            eprintln!(
                "{} is set up; try it with `duban webhook test {0}`. Its secret, which is not shown again:",
                made.id
            );
            output::line(format!("{secret}\n"))
        }
        None => {
            eprintln!("{} is set up; try it with `duban webhook test {0}`", made.id);
            Ok(())
        }
    }
}

async fn list(app: &App, service: &Service, bureau: Option<&str>) -> Result<()> {
    let all = service.store().webhook_list().await?;
    let wanted: Vec<&Webhook> = match bureau {
        None => all.iter().collect(),
        Some(code) => {
            let below = service.directory().subtree(&code.into());
            let below: Vec<_> = below.into_iter().map(|bureau| &bureau.code).collect();
            all.iter().filter(|webhook| below.contains(&&webhook.bureau)).collect()
        }
    };
    if app.is_json() {
        return output::json(&wanted.into_iter().map(line).collect::<Vec<_>>());
    }
    let mut table = output::table(["webhook", "bureau", "name", "to", "receiver", "kinds", "state"]);
    for webhook in wanted {
        let line = line(webhook);
        table.add_row([
            line.id.to_owned(),
            line.bureau.to_owned(),
            line.name.to_owned(),
            line.url.clone(),
            line.receiver.to_owned(),
            line.kinds.join(", "),
            state(webhook),
        ]);
    }
    output::line(format!("{table}\n"))
}

fn line(webhook: &Webhook) -> WebhookLine<'_> {
    WebhookLine {
        id: webhook.id.as_str(),
        bureau: webhook.bureau.as_str(),
        name: &webhook.name,
        url: webhook.url.to_string(),
        receiver: webhook.format.as_str(),
        kinds: webhook.kinds.iter().map(|kind| kind.as_str()).collect(),
        active: webhook.active,
        stopped: webhook.stopped.as_deref(),
        delivered_at: webhook.delivered.map(|at| at.rfc3339(ZONE)),
        failures: webhook.failures,
    }
}

fn state(webhook: &Webhook) -> String {
    match (webhook.active, &webhook.stopped, webhook.failures) {
        (false, Some(why), _) => format!("off: {why}"),
        (false, None, _) => "off".to_owned(),
        (true, _, 0) => "on".to_owned(),
        (true, _, failures) => format!("on, {failures} failures since the last delivery"),
    }
}

async fn switch(hooks: &Hooks, webhook: &str, active: bool) -> Result<()> {
    hooks.webhook_switch(&WebhookId::new(webhook), active).await.map_err(told)?;
    eprintln!("{webhook} is switched {}", if active { "on" } else { "off" });
    Ok(())
}

async fn test(hooks: &Hooks, webhook: &str) -> Result<()> {
    let posted = hooks.webhook_test(&WebhookId::new(webhook)).await.map_err(told)?;
    let status = posted.attempt.status.map_or("no answer".to_owned(), |status| format!("HTTP {status}"));
    let took = posted.attempt.took.as_millis();
    if posted.verdict == Verdict::Taken {
        return output::line(format!("taken ({status}, {took} ms)\n"));
    }
    Err(RefusedCommand(format!("not taken ({status}, {took} ms): {}", posted.attempt.told)).into())
}

async fn log(app: &App, store: &Store, hooks: &Hooks, webhook: &WebhookId) -> Result<()> {
    hooks.webhook(webhook).await.map_err(told)?;
    let tries = store.webhook_attempts(webhook).await?;
    if app.is_json() {
        return output::json(&tries.iter().map(attempt).collect::<Vec<_>>());
    }
    let mut table = output::table(["when", "event", "events", "taken", "status", "ms", "answer"]);
    for row in &tries {
        let AttemptRow { attempt, taken } = row;
        table.add_row([
            attempt.at.in_zone(ZONE).format("%Y-%m-%d %H:%M:%S").to_string(),
            attempt.name.clone(),
            attempt.events.to_string(),
            if *taken { "yes" } else { "no" }.to_owned(),
            attempt.status.map_or_else(String::new, |status| status.to_string()),
            attempt.took.as_millis().to_string(),
            attempt.told.clone(),
        ]);
    }
    output::line(format!("{table}\n"))
}

fn attempt(row: &AttemptRow) -> AttemptLine<'_> {
    let AttemptRow { attempt, taken } = row;
    AttemptLine {
        tried_at: instant(attempt.at),
        event: &attempt.event,
        name: &attempt.name,
        events: attempt.events,
        taken: *taken,
        status: attempt.status,
        told: &attempt.told,
        took_ms: attempt.took.as_millis(),
    }
}

fn inboxes(app: &App, inboxes: &[Inbox]) -> Result<()> {
    let lines = inboxes.iter().map(|inbox| InboxLine {
        id: inbox.id.as_str(),
        bureau: inbox.bureau.as_str(),
        name: &inbox.name,
        active: inbox.active,
        address: address(&inbox.id),
    });
    if app.is_json() {
        return output::json(&lines.collect::<Vec<_>>());
    }
    let mut table = output::table(["inbox", "bureau", "name", "state", "address"]);
    for InboxLine { id, bureau, name, active, address } in lines {
        table.add_row([id, bureau, name, if active { "open" } else { "closed" }, address.as_str()]);
    }
    output::line(format!("{table}\n"))
}

fn address(inbox: &InboxId) -> String {
    format!("/api/v1/inbox/{inbox}")
}

fn instant(at: WallTime) -> String {
    at.rfc3339(ZONE)
}

/// A failure with the exit code that belongs to it.
fn told(failure: HookFailure) -> anyhow::Error {
    match failure {
        HookFailure::Unavailable(error) => error,
        HookFailure::Unknown(_) | HookFailure::Unfit(_) | HookFailure::Denied(_) => {
            RefusedCommand(failure.to_string()).into()
        }
    }
}
