//! What a section prints: tables for people, each under a heading, and at its end one line of JSON.

use duban::output;
use serde_json::{Map, Value};
use std::sync::{LazyLock, Mutex, PoisonError};

/// What the section that is measured has shown so far.
static SHOWN: LazyLock<Mutex<Map<String, Value>>> = LazyLock::new(Mutex::default);

/// Prints a table for people, and keeps its figures for the section's line.
pub(crate) fn show<const N: usize>(title: &str, header: [&str; N], rows: Vec<[String; N]>, figures: Value) {
    let mut table = output::table(header);
    for row in rows {
        table.add_row(row);
    }
    println!("{title}\n{table}");
    if let Value::Object(figures) = figures {
        SHOWN.lock().unwrap_or_else(PoisonError::into_inner).extend(figures);
    }
}

/// Ends a section: all its figures as one line of JSON.
pub(crate) fn end(section: &str) {
    let mut shown = std::mem::take(&mut *SHOWN.lock().unwrap_or_else(PoisonError::into_inner));
    shown.insert("section".to_owned(), section.into());
    println!("{}\n", Value::Object(shown));
}

/// A machine that could not keep up with the speed of a measurement: it is measured again at half of it.
#[derive(Debug)]
pub(crate) struct TooSlow(pub(crate) String);

impl std::fmt::Display for TooSlow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}; once more at half the speed", self.0)
    }
}

impl std::error::Error for TooSlow {}

/// The middle one; of an even number the mean of the middle two.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |index: usize| sorted.get(index).copied().unwrap_or_default();
    f64::midpoint(at(sorted.len().saturating_sub(1) / 2), at(sorted.len() / 2))
}

/// So many decimals and no more.
pub(crate) fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}

/// For a table.
pub(crate) fn text(value: f64) -> String {
    format!("{value:.2}")
}
