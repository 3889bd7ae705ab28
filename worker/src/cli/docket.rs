//! `duban submit`, `duban accept` …: what people do in a bureau's docket.

use super::acts::acts;
use chrono::NaiveDate;
use clap::Args;
use duban_domain::Command as C;
use std::path::PathBuf;

acts! {
/// What people do in a bureau's docket.
DocketActCli upon DocketTarget: C {
    /// Hand in what a bureau owes (报送).
    Submit {
        /// The obligation.
        obligation: String,
        /// A file that comes with it, which is put into the archive; may be repeated.
        #[arg(long = "attachment", value_name = "FILE")]
        attachments: Vec<PathBuf>,
        /// It bears the bureau's seal.
        #[arg(long)]
        sealed: bool,
    } => C::Submit { obligation: obligation.as_str().into(), attachments: Vec::new(), files: Vec::new(), sealed }, with attachments;
    /// Hand in anew what waits for its review (重新报送): the whole of it.
    Replace {
        /// The obligation.
        obligation: String,
        /// A file that comes with it, which is put into the archive; may be repeated.
        #[arg(long = "attachment", value_name = "FILE")]
        attachments: Vec<PathBuf>,
        /// It bears the bureau's seal.
        #[arg(long)]
        sealed: bool,
    } => C::Replace { obligation: obligation.as_str().into(), attachments: Vec::new(), files: Vec::new(), sealed }, with attachments;
    /// Add to what waits for its review (补充材料).
    Supplement {
        /// The obligation.
        obligation: String,
        /// A file that is added, which is put into the archive; may be repeated.
        #[arg(long = "attachment", value_name = "FILE", required = true)]
        attachments: Vec<PathBuf>,
        /// It bears the bureau's seal.
        #[arg(long)]
        sealed: bool,
    } => C::Supplement { obligation: obligation.as_str().into(), attachments: Vec::new(), files: Vec::new(), sealed }, with attachments;
    /// Take back what waits for its review (撤回): it is owed again, by the same due date.
    TakeBack {
        /// The obligation.
        obligation: String,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::TakeBack { obligation: obligation.as_str().into(), reason };
    /// Ask for a later due day (申请延期).
    AskExtension {
        /// The obligation.
        obligation: String,
        /// The due day to ask for.
        #[arg(long, value_name = "DATE")]
        to: NaiveDate,
        /// Why.
        #[arg(long)]
        reason: String,
        /// A file that comes with it, which is put into the archive; may be repeated.
        #[arg(long = "attach", value_name = "FILE")]
        files: Vec<PathBuf>,
    } => C::AskExtension { obligation: obligation.as_str().into(), to, reason, files: Vec::new() }, with files;
    /// Ask that something need not be handed in (申请免报).
    AskWaiver {
        /// The obligation.
        obligation: String,
        /// Why.
        #[arg(long)]
        reason: String,
        /// A file that comes with it, which is put into the archive; may be repeated.
        #[arg(long = "attach", value_name = "FILE")]
        files: Vec<PathBuf>,
    } => C::AskWaiver { obligation: obligation.as_str().into(), reason, files: Vec::new() }, with files;
    /// Withdraw a request that is not decided (撤回申请).
    WithdrawRequest {
        /// The obligation.
        obligation: String,
    } => C::WithdrawRequest { obligation: obligation.as_str().into() };
    /// Refuse what a bureau asks for (不同意申请); `extend` and `waive` grant it.
    Refuse {
        /// The obligation.
        obligation: String,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::Refuse { obligation: obligation.as_str().into(), reason };
    /// Accept a submission (审核通过).
    Accept {
        /// The obligation.
        obligation: String,
        /// The version that was read: another one is not accepted.
        #[arg(long, value_name = "NUMBER")]
        version: Option<u16>,
    } => C::Accept { obligation: obligation.as_str().into(), version };
    /// Send a submission back with a new due day (退回).
    Return {
        /// The obligation.
        obligation: String,
        /// The new due day.
        #[arg(long, value_name = "DATE")]
        due: NaiveDate,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::Return { obligation: obligation.as_str().into(), reason, due };
    /// Move a due day later (延期).
    Extend {
        /// The obligation.
        obligation: String,
        /// The new due day.
        #[arg(long, value_name = "DATE")]
        to: NaiveDate,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::Extend { obligation: obligation.as_str().into(), to, reason };
    /// Lift an obligation (免报).
    Waive {
        /// The obligation.
        obligation: String,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::Waive { obligation: obligation.as_str().into(), reason };
    /// Approve a document that waits for it (批准).
    Approve {
        /// Its number there, as `notices` lists it.
        number: u32,
    } => C::Approve { approval: number };
    /// Decline it (不批准).
    Decline {
        /// Its number there, as `notices` lists it.
        number: u32,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::Decline { approval: number, reason };
    /// Void a document of a bureau's docket (作废): it keeps its number.
    Void {
        /// Its number there, as `notices` lists it.
        number: u32,
        /// Why.
        #[arg(long)]
        reason: String,
    } => C::Void { notice: number, reason };
    /// Acknowledge a document (签收), perhaps with a reply.
    Acknowledge {
        /// Its number there, as `notices` lists it.
        number: u32,
        /// The reply.
        #[arg(long)]
        reply: Option<String>,
    } => C::Acknowledge { notice: number, reply };
    /// Reply to a document (回复), whether or not it was acknowledged before.
    Reply {
        /// Its number there, as `notices` lists it.
        number: u32,
        /// The reply.
        #[arg(long)]
        text: String,
        /// A file that comes with it, which is put into the archive; may be repeated.
        #[arg(long = "attach", value_name = "FILE")]
        files: Vec<PathBuf>,
    } => C::Reply { notice: number, text, files: Vec::new() }, with files;
}
}

/// Whose docket.
#[derive(Clone, Debug, Args)]
pub struct DocketTarget {
    /// The campaign.
    pub campaign: String,
    /// The bureau whose docket it is.
    pub bureau: String,
}
