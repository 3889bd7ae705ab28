//! The name a document is saved under.

use crate::{addressee::Addressee, source::Source, text};

/// The longest name, in bytes, that every common file system takes, with room for a counter.
const LONGEST: usize = 240;

/// `黔南市监〔2024〕12号 提醒敦促函（三都水族自治县市场监督管理局）.docx`, without the characters that file
/// systems dislike. A voided document and a draft say so.
pub fn file_name(source: &Source) -> String {
    let number = source.full_number();
    let void = match &source.void {
        Some(_) => "（作废）",
        None if source.is_draft() => "（送审稿）",
        None => "",
    };
    let to = match source.named.as_slice() {
        [] => Addressee::of(source).name,
        named => text::first_of(&named.iter().map(|n| source.letterhead.name(&n.bureau)).collect::<Vec<_>>()),
    };
    let name = format!("{number} {}（{to}）{void}", source.notice.instrument.chinese());
    let mut name = safe(&name);
    let mut end = LONGEST.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    format!("{}.docx", name.trim_end_matches(['.', ' ']))
}

fn safe(name: &str) -> String {
    let name: String = text::clean(name)
        .chars()
        .map(|c| if matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c })
        .collect();
    // A leading dot hides a file.
    name.trim_start_matches(['.', ' ']).to_owned()
}
