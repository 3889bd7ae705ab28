//! How what a message speaks of stands now, for whoever asks whether the message still holds.

use super::{finding, matters, progress};
use crate::{
    columns::{Columns, odd},
    error::{Doing, StoreError},
};
use duban_domain::{
    ids::{BureauCode, CampaignId, ObligationId},
    moot::{ApprovalAtSending, AskedState, Circumstances, LetterState},
    notice::Notice,
};
use sqlx::{SqliteConnection, sqlite::SqliteRow};

const DOING: &str = "look up what a message speaks of";

/// What `notice`, which `source` issued about a bureau, speaks of.
pub(crate) async fn circumstances(
    tx: &mut SqliteConnection,
    (source, campaign, about): (&str, &CampaignId, &BureauCode),
    notice: &Notice,
) -> Result<Circumstances, StoreError> {
    let mut now = Circumstances::default();
    if source == format!("campaign/{campaign}/{about}") {
        docket(tx, campaign, about, notice, &mut now).await?;
    } else {
        let found = sqlx::query("SELECT * FROM finding WHERE workflow = $1").bind(source);
        let found = found.fetch_optional(&mut *tx).await.doing(DOING)?;
        now.finding = found.as_ref().map(finding::view).transpose().doing(DOING)?;
        let found = sqlx::query("SELECT * FROM listing WHERE workflow = $1").bind(source);
        let found = found.fetch_optional(&mut *tx).await.doing(DOING)?;
        let found = found.as_ref().map(|row| Ok(matters::listing(row)?.view)).transpose();
        now.listing = found.doing(DOING)?;
        let found = sqlx::query("SELECT * FROM incident WHERE workflow = $1").bind(source);
        let found = found.fetch_optional(&mut *tx).await.doing(DOING)?;
        let found = found.as_ref().map(|row| Ok(matters::incident(row)?.view)).transpose();
        now.incident = found.doing(DOING)?;
    }
    if let Some((number, _)) = notice.facts.approval {
        let found = sqlx::query("SELECT approver, state FROM approval WHERE source = $1 AND approval = $2")
            .bind(source)
            .bind(i64::from(number))
            .fetch_optional(&mut *tx)
            .await
            .doing(DOING)?;
        now.approval = found.as_ref().map(asked).transpose().doing(DOING)?;
    }
    if let Some(ordinal) = notice.facts.earlier.last() {
        const SELECT: &str = "
            SELECT replied_at, COALESCE(withdrawn_at, voided_at) AS gone_at FROM notice
            WHERE source = $1 AND ordinal = $2";
        let found = sqlx::query(SELECT).bind(source).bind(i64::from(*ordinal));
        let found = found.fetch_optional(&mut *tx).await.doing(DOING)?;
        now.letter = found.as_ref().map(letter).transpose().doing(DOING)?;
    }
    Ok(now)
}

async fn docket(
    tx: &mut SqliteConnection,
    campaign: &CampaignId,
    about: &BureauCode,
    notice: &Notice,
    now: &mut Circumstances,
) -> Result<(), StoreError> {
    let duty = sqlx::query("SELECT * FROM duty WHERE campaign = $1 AND bureau = $2 AND obligation = $3")
        .bind(campaign.as_str())
        .bind(about.as_str())
        .bind(notice.obligation.as_ref().map(ObligationId::as_str))
        .fetch_optional(&mut *tx)
        .await
        .doing(DOING)?;
    now.duty = duty.as_ref().map(|row| Ok(progress::duty(row)?.duty)).transpose().doing(DOING)?;
    let ended: Option<bool> = sqlx::query_scalar(
        "SELECT finished_at IS NOT NULL FROM participation WHERE campaign = $1 AND bureau = $2",
    )
    .bind(campaign.as_str())
    .bind(about.as_str())
    .fetch_optional(tx)
    .await
    .doing(DOING)?;
    now.ended = ended == Some(true);
    Ok(())
}

fn asked(row: &SqliteRow) -> sqlx::Result<ApprovalAtSending> {
    let state = match row.text("state")?.as_str() {
        "open" => AskedState::Open,
        "approved" | "declined" => AskedState::Decided,
        "closed" | "lapsed" => AskedState::Over,
        other => return Err(odd("state", other)),
    };
    Ok(ApprovalAtSending { of: row.bureau("approver")?, state })
}

fn letter(row: &SqliteRow) -> sqlx::Result<LetterState> {
    Ok(match (row.plan_time_opt("gone_at")?, row.plan_time_opt("replied_at")?) {
        (Some(_), _) => LetterState::Gone,
        (None, Some(_)) => LetterState::Answered,
        (None, None) => LetterState::Unanswered,
    })
}
