//! What is known of an enterprise across findings and campaigns (REQUIREMENTS D3, D4).

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use chrono::NaiveDate;
use duban_domain::{
    command::Actor,
    finding::{CreditCode, FindingStatus, Grade},
    ids::FindingId,
    subject::{Risk, Sampling, SubjectRecord},
};
use sqlx::sqlite::SqliteRow;

impl Store {
    /// Keeps a supervision sampling of an enterprise; `false` if it was kept before. It is known by the
    /// enterprise and the report's number.
    ///
    /// # Errors
    /// [`StoreError::Differs`] if that report was kept with another result.
    pub async fn sampling_insert(
        &self,
        credit_code: &CreditCode,
        name: &str,
        sampling: &Sampling,
        by: &Actor,
    ) -> Result<bool, StoreError> {
        const DOING: &str = "keep a sampling";
        const INSERT: &str = "
            INSERT INTO sampling (credit_code, reference, name, sampled_on, passed, product, by_bureau, by_name)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (credit_code, reference) DO NOTHING";
        let mut tx = self.begin().await?;
        let inserted = sqlx::query(INSERT)
            .bind(credit_code.as_str())
            .bind(&sampling.reference)
            .bind(name)
            .bind(sampling.on)
            .bind(sampling.passed)
            .bind(&sampling.product)
            .bind(by.bureau.as_str())
            .bind(&by.name)
            .execute(&mut *tx)
            .await
            .doing(DOING)?;
        let row = sqlx::query("SELECT * FROM sampling WHERE credit_code = $1 AND reference = $2")
            .bind(credit_code.as_str())
            .bind(&sampling.reference)
            .fetch_one(&mut *tx)
            .await;
        let (kept, _) = row.and_then(|row| self::sampling(&row)).doing(DOING)?;
        tx.commit().await.doing(DOING)?;
        if kept != *sampling {
            return Err(StoreError::Differs(format!("sampling {} of {credit_code}", sampling.reference)));
        }
        Ok(inserted.rows_affected() == 1)
    }

    /// All that is known of an enterprise, in every campaign; `None` where nothing is. Findings that were
    /// dismissed or called off are left out.
    pub async fn subject_record(
        &self,
        credit_code: &CreditCode,
    ) -> Result<Option<SubjectRecord>, StoreError> {
        const SAMPLINGS: &str =
            "SELECT * FROM sampling WHERE credit_code = $1 ORDER BY sampled_on, reference";
        const RISKS: &str = "
            SELECT campaign, id, subject_name, found_on, grade, standing FROM finding
            WHERE credit_code = $1 AND standing <> 'cancelled' AND (outcome IS NULL OR outcome <> 'dismissed')
            ORDER BY found_on, registered_at, id";
        const DOING: &str = "read an enterprise's record";
        let code = credit_code.as_str();
        let rows = sqlx::query(SAMPLINGS).bind(code).fetch_all(&self.reader).await;
        let samplings: Vec<(Sampling, String)> =
            rows.and_then(|rows| rows.iter().map(sampling).collect()).doing(DOING)?;
        let rows = sqlx::query(RISKS).bind(code).fetch_all(&self.reader).await;
        let risks: Vec<(Risk, String)> =
            rows.and_then(|rows| rows.iter().map(risk).collect()).doing(DOING)?;
        let Some(name) = latest_name(&samplings, &risks) else { return Ok(None) };
        Ok(Some(SubjectRecord {
            credit_code: credit_code.clone(),
            name: name.to_owned(),
            samplings: samplings.into_iter().map(|(sampling, _)| sampling).collect(),
            risks: risks.into_iter().map(|(risk, _)| risk).collect(),
        }))
    }
}

/// The name on the latest paper: both lists are in order of their days.
fn latest_name<'a>(samplings: &'a [(Sampling, String)], risks: &'a [(Risk, String)]) -> Option<&'a str> {
    let sampled = samplings.last().map(|(sampling, name)| (sampling.on, name));
    let found = risks.last().map(|(risk, name)| (risk.on, name));
    let latest: Option<(NaiveDate, &String)> = sampled.into_iter().chain(found).max_by_key(|(on, _)| *on);
    latest.map(|(_, name)| name.as_str())
}

fn sampling(row: &SqliteRow) -> sqlx::Result<(Sampling, String)> {
    let sampling = Sampling {
        on: row.day("sampled_on")?,
        passed: row.flag("passed")?,
        product: row.text("product")?,
        reference: row.text("reference")?,
    };
    Ok((sampling, row.text("name")?))
}

fn risk(row: &SqliteRow) -> sqlx::Result<(Risk, String)> {
    let risk = Risk {
        campaign: row.campaign("campaign")?,
        finding: FindingId::new(row.text("id")?),
        on: row.day("found_on")?,
        grade: row.spelled("grade", Grade::parse)?,
        open: row.spelled("standing", FindingStatus::parse)?.is_open(),
    };
    Ok((risk, row.text("subject_name")?))
}
