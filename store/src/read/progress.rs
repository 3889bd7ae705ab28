//! How far a campaign is: bureaus, obligations and approvals.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{
    bureau::Level,
    docket::{ObligationStatus, ObligationView, Returned},
    ids::{BureauCode, CampaignId, ObligationId},
    instrument::Instrument,
    tally::{CountedAs, Tally},
    time::PlanTime,
};
use sqlx::sqlite::SqliteRow;

/// How far one bureau is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BureauStatus {
    /// The bureau.
    pub code: BureauCode,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// Its obligations.
    pub tally: Tally,
    /// When nothing was left to wait for.
    pub finished: Option<PlanTime>,
}

/// One obligation of one bureau.
#[derive(Clone, Debug, PartialEq)]
pub struct ObligationRow {
    /// The bureau.
    pub bureau: BureauCode,
    /// The obligation as it stands.
    pub duty: ObligationView,
}

/// An approval that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalRow {
    /// The workflow that asks.
    pub source: String,
    /// Whose docket it belongs to; whom the matter is about.
    pub bureau: BureauCode,
    /// Its number in that docket or matter.
    pub approval: u32,
    /// The obligation it is about.
    pub obligation: Option<ObligationId>,
    /// The document it would issue.
    pub instrument: Instrument,
    /// Who is asked.
    pub of: BureauCode,
    /// Since when.
    pub asked: PlanTime,
    /// Until when.
    pub by_when: PlanTime,
}

/// The columns that [`read_tally`] reads, of a query's obligations `d`: as many rows as there are sorts of them.
macro_rules! tally {
    () => {
        "d.state, d.on_time, COUNT(d.obligation) AS counted"
    };
}
pub(super) use tally;

/// Rows in pieces of those that name the same in a column by which they are sorted.
pub(super) fn alike<'a>(rows: &'a [SqliteRow], column: &'a str) -> impl Iterator<Item = &'a [SqliteRow]> {
    rows.chunk_by(move |a, b| a.text(column).ok() == b.text(column).ok())
}

/// The obligations that these rows count. What a sort is counted as, [`CountedAs`] says.
pub(super) fn read_tally(rows: &[SqliteRow]) -> sqlx::Result<Tally> {
    let counted = |row: &SqliteRow| {
        // Whoever owes nothing has a row that counts nothing.
        let Some(state) = row.spelled_opt("state", ObligationStatus::parse)? else { return Ok(None) };
        Ok(Some((CountedAs::of(state, row.flag_opt("on_time")?), row.count("counted")?)))
    };
    rows.iter().filter_map(|row| counted(row).transpose()).collect()
}

impl Store {
    /// How far each bureau of a campaign is, by code. A bureau appears with its first record.
    pub async fn status(&self, campaign: &CampaignId) -> Result<Vec<BureauStatus>, StoreError> {
        const SELECT: &str = concat!(
            "SELECT b.code, b.name, b.level, p.finished_at, ",
            tally!(),
            " FROM participation p
            JOIN bureau b ON b.code = p.bureau
            LEFT JOIN duty d ON d.campaign = p.campaign AND d.bureau = p.bureau
            WHERE p.campaign = $1
            GROUP BY b.code, b.name, b.level, p.finished_at, d.state, d.on_time ORDER BY b.code"
        );
        let rows = sqlx::query(SELECT).bind(campaign.as_str()).fetch_all(&self.reader).await;
        rows.and_then(|rows| alike(&rows, "code").map(bureau_status).collect())
            .doing("read a campaign's status")
    }

    /// The obligations of a campaign, by bureau and due instant.
    pub async fn duty_list(
        &self,
        campaign: &CampaignId,
        bureau: Option<&BureauCode>,
    ) -> Result<Vec<ObligationRow>, StoreError> {
        const SELECT: &str = "
            SELECT * FROM duty WHERE campaign = $1 AND ($2 IS NULL OR bureau = $2)
            ORDER BY bureau, due_at, obligation";
        let rows = sqlx::query(SELECT)
            .bind(campaign.as_str())
            .bind(bureau.map(BureauCode::as_str))
            .fetch_all(&self.reader)
            .await;
        rows.and_then(|rows| rows.iter().map(duty).collect()).doing("list obligations")
    }

    /// The approvals of a campaign that wait for an answer, the most urgent first.
    pub async fn approval_list(&self, campaign: &CampaignId) -> Result<Vec<ApprovalRow>, StoreError> {
        const SELECT: &str = "
            SELECT * FROM approval WHERE campaign = $1 AND state = 'open'
            ORDER BY by_when, bureau, source, approval";
        let rows = sqlx::query(SELECT).bind(campaign.as_str()).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(approval).collect()).doing("list approvals")
    }
}

fn bureau_status(rows: &[SqliteRow]) -> sqlx::Result<BureauStatus> {
    let row = &rows[0];
    Ok(BureauStatus {
        code: row.bureau("code")?,
        name: row.text("name")?,
        level: row.spelled("level", Level::parse)?,
        tally: read_tally(rows)?,
        finished: row.plan_time_opt("finished_at")?,
    })
}

pub(super) fn duty(row: &SqliteRow) -> sqlx::Result<ObligationRow> {
    let duty = ObligationView {
        id: ObligationId::new(row.text("obligation")?),
        title: row.text("title")?,
        state: row.spelled("state", ObligationStatus::parse)?,
        opens: row.plan_time("opens_at")?,
        due: row.plan_time("due_at")?,
        provisional: row.flag("provisional")?,
        submitted: row.plan_time_opt("submitted_at")?,
        on_time: row.flag_opt("on_time")?,
        round: row.count("round")?,
        returned: row
            .plan_time_opt("returned_at")?
            .zip(row.text_opt("returned_reason")?)
            .map(|(at, reason)| Returned { at, reason }),
        revisions: row.json_opt("revisions")?.unwrap_or_default(),
        request: row.json_opt("request")?,
    };
    Ok(ObligationRow { bureau: row.bureau("bureau")?, duty })
}

pub(super) fn approval(row: &SqliteRow) -> sqlx::Result<ApprovalRow> {
    Ok(ApprovalRow {
        source: row.text("source")?,
        bureau: row.bureau("bureau")?,
        approval: row.count("approval")?,
        obligation: row.obligation_opt("obligation")?,
        instrument: row.spelled("instrument", Instrument::parse)?,
        of: row.bureau("approver")?,
        asked: row.plan_time("asked_at")?,
        by_when: row.plan_time("by_when")?,
    })
}
