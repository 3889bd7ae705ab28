//! Listings and incidents: what opened each, and how it stands.

use crate::{
    Store,
    columns::{Columns, odd},
    error::{Doing, StoreError},
};
use duban_domain::{
    attachment::Attachment,
    command::Actor,
    ids::{BureauCode, CampaignId, FindingId, IncidentId, ListingId, ObligationId},
    incident::{IncidentStatus, IncidentView},
    listing::{Ground, IssuedByDocket, ListingStatus, ListingView},
    time::PlanTime,
};
use sqlx::sqlite::SqliteRow;

/// A listing.
#[derive(Clone, Debug, PartialEq)]
pub struct ListingRow {
    /// Its campaign.
    pub campaign: CampaignId,
    /// Its id within the campaign.
    pub id: ListingId,
    /// Its workflow: the source of its notices and approvals.
    pub workflow: String,
    /// The bureau under supervision.
    pub bureau: BureauCode,
    /// The obligation whose ladder led here.
    pub obligation: Option<ObligationId>,
    /// The finding that is listed; `None`: the bureau itself is.
    pub finding: Option<FindingId>,
    /// Why.
    pub grounds: Vec<Ground>,
    /// In a sentence.
    pub reason: String,
    /// Who proposed it; `None`: a ladder.
    pub by: Option<Actor>,
    /// When.
    pub opened: PlanTime,
    /// The docket's document that listed it.
    pub issued: Option<IssuedByDocket>,
    /// The listing before, where the matter is listed again.
    pub previous: Option<ListingId>,
    /// How it stands.
    pub view: ListingView,
}

/// An incident.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentRow {
    /// Its campaign.
    pub campaign: CampaignId,
    /// Its id within the campaign.
    pub id: IncidentId,
    /// Its workflow: the source of its notices.
    pub workflow: String,
    /// The bureau that reports it.
    pub bureau: BureauCode,
    /// What happened, in a line.
    pub title: String,
    /// What happened.
    pub text: String,
    /// Photographs and papers.
    pub attachments: Vec<Attachment>,
    /// Who reported it.
    pub by: Actor,
    /// When.
    pub reported: PlanTime,
    /// How it stands.
    pub view: IncidentView,
}

const LISTINGS: &str = "
    SELECT * FROM listing WHERE campaign = $1 AND ($2 IS NULL OR id = $2) ORDER BY opened_at DESC, id DESC";
const INCIDENTS: &str = "
    SELECT * FROM incident WHERE campaign = $1 AND ($2 IS NULL OR id = $2)
    ORDER BY reported_at DESC, id DESC";

impl Store {
    /// The listings of a campaign, newest first.
    pub async fn listing_list(&self, campaign: &CampaignId) -> Result<Vec<ListingRow>, StoreError> {
        let rows = sqlx::query(LISTINGS).bind(campaign.as_str()).bind(None::<&str>);
        let rows = rows.fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(listing).collect()).doing("list listings")
    }

    /// The listing with this id.
    pub async fn listing_get(
        &self,
        campaign: &CampaignId,
        id: &ListingId,
    ) -> Result<Option<ListingRow>, StoreError> {
        let row = sqlx::query(LISTINGS).bind(campaign.as_str()).bind(id.as_str());
        let row = row.fetch_optional(&self.reader).await;
        row.and_then(|row| row.as_ref().map(listing).transpose()).doing("read a listing")
    }

    /// The incidents of a campaign, newest first.
    pub async fn incident_list(&self, campaign: &CampaignId) -> Result<Vec<IncidentRow>, StoreError> {
        let rows = sqlx::query(INCIDENTS).bind(campaign.as_str()).bind(None::<&str>);
        let rows = rows.fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(incident).collect()).doing("list incidents")
    }

    /// The incident with this id.
    pub async fn incident_get(
        &self,
        campaign: &CampaignId,
        id: &IncidentId,
    ) -> Result<Option<IncidentRow>, StoreError> {
        let row = sqlx::query(INCIDENTS).bind(campaign.as_str()).bind(id.as_str());
        let row = row.fetch_optional(&self.reader).await;
        row.and_then(|row| row.as_ref().map(incident).transpose()).doing("read an incident")
    }
}

pub(super) fn listing(row: &SqliteRow) -> sqlx::Result<ListingRow> {
    let issued = match (row.whole_opt("issued_notice")?, row.text_opt("issued_by")?) {
        (Some(_), Some(from)) => {
            let notice = row.count("issued_notice")?;
            Some(IssuedByDocket { notice, from: BureauCode::new(from), title: None })
        }
        (None, None) => None,
        _ => {
            return Err(odd("issued_by", "a document without its bureau, or a bureau without its document,"));
        }
    };
    Ok(ListingRow {
        campaign: row.campaign("campaign")?,
        id: ListingId::new(row.text("id")?),
        workflow: row.text("workflow")?,
        bureau: row.bureau("bureau")?,
        obligation: row.obligation_opt("obligation")?,
        finding: row.text_opt("finding")?.map(FindingId::new),
        grounds: row.json("grounds")?,
        reason: row.text("reason")?,
        by: row.actor_opt("by_bureau", "by_name")?,
        opened: row.plan_time("opened_at")?,
        issued,
        previous: row.text_opt("previous")?.map(ListingId::new),
        view: ListingView {
            standing: row.spelled("standing", ListingStatus::parse)?,
            listed: row.plan_time_opt("listed_at")?,
            until: row.plan_time_opt("until_at")?,
            expired: row.flag("expired")?,
            published: row.plan_time_opt("published_at")?,
            plan_filed: row.plan_time_opt("plan_filed_at")?,
            progress: row.count("progress")?,
            delisted: row.plan_time_opt("delisted_at")?,
            next: row.json_opt("next_task")?.zip(row.plan_time_opt("next_at")?),
        },
    })
}

pub(super) fn incident(row: &SqliteRow) -> sqlx::Result<IncidentRow> {
    Ok(IncidentRow {
        campaign: row.campaign("campaign")?,
        id: IncidentId::new(row.text("id")?),
        workflow: row.text("workflow")?,
        bureau: row.bureau("bureau")?,
        title: row.text("title")?,
        text: row.text("text")?,
        attachments: row.json("attachments")?,
        by: row.actor("by_bureau", "by_name")?,
        reported: row.plan_time("reported_at")?,
        view: IncidentView {
            standing: row.spelled("standing", IncidentStatus::parse)?,
            levels: row.json("levels")?,
        },
    })
}
