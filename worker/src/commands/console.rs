//! `duban console`: pages for people and the API, on the store and the engine of the settings.

use crate::{context::App, roles, wiring};
use anyhow::Result;

/// Serves the console until Ctrl-C. Reading needs the store alone; whatever people do needs the engine.
///
/// # Errors
/// The store is invalid, or the address is taken.
pub async fn console(app: &App) -> Result<()> {
    roles::serve_console(app.settings(), wiring::until_told_to_stop()).await
}
