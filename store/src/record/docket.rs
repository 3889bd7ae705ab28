//! What a docket's record writes of its own: who takes part, and the obligations.

use super::writing::Writing;
use crate::error::{Doing, StoreError};
use duban_domain::{docket::ObligationView, time::PlanTime};
use sqlx::types::Json;

impl Writing<'_> {
    pub(super) async fn participation_insert(&mut self) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO participation (campaign, bureau) VALUES ($1, $2)
            ON CONFLICT (campaign, bureau) DO NOTHING";
        sqlx::query(INSERT)
            .bind(self.told.campaign.as_str())
            .bind(self.told.bureau.as_str())
            .execute(&mut *self.tx)
            .await
            .doing("note that the bureau takes part")?;
        Ok(())
    }

    pub(super) async fn participation_finish(&mut self, at: PlanTime) -> Result<(), StoreError> {
        const UPDATE: &str = "UPDATE participation SET finished_at = $3 WHERE campaign = $1 AND bureau = $2";
        sqlx::query(UPDATE)
            .bind(self.told.campaign.as_str())
            .bind(self.told.bureau.as_str())
            .bind(at.utc())
            .execute(&mut *self.tx)
            .await
            .doing("note that the bureau has finished")?;
        Ok(())
    }

    pub(super) async fn duty_upsert(&mut self, duty: &ObligationView) -> Result<(), StoreError> {
        const UPSERT: &str = "
            INSERT INTO duty (campaign, bureau, obligation, title, state, opens_at, due_at, submitted_at,
                on_time, round, provisional, returned_at, returned_reason, revisions, request)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (campaign, bureau, obligation) DO UPDATE SET
                title = excluded.title, state = excluded.state, opens_at = excluded.opens_at,
                due_at = excluded.due_at, submitted_at = excluded.submitted_at,
                on_time = excluded.on_time, round = excluded.round, provisional = excluded.provisional,
                returned_at = excluded.returned_at, returned_reason = excluded.returned_reason,
                revisions = excluded.revisions, request = excluded.request";
        sqlx::query(UPSERT)
            .bind(self.told.campaign.as_str())
            .bind(self.told.bureau.as_str())
            .bind(duty.id.as_str())
            .bind(&duty.title)
            .bind(duty.state.as_str())
            .bind(duty.opens.utc())
            .bind(duty.due.utc())
            .bind(duty.submitted.map(PlanTime::utc))
            .bind(duty.on_time)
            .bind(i64::from(duty.round))
            .bind(duty.provisional)
            .bind(duty.returned.as_ref().map(|returned| returned.at.utc()))
            .bind(duty.returned.as_ref().map(|returned| returned.reason.as_str()))
            .bind((!duty.revisions.is_empty()).then_some(Json(&duty.revisions)))
            .bind(duty.request.as_ref().map(Json))
            .execute(&mut *self.tx)
            .await
            .doing("write an obligation")?;
        Ok(())
    }
}
