//! What waits for whom: the facts a person's desk is laid from. All of it is read along indexes that hold
//! open matters alone, so it costs what is open, whatever was done before.

use super::{
    matters::{IncidentRow, ListingRow, incident, listing},
    notice::{self, NoticeRow},
    progress::{ApprovalRow, ObligationRow, approval, duty},
};
use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
    narrowing::within,
};
use duban_domain::{
    docket::ObligationStatus,
    finding::FindingStatus,
    ids::{BureauCode, CampaignId},
    instrument::Instrument,
    notice::Notice,
    time::PlanTime,
};
use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use std::collections::BTreeSet;

/// The most documents of one bureau that wait to be acknowledged; the newest.
const MOST_DOCUMENTS: i64 = 200;

/// An obligation of a bureau in a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignObligation {
    /// The campaign.
    pub campaign: CampaignId,
    /// The bureau, and the obligation as it stands.
    pub row: ObligationRow,
}

/// An approval that waits for an answer, and why it was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenApproval {
    /// Its campaign.
    pub campaign: CampaignId,
    /// The approval.
    pub row: ApprovalRow,
    /// Whether the approver has been reminded since it was asked.
    pub reminded: bool,
    /// The request: its facts say why.
    pub request: Option<Notice>,
}

/// Findings of a county that want the same thing done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingTurn {
    /// The campaign.
    pub campaign: CampaignId,
    /// The county.
    pub county: BureauCode,
    /// Whether they are findings at bureaus rather than at enterprises.
    pub at_bureaus: bool,
    /// How they stand; `None`: closed, and to be looked at again.
    pub standing: Option<FindingStatus>,
    /// How many.
    pub count: u32,
    /// Of them, overdue.
    pub overdue: u32,
    /// One of them, for when it is the only one.
    pub one: String,
}

