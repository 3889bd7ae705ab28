//! Keeping a record: everything one wake or command of a docket has to tell, in one transaction,
//! once.

mod effects;
mod notices;

use crate::{
    Store,
    columns::odd,
    error::{Doing, StoreError},
};
use duban_domain::{
    ids::BureauCode,
    record::{DocumentNumber, Knock, Record, Recorded, Step},
    time::{PlanTime, WallTime},
};
use sqlx::{SqliteConnection, types::Json};
use std::collections::BTreeMap;

/// Where documents take their numbers from, and whether their mail is to go out.
#[derive(Copy, Clone)]
enum Numbering<'a> {
    /// The next of the issuing bureau's year; mail waits.
    Next,
    /// From the workflow's journal; what was mailed then is not known now.
    Given { numbers: &'a [(u32, DocumentNumber)], resend_since: Option<PlanTime> },
}

/// A record being written.
struct Writing<'a> {
    tx: &'a mut SqliteConnection,
    record: &'a Record,
    numbering: Numbering<'a>,
    numbers: Vec<(u32, DocumentNumber)>,
    knocks: BTreeMap<BureauCode, WallTime>,
}

impl Store {
    /// Keeps a record. The same record again, known by its workflow and sequence, changes nothing
    /// and is answered the same; another record under that sequence is answered with the steps that
    /// were kept, for the teller to do instead.
    ///
    /// # Errors
    /// The campaign, a bureau or the workflow's record before this one is not in the store; the
    /// database's. Nothing is kept then, and no number used.
    pub async fn record(&self, record: &Record) -> Result<Recorded, StoreError> {
        self.keep(record, Numbering::Next).await
    }

    /// Sees to it that documents issued from now on bear later numbers than these, each named by the
    /// bureau that issued it. The first step of a rebuild: read all journals, raise to every number
    /// in them, then keep their records. A workflow whose journal is back goes on at once, and must
    /// not take a number that stands in a journal still to come.
    ///
    /// # Errors
    /// A bureau is not in the store; the database's.
    pub async fn document_number_raise_all(
        &self,
        numbers: &[(BureauCode, DocumentNumber)],
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for (bureau, number) in numbers {
            notices::number_raise(&mut tx, bureau, *number).await?;
        }
        tx.commit().await.doing("commit the document numbers")
    }

    /// Keeps a record of a workflow's journal, with the numbers its documents were given, in a store
    /// that is being rebuilt. Whether its mails went out nobody knows: only notices from
    /// `resend_since` on wait to be mailed, perhaps again. Records of one workflow come in order.
    ///
    /// # Errors
    /// As [`Store::record`], and [`StoreError::NumberMissing`] for a document without a number.
    pub async fn record_with_numbers(
        &self,
        record: &Record,
        numbers: &[(u32, DocumentNumber)],
        resend_since: Option<PlanTime>,
    ) -> Result<Recorded, StoreError> {
        self.keep(record, Numbering::Given { numbers, resend_since }).await
    }

    async fn keep(&self, record: &Record, numbering: Numbering<'_>) -> Result<Recorded, StoreError> {
        let kept = async {
            let mut tx = self.begin().await?;
            let answer = keep(&mut tx, record, numbering).await?;
            tx.commit().await.doing("commit the record")?;
            Ok(answer)
        };
        kept.await.map_err(|source: StoreError| StoreError::Record {
            workflow: record.workflow.clone(),
            sequence: record.sequence,
            source: Box::new(source),
        })
    }
}

async fn keep(
    tx: &mut SqliteConnection,
    record: &Record,
    numbering: Numbering<'_>,
) -> Result<Recorded, StoreError> {
    let sequence = whole("sequence", record.sequence).doing("store its sequence")?;
    // The line is inserted first: where writers do not follow one another, it makes a second writer
    // of the same record wait for the first.
    const INSERT: &str = "
        INSERT INTO record (workflow, sequence, campaign, bureau, steps, answer)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (workflow, sequence) DO NOTHING";
    let inserted = sqlx::query(INSERT)
        .bind(&record.workflow)
        .bind(sequence)
        .bind(record.campaign.as_str())
        .bind(record.bureau.as_str())
        .bind(Json(&record.steps))
        .bind(Json(<Recorded>::default()))
        .execute(&mut *tx)
        .await
        .doing("insert the record")?;
    if inserted.rows_affected() == 0 {
        return answer_again(tx, record, sequence, numbering).await;
    }
    predecessor_check(tx, record, sequence).await?;
    let mut writing = Writing { tx, record, numbering, numbers: Vec::new(), knocks: BTreeMap::new() };
    if record.sequence == 1 {
        writing.participation_insert().await?;
    }
    for (position, effect) in record.effects.iter().enumerate() {
        writing.ledger_insert(sequence, position, effect).await?;
        writing.effect_apply(effect).await?;
    }
    for duty in &record.views {
        writing.duty_upsert(duty).await?;
    }
    let Writing { tx, numbers, knocks, .. } = writing;
    let knocks = knocks.into_iter().map(|(bureau, from)| Knock { bureau, from, urgent: false }).collect();
    let answer = Recorded { numbers, knocks, instead: None };
    if answer == Recorded::default() {
        return Ok(answer);
    }
    sqlx::query("UPDATE record SET answer = $3 WHERE workflow = $1 AND sequence = $2")
        .bind(&record.workflow)
        .bind(sequence)
        .bind(Json(&answer))
        .execute(&mut *tx)
        .await
        .doing("keep the answer")?;
    Ok(answer)
}

/// A workflow tells its records one after another. Where the one before is missing, the store is not
/// the one the workflow has been telling: it was lost or restored, and its counters are behind.
async fn predecessor_check(
    tx: &mut SqliteConnection,
    record: &Record,
    sequence: i64,
) -> Result<(), StoreError> {
    if sequence <= 1 {
        return Ok(());
    }
    const SELECT: &str = "SELECT sequence FROM record WHERE workflow = $1 AND sequence = $2";
    let found: Option<i64> = sqlx::query_scalar(SELECT)
        .bind(&record.workflow)
        .bind(sequence - 1)
        .fetch_optional(tx)
        .await
        .doing("look for the record before")?;
    found.map(drop).ok_or(StoreError::Gap { missing: record.sequence - 1 })
}

/// What was answered the first time; with the steps of then, where they were other ones.
async fn answer_again(
    tx: &mut SqliteConnection,
    record: &Record,
    sequence: i64,
    numbering: Numbering<'_>,
) -> Result<Recorded, StoreError> {
    const SELECT: &str = "
        SELECT answer, steps FROM record
        WHERE workflow = $1 AND sequence = $2 AND campaign = $3 AND bureau = $4";
    let kept: Option<(Json<Recorded>, Json<Vec<Step>>)> = sqlx::query_as(SELECT)
        .bind(&record.workflow)
        .bind(sequence)
        .bind(record.campaign.as_str())
        .bind(record.bureau.as_str())
        .fetch_optional(tx)
        .await
        .doing("read the answer")?;
    let (Json(answer), Json(steps)) = kept.ok_or(StoreError::Conflict)?;
    if let Numbering::Given { numbers, .. } = numbering
        && answer.numbers.iter().any(|kept| !numbers.contains(kept))
    {
        return Err(StoreError::Conflict);
    }
    let instead = (steps != record.steps).then_some(steps);
    Ok(Recorded { instead, ..answer })
}

/// A count as the database holds it.
fn whole<N>(column: &str, value: N) -> Result<i64, sqlx::Error>
where
    N: Copy + std::fmt::Display,
    i64: TryFrom<N>,
{
    i64::try_from(value).map_err(|_| odd(column, value))
}
