//! Notices: their numbers, who receives them, and what is marked on them later.

use super::{
    numbering::{Numbering, given, number_raise},
    writing::Writing,
};
use crate::{
    columns::Columns,
    error::{Doing, StoreError},
};
use chrono::{Datelike, TimeDelta};
use duban_domain::{
    attachment::Attachment,
    ids::{BureauCode, ObligationId},
    instrument::Instrument,
    notice::Notice,
    record::DocumentNumber,
    time::{PlanTime, WallTime},
};
use sqlx::types::Json;

/// News of moved dates waits this long at most: if the machines cannot all be told, a bureau hears of some.
const MOVED_DATES_WAIT: TimeDelta = TimeDelta::hours(1);

impl Writing<'_> {
    pub(super) async fn notice_insert(&mut self, notice: &Notice) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO notice (source, campaign, about, ordinal, instrument, obligation, title, sender,
                addressee, issued_at, year, number, notice, letterhead, awaits_reply, circular)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            RETURNING id";
        let is_document = notice.instrument.is_document();
        let joined = if is_document { self.circular_join(notice).await? } else { None };
        let number = match &joined {
            Some(joined) => Some(joined.number),
            None if is_document => Some(self.number_allot(notice).await?),
            None => None,
        };
        let letterhead = is_document.then(|| self.names.letterhead(notice, self.told.bureau));
        let letterhead = match &joined {
            Some(joined) => letterhead.map(|letterhead| joined.heads(letterhead)),
            None => letterhead,
        };
        let id: i64 = sqlx::query_scalar(INSERT)
            .bind(self.told.workflow)
            .bind(self.told.campaign.as_str())
            .bind(self.told.bureau.as_str())
            .bind(i64::from(notice.ordinal))
            .bind(notice.instrument.as_str())
            .bind(notice.obligation.as_ref().map(ObligationId::as_str))
            .bind(&notice.title)
            .bind(notice.from.as_str())
            .bind(notice.to.as_str())
            .bind(notice.at.utc())
            .bind(number.map(|number| i64::from(number.year)))
            .bind(number.map(|number| i64::from(number.ordinal)))
            .bind(Json(notice))
            .bind(letterhead.map(Json))
            .bind(self.awaits_reply(notice))
            .bind(joined.map(|joined| joined.id))
            .fetch_one(&mut *self.tx)
            .await
            .doing("insert a notice")?;
        self.numbers.extend(number.map(|number| (notice.ordinal, number)));
        for recipient in notice.recipients() {
            self.delivery_insert(id, notice, recipient).await?;
        }
        Ok(())
    }

    /// A document of a docket asks for a reply by a time. What a finding or a listing wants by then is done
    /// in it and is no reply.
    fn awaits_reply(&self, notice: &Notice) -> bool {
        self.told.matter.is_none() && notice.instrument.is_document() && notice.facts.reply_by.is_some()
    }

    pub(super) async fn number_allot(&mut self, notice: &Notice) -> Result<DocumentNumber, StoreError> {
        match self.numbering {
            Numbering::Next => {
                const NEXT: &str = "
                    INSERT INTO document_number (bureau, year, last) VALUES ($1, $2, 1)
                    ON CONFLICT (bureau, year) DO UPDATE SET last = document_number.last + 1
                    RETURNING last";
                let year = notice.at.date(self.told.zone).year();
                let last: i64 = sqlx::query_scalar(NEXT)
                    .bind(notice.from.as_str())
                    .bind(i64::from(year))
                    .fetch_one(&mut *self.tx)
                    .await
                    .doing("allot a document number")?;
                let ordinal = u32::try_from(last).map_err(|_| crate::columns::odd("last", last));
                Ok(DocumentNumber { year, ordinal: ordinal.doing("allot a document number")? })
            }
            Numbering::Given { numbers, .. } => {
                let number = given(numbers, notice)?;
                number_raise(self.tx, &notice.from, number).await?;
                Ok(number)
            }
        }
    }

    async fn delivery_insert(
        &mut self,
        id: i64,
        notice: &Notice,
        recipient: &BureauCode,
    ) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO delivery (source, campaign, about, ordinal, recipient, is_copy, urgent, send_from,
                state, notice, issued_at, held_from)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let is_copy = notice.is_copy_for(recipient);
        let urgent = notice.instrument.is_urgent();
        let may_go = self.told.timebase.wall(notice.send_from);
        let held_until = self.held_until(notice).await?.filter(|until| *until > may_go);
        let send_from = held_until.unwrap_or(may_go);
        let waits = match self.numbering {
            Numbering::Next => true,
            Numbering::Given { resend_since, .. } => resend_since.is_some_and(|since| notice.at >= since),
        };
        sqlx::query(INSERT)
            .bind(self.told.workflow)
            .bind(self.told.campaign.as_str())
            .bind(self.told.bureau.as_str())
            .bind(i64::from(notice.ordinal))
            .bind(recipient.as_str())
            .bind(is_copy)
            .bind(urgent)
            .bind(send_from.utc())
            .bind(if waits { "waiting" } else { "unknown" })
            .bind(id)
            .bind(notice.at.utc())
            .bind(held_until.map(|_| may_go.utc()))
            .execute(&mut *self.tx)
            .await
            .doing("insert a delivery")?;
        if waits {
            let from = self.knocks.entry((recipient.clone(), urgent)).or_insert(send_from);
            *from = send_from.min(*from);
        }
        Ok(())
    }

    /// Until when the news of moved dates or an amended plan waits at most; see
    /// [`crate::Store::holiday_application_finish`] and [`crate::Store::plan_version_finish`].
    async fn held_until(&mut self, notice: &Notice) -> Result<Option<WallTime>, StoreError> {
        const SELECT: &str = "
            SELECT MAX(begun_at) AS begun_at FROM (
                SELECT begun_at FROM holiday_application WHERE finished_at IS NULL
                UNION ALL SELECT decided_at FROM plan_version WHERE told_at IS NULL)";
        const DOING: &str = "look for machines that are being told of other dates";
        if !matches!(notice.instrument, Instrument::DatesMoved | Instrument::PlanAmended) {
            return Ok(None);
        }
        let row = sqlx::query(SELECT).fetch_one(&mut *self.tx).await.doing(DOING)?;
        let begun = row.wall_time_opt("begun_at").doing(DOING)?;
        Ok(begun.map(|begun| begun.plus(MOVED_DATES_WAIT)))
    }

    pub(super) async fn notice_withdraw(&mut self, ordinal: u32, at: PlanTime) -> Result<(), StoreError> {
        const UPDATE: &str = "UPDATE notice SET withdrawn_at = $3 WHERE source = $1 AND ordinal = $2";
        let updated = sqlx::query(UPDATE)
            .bind(self.told.workflow)
            .bind(i64::from(ordinal))
            .bind(at.utc())
            .execute(&mut *self.tx)
            .await
            .doing("mark a notice as withdrawn")?;
        self.marked(ordinal, updated.rows_affected())
    }

    /// It keeps its number and says void.
    pub(super) async fn notice_void(
        &mut self,
        ordinal: u32,
        reason: &str,
        at: PlanTime,
    ) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE notice SET voided_at = $3, void_reason = $4 WHERE source = $1 AND ordinal = $2";
        let updated = sqlx::query(UPDATE)
            .bind(self.told.workflow)
            .bind(i64::from(ordinal))
            .bind(at.utc())
            .bind(reason)
            .execute(&mut *self.tx)
            .await
            .doing("mark a notice as void")?;
        self.marked(ordinal, updated.rows_affected())
    }

    pub(super) async fn notice_acknowledge(
        &mut self,
        ordinal: u32,
        reply: Option<&str>,
        at: PlanTime,
    ) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE notice SET acknowledged_at = $3, reply = $4,
                replied_at = CASE WHEN $4 IS NULL THEN replied_at ELSE $3 END,
                awaits_reply = awaits_reply AND $4 IS NULL
            WHERE source = $1 AND ordinal = $2";
        let updated = sqlx::query(UPDATE)
            .bind(self.told.workflow)
            .bind(i64::from(ordinal))
            .bind(at.utc())
            .bind(reply)
            .execute(&mut *self.tx)
            .await
            .doing("mark a notice as acknowledged")?;
        self.marked(ordinal, updated.rows_affected())
    }

    /// It is acknowledged by that, if it was not before.
    pub(super) async fn notice_reply(
        &mut self,
        ordinal: u32,
        (text, files): (&str, &[Attachment]),
        at: PlanTime,
    ) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE notice SET acknowledged_at = COALESCE(acknowledged_at, $3), replied_at = $3, reply = $4,
                reply_files = $5, awaits_reply = FALSE
            WHERE source = $1 AND ordinal = $2";
        let updated = sqlx::query(UPDATE)
            .bind(self.told.workflow)
            .bind(i64::from(ordinal))
            .bind(at.utc())
            .bind(text)
            .bind((!files.is_empty()).then_some(Json(files)))
            .execute(&mut *self.tx)
            .await
            .doing("mark a notice as replied to")?;
        self.marked(ordinal, updated.rows_affected())
    }

    /// The document stays as it was issued; its reply is due at another instant.
    pub(super) async fn notice_reply_move(&mut self, ordinal: u32, by: PlanTime) -> Result<(), StoreError> {
        const UPDATE: &str = "UPDATE notice SET reply_by = $3 WHERE source = $1 AND ordinal = $2";
        let updated = sqlx::query(UPDATE)
            .bind(self.told.workflow)
            .bind(i64::from(ordinal))
            .bind(by.utc())
            .execute(&mut *self.tx)
            .await
            .doing("move the reply to a notice")?;
        self.marked(ordinal, updated.rows_affected())
    }

    /// What a finding's or a listing's documents want done by one of these instants is due at its new one; they
    /// stay as they were issued. The moves hold at once, not one after the other: what moved from the first
    /// day to the second does not follow the second to a third.
    pub(super) async fn notices_task_move(
        &mut self,
        moves: &[(PlanTime, PlanTime)],
    ) -> Result<(), StoreError> {
        const SELECT: &str = "SELECT ordinal, notice, reply_by FROM notice WHERE source = $1";
        const DOING: &str = "look for what a moved date stands in";
        if moves.is_empty() {
            return Ok(());
        }
        let rows =
            sqlx::query(SELECT).bind(self.told.workflow).fetch_all(&mut *self.tx).await.doing(DOING)?;
        for row in rows {
            let printed = row.json::<Notice>("notice").doing(DOING)?.facts.reply_by;
            let stands = row.plan_time_opt("reply_by").doing(DOING)?.or(printed);
            if let Some((_, new)) = moves.iter().find(|(old, _)| stands == Some(*old)) {
                self.notice_reply_move(row.count("ordinal").doing(DOING)?, *new).await?;
            }
        }
        Ok(())
    }

    fn marked(&self, ordinal: u32, rows: u64) -> Result<(), StoreError> {
        self.found(rows, || format!("notice {ordinal} of {}", self.told.workflow))
    }
}
