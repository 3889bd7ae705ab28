//! The matrix of a campaign as a spreadsheet: a sheet of bureaus × obligations with each cell's state in words and
//! in a colour, and a second with the facts of every cell. What stands in a cell is the caller's; how it is set is
//! written here.

use crate::text::{clean, half_widths};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// A matrix ready to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixBook {
    /// The campaign's title.
    pub title: String,
    /// Whose figures these are, and of which instant.
    pub subtitle: String,
    /// The names of the two sheets: the matrix, the facts.
    pub sheets: [String; 2],
    /// What stands above the bureaus.
    pub bureau: String,
    /// The obligations: each with its title and when it is due.
    pub columns: Vec<(String, String)>,
    /// The bureaus, those above before those below.
    pub rows: Vec<MatrixBookRow>,
    /// What stands above the facts.
    pub headings: Vec<String>,
    /// A line for each cell that somebody owes.
    pub facts: Vec<Vec<String>>,
}

/// A bureau's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixBookRow {
    /// Its name.
    pub name: String,
    /// Whether others stand below it.
    pub is_head: bool,
    /// A cell for each column; `None`: not owed.
    pub cells: Vec<Option<MatrixBookCell>>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixBookCell {
    /// Its state.
    pub state: String,
    /// The due day where that is not the column's.
    pub due: Option<String>,
    /// Its colour.
    pub tone: MatrixTone,
}

/// What a cell's colour means.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum MatrixTone {
    /// Done in time.
    Good,
    /// Done late.
    Late,
    /// Waits for a review.
    Review,
    /// To be done.
    Open,
    /// Overdue, or never done.
    Bad,
    /// Not open yet, or lifted.
    Quiet,
}

impl MatrixTone {
    /// Ground and ink.
    const fn colours(self) -> (u32, u32) {
        match self {
            Self::Good => (0xD9_EF_DF, 0x14_53_2A),
            Self::Late => (0xFB_E7_BF, 0x6B_40_00),
            Self::Review => (0xDB_E8_F8, 0x0B_41_78),
            Self::Open => (0xFF_FF_FF, 0x1C_24_30),
            Self::Bad => (0xB3_26_1E, 0xFF_FF_FF),
            Self::Quiet => (0xF2_F4_F6, 0x5F_6A_77),
        }
    }
}

/// Title, whose figures, headings.
const HEADINGS: u32 = 3;

/// Writes a matrix as `.xlsx`.
///
/// # Errors
/// It is larger than a sheet holds, or the file cannot be written.
pub fn matrix_book(book: &MatrixBook) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let look = MatrixLook::new();
    let [matrix, facts] = &book.sheets;
    let sheet = workbook.add_worksheet();
    sheet.set_name(matrix)?;
    write_matrix(sheet, book, &look)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(facts)?;
    write_facts(sheet, book, &look)?;
    workbook.save_to_buffer()
}

/// The formats of the cells.
struct MatrixLook {
    title: Format,
    subtitle: Format,
    heading: Format,
    name: Format,
    head: Format,
    none: Format,
    fact: Format,
}

impl MatrixLook {
    fn new() -> Self {
        let font = |size: f64| Format::new().set_font_name("仿宋_GB2312").set_font_size(size);
        let cell = || font(10.0).set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let heading = cell().set_font_name("黑体").set_align(FormatAlign::Center).set_text_wrap();
        Self {
            title: font(16.0).set_font_name("黑体"),
            subtitle: font(10.0),
            heading: heading.set_background_color(Color::RGB(0xF2_F2_F2)),
            name: cell().set_indent(1),
            head: cell().set_bold(),
            none: cell().set_background_color(Color::RGB(0xE6_E6_E6)),
            fact: cell().set_text_wrap(),
        }
    }

    fn tone(tone: MatrixTone) -> Format {
        let (ground, ink) = tone.colours();
        Format::new()
            .set_font_name("仿宋_GB2312")
            .set_font_size(10.0)
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap()
            .set_background_color(Color::RGB(ground))
            .set_font_color(Color::RGB(ink))
    }
}

