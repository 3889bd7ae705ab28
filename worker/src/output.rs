//! Printing: tables for people, JSON for programs, failures with the right exit code.

use crate::cli::Format;
use anyhow::{Error, Result};
use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use duban_config::{LoadedPlan, Refused};
use duban_service::ServiceError;
use serde::Serialize;
use std::{
    fmt,
    io::{self, IsTerminal, Write},
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

/// A date, with the mark of one that is provisional (暂定): the holidays of its year are not announced.
pub fn settled(date: String, provisional: bool) -> String {
    if provisional { format!("{date} 暂定") } else { date }
}

/// Says something on stderr, a line. Nobody reading it any more is no failure of what was done.
pub fn note(text: fmt::Arguments<'_>) {
    let mut line = text.to_string();
    line.push('\n');
    let _gone = io::stderr().lock().write_all(line.as_bytes());
}

/// Stderr for what writes by itself: a reader that has gone has taken everything.
#[derive(Debug)]
pub struct Stderr(io::Stderr);

impl Stderr {
    /// This process's.
    pub fn new() -> Self {
        Self(io::stderr())
    }
}

impl Default for Stderr {
    fn default() -> Self {
        Self::new()
    }
}

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            flushed => flushed,
        }
    }
}

/// A table with these column heads. The first column says what a row is, so it is never wrapped.
pub fn table<'a>(heads: impl IntoIterator<Item = &'a str>) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(heads);
    if let Some(first) = table.column_mut(0) {
        first.set_constraint(ColumnConstraint::ContentWidth);
    }
    table
}

/// Tells what a planner should know before launching, on stderr, each with the obligation it is about.
pub fn warnings(loaded: &LoadedPlan) {
    for warning in &loaded.warnings {
        let index = warning.path.strip_prefix("obligations[").and_then(|rest| rest.split_once(']'));
        let obligation =
            index.and_then(|(index, _)| loaded.plan.obligations.get(index.parse::<usize>().ok()?));
        let name = obligation.map(|obligation| format!(" ({})", obligation.id)).unwrap_or_default();
        eprintln!("warning: {}{name}: {}", warning.path, warning.message);
    }
}

/// Tells a failure on stderr and picks the exit code. A refused input is also printed as JSON on
/// stdout, so that a script need not read prose; a person at a terminal need not read both.
pub fn report(failure: &Error, format: Format) -> ExitCode {
    if let Some(refused) = failure.downcast_ref::<Refused>() {
        eprintln!("{refused}");
        let read_by_a_person = io::stdout().is_terminal() && format != Format::Json;
        if !read_by_a_person && json(refused).is_err() {
            return ExitCode::FAILURE;
        }
        return ExitCode::from(EXIT_REFUSED_INPUT);
    }
    if failure.is::<RefusedCommand>() {
        eprintln!("{failure:#}");
        return ExitCode::from(EXIT_REFUSED_COMMAND);
    }
    if let Some(refused) = failure.downcast_ref::<ServiceError>().filter(|failure| failure.is_refusal()) {
        let hint = match refused {
            ServiceError::Unknown { what: "campaign", .. } => "; `duban launch` makes one",
            ServiceError::Belated(_) => " (--belated; --speed replays a plan from its issue date instead)",
            _ => "",
        };
        eprintln!("refused: {refused}{hint}");
        return ExitCode::from(EXIT_REFUSED_COMMAND);
    }
    eprintln!("duban: {failure:#}");
    ExitCode::FAILURE
}

/// What the ledger calls something that happened.
///
/// # Errors
/// It cannot be written as JSON, which no event is.
pub fn event(what: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_value(what)?["event"].as_str().unwrap_or("done").to_owned())
}
