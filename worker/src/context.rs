//! What every command starts from: the settings in force, and what they name.

use crate::cli::{Format, Global};
use anyhow::{Context as _, Result, bail};
use duban_config::{
    LoadedPlan, LoadedSettings, Settings, load_directory, load_holidays, load_plan, load_settings,
};
use duban_domain::{Directory, Holidays, Terms};
use duban_store::{Store, StoreError};
use std::{collections::BTreeMap, path::Path};

/// Settings and format of this call.
#[derive(Clone, Debug)]
pub struct App {
    pub loaded: LoadedSettings,
    pub format: Format,
}

impl App {
    /// Reads all layers of settings.
    ///
    /// # Errors
    /// Everything wrong with them.
    pub fn new(global: &Global) -> Result<Self> {
        let mut flags = BTreeMap::new();
        for pair in &global.set {
            let Some((key, value)) = pair.split_once('=') else {
                bail!("--set {pair}: write KEY=VALUE, such as --set mail.transport=smtp");
            };
            flags.insert(key.trim().to_owned(), value.trim().to_owned());
        }
        Ok(Self { loaded: load_settings(global.settings.as_deref(), &flags)?, format: global.format })
    }

    pub fn settings(&self) -> &Settings {
        &self.loaded.settings
    }

    /// Whether somebody wrote this setting, in a file, the environment or a flag.
    pub fn is_chosen(&self, key: &str) -> bool {
        self.loaded.report.0.iter().any(|line| line.key == key && line.source != "default")
    }

    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// The bureaus the settings name.
    ///
    /// # Errors
    /// Everything wrong with the list.
    pub fn directory(&self) -> Result<Directory> {
        Ok(load_directory(self.settings().bureaus.file.as_deref())?)
    }

    /// Every year whose holidays are known: a plan can be looked at before there is a store.
    ///
    /// # Errors
    /// Everything wrong with the settings' file.
    pub async fn holidays(&self) -> Result<Holidays> {
        let base = load_holidays(self.settings().holidays.file.as_deref())?;
        let store = match Store::open_existing(self.settings().store.url.expose()).await {
            Ok(store) => store,
            Err(StoreError::Absent { .. }) => return Ok(base),
            Err(error) => return Err(error.into()),
        };
        if !store.is_migrated().await? {
            return Ok(base);
        }
        Ok(duban_service::holidays::known(&store, &base, None).await?)
    }

    /// A plan with the settings' tolerance, and the bureaus it is for.
    ///
    /// # Errors
    /// Everything wrong with the plan, the bureaus or the holidays.
    pub async fn plan(&self, path: &Path) -> Result<(LoadedPlan, Directory)> {
        let directory = self.directory()?;
        let calendar = self.holidays().await?.calendar();
        let mut loaded = load_plan(path, &directory, &calendar)?;
        loaded.terms.tolerance_seconds = self.settings().worker.outage_tolerance_seconds;
        Ok((loaded, directory))
    }
}

/// Terms whose wakes count as an outage only after `wall_seconds` of wall time.
pub fn with_wall_tolerance(mut terms: Terms, wall_seconds: i64, speed: u32) -> Terms {
    terms.tolerance_seconds = wall_seconds.saturating_mul(i64::from(speed));
    terms
}

/// The login of the person at the terminal, to sign a command with.
///
/// # Errors
/// The machine does not know it.
pub fn login(named: Option<&str>) -> Result<String> {
    if let Some(name) = named {
        return Ok(name.to_owned());
    }
    let output = std::process::Command::new("id")
        .arg("-un")
        .output()
        .context("asking who you are; say it with --by")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
