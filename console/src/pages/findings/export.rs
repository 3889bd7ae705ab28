//! What the ledger shows, as a file: row by row as it is read, so that a million findings need no more
//! memory than a page of them.

use super::asked::Asked;
use crate::{
    Console, Fault, Principal,
    pages::matter::{self, files},
    words::Words,
};
use axum::{
    body::Body,
    extract::{Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chrono_tz::Tz;
use duban_config::findings::{BUREAU, Column};
use duban_domain::{Directory, PlanTime, finding::Subject};
use duban_store::{FindingFilter, FindingRow, Page, Store, StoreError};
use futures::stream;
use rust_xlsxwriter::{Format, Workbook};

/// A sheet holds no more than this many findings: it is put together in memory.
const MOST_ROWS: usize = 100_000;

/// What is exported and how it is worded.
#[derive(Clone)]
struct Export {
    store: Store,
    filter: FindingFilter,
    table: Table,
}

#[derive(Clone)]
struct Table {
    w: Words,
    zone: Tz,
    console: Console,
}

/// The columns of the spreadsheet that findings are imported from, as far as the ledger has them.
const IMPORTED: [Column; 12] = [
    Column::Number,
    Column::County,
    Column::Name,
    Column::CreditCode,
    Column::Trade,
    Column::Group,
    Column::Item,
    Column::Kind,
    Column::Source,
    Column::Grade,
    Column::Problem,
    Column::FoundOn,
];

impl Table {
    fn headings(&self) -> Vec<String> {
        let w = self.w;
        let more = [
            w.t("finding-registered"),
            w.t("finding-standing"),
            w.t("finding-due"),
            w.t("finding-overdue"),
            w.t("finding-closed"),
            w.t("finding-outcome"),
        ];
        IMPORTED.iter().map(|column| column.heading().to_owned()).chain(more).collect()
    }

    fn cells(&self, row: &FindingRow) -> Vec<String> {
        let (w, directory) = (self.w, self.console.directory());
        let (name, code, trade) = subject(directory, &row.subject);
        let time = |at: Option<PlanTime>| at.map(|at| w.time(at, self.zone)).unwrap_or_default();
        let view = &row.view;
        vec![
            row.id.to_string(),
            matter::name(directory, &row.county),
            name,
            code,
            trade,
            row.product.group.clone(),
            row.product.item.clone().unwrap_or_default(),
            row.kind.chinese().to_owned(),
            row.source.chinese().to_owned(),
            view.grade.chinese().to_owned(),
            row.problem.clone(),
            row.found_on.to_string(),
            time(Some(view.registered)),
            w.family("finding-standing-", view.standing.as_str()),
            time(view.due),
            if view.overdue { w.t("finding-yes") } else { String::new() },
            time(view.closed),
            view.outcome.map(|outcome| w.family("finding-outcome-", outcome.as_str())).unwrap_or_default(),
        ]
    }
}

fn subject(directory: &Directory, subject: &Subject) -> (String, String, String) {
    match subject {
        Subject::Enterprise { name, credit_code, trade } => {
            (name.clone(), credit_code.to_string(), trade.chinese().to_owned())
        }
        Subject::Bureau { code } => (matter::name(directory, code), code.to_string(), BUREAU.to_owned()),
    }
}

/// A cell of a CSV file. A spreadsheet takes what begins so for a formula, and runs it.
fn guarded(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn line(cells: &[String]) -> String {
    let mut line = cells.iter().map(|cell| guarded(cell)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

/// How far an export is.
enum At {
    Beginning,
    After(Page),
    End,
}

impl Export {
    async fn of(console: &Console, principal: &Principal, w: Words, asked: &Asked) -> Result<Self, Fault> {
        let all = matter::campaigns(console, principal).await?;
        let kept = matter::chosen(console, principal, &all, &asked.campaign).await?.ok_or(Fault::NotFound)?;
        let filter = asked.filter(console, principal, &kept)?;
        let table = Table { w, zone: kept.plan.zone, console: console.clone() };
        Ok(Self { store: console.store().clone(), filter, table })
    }

    /// The next findings, and where one goes on.
    async fn next(&self, page: &Page) -> Result<(Vec<FindingRow>, Option<Page>), StoreError> {
        let rows = self.store.finding_list(&self.filter, page).await?;
        let full = rows.len() >= page.limit as usize;
        let after = rows.last().filter(|_| full).map(FindingRow::cursor);
        Ok((rows, after.map(|after| Page { after: Some(after), ..Page::default() })))
    }

    /// The next piece of a CSV file. It begins with a mark that tells spreadsheets its encoding.
    async fn piece(self, at: At) -> Result<Option<(Bytes, (Self, At))>, StoreError> {
        let page = match at {
            At::Beginning => {
                let head = format!("\u{feff}{}", line(&self.table.headings()));
                return Ok(Some((Bytes::from(head), (self, At::After(Page::default())))));
            }
            At::After(page) => page,
            At::End => return Ok(None),
        };
        let (rows, next) = self.next(&page).await?;
        let text: String = rows.iter().map(|row| line(&self.table.cells(row))).collect();
        Ok(Some((Bytes::from(text), (self, next.map_or(At::End, At::After)))))
    }
}

pub(super) async fn csv(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let export = Export::of(&console, &principal, w, &asked).await?;
    let name = format!("{}.csv", w.t("finding-export-name"));
    let pieces = stream::try_unfold((export, At::Beginning), |(export, at)| export.piece(at));
    answer(Body::from_stream(pieces), "text/csv; charset=utf-8", &name)
}

pub(super) async fn xlsx(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let export = Export::of(&console, &principal, w, &asked).await?;
    let mut lines = vec![export.table.headings()];
    let mut next = Some(Page::default());
    while let Some(page) = next {
        let (rows, after) = export.next(&page).await?;
        lines.extend(rows.iter().map(|row| export.table.cells(row)));
        if lines.len() > MOST_ROWS + 1 {
            return Err(Fault::unfit("", w.n("finding-export-too-many", MOST_ROWS as i64)));
        }
        next = after;
    }
    let made = tokio::task::spawn_blocking(move || workbook(&lines)).await;
    let made = made.map_err(|error| Fault::Internal(error.into()))?;
    let bytes = made.map_err(|error| Fault::Internal(error.into()))?;
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    answer(Body::from(bytes), KIND, &format!("{}.xlsx", w.t("finding-export-name")))
}

/// A workbook whose cells are all texts: none of them is a formula, whatever it begins with.
fn workbook(lines: &[Vec<String>]) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet();
    for (at, cells) in (0u32..).zip(lines) {
        for (column, cell) in (0u16..).zip(cells) {
            match at {
                0 => sheet.write_string_with_format(at, column, cell, &bold)?,
                _ => sheet.write_string(at, column, cell)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

/// A file to be saved.
pub(super) fn answer(body: Body, kind: &'static str, name: &str) -> Result<Response, Fault> {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, files::value(&files::disposition(false, name))?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_becomes_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(guarded(text), format!("\"'{text}\""));
        }
        assert_eq!(guarded("示范\"门店\",一号"), "\"示范\"\"门店\"\",一号\"");
        assert_eq!(line(&["a".into(), "=b".into()]), "\"a\",\"'=b\"\r\n");
    }

    #[test]
    fn a_workbook_holds_texts_alone() {
        let bytes = workbook(&[vec!["编号".into()], vec!["=HYPERLINK(\"http://evil\")".into()]]).unwrap();
        assert!(bytes.starts_with(b"PK"));
    }
}
