//! Due dates as a plan writes them.

use duban_domain::{ids::is_slug, period::Period, plan::Due, span::Span};
use std::fmt;

/// The word for the issue date; no obligation may be called so.
pub(super) const ISSUED: &str = "issued";

/// Reads a due date.
///
/// # Errors
/// A sentence that says how to write it.
pub(super) fn parse(text: &str) -> Result<Due, String> {
    let words: Vec<_> = text.split_whitespace().collect();
    match words[..] {
        [period] => period.parse().map(|p: Period| Due::On(p.last())).map_err(|_| bad(text, "")),
        [ISSUED, "+", span] => length(span).map(Due::AfterIssue),
        [ISSUED, "-", _] => Err(bad(text, "nothing can be due before the issue date; ")),
        [other, "-", span] if is_slug(other) => length(span).map(|span| Due::Before(other.into(), span)),
        [other, "+", _] if is_slug(other) => Err(bad(text, "only issued can be counted forward from; ")),
        _ => Err(bad(text, "")),
    }
}

fn length(text: &str) -> Result<Span, String> {
    text.parse().map_err(|error: duban_domain::span::BadSpan| error.to_string())
}

fn bad(text: &str, why: impl fmt::Display) -> String {
    format!(
        "\"{text}\" is not a due date: {why}write 2024-08-20, 2024-05-中旬, 2024-10-月底, issued + 10wd, or OBLIGATION-ID - 10d"
    )
}
