//! The tables that were closed: kept by whoever derives one first, and answered to all the same.

use crate::{
    Store,
    columns::{Columns, json_text, odd},
    error::{Doing, StoreError},
};
use duban_domain::{
    bureau::Level,
    ids::{BureauCode, CampaignId, FindingId, ObligationId},
    league::{About, Fact, LeagueFigures, LeaguePeriod, LeagueSheet, PeriodId, Row, Verdict},
    time::{PlanTime, WallTime},
};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection, sqlite::SqliteRow};

/// How many facts one statement inserts: each binds eleven values, and a statement takes 32,766.
const CHUNK: usize = 1000;

/// A period whose table is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedPeriod {
    /// The period, as it was then.
    pub period: LeaguePeriod,
    /// When its table was kept, by the machines' clock.
    pub frozen: WallTime,
}

/// Which facts of a closed table to read: a province's findings are many.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// Those of obligations.
    Obligations,
    /// All those of one bureau.
    Of(&'a BureauCode),
    /// All.
    All,
}

impl Store {
    /// Keeps a table whose period is closed. The first one that is kept stays: told again, or by somebody
    /// who derived another one, it changes nothing. Says whether it was kept now.
    pub async fn league_freeze(
        &self,
        campaign: &CampaignId,
        sheet: &LeagueSheet,
        now: WallTime,
    ) -> Result<bool, StoreError> {
        const KNOWN: &str = "SELECT 1 FROM league_period WHERE campaign = $1 AND period = $2";
        const SEAL: &str = "
            INSERT INTO league_period (campaign, period, title, from_day, to_day, closes_at, frozen_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        const DOING: &str = "keep a league table";
        let LeaguePeriod { id, title, from, to, closes } = &sheet.period;
        let period = id.to_string();
        let mut tx = self.begin().await?;
        let known: Option<i64> = sqlx::query_scalar(KNOWN)
            .bind(campaign.as_str())
            .bind(&period)
            .fetch_optional(&mut *tx)
            .await
            .doing(DOING)?;
        if known.is_some() {
            return Ok(false);
        }
        rows_insert(&mut tx, campaign, &period, &sheet.rows).await?;
        facts_insert(&mut tx, campaign, &period, &sheet.facts).await?;
        sqlx::query(SEAL)
            .bind(campaign.as_str())
            .bind(&period)
            .bind(title)
            .bind(from)
            .bind(to)
            .bind(closes.utc())
            .bind(now.utc())
            .execute(&mut *tx)
            .await
            .doing(DOING)?;
        tx.commit().await.doing(DOING)?;
        Ok(true)
    }

    /// The closed tables of a campaign, by their close.
    pub async fn league_closed(&self, campaign: &CampaignId) -> Result<Vec<ClosedPeriod>, StoreError> {
        const SELECT: &str = "SELECT * FROM league_period WHERE campaign = $1 ORDER BY closes_at, period";
        let rows = sqlx::query(SELECT).bind(campaign.as_str()).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(closed).collect()).doing("list closed league tables")
    }

    /// A closed table, with the facts that are wanted; `None` where it is not closed.
    pub async fn league_sheet(
        &self,
        campaign: &CampaignId,
        period: &PeriodId,
        wanted: Wanted<'_>,
    ) -> Result<Option<LeagueSheet>, StoreError> {
        const PERIOD: &str = "SELECT * FROM league_period WHERE campaign = $1 AND period = $2";
        const ROWS: &str = "SELECT * FROM league_row WHERE campaign = $1 AND period = $2";
        const DOING: &str = "read a closed league table";
        let name = period.to_string();
        let found =
            sqlx::query(PERIOD).bind(campaign.as_str()).bind(&name).fetch_optional(&self.reader).await;
        let Some(found) = found.and_then(|row| row.as_ref().map(closed).transpose()).doing(DOING)? else {
            return Ok(None);
        };
        let rows = sqlx::query(ROWS).bind(campaign.as_str()).bind(&name).fetch_all(&self.reader).await;
        let mut rows: Vec<Row> = rows.and_then(|rows| rows.iter().map(row).collect()).doing(DOING)?;
        // None comes before any rank in order, and after them in a table.
        rows.sort_by_key(|row| (row.level, row.rank.unwrap_or(u32::MAX), row.bureau.clone()));
        let facts = self.league_facts(campaign, &name, wanted).await?;
        Ok(Some(LeagueSheet { period: found.period, rows, facts }))
    }

