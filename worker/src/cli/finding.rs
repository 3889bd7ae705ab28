//! `duban finding …`: problems found, and their way to their end.

use super::{actor_args::ActorArgs, acts::acts};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use duban_domain::finding::{
    Authority, FindingCommand as C, FindingStatus, Grade, ProblemKind, Publication, Source, Trade,
};
use std::path::PathBuf;

/// Reads one of the words a type knows, in English or as a bureau writes it.
macro_rules! word {
    ($name:ident, $type:ty) => {
        pub(super) fn $name(text: &str) -> Result<$type, String> {
            <$type>::parse(text).ok_or_else(|| {
                let known: Vec<_> = <$type>::ALL.iter().map(|one| one.as_str()).collect();
                format!("write one of {}", known.join(", "))
            })
        }
    };
}
word!(trade, Trade);
word!(kind, ProblemKind);
word!(source, Source);
word!(grade, Grade);
word!(authority, Authority);
word!(publication, Publication);
word!(standing, FindingStatus);

#[derive(Clone, Debug, Subcommand)]
pub enum FindingCli {
    /// Register all findings of a spreadsheet; the same file twice adds nothing.
    Import {
        /// The campaign.
        campaign: String,
        /// The spreadsheet, .xlsx or .csv; `duban finding template` prints its headings.
        file: PathBuf,
        /// The sheet of a workbook, where several could be meant.
        #[arg(long, value_name = "NAME")]
        sheet: Option<String>,
        /// Register the good rows even if some are bad; otherwise it is all or nothing.
        #[arg(long)]
        skip_bad: bool,
        /// A product group that is not in the plan's catalogue but watched here; may be repeated.
        #[arg(long = "local-product", value_name = "GROUP")]
        local_products: Vec<String>,
        #[command(flatten)]
        actor: ActorArgs,
    },
    /// Print the headings of a spreadsheet for `import`, as a line of CSV.
    Template,
    /// Register one finding.
    Add(Box<AddFinding>),
    /// List findings, newest first.
    List {
        /// The campaign.
        campaign: String,
        /// Those in this bureau's district and below.
        #[arg(long)]
        bureau: Option<String>,
        /// Where they stand: registered, ordered, filed, handed-over, closed, cancelled.
        #[arg(long, value_parser = standing)]
        standing: Option<FindingStatus>,
        /// How grave: ordinary, serious, major.
        #[arg(long, value_parser = grade)]
        grade: Option<Grade>,
        /// Where they come from: sampling, licensing, enforcement, recall, complaint, public-opinion,
        /// self-inspection, check, visit.
        #[arg(long, value_parser = source)]
        source: Option<Source>,
        /// Only those overdue.
        #[arg(long)]
        overdue: bool,
        /// How many; a CSV file (--format csv) holds all.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=500))]
        limit: u16,
    },
    /// Count findings and orders, per bureau.
    Count {
        /// The campaign.
        campaign: String,
    },
    /// Show one finding with all that happened.
    Show {
        #[command(flatten)]
        target: FindingTarget,
    },
    #[command(flatten)]
    Act(FindingActCli),
}

