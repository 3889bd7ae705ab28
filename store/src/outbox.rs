//! The outbox: what waits for a bureau becomes one mail, which is sent until it is sent.
//!
//! A mail is put together in one transaction and marked as sent in another; a crash between them
//! sends it again, with the same content and the same Message-ID, and never loses it. What a message
//! speaks of may be done by the time the mail is put together: then it is left out, and says why.

use crate::{
    Digest, DigestEntry, Store,
    circular::{OpenCircular, circular_open},
    columns::Columns,
    digest::Numbered,
    document::number,
    error::{Doing, StoreError},
    handover,
    letterhead::Names,
    read::circumstances::circumstances,
};
use duban_domain::{
    bureau::Bureau,
    ids::BureauCode,
    instrument::Instrument,
    joint::held_until,
    moot::{self, Moot},
    notice::Notice,
    record::PostboxWakeUp,
    time::WallTime,
};
use sqlx::{SqliteConnection, sqlite::SqliteRow};
use std::collections::BTreeMap;

const DOING: &str = "read a mail";

/// As many notices go into one mail; the others go into the next.
pub(crate) const MOST_NOTICES: i64 = 500;

/// A mail that somebody still has to get.
struct Unsent {
    id: i64,
    message_id: String,
    created: WallTime,
    instead: Option<String>,
}

/// What putting a mail together came to.
enum Made {
    Mail(Unsent),
    /// Nothing of it holds any more; perhaps there is more.
    Nothing,
    /// Nothing may go.
    Empty,
}

impl Store {
    /// The next mail to a bureau: the oldest one that is to be tried by now, or else everything that may
    /// go by now and still holds, put together, up to 500 notices. `None` when nothing may go yet. What is
    /// urgent goes in mails of its own, asked for with `urgent`.
    pub async fn digest_next(
        &self,
        bureau: &BureauCode,
        now: WallTime,
        urgent: bool,
    ) -> Result<Option<Digest>, StoreError> {
        // Most askers find nothing; they need not wait for the write lock to learn it.
        if self.outbox_next(bureau, urgent).await?.is_none_or(|from| from > now) {
            return Ok(None);
        }
        let mut tx = self.begin().await?;
        let mut unsent = mail_to_try(&mut tx, bureau, now, urgent).await?;
        while unsent.is_none() {
            match mail_insert(&mut tx, bureau, now, urgent, &self.mail_host).await? {
                Made::Mail(made) => unsent = Some(made),
                Made::Nothing => {}
                Made::Empty => break,
            }
        }
        tx.commit().await.doing("commit the mail")?;
        match unsent {
            Some(unsent) => self.digest(bureau, unsent, urgent).await.map(Some),
            None => Ok(None),
        }
    }

    /// The earliest moment at which something may go to a bureau; `None` when nothing waits.
    pub async fn outbox_next(
        &self,
        bureau: &BureauCode,
        urgent: bool,
    ) -> Result<Option<WallTime>, StoreError> {
        const SELECT: &str = "
            SELECT MIN(send_from) AS send_from FROM (
                SELECT MIN(send_from) AS send_from FROM delivery
                WHERE state = 'waiting' AND recipient = $1 AND urgent = $2
                UNION ALL
                SELECT MIN(try_from) AS send_from FROM mail
                WHERE try_from IS NOT NULL AND bureau = $1 AND urgent = $2
            ) AS waiting";
        let row = sqlx::query(SELECT).bind(bureau.as_str()).bind(urgent).fetch_one(&self.reader).await;
        row.and_then(|row| row.wall_time_opt("send_from")).doing("look into a bureau's outbox")
    }

    /// Every bureau for which something waits, and from when it may go; urgent matters apart.
    pub async fn outbox_waiting(&self) -> Result<Vec<PostboxWakeUp>, StoreError> {
        const SELECT: &str = "
            SELECT bureau, urgent, MIN(send_from) AS send_from FROM (
                SELECT recipient AS bureau, urgent, send_from FROM delivery WHERE state = 'waiting'
                UNION ALL
                SELECT bureau, urgent, try_from AS send_from FROM mail WHERE try_from IS NOT NULL
            ) AS waiting
            GROUP BY bureau, urgent ORDER BY bureau, urgent";
        let rows = sqlx::query(SELECT).fetch_all(&self.reader).await;
        let knock = |row: &SqliteRow| {
            let (bureau, urgent) = (row.bureau("bureau")?, row.flag("urgent")?);
            Ok(PostboxWakeUp { bureau, from: row.wall_time("send_from")?, urgent })
        };
        rows.and_then(|rows| rows.iter().map(knock).collect()).doing("look into the outbox")
    }

