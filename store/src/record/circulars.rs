//! Notices that share one circular: the first takes its number, the others join it, and whoever waits for the
//! last one is told when that has come.

use super::{
    numbering::{Numbering, given, number_raise},
    writing::Writing,
};
use crate::{
    circular::{OpenCircular, circulars_open},
    columns::Columns,
    error::{Doing, StoreError},
    projection::View,
};
use duban_domain::{
    ids::{BureauCode, ObligationId},
    joint::joint_key,
    letterhead::Letterhead,
    notice::Notice,
    record::DocumentNumber,
    time::PlanTime,
};
use sqlx::sqlite::SqliteRow;

/// A circular that a notice belongs into.
pub(super) struct Joined {
    pub(super) id: i64,
    pub(super) number: DocumentNumber,
    prefix: String,
}

impl Joined {
    /// The organ code before a number is the one that the first notice bore.
    pub(super) fn heads(&self, letterhead: Letterhead) -> Letterhead {
        Letterhead { prefix: self.prefix.clone(), ..letterhead }
    }
}

fn joined(row: &SqliteRow) -> sqlx::Result<Joined> {
    let number = DocumentNumber { year: row.count("year")?, ordinal: row.count("number")? };
    Ok(Joined { id: row.whole("id")?, number, prefix: row.text("prefix")? })
}

impl Writing<'_> {
    /// The circular that a notice belongs into, begun if there is none; `None`: it stands alone.
    pub(super) async fn circular_join(&mut self, notice: &Notice) -> Result<Option<Joined>, StoreError> {
        let (Some(key), Some(obligation)) = (joint_key(notice), notice.obligation.as_ref()) else {
            return Ok(None);
        };
        if let Some(joined) = self.circular_find(&key, notice).await? {
            if let Numbering::Given { .. } = self.numbering {
                number_raise(self.tx, &notice.from, joined.number).await?;
            }
            return Ok(Some(joined));
        }
        let number = self.number_allot(notice).await?;
        self.circular_insert(&key, obligation, notice, number).await.map(Some)
    }

    /// One that is open; in a journal that is written again, the one with the number given then.
    async fn circular_find(&mut self, key: &str, notice: &Notice) -> Result<Option<Joined>, StoreError> {
        const OPEN: &str = "
            SELECT id, year, number, prefix FROM circular
            WHERE campaign = $1 AND joint = $2 AND closed_at IS NULL";
        const NUMBERED: &str = "
            SELECT id, year, number, prefix FROM circular
            WHERE campaign = $1 AND joint = $2 AND sender = $3 AND year = $4 AND number = $5";
        let query = match self.numbering {
            Numbering::Next => sqlx::query(OPEN).bind(self.told.campaign.as_str()).bind(key),
            Numbering::Given { numbers, .. } => {
                let number = given(numbers, notice)?;
                sqlx::query(NUMBERED)
                    .bind(self.told.campaign.as_str())
                    .bind(key)
                    .bind(notice.from.as_str())
                    .bind(i64::from(number.year))
                    .bind(i64::from(number.ordinal))
            }
        };
        let row = query.fetch_optional(&mut *self.tx).await;
        row.and_then(|row| row.as_ref().map(joined).transpose()).doing("look for a circular")
    }

    async fn circular_insert(
        &mut self,
        key: &str,
        obligation: &ObligationId,
        notice: &Notice,
        number: DocumentNumber,
    ) -> Result<Joined, StoreError> {
        const INSERT: &str = "
            INSERT INTO circular (campaign, obligation, joint, sender, due_at, send_from, year, number, prefix,
                closed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            RETURNING id, year, number, prefix";
        let send_from = self.told.timebase.wall(notice.send_from).utc();
        // Whether its paper was out when the store was lost nobody knows: nobody new joins it.
        let closed = matches!(self.numbering, Numbering::Given { .. }).then_some(send_from);
        let row = sqlx::query(INSERT)
            .bind(self.told.campaign.as_str())
            .bind(obligation.as_str())
            .bind(key)
            .bind(notice.from.as_str())
            .bind(notice.facts.due.map(PlanTime::utc))
            .bind(send_from)
            .bind(i64::from(number.year))
            .bind(i64::from(number.ordinal))
            .bind(self.names.letterhead(notice, self.told.bureau).prefix)
            .bind(closed)
            .fetch_one(&mut *self.tx)
            .await;
        row.and_then(|row| joined(&row)).doing("begin a circular")
    }

    /// Who waited for the last of those that circulars name: their mail goes now.
    pub(super) async fn circulars_release(&mut self) -> Result<(), StoreError> {
        if self.told.matter.is_some() {
            return Ok(());
        }
        let told = self.told;
        let is_about = |circular: &OpenCircular, view: &View<'_>| match view {
            View::Duty(duty) => duty.id == circular.obligation,
            _ => false,
        };
        let ended = told.lines.iter().any(|line| line.is_end);
        for circular in circulars_open(self.tx, told.campaign).await? {
            let touched = ended || told.views.iter().any(|view| is_about(&circular, view));
            if touched && !circular.is_awaited(self.tx).await? {
                self.circular_release(&circular).await?;
            }
        }
        Ok(())
    }

    async fn circular_release(&mut self, circular: &OpenCircular) -> Result<(), StoreError> {
        const DOING: &str = "let a circular go";
        const UPDATE: &str = "
            UPDATE delivery SET send_from = $2
            WHERE notice IN (SELECT id FROM notice WHERE circular = $1) AND state = 'waiting'
                AND send_from > $2
            RETURNING recipient";
        let rows = sqlx::query(UPDATE)
            .bind(circular.id)
            .bind(circular.send_from.utc())
            .fetch_all(&mut *self.tx)
            .await
            .doing(DOING)?;
        let recipients =
            rows.iter().map(|row| row.bureau("recipient")).collect::<sqlx::Result<Vec<BureauCode>>>();
        for recipient in recipients.doing(DOING)? {
            let from = self.knocks.entry((recipient, false)).or_insert(circular.send_from);
            *from = circular.send_from.min(*from);
        }
        Ok(())
    }
}
