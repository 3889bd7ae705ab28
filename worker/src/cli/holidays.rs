//! `duban holidays`.

use clap::Subcommand;
use std::path::PathBuf;

/// Holidays: what is known, and what is announced.
#[derive(Debug, Subcommand)]
pub enum HolidaysCli {
    /// Read the State Council's yearly notice, or a table date,kind,name; keep the year.
    Import {
        /// The notice's text, as published (UTF-8), or a CSV file.
        file: PathBuf,
        /// Only read and show it.
        #[arg(long)]
        dry_run: bool,
        /// The person's name; the login otherwise.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// The bureau the person acts for; the topmost otherwise.
        #[arg(long = "for", value_name = "BUREAU")]
        on_behalf_of: Option<String>,
    },
    /// Show what moves in running campaigns by what is known now; --yes moves it.
    Apply {
        /// Move all of it.
        #[arg(long)]
        yes: bool,
        /// The person's name; the login otherwise.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// The bureau the person acts for; the topmost otherwise.
        #[arg(long = "for", value_name = "BUREAU")]
        on_behalf_of: Option<String>,
    },
    /// Show which years are known and from where.
    List {
        /// This year day by day.
        #[arg(long)]
        year: Option<i32>,
    },
}