    async fn league_facts(
        &self,
        campaign: &CampaignId,
        period: &str,
        wanted: Wanted<'_>,
    ) -> Result<Vec<Fact>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM league_fact WHERE campaign = ");
        query.push_bind(campaign.as_str()).push(" AND period = ").push_bind(period);
        match wanted {
            Wanted::Obligations => query.push(" AND kind = 'obligation'"),
            Wanted::Of(bureau) => {
                query.push(" AND kind IN ('obligation', 'finding') AND bureau = ").push_bind(bureau.as_str())
            }
            Wanted::All => &mut query,
        };
        // As they are derived: by bureau, obligations before findings.
        query.push(" ORDER BY bureau, kind DESC, about, turn");
        let rows = query.build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(fact).collect()).doing("read the facts of a league table")
    }
}

async fn rows_insert(
    tx: &mut SqliteConnection,
    campaign: &CampaignId,
    period: &str,
    rows: &[Row],
) -> Result<(), StoreError> {
    const INSERT: &str = "
        INSERT INTO league_row (campaign, period, bureau, name, level, superiors, rank, owed, handed_in, in_time,
            findings_due, findings_in_time)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    const DOING: &str = "keep a line of a league table";
    for row in rows {
        let figures = row.figures;
        sqlx::query(INSERT)
            .bind(campaign.as_str())
            .bind(period)
            .bind(row.bureau.as_str())
            .bind(&row.name)
            .bind(row.level.as_str())
            .bind(json_text(&row.superiors).doing(DOING)?)
            .bind(row.rank.map(i64::from))
            .bind(i64::from(figures.owed))
            .bind(i64::from(figures.handed_in))
            .bind(i64::from(figures.in_time))
            .bind(i64::from(figures.findings_due))
            .bind(i64::from(figures.findings_in_time))
            .execute(&mut *tx)
            .await
            .doing(DOING)?;
    }
    Ok(())
}

async fn facts_insert(
    tx: &mut SqliteConnection,
    campaign: &CampaignId,
    period: &str,
    facts: &[Fact],
) -> Result<(), StoreError> {
    const DOING: &str = "keep the facts of a league table";
    for chunk in facts.chunks(CHUNK) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO league_fact (campaign, period, bureau, kind, about, turn, due_at, first_due_at,
                received_at, closed_at, verdict) ",
        );
        let mut subjects = Vec::with_capacity(chunk.len());
        for fact in chunk {
            subjects.push(match &fact.about {
                About::Obligation(id) => ("obligation", id.as_str()),
                About::Finding(id) => ("finding", id.as_str()),
                About::Docket => return Err(odd("kind", "a docket")).doing(DOING),
            });
        }
        query.push_values(chunk.iter().zip(subjects), |mut values, (fact, (kind, about))| {
            values
                .push_bind(campaign.as_str())
                .push_bind(period)
                .push_bind(fact.bureau.as_str())
                .push_bind(kind)
                .push_bind(about)
                .push_bind(i64::from(fact.turn))
                .push_bind(fact.due.utc())
                .push_bind(fact.first_due.map(PlanTime::utc))
                .push_bind(fact.received.map(PlanTime::utc))
                .push_bind(fact.closed.map(PlanTime::utc))
                .push_bind(fact.verdict.as_str());
        });
        query.build().execute(&mut *tx).await.doing(DOING)?;
    }
    Ok(())
}

fn period(row: &SqliteRow) -> sqlx::Result<LeaguePeriod> {
    Ok(LeaguePeriod {
        id: row.spelled("period", |text| text.parse().ok())?,
        title: row.text("title")?,
        from: row.day("from_day")?,
        to: row.day("to_day")?,
        closes: row.plan_time("closes_at")?,
    })
}

fn closed(row: &SqliteRow) -> sqlx::Result<ClosedPeriod> {
    Ok(ClosedPeriod { period: period(row)?, frozen: row.wall_time("frozen_at")? })
}

fn row(row: &SqliteRow) -> sqlx::Result<Row> {
    let rank = row.whole_opt("rank")?.map(|_| row.count("rank")).transpose()?;
    Ok(Row {
        bureau: row.bureau("bureau")?,
        name: row.text("name")?,
        level: row.spelled("level", Level::parse)?,
        superiors: row.json("superiors")?,
        rank,
        figures: LeagueFigures {
            owed: row.count("owed")?,
            handed_in: row.count("handed_in")?,
            in_time: row.count("in_time")?,
            findings_due: row.count("findings_due")?,
            findings_in_time: row.count("findings_in_time")?,
        },
    })
}

fn fact(row: &SqliteRow) -> sqlx::Result<Fact> {
    let about = row.text("about")?;
    Ok(Fact {
        bureau: row.bureau("bureau")?,
        about: match row.text("kind")?.as_str() {
            "finding" => About::Finding(FindingId::new(about)),
            _ => About::Obligation(ObligationId::new(about)),
        },
        turn: row.count("turn")?,
        due: row.plan_time("due_at")?,
        first_due: row.plan_time_opt("first_due_at")?,
        received: row.plan_time_opt("received_at")?,
        closed: row.plan_time_opt("closed_at")?,
        verdict: row.spelled("verdict", Verdict::parse)?,
    })
}
