//! The sheet: headings, cells, formulas, notes, and how it is printed.

use super::{
    rows::{Label, ResultRow, RowFigures, lines, values},
    table::{ResultsError, ResultsRow, ResultsTable},
};
use crate::text::{clean, half_widths};
use chrono::Datelike;
use duban_domain::{
    Indicator,
    indicator::{Family, IndicatorOrigin},
};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet,
    XlsxError, utility::column_number_to_name,
};

/// Title, campaign and date, families, indicators.
const HEADINGS: u32 = 4;
/// Number and name of the bureau.
const FIRST: u16 = 2;
/// The largest whole number a spreadsheet holds exactly.
const EXACT: i64 = 1 << 53;

/// Writes a results list as `.xlsx`. The same list gives the same bytes.
///
/// # Errors
/// The rows are no tree, a figure is too large, or the file cannot be written.
pub fn workbook(table: &ResultsTable) -> Result<Vec<u8>, ResultsError> {
    let lines = lines(table)?;
    check(table)?;
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(year(table), month(table), day(table))?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(clean(&table.title))
            .set_subject(clean(&table.campaign))
            .set_creation_datetime(&created),
    );
    let sheet = workbook.add_worksheet();
    sheet.set_name("行动成果清单")?;
    let look = Look::new();
    headings(sheet, table, &look)?;
    names(sheet, &lines, &look)?;
    figures(sheet, &lines, &look)?;
    let after = notes(sheet, table, &lines, &look)?;
    page(sheet, after)?;
    Ok(workbook.save_to_buffer()?)
}

fn year(table: &ResultsTable) -> u16 {
    u16::try_from(table.as_of.year()).unwrap_or(0)
}

fn month(table: &ResultsTable) -> u8 {
    u8::try_from(table.as_of.month()).unwrap_or(0)
}

fn day(table: &ResultsTable) -> u8 {
    u8::try_from(table.as_of.day()).unwrap_or(0)
}

fn check(table: &ResultsTable) -> Result<(), ResultsError> {
    for row in &table.rows {
        for (indicator, figure) in &row.figures {
            if let Some(figure) = figure.filter(|figure| !(-EXACT..=EXACT).contains(figure)) {
                return Err(ResultsError::TooLarge(row.code.clone(), *indicator, figure));
            }
        }
    }
    Ok(())
}

/// The formats of the cells.
struct Look {
    title: Format,
    subtitle: Format,
    heading: Format,
    number: Format,
    name: Format,
    figure: Format,
    note: Format,
}

impl Look {
    fn new() -> Self {
        let font = |size: f64| Format::new().set_font_name("仿宋_GB2312").set_font_size(size);
        let cell = || font(11.0).set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let heading = cell().set_font_name("黑体").set_font_size(10.0).set_align(FormatAlign::Center);
        Self {
            title: font(20.0)
                .set_font_name("方正小标宋简体")
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            subtitle: font(12.0).set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter),
            heading: heading.set_text_wrap().set_background_color(Color::RGB(0xF2_F2_F2)),
            number: cell().set_align(FormatAlign::Center),
            name: cell(),
            figure: cell().set_num_format("#,##0").set_align(FormatAlign::Right),
            note: font(11.0).set_text_wrap().set_align(FormatAlign::Top),
        }
    }

    /// Sums stand out.
    fn of(&self, format: &Format, line: &ResultRow<'_>) -> Format {
        match line.figures {
            RowFigures::Own(_) => format.clone(),
            RowFigures::Sums(_) => format.clone().set_bold(),
        }
    }
}

fn row(line: usize) -> u32 {
    HEADINGS.saturating_add(u32::try_from(line).unwrap_or(u32::MAX))
}

fn column(indicator: usize) -> u16 {
    FIRST.saturating_add(u16::try_from(indicator).unwrap_or(u16::MAX))
}

fn last_column() -> u16 {
    column(Indicator::ALL.len()) - 1
}

