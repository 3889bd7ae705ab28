//! Holidays that were imported, and which of them a campaign goes by.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{
    command::Actor,
    holidays::{AnnouncedDay, AnnouncedYear, HolidayOrigin, KnownYear},
    ids::{BureauCode, CampaignId},
    record::PostboxWakeUp,
    time::WallTime,
};
use sqlx::{SqliteConnection, sqlite::SqliteRow, types::Json};
use std::collections::BTreeMap;

/// A campaign's dates are moved to what was known at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayApplication {
    /// The campaign.
    pub campaign: CampaignId,
    /// The holidays imported up to then are those it goes by.
    pub known: WallTime,
    /// Who decided it.
    pub by: Actor,
    /// When it was begun.
    pub begun: WallTime,
    /// When the last machine had been told; `None` while one has not.
    pub finished: Option<WallTime>,
}

impl Store {
    /// Keeps imported years, all or none. A year that is known to be so already is not kept again.
    pub async fn holiday_year_insert(
        &self,
        years: &[AnnouncedYear],
        source: &str,
        by: &Actor,
        at: WallTime,
    ) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO holiday_year (year, days, source, by_bureau, by_name, imported_at)
            VALUES ($1, $2, $3, $4, $5, $6)";
        let known = self.holiday_year_list(None).await?;
        let is_new = |year: &&AnnouncedYear| known.iter().all(|known| known.announced != **year);
        let mut tx = self.begin().await?;
        for year in years.iter().filter(is_new) {
            sqlx::query(INSERT)
                .bind(i64::from(year.year))
                .bind(Json(&year.days))
                .bind(source)
                .bind(by.bureau.as_str())
                .bind(&by.name)
                .bind(at.utc())
                .execute(&mut *tx)
                .await
                .doing("keep a year's holidays")?;
        }
        tx.commit().await.doing("commit the holidays")
    }

    /// The years that were imported, as they counted at an instant; `None`: as they count now.
    pub async fn holiday_year_list(&self, at: Option<WallTime>) -> Result<Vec<KnownYear>, StoreError> {
        const SELECT: &str = "
            SELECT h.* FROM holiday_year h
            WHERE ($1 IS NULL OR h.imported_at <= $1) AND NOT EXISTS (
                SELECT 1 FROM holiday_year later
                WHERE later.year = h.year AND later.id > h.id AND ($1 IS NULL OR later.imported_at <= $1))
            ORDER BY h.year";
        let rows = sqlx::query(SELECT).bind(at.map(WallTime::utc)).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(known_year).collect()).doing("list the holidays")
    }

    /// Up to when imported holidays count in a campaign: its launch, or the last time they were applied to
    /// it.
    pub async fn holiday_known_to(&self, campaign: &CampaignId) -> Result<Option<WallTime>, StoreError> {
        const SELECT: &str = "
            SELECT MAX(known) AS known FROM (
                SELECT launched_at AS known FROM campaign WHERE id = $1
                UNION ALL SELECT known_at FROM holiday_application WHERE campaign = $1)";
        let row = sqlx::query(SELECT).bind(campaign.as_str()).fetch_one(&self.reader).await;
        row.and_then(|row| row.wall_time_opt("known")).doing("read which holidays a campaign goes by")
    }

    /// Keeps the decision that campaigns go by what was known at an instant, for all of them or none. One
    /// that was kept before stays as it is.
    ///
    /// # Errors
    /// A campaign is not in the store.
    pub async fn holiday_application_insert(
        &self,
        campaigns: &[CampaignId],
        known: WallTime,
        by: &Actor,
        begun: WallTime,
    ) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO holiday_application (campaign, known_at, by_bureau, by_name, begun_at)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT (campaign, known_at) DO NOTHING";
        let mut tx = self.begin().await?;
        for campaign in campaigns {
            sqlx::query(INSERT)
                .bind(campaign.as_str())
                .bind(known.utc())
                .bind(by.bureau.as_str())
                .bind(&by.name)
                .bind(begun.utc())
                .execute(&mut *tx)
                .await
                .doing("keep an application of holidays")?;
        }
        tx.commit().await.doing("commit the application of holidays")
    }

    /// Applications that some machine has not been told of yet, the oldest first.
    pub async fn holiday_application_open(&self) -> Result<Vec<HolidayApplication>, StoreError> {
        const SELECT: &str = "SELECT * FROM holiday_application WHERE finished_at IS NULL ORDER BY id";
        let rows = sqlx::query(SELECT).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(application).collect()).doing("list applications of holidays")
    }

    /// Every machine of the campaign has been told. With the last campaign, the news of moved dates that
    /// waited for this may go: says to whom, so that somebody knocks at their postboxes.
    pub async fn holiday_application_finish(
        &self,
        campaign: &CampaignId,
        known: WallTime,
        at: WallTime,
    ) -> Result<Vec<PostboxWakeUp>, StoreError> {
        const UPDATE: &str = "
            UPDATE holiday_application SET finished_at = $3
            WHERE campaign = $1 AND known_at = $2 AND finished_at IS NULL";
        let mut tx = self.begin().await?;
        sqlx::query(UPDATE)
            .bind(campaign.as_str())
            .bind(known.utc())
            .bind(at.utc())
            .execute(&mut *tx)
            .await
            .doing("finish an application of holidays")?;
        let released = release(&mut tx).await?;
        tx.commit().await.doing("commit the end of an application")?;
        Ok(released)
    }
}