impl Store {
    /// Obligations of these bureaus that stand so, in campaigns that run for them, by due instant.
    pub async fn duties_waiting(
        &self,
        bureaus: &BTreeSet<BureauCode>,
        standings: &[ObligationStatus],
    ) -> Result<Vec<CampaignObligation>, StoreError> {
        if bureaus.is_empty() || standings.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT d.* FROM duty d JOIN participation p ON p.campaign = d.campaign AND p.bureau = d.bureau
            WHERE p.finished_at IS NULL AND d.state IN ('open', 'overdue', 'submitted')",
        );
        within(&mut query, "d.bureau", bureaus.iter().map(BureauCode::as_str));
        within(&mut query, "d.state", standings.iter().map(|standing| standing.as_str()));
        query.push(" ORDER BY d.due_at, d.campaign, d.bureau, d.obligation");
        let rows = query.build().fetch_all(&self.reader).await;
        let one =
            |row: &SqliteRow| Ok(CampaignObligation { campaign: row.campaign("campaign")?, row: duty(row)? });
        rows.and_then(|rows| rows.iter().map(one).collect()).doing("list what waits for a bureau")
    }

    /// Obligations of these bureaus about which they asked something that is not decided, in campaigns that run for
    /// them.
    pub async fn requests_waiting(
        &self,
        bureaus: &BTreeSet<BureauCode>,
    ) -> Result<Vec<CampaignObligation>, StoreError> {
        if bureaus.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT d.* FROM duty d JOIN participation p ON p.campaign = d.campaign AND p.bureau = d.bureau
            WHERE p.finished_at IS NULL AND d.request IS NOT NULL",
        );
        within(&mut query, "d.bureau", bureaus.iter().map(BureauCode::as_str));
        query.push(" ORDER BY d.campaign, d.bureau, d.obligation");
        let rows = query.build().fetch_all(&self.reader).await;
        let one =
            |row: &SqliteRow| Ok(CampaignObligation { campaign: row.campaign("campaign")?, row: duty(row)? });
        rows.and_then(|rows| rows.iter().map(one).collect()).doing("list what bureaus asked for")
    }

    /// Approvals that wait for these bureaus, the most urgent first.
    pub async fn approvals_waiting(
        &self,
        approvers: &BTreeSet<BureauCode>,
    ) -> Result<Vec<OpenApproval>, StoreError> {
        if approvers.is_empty() {
            return Ok(Vec::new());
        }
        self.open_approvals(|query| within(query, "a.approver", approvers.iter().map(BureauCode::as_str)))
            .await
    }

    /// Approvals that wait, narrowed, the most urgent first.
    pub(super) async fn open_approvals(
        &self,
        narrow: impl Fn(&mut QueryBuilder<Sqlite>),
    ) -> Result<Vec<OpenApproval>, StoreError> {
        const DOING: &str = "list approvals that wait";
        let mut query = QueryBuilder::<Sqlite>::new("SELECT a.* FROM approval a WHERE a.state = 'open'");
        narrow(&mut query);
        query.push(" ORDER BY a.by_when, a.campaign, a.bureau, a.source, a.approval");
        let one = |row: &SqliteRow| {
            let (campaign, row) = (row.campaign("campaign")?, approval(row)?);
            Ok(OpenApproval { campaign, row, reminded: false, request: None })
        };
        let rows = query.build().fetch_all(&self.reader).await;
        let mut open: Vec<_> =
            rows.and_then(|rows| rows.iter().map(one).collect::<sqlx::Result<_>>()).doing(DOING)?;
        // What their sources have told the approvers since they were asked.
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT DISTINCT n.source, n.ordinal, n.notice FROM approval a JOIN notice n ON n.source = a.source
            WHERE a.state = 'open' AND n.issued_at >= a.asked_at
                AND n.instrument IN ('approval-request', 'approval-reminder')",
        );
        narrow(&mut query);
        query.push(" ORDER BY n.source, n.ordinal");
        for row in &query.build().fetch_all(&self.reader).await.doing(DOING)? {
            let source = row.text("source").doing(DOING)?;
            let notice: Notice = row.json("notice").doing(DOING)?;
            let told = |open: &&mut OpenApproval| {
                open.row.source == source
                    && notice.facts.approval.is_some_and(|(number, _)| number == open.row.approval)
                    && notice.at >= open.row.asked
            };
            let Some(told) = open.iter_mut().find(told) else { continue };
            match notice.instrument {
                Instrument::ApprovalReminder => told.reminded = true,
                _ => told.request = Some(notice),
            }
        }
        Ok(open)
    }

    /// Documents to a bureau that stand and that it has not acknowledged, or has not replied to though a
    /// reply was asked for, newest first; of campaigns and matters that are over, none.
    pub async fn documents_waiting(&self, addressee: &BureauCode) -> Result<Vec<NoticeRow>, StoreError> {
        let mut query = notice::query("");
        query.push(
            " WHERE n.number IS NOT NULL AND (n.acknowledged_at IS NULL OR n.awaits_reply)
                AND n.withdrawn_at IS NULL AND n.voided_at IS NULL
                AND (EXISTS (SELECT 1 FROM participation p WHERE p.finished_at IS NULL
                        AND p.campaign = n.campaign AND p.bureau = n.about
                        AND n.source = 'campaign/' || n.campaign || '/' || n.about)
                    OR EXISTS (SELECT 1 FROM finding f WHERE f.workflow = n.source
                        AND (f.standing NOT IN ('closed', 'cancelled') OR f.look_back_at IS NOT NULL))
                    OR EXISTS (SELECT 1 FROM listing l WHERE l.workflow = n.source
                        AND l.standing IN ('proposed', 'listed', 'applied')))
                AND n.instrument <> 'withdrawal' AND n.addressee = ",
        );
        query.push_bind(addressee.as_str());
        query.push(" ORDER BY n.issued_at DESC, n.id DESC LIMIT ").push_bind(MOST_DOCUMENTS);
        let rows = query.build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(notice::notice).collect()).doing("list documents that wait")
    }

    /// What findings in these counties want done, counted; looked-back ones where that is due by `now`.
    pub async fn finding_turns(
        &self,
        campaign: &CampaignId,
        counties: &BTreeSet<BureauCode>,
        now: PlanTime,
    ) -> Result<Vec<FindingTurn>, StoreError> {
        if counties.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT campaign, county, subject = 'bureau' AS at_bureaus, standing, COUNT(*) AS count,
                COUNT(*) FILTER (WHERE overdue) AS overdue, MIN(id) AS one
            FROM finding WHERE standing IN ('registered', 'ordered', 'filed', 'handed-over') AND campaign = ",
        );
        query.push_bind(campaign.as_str());
        within(&mut query, "county", counties.iter().map(BureauCode::as_str));
        query.push(
            " GROUP BY campaign, county, subject, standing
            UNION ALL
            SELECT campaign, county, subject = 'bureau' AS at_bureaus, NULL AS standing, COUNT(*) AS count,
                0 AS overdue, MIN(id) AS one
            FROM finding WHERE look_back_at IS NOT NULL AND campaign = ",
        );
        query.push_bind(campaign.as_str());
        query.push(" AND look_back_at <= ").push_bind(now.utc());
        within(&mut query, "county", counties.iter().map(BureauCode::as_str));
        query.push(" GROUP BY campaign, county, subject");
        let one = |row: &SqliteRow| {
            Ok(FindingTurn {
                campaign: row.campaign("campaign")?,
                county: row.bureau("county")?,
                at_bureaus: row.flag("at_bureaus")?,
                standing: row.spelled_opt("standing", FindingStatus::parse)?,
                count: row.count("count")?,
                overdue: row.count("overdue")?,
                one: row.text("one")?,
            })
        };
        let rows = query.build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(one).collect()).doing("count what findings want")
    }

    /// Listings of these bureaus in which somebody has something to do next.
    pub async fn listings_waiting(
        &self,
        bureaus: &BTreeSet<BureauCode>,
    ) -> Result<Vec<ListingRow>, StoreError> {
        if bureaus.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM listing WHERE next_at IS NOT NULL");
        within(&mut query, "bureau", bureaus.iter().map(BureauCode::as_str));
        query.push(" ORDER BY next_at, campaign, id");
        let rows = query.build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(listing).collect()).doing("list listings that wait")
    }

    /// Incidents of which a level still has to take note, oldest first.
    pub async fn incidents_open(&self) -> Result<Vec<IncidentRow>, StoreError> {
        const SELECT: &str =
            "SELECT * FROM incident WHERE standing = 'open' ORDER BY reported_at, campaign, id";
        let rows = sqlx::query(SELECT).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(incident).collect()).doing("list open incidents")
    }
}