    /// What a mail says. All of it follows from rows that never change, but for the names and
    /// addresses of bureaus: a corrected address is used at the next attempt.
    async fn digest(&self, bureau: &BureauCode, mail: Unsent, urgent: bool) -> Result<Digest, StoreError> {
        const SELECT: &str = "
            SELECT n.id, n.source, n.campaign, n.about, n.notice, n.year, n.number, n.letterhead, n.circular, d.is_copy,
                c.title, c.zone
            FROM delivery d
            JOIN notice n ON n.source = d.source AND n.ordinal = d.ordinal
            JOIN campaign c ON c.id = d.campaign
            WHERE d.mail = $1";
        let bureaus: BTreeMap<BureauCode, Bureau> =
            self.bureau_list().await?.into_iter().map(|b| (b.code.clone(), b)).collect();
        let rows = sqlx::query(SELECT).bind(mail.id).fetch_all(&self.reader).await.doing(DOING)?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in &rows {
            entries.push(self.entry(row, &bureaus).await?);
        }
        entries.sort_by_cached_key(order);
        let entries = once_a_circular(entries);
        let Unsent { id, message_id, created, instead } = mail;
        let (bureau, settled) = (known(&bureaus, bureau)?, handover::settled(self, id).await?);
        Ok(Digest { id, message_id, created, bureau, urgent, settled, instead, entries })
    }

    /// A mail that tells one bureau of one notice and nothing else: what it was told, for reading. It is
    /// no mail of the outbox and is never sent. `None`: there is no such notice, or the bureau did not
    /// receive it.
    pub async fn notice_digest(
        &self,
        notice: i64,
        recipient: &BureauCode,
    ) -> Result<Option<Digest>, StoreError> {
        const SELECT: &str = "
            SELECT n.id, n.source, n.campaign, n.about, n.notice, n.year, n.number, n.letterhead, n.circular, d.is_copy,
                d.urgent, d.send_from, c.title, c.zone
            FROM notice n
            JOIN delivery d ON d.source = n.source AND d.ordinal = n.ordinal
            JOIN campaign c ON c.id = n.campaign
            WHERE n.id = $1 AND d.recipient = $2";
        let row =
            sqlx::query(SELECT).bind(notice).bind(recipient.as_str()).fetch_optional(&self.reader).await;
        let Some(row) = row.doing(DOING)? else { return Ok(None) };
        let bureaus: BTreeMap<BureauCode, Bureau> =
            self.bureau_list().await?.into_iter().map(|b| (b.code.clone(), b)).collect();
        Ok(Some(Digest {
            id: 0,
            message_id: String::new(),
            created: row.wall_time("send_from").doing(DOING)?,
            bureau: known(&bureaus, recipient)?,
            urgent: row.flag("urgent").doing(DOING)?,
            settled: Vec::new(),
            instead: None,
            entries: vec![self.entry(&row, &bureaus).await?],
        }))
    }

    /// All whom a circular names, where those are several.
    async fn named(
        &self,
        row: &SqliteRow,
        bureaus: &BTreeMap<BureauCode, Bureau>,
    ) -> Result<Vec<Bureau>, StoreError> {
        let Some(circular) = row.whole_opt("circular").doing(DOING)? else { return Ok(Vec::new()) };
        let named = self.named_in(circular).await?;
        match named.len() {
            0 | 1 => Ok(Vec::new()),
            _ => named.iter().map(|named| known(bureaus, &named.bureau)).collect(),
        }
    }

    async fn entry(
        &self,
        row: &SqliteRow,
        bureaus: &BTreeMap<BureauCode, Bureau>,
    ) -> Result<DigestEntry, StoreError> {
        let notice: Notice = row.json("notice").doing(DOING)?;
        let (source, campaign_title) = (row.text("source").doing(DOING)?, row.text("title").doing(DOING)?);
        let about = row.bureau("about").doing(DOING)?;
        let letterhead = row.json_opt("letterhead").doing(DOING)?;
        let letterhead =
            || letterhead.unwrap_or_else(|| Names::of(&campaign_title, bureaus).letterhead(&notice, &about));
        let id = row.whole("id").doing(DOING)?;
        let document = number(row).doing(DOING)?;
        let document = document.map(|number| Numbered { id, number, letterhead: letterhead() });
        let unanswered = notice.facts.matter.iter().flat_map(|matter| &matter.unanswered);
        Ok(DigestEntry {
            id,
            unanswered: unanswered.map(|code| known(bureaus, code)).collect::<Result<_, _>>()?,
            named: self.named(row, bureaus).await?,
            with: Vec::new(),
            earlier: self.earlier(&source, &notice.facts.earlier).await?,
            campaign: row.campaign("campaign").doing(DOING)?,
            zone: row.spelled("zone", |zone| zone.parse().ok()).doing(DOING)?,
            number: document.as_ref().map(|d| d.number.with_prefix(&d.letterhead.prefix)),
            is_copy: row.flag("is_copy").doing(DOING)?,
            from: known(bureaus, &notice.from)?,
            about: known(bureaus, &about)?,
            document,
            source,
            campaign_title,
            notice,
        })
    }
}

