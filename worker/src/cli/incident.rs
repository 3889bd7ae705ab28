//! `duban report-incident` and `duban incident …`: urgent matters.

use super::{actor_args::ActorArgs, acts::acts};
use clap::{Args, Subcommand};
use duban_domain::incident::IncidentCommand as C;
use std::path::PathBuf;

/// An urgent matter as a person types it.
#[derive(Clone, Debug, Args)]
pub struct ReportIncident {
    /// The campaign.
    pub campaign: String,
    /// The bureau that reports.
    pub bureau: String,
    /// What happened, in a line.
    #[arg(long)]
    pub title: String,
    /// What happened, when, where, and what has been done.
    #[arg(long)]
    pub text: String,
    /// A photograph or paper; may be repeated.
    #[arg(long = "attach", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub actor: ActorArgs,
}

#[derive(Clone, Debug, Subcommand)]
pub enum IncidentCli {
    /// List incidents.
    List {
        /// The campaign.
        campaign: String,
    },
    /// Show one incident with all that happened.
    Show {
        #[command(flatten)]
        target: IncidentTarget,
    },
    #[command(flatten)]
    Act(IncidentActCli),
}

acts! {
/// What people do about an incident.
IncidentActCli upon IncidentTarget: C {
    /// Take note of an incident (签收), perhaps with an instruction.
    Acknowledge {
        /// What is instructed.
        #[arg(long)]
        instruction: Option<String>,
    } => C::Acknowledge { instruction };
    /// Report again (续报).
    Update {
        /// What is new.
        #[arg(long)]
        text: String,
    } => C::Update { text };
}
}

/// Which incident.
#[derive(Clone, Debug, Args)]
pub struct IncidentTarget {
    /// The campaign.
    pub campaign: String,
    /// The incident.
    pub incident: String,
}
