//! Circulars that name several bureaus: which are open, whom they name, and who is still awaited.
//! The rules are `domain::joint`'s.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{
    ids::{BureauCode, CampaignId, ObligationId},
    joint::{Lagging, is_awaited},
    letterhead::Letterhead,
    notice::Notice,
    time::{PlanTime, WallTime},
};
use sqlx::{SqliteConnection, sqlite::SqliteRow};
use std::collections::BTreeMap;

const DOING: &str = "look up a circular";

/// A circular that somebody may still join.
#[derive(Clone, Debug)]
pub(crate) struct OpenCircular {
    pub(crate) id: i64,
    campaign: CampaignId,
    pub(crate) obligation: ObligationId,
    joint: String,
    sender: BureauCode,
    due: Option<PlanTime>,
    /// From when its mail may go.
    pub(crate) send_from: WallTime,
}

/// A bureau that a circular names, with what it was told.
#[derive(Clone, Debug)]
pub(crate) struct NamedInCircular {
    /// Which.
    pub(crate) bureau: BureauCode,
    /// What it was told.
    pub(crate) notice: Notice,
    /// The workflow that told it.
    pub(crate) source: String,
    /// The names its notice bears.
    pub(crate) letterhead: Letterhead,
}

fn open(row: &SqliteRow) -> sqlx::Result<OpenCircular> {
    Ok(OpenCircular {
        id: row.whole("id")?,
        campaign: row.campaign("campaign")?,
        obligation: row.text("obligation")?.as_str().into(),
        joint: row.text("joint")?,
        sender: row.bureau("sender")?,
        due: row.plan_time_opt("due_at")?,
        send_from: row.wall_time("send_from")?,
    })
}

/// The circular with this row, if it is open.
pub(crate) async fn circular_open(
    tx: &mut SqliteConnection,
    id: i64,
) -> Result<Option<OpenCircular>, StoreError> {
    const SELECT: &str = "
        SELECT id, campaign, obligation, joint, sender, due_at, send_from FROM circular
        WHERE id = $1 AND closed_at IS NULL";
    let row = sqlx::query(SELECT).bind(id).fetch_optional(tx).await;
    row.and_then(|row| row.as_ref().map(open).transpose()).doing(DOING)
}

/// The campaign's open circulars: hardly ever more than a few, and mostly none.
pub(crate) async fn circulars_open(
    tx: &mut SqliteConnection,
    campaign: &CampaignId,
) -> Result<Vec<OpenCircular>, StoreError> {
    const SELECT: &str = "
        SELECT id, campaign, obligation, joint, sender, due_at, send_from FROM circular
        WHERE campaign = $1 AND closed_at IS NULL";
    let rows = sqlx::query(SELECT).bind(campaign.as_str()).fetch_all(tx).await;
    rows.and_then(|rows| rows.iter().map(open).collect()).doing(DOING)
}

impl OpenCircular {
    /// Whether somebody whom it is going to name has not told so yet.
    pub(crate) async fn is_awaited(&self, tx: &mut SqliteConnection) -> Result<bool, StoreError> {
        const NAMED: &str = "
            SELECT n.about AS bureau FROM circular c JOIN notice n ON n.circular = c.id
            WHERE c.campaign = $1 AND c.joint = $2 ORDER BY n.id";
        const LAGGING: &str = "
            SELECT d.bureau, d.due_at FROM duty d
            JOIN participation p ON p.campaign = d.campaign AND p.bureau = d.bureau
            WHERE d.campaign = $1 AND d.obligation = $2 AND d.state IN ('pending', 'open', 'overdue')
                AND p.finished_at IS NULL";
        const ABOVE: &str = "SELECT code, supervisor FROM bureau WHERE supervisor IS NOT NULL";
        let rows =
            sqlx::query(NAMED).bind(self.campaign.as_str()).bind(&self.joint).fetch_all(&mut *tx).await;
        let named: Vec<_> =
            rows.and_then(|rows| rows.iter().map(|row| row.bureau("bureau")).collect()).doing(DOING)?;
        let rows = sqlx::query(LAGGING)
            .bind(self.campaign.as_str())
            .bind(self.obligation.as_str())
            .fetch_all(&mut *tx)
            .await;
        let one =
            |row: &SqliteRow| Ok(Lagging { bureau: row.bureau("bureau")?, due: row.plan_time("due_at")? });
        let lagging: Vec<_> = rows.and_then(|rows| rows.iter().map(one).collect()).doing(DOING)?;
        let rows = sqlx::query(ABOVE).fetch_all(tx).await;
        let above = |row: &SqliteRow| Ok((row.bureau("code")?, row.text("supervisor")?.as_str().into()));
        let supervisors: BTreeMap<_, _> =
            rows.and_then(|rows| rows.iter().map(above).collect()).doing(DOING)?;
        Ok(is_awaited(&self.sender, self.due, &named, &lagging, &supervisors))
    }

    /// Nobody joins it any more: its paper goes out.
    pub(crate) async fn close(&self, tx: &mut SqliteConnection, at: WallTime) -> Result<(), StoreError> {
        sqlx::query("UPDATE circular SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL")
            .bind(self.id)
            .bind(at.utc())
            .execute(tx)
            .await
            .doing("close a circular")?;
        Ok(())
    }
}

impl Store {
    /// All whom the circular with this row names, by their codes.
    pub(crate) async fn named_in(&self, circular: i64) -> Result<Vec<NamedInCircular>, StoreError> {
        const SELECT: &str = "
            SELECT about, notice, source, letterhead FROM notice WHERE circular = $1 ORDER BY about, id";
        let named = |row: &SqliteRow| {
            Ok(NamedInCircular {
                bureau: row.bureau("about")?,
                notice: row.json("notice")?,
                source: row.text("source")?,
                letterhead: row.json("letterhead")?,
            })
        };
        let rows = sqlx::query(SELECT).bind(circular).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(named).collect()).doing(DOING)
    }
}
