//! Keeping a record: everything one wake or command of a docket, a finding, a listing or an incident
//! has to tell, in one transaction, once.

mod approvals;
mod circulars;
mod docket;
mod finding;
mod matters;
mod notices;
mod numbering;
mod told;
mod writing;

use crate::{
    Store,
    columns::{json_text, json_value},
    error::{Doing, StoreError},
    projection::Projection,
};
use duban_domain::{
    ids::BureauCode,
    machine::DomainEvent,
    record::{DocumentNumber, Record, Recorded, Step},
    time::PlanTime,
};
use numbering::{Numbering, number_raise};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::SqliteConnection;
use told::RecordRows;
use writing::Writing;

/// What became of a record. The answer is of no machine in particular: it holds no steps.
enum Kept {
    Now(Recorded<()>),
    /// It was kept before, with these steps.
    Before(Recorded<()>, String),
}

impl Store {
    /// Keeps a record. The same record again, known by its workflow and sequence, changes nothing
    /// and is answered the same; another record under that sequence is answered with the steps that
    /// were kept, for the teller to do instead.
    ///
    /// # Errors
    /// The campaign, a bureau or the workflow's record before this one is not in the store; the
    /// database's. Nothing is kept then, and no number used.
    pub async fn record<C, W, V>(&self, record: &Record<C, W, V>) -> Result<Recorded<C>, StoreError>
    where
        C: Serialize + DeserializeOwned + PartialEq,
        W: DomainEvent,
        V: Projection<W>,
    {
        self.keep(record, Numbering::Next).await
    }

    /// Sees to it that documents issued from now on bear later numbers than these, each named by the
    /// bureau that issued it. The first step of a rebuild: read all journals, raise to every number
    /// in them, then keep their records. A workflow whose journal is back goes on at once, and must
    /// not take a number that stands in a journal still to come.
    ///
    /// # Errors
    /// A bureau is not in the store.
    pub async fn document_number_raise_all(
        &self,
        numbers: &[(BureauCode, DocumentNumber)],
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for (bureau, number) in numbers {
            number_raise(&mut tx, bureau, *number).await?;
        }
        tx.commit().await.doing("commit the document numbers")
    }

    /// Keeps a record of a workflow's journal, with the numbers its documents were given, in a store
    /// that is being rebuilt. Whether its mails went out nobody knows: only notices from
    /// `resend_since` on wait to be mailed, perhaps again. Records of one workflow come in order.
    ///
    /// # Errors
    /// As [`Store::record`], and [`StoreError::NumberMissing`] for a document without a number.
    pub async fn record_with_numbers<C, W, V>(
        &self,
        record: &Record<C, W, V>,
        numbers: &[(u32, DocumentNumber)],
        resend_since: Option<PlanTime>,
    ) -> Result<Recorded<C>, StoreError>
    where
        C: Serialize + DeserializeOwned + PartialEq,
        W: DomainEvent,
        V: Projection<W>,
    {
        self.keep(record, Numbering::Given { numbers, resend_since }).await
    }

    async fn keep<C, W, V>(
        &self,
        record: &Record<C, W, V>,
        numbering: Numbering<'_>,
    ) -> Result<Recorded<C>, StoreError>
    where
        C: Serialize + DeserializeOwned + PartialEq,
        W: DomainEvent,
        V: Projection<W>,
    {
        let kept = async {
            let told = RecordRows::of(record)?;
            let mut tx = self.begin().await?;
            let kept = keep(&mut tx, &told, numbering).await?;
            tx.commit().await.doing("commit the record")?;
            answer(kept, &record.steps)
        };
        kept.await.map_err(|source: StoreError| StoreError::Record {
            workflow: record.workflow.clone(),
            sequence: record.sequence,
            source: Box::new(source),
        })
    }
}

