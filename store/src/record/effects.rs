//! What effects change besides the ledger: obligations, approvals, marks on documents.

use super::{Writing, whole};
use crate::error::{Doing, StoreError};
use duban_domain::{
    docket::DutyView,
    effect::{Effect, What},
    ids::ObligationId,
    instrument::Instrument,
    notice::Notice,
    time::PlanTime,
};
use serde_json::Value;
use sqlx::types::Json;

impl Writing<'_> {
    pub(super) async fn participation_insert(&mut self) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO participation (campaign, bureau) VALUES ($1, $2)
            ON CONFLICT (campaign, bureau) DO NOTHING";
        sqlx::query(INSERT)
            .bind(self.record.campaign.as_str())
            .bind(self.record.bureau.as_str())
            .execute(&mut *self.tx)
            .await
            .doing("note that the bureau takes part")?;
        Ok(())
    }

    pub(super) async fn ledger_insert(
        &mut self,
        sequence: i64,
        position: usize,
        effect: &Effect,
    ) -> Result<(), StoreError> {
        const DOING: &str = "add a line to the ledger";
        const INSERT: &str = "
            INSERT INTO ledger (workflow, sequence, position, campaign, bureau, happened_at, obligation,
                event, by_bureau, by_name, detail)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let detail = serde_json::to_value(&effect.what);
        let detail = detail.map_err(|error| sqlx::Error::Encode(error.into())).doing(DOING)?;
        let event = detail.get("event").and_then(Value::as_str).unwrap_or_default().to_owned();
        sqlx::query(INSERT)
            .bind(&self.record.workflow)
            .bind(sequence)
            .bind(whole("position", position).doing(DOING)?)
            .bind(self.record.campaign.as_str())
            .bind(self.record.bureau.as_str())
            .bind(effect.at.utc())
            .bind(effect.obligation.as_ref().map(ObligationId::as_str))
            .bind(event)
            .bind(effect.by.as_ref().map(|by| by.bureau.as_str()))
            .bind(effect.by.as_ref().map(|by| by.name.as_str()))
            .bind(Json(detail))
            .execute(&mut *self.tx)
            .await
            .doing(DOING)?;
        Ok(())
    }

    pub(super) async fn effect_apply(&mut self, effect: &Effect) -> Result<(), StoreError> {
        let at = effect.at;
        match &effect.what {
            What::Issued { notice } => {
                self.notice_insert(notice).await?;
                self.approval_extend(notice).await
            }
            What::Withdrawn { notice } => self.notice_withdraw(*notice, at).await,
            What::Acknowledged { notice, reply } => {
                self.notice_acknowledge(*notice, reply.as_deref(), at).await
            }
            What::ApprovalAsked { .. } => self.approval_ask(effect).await,
            What::Approved { approval } => self.approval_settle(*approval, "approved", None, at).await,
            What::Declined { approval, reason } => {
                self.approval_settle(*approval, "declined", Some(reason), at).await
            }
            What::ApprovalClosed { approval } => self.approval_settle(*approval, "closed", None, at).await,
            What::ApprovalLapsed { approval } => self.approval_settle(*approval, "lapsed", None, at).await,
            What::Finished | What::Cancelled => self.participation_finish(at).await,
            What::PhaseStarted { .. }
            | What::PhaseEnded { .. }
            | What::Opened { .. }
            | What::FellDue
            | What::ReminderSkipped { .. }
            | What::Overtaken { .. }
            | What::Submitted { .. }
            | What::Accepted
            | What::Returned { .. }
            | What::Extended { .. }
            | What::Waived { .. }
            | What::Unfulfilled
            | What::Voided { .. }
            | What::ListingOpened { .. }
            | What::ListingRevoked { .. }
            | What::FindingsCounted { .. }
            | What::TailCut { .. }
            | What::Outage { .. } => Ok(()),
        }
    }

    pub(super) async fn duty_upsert(&mut self, duty: &DutyView) -> Result<(), StoreError> {
        const UPSERT: &str = "
            INSERT INTO duty (campaign, bureau, obligation, title, state, opens_at, due_at, submitted_at,
                on_time, round)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (campaign, bureau, obligation) DO UPDATE SET
                title = excluded.title, state = excluded.state, opens_at = excluded.opens_at,
                due_at = excluded.due_at, submitted_at = excluded.submitted_at,
                on_time = excluded.on_time, round = excluded.round";
        sqlx::query(UPSERT)
            .bind(self.record.campaign.as_str())
            .bind(self.record.bureau.as_str())
            .bind(duty.id.as_str())
            .bind(&duty.title)
            .bind(duty.state.as_str())
            .bind(duty.opens.utc())
            .bind(duty.due.utc())
            .bind(duty.submitted.map(PlanTime::utc))
            .bind(duty.on_time)
            .bind(i64::from(duty.round))
            .execute(&mut *self.tx)
            .await
            .doing("write an obligation")?;
        Ok(())
    }

    /// An approval is asked: the first time, or of the next bureau up.
    async fn approval_ask(&mut self, effect: &Effect) -> Result<(), StoreError> {
        const UPSERT: &str = "
            INSERT INTO approval (campaign, bureau, approval, obligation, instrument, approver, asked_at,
                by_when, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open')
            ON CONFLICT (campaign, bureau, approval) DO UPDATE SET
                approver = excluded.approver, asked_at = excluded.asked_at, by_when = excluded.by_when";
        let What::ApprovalAsked { approval, instrument, of, by_when } = &effect.what else { return Ok(()) };
        sqlx::query(UPSERT)
            .bind(self.record.campaign.as_str())
            .bind(self.record.bureau.as_str())
            .bind(i64::from(*approval))
            .bind(effect.obligation.as_ref().map(ObligationId::as_str))
            .bind(instrument.as_str())
            .bind(of.as_str())
            .bind(effect.at.utc())
            .bind(by_when.utc())
            .execute(&mut *self.tx)
            .await
            .doing("write an approval")?;
        Ok(())
    }

    /// A reminder gives the approver more time, and only the reminder says how much.
    async fn approval_extend(&mut self, notice: &Notice) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE approval SET by_when = $4 WHERE campaign = $1 AND bureau = $2 AND approval = $3";
        let (Instrument::ApprovalReminder, Some((approval, _)), Some(by_when)) =
            (notice.instrument, notice.facts.approval, notice.facts.reply_by)
        else {
            return Ok(());
        };
        sqlx::query(UPDATE)
            .bind(self.record.campaign.as_str())
            .bind(self.record.bureau.as_str())
            .bind(i64::from(approval))
            .bind(by_when.utc())
            .execute(&mut *self.tx)
            .await
            .doing("extend an approval")?;
        Ok(())
    }

    async fn approval_settle(
        &mut self,
        approval: u32,
        state: &'static str,
        reason: Option<&String>,
        at: PlanTime,
    ) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE approval SET state = $4, settled_at = $5, reason = $6
            WHERE campaign = $1 AND bureau = $2 AND approval = $3";
        sqlx::query(UPDATE)
            .bind(self.record.campaign.as_str())
            .bind(self.record.bureau.as_str())
            .bind(i64::from(approval))
            .bind(state)
            .bind(at.utc())
            .bind(reason)
            .execute(&mut *self.tx)
            .await
            .doing("settle an approval")?;
        Ok(())
    }

    /// The docket takes no more commands: what it asked nobody can answer any more.
    async fn participation_finish(&mut self, at: PlanTime) -> Result<(), StoreError> {
        const CLOSE: &str = "
            UPDATE approval SET state = 'closed', settled_at = $3
            WHERE campaign = $1 AND bureau = $2 AND state = 'open'";
        const UPDATE: &str = "UPDATE participation SET finished_at = $3 WHERE campaign = $1 AND bureau = $2";
        sqlx::query(UPDATE)
            .bind(self.record.campaign.as_str())
            .bind(self.record.bureau.as_str())
            .bind(at.utc())
            .execute(&mut *self.tx)
            .await
            .doing("note that the bureau has finished")?;
        sqlx::query(CLOSE)
            .bind(self.record.campaign.as_str())
            .bind(self.record.bureau.as_str())
            .bind(at.utc())
            .execute(&mut *self.tx)
            .await
            .doing("close its approvals")?;
        Ok(())
    }
}
