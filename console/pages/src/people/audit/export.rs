//! The audit log as a file: a workbook, or a CSV whose cells no spreadsheet takes for formulas.

use super::line::AuditLineView;
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use duban_domain::people::Outcome;
use duban_service::{ActTarget, rows::AuditRow};
use duban_web::{
    Console, Viewer, WebError, extract::QueryParams, i18n::Words, queries::audit::AuditLogQuery,
};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde_json::json;

/// A file has no more lines: it is made in memory, and nobody reads more.
const MOST: usize = 50_000;

/// Lines read at once.
const READ: u32 = 500;

/// Columns: the text above, and how wide the workbook makes them.
const COLUMNS: [(&str, f64); 13] = [
    ("audit-at", 17.0),
    ("people-account", 16.0),
    ("people-name", 12.0),
    ("people-bureau", 28.0),
    ("people-role", 10.0),
    ("audit-via", 10.0),
    ("audit-source", 16.0),
    ("audit-action", 18.0),
    ("audit-campaign", 24.0),
    ("audit-about", 28.0),
    ("audit-object", 24.0),
    ("audit-outcome", 10.0),
    ("audit-detail", 40.0),
];

enum AuditExportFormat {
    Xlsx,
    Csv,
}

pub(super) async fn export(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    QueryParams(filter): QueryParams<AuditLogQuery>,
) -> Result<Response, WebError> {
    let log = filter.wanted(&viewer, w)?;
    let kind = match filter.format.as_deref() {
        None | Some("" | "xlsx") => AuditExportFormat::Xlsx,
        Some("csv") => AuditExportFormat::Csv,
        Some(_) => return Err(WebError::unfit("format", "xlsx, csv")),
    };
    let mut lines: Vec<AuditLineView> = Vec::new();
    let mut after = None;
    loop {
        let page = log.page(after, READ).await?;
        after = page.last().map(AuditRow::cursor);
        lines.extend(page.into_iter().map(|row| AuditLineView::of(&console, w, row)));
        if lines.len() > MOST {
            return Err(WebError::Refused(w.n("audit-too-many", MOST)));
        }
        if after.is_none() || !lines.len().is_multiple_of(READ as usize) {
            break;
        }
    }
    let count = lines.len();
    let heads = COLUMNS.map(|(key, _)| w.t(key));
    let (media, name, bytes) = match kind {
        AuditExportFormat::Xlsx => {
            (XLSX, "audit.xlsx", tokio::task::spawn_blocking(move || workbook(&heads, &lines)).await)
        }
        AuditExportFormat::Csv => {
            (CSV, "audit.csv", tokio::task::spawn_blocking(move || csv(&heads, &lines)).await)
        }
    };
    let bytes = bytes.map_err(|error| WebError::Internal(error.into()))?.map_err(WebError::Internal)?;
    let asked = filter.address("/audit", None);
    let target = ActTarget::of(&viewer.bureau).with(json!({ "lines": count, "asked": asked }));
    viewer.audit("audit-export", target, Outcome::Done).await?;
    let disposition = format!("attachment; filename=\"{name}\"");
    let disposition = HeaderValue::try_from(disposition).map_err(|error| WebError::Internal(error.into()))?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";

fn cells(line: &AuditLineView) -> [&str; COLUMNS.len()] {
    [
        &line.at,
        &line.account,
        &line.name,
        &line.bureau,
        &line.role,
        &line.via,
        &line.source,
        &line.action,
        &line.campaign,
        &line.about,
        &line.object,
        &line.became,
        &line.detail,
    ]
}

/// Every cell is written as text, which a workbook tells apart from a formula.
fn workbook(heads: &[String; COLUMNS.len()], lines: &[AuditLineView]) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let bold = Format::new().set_bold();
    let mut write = || -> Result<(), XlsxError> {
        for (column, (head, (_, width))) in (0..).zip(heads.iter().zip(COLUMNS)) {
            sheet.write_string_with_format(0, column, head, &bold)?;
            sheet.set_column_width(column, width)?;
        }
        for (row, line) in (1..).zip(lines) {
            for (column, cell) in (0..).zip(cells(line)) {
                sheet.write_string(row, column, longest(cell))?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(())
    };
    write()?;
    Ok(workbook.save_to_buffer()?)
}

/// As much of a text as a workbook's cell holds.
fn longest(text: &str) -> &str {
    const MOST_CHARACTERS: usize = 32_000;
    text.char_indices().nth(MOST_CHARACTERS).map_or(text, |(end, _)| &text[..end])
}

fn csv(heads: &[String; COLUMNS.len()], lines: &[AuditLineView]) -> anyhow::Result<Vec<u8>> {
    // With the mark that tells Excel which encoding this is.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(heads)?;
    for line in lines {
        writer.write_record(cells(line).map(harmless))?;
    }
    Ok(writer.into_inner()?)
}

/// A CSV does not tell text from formulas, so what a spreadsheet would compute begins with an apostrophe.
fn harmless(cell: &str) -> String {
    let computes = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if computes { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(object: &str) -> AuditLineView {
        let text = || "张三".to_owned();
        AuditLineView {
            at: text(),
            account: text(),
            name: text(),
            bureau: text(),
            role: text(),
            via: text(),
            source: text(),
            action: text(),
            campaign: text(),
            about: text(),
            object: object.to_owned(),
            outcome: Outcome::Done,
            became: text(),
            detail: text(),
        }
    }

    #[test]
    fn no_cell_of_a_csv_computes() {
        let hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "a\",=1\nb"];
        let lines: Vec<AuditLineView> = hostile.iter().map(|object| line(object)).collect();
        let heads = COLUMNS.map(|(key, _)| key.to_owned());
        let bytes = csv(&heads, &lines).unwrap();
        assert!(bytes.starts_with("\u{feff}".as_bytes()));
        let mut reader = csv::Reader::from_reader(&bytes[3..]);
        let objects: Vec<String> = reader.records().map(|record| record.unwrap()[10].to_owned()).collect();
        let expected = ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1", "'＝1", "a\",=1\nb"];
        assert_eq!(objects, expected);
    }

    #[test]
    fn no_cell_of_a_workbook_computes_or_is_too_long() {
        let lines = [line("=HYPERLINK(\"https://evil.example\")"), line(&"长".repeat(40_000))];
        let heads = COLUMNS.map(|(key, _)| key.to_owned());
        let bytes = workbook(&heads, &lines).unwrap();
        assert!(bytes.starts_with(b"PK"));
        assert!(!bytes.windows(3).any(|three| three == b"<f>"));
    }
}
