//! Approvals: asked, put off, settled.

use super::{told::LedgerLine, writing::Writing};
use crate::error::{Doing, StoreError};
use duban_domain::{
    ids::{BureauCode, ObligationId},
    instrument::Instrument,
    notice::Notice,
    time::PlanTime,
};

impl Writing<'_> {
    /// An approval is asked: the first time, or of the next bureau up.
    pub(super) async fn approval_ask(
        &mut self,
        line: &LedgerLine<'_>,
        approval: u32,
        instrument: Instrument,
        of: &BureauCode,
        by_when: PlanTime,
    ) -> Result<(), StoreError> {
        const UPSERT: &str = "
            INSERT INTO approval (source, campaign, bureau, approval, obligation, instrument, approver,
                asked_at, by_when, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')
            ON CONFLICT (source, approval) DO UPDATE SET
                approver = excluded.approver, asked_at = excluded.asked_at, by_when = excluded.by_when";
        sqlx::query(UPSERT)
            .bind(self.told.workflow)
            .bind(self.told.campaign.as_str())
            .bind(self.told.bureau.as_str())
            .bind(i64::from(approval))
            .bind(line.obligation.map(ObligationId::as_str))
            .bind(instrument.as_str())
            .bind(of.as_str())
            .bind(line.at.utc())
            .bind(by_when.utc())
            .execute(&mut *self.tx)
            .await
            .doing("write an approval")?;
        Ok(())
    }

    /// A reminder gives the approver more time, and only the reminder says how much.
    pub(super) async fn approval_extend(&mut self, notice: &Notice) -> Result<(), StoreError> {
        let (Instrument::ApprovalReminder, Some((approval, _)), Some(by_when)) =
            (notice.instrument, notice.facts.approval, notice.facts.reply_by)
        else {
            return Ok(());
        };
        self.approval_move(approval, by_when).await
    }

    /// It is to be answered by another instant.
    pub(super) async fn approval_move(&mut self, approval: u32, by_when: PlanTime) -> Result<(), StoreError> {
        const UPDATE: &str = "UPDATE approval SET by_when = $3 WHERE source = $1 AND approval = $2";
        sqlx::query(UPDATE)
            .bind(self.told.workflow)
            .bind(i64::from(approval))
            .bind(by_when.utc())
            .execute(&mut *self.tx)
            .await
            .doing("move an approval")?;
        Ok(())
    }

    pub(super) async fn approval_settle(
        &mut self,
        approval: u32,
        state: &'static str,
        reason: Option<&String>,
        at: PlanTime,
    ) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE approval SET state = $3, settled_at = $4, reason = $5
            WHERE source = $1 AND approval = $2";
        sqlx::query(UPDATE)
            .bind(self.told.workflow)
            .bind(i64::from(approval))
            .bind(state)
            .bind(at.utc())
            .bind(reason)
            .execute(&mut *self.tx)
            .await
            .doing("settle an approval")?;
        Ok(())
    }

    pub(super) async fn approvals_close(&mut self, at: PlanTime) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE approval SET state = 'closed', settled_at = $2 WHERE source = $1 AND state = 'open'";
        sqlx::query(UPDATE)
            .bind(self.told.workflow)
            .bind(at.utc())
            .execute(&mut *self.tx)
            .await
            .doing("close its approvals")?;
        Ok(())
    }
}
