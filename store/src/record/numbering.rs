//! Where documents take their numbers from.

use crate::error::{Doing, StoreError};
use duban_domain::{ids::BureauCode, notice::Notice, record::DocumentNumber, time::PlanTime};
use sqlx::SqliteConnection;

/// Where documents take their numbers from, and whether their mail is to go out.
#[derive(Copy, Clone)]
pub(super) enum Numbering<'a> {
    /// The next of the issuing bureau's year; mail waits.
    Next,
    /// From the workflow's journal; what was mailed then is not known now.
    Given { numbers: &'a [(u32, DocumentNumber)], resend_since: Option<PlanTime> },
}

/// The number that a document bore when the store was lost.
pub(super) fn given(
    numbers: &[(u32, DocumentNumber)],
    notice: &Notice,
) -> Result<DocumentNumber, StoreError> {
    let given = numbers.iter().find(|(ordinal, _)| *ordinal == notice.ordinal);
    given.map(|(_, number)| *number).ok_or(StoreError::NumberMissing { ordinal: notice.ordinal })
}

/// Whatever is issued next bears a later number than this one.
pub(super) async fn number_raise(
    tx: &mut SqliteConnection,
    bureau: &BureauCode,
    number: DocumentNumber,
) -> Result<(), StoreError> {
    const RAISE: &str = "
        INSERT INTO document_number (bureau, year, last) VALUES ($1, $2, $3)
        ON CONFLICT (bureau, year) DO UPDATE SET last = excluded.last
        WHERE document_number.last < excluded.last";
    sqlx::query(RAISE)
        .bind(bureau.as_str())
        .bind(i64::from(number.year))
        .bind(i64::from(number.ordinal))
        .execute(tx)
        .await
        .doing("raise a document number")?;
    Ok(())
}
