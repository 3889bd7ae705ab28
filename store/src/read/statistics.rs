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

/// Read from the index alone.
pub(crate) const STATISTICS: &str = "
    SELECT county,
        COUNT(*) FILTER (WHERE is_finding) AS found,
        COUNT(*) FILTER (WHERE is_finding AND ordered_at IS NOT NULL) AS ordered,
        COUNT(*) FILTER (WHERE is_finding AND outcome = 'corrected-on-the-spot') AS corrected,
        COUNT(*) FILTER (WHERE is_finding AND standing = 'closed') AS closed,
        COUNT(*) FILTER (WHERE is_finding AND standing = 'closed' AND on_time) AS closed_in_time,
        COUNT(*) FILTER (WHERE is_finding AND standing <> 'closed') AS open,
        COUNT(*) FILTER (WHERE is_finding AND standing = 'registered') AS untriaged,
        COUNT(*) FILTER (WHERE is_finding AND standing <> 'closed' AND overdue) AS overdue,
        COUNT(*) FILTER (WHERE is_finding AND interviewed) AS interviewed,
        COUNT(*) FILTER (WHERE is_finding AND handed_over) AS handed_over,
        COUNT(*) FILTER (WHERE is_finding AND publicised) AS publicised,
        COUNT(*) FILTER (WHERE is_finding AND exposed) AS exposed,
        COUNT(*) FILTER (WHERE is_finding AND listed) AS listed,
        COUNT(*) FILTER (WHERE NOT is_finding) AS dismissed
    FROM (
        SELECT county, standing, outcome, ordered_at, overdue, on_time, interviewed, handed_over, publicised,
            exposed, listed, COALESCE(outcome, '') <> 'dismissed' AS is_finding
        FROM finding WHERE campaign = $1 AND standing <> 'cancelled'
    ) AS counted
    GROUP BY county ORDER BY county";

impl Store {
    /// The findings of a campaign in figures, by county. A county without any has no line.
    ///
    /// # Errors
    /// The database's.
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
