//! Notices: their numbers, who receives them, and what is marked on them later.

use super::{Numbering, Writing};
use crate::error::{Doing, StoreError};
use chrono::Datelike;
use duban_domain::{
    ids::{BureauCode, ObligationId},
    instrument::Instrument,
    notice::Notice,
    record::DocumentNumber,
    time::PlanTime,
};
use sqlx::{SqliteConnection, types::Json};

impl Writing<'_> {
    pub(super) async fn notice_insert(&mut self, notice: &Notice) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO notice (campaign, about, ordinal, instrument, obligation, title, sender, addressee,
                issued_at, year, number, notice)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let number = match notice.instrument.is_document() {
            true => Some(self.number_allot(notice).await?),
            false => None,
        };
        sqlx::query(INSERT)
            .bind(self.record.campaign.as_str())
            .bind(self.record.bureau.as_str())
            .bind(i64::from(notice.ordinal))
            .bind(notice.instrument.as_str())
            .bind(notice.obligation.as_ref().map(ObligationId::as_str))
            .bind(&notice.title)
            .bind(notice.from.as_str())
            .bind(notice.to.as_str())
            .bind(notice.at.utc())
            .bind(number.map(|number| i64::from(number.year)))
            .bind(number.map(|number| i64::from(number.ordinal)))
            .bind(Json(notice))
            .execute(&mut *self.tx)
            .await
            .doing("insert a notice")?;
        self.numbers.extend(number.map(|number| (notice.ordinal, number)));
        for (recipient, is_copy) in recipients(notice) {
            self.delivery_insert(notice, recipient, is_copy).await?;
        }
        Ok(())
    }

    async fn number_allot(&mut self, notice: &Notice) -> Result<DocumentNumber, StoreError> {
        match self.numbering {
            Numbering::Next => {
                const NEXT: &str = "
                    INSERT INTO document_number (bureau, year, last) VALUES ($1, $2, 1)
                    ON CONFLICT (bureau, year) DO UPDATE SET last = document_number.last + 1
                    RETURNING last";
                let year = notice.at.date(self.record.zone).year();
                let last: i64 = sqlx::query_scalar(NEXT)
                    .bind(notice.from.as_str())
                    .bind(i64::from(year))
                    .fetch_one(&mut *self.tx)
                    .await
                    .doing("allot a document number")?;
                let ordinal = u32::try_from(last).map_err(|_| crate::columns::odd("last", last));
                Ok(DocumentNumber { year, ordinal: ordinal.doing("allot a document number")? })
            }
            Numbering::Given { numbers, .. } => {
                let given = numbers.iter().find(|(ordinal, _)| *ordinal == notice.ordinal);
                let &(_, number) = given.ok_or(StoreError::NumberMissing { ordinal: notice.ordinal })?;
                number_raise(self.tx, &notice.from, number).await?;
                Ok(number)
            }
        }
    }

    async fn delivery_insert(
        &mut self,
        notice: &Notice,
        recipient: &BureauCode,
        is_copy: bool,
    ) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO delivery (campaign, about, ordinal, recipient, is_copy, send_from, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let send_from = self.record.timebase.wall(notice.send_from);
        let waits = match self.numbering {
            Numbering::Next => true,
            Numbering::Given { resend_since, .. } => resend_since.is_some_and(|since| notice.at >= since),
        };
        sqlx::query(INSERT)
            .bind(self.record.campaign.as_str())
            .bind(self.record.bureau.as_str())
            .bind(i64::from(notice.ordinal))
            .bind(recipient.as_str())
            .bind(is_copy)
            .bind(send_from.utc())
            .bind(if waits { "waiting" } else { "unknown" })
            .execute(&mut *self.tx)
            .await
            .doing("insert a delivery")?;
        if waits {
            let from = self.knocks.entry(recipient.clone()).or_insert(send_from);
            *from = send_from.min(*from);
        }
        Ok(())
    }

    pub(super) async fn notice_withdraw(&mut self, ordinal: u32, at: PlanTime) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE notice SET withdrawn_at = $4 WHERE campaign = $1 AND about = $2 AND ordinal = $3";
        let updated = sqlx::query(UPDATE)
            .bind(self.record.campaign.as_str())
            .bind(self.record.bureau.as_str())
            .bind(i64::from(ordinal))
            .bind(at.utc())
            .execute(&mut *self.tx)
            .await
            .doing("mark a notice as withdrawn")?;
        self.marked(ordinal, updated.rows_affected())
    }

    pub(super) async fn notice_acknowledge(
        &mut self,
        ordinal: u32,
        reply: Option<&str>,
        at: PlanTime,
    ) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE notice SET acknowledged_at = $4, reply = $5
            WHERE campaign = $1 AND about = $2 AND ordinal = $3";
        let updated = sqlx::query(UPDATE)
            .bind(self.record.campaign.as_str())
            .bind(self.record.bureau.as_str())
            .bind(i64::from(ordinal))
            .bind(at.utc())
            .bind(reply)
            .execute(&mut *self.tx)
            .await
            .doing("mark a notice as acknowledged")?;
        self.marked(ordinal, updated.rows_affected())
    }

    /// A mark on a notice that is not here means that an earlier record is missing.
    fn marked(&self, ordinal: u32, rows: u64) -> Result<(), StoreError> {
        if rows == 1 {
            return Ok(());
        }
        let Self { record, .. } = self;
        Err(StoreError::Unknown(format!("notice {ordinal} of {} in {}", record.bureau, record.campaign)))
    }
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

/// The bureaus that receive a notice, each once, and whether as a copy. The addressee comes first,
/// so that a bureau that is also copied gets it as addressee. A report to the local government also
/// goes to the bureau that issues it, which passes it on: governments have no postbox here.
fn recipients(notice: &Notice) -> Vec<(&BureauCode, bool)> {
    let issuing = (notice.instrument == Instrument::GovernmentReport).then_some((&notice.from, false));
    let copies = notice.copies.iter().map(|copy| (copy, true));
    let mut recipients: Vec<(&BureauCode, bool)> = vec![(&notice.to, false)];
    for (code, is_copy) in issuing.into_iter().chain(copies) {
        if recipients.iter().all(|(known, _)| *known != code) {
            recipients.push((code, is_copy));
        }
    }
    recipients
}
