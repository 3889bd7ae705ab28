//! A finding's row: inserted with its first record, and changed by each later one.

use super::writing::Writing;
use crate::error::{Doing, StoreError};
use duban_domain::{
    command::Actor,
    finding::{FindingOutcome, FindingView, Registration, Subject},
    ids::BureauCode,
    time::PlanTime,
};
use sqlx::{Sqlite, query::Query, sqlite::SqliteArguments, types::Json};

impl Writing<'_> {
    pub(super) async fn finding_insert(
        &mut self,
        registration: &Registration,
        by: Option<&Actor>,
        view: &FindingView,
    ) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO finding (standing, grade, ordered_at, due_at, overdue, round, closed_at, outcome,
                on_time, look_back_at, interviewed, handed_over, publicised, exposed, listed, workflow,
                campaign, id, county, subject, subject_name, credit_code, trade, subject_bureau,
                product_group, product_item, kind, risk_source, problem, found_on, corrected, attachments,
                by_bureau, by_name, registered_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
                $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)";
        let (enterprise, bureau) = match &registration.subject {
            Subject::Enterprise { name, credit_code, trade } => (Some((name, credit_code, trade)), None),
            Subject::Bureau { code } => (None, Some(code)),
        };
        changing(sqlx::query(INSERT), view)
            .bind(self.told.workflow)
            .bind(self.told.campaign.as_str())
            .bind(registration.id.as_str())
            .bind(registration.county.as_str())
            .bind(if enterprise.is_some() { "enterprise" } else { "bureau" })
            .bind(enterprise.map(|(name, ..)| name))
            .bind(enterprise.map(|(_, credit_code, _)| credit_code.as_str()))
            .bind(enterprise.map(|(.., trade)| trade.as_str()))
            .bind(bureau.map(BureauCode::as_str))
            .bind(&registration.product.group)
            .bind(&registration.product.item)
            .bind(registration.kind.as_str())
            .bind(registration.source.as_str())
            .bind(&registration.problem)
            .bind(registration.found_on)
            .bind(&registration.corrected)
            .bind(Json(&registration.attachments))
            .bind(by.map(|by| by.bureau.as_str()))
            .bind(by.map(|by| &by.name))
            .bind(view.registered.utc())
            .execute(&mut *self.tx)
            .await
            .doing("insert a finding")?;
        Ok(())
    }

    pub(super) async fn finding_update(&mut self, view: &FindingView) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE finding SET standing = $1, grade = $2, ordered_at = $3, due_at = $4, overdue = $5,
                round = $6, closed_at = $7, outcome = $8, on_time = $9, look_back_at = $10,
                interviewed = $11, handed_over = $12, publicised = $13, exposed = $14, listed = $15
            WHERE workflow = $16";
        let updated = changing(sqlx::query(UPDATE), view)
            .bind(self.told.workflow)
            .execute(&mut *self.tx)
            .await
            .doing("change a finding")?;
        self.found(updated.rows_affected(), || self.told.workflow.to_owned())
    }
}

type FindingStatement<'q> = Query<'q, Sqlite, SqliteArguments>;

/// Binds what changes of a finding, in the order of both statements.
fn changing<'q>(statement: FindingStatement<'q>, view: &FindingView) -> FindingStatement<'q> {
    statement
        .bind(view.standing.as_str())
        .bind(view.grade.as_str())
        .bind(view.ordered.map(PlanTime::utc))
        .bind(view.due.map(PlanTime::utc))
        .bind(view.overdue)
        .bind(i64::from(view.round))
        .bind(view.closed.map(PlanTime::utc))
        .bind(view.outcome.map(FindingOutcome::as_str))
        .bind(view.on_time)
        .bind(view.look_back.map(PlanTime::utc))
        .bind(view.marks.interviewed)
        .bind(view.marks.handed_over)
        .bind(view.marks.publicised)
        .bind(view.marks.exposed)
        .bind(view.marks.listed)
}
