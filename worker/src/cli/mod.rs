//! The command line. Data goes to stdout, everything else to stderr; `--format json` where a script
//! may read it.

mod actor_args;
pub mod acts;
pub mod docket;
pub mod finding;
pub mod holidays;
pub mod hooks;
pub mod incident;
mod laggards;
pub mod listing;
pub mod people;
pub mod records;

pub use actor_args::ActorArgs;
pub use laggards::LaggardArgs;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// 督办: supervision campaigns that do not forget.
#[derive(Debug, Parser)]
#[command(name = "duban", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options every command takes.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// A settings file; otherwise the file DUBAN_SETTINGS names, or duban.toml if there is one.
    #[arg(long, global = true, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// A setting for this call, such as mail.transport=smtp; may be repeated.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// How to print.
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// How to print.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// A calendar; `check` only.
    Ics,
    /// A spreadsheet that can be imported again; `finding list` only.
    Csv,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Validate a plan and print its timetable.
    Check {
        /// The plan.
        plan: PathBuf,
        /// A calendar (--format ics) from before: an entry that has moved since counts one move more.
        #[arg(long, value_name = "FILE")]
        previous: Option<PathBuf>,
        /// Where the calendar (--format ics) goes; one that stands there is the one from before.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Read the notice that orders a campaign, and draft a plan from it.
    Directive {
        /// The notice: .docx, .pdf with text, .ofd or a text.
        notice: PathBuf,
        /// Where the draft of a plan goes; a file that stands there is not replaced.
        #[arg(long, value_name = "FILE", requires = "issuer")]
        plan: Option<PathBuf>,
        /// The code of the bureau that will launch it.
        #[arg(long, value_name = "CODE", requires = "plan")]
        issuer: Option<String>,
    },
    /// Hold a campaign again: its plan with all dates moved to another issue date, each change told.
    Again {
        /// The plan's file, or the id of a campaign that was launched.
        plan: String,
        /// The new issue date, such as 2026-05-11.
        #[arg(long, value_name = "DATE")]
        issued: NaiveDate,
        /// The code of the bureau that will launch it; else the one that did.
        #[arg(long, value_name = "CODE")]
        issuer: Option<String>,
        /// Where the plan goes; a file that stands there is not replaced.
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Simulate a plan: every reminder and letter with its date, and each bureau's load.
    Rehearse {
        /// The plan.
        plan: PathBuf,
        /// How bureaus behave; without it every bureau is on time.
        #[arg(long, value_name = "FILE")]
        behaviour: Option<PathBuf>,
    },
    /// Launch a plan: it cascades to every bureau below its issuer.
    Launch {
        /// The plan.
        plan: PathBuf,
        /// Who launches it.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// Run the plan's time this many times as fast as the clock, from its issue date on.
        #[arg(long, value_name = "TIMES")]
        speed: Option<u32>,
        /// Launch it although due days or its close have passed: nothing is sent for the time before.
        #[arg(long)]
        belated: bool,
        /// The notice that orders the campaign; it is kept with it as the first document it rests on.
        #[arg(long, value_name = "FILE")]
        notice: Option<PathBuf>,
        /// Wait until every bureau's workflow runs, and say how long that took.
        #[arg(long)]
        wait: bool,
    },
    /// Amend a running campaign's plan (调整方案): dates, obligations, ladders; all of it or nothing.
    Amend {
        /// The campaign.
        campaign: String,
        /// The plan as it is to be from now on; `versions CAMPAIGN NUMBER` writes the one in force.
        plan: PathBuf,
        /// Why: every bureau for which something changes is told.
        #[arg(long, required_unless_present = "dry_run")]
        reason: Option<String>,
        /// Another day for some bureaus alone, such as report=2026-09-15@522701,522702.
        #[arg(long = "day", value_name = "OBLIGATION=DATE@BUREAUS")]
        days: Vec<String>,
        /// Only show what would change, and who would be told.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// List the versions of a campaign's plan, or print one as a file.
    Versions {
        /// The campaign.
        campaign: String,
        /// A version's number; it is printed as a plan's file.
        version: Option<u32>,
    },
    /// Show how far a campaign is, or what one bureau owes.
    Status {
        /// The campaign.
        campaign: String,
        /// The bureau.
        bureau: Option<String>,
    },
    #[command(flatten)]
    Act(docket::DocketActCli),
    /// List a campaign's notices and documents, the approvals that wait, and the mail that has not arrived.
    Notices {
        /// The campaign.
        campaign: String,
        /// Only those from this bureau's docket.
        #[arg(long)]
        bureau: Option<String>,
    },
    /// Send a mail again that did not arrive, to all who do not have it, or elsewhere.
    Resend {
        /// Its number, as `notices` lists it.
        mail: i64,
        /// Another address than the office's in the list of bureaus.
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
    },
    /// Findings (问题隐患): register, rectify, re-inspect, close.
    #[command(subcommand)]
    Finding(finding::FindingCli),
    /// Listed supervision (挂牌督办): propose, publish, verify, delist.
    #[command(subcommand)]
    Listing(listing::ListingCli),
    /// Report an urgent matter to every level at once (重大情况报告).
    ReportIncident(incident::ReportIncident),
    /// Urgent matters: who has taken note.
    #[command(subcommand)]
    Incident(incident::IncidentCli),
    /// Official documents: list, fetch, check.
    #[command(subcommand)]
    Document(records::DocumentCli),
    /// Show who lags and why: what is late, the last letter and its reply, what comes next.
    Laggards(LaggardArgs),
    /// Show a period's league table (排名): completeness, timeliness, findings closed in time.
    League {
        /// The campaign.
        campaign: String,
        /// A month such as 2024-08, phase:on-site, or campaign; else the latest month over.
        #[arg(long)]
        period: Option<String>,
        /// The level: prefecture or county; the lowest otherwise.
        #[arg(long)]
        level: Option<String>,
    },
    /// Circulate a closed period's league table among the bureaus it ranks (印发排名通报).
    Circulate {
        /// The campaign.
        campaign: String,
        /// The period.
        #[arg(long)]
        period: String,
        /// The level; the lowest otherwise.
        #[arg(long)]
        level: Option<String>,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Write the results list (行动成果清单) of a bureau and all below it as .xlsx.
    Results {
        /// The campaign.
        campaign: String,
        /// The bureau; the issuer otherwise.
        bureau: Option<String>,
        /// Where to.
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Report a bureau's figures for the results list; without any, show which there are.
    Figures {
        /// The campaign.
        campaign: String,
        /// The bureau.
        bureau: String,
        /// A figure, such as producers-checked=120.
        #[arg(value_name = "INDICATOR=NUMBER")]
        figures: Vec<String>,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Record the result of a supervision sampling (监督抽查).
    #[command(override_usage = "duban sampling [OPTIONS] <CREDIT_CODE>")]
    Sampling(records::SamplingArgs),
    /// Show what is known of an enterprise, and what follows from it.
    Subject {
        /// Its credit code (统一社会信用代码).
        credit_code: String,
    },
    /// People who may sign in: add, list, shut out, another password or role.
    #[command(subcommand)]
    User(people::UserCli),
    /// Tokens of integrations: make, list, revoke.
    #[command(subcommand)]
    Token(people::TokenCli),
    /// Holidays (放假安排): import the State Council's notice, see what is known.
    #[command(subcommand)]
    Holidays(holidays::HolidaysCli),
    /// Webhooks: tell other programs and messengers' groups what happens.
    #[command(subcommand)]
    Webhook(hooks::WebhookCli),
    /// Inboxes: where other programs file findings with signed messages.
    #[command(subcommand)]
    Inbox(hooks::InboxCli),
    /// Serve the console and the API until Ctrl-C.
    Console,
    /// Run engine, worker, store and console on this machine until Ctrl-C.
    Dev {
        /// The engine's port; the one in temporal.address otherwise.
        #[arg(long)]
        port: Option<u16>,
    },
    /// Run one worker against the cluster in the settings until Ctrl-C.
    Worker,
    /// Bring the store's tables up to date.
    Migrate {
        /// Make the store and the engine in the settings belong together from now on.
        #[arg(long)]
        adopt: bool,
    },
    /// Call a campaign off: nothing more is sent, what stands stays in the ledger.
    Cancel {
        /// The campaign.
        campaign: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Write a workflow's history as JSON.
    ExportHistory {
        /// The workflow's id, such as campaign/ID/BUREAU.
        workflow: String,
        /// Where to; stdout otherwise.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Write the store again from what the workflows know.
    Rebuild {
        /// The campaign.
        campaign: String,
        /// Mail notices from this instant (RFC 3339) on again; otherwise none is mailed twice.
        #[arg(long, value_name = "INSTANT")]
        resend_since: Option<chrono::DateTime<chrono::Utc>>,
    },
    /// Show the settings in force and where each comes from.
    Settings {
        /// Print the commented defaults instead.
        #[arg(long)]
        defaults: bool,
    },
    /// Print the JSON schema of a plan.
    Schema,
    /// Replay Qiannan's 2024 campaign on a real Temporal server, as fast as it answers.
    Demo {
        /// At most so many plan seconds a second: for those who want to watch.
        #[arg(long, default_value_t = 864_000, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
        speed: u32,
        /// Where its data and mail go.
        #[arg(long, value_name = "FOLDER", default_value = ".duban/demo")]
        folder: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_tree_is_sound() {
        super::Cli::command().debug_assert();
    }
}