/// The answer for a teller who did `steps`.
fn answer<C: DeserializeOwned + PartialEq>(kept: Kept, steps: &[Step<C>]) -> Result<Recorded<C>, StoreError> {
    let (Recorded { numbers, knocks, opens, revokes, .. }, kept) = match kept {
        Kept::Now(answer) => (answer, None),
        Kept::Before(answer, kept) => (answer, Some(kept)),
    };
    let kept = kept.map(|kept| json_value::<Vec<Step<C>>>("steps", &kept)).transpose();
    let instead = kept.doing("read the steps")?.filter(|kept| kept != steps);
    Ok(Recorded { numbers, knocks, instead, opens, revokes })
}

async fn keep(
    tx: &mut SqliteConnection,
    told: &RecordRows<'_>,
    numbering: Numbering<'_>,
) -> Result<Kept, StoreError> {
    // The line is inserted first: where writers do not follow one another, it makes a second writer
    // of the same record wait for the first.
    const INSERT: &str = "
        INSERT INTO record (workflow, sequence, campaign, bureau, steps, answer)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (workflow, sequence) DO NOTHING";
    let nothing = Recorded::default();
    let inserted = sqlx::query(INSERT)
        .bind(told.workflow)
        .bind(told.sequence)
        .bind(told.campaign.as_str())
        .bind(told.bureau.as_str())
        .bind(&told.steps)
        .bind(json_text(&nothing).doing("insert the record")?)
        .execute(&mut *tx)
        .await
        .doing("insert the record")?;
    if inserted.rows_affected() == 0 {
        return answer_again(tx, told, numbering).await;
    }
    predecessor_check(tx, told).await?;
    let answer = Writing::begin(tx, told, numbering).await?.write().await?;
    if answer == nothing {
        return Ok(Kept::Now(answer));
    }
    sqlx::query("UPDATE record SET answer = $3 WHERE workflow = $1 AND sequence = $2")
        .bind(told.workflow)
        .bind(told.sequence)
        .bind(json_text(&answer).doing("keep the answer")?)
        .execute(&mut *tx)
        .await
        .doing("keep the answer")?;
    Ok(Kept::Now(answer))
}

/// A workflow tells its records one after another. Where the one before is missing, the store is not
/// the one the workflow has been telling: it was lost or restored, and its counters are behind.
async fn predecessor_check(tx: &mut SqliteConnection, told: &RecordRows<'_>) -> Result<(), StoreError> {
    if told.sequence <= 1 {
        return Ok(());
    }
    const SELECT: &str = "SELECT sequence FROM record WHERE workflow = $1 AND sequence = $2";
    let found: Option<i64> = sqlx::query_scalar(SELECT)
        .bind(told.workflow)
        .bind(told.sequence - 1)
        .fetch_optional(tx)
        .await
        .doing("look for the record before")?;
    let missing = u64::try_from(told.sequence - 1).unwrap_or_default();
    found.map(drop).ok_or(StoreError::Gap { missing })
}

/// What was answered the first time, and the steps of then.
async fn answer_again(
    tx: &mut SqliteConnection,
    told: &RecordRows<'_>,
    numbering: Numbering<'_>,
) -> Result<Kept, StoreError> {
    const SELECT: &str = "
        SELECT answer, steps FROM record
        WHERE workflow = $1 AND sequence = $2 AND campaign = $3 AND bureau = $4";
    let kept: Option<(String, String)> = sqlx::query_as(SELECT)
        .bind(told.workflow)
        .bind(told.sequence)
        .bind(told.campaign.as_str())
        .bind(told.bureau.as_str())
        .fetch_optional(tx)
        .await
        .doing("read the answer")?;
    let (answer, steps) = kept.ok_or(StoreError::Conflict)?;
    let answer: Recorded<()> = json_value("answer", &answer).doing("read the answer")?;
    if let Numbering::Given { numbers, .. } = numbering
        && answer.numbers.iter().any(|kept| !numbers.contains(kept))
    {
        return Err(StoreError::Conflict);
    }
    Ok(Kept::Before(answer, steps))
}
