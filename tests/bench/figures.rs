//! What a section prints: tables for people, each under a heading, and at its end one line of JSON.

use duban::output;
use serde_json::{Map, Value};
use std::{
    sync::{LazyLock, Mutex, PoisonError},
    time::Instant,
};

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

/// Ends a section: all its figures as one line of JSON, with how long the yardstick took before and after.
pub(crate) fn end(section: &str, before: f64) {
    let mut shown = std::mem::take(&mut *SHOWN.lock().unwrap_or_else(PoisonError::into_inner));
    shown.insert("section".to_owned(), section.into());
    let milliseconds = [before, yardstick()].map(|seconds| rounded(seconds * 1_000.0, 2));
    shown.insert("yardstick_ms".to_owned(), milliseconds.to_vec().into());
    println!("{}\n", Value::Object(shown));
}

/// Seconds that one core of this machine, as busy as it is, takes for a fixed piece of work: the SHA-256 of 16 MiB
/// by the library that keeps files; the median of five. Other seconds are told as multiples of it, so that two
/// machines can be compared.
pub(crate) fn yardstick() -> f64 {
    let content = vec![0x5a; 16 << 20];
    let once = || {
        let began = Instant::now();
        std::hint::black_box(duban_archive::sha256(std::hint::black_box(&content)));
        began.elapsed().as_secs_f64()
    };
    median(&std::array::from_fn::<f64, 5, _>(|_| once()))
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
