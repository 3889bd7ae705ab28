//! What is due and not there, and what waits for somebody, over a whole campaign; the letters about it; and the
//! lines that tell how a campaign went.

use super::{
    desk::OpenApproval,
    notice::{self, NoticeRow},
    progress::{ObligationRow, duty},
};
use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
    narrowing::within,
};
use duban_domain::{
    docket::ObligationStatus,
    event::DocketEvent,
    ids::{BureauCode, CampaignId, ObligationId},
    instrument::Instrument,
    trend::{TrendLine, TrendTurn},
};
use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use std::collections::BTreeSet;

/// Obligations that are asked about at once.
const MOST_WANTED: usize = 500;

impl Store {
    /// Obligations of a campaign that were due and are not there, also when it has closed over them, and those of
    /// `reviewed` that were handed in and wait for a review, by bureau and due instant.
    pub async fn lagging_duties(
        &self,
        campaign: &CampaignId,
        reviewed: &[ObligationId],
    ) -> Result<Vec<ObligationRow>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT d.* FROM duty d WHERE d.campaign = ");
        query.push_bind(campaign.as_str());
        query.push(" AND (d.state IN ('overdue', 'unfulfilled')");
        if !reviewed.is_empty() {
            query.push(" OR (d.state = ").push_bind(ObligationStatus::Submitted.as_str());
            within(&mut query, "d.obligation", reviewed.iter().map(ObligationId::as_str));
            query.push(")");
        }
        query.push(") ORDER BY d.bureau, d.due_at, d.obligation");
        let rows = query.build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(duty).collect()).doing("list what lags")
    }

    /// How an obligation of a campaign stands with every bureau that owes it, by bureau.
    pub async fn duty_everywhere(
        &self,
        campaign: &CampaignId,
        obligation: &ObligationId,
    ) -> Result<Vec<ObligationRow>, StoreError> {
        const SELECT: &str = "SELECT * FROM duty WHERE campaign = $1 AND obligation = $2 ORDER BY bureau";
        let rows = sqlx::query(SELECT).bind(campaign.as_str()).bind(obligation.as_str());
        let rows = rows.fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(duty).collect()).doing("list who owes an obligation")
    }

    /// Letters to these bureaus that asked for a reply which has not come, oldest first; of campaigns and matters
    /// that are over, none.
    pub async fn letters_unanswered(
        &self,
        addressees: &BTreeSet<BureauCode>,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        if addressees.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = notice::query("");
        // The first line is the partial index's own condition, so that it is read along that.
        query.push(
            " WHERE n.number IS NOT NULL AND (n.acknowledged_at IS NULL OR n.awaits_reply)
                AND n.withdrawn_at IS NULL AND n.voided_at IS NULL AND n.awaits_reply",
        );
        within(&mut query, "n.addressee", addressees.iter().map(BureauCode::as_str));
        query.push(
            " AND (EXISTS (SELECT 1 FROM participation p WHERE p.finished_at IS NULL
                    AND p.campaign = n.campaign AND p.bureau = n.about
                    AND n.source = 'campaign/' || n.campaign || '/' || n.about)
                OR EXISTS (SELECT 1 FROM finding f WHERE f.workflow = n.source
                    AND f.standing NOT IN ('closed', 'cancelled'))
                OR EXISTS (SELECT 1 FROM listing l WHERE l.workflow = n.source
                    AND l.standing IN ('proposed', 'listed', 'applied')))
            ORDER BY n.issued_at, n.id",
        );
        let rows = query.build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(notice::notice).collect()).doing("list letters without a reply")
    }

    /// The approvals of a campaign that wait for an answer, the most urgent first, each with its request.
    pub async fn approvals_open(&self, campaign: &CampaignId) -> Result<Vec<OpenApproval>, StoreError> {
        self.open_approvals(|query| {
            query.push(" AND a.campaign = ").push_bind(campaign.as_str().to_owned());
        })
        .await
    }

    /// The documents about these obligations that dockets' ladders issued and that stand, oldest first.
    pub async fn letters_about(
        &self,
        wanted: &[(CampaignId, BureauCode, ObligationId)],
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let mut letters = Vec::new();
        for part in wanted.chunks(MOST_WANTED) {
            let mut query = notice::query("");
            query.push(" WHERE (n.campaign, n.about, n.obligation) IN (");
            query.push_values(part, |mut row, (campaign, bureau, obligation)| {
                row.push_bind(campaign.as_str().to_owned())
                    .push_bind(bureau.as_str().to_owned())
                    .push_bind(obligation.as_str().to_owned());
            });
            query.push(") AND n.number IS NOT NULL AND n.withdrawn_at IS NULL AND n.voided_at IS NULL");
            let ladder = Instrument::ALL.iter().filter(|one| one.may_stand_on_a_ladder());
            within(&mut query, "n.instrument", ladder.map(|one| one.as_str()));
            query.push(
                " AND n.source = 'campaign/' || n.campaign || '/' || n.about ORDER BY n.issued_at, n.id",
            );
            let rows = query.build().fetch_all(&self.reader).await;
            let rows =
                rows.and_then(|rows| rows.iter().map(notice::notice).collect::<sqlx::Result<Vec<_>>>());
            letters.extend(rows.doing("list letters about obligations")?);
        }
        Ok(letters)
    }

    /// What changed the counts of a campaign's obligations, in the order it was written.
    pub async fn trend_lines(&self, campaign: &CampaignId) -> Result<Vec<TrendLine>, StoreError> {
        // The list of events is the partial index's own, word for word.
        const SELECT: &str = "
            SELECT bureau, obligation, happened_at, detail FROM ledger
            WHERE campaign = $1 AND matter IS NULL AND event IN
                ('opened', 'fell-due', 'submitted', 'returned', 'extended', 'waived', 'unfulfilled')
            ORDER BY id";
        let rows = sqlx::query(SELECT).bind(campaign.as_str()).fetch_all(&self.reader).await;
        let lines = rows.and_then(|rows| {
            rows.iter().filter_map(|row| trend_line(row).transpose()).collect::<sqlx::Result<_>>()
        });
        lines.doing("read how a campaign went")
    }
}

fn trend_line(row: &SqliteRow) -> sqlx::Result<Option<TrendLine>> {
    let event: DocketEvent = row.json("detail")?;
    let (Some(turn), Some(obligation)) = (TrendTurn::of(&event), row.obligation_opt("obligation")?) else {
        return Ok(None);
    };
    Ok(Some(TrendLine { bureau: row.bureau("bureau")?, obligation, at: row.plan_time("happened_at")?, turn }))
}
