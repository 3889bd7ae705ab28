//! The layers laid over each other. The defaults name every setting and its type, so a later layer
//! can be checked against them without knowing what a setting means.

use super::{
    report::{SettingLine, SettingsReport},
    secret::StoreUrl,
    toml_file::{self, Value},
};
use crate::{
    file,
    problem::{Problem, Refused},
    shape::nearest,
};
use duban_domain::Sentence;
use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

/// The embedded defaults, with a comment for every setting.
pub const DEFAULTS: &str = include_str!("../defaults.toml");

/// The variable that names a settings file.
pub(super) const FILE_VARIABLE: &str = "DUBAN_SETTINGS";

/// What the names of Duban's environment variables begin with.
pub(super) const PREFIX: &str = "DUBAN_";

/// What begins the names of variables that only tests read.
const TEST_PREFIX: &str = "DUBAN_TEST_";

/// The settings that a report masks.
const SECRETS: &[&str] =
    &["temporal.api_key", "mail.smtp.password", "archive.s3.secret_key", "console.oidc.client_secret"];

/// Where a value comes from.
#[derive(Clone, Debug)]
enum Source {
    Default,
    File(PathBuf, usize),
    Variable(String),
    Flag,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Default => f.write_str("default"),
            Source::File(path, _) => write!(f, "{}", path.display()),
            Source::Variable(name) => f.write_str(name),
            Source::Flag => f.write_str("flag"),
        }
    }
}

/// Every setting with its value and source, and what was wrong so far.
pub(super) struct Layers {
    values: BTreeMap<String, (Value, Source)>,
    problems: Vec<Problem>,
}

impl Layers {
    /// The embedded defaults alone.
    ///
    /// # Errors
    /// They are broken; a test makes sure that they are not.
    pub(super) fn defaults() -> Result<Self, Refused> {
        let path = Path::new("defaults.toml (embedded)");
        let (entries, problems) = toml_file::entries(path, DEFAULTS);
        if !problems.is_empty() {
            return Err(Refused::all(problems));
        }
        let values = entries.into_iter().filter_map(|e| Some((e.key, (e.value?, Source::Default)))).collect();
        Ok(Self { values, problems: Vec::new() })
    }

    /// Lays a settings file over what is there.
    pub(super) fn add_file(&mut self, path: &Path) {
        let text = match file::read_text(path, file::SMALL) {
            Ok(text) => text,
            Err(refused) => return self.problems.extend(refused.problems),
        };
        let (entries, problems) = toml_file::entries(path, &text);
        self.problems.extend(problems);
        for entry in entries {
            let source = Source::File(path.to_owned(), entry.line);
            let Some((default, _)) = self.values.get(&entry.key) else {
                self.unknown(&entry.key, &entry.key, source, |key| key.to_owned());
                continue;
            };
            let kind = default.kind();
            match entry.value {
                Some(value) if value.kind() == kind => _ = self.values.insert(entry.key, (value, source)),
                _ => self.tell_at(&entry.key, &source, format!("this must be {kind}")),
            }
        }
    }

    /// Lays environment variables over what is there; all of them begin with [`PREFIX`].
    pub(super) fn add_environment(&mut self, environment: &BTreeMap<String, String>) {
        for (name, text) in environment {
            if name == FILE_VARIABLE || name.starts_with(TEST_PREFIX) {
                continue;
            }
            let key = name[PREFIX.len()..].to_lowercase().replace("__", ".");
            self.add_text(&key, name, text, Source::Variable(name.clone()), variable);
        }
    }

    /// Lays flags over what is there.
    pub(super) fn add_flags(&mut self, flags: &BTreeMap<String, String>) {
        for (key, text) in flags {
            self.add_text(key, key, text, Source::Flag, |key| key.to_owned());
        }
    }

    /// A value given as a bare text takes the type of its default, so that a password may be 0123.
    fn add_text(&mut self, key: &str, written: &str, text: &str, source: Source, spell: fn(&str) -> String) {
        let Some((default, _)) = self.values.get(key) else {
            return self.unknown(key, written, source, spell);
        };
        let kind = default.kind();
        let value = match default {
            Value::Text(_) => Some(Value::Text(text.to_owned())),
            Value::Flag(_) => text.trim().parse().ok().map(Value::Flag),
            Value::Number(_) => text.trim().parse().ok().map(Value::Number),
        };
        match value {
            Some(value) => _ = self.values.insert(key.to_owned(), (value, source)),
            None => self.tell_at(key, &source, format!("this must be {kind}")),
        }
    }

    fn unknown(&mut self, key: &str, written: &str, source: Source, spell: fn(&str) -> String) {
        let flat = |key: &str| key.replace(['.', '_'], "");
        let same = self.values.keys().find(|known| flat(known) == flat(key)).map(String::as_str);
        let near = same.or_else(|| nearest(key, self.values.keys().map(String::as_str)));
        let hint = near.map_or("remove it; duban settings lists all settings".to_owned(), |near| {
            format!("did you mean {}?", spell(near))
        });
        self.tell_at(key, &source, format!("there is no setting {written}; {hint}"));
    }

    fn tell_at(&mut self, key: &str, source: &Source, message: String) {
        let (file, line) = match source {
            Source::File(path, line) => (path.clone(), Some(*line)),
            other => (PathBuf::from(other.to_string()), None),
        };
        let message = Sentence::same(message);
        self.problems.push(Problem { file, line, path: key.to_owned(), message });
    }

    /// Tells what is wrong with a setting, at its source.
    pub(super) fn tell(&mut self, key: &str, message: impl fmt::Display) {
        let source = self.values.get(key).map_or(Source::Default, |(_, source)| source.clone());
        self.tell_at(key, &source, message.to_string());
    }

    /// The text of a setting.
    pub(super) fn text(&self, key: &str) -> String {
        match self.values.get(key) {
            Some((Value::Text(text), _)) => text.clone(),
            _ => String::new(),
        }
    }

    /// The number of a setting.
    pub(super) fn number(&self, key: &str) -> i64 {
        match self.values.get(key) {
            Some((Value::Number(number), _)) => *number,
            _ => 0,
        }
    }

    /// Whether a setting is on.
    pub(super) fn flag(&self, key: &str) -> bool {
        matches!(self.values.get(key), Some((Value::Flag(true), _)))
    }

    /// Every setting as it may be shown.
    pub(super) fn report(&self) -> SettingsReport {
        let line = |(key, (value, source)): (&String, &(Value, Source))| SettingLine {
            key: key.clone(),
            value: shown(key, value),
            source: source.to_string(),
        };
        SettingsReport(self.values.iter().map(line).collect())
    }

    /// Nothing, if nothing was told.
    ///
    /// # Errors
    /// Everything told.
    pub(super) fn finish(self) -> Result<(), Refused> {
        if self.problems.is_empty() { Ok(()) } else { Err(Refused::all(self.problems)) }
    }
}

/// The environment variable of a setting.
fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_uppercase().replace('.', "__"))
}

fn shown(key: &str, value: &Value) -> String {
    match value {
        Value::Text(text) if SECRETS.contains(&key) && !text.is_empty() => "***".to_owned(),
        Value::Text(text) if key == "store.url" => StoreUrl::new(text).to_string(),
        Value::Text(text) => text.clone(),
        Value::Flag(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
    }
}
