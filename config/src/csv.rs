//! CSV as offices write it: what a quote that nobody closed would swallow is told before anything is read, and
//! what spreadsheets would run, round or shorten is written so that they do not, and read back as it was.

use duban_domain::{Sentence, sentence};

/// What spreadsheets take for a formula, when a text begins with it.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// From so many digits on a spreadsheet shows a number in powers of ten, and from sixteen on it loses some.
const LONG: usize = 12;

/// A text in one kind of line ends.
pub(crate) fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A quote that was opened and does not end where a cell does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    /// The line it was opened in.
    pub(crate) line: usize,
    /// The row it was opened in, as a spreadsheet counts: a line break within a cell begins none.
    pub(crate) row: usize,
    /// The column, counted from 0.
    pub(crate) column: u32,
}

impl Quote {
    /// What is wrong and what to do.
    pub(crate) fn sentence(&self) -> Sentence {
        let Self { row, .. } = self;
        sentence!(
            "the quote that opens here in row {row} is not closed where the cell ends, so the rows below it would be taken into this cell; close or remove it, and write a quote within a cell twice",
            "第{row}行此处的引号没有在本单元格内闭合，下面的各行会被并入这一格；请补上或删去引号，单元格内的引号请写两遍"
        )
    }
}

/// Looks for a quote that does not end where its cell does. `text` has one kind of line ends, as of [`lines`].
///
/// # Errors
/// The first.
pub(crate) fn closed(text: &str, delimiter: u8) -> Result<(), Quote> {
    let mut scan = Scan { at: Quote { line: 1, row: 1, column: 0 }, delimiter, own: 0, begins: true };
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if scan.begins => {
                scan.quoted(&mut bytes)?;
                scan.begins = false;
            }
            byte => scan.plain(byte),
        }
    }
    Ok(())
}

struct Scan {
    at: Quote,
    delimiter: u8,
    /// How many cells this row has had.
    own: usize,
    /// Whether a cell begins here.
    begins: bool,
}

impl Scan {
    fn plain(&mut self, byte: u8) {
        self.begins = byte == self.delimiter || byte == b'\n';
        if byte == b'\n' {
            self.at = Quote { line: self.at.line + 1, row: self.at.row + 1, column: 0 };
            self.own = 0;
        } else if self.begins {
            self.at.column += 1;
            self.own += 1;
        }
    }

    /// Reads a cell in quotes to its end. A line within it that has as many cells as a row is a row.
    fn quoted(&mut self, bytes: &mut std::iter::Peekable<std::str::Bytes<'_>>) -> Result<(), Quote> {
        let opened = self.at.clone();
        let a_row = self.own.max(2);
        let (mut line, mut delimiters) = (0, 0);
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' if bytes.peek() == Some(&b'"') => _ = bytes.next(),
                b'"' => {
                    let ends = bytes.peek().is_none_or(|next| *next == self.delimiter || *next == b'\n');
                    return if ends && (line == 0 || delimiters < a_row) { Ok(()) } else { Err(opened) };
                }
                b'\n' if line > 0 && delimiters >= a_row => return Err(opened),
                b'\n' => {
                    (line, delimiters) = (line + 1, 0);
                    self.at.line += 1;
                }
                byte if byte == self.delimiter => delimiters += 1,
                _ => {}
            }
        }
        Err(opened)
    }
}

/// A text as a cell of a CSV file, in quotes. What a spreadsheet would run as a formula is led by an
/// apostrophe, and a long row of digits stands as the formula of a text: `="911100007109310534"`.
pub fn cell(text: &str) -> String {
    let text = match text.trim_start_matches('\'').starts_with(FORMULA) {
        true => format!("'{text}"),
        false if text.len() >= LONG && text.bytes().all(|b| b.is_ascii_digit()) => format!("=\"{text}\""),
        false => text.to_owned(),
    };
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// What a cell of a CSV file says: [`cell`] undone, once its quotes are.
pub(crate) fn said(field: &str) -> &str {
    let formula = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let text = formula.filter(|text| !text.contains('"'));
    let guarded = field.strip_prefix('\'').filter(|rest| rest.trim_start_matches('\'').starts_with(FORMULA));
    text.or(guarded).unwrap_or(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_quote_is_told_where_it_was_opened() {
        let opened = |text: &str| closed(text, b',').map_err(|quote| (quote.line, quote.row, quote.column));
        for good in [
            "",
            "a,b\nc,d\n",
            "a,\"b\nc\",d\n",
            "a,\"\"\nb,c",
            "a,\"x\"\"y\"\n\"b\",c\n",
            "a,5\" pipe,b\n\"c\",d\n",
        ] {
            assert_eq!(opened(good), Ok(()), "{good}");
        }
        assert_eq!(opened("a,b,\"c\nd,e,f\ng,h,i\n"), Err((1, 1, 2)));
        // A line break within a cell above is no row.
        assert_eq!(opened("a,\"x\ny\",c\nd,e,\"f\ng,h,i\n"), Err((3, 2, 2)));
        // A later quote closes it, and the rows between were swallowed all the same.
        assert_eq!(opened("a,b,\"c\nd,e,f\ng,h,\"i\"\n"), Err((1, 1, 2)));
        assert_eq!(opened("a,b,\"c\nd,e,f\ng,h,\"\n"), Err((1, 1, 2)));
        assert_eq!(opened("\"a\"b,c\n"), Err((1, 1, 0)));
        assert_eq!(closed("a\t\"b\nc\td\n", b'\t').map_err(|quote| quote.column), Err(1));
    }

    #[test]
    fn a_cell_says_what_it_was_made_of() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "'=1",
            "''＝1",
            "=\"x\"",
            "'普通",
            "示范\"门店\",一号",
            "",
            "911100007109310534",
            "12345678901",
            "91522701DEM000001E",
            "'",
        ] {
            let written = cell(text);
            let field = written[1..written.len() - 1].replace("\"\"", "\"");
            assert_eq!(said(&field), text, "{written}");
            assert!(!field.starts_with(FORMULA) || field.starts_with("=\""), "{field}");
        }
        assert_eq!(cell("911100007109310534"), "\"=\"\"911100007109310534\"\"\"");
        assert_eq!(cell("=1"), "\"'=1\"");
    }
}
