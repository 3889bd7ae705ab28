//! Printing: tables for people, JSON for programs, failures with the right exit code.

use anyhow::{Error, Result};
use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use duban_config::Refused;
use serde::Serialize;
use std::{
    fmt,
    io::{self, Write},
    process::ExitCode,
};

/// A refused plan, list or setting.
const EXIT_REFUSED_INPUT: u8 = 2;
/// A refused command.
const EXIT_REFUSED_COMMAND: u8 = 3;

/// A command that was refused: nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("refused: {0}")]
pub struct RefusedCommand(pub String);

/// Prints a value as JSON on stdout.
///
/// # Errors
/// Stdout is closed.
pub fn json(value: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    line(text)
}

/// Prints text on stdout as it is.
///
/// # Errors
/// Stdout is closed.
pub fn line(text: impl fmt::Display) -> Result<()> {
    match write!(io::stdout().lock(), "{text}") {
        // The reader has seen enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// A table with these column heads.
pub fn table<const N: usize>(heads: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(heads);
    table
}

/// Tells a failure on stderr and picks the exit code. A refused input is also printed as JSON on
/// stdout, so that a script need not read prose.
pub fn report(failure: &Error) -> ExitCode {
    if let Some(refused) = failure.downcast_ref::<Refused>() {
        eprintln!("{refused}");
        if json(refused).is_err() {
            return ExitCode::FAILURE;
        }
        return ExitCode::from(EXIT_REFUSED_INPUT);
    }
    if let Some(refused) = failure.downcast_ref::<RefusedCommand>() {
        eprintln!("{refused}");
        return ExitCode::from(EXIT_REFUSED_COMMAND);
    }
    eprintln!("duban: {failure:#}");
    ExitCode::FAILURE
}
