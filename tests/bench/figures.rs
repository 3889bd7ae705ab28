//! What a section prints: a heading, a table, a line of JSON.

use duban::output;

/// Prints a section's figures.
pub(crate) fn show<const N: usize>(
    section: &str,
    header: [&str; N],
    rows: Vec<[String; N]>,
    json: serde_json::Value,
) {
    let mut table = output::table(header);
    for row in rows {
        table.add_row(row);
    }
    println!("{section}\n{table}\n{json}\n");
}

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
