//! What lies after a webhook's cursor, and whose courier has to be knocked for.
//!
//! A knock a look is enough. A look begins by counting itself and reads the ledger after that; whoever adds
//! lines knocks unless somebody has knocked since the last look began, for that knock leads to another look,
//! which reads these lines too. So a receiver that is down for a week costs a knock an hour and not one an
//! event.

use super::registry::{Webhook, webhook};
use crate::{
    Store,
    columns::{Columns, json_value, odd},
    error::{Doing, StoreError},
};
use chrono_tz::Tz;
use duban_domain::{
    BureauCode, CampaignId, WebhookId,
    event::DocketEvent,
    finding::FindingEvent,
    incident::IncidentEvent,
    listing::ListingEvent,
    webhook::{
        EventKind, EventSubject, NamedRef, Outbound, OutboundEvent, SubjectKind, WebhookFormat,
        event::OutboundLine,
    },
};
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use std::collections::BTreeSet;

/// How many lines are read at once.
const PAGE: i64 = 200;

/// A courier to be knocked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookCall {
    /// Of which webhook.
    pub webhook: WebhookId,
    /// How it is told.
    pub format: WebhookFormat,
    /// How often it had looked when this was read.
    pub looks: i64,
}

/// What lies after a cursor.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    /// The events for this webhook, each with its line's place.
    pub events: Vec<(i64, OutboundLine)>,
    /// Up to where the ledger was read. At least up to there nothing else is for it.
    pub read_to: i64,
    /// Whether more lines lie after that.
    pub more: bool,
}

impl Store {
    /// The webhooks that events of these kinds at a bureau are for, and whose couriers nobody has knocked
    /// for since they last looked.
    pub async fn webhook_calls(
        &self,
        bureau: &BureauCode,
        kinds: &BTreeSet<EventKind>,
    ) -> Result<Vec<WebhookCall>, StoreError> {
        const SELECT: &str = "
            WITH RECURSIVE above (code) AS (
                SELECT CAST($1 AS TEXT)
                UNION
                SELECT b.supervisor FROM bureau b JOIN above a ON b.code = a.code
                WHERE b.supervisor IS NOT NULL
            )
            SELECT id, format, looks, kinds FROM webhook
            WHERE active = TRUE AND knocked_look <> looks AND bureau IN (SELECT code FROM above)";
        let rows = sqlx::query(SELECT).bind(bureau.as_str()).fetch_all(&self.reader).await;
        let calls = |rows: Vec<SqliteRow>| {
            let wanted = |row: &SqliteRow| {
                let chosen: BTreeSet<EventKind> = row.json("kinds")?;
                Ok(if chosen.is_disjoint(kinds) { None } else { Some(call(row)?) })
            };
            rows.iter().filter_map(|row| wanted(row).transpose()).collect()
        };
        rows.and_then(calls).doing("look for webhooks")
    }

