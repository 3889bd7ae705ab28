//! `duban export-history`: the engine's memory as a file.

use crate::{context::App, output, wiring};
use anyhow::{Context, Result};
use std::path::Path;
use temporalio_client::{Client, UntypedWorkflow, WorkflowFetchHistoryOptions};

/// Writes a workflow's history as JSON, as the replayer reads it.
///
/// # Errors
/// There is no such workflow; the file's.
pub async fn export(app: &App, workflow: &str, file: Option<&Path>) -> Result<()> {
    let client = wiring::client(app.settings()).await?;
    let json = history_of(&client, workflow).await?;
    match file {
        Some(file) => std::fs::write(file, json).with_context(|| format!("writing {}", file.display())),
        None => output::line(String::from_utf8_lossy(&json)),
    }
}

/// A workflow's whole history as JSON.
///
/// # Errors
/// There is no such workflow.
pub async fn history_of(client: &Client, workflow: &str) -> Result<Vec<u8>> {
    let handle = client.get_workflow_handle::<UntypedWorkflow>(workflow);
    let history = handle.fetch_history(WorkflowFetchHistoryOptions::default());
    history.to_json().await.with_context(|| format!("reading the history of {workflow}"))
}