/// A circular that names several stands once in a mail: as the receiver's own where it names that.
fn once_a_circular(entries: Vec<DigestEntry>) -> Vec<DigestEntry> {
    let mut once: Vec<DigestEntry> = Vec::with_capacity(entries.len());
    let same = |one: &DigestEntry, other: &DigestEntry| {
        !one.named.is_empty()
            && one.from.code == other.from.code
            && one.document.as_ref().map(|document| document.number)
                == other.document.as_ref().map(|document| document.number)
    };
    for entry in entries {
        match once.iter_mut().find(|kept| same(kept, &entry)) {
            Some(kept) => {
                let is_better = kept.is_copy && !entry.is_copy;
                let other = if is_better { std::mem::replace(kept, entry) } else { entry };
                kept.with.extend(other.with);
                kept.with.push((other.source, other.notice.ordinal));
            }
            None => once.push(entry),
        }
    }
    once
}

fn known(bureaus: &BTreeMap<BureauCode, Bureau>, code: &BureauCode) -> Result<Bureau, StoreError> {
    bureaus.get(code).cloned().ok_or_else(|| StoreError::Unknown(format!("bureau {code}")))
}

fn order(entry: &DigestEntry) -> impl Ord + use<> {
    let DigestEntry { notice, campaign, about, source, .. } = entry;
    (notice.instrument, campaign.clone(), notice.at, about.code.clone(), source.clone(), notice.ordinal)
}

async fn mail_to_try(
    tx: &mut SqliteConnection,
    bureau: &BureauCode,
    now: WallTime,
    urgent: bool,
) -> Result<Option<Unsent>, StoreError> {
    const SELECT: &str = "
        SELECT id, message_id, created_at, instead FROM mail
        WHERE bureau = $1 AND urgent = $2 AND try_from <= $3 ORDER BY id LIMIT 1";
    let unsent = |row: SqliteRow| {
        let (id, message_id) = (row.whole("id")?, row.text("message_id")?);
        let (created, instead) = (row.wall_time("created_at")?, row.text_opt("instead")?);
        Ok(Unsent { id, message_id, created, instead })
    };
    let row = sqlx::query(SELECT).bind(bureau.as_str()).bind(urgent).bind(now.utc()).fetch_optional(tx).await;
    row.and_then(|row| row.map(unsent).transpose()).doing("look for a mail to try")
}

/// Puts what may go by `now`, and still holds, into one mail, the oldest first.
async fn mail_insert(
    tx: &mut SqliteConnection,
    bureau: &BureauCode,
    now: WallTime,
    urgent: bool,
    host: &str,
) -> Result<Made, StoreError> {
    const DUE: &str = "
        SELECT d.id, d.source, d.campaign, d.about, d.ordinal, n.instrument, n.notice, n.circular
        FROM delivery d JOIN notice n ON n.source = d.source AND n.ordinal = d.ordinal
        WHERE d.recipient = $1 AND d.urgent = $2 AND d.state = 'waiting' AND d.send_from <= $3
        ORDER BY d.id LIMIT $4";
    const INSERT: &str = "
        INSERT INTO mail (bureau, message_id, notices, created_at, urgent, try_from)
        VALUES ($1, $2, $3, $4, $5, $4) RETURNING id";
    const DOING: &str = "put a mail together";
    let due = sqlx::query(DUE)
        .bind(bureau.as_str())
        .bind(urgent)
        .bind(now.utc())
        .bind(MOST_NOTICES)
        .fetch_all(&mut *tx)
        .await
        .doing(DOING)?;
    if due.is_empty() {
        return Ok(Made::Empty);
    }
    let mut holding = Vec::new();
    for row in &due {
        if is_held(tx, row, now).await? {
            continue;
        }
        match moot(tx, row).await? {
            Some(moot) => leave_out(tx, row.whole("id").doing(DOING)?, moot, now).await?,
            None => holding.push(row),
        }
    }
    let Some(first) = holding.first() else { return Ok(Made::Nothing) };
    let message_id = message_id(bureau, first, holding.len(), host).doing(DOING)?;
    let id: i64 = sqlx::query_scalar(INSERT)
        .bind(bureau.as_str())
        .bind(&message_id)
        .bind(i64::try_from(holding.len()).unwrap_or(i64::MAX))
        .bind(now.utc())
        .bind(urgent)
        .fetch_one(&mut *tx)
        .await
        .doing(DOING)?;
    for row in holding {
        if let Some(circular) = circular(tx, row).await? {
            circular.close(tx, now).await?;
        }
        sqlx::query("UPDATE delivery SET state = 'assigned', mail = $2 WHERE id = $1")
            .bind(row.whole("id").doing(DOING)?)
            .bind(id)
            .execute(&mut *tx)
            .await
            .doing(DOING)?;
    }
    Ok(Made::Mail(Unsent { id, message_id, created: now, instead: None }))
}

