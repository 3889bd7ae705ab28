//! Commands about documents and enterprises.

use super::actor_args::ActorArgs;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Clone, Debug, Subcommand)]
pub enum DocumentCli {
    /// List a campaign's documents.
    List {
        /// The campaign.
        campaign: String,
        /// Only those this bureau issued or received.
        #[arg(long)]
        bureau: Option<String>,
    },
    /// Write a document as .docx: the file that was sent, or the same made again from the ledger.
    Get {
        /// The bureau that issued it.
        bureau: String,
        /// Its number, such as 2024-12 for 〔2024〕12号.
        number: String,
        /// Where to; its own name in the current folder otherwise.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Read the document that an approval would issue before it is given: its number is pending.
    #[command(group(clap::ArgGroup::new("asked-by").required(true).args(["bureau", "finding", "listing"])))]
    Preview {
        /// The campaign.
        campaign: String,
        /// The approval's number in the docket, finding or listing that asks.
        approval: u32,
        /// The bureau whose docket asks.
        #[arg(long)]
        bureau: Option<String>,
        /// The finding that asks.
        #[arg(long)]
        finding: Option<String>,
        /// The listing that asks.
        #[arg(long)]
        listing: Option<String>,
        /// Write it as .docx to this file, which says that it is a draft.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Make every archived document of a campaign again and compare it with the archive.
    Check {
        /// The campaign.
        campaign: String,
    },
}

/// An enterprise's sampling.
#[derive(Clone, Debug, Args)]
pub struct SamplingArgs {
    /// The enterprise's credit code (统一社会信用代码).
    pub credit_code: String,
    /// Its name.
    #[arg(long)]
    pub name: String,
    /// The day of the result.
    #[arg(long, value_name = "DATE")]
    pub on: NaiveDate,
    #[command(flatten)]
    pub verdict: super::finding::Verdict,
    /// The product.
    #[arg(long)]
    pub product: String,
    /// The report's number.
    #[arg(long)]
    pub reference: String,
    #[command(flatten)]
    pub actor: ActorArgs,
}
