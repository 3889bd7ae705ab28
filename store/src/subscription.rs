//! Calendars: the secret address of a bureau's, and what stands in it.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{
    BureauCode, CampaignId, ObligationId, PlanTime, WallTime, command::Actor, docket::ObligationStatus,
};
use sqlx::sqlite::SqliteRow;

/// A bureau's calendar has an address. The address itself nobody can tell: only a hash of it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarAddress {
    /// Who made it.
    pub by: Actor,
    /// When.
    pub made: WallTime,
}

/// An obligation as a calendar shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarRow {
    /// The campaign.
    pub campaign: CampaignId,
    /// Its title.
    pub campaign_title: String,
    /// The obligation.
    pub obligation: ObligationId,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub standing: ObligationStatus,
    /// When it opens.
    pub opens: PlanTime,
    /// When it is due now.
    pub due: PlanTime,
    /// Whether that is provisional (暂定).
    pub provisional: bool,
    /// How often its due instant has moved.
    pub moves: u32,
    /// When something last happened to it; `None`: nothing has.
    pub changed: Option<PlanTime>,
}

impl Store {
    /// Gives a bureau's calendar an address, known by its hash; one it had before leads nowhere now.
    ///
    /// # Errors
    /// There is no such bureau.
    pub async fn calendar_address_put(
        &self,
        bureau: &BureauCode,
        sha256: &str,
        by: &Actor,
        at: WallTime,
    ) -> Result<(), StoreError> {
        const UPSERT: &str = "
            INSERT INTO calendar_address (bureau, sha256, made_at, by_bureau, by_name)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (bureau) DO UPDATE SET sha256 = excluded.sha256, made_at = excluded.made_at,
                by_bureau = excluded.by_bureau, by_name = excluded.by_name";
        sqlx::query(UPSERT)
            .bind(bureau.as_str())
            .bind(sha256)
            .bind(at.utc())
            .bind(by.bureau.as_str())
            .bind(&by.name)
            .execute(&self.writer)
            .await
            .doing("give a calendar an address")?;
        Ok(())
    }

    /// Takes a calendar's address away. `false`: it had none.
    pub async fn calendar_address_delete(&self, bureau: &BureauCode) -> Result<bool, StoreError> {
        let deleted = sqlx::query("DELETE FROM calendar_address WHERE bureau = $1").bind(bureau.as_str());
        let deleted = deleted.execute(&self.writer).await.doing("take a calendar's address away")?;
        Ok(deleted.rows_affected() > 0)
    }

    /// Who gave a bureau's calendar its address, if it has one.
    pub async fn calendar_address_get(
        &self,
        bureau: &BureauCode,
    ) -> Result<Option<CalendarAddress>, StoreError> {
        let row = sqlx::query("SELECT * FROM calendar_address WHERE bureau = $1").bind(bureau.as_str());
        let row = row.fetch_optional(&self.reader).await;
        let address = |row: &SqliteRow| {
            Ok(CalendarAddress { by: row.actor("by_bureau", "by_name")?, made: row.wall_time("made_at")? })
        };
        row.and_then(|row| row.as_ref().map(address).transpose()).doing("look for a calendar's address")
    }

    /// The bureau whose calendar's address has this hash.
    pub async fn calendar_bureau(&self, sha256: &str) -> Result<Option<BureauCode>, StoreError> {
        let row = sqlx::query("SELECT bureau FROM calendar_address WHERE sha256 = $1").bind(sha256);
        let row = row.fetch_optional(&self.reader).await;
        row.and_then(|row| row.map(|row| row.bureau("bureau")).transpose()).doing("look for a calendar")
    }

    /// What a bureau owes in all campaigns that run for it, by due instant.
    pub async fn calendar_rows(&self, bureau: &BureauCode) -> Result<Vec<CalendarRow>, StoreError> {
        const SELECT: &str = "
            SELECT d.*, c.title AS campaign_title, h.changed_at AS changed_at,
                COALESCE(h.moves, 0) + CASE WHEN h.openings > 1 THEN h.openings - 1 ELSE 0 END AS moves
            FROM duty d
            JOIN participation p ON p.campaign = d.campaign AND p.bureau = d.bureau
            JOIN campaign c ON c.id = d.campaign
            LEFT JOIN (
                SELECT l.campaign, l.obligation, MAX(l.happened_at) AS changed_at,
                    SUM(CASE WHEN l.event IN ('extended', 'returned', 'redated') THEN 1 ELSE 0 END) AS moves,
                    -- What opens again, as the tail's report does, is due anew.
                    SUM(CASE WHEN l.event = 'opened' THEN 1 ELSE 0 END) AS openings
                -- In this order: a docket's lines are few, the ledger's are not.
                FROM participation r CROSS JOIN ledger l
                WHERE r.bureau = $1 AND r.finished_at IS NULL AND l.campaign = r.campaign
                    AND l.bureau = r.bureau AND l.matter IS NULL AND l.obligation IS NOT NULL
                GROUP BY l.campaign, l.obligation
            ) h ON h.campaign = d.campaign AND h.obligation = d.obligation
            WHERE d.bureau = $1 AND p.finished_at IS NULL
            ORDER BY d.due_at, d.campaign, d.obligation";
        let rows = sqlx::query(SELECT).bind(bureau.as_str()).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(entry).collect()).doing("read a bureau's calendar")
    }
}

fn entry(row: &SqliteRow) -> sqlx::Result<CalendarRow> {
    Ok(CalendarRow {
        campaign: row.campaign("campaign")?,
        campaign_title: row.text("campaign_title")?,
        obligation: ObligationId::new(row.text("obligation")?),
        title: row.text("title")?,
        standing: row.spelled("state", ObligationStatus::parse)?,
        opens: row.plan_time("opens_at")?,
        due: row.plan_time("due_at")?,
        provisional: row.flag("provisional")?,
        moves: row.count("moves")?,
        changed: row.plan_time_opt("changed_at")?,
    })
}
