//! The text a template makes, read line by line. Each line is a paragraph; empty lines are ignored.
//!
//! | a line that begins with | is |
//! |---|---|
//! | `@标题 ` | the title; exactly one. `¦` marks where it may be broken into lines |
//! | `@主送 ` | the main addressee, without the colon; at most one |
//! | `@附件 ` | the name of an attachment, in order |
//! | `@排名表` | the place of the league table; at most one, in a document that has one |
//! | `一、` | a heading of the first level |
//! | `（一）` | a heading of the second level |
//! | `1.` or `1．` | a heading of the third level |
//! | `（1）` | a heading of the fourth level |
//! | anything else | a paragraph of the body |
//!
//! A heading ends with its first `。`; what follows in the line is body. The signature, the date, the
//! copies and the number are no affair of a template.

/// A document's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    /// The title, in the pieces it may be broken into.
    pub(crate) title: Vec<String>,
    /// The main addressee.
    pub(crate) addressee: Option<String>,
    /// The paragraphs.
    pub(crate) body: Vec<Paragraph>,
    /// The attachments' names.
    pub(crate) attachments: Vec<String>,
    /// After how many paragraphs of the body the league table stands.
    pub(crate) table: Option<usize>,
}

/// A paragraph of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// The level of the heading it begins with, 1 to 4.
    pub(crate) level: Option<u8>,
    /// That heading; empty without one.
    pub(crate) heading: String,
    /// The rest.
    pub(crate) text: String,
}

/// A text that is no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadText {
    /// It has no title.
    #[error("it has no line that begins with \"@标题 \"")]
    NoTitle,
    /// A line that may stand once stands twice.
    #[error("it has two lines that begin with \"@{0} \"")]
    Twice(&'static str),
    /// A mark nobody knows.
    #[error(
        "a line begins with \"{0}\"; the marks are @标题, @主送 and @附件, each followed by a blank, and @排名表"
    )]
    UnknownMark(String),
    /// It has no paragraph.
    #[error("it has no paragraph")]
    NoBody,
}

/// Reads a template's text.
pub(crate) fn read(text: &str) -> Result<Text, BadText> {
    let mut read = Text::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.strip_prefix('@').map(|line| line.split_once(' ').unwrap_or((line, ""))) {
            Some(("标题", _)) if !read.title.is_empty() => return Err(BadText::Twice("标题")),
            Some(("标题", title)) => {
                read.title = title.split('¦').map(str::to_owned).filter(|piece| !piece.is_empty()).collect();
            }
            Some(("主送", _)) if read.addressee.is_some() => return Err(BadText::Twice("主送")),
            Some(("主送", name)) => read.addressee = Some(name.trim().to_owned()),
            Some(("附件", name)) => read.attachments.push(name.trim().to_owned()),
            Some(("排名表", _)) if read.table.is_some() => return Err(BadText::Twice("排名表")),
            Some(("排名表", "")) => read.table = Some(read.body.len()),
            Some((mark, _)) => return Err(BadText::UnknownMark(format!("@{mark}"))),
            None => read.body.push(paragraph(line)),
        }
    }
    match (read.title.is_empty(), read.body.is_empty()) {
        (true, _) => Err(BadText::NoTitle),
        (_, true) => Err(BadText::NoBody),
        _ => Ok(read),
    }
}

fn paragraph(line: &str) -> Paragraph {
    let Some(level) = level(line) else {
        return Paragraph { level: None, heading: String::new(), text: line.to_owned() };
    };
    let end = line.find('。').map_or(line.len(), |at| at + '。'.len_utf8());
    let (heading, text) = line.split_at(end);
    // A heading that is a line of its own bears no full stop.
    let heading = if text.is_empty() { heading.trim_end_matches('。') } else { heading };
    Paragraph { level: Some(level), heading: heading.to_owned(), text: text.to_owned() }
}

fn level(line: &str) -> Option<u8> {
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    let after = |text: &str, digit: fn(char) -> bool| -> Option<String> {
        let rest = text.trim_start_matches(digit);
        (rest.len() < text.len()).then(|| rest.to_owned())
    };
    if let Some(inner) = line.strip_prefix('（') {
        let rest = inner.trim_start_matches(numeral);
        if rest.len() < inner.len() && rest.starts_with('）') {
            return Some(2);
        }
        return after(inner, |c| c.is_ascii_digit()).filter(|rest| rest.starts_with('）')).map(|_| 4);
    }
    let rest = line.trim_start_matches(numeral);
    if rest.len() < line.len() && rest.starts_with('、') {
        return Some(1);
    }
    // 1.5 is a number, 1. begins a heading.
    let rest = after(line, |c| c.is_ascii_digit())?;
    let rest = rest.strip_prefix(['.', '．'])?;
    (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_line_by_line() {
        let text = "@标题 关于某事的¦通报\n\n@主送 某局\n正文。\n@排名表\n一、要求。\n（一）抓紧。请抓紧。\n1.甲\n（2）乙\n1.5倍。\n@附件 清单\n";
        let read = read(text).unwrap();
        assert_eq!(read.title, ["关于某事的", "通报"]);
        assert_eq!(read.addressee.as_deref(), Some("某局"));
        assert_eq!(read.attachments, ["清单"]);
        assert_eq!(read.table, Some(1));
        let levels: Vec<_> = read.body.iter().map(|p| p.level).collect();
        assert_eq!(levels, [None, Some(1), Some(2), Some(3), Some(4), None]);
        assert_eq!(read.body[1].heading, "一、要求");
        assert_eq!((read.body[2].heading.as_str(), read.body[2].text.as_str()), ("（一）抓紧。", "请抓紧。"));
    }

    #[test]
    fn what_is_no_document_is_refused() {
        assert_eq!(read("正文"), Err(BadText::NoTitle));
        assert_eq!(read("@标题 甲"), Err(BadText::NoBody));
        assert_eq!(read("@标题 甲\n@标题 乙\n正文"), Err(BadText::Twice("标题")));
        assert_eq!(read("@标题 甲\n@主送 乙\n@主送 丙\n正文"), Err(BadText::Twice("主送")));
        assert_eq!(read("@标题 甲\n@排名表\n乙\n@排名表"), Err(BadText::Twice("排名表")));
        assert_eq!(read("@标题甲\n正文"), Err(BadText::UnknownMark("@标题甲".to_owned())));
    }
}
