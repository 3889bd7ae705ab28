//! The rows of listings and incidents: inserted with the first record, and changed by each later one.

use super::writing::Writing;
use crate::error::{Doing, StoreError};
use duban_domain::{
    ids::{FindingId, ListingId, ObligationId},
    incident::{IncidentOpening, IncidentView},
    listing::{ListingOpening, ListingTarget, ListingView},
    time::PlanTime,
};
use sqlx::{Sqlite, query::Query, sqlite::SqliteArguments, types::Json};

impl Writing<'_> {
    pub(super) async fn listing_insert(
        &mut self,
        opening: &ListingOpening,
        view: &ListingView,
    ) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO listing (standing, listed_at, until_at, expired, published_at, plan_filed_at,
                progress, delisted_at, next_task, next_at, workflow, campaign, id, bureau, target,
                obligation, finding, grounds, reason, by_bureau, by_name, opened_at, issued_notice,
                issued_by, previous)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
                $20, $21, $22, $23, $24, $25)";
        let (target, obligation, finding) = match &opening.target {
            ListingTarget::Bureau { obligation } => ("bureau", obligation.as_ref(), None),
            ListingTarget::Finding { finding, .. } => ("finding", None, Some(finding)),
        };
        let (by, issued) = (opening.by.as_ref(), opening.issued.as_ref());
        listing_changing(sqlx::query(INSERT), view)
            .bind(self.told.workflow)
            .bind(self.told.campaign.as_str())
            .bind(opening.id.as_str())
            .bind(opening.party.bureau.as_str())
            .bind(target)
            .bind(obligation.map(ObligationId::as_str))
            .bind(finding.map(FindingId::as_str))
            .bind(Json(&opening.grounds))
            .bind(&opening.reason)
            .bind(by.map(|by| by.bureau.as_str()))
            .bind(by.map(|by| &by.name))
            .bind(opening.at.utc())
            .bind(issued.map(|issued| i64::from(issued.notice)))
            .bind(issued.map(|issued| issued.from.as_str()))
            .bind(opening.previous.as_ref().map(ListingId::as_str))
            .execute(&mut *self.tx)
            .await
            .doing("insert a listing")?;
        Ok(())
    }

    pub(super) async fn listing_update(&mut self, view: &ListingView) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE listing SET standing = $1, listed_at = $2, until_at = $3, expired = $4,
                published_at = $5, plan_filed_at = $6, progress = $7, delisted_at = $8, next_task = $9,
                next_at = $10
            WHERE workflow = $11";
        let updated = listing_changing(sqlx::query(UPDATE), view)
            .bind(self.told.workflow)
            .execute(&mut *self.tx)
            .await
            .doing("change a listing")?;
        self.found(updated.rows_affected(), || self.told.workflow.to_owned())
    }

    pub(super) async fn incident_insert(
        &mut self,
        opening: &IncidentOpening,
        view: &IncidentView,
    ) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO incident (workflow, campaign, id, bureau, title, text, attachments, by_bureau,
                by_name, reported_at, standing, levels)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        sqlx::query(INSERT)
            .bind(self.told.workflow)
            .bind(self.told.campaign.as_str())
            .bind(opening.id.as_str())
            .bind(opening.party.bureau.as_str())
            .bind(&opening.title)
            .bind(&opening.text)
            .bind(Json(&opening.attachments))
            .bind(opening.by.bureau.as_str())
            .bind(&opening.by.name)
            .bind(opening.at.utc())
            .bind(view.standing.as_str())
            .bind(Json(&view.levels))
            .execute(&mut *self.tx)
            .await
            .doing("insert an incident")?;
        Ok(())
    }

    pub(super) async fn incident_update(&mut self, view: &IncidentView) -> Result<(), StoreError> {
        let updated = sqlx::query("UPDATE incident SET standing = $1, levels = $2 WHERE workflow = $3")
            .bind(view.standing.as_str())
            .bind(Json(&view.levels))
            .bind(self.told.workflow)
            .execute(&mut *self.tx)
            .await
            .doing("change an incident")?;
        self.found(updated.rows_affected(), || self.told.workflow.to_owned())
    }
}

type MatterStatement<'q> = Query<'q, Sqlite, SqliteArguments>;

/// Binds what changes of a listing, in the order of both statements.
fn listing_changing<'q>(statement: MatterStatement<'q>, view: &ListingView) -> MatterStatement<'q> {
    statement
        .bind(view.standing.as_str())
        .bind(view.listed.map(PlanTime::utc))
        .bind(view.until.map(PlanTime::utc))
        .bind(view.expired)
        .bind(view.published.map(PlanTime::utc))
        .bind(view.plan_filed.map(PlanTime::utc))
        .bind(i64::from(view.progress))
        .bind(view.delisted.map(PlanTime::utc))
        .bind(view.next.map(|(task, _)| Json(task)))
        .bind(view.next.map(|(_, at)| at.utc()))
}
