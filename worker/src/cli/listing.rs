//! `duban listing …`: listed supervision.

use super::{actor_args::ActorArgs, finding::Verdict};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use duban_domain::listing::Ground;
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
    /// Approve what waits: the listing, an extension, the report to the government.
    Approve {
        #[command(flatten)]
        target: ListingTarget,
        /// The approval's number in the listing.
        number: u32,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Decline it.
    Decline {
        #[command(flatten)]
        target: ListingTarget,
        /// The approval's number in the listing.
        number: u32,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// The listing has been published (公布挂牌).
    Publish {
        #[command(flatten)]
        target: ListingTarget,
        /// Where.
        #[arg(long)]
        place: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// File the rectification plan (报送整改方案).
    Plan(Filing),
    /// Report progress (报送整改进展).
    Progress(Filing),
    /// Apply to delist (申请摘牌).
    Apply(Filing),
    /// Verify on site (现场核查).
    Verify {
        #[command(flatten)]
        target: ListingTarget,
        #[command(flatten)]
        verdict: Verdict,
        /// What was seen.
        #[arg(long)]
        result: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// The delisting has been published (公布摘牌).
    PublishDelisting {
        #[command(flatten)]
        target: ListingTarget,
        /// Where.
        #[arg(long)]
        place: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Ask for more time (申请延期).
    Extend {
        #[command(flatten)]
        target: ListingTarget,
        /// The new last day.
        #[arg(long, value_name = "DATE")]
        to: NaiveDate,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Acknowledge a document (签收), perhaps with a reply.
    Acknowledge {
        #[command(flatten)]
        target: ListingTarget,
        /// The document's ordinal in the listing.
        number: u32,
        /// The reply.
        #[arg(long)]
        reply: Option<String>,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Reply to a document (回复), whether or not it was acknowledged before.
    Reply {
        #[command(flatten)]
        target: ListingTarget,
        /// The document's ordinal in the listing.
        number: u32,
        /// The reply.
        #[arg(long)]
        text: String,
        /// A file that comes with it; may be repeated.
        #[arg(long = "attach", value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Void a document (作废): it keeps its number.
    Void {
        #[command(flatten)]
        target: ListingTarget,
        /// The document's ordinal in the listing.
        number: u32,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// The listing proved wrong (撤销挂牌).
    Revoke {
        #[command(flatten)]
        target: ListingTarget,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        actor: ActorArgs,
    },
}

/// Which listing.
#[derive(Clone, Debug, Args)]
pub struct ListingTarget {
    /// The campaign.
    pub campaign: String,
    /// The listing, as `listing list` shows it.
    pub listing: String,
}

/// Something the listed bureau hands in.
#[derive(Clone, Debug, Args)]
pub struct Filing {
    #[command(flatten)]
    pub target: ListingTarget,
    /// In a sentence.
    #[arg(long)]
    pub note: String,
    /// A paper; may be repeated.
    #[arg(long = "attach", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub actor: ActorArgs,
}
