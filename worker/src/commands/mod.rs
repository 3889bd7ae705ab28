//! One module a command.

mod act;
mod again;
mod ahead;
mod amend;
mod audit;
mod check;
mod console;
mod context;
mod directive;
mod document;
mod duty_line;
mod finding;
mod history;
mod holidays;
mod hooks;
mod incident;
mod laggards;
mod launch;
mod league;
mod ledger;
mod listing;
mod mail;
mod matter;
mod people;
mod rebuild;
mod rehearse;
mod results;
mod serve;
mod subject;

pub use rebuild::rebuild;

use crate::{
    cli::{Cli, Command, Format, finding::FindingCli},
    context::App,
    demo, output, wiring,
};
use anyhow::{Result, bail};
use duban_store::Store;

/// Runs a command.
///
/// # Errors
/// What went wrong, for [`output::report`].
pub async fn dispatch(cli: Cli) -> Result<()> {
    match (cli.global.format, &cli.command) {
        (Format::Ics, command) if !matches!(command, Command::Check { .. }) => {
            bail!("only `duban check` prints a calendar; write --format table or --format json")
        }
        (Format::Csv, command) if !matches!(command, Command::Finding(FindingCli::List { .. })) => {
            bail!("only `duban finding list` prints a CSV file; write --format table or --format json")
        }
        (format, Command::Check { output: Some(_), .. }) if format != Format::Ics => {
            bail!("--output is for a calendar; write --format ics with it")
        }
        _ => {}
    }
    let app = App::new(&cli.global)?;
    wiring::start_logging(app.settings())?;
    match cli.command {
        Command::Check { plan, previous, output } => {
            check::check(&app, &plan, previous.as_deref(), output.as_deref()).await
        }
        Command::Directive { notice, plan, issuer } => {
            directive::directive(&app, &notice, plan.as_deref().zip(issuer.as_deref()))
        }
        Command::Again { plan, issued, issuer, output } => {
            again::again(&app, &plan, (issued, issuer.as_deref()), &output).await
        }
        Command::Rehearse { plan, behaviour } => rehearse::rehearse(&app, &plan, behaviour.as_deref()).await,
        Command::Launch { plan, by, speed, belated, notice, wait } => {
            launch::launch(&app, &plan, &launch::LaunchOptions { by, speed, belated, notice, wait }).await
        }
        Command::Amend { campaign, plan, reason, days, dry_run, actor } => {
            let reason = reason.filter(|_| !dry_run);
            amend::amend(&app, &campaign, (&plan, &days), reason.as_deref(), &actor).await
        }
        Command::Versions { campaign, version } => amend::versions(&app, &campaign, version).await,
        Command::Status { campaign, bureau } => ledger::status(&app, &campaign, bureau.as_deref()).await,
        Command::Notices { campaign, bureau } => ledger::notices(&app, &campaign, bureau.as_deref()).await,
        Command::Resend { mail, to } => mail::resend(&app, mail, to.as_deref()).await,
        Command::Finding(command) => finding::finding(&app, command).await,
        Command::Listing(command) => listing::listing(&app, command).await,
        Command::ReportIncident(typed) => incident::report(&app, typed).await,
        Command::Incident(command) => incident::incident(&app, command).await,
        Command::Document(command) => document::document(&app, command).await,
        Command::Laggards(args) => laggards::laggards(&app, &args).await,
        Command::League { campaign, period, level } => {
            league::league(&app, &campaign, period.as_deref(), level.as_deref()).await
        }
        Command::Circulate { campaign, period, level, actor } => {
            league::circulate(&app, &campaign, &period, level.as_deref(), &actor).await
        }
        Command::Results { campaign, bureau, output } => {
            results::results(&app, &campaign, bureau.as_deref(), &output).await
        }
        Command::Figures { campaign, bureau, figures, actor } => {
            results::figures(&app, &campaign, &bureau, &figures, &actor).await
        }
        Command::Sampling(typed) => subject::sampling(&app, &typed).await,
        Command::Subject { credit_code } => subject::subject(&app, &credit_code).await,
        Command::User(command) => people::user(&app, command).await,
        Command::Token(command) => people::token(&app, command).await,
        Command::Holidays(command) => holidays::holidays(&app, command).await,
        Command::Webhook(command) => hooks::webhook(&app, command).await,
        Command::Inbox(command) => hooks::inbox(&app, command).await,
        Command::Console => console::console(&app).await,
        Command::Dev { port } => serve::dev(&app, port).await,
        Command::Worker => crate::roles::run_worker(app.settings()).await,
        Command::Migrate { adopt } => migrate(&app, adopt).await,
        Command::Cancel { campaign, reason } => launch::cancel(&app, &campaign, &reason).await,
        Command::ExportHistory { workflow, output } => {
            history::export(&app, &workflow, output.as_deref()).await
        }
        Command::Rebuild { campaign, resend_since } => rebuild::rebuild(&app, &campaign, resend_since).await,
        Command::Settings { defaults } => settings(&app, defaults),
        Command::Schema => output::json(&duban_config::plan_schema()),
        Command::Demo { speed, folder } => demo::run(&app, speed, &folder).await,
        Command::Act(act) => act::act(&app, act).await,
    }
}

async fn migrate(app: &App, adopt: bool) -> Result<()> {
    let settings = app.settings();
    let store = Store::open(settings.store.url.expose()).await?;
    store.migrate().await?;
    eprintln!("the store's tables are up to date");
    if adopt {
        let client = wiring::client(settings).await?;
        duban_service::adopt(&store, &client, &wiring::place(settings)).await?;
        eprintln!("the store belongs to the engine at {} from now on", settings.temporal.address);
    }
    Ok(())
}

fn settings(app: &App, defaults: bool) -> Result<()> {
    if defaults {
        return output::line(duban_config::settings::DEFAULTS);
    }
    if app.is_json() {
        return output::json(&app.loaded.report);
    }
    let mut table = output::table(["setting", "value", "from"]);
    for line in &app.loaded.report.0 {
        table.add_row([&line.key, &line.value, &line.source]);
    }
    output::line(format!("{table}\n"))
}
