//! A directive's number: 黔南市监〔2024〕12号.

use super::{facts::Quoted, passage::Passage};

/// A document number on a line of its own or in brackets under the title.
pub(super) fn number(passage: &Passage) -> Option<Quoted<String>> {
    if passage.len() > 80 || passage.contains("《") {
        return None;
    }
    let end = passage.find("号", 0)? + 1;
    let plain = passage.plain();
    let ordinal = plain[..end - 1].iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let mut close = end - 1 - ordinal;
    if ordinal > 0 && close > 0 && plain[close - 1] == '第' {
        close -= 1;
    }
    let year = close.checked_sub(6)?;
    let bracketed = plain[year] == '(' && plain[close - 1] == ')';
    let is_year = plain[year + 1..close - 1].iter().all(char::is_ascii_digit);
    let prefix = plain[..year].iter().rev().take_while(|c| c.is_alphabetic()).count();
    let fits = ordinal > 0 && bracketed && is_year && (2..=20).contains(&prefix);
    fits.then(|| passage.quote(passage.shown(year - prefix..end)))
}
