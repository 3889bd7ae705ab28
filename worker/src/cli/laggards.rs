//! Which of those who lag, as it is typed.

use clap::Args;

/// Which lines of the board.
#[derive(Clone, Debug, Args)]
pub struct LaggardArgs {
    /// The campaign; all that run otherwise.
    pub campaign: Option<String>,
    /// A bureau and all below it.
    #[arg(long, value_name = "CODE")]
    pub bureau: Option<String>,
    /// Bureaus of this level: province, prefecture or county.
    #[arg(long)]
    pub level: Option<String>,
    /// About this obligation.
    #[arg(long)]
    pub obligation: Option<String>,
    /// Late by at least so many working days.
    #[arg(long, default_value_t = 0)]
    pub days: u32,
    /// What is awaited: submission, review, reply or approval.
    #[arg(long)]
    pub waiting: Option<String>,
    /// So many lines at most.
    #[arg(long, value_name = "LINES", default_value_t = 50)]
    pub most: usize,
}
