//! Settings as they may be shown, each with its source.

use serde::Serialize;

/// Every setting, with secrets masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SettingsReport(pub Vec<SettingLine>);

/// One setting of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettingLine {
    /// Its name: `mail.smtp.port`.
    pub key: String,
    /// Its value as it may be shown; a secret that is set is `***`.
    pub value: String,
    /// `default`, the path of a file, the name of a variable, or `flag`.
    pub source: String,
}
