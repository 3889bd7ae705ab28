//! The matrix of a campaign as a spreadsheet, in Chinese: bureaus and papers of the field read it.

use crate::{
    WebError,
    i18n::{Lang, Words},
    matrix::{Matrix, MatrixCell, short_name},
};
use duban_domain::{BureauCode, ObligationId, docket::ObligationView, laggard::Lateness};
use duban_service::{
    Visible,
    matrix_book::{MatrixBook, MatrixBookCell, MatrixBookRow, MatrixTone, matrix_book},
    rows::{Campaign, NoticeRow, ObligationRow},
};
use std::collections::BTreeMap;

/// Its file.
///
/// # Errors
/// The plan can no longer be resolved; it cannot be written.
pub async fn matrix_file(kept: &Visible<Campaign>) -> Result<Vec<u8>, WebError> {
    let book = book(kept).await?;
    let made = tokio::task::spawn_blocking(move || matrix_book(&book)).await;
    let made = made.map_err(|error| WebError::Internal(error.into()))?;
    made.map_err(|error| WebError::Internal(error.into()))
}

/// What stands above the facts.
const HEADINGS: [&str; 13] = [
    "campaign-bureau",
    "campaign-obligation",
    "bureau-state",
    "campaign-due",
    "bureau-received",
    "laggard-late",
    "book-round",
    "owed-returned",
    "laggard-letter",
    "book-number",
    "book-letter-day",
    "laggard-reply",
    "book-replied",
];

const fn tone(cell: MatrixCell) -> MatrixTone {
    match cell {
        MatrixCell::OnTime => MatrixTone::Good,
        MatrixCell::Late => MatrixTone::Late,
        MatrixCell::InReview => MatrixTone::Review,
        MatrixCell::Open => MatrixTone::Open,
        MatrixCell::Overdue | MatrixCell::Unfulfilled => MatrixTone::Bad,
        MatrixCell::None | MatrixCell::Pending | MatrixCell::Waived => MatrixTone::Quiet,
    }
}

async fn book(kept: &Visible<Campaign>) -> Result<MatrixBook, WebError> {
    let (viewer, w, zone) = (kept.viewer(), Words::new(Lang::Chinese), kept.plan.zone);
    let duties = kept.obligations().await?;
    let letters = kept.last_letters(&duties).await?;
    let context = kept.in_hand().await?;
    let terms = context.terms()?;
    let matrix = Matrix::of(viewer.directory(), &kept.plan, &viewer.bureau, &duties);
    let known: BTreeMap<(&BureauCode, &ObligationId), &ObligationView> =
        duties.iter().map(|row| ((&row.bureau, &row.duty.id), &row.duty)).collect();
    let due = |duty: &ObligationView| w.settled(w.day(duty.due.date(zone)), duty.provisional);
    let reviewed = |id: &ObligationId| terms.item(id).is_some_and(|item| item.review.is_some());
    let mut book = MatrixBook {
        title: kept.plan.title.clone(),
        subtitle: w.with("book-as-of", [("at", w.full(context.now, zone))]),
        sheets: [w.t("campaign-matrix"), w.t("book-facts")],
        bureau: w.t("campaign-bureau"),
        headings: HEADINGS.iter().map(|key| w.t(key)).collect(),
        ..MatrixBook::default()
    };
    for column in &matrix.columns {
        let due = column.due.map(|due| w.settled(w.day(due.date(zone)), column.provisional));
        book.columns.push((column.title.clone(), due.unwrap_or_default()));
    }
    let until = kept.finished.map_or(context.now, |finished| finished.min(context.now));
    for row in matrix.blocks.iter().flat_map(|block| &block.rows) {
        let cell = |(column, cell): (&crate::matrix::MatrixColumn, &MatrixCell)| {
            let duty = known.get(&(&row.code, &column.id)).copied().filter(|_| *cell != MatrixCell::None)?;
            let moved = column.due.is_some_and(|known| known.date(zone) != duty.due.date(zone));
            Some(MatrixBookCell {
                state: w.family("cell-", cell.as_str()),
                due: moved.then(|| due(duty)),
                tone: tone(*cell),
            })
        };
        book.rows.push(MatrixBookRow {
            name: context.name(&row.code),
            is_head: row.is_head,
            cells: matrix.columns.iter().zip(&row.cells).map(cell).collect(),
        });
    }
    for ObligationRow { bureau, duty } in &duties {
        let cell = MatrixCell::of(duty, reviewed(&duty.id));
        let is_late = matches!(cell, MatrixCell::Overdue | MatrixCell::Unfulfilled);
        let late = Lateness::of(&terms.office, duty.due, until).filter(|_| is_late);
        let letter = letters.get(&(bureau.clone(), duty.id.clone()));
        let at = |row: &NoticeRow| w.day(row.notice.at.date(zone));
        let of = |told: fn(&NoticeRow) -> Option<String>| letter.and_then(told).unwrap_or_default();
        book.facts.push(vec![
            short_name(&context.name(bureau)),
            duty.title.clone(),
            w.family("cell-", cell.as_str()),
            w.settled(w.time(duty.due, zone), duty.provisional),
            duty.submitted.map(|at| w.time(at, zone)).unwrap_or_default(),
            late.map(|late| w.settled(late.days.to_string(), late.provisional)).unwrap_or_default(),
            duty.round.to_string(),
            duty.returned.as_ref().map(|returned| returned.reason.clone()).unwrap_or_default(),
            letter.map(|row| w.instrument(row.notice.instrument)).unwrap_or_default(),
            of(|row| row.number.clone()),
            letter.map(at).unwrap_or_default(),
            of(|row| row.reply.clone()),
            letter.and_then(|row| row.replied).map(|at| w.time(at, zone)).unwrap_or_default(),
        ]);
    }
    Ok(book)
}
