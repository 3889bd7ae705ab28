//! `duban export-history`: the engine's memory as a file.

use crate::{context::App, output, wiring};
use anyhow::{Context, Result};
use std::path::Path;

/// Writes a workflow's history as JSON, as the replayer reads it.
///
/// # Errors
/// There is no such workflow; the file's.
pub async fn export(app: &App, workflow: &str, file: Option<&Path>) -> Result<()> {
    let json = wiring::client(app.settings()).await?.history(workflow).await?;
    match file {
        Some(file) => std::fs::write(file, json).with_context(|| format!("writing {}", file.display())),
        None => output::line(String::from_utf8_lossy(&json)),
    }
}
