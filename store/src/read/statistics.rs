//! Findings in figures, per county.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::ids::{BureauCode, CampaignId};
use sqlx::sqlite::SqliteRow;

/// A county's findings in figures. What was dismissed is no finding and counts apart; what was called
/// off counts nowhere. Findings and orders are two figures (REQUIREMENTS D9): what was put right on
/// the spot was found and never ordered. `closed` and `open` add up to `found`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingStatistics {
    /// The bureau in whose district they lie.
    pub county: BureauCode,
    /// Findings.
    pub found: u32,
    /// Of them, ordered to be rectified.
    pub ordered: u32,
    /// Of them, put right on the spot.
    pub corrected_on_the_spot: u32,
    /// Of them, closed.
    pub closed: u32,
    /// Of the closed ones, those with every piece of evidence in time.
    pub closed_in_time: u32,
    /// Of them, not closed.
    pub open: u32,
    /// Of the open ones, risk signals that wait for triage.
    pub untriaged: u32,
    /// Of the open ones, overdue now.
    pub overdue: u32,
    /// 约谈
    pub interviewed: u32,
    /// 移送
    pub handed_over: u32,
    /// 公示
    pub publicised: u32,
    /// 曝光
    pub exposed: u32,
    /// 挂牌（提请）
    pub listed: u32,
    /// Reported and found to be nothing.
    pub dismissed: u32,
}

/// Read from the tally, which has a line for each sort of finding.
pub(crate) const STATISTICS: &str = "
    SELECT county,
        SUM(CASE WHEN is_finding THEN findings ELSE 0 END) AS found,
        SUM(CASE WHEN is_finding AND ordered THEN findings ELSE 0 END) AS ordered,
        SUM(CASE WHEN is_finding AND outcome = 'corrected-on-the-spot' THEN findings ELSE 0 END) AS corrected,
        SUM(CASE WHEN is_finding AND standing = 'closed' THEN findings ELSE 0 END) AS closed,
        SUM(CASE WHEN is_finding AND standing = 'closed' AND on_time THEN findings ELSE 0 END) AS closed_in_time,
        SUM(CASE WHEN is_finding AND standing <> 'closed' THEN findings ELSE 0 END) AS open,
        SUM(CASE WHEN is_finding AND standing = 'registered' THEN findings ELSE 0 END) AS untriaged,
        SUM(CASE WHEN is_finding AND standing <> 'closed' AND overdue THEN findings ELSE 0 END) AS overdue,
        SUM(CASE WHEN is_finding AND interviewed THEN findings ELSE 0 END) AS interviewed,
        SUM(CASE WHEN is_finding AND handed_over THEN findings ELSE 0 END) AS handed_over,
        SUM(CASE WHEN is_finding AND publicised THEN findings ELSE 0 END) AS publicised,
        SUM(CASE WHEN is_finding AND exposed THEN findings ELSE 0 END) AS exposed,
        SUM(CASE WHEN is_finding AND listed THEN findings ELSE 0 END) AS listed,
        SUM(CASE WHEN NOT is_finding THEN findings ELSE 0 END) AS dismissed
    FROM (
        SELECT county, standing, outcome, ordered, overdue, on_time, interviewed, handed_over, publicised,
            exposed, listed, findings, outcome <> 'dismissed' AS is_finding
        FROM finding_tally WHERE campaign = $1 AND standing <> 'cancelled' AND findings > 0
    ) AS counted
    GROUP BY county ORDER BY county";

impl Store {
    /// The findings of a campaign in figures, by county. A county without any has no line.
    pub async fn finding_statistics(
        &self,
        campaign: &CampaignId,
    ) -> Result<Vec<FindingStatistics>, StoreError> {
        let rows = sqlx::query(STATISTICS).bind(campaign.as_str()).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(statistics).collect()).doing("count findings")
    }
}

fn statistics(row: &SqliteRow) -> sqlx::Result<FindingStatistics> {
    Ok(FindingStatistics {
        county: row.bureau("county")?,
        found: row.count("found")?,
        ordered: row.count("ordered")?,
        corrected_on_the_spot: row.count("corrected")?,
        closed: row.count("closed")?,
        closed_in_time: row.count("closed_in_time")?,
        open: row.count("open")?,
        untriaged: row.count("untriaged")?,
        overdue: row.count("overdue")?,
        interviewed: row.count("interviewed")?,
        handed_over: row.count("handed_over")?,
        publicised: row.count("publicised")?,
        exposed: row.count("exposed")?,
        listed: row.count("listed")?,
        dismissed: row.count("dismissed")?,
    })
}
