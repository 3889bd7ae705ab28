//! A blank spreadsheet to fill in and import.

use super::export::answer;
use axum::{body::Body, response::Response};
use duban_config::findings::{BUREAU, Column, findings_template};
use duban_domain::finding::{Grade, ProblemKind, Source, Trade};
use duban_web::{WebError, i18n::Words};
use rust_xlsxwriter::{DataValidation, Format, Workbook, XlsxError};

/// Rows that choices are offered in.
const ROWS: u32 = 2_000;

pub(super) async fn template(w: Words) -> Result<Response, WebError> {
    let bytes = workbook().map_err(|error| WebError::Internal(error.into()))?;
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    answer(Body::from(bytes), KIND, &format!("{}.xlsx", w.t("finding-template-name")))
}

/// Every cell is a text, so that long codes keep their digits; words are chosen from a list.
fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let sheet = workbook.add_worksheet();
    for ((at, heading), column) in (0u16..).zip(findings_template()).zip(Column::ALL) {
        sheet.write_string_with_format(0, at, &heading, &bold)?;
        let wide = matches!(column, Column::Problem | Column::Name | Column::CreditCode);
        sheet.set_column_width(at, if wide { 26 } else { 14 })?;
        sheet.set_column_format(at, &text)?;
        let words = words(column);
        if !words.is_empty() {
            let list = DataValidation::new().allow_list_strings(&words)?;
            sheet.add_data_validation(1, at, ROWS, at, &list)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

fn words(column: Column) -> Vec<&'static str> {
    match column {
        Column::Trade => Trade::ALL.iter().map(|one| one.chinese()).chain([BUREAU]).collect(),
        Column::Kind => ProblemKind::ALL.iter().map(|one| one.chinese()).collect(),
        Column::Source => Source::ALL.iter().map(|one| one.chinese()).collect(),
        Column::Grade => Grade::ALL.iter().map(|one| one.chinese()).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duban_config::{HandedIn, load_plan, read_findings, sample_directory};

    #[test]
    fn the_blank_spreadsheet_can_be_imported_from() {
        let (directory, calendar) = (sample_directory().unwrap(), duban_config::known_calendar().unwrap());
        let path = std::path::Path::new("../../config/plans/qiannan-2024.yaml");
        let plan = load_plan(path, &directory, &calendar).unwrap().plan;
        let handed_in =
            HandedIn { name: "t.xlsx", bytes: workbook().unwrap(), files: Default::default(), sheet: None };
        let sheet = read_findings(handed_in, &plan, &directory, &[], plan.issued).unwrap();
        assert_eq!((sheet.rows.len(), sheet.bad_rows), (0, 0));
    }
}
