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
    tally::Tally,
    time::PlanTime,
};
use sqlx::sqlite::SqliteRow;

/// How far one bureau is. The counts from `on_time` to `open` add up to `total`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BureauStatus {
    /// The bureau.
    pub code: BureauCode,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// How many obligations it has.
    pub total: u32,
    /// Handed in, always in time.
    pub on_time: u32,
    /// Handed in, late at least once.
    pub late: u32,
    /// Lifted.
    pub waived: u32,
    /// Not there when the campaign closed.
    pub unfulfilled: u32,
    /// Due and not there.
    pub overdue: u32,
    /// Not due yet, or not open yet.
    pub open: u32,
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

impl BureauStatus {
    /// The same as figures are made of.
    pub const fn tally(&self) -> Tally {
        let Self { total, on_time, late, waived, unfulfilled, overdue, open, .. } = *self;
        Tally { total, on_time, late, waived, overdue, unfulfilled, open }
    }
}

/// The columns that [`read_tally`] reads, of a query's obligations `d`: what [`Tally::of`] counts.
macro_rules! tally {
    () => {
        "COUNT(d.obligation) AS total,
        COUNT(*) FILTER (WHERE d.state IN ('submitted', 'accepted') AND d.on_time) AS on_time,
        COUNT(*) FILTER (WHERE d.state IN ('submitted', 'accepted') AND d.on_time IS NOT TRUE) AS late,
        COUNT(*) FILTER (WHERE d.state = 'waived') AS waived,
        COUNT(*) FILTER (WHERE d.state = 'unfulfilled') AS unfulfilled,
        COUNT(*) FILTER (WHERE d.state = 'overdue') AS overdue,
        COUNT(*) FILTER (WHERE d.state IN ('pending', 'open')) AS open"
    };
}
pub(super) use tally;

pub(super) fn read_tally(row: &SqliteRow) -> sqlx::Result<Tally> {
    Ok(Tally {
        total: row.count("total")?,
        on_time: row.count("on_time")?,
        late: row.count("late")?,
        waived: row.count("waived")?,
        overdue: row.count("overdue")?,
        unfulfilled: row.count("unfulfilled")?,
        open: row.count("open")?,
    })
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
            GROUP BY b.code, b.name, b.level, p.finished_at ORDER BY b.code"
        );
        let rows = sqlx::query(SELECT).bind(campaign.as_str()).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(bureau_status).collect()).doing("read a campaign's status")
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

fn bureau_status(row: &SqliteRow) -> sqlx::Result<BureauStatus> {
    let Tally { total, on_time, late, waived, overdue, unfulfilled, open } = read_tally(row)?;
    Ok(BureauStatus {
        code: row.bureau("code")?,
        name: row.text("name")?,
        level: row.spelled("level", Level::parse)?,
        total,
        on_time,
        late,
        waived,
        unfulfilled,
        overdue,
        open,
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