fn headings(sheet: &mut Worksheet, table: &ResultsTable, look: &Look) -> Result<(), XlsxError> {
    let date = format!("{}年{}月{}日", table.as_of.year(), table.as_of.month(), table.as_of.day());
    sheet.merge_range(0, 0, 0, last_column(), &clean(&table.title), &look.title)?;
    let campaign = format!("{}（截至{date}）", clean(&table.campaign));
    sheet.merge_range(1, 0, 1, last_column(), &campaign, &look.subtitle)?;
    sheet.merge_range(2, 0, 3, 0, "序号", &look.heading)?;
    sheet.merge_range(2, 1, 3, 1, "单位", &look.heading)?;
    let mut at = 0;
    for family in Family::ALL {
        let count = family.indicators().count();
        let (from, to) = (column(at), column(at + count) - 1);
        if from == to {
            sheet.write_string_with_format(2, from, family.chinese(), &look.heading)?;
        } else {
            sheet.merge_range(2, from, 2, to, family.chinese(), &look.heading)?;
        }
        at += count;
    }
    for (index, indicator) in Indicator::ALL.iter().enumerate() {
        sheet.write_string_with_format(3, column(index), heading(*indicator), &look.heading)?;
    }
    for (row, height) in [(0, 36.0), (1, 21.0), (2, 21.0), (3, 66.0)] {
        sheet.set_row_height(row, height)?;
    }
    Ok(())
}

/// `发现问题隐患*（条）`; the asterisk says that the program counts it.
fn heading(indicator: Indicator) -> String {
    let counted = if indicator.origin() == IndicatorOrigin::Counted { "*" } else { "" };
    format!("{}{counted}\n（{}）", indicator.chinese(), indicator.unit())
}