    /// Every active webhook behind whose cursor the ledger goes on, knocked for or not. For a machine that
    /// starts: another may have died between a record and its knocks.
    pub async fn webhook_calls_waiting(&self) -> Result<Vec<WebhookCall>, StoreError> {
        const SELECT: &str = "
            SELECT id, format, looks FROM webhook
            WHERE active = TRUE AND cursor < (SELECT COALESCE(MAX(id), 0) FROM ledger)";
        let rows = sqlx::query(SELECT).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(call).collect()).doing("look for webhooks that wait")
    }

    /// Somebody has knocked for a courier, unless it has begun to look again meanwhile.
    pub async fn webhook_called(&self, call: &WebhookCall) -> Result<(), StoreError> {
        sqlx::query("UPDATE webhook SET knocked_look = $2 WHERE id = $1 AND looks = $2")
            .bind(call.webhook.as_str())
            .bind(call.looks)
            .execute(&self.writer)
            .await
            .doing("note a knock")?;
        Ok(())
    }

    /// A courier begins to look. `None`: there is no such webhook.
    pub async fn webhook_look(&self, id: &WebhookId) -> Result<Option<Webhook>, StoreError> {
        const UPDATE: &str = "UPDATE webhook SET looks = looks + 1 WHERE id = $1 RETURNING *";
        let row = sqlx::query(UPDATE).bind(id.as_str()).fetch_optional(&self.writer).await;
        row.and_then(|row| row.as_ref().map(webhook).transpose()).doing("begin to look for a webhook")
    }

    /// What lies after a webhook's cursor and is for it: a page of the ledger.
    pub async fn webhook_feed(&self, webhook: &Webhook) -> Result<Feed, StoreError> {
        const DOING: &str = "read what a webhook is to be told";
        const HORIZON: &str = "SELECT COALESCE(MAX(id), 0) FROM ledger";
        const SELECT: &str = "
            WITH RECURSIVE below (code) AS (
                SELECT CAST($1 AS TEXT)
                UNION
                SELECT b.code FROM bureau b JOIN below a ON b.supervisor = a.code
            )
            SELECT l.*, c.title AS campaign_title, c.zone AS campaign_zone, b.name AS bureau_name,
                d.title AS duty_title, f.id AS finding_id, f.problem AS finding_problem, g.id AS listing_id,
                g.reason AS listing_reason, i.id AS incident_id, i.title AS incident_title
            FROM ledger l
            JOIN campaign c ON c.id = l.campaign
            JOIN bureau b ON b.code = l.bureau
            LEFT JOIN duty d ON d.campaign = l.campaign AND d.bureau = l.bureau
                AND d.obligation = l.obligation
            LEFT JOIN finding f ON f.workflow = l.workflow
            LEFT JOIN listing g ON g.workflow = l.workflow
            LEFT JOIN incident i ON i.workflow = l.workflow
            WHERE l.id > $2 AND l.id <= $3 AND l.bureau IN (SELECT code FROM below)
            ORDER BY l.id LIMIT $4";
        // Read first: writers follow one another, so every line up to it is there to be read.
        let horizon: i64 = sqlx::query_scalar(HORIZON).fetch_one(&self.reader).await.doing(DOING)?;
        let rows = sqlx::query(SELECT)
            .bind(webhook.bureau.as_str())
            .bind(webhook.cursor)
            .bind(horizon)
            .bind(PAGE)
            .fetch_all(&self.reader)
            .await
            .doing(DOING)?;
        let is_full = i64::try_from(rows.len()).is_ok_and(|count| count == PAGE);
        let last = rows.last().map(|row| row.whole("id")).transpose().doing(DOING)?;
        let read_to = last.filter(|_| is_full).unwrap_or(horizon.max(webhook.cursor));
        let lines: Result<Vec<_>, _> = rows.iter().filter_map(|row| line(row).transpose()).collect();
        let mut events = lines.doing(DOING)?;
        events.retain(|(_, line)| webhook.kinds.contains(&line.told.kind));
        Ok(Feed { events, read_to, more: read_to < horizon })
    }
}

fn call(row: &SqliteRow) -> sqlx::Result<WebhookCall> {
    Ok(WebhookCall {
        webhook: WebhookId::new(row.text("id")?),
        format: row.spelled("format", WebhookFormat::parse)?,
        looks: row.whole("looks")?,
    })
}

/// A line and its place, if anybody outside is told of it.
fn line(row: &SqliteRow) -> sqlx::Result<Option<(i64, OutboundLine)>> {
    let matter = row.text_opt("matter")?;
    let told = match matter.as_deref() {
        None => told::<DocketEvent>(row)?,
        Some("finding") => told::<FindingEvent>(row)?,
        Some("listing") => told::<ListingEvent>(row)?,
        Some("incident") => told::<IncidentEvent>(row)?,
        Some(other) => return Err(odd("matter", other)),
    };
    let Some(told) = told else { return Ok(None) };
    let zone = row.text("campaign_zone")?;
    let line = OutboundLine {
        workflow: row.text("workflow")?,
        sequence: row.count("sequence")?,
        position: row.count("position")?,
        campaign: NamedRef { id: CampaignId::new(row.text("campaign")?), name: row.text("campaign_title")? },
        zone: zone.parse::<Tz>().map_err(|_| odd("zone", zone))?,
        bureau: NamedRef { id: row.bureau("bureau")?, name: row.text("bureau_name")? },
        subject: subject(row, matter.as_deref())?,
        at: row.plan_time("happened_at")?,
        by: row.actor_opt("by_bureau", "by_name")?,
        told,
    };
    Ok(Some((row.whole("id")?, line)))
}

fn told<W: Outbound + DeserializeOwned>(row: &SqliteRow) -> sqlx::Result<Option<OutboundEvent>> {
    Ok(json_value::<W>("detail", &row.text("detail")?)?.told())
}

fn subject(row: &SqliteRow, matter: Option<&str>) -> sqlx::Result<Option<EventSubject>> {
    let (kind, id, title) = match matter {
        None => (SubjectKind::Obligation, "obligation", "duty_title"),
        Some("finding") => (SubjectKind::Finding, "finding_id", "finding_problem"),
        Some("listing") => (SubjectKind::Listing, "listing_id", "listing_reason"),
        Some(_) => (SubjectKind::Incident, "incident_id", "incident_title"),
    };
    let Some(id) = row.text_opt(id)? else { return Ok(None) };
    // An obligation whose row is not written yet is known by its id.
    let title = row.text_opt(title)?.unwrap_or_else(|| id.clone());
    Ok(Some(EventSubject { kind, id, title }))
}
