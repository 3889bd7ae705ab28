//! Findings one by one: what is registered about each, and how it stands.

use crate::{
    Store,
    columns::{Columns, odd},
    error::{Doing, StoreError},
};
use chrono::NaiveDate;
use duban_domain::{
    attachment::Attachment,
    command::Actor,
    finding::{
        CreditCode, FindingMarks, FindingOutcome, FindingStatus, FindingView, Grade, ProblemKind, Product,
        Registration, Source, Subject, Trade,
    },
    ids::{BureauCode, CampaignId, FindingId},
    time::PlanTime,
};
use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use std::collections::{BTreeMap, BTreeSet};

/// How many ids one query asks for.
const CHUNK: usize = 500;

/// One row of the findings' ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingRow {
    /// Its campaign.
    pub campaign: CampaignId,
    /// Its id within the campaign.
    pub id: FindingId,
    /// The bureau in whose district it lies.
    pub county: BureauCode,
    /// Whom it concerns.
    pub subject: Subject,
    /// The product.
    pub product: Product,
    /// Production or circulation.
    pub kind: ProblemKind,
    /// Where it comes from.
    pub source: Source,
    /// The problem.
    pub problem: String,
    /// The day it was found.
    pub found_on: NaiveDate,
    /// The result, where it was put right on the spot.
    pub corrected: Option<String>,
    /// Who registered it.
    pub by: Option<Actor>,
    /// How it stands.
    pub view: FindingView,
}

/// A finding and what only its own page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingDetail {
    /// Its row.
    pub row: FindingRow,
    /// Its workflow: the source of its notices and approvals.
    pub workflow: String,
    /// Photographs and papers that were registered with it.
    pub attachments: Vec<Attachment>,
}

impl FindingDetail {
    /// What was registered, with the grade it has now.
    pub fn into_registration(self) -> Registration {
        let FindingRow {
            id, county, subject, product, kind, source, problem, found_on, corrected, view, ..
        } = self.row;
        Registration {
            id,
            county,
            subject,
            product,
            kind,
            source,
            grade: view.grade,
            problem,
            found_on,
            corrected,
            attachments: self.attachments,
        }
    }
}

impl Store {
    /// The finding with this id.
    pub async fn finding_get(
        &self,
        campaign: &CampaignId,
        id: &FindingId,
    ) -> Result<Option<FindingDetail>, StoreError> {
        let row = sqlx::query("SELECT * FROM finding WHERE campaign = $1 AND id = $2")
            .bind(campaign.as_str())
            .bind(id.as_str())
            .fetch_optional(&self.reader)
            .await;
        row.and_then(|row| row.as_ref().map(detail).transpose()).doing("read a finding")
    }

    /// Which of these ids are taken in a campaign.
    pub async fn findings_known(
        &self,
        campaign: &CampaignId,
        ids: &[FindingId],
    ) -> Result<BTreeSet<FindingId>, StoreError> {
        const DOING: &str = "look findings up";
        let mut known = BTreeSet::new();
        for chunk in ids.chunks(CHUNK) {
            let mut query = QueryBuilder::<Sqlite>::new("SELECT id FROM finding WHERE campaign = ");
            query.push_bind(campaign.as_str()).push(" AND id IN (");
            let mut list = query.separated(", ");
            for id in chunk {
                list.push_bind(id.as_str());
            }
            query.push(")");
            let rows = query.build_query_scalar::<String>().fetch_all(&self.reader).await.doing(DOING)?;
            known.extend(rows.into_iter().map(FindingId::new));
        }
        Ok(known)
    }

    /// What is registered under these ids in a campaign, as far as they are taken.
    pub async fn findings_of(
        &self,
        campaign: &CampaignId,
        ids: &[FindingId],
    ) -> Result<BTreeMap<FindingId, FindingDetail>, StoreError> {
        const DOING: &str = "look findings up";
        let mut found = BTreeMap::new();
        for chunk in ids.chunks(CHUNK) {
            let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM finding WHERE campaign = ");
            query.push_bind(campaign.as_str()).push(" AND id IN (");
            let mut list = query.separated(", ");
            for id in chunk {
                list.push_bind(id.as_str());
            }
            query.push(")");
            for row in query.build().fetch_all(&self.reader).await.doing(DOING)? {
                let detail = detail(&row).doing(DOING)?;
                found.insert(detail.row.id.clone(), detail);
            }
        }
        Ok(found)
    }