fn names(sheet: &mut Worksheet, lines: &[ResultRow<'_>], look: &Look) -> Result<(), XlsxError> {
    let mut widest = 16;
    let mut bureaus = 0_u32;
    for (index, line) in lines.iter().enumerate() {
        let (number, name, indent) = match line.label {
            Label::Bureau(bureau) => {
                bureaus += 1;
                (Some(bureaus), clean(&bureau.name), bureau.depth)
            }
            Label::Own(bureau) => (None, "本级".to_owned(), bureau.depth.saturating_add(1)),
            Label::Total => (None, "合计".to_owned(), 0),
        };
        widest = widest.max(half_widths(&name) + 2 * usize::from(indent) + 2);
        let format = look.of(&look.number, line);
        match number {
            Some(number) => sheet.write_number_with_format(row(index), 0, number, &format)?,
            None => sheet.write_blank(row(index), 0, &format)?,
        };
        // A text is written as a text, whatever it begins with.
        let format = look.of(&look.name, line).set_indent(indent.min(15));
        sheet.write_string_with_format(row(index), 1, name, &format)?;
        sheet.set_row_height(row(index), 21.0)?;
    }
    sheet.set_column_width(0, 6.0)?;
    let widest = u32::try_from(widest.min(60)).unwrap_or(60);
    sheet.set_column_width(1, f64::from(widest) * 1.1)?;
    Ok(())
}

fn figures(sheet: &mut Worksheet, lines: &[ResultRow<'_>], look: &Look) -> Result<(), XlsxError> {
    // A sum without a result is an empty text.
    sheet.set_formula_result_default("");
    for (index, indicator) in Indicator::ALL.iter().enumerate() {
        let column = column(index);
        let values = values(lines, *indicator);
        sheet.set_column_width(column, width(&values))?;
        for (at, (line, value)) in lines.iter().zip(values).enumerate() {
            let format = look.of(&look.figure, line);
            match (&line.figures, value) {
                (RowFigures::Own(_), Some(value)) =>
                {
                    #[expect(clippy::cast_precision_loss, reason = "checked to be exact")]
                    sheet.write_number_with_format(row(at), column, value as f64, &format)?
                }
                (RowFigures::Sums(rows), value) if !rows.is_empty() => {
                    // The result stands in the cell too: not every reader calculates.
                    let result = value.map(|value| value.to_string()).unwrap_or_default();
                    let formula = Formula::new(sum(column, rows)).set_result(result);
                    sheet.write_formula_with_format(row(at), column, formula, &format)?
                }
                _ => sheet.write_blank(row(at), column, &format)?,
            };
        }
    }
    Ok(())
}

/// Wide enough for three characters of a heading, and for the longest figure with its commas.
fn width(values: &[Option<i64>]) -> f64 {
    let digits = values.iter().flatten().map(|value| value.to_string().len()).max().unwrap_or(0);
    let figure = u32::try_from(digits + digits / 3).unwrap_or(u32::MAX);
    f64::from(figure) + 2.0_f64.max(7.2 - f64::from(figure))
}

/// `=IF(COUNT(C6:C8,C12)=0,"",SUM(C6:C8,C12))`: neighbours as ranges. A function takes 255 arguments; more
/// are added up.
fn sum(column: u16, rows: &[usize]) -> String {
    let name = column_number_to_name(column);
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for at in rows.iter().map(|line| row(*line) + 1) {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == at => *last = at,
            _ => ranges.push((at, at)),
        }
    }
    let cells = |(from, to): &(u32, u32)| match from == to {
        true => format!("{name}{from}"),
        false => format!("{name}{from}:{name}{to}"),
    };
    let of = |function: &str| {
        let parts = ranges.chunks(250).map(|part| {
            let cells: Vec<_> = part.iter().map(cells).collect();
            format!("{function}({})", cells.join(","))
        });
        parts.collect::<Vec<_>>().join("+")
    };
    format!("=IF({}=0,\"\",{})", of("COUNT"), of("SUM"))
}

/// What is missing, by bureau. Answers the row after the notes.
fn notes(
    sheet: &mut Worksheet,
    table: &ResultsTable,
    lines: &[ResultRow<'_>],
    look: &Look,
) -> Result<u32, XlsxError> {
    let mut notes = vec![
        "注：标*的数据由督办系统根据问题隐患台账统计，其余数据由各单位报送；上级单位的数据为本级与下级单位之和。".to_owned(),
    ];
    let missing: Vec<_> = table.rows.iter().filter_map(missing).collect();
    if !missing.is_empty() {
        notes.push("以下单位有数据未报，表中为空白，未计入合计：".to_owned());
        notes.extend(missing);
    }
    // Half characters of 11 pt that stand beside each other over all columns.
    const MOST: usize = 2 * 130;
    let mut at = row(lines.len());
    for note in notes {
        let height = u32::try_from(half_widths(&note).div_ceil(MOST)).unwrap_or(u32::MAX);
        sheet.merge_range(at, 0, at, last_column(), &note, &look.note)?;
        sheet.set_row_height(at, f64::from(height) * 16.0)?;
        at += 1;
    }
    Ok(at)
}

fn missing(row: &ResultsRow) -> Option<String> {
    let missing: Vec<_> = row.figures.iter().filter(|(_, figure)| figure.is_none()).collect();
    let titles: Vec<_> = missing.iter().map(|(indicator, _)| indicator.chinese()).collect();
    (!titles.is_empty()).then(|| format!("　　{}：{}。", clean(&row.name), titles.join("、")))
}

/// A3 landscape, as wide as the sheet, headings on every page.
fn page(sheet: &mut Worksheet, after: u32) -> Result<(), XlsxError> {
    const A3: u8 = 8;
    sheet.set_freeze_panes(HEADINGS, FIRST)?;
    sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    sheet.set_footer("&C第&P页，共&N页");
    sheet.set_repeat_rows(0, HEADINGS - 1)?;
    sheet.set_print_area(0, 0, after.saturating_sub(1), last_column())?;
    Ok(())
}
