//! `duban listing …`: listed supervision.

use super::{actor_args::ActorArgs, acts::acts, finding::Verdict};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use duban_domain::listing::{Ground, ListingCommand as C};
use std::path::PathBuf;

fn ground(text: &str) -> Result<Ground, String> {
    Ground::parse(text).ok_or_else(|| {
        let known: Vec<_> = Ground::ALL.iter().map(|one| one.as_str()).collect();
        format!("write one of {}", known.join(", "))
    })
}

#[derive(Clone, Debug, Subcommand)]
pub enum ListingCli {
    /// Propose to list a bureau or a finding (提请挂牌督办).
    Propose {
        /// The campaign.
        campaign: String,
        /// The bureau to be listed, or in whose district the finding lies.
        bureau: String,
        /// The finding; without one, the bureau itself is listed.
        #[arg(long)]
        finding: Option<String>,
        /// Why: concentrated-findings, repeated-problems, public-attention, overdue; may be repeated.
        #[arg(long = "ground", value_parser = ground, required = true)]
        grounds: Vec<Ground>,
        /// Why, in a sentence.
        #[arg(long)]
        reason: String,
        /// The listing before, where the matter is listed again.
        #[arg(long, value_name = "LISTING")]
        again: Option<String>,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// List listings.
    List {
        /// The campaign.
        campaign: String,
    },
    /// Show one listing with all that happened.
    Show {
        #[command(flatten)]
        target: ListingTarget,
    },
    #[command(flatten)]
    Act(ListingActCli),
}

acts! {
/// What people do about a listing.
ListingActCli upon ListingTarget: C {
    /// Approve what waits: the listing, an extension, the report to the government.
    Approve {
        /// The approval's number in the listing.
        number: u32,
    } => C::Approve { approval: number };
    /// Decline it.
    Decline {
        /// The approval's number in the listing.
        number: u32,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::Decline { approval: number, reason };
    /// The listing has been published (公布挂牌).
    Publish {
        /// Where.
        #[arg(long)]
        place: String,
    } => C::Publish { place };
    /// File the rectification plan (报送整改方案).
    Plan {
        /// In a sentence.
        #[arg(long)]
        note: String,
        /// A paper; may be repeated.
        #[arg(long = "attach", value_name = "FILE")]
        files: Vec<PathBuf>,
    } => C::FilePlan { note, attachments: Vec::new() }, with files;
    /// Report progress (报送整改进展).
    Progress {
        /// In a sentence.
        #[arg(long)]
        note: String,
        /// A paper; may be repeated.
        #[arg(long = "attach", value_name = "FILE")]
        files: Vec<PathBuf>,
    } => C::ReportProgress { note, attachments: Vec::new() }, with files;
    /// Apply to delist (申请摘牌).
    Apply {
        /// In a sentence.
        #[arg(long)]
        note: String,
        /// A paper; may be repeated.
        #[arg(long = "attach", value_name = "FILE")]
        files: Vec<PathBuf>,
    } => C::Apply { note, attachments: Vec::new() }, with files;
    /// Verify on site (现场核查).
    Verify {
        #[command(flatten)]
        verdict: Verdict,
        /// What was seen.
        #[arg(long)]
        result: String,
    } => C::Verify { passed: verdict.passed, result };
    /// The delisting has been published (公布摘牌).
    PublishDelisting {
        /// Where.
        #[arg(long)]
        place: String,
    } => C::PublishDelisting { place };
    /// Ask for more time (申请延期).
    Extend {
        /// The new last day.
        #[arg(long, value_name = "DATE")]
        to: NaiveDate,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::AskExtension { to, reason };
    /// Acknowledge a document (签收), perhaps with a reply.
    Acknowledge {
        /// The document's ordinal in the listing.
        number: u32,
        /// The reply.
        #[arg(long)]
        reply: Option<String>,
    } => C::Acknowledge { notice: number, reply };
    /// Reply to a document (回复), whether or not it was acknowledged before.
    Reply {
        /// The document's ordinal in the listing.
        number: u32,
        /// The reply.
        #[arg(long)]
        text: String,
        /// A file that comes with it; may be repeated.
        #[arg(long = "attach", value_name = "FILE")]
        files: Vec<PathBuf>,
    } => C::Reply { notice: number, text, files: Vec::new() }, with files;
    /// Void a document (作废): it keeps its number.
    Void {
        /// The document's ordinal in the listing.
        number: u32,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::Void { notice: number, reason };
    /// The listing proved wrong (撤销挂牌).
    Revoke {
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::Revoke { reason };
}
}

/// Which listing.
#[derive(Clone, Debug, Args)]
pub struct ListingTarget {
    /// The campaign.
    pub campaign: String,
    /// The listing, as `listing list` shows it.
    pub listing: String,
}