acts! {
/// What people do about a finding.
FindingActCli upon FindingTarget: C {
    /// A risk signal is a finding of this grade (研判); an order follows.
    Triage {
        /// ordinary, serious or major.
        #[arg(long, value_parser = grade)]
        grade: Grade,
    } => C::Triage { grade };
    /// A risk signal shows no problem (研判不立).
    Dismiss {
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::Dismiss { reason };
    /// It was put right on the spot (现场整改).
    Correct {
        /// With what result.
        #[arg(long)]
        result: String,
    } => C::CorrectOnTheSpot { result };
    /// File evidence that it was put right (提交整改材料).
    Evidence {
        /// What was done.
        #[arg(long)]
        note: String,
        /// A photograph or paper; may be repeated.
        #[arg(long = "attach", value_name = "FILE")]
        files: Vec<PathBuf>,
    } => C::FileEvidence { note, attachments: Vec::new() }, with files;
    /// Re-inspect (复查).
    Reinspect {
        #[command(flatten)]
        verdict: Verdict,
        /// What was seen.
        #[arg(long)]
        result: String,
    } => C::Reinspect { passed: verdict.passed, result };
    /// Look again at what was closed (回头看).
    LookBack {
        #[command(flatten)]
        verdict: Verdict,
        /// What was seen.
        #[arg(long)]
        result: String,
    } => C::LookBack { passed: verdict.passed, result };
    /// Ask for more time (申请延期).
    Extend {
        /// The new due day.
        #[arg(long, value_name = "DATE")]
        to: NaiveDate,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::AskExtension { to, reason };
    /// Hand the case over (移送).
    HandOver {
        /// enforcement or police.
        #[arg(long, value_parser = authority)]
        to: Authority,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::HandOver { to, reason };
    /// The authority has taken the case (移送回执).
    Receipt {
        /// The authority's reference.
        #[arg(long)]
        reference: String,
    } => C::ConfirmReceipt { reference };
    /// Propose to publish it (公示) or expose it (曝光).
    Publish {
        /// publicise or expose.
        #[arg(long, value_parser = publication)]
        kind: Publication,
        /// What is to be published.
        #[arg(long)]
        text: String,
    } => C::ProposePublication { kind, text };
    /// Approve what waits for it.
    Approve {
        /// The approval's number in the finding.
        number: u32,
    } => C::Approve { approval: number };
    /// Decline it.
    Decline {
        /// The approval's number in the finding.
        number: u32,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::Decline { approval: number, reason };
    /// Acknowledge a document (签收), perhaps with a reply.
    Acknowledge {
        /// The document's ordinal in the finding.
        number: u32,
        /// The reply.
        #[arg(long)]
        reply: Option<String>,
    } => C::Acknowledge { notice: number, reply };
    /// Reply to a document (回复), whether or not it was acknowledged before.
    Reply {
        /// The document's ordinal in the finding.
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
        /// The document's ordinal in the finding.
        number: u32,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::Void { notice: number, reason };
}
}

/// One finding as a person types it.
#[derive(Clone, Debug, Args)]
pub struct AddFinding {
    /// The campaign.
    pub campaign: String,
    /// The bureau in whose district it lies.
    #[arg(long)]
    pub county: String,
    /// The enterprise's name.
    #[arg(long, requires = "credit_code")]
    pub name: Option<String>,
    /// Its credit code (统一社会信用代码).
    #[arg(long, requires = "name")]
    pub credit_code: Option<String>,
    /// What it does: producer, seller or platform.
    #[arg(long, value_parser = trade, default_value = "producer")]
    pub trade: Trade,
    /// Instead of an enterprise: it concerns the county bureau itself.
    #[arg(long, conflicts_with_all = ["name", "credit_code"])]
    pub about_bureau: bool,
    /// The product group.
    #[arg(long)]
    pub product: String,
    /// The product in the group.
    #[arg(long)]
    pub item: Option<String>,
    /// production or circulation.
    #[arg(long, value_parser = kind)]
    pub kind: ProblemKind,
    /// sampling, licensing, enforcement, recall, complaint, public-opinion (these are triaged first),
    /// self-inspection, check or visit.
    #[arg(long, value_parser = source)]
    pub source: Source,
    /// ordinary, serious or major.
    #[arg(long, value_parser = grade)]
    pub grade: Grade,
    /// The problem.
    #[arg(long)]
    pub problem: String,
    /// The day it was found; today otherwise.
    #[arg(long, value_name = "DATE")]
    pub found_on: Option<NaiveDate>,
    /// It was put right on the spot, with this result.
    #[arg(long, value_name = "RESULT")]
    pub corrected: Option<String>,
    /// A photograph or paper; may be repeated.
    #[arg(long = "attach", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A product group that is not in the plan's catalogue but watched here; may be repeated.
    #[arg(long = "local-product", value_name = "GROUP")]
    pub local_products: Vec<String>,
    /// The number it bears in the bureau's own ledger; derived from what is registered otherwise.
    #[arg(long)]
    pub number: Option<String>,
    #[command(flatten)]
    pub actor: ActorArgs,
}

/// Which finding.
#[derive(Clone, Debug, Args)]
pub struct FindingTarget {
    /// The campaign.
    pub campaign: String,
    /// The finding, as `finding list` shows it.
    pub finding: String,
}

/// How an inspection came out.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Verdict {
    /// It is put right.
    #[arg(long)]
    pub passed: bool,
    /// It is not.
    #[arg(long)]
    pub failed: bool,
}