    /// How many findings of a bureau's district were open at an instant of plan time: registered by
    /// then, not closed by then, and not called off. One that was opened again counts as never closed.
    pub async fn findings_open(
        &self,
        campaign: &CampaignId,
        county: &BureauCode,
        at: PlanTime,
    ) -> Result<u32, StoreError> {
        let row = sqlx::query(OPEN)
            .bind(campaign.as_str())
            .bind(county.as_str())
            .bind(at.utc())
            .fetch_one(&self.reader)
            .await;
        row.and_then(|row| row.count("open")).doing("count open findings")
    }

    /// The enterprises at which a campaign has a serious or a major finding, dismissed and cancelled
    /// ones left aside: those about which a measure may be due.
    pub async fn subject_codes(&self, campaign: &CampaignId) -> Result<Vec<CreditCode>, StoreError> {
        const SELECT: &str = "
            SELECT DISTINCT credit_code FROM finding
            WHERE campaign = $1 AND grade IN ('serious', 'major') AND credit_code IS NOT NULL
                AND standing <> 'cancelled' AND (outcome IS NULL OR outcome <> 'dismissed')
            ORDER BY credit_code";
        let rows = sqlx::query(SELECT).bind(campaign.as_str()).fetch_all(&self.reader).await;
        let code = |row: &SqliteRow| row.spelled("credit_code", |code| CreditCode::parse(code).ok());
        rows.and_then(|rows| rows.iter().map(code).collect()).doing("list the enterprises with risks")
    }
}

pub(crate) const OPEN: &str = "
    SELECT COUNT(*) AS open FROM finding
    WHERE campaign = $1 AND county = $2 AND registered_at <= $3
        AND (closed_at IS NULL OR closed_at > $3) AND standing <> 'cancelled'";

fn detail(row: &SqliteRow) -> sqlx::Result<FindingDetail> {
    Ok(FindingDetail {
        row: finding(row)?,
        workflow: row.text("workflow")?,
        attachments: row.json("attachments")?,
    })
}

pub(crate) fn finding(row: &SqliteRow) -> sqlx::Result<FindingRow> {
    Ok(FindingRow {
        campaign: row.campaign("campaign")?,
        id: FindingId::new(row.text("id")?),
        county: row.bureau("county")?,
        subject: subject(row)?,
        product: Product { group: row.text("product_group")?, item: row.text_opt("product_item")? },
        kind: row.spelled("kind", ProblemKind::parse)?,
        source: row.spelled("risk_source", Source::parse)?,
        problem: row.text("problem")?,
        found_on: row.day("found_on")?,
        corrected: row.text_opt("corrected")?,
        by: row.actor_opt("by_bureau", "by_name")?,
        view: view(row)?,
    })
}

fn subject(row: &SqliteRow) -> sqlx::Result<Subject> {
    match row.text("subject")?.as_str() {
        "enterprise" => Ok(Subject::Enterprise {
            name: row.text("subject_name")?,
            credit_code: row.spelled("credit_code", |code| CreditCode::parse(code).ok())?,
            trade: row.spelled("trade", Trade::parse)?,
        }),
        "bureau" => Ok(Subject::Bureau { code: row.bureau("subject_bureau")? }),
        other => Err(odd("subject", other)),
    }
}

pub(super) fn view(row: &SqliteRow) -> sqlx::Result<FindingView> {
    Ok(FindingView {
        standing: row.spelled("standing", FindingStatus::parse)?,
        grade: row.spelled("grade", Grade::parse)?,
        registered: row.plan_time("registered_at")?,
        ordered: row.plan_time_opt("ordered_at")?,
        due: row.plan_time_opt("due_at")?,
        overdue: row.flag("overdue")?,
        round: row.count("round")?,
        closed: row.plan_time_opt("closed_at")?,
        outcome: row.spelled_opt("outcome", FindingOutcome::parse)?,
        on_time: row.flag_opt("on_time")?,
        look_back: row.plan_time_opt("look_back_at")?,
        marks: FindingMarks {
            interviewed: row.flag("interviewed")?,
            handed_over: row.flag("handed_over")?,
            publicised: row.flag("publicised")?,
            exposed: row.flag("exposed")?,
            listed: row.flag("listed")?,
        },
    })
}