fn write_matrix(sheet: &mut Worksheet, book: &MatrixBook, look: &MatrixLook) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, clean(&book.title), &look.title)?;
    sheet.write_string_with_format(1, 0, clean(&book.subtitle), &look.subtitle)?;
    sheet.write_string_with_format(2, 0, clean(&book.bureau), &look.heading)?;
    for (column, (title, due)) in (1..).zip(&book.columns) {
        let heading = format!("{}\n{}", clean(title), clean(due));
        sheet.write_string_with_format(2, column, heading, &look.heading)?;
        sheet.set_column_width(column, 13.0)?;
    }
    let widest = book.rows.iter().map(|row| half_widths(&row.name)).max().unwrap_or(16);
    let widest = u32::try_from(widest.clamp(16, 50)).unwrap_or(50);
    sheet.set_column_width(0, f64::from(widest) * 1.1)?;
    sheet.set_row_height(2, 66.0)?;
    for (at, row) in (HEADINGS..).zip(&book.rows) {
        let format = if row.is_head { &look.head } else { &look.name };
        // A text is written as a text, whatever it begins with.
        sheet.write_string_with_format(at, 0, clean(&row.name), format)?;
        for (column, cell) in (1..).zip(&row.cells) {
            match cell {
                Some(cell) => {
                    let format = MatrixLook::tone(cell.tone);
                    let due = cell.due.as_ref().map(|due| format!("\n{}", clean(due)));
                    let text = format!("{}{}", clean(&cell.state), due.unwrap_or_default());
                    sheet.write_string_with_format(at, column, text, &format)?
                }
                None => sheet.write_blank(at, column, &look.none)?,
            };
        }
    }
    const A3: u8 = 8;
    sheet.set_freeze_panes(HEADINGS, 1)?;
    sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, HEADINGS - 1)?;
    sheet.set_footer("&C第&P页，共&N页");
    Ok(())
}

fn write_facts(sheet: &mut Worksheet, book: &MatrixBook, look: &MatrixLook) -> Result<(), XlsxError> {
    for (column, heading) in (0..).zip(&book.headings) {
        sheet.write_string_with_format(0, column, clean(heading), &look.heading)?;
    }
    for (at, line) in (1..).zip(&book.facts) {
        for (column, text) in (0..).zip(line) {
            sheet.write_string_with_format(at, column, clean(text), &look.fact)?;
        }
    }
    for (column, heading) in book.headings.iter().enumerate() {
        let texts = book.facts.iter().filter_map(|line| line.get(column)).chain([heading]);
        let widest = texts.map(|text| half_widths(text)).max().unwrap_or(8).clamp(8, 44);
        let widest = u32::try_from(widest).unwrap_or(44);
        sheet.set_column_width(u16::try_from(column).unwrap_or(u16::MAX), f64::from(widest) * 1.1)?;
    }
    let (lines, columns) = (u32::try_from(book.facts.len()), u16::try_from(book.headings.len()));
    if let (Ok(lines), Ok(columns @ 1..)) = (lines, columns) {
        sheet.autofilter(0, 0, lines, columns - 1)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn states_are_words_and_texts_stay_texts() {
        let due = Some("2024-08-30".to_owned());
        let cell = |state: &str, tone| Some(MatrixBookCell { state: state.to_owned(), due, tone });
        let book = MatrixBook {
            title: "专项行动".to_owned(),
            subtitle: "截至2024年9月5日".to_owned(),
            sheets: ["进度矩阵".to_owned(), "明细".to_owned()],
            bureau: "单位".to_owned(),
            columns: vec![
                ("总结".to_owned(), "2024-08-20".to_owned()),
                ("=1+1".to_owned(), "2024-09-20".to_owned()),
            ],
            rows: vec![MatrixBookRow {
                name: "=cmd|县局".to_owned(),
                is_head: false,
                cells: vec![cell("逾期未报", MatrixTone::Bad), None],
            }],
            headings: vec!["单位".to_owned(), "状态".to_owned()],
            facts: vec![vec!["=cmd|县局".to_owned(), "逾期未报".to_owned()]],
        };
        let mut read: Xlsx<_> = Xlsx::new(Cursor::new(matrix_book(&book).unwrap())).unwrap();
        assert_eq!(read.sheet_names(), ["进度矩阵", "明细"]);
        let matrix = read.worksheet_range("进度矩阵").unwrap();
        let text = |row, column| matrix.get_value((row, column)).cloned();
        assert_eq!(text(2, 1), Some(Data::String("总结\n2024-08-20".to_owned())));
        assert_eq!(text(3, 0), Some(Data::String("=cmd|县局".to_owned())));
        assert_eq!(text(3, 1), Some(Data::String("逾期未报\n2024-08-30".to_owned())));
        assert!(read.worksheet_formula("进度矩阵").unwrap().used_cells().next().is_none());
        let facts = read.worksheet_range("明细").unwrap();
        assert_eq!(facts.get_value((1, 1)), Some(&Data::String("逾期未报".to_owned())));
    }

    #[test]
    fn nobody_is_two_sheets_with_headings() {
        let book = MatrixBook { sheets: ["矩阵".to_owned(), "明细".to_owned()], ..MatrixBook::default() };
        let read: Xlsx<_> = Xlsx::new(Cursor::new(matrix_book(&book).unwrap())).unwrap();
        assert_eq!(read.sheet_names().len(), 2);
    }
}