/// Lets go what waited until every machine had been told of moved dates or an amended plan, if none is left.
pub(crate) async fn release(tx: &mut SqliteConnection) -> Result<Vec<PostboxWakeUp>, StoreError> {
    const OPEN: &str = "
        SELECT (SELECT COUNT(*) FROM holiday_application WHERE finished_at IS NULL)
            + (SELECT COUNT(*) FROM plan_version WHERE told_at IS NULL)";
    const RELEASE: &str = "
        UPDATE delivery SET send_from = held_from, held_from = NULL
        WHERE held_from IS NOT NULL AND state = 'waiting'
        RETURNING recipient, urgent, send_from";
    const DOING: &str = "let the news of moved dates go";
    let open: i64 = sqlx::query_scalar(OPEN).fetch_one(&mut *tx).await.doing(DOING)?;
    if open > 0 {
        return Ok(Vec::new());
    }
    let rows = sqlx::query(RELEASE).fetch_all(&mut *tx).await.doing(DOING)?;
    let mut first: BTreeMap<(BureauCode, bool), WallTime> = BTreeMap::new();
    for row in &rows {
        let to = (row.bureau("recipient").doing(DOING)?, row.flag("urgent").doing(DOING)?);
        let from = row.wall_time("send_from").doing(DOING)?;
        first.entry(to).and_modify(|first| *first = from.min(*first)).or_insert(from);
    }
    let knock = |((bureau, urgent), from)| PostboxWakeUp { bureau, from, urgent };
    Ok(first.into_iter().map(knock).collect())
}

fn known_year(row: &SqliteRow) -> sqlx::Result<KnownYear> {
    let days: Vec<AnnouncedDay> = row.json("days")?;
    Ok(KnownYear {
        announced: AnnouncedYear::new(row.count("year")?, days),
        origin: HolidayOrigin::Imported {
            source: row.text("source")?,
            by: row.actor("by_bureau", "by_name")?,
            at: row.wall_time("imported_at")?,
        },
    })
}

fn application(row: &SqliteRow) -> sqlx::Result<HolidayApplication> {
    Ok(HolidayApplication {
        campaign: row.campaign("campaign")?,
        known: row.wall_time("known_at")?,
        by: row.actor("by_bureau", "by_name")?,
        begun: row.wall_time("begun_at")?,
        finished: row.wall_time_opt("finished_at")?,
    })
}
