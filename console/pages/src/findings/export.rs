//! What the ledger shows, as a file: row by row as it is read, so that a million findings need no more
//! memory than a page of them.

use crate::matter::{self, files};
use axum::{
    body::Body,
    extract::Query,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chrono_tz::Tz;
use duban_config::findings::LEDGER;
use duban_domain::{Calendar, Directory, PlanTime};
use duban_service::{
    ServiceError, Visible,
    findings_file::{self, IMPORTED, MARK, line},
    rows::{FindingFilter, FindingRow, Page},
};
use duban_web::{
    Viewer, WebError,
    i18n::{Lang, Words},
    queries::findings::FindingQuery,
};
use futures::stream;
use rust_xlsxwriter::{Format, Workbook};
use std::sync::Arc;

/// A sheet holds no more than this many findings: it is put together in memory.
const MOST_ROWS: usize = 100_000;

/// What is exported and how it is worded.
#[derive(Clone)]
struct Export {
    filter: Visible<FindingFilter>,
    table: FindingTable,
}

#[derive(Clone)]
struct FindingTable {
    w: Words,
    zone: Tz,
    calendar: Arc<Calendar>,
    directory: Arc<Directory>,
}

impl FindingTable {
    fn headings(&self) -> Vec<String> {
        let more = LEDGER.map(|(chinese, english)| match self.w.lang {
            Lang::Chinese => chinese,
            Lang::English => english,
        });
        IMPORTED.iter().map(|column| column.heading()).chain(more).map(str::to_owned).collect()
    }

    fn cells(&self, row: &FindingRow) -> Vec<String> {
        let w = self.w;
        let time = |at: Option<PlanTime>| at.map(|at| w.time(at, self.zone)).unwrap_or_default();
        let view = &row.view;
        let more = [
            time(Some(view.registered)),
            w.family("finding-standing-", view.standing.as_str()),
            view.due.map(|due| w.deadline(due, self.zone, &*self.calendar)).unwrap_or_default(),
            if view.overdue { w.t("finding-yes") } else { String::new() },
            time(view.closed),
            view.outcome.map(|outcome| w.family("finding-outcome-", outcome.as_str())).unwrap_or_default(),
        ];
        findings_file::imported(&self.directory, row).into_iter().chain(more).collect()
    }
}

/// How far an export is.
enum At {
    Beginning,
    After(Page),
    End,
}

impl Export {
    async fn of(viewer: &Viewer, w: Words, query: &FindingQuery) -> Result<Self, WebError> {
        let all = matter::campaigns(viewer).await?;
        let kept = matter::chosen(viewer, &all, &query.campaign).await?.ok_or(WebError::NotFound)?;
        let filter = query.filter(&kept)?;
        let calendar = Arc::new(kept.calendar().await?);
        let directory = Arc::new(viewer.directory().clone());
        let table = FindingTable { w, zone: kept.plan.zone, calendar, directory };
        Ok(Self { filter, table })
    }

    /// The next findings, and where one goes on.
    async fn next(&self, page: &Page) -> Result<(Vec<FindingRow>, Option<Page>), ServiceError> {
        let rows = self.filter.page(page).await?;
        let full = rows.len() >= page.limit as usize;
        let after = rows.last().filter(|_| full).map(FindingRow::cursor);
        Ok((rows, after.map(|after| Page { after: Some(after), ..Page::default() })))
    }

    /// The next piece of a CSV file. It begins with a mark that tells spreadsheets its encoding.
    async fn piece(self, at: At) -> Result<Option<(Bytes, (Self, At))>, ServiceError> {
        let page = match at {
            At::Beginning => {
                let head = format!("{MARK}{}", line(&self.table.headings()));
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

pub(super) async fn as_csv(
    viewer: Viewer,
    w: Words,
    Query(query): Query<FindingQuery>,
) -> Result<Response, WebError> {
    let export = Export::of(&viewer, w, &query).await?;
    let name = format!("{}.csv", w.t("finding-export-name"));
    let pieces = stream::try_unfold((export, At::Beginning), |(export, at)| export.piece(at));
    answer(Body::from_stream(pieces), "text/csv; charset=utf-8", &name)
}

pub(super) async fn as_xlsx(
    viewer: Viewer,
    w: Words,
    Query(query): Query<FindingQuery>,
) -> Result<Response, WebError> {
    let export = Export::of(&viewer, w, &query).await?;
    let mut lines = vec![export.table.headings()];
    let mut next = Some(Page::default());
    while let Some(page) = next {
        let (rows, after) = export.next(&page).await?;
        lines.extend(rows.iter().map(|row| export.table.cells(row)));
        if lines.len() > MOST_ROWS + 1 {
            return Err(WebError::unfit("", w.n("finding-export-too-many", MOST_ROWS as i64)));
        }
        next = after;
    }
    let made = tokio::task::spawn_blocking(move || workbook(&lines)).await;
    let made = made.map_err(|error| WebError::Internal(error.into()))?;
    let bytes = made.map_err(|error| WebError::Internal(error.into()))?;
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
pub(super) fn answer(body: Body, kind: &'static str, name: &str) -> Result<Response, WebError> {
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
    use duban_config::{HandedIn, known_calendar, load_plan, read_findings, sample_directory};
    use duban_domain::finding::{
        CreditCode, FindingMarks, FindingStatus, FindingView, Registration, Subject, Trade,
    };
    use std::path::Path;

    /// The row that the ledger has of a registration.
    fn row(registration: Registration) -> FindingRow {
        let registered = PlanTime::new("2024-07-31T10:00:00Z".parse().unwrap());
        let view = FindingView {
            standing: FindingStatus::Ordered,
            grade: registration.grade,
            registered,
            ordered: Some(registered),
            due: Some(registered),
            overdue: true,
            round: 1,
            closed: None,
            outcome: None,
            on_time: None,
            look_back: None,
            marks: FindingMarks::default(),
        };
        let Registration { id, county, subject, product, kind, source, problem, found_on, corrected, .. } =
            registration;
        let campaign = "qiannan-2024".into();
        FindingRow {
            campaign,
            id,
            county,
            subject,
            product,
            kind,
            source,
            problem,
            found_on,
            corrected,
            by: None,
            view,
        }
    }

    #[test]
    fn an_exported_ledger_is_imported_as_what_it_was() {
        let (directory, calendar) = (sample_directory().unwrap(), known_calendar().unwrap());
        let plan = Path::new("../../config/plans/qiannan-2024.yaml");
        let plan = load_plan(plan, &directory, &calendar).unwrap().plan;
        let today = "2024-12-01".parse().unwrap();
        let read = |bytes: Vec<u8>| {
            let handed_in = HandedIn { name: "台账", bytes, files: Default::default(), sheet: None };
            let sheet = read_findings(handed_in, &plan, &directory, &[], today).unwrap();
            assert_eq!(sheet.bad, []);
            sheet.rows.into_iter().map(|row| row.registration).collect::<Vec<_>>()
        };
        let sample = std::fs::read_to_string("../../config/samples/findings.csv").unwrap();
        let mut registered = read(sample.replace("photos/before.png；photos/after.png", "").into_bytes());
        // A code of digits alone, and texts that a spreadsheet would run.
        let credit_code = CreditCode::parse("911100007109310534").unwrap();
        registered[0].subject =
            Subject::Enterprise { name: "123456789012345".to_owned(), credit_code, trade: Trade::Seller };
        registered[0].problem = "=1+1\n\"引号\"，逗号,".to_owned();
        registered[1].problem = "'-无标识".to_owned();
        for lang in Lang::ALL {
            let (calendar, directory) = (Arc::new(calendar.clone()), Arc::new(directory.clone()));
            let table = FindingTable { w: Words::new(lang), zone: plan.zone, calendar, directory };
            let lines = registered.iter().map(|one| table.cells(&row(one.clone())));
            let lines: Vec<_> = std::iter::once(table.headings()).chain(lines).collect();
            let csv = lines.iter().map(|cells| line(cells)).collect::<String>();
            assert!(csv.contains("\"=\"\"911100007109310534\"\"\""), "{csv}");
            assert_eq!(read(format!("\u{feff}{csv}").into_bytes()), registered);
            assert_eq!(read(workbook(&lines).unwrap()), registered);
        }
    }

    #[test]
    fn a_workbook_holds_texts_alone() {
        let bytes = workbook(&[vec!["编号".into()], vec!["=HYPERLINK(\"http://evil\")".into()]]).unwrap();
        assert!(bytes.starts_with(b"PK"));
    }
}