async fn circular(tx: &mut SqliteConnection, row: &SqliteRow) -> Result<Option<OpenCircular>, StoreError> {
    match row.whole_opt("circular").doing("read a message that waits")? {
        Some(id) => circular_open(tx, id).await,
        None => Ok(None),
    }
}

/// Whether a delivery waits for others whom its circular is going to name; it is looked at again then.
async fn is_held(tx: &mut SqliteConnection, row: &SqliteRow, now: WallTime) -> Result<bool, StoreError> {
    const DOING: &str = "hold a circular back";
    let Some(circular) = circular(tx, row).await? else { return Ok(false) };
    let awaited = circular.is_awaited(tx).await?;
    let Some(until) = held_until(circular.send_from, now, awaited) else { return Ok(false) };
    sqlx::query("UPDATE delivery SET send_from = $2 WHERE id = $1")
        .bind(row.whole("id").doing(DOING)?)
        .bind(until.utc())
        .execute(tx)
        .await
        .doing(DOING)?;
    Ok(true)
}

/// Why a delivery is pointless now.
async fn moot(tx: &mut SqliteConnection, row: &SqliteRow) -> Result<Option<Moot>, StoreError> {
    const DOING: &str = "read a message that waits";
    if !moot::may_be_moot(row.spelled("instrument", Instrument::parse).doing(DOING)?) {
        return Ok(None);
    }
    let notice: Notice = row.json("notice").doing(DOING)?;
    let (campaign, about) = (row.campaign("campaign").doing(DOING)?, row.bureau("about").doing(DOING)?);
    let source = row.text("source").doing(DOING)?;
    let now = circumstances(tx, (&source, &campaign, &about), &notice).await?;
    Ok(moot::moot(&notice, &now))
}

async fn leave_out(tx: &mut SqliteConnection, id: i64, moot: Moot, now: WallTime) -> Result<(), StoreError> {
    sqlx::query("UPDATE delivery SET state = 'left-out', moot = $2, left_out_at = $3 WHERE id = $1")
        .bind(id)
        .bind(moot.as_str())
        .bind(now.utc())
        .execute(tx)
        .await
        .doing("leave a message out of a mail")?;
    Ok(())
}

/// A Message-ID that follows from the content: a delivery goes into one mail only, so the first one
/// names it. The count tells mails apart that a rebuilt store puts together in another way.
fn message_id(bureau: &BureauCode, first: &SqliteRow, count: usize, host: &str) -> sqlx::Result<String> {
    let (campaign, about) = (first.text("campaign")?, first.text("about")?);
    let (source, ordinal) = (first.text("source")?, first.whole("ordinal")?);
    // A docket is known by its campaign and bureau; several matters may share both.
    let names: &[&str] = match source == format!("campaign/{campaign}/{about}") {
        true => &[&campaign, &about],
        false => &[&source],
    };
    let parts: Vec<_> = std::iter::once(bureau.as_str()).chain(names.iter().copied()).map(atom).collect();
    Ok(format!("<{}.{ordinal}.{count}@{host}>", parts.join(".")))
}

/// `text` in characters that a Message-ID may hold; other texts give other results.
fn atom(text: &str) -> String {
    let spell = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
        _ => format!("={byte:02X}"),
    };
    text.bytes().map(spell).collect()
}

#[cfg(test)]
mod tests {
    use super::atom;

    #[test]
    fn a_message_id_holds_no_character_that_would_break_it() {
        assert_eq!(atom("qiannan-2024_a"), "qiannan-2024_a");
        assert_eq!(atom("a.b>\r\n"), "a=2Eb=3E=0D=0A");
    }
}
