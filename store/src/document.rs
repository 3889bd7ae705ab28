//! Documents: what a renderer needs to set one, and the file that was made of it.

use crate::{
    EarlierDocument, Store,
    circular::NamedInCircular,
    columns::{Columns, odd, whole},
    error::{Doing, StoreError},
    letterhead::Names,
    narrowing::narrow,
};
use chrono_tz::Tz;
use duban_domain::{
    ids::{BureauCode, CampaignId},
    instrument::Instrument,
    letterhead::Letterhead,
    notice::Notice,
    record::DocumentNumber,
    time::PlanTime,
};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};

/// A numbered document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentRow {
    /// Its row: later ones are greater. For [`DocumentFilter::after`].
    pub id: i64,
    /// The workflow that issued it.
    pub source: String,
    /// Its campaign.
    pub campaign: CampaignId,
    /// Whose docket it comes from; whom the matter is about.
    pub about: BureauCode,
    /// Its ordinal in the docket or the matter.
    pub ordinal: u32,
    /// The notice.
    pub notice: Notice,
    /// Its number.
    pub number: DocumentNumber,
    /// The names it bears.
    pub letterhead: Letterhead,
    /// The zone its dates are read in.
    pub zone: Tz,
    /// The documents it builds on.
    pub earlier: Vec<EarlierDocument>,
    /// When and why it was voided. It keeps its number.
    pub voided: Option<(PlanTime, String)>,
    /// When it was taken back.
    pub withdrawn: Option<PlanTime>,
    /// The file that was made of it.
    pub archived: Option<ArchivedDocument>,
    /// The circular it is part of.
    pub joint: Option<JointDocument>,
}

/// A circular that one number and one file serve for several notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointDocument {
    /// Whether others may join it still: then its file is not final.
    pub is_open: bool,
    /// All it names, by their codes.
    pub named: Vec<NamedBureau>,
}

/// A bureau that a circular names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBureau {
    /// Which.
    pub bureau: BureauCode,
    /// Who gets a copy of what it is told.
    pub copies: Vec<BureauCode>,
    /// The documents that were sent to it before.
    pub earlier: Vec<EarlierDocument>,
}

impl DocumentRow {
    /// Its number in full, such as 黔南市监〔2024〕12号.
    pub fn full_number(&self) -> String {
        self.number.with_prefix(&self.letterhead.prefix)
    }
}

/// A file in the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedDocument {
    /// SHA-256 of its content, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Its length in bytes.
    pub size: u64,
}

/// Which documents; the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// Those about this bureau: from its docket, or from matters about it.
    pub about: Option<BureauCode>,
    /// Those that this bureau issued.
    pub sender: Option<BureauCode>,
    /// Those of this kind.
    pub instrument: Option<Instrument>,
    /// Those of this workflow.
    pub source: Option<String>,
    /// Those in rows after this one.
    pub after: Option<i64>,
    /// So many at most.
    pub limit: Option<u32>,
}

const SELECT: &str = "
    SELECT n.id, n.source, n.campaign, n.about, n.ordinal, n.notice, n.year, n.number, n.letterhead,
        n.voided_at, n.void_reason, n.withdrawn_at, n.archived_sha256, n.archived_size, c.zone, n.circular,
        j.closed_at AS circular_closed_at
    FROM notice n JOIN campaign c ON c.id = n.campaign LEFT JOIN circular j ON j.id = n.circular
    WHERE n.number IS NOT NULL";
const DOING: &str = "read a document";

impl Store {
    /// The document with this ordinal of a docket or a matter; `None` also for a notice without a number.
    pub async fn document_get(&self, source: &str, ordinal: u32) -> Result<Option<DocumentRow>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" AND n.source = ").push_bind(source);
        query.push(" AND n.ordinal = ").push_bind(i64::from(ordinal));
        Ok(self.documents(query).await?.pop())
    }

    /// The document that a bureau issued under this number.
    pub async fn document_by_number(
        &self,
        sender: &BureauCode,
        number: DocumentNumber,
    ) -> Result<Option<DocumentRow>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" AND n.sender = ").push_bind(sender.as_str());
        query.push(" AND n.year = ").push_bind(i64::from(number.year));
        query.push(" AND n.number = ").push_bind(i64::from(number.ordinal));
        Ok(self.documents(query).await?.pop())
    }

    /// The documents of a campaign in the order they were issued.
    pub async fn document_list(
        &self,
        campaign: &CampaignId,
        filter: &DocumentFilter,
    ) -> Result<Vec<DocumentRow>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" AND n.campaign = ").push_bind(campaign.as_str());
        narrow(&mut query, "n.source", filter.source.as_deref());
        narrow(&mut query, "n.about", filter.about.as_ref().map(BureauCode::as_str));
        narrow(&mut query, "n.sender", filter.sender.as_ref().map(BureauCode::as_str));
        narrow(&mut query, "n.instrument", filter.instrument.map(Instrument::as_str));
        if let Some(after) = filter.after {
            query.push(" AND n.id > ").push_bind(after);
        }
        query.push(" ORDER BY n.id");
        if let Some(limit) = filter.limit {
            query.push(" LIMIT ").push_bind(i64::from(limit));
        }
        self.documents(query).await
    }

    /// Notes the file that was made of a document. Saying it twice changes nothing; a file that was made
    /// again and came out different is refused.
    ///
    /// # Errors
    /// There is no such document; [`StoreError::Differs`].
    pub async fn document_archived(
        &self,
        source: &str,
        ordinal: u32,
        sha256: &str,
        size: u64,
    ) -> Result<(), StoreError> {
        const DOING: &str = "note a document's file";
        const UPDATE: &str = "
            UPDATE notice SET archived_sha256 = $3, archived_size = $4
            WHERE source = $1 AND ordinal = $2 AND number IS NOT NULL
                AND (archived_sha256 IS NULL OR (archived_sha256 = $3 AND archived_size = $4))";
        let mut tx = self.begin().await?;
        let updated = sqlx::query(UPDATE)
            .bind(source)
            .bind(i64::from(ordinal))
            .bind(sha256)
            .bind(whole("archived_size", size).doing(DOING)?)
            .execute(&mut *tx)
            .await
            .doing(DOING)?;
        tx.commit().await.doing(DOING)?;
        if updated.rows_affected() == 1 {
            return Ok(());
        }
        let document = format!("document {ordinal} of {source}");
        match self.document_get(source, ordinal).await? {
            Some(_) => Err(StoreError::Differs(format!("the file of {document}"))),
            None => Err(StoreError::Unknown(document)),
        }
    }

    /// What a document that a workflow would issue now bears, and the documents it builds on: all but its
    /// number.
    pub async fn document_draft(
        &self,
        (campaign, source): (&CampaignId, &str),
        about: &BureauCode,
        notice: &Notice,
    ) -> Result<(Letterhead, Vec<EarlierDocument>), StoreError> {
        let bureaus = Letterhead::bureaus_of(notice, about).into_iter().collect();
        let letterhead = Names::read(&self.reader, campaign, bureaus).await?.letterhead(notice, about);
        Ok((letterhead, self.earlier(source, &notice.facts.earlier).await?))
    }

    async fn documents(&self, mut query: QueryBuilder<Sqlite>) -> Result<Vec<DocumentRow>, StoreError> {
        let rows = query.build().fetch_all(&self.reader).await.doing(DOING)?;
        let mut documents = Vec::with_capacity(rows.len());
        for row in &rows {
            documents.push(self.document(row).await?);
        }
        Ok(documents)
    }

    async fn document(&self, row: &SqliteRow) -> Result<DocumentRow, StoreError> {
        let notice: Notice = row.json("notice").doing(DOING)?;
        let (source, campaign) = (row.text("source").doing(DOING)?, row.campaign("campaign").doing(DOING)?);
        let about = row.bureau("about").doing(DOING)?;
        let letterhead = match row.json_opt("letterhead").doing(DOING)? {
            Some(letterhead) => letterhead,
            None => {
                let bureaus = Letterhead::bureaus_of(&notice, &about).into_iter().collect();
                Names::read(&self.reader, &campaign, bureaus).await?.letterhead(&notice, &about)
            }
        };
        let (joint, letterhead) = self.joint(row, letterhead).await?;
        let number = number(row).and_then(|number| number.ok_or_else(|| odd("number", "NULL")));
        let voided = row.plan_time_opt("voided_at").doing(DOING)?;
        let (sha256, size) =
            (row.text_opt("archived_sha256").doing(DOING)?, row.whole_opt("archived_size").doing(DOING)?);
        let size = size.map(|_| row.count("archived_size")).transpose().doing(DOING)?;
        Ok(DocumentRow {
            id: row.whole("id").doing(DOING)?,
            ordinal: row.count("ordinal").doing(DOING)?,
            number: number.doing(DOING)?,
            zone: row.spelled("zone", |zone| zone.parse().ok()).doing(DOING)?,
            earlier: self.earlier(&source, &notice.facts.earlier).await?,
            voided: voided.zip(row.text_opt("void_reason").doing(DOING)?),
            withdrawn: row.plan_time_opt("withdrawn_at").doing(DOING)?,
            archived: sha256.zip(size).map(|(sha256, size)| ArchivedDocument { sha256, size }),
            source,
            campaign,
            about,
            notice,
            letterhead,
            joint,
        })
    }

    /// The circular that a document is part of, and the names of all it names.
    async fn joint(
        &self,
        row: &SqliteRow,
        mut letterhead: Letterhead,
    ) -> Result<(Option<JointDocument>, Letterhead), StoreError> {
        let Some(circular) = row.whole_opt("circular").doing(DOING)? else { return Ok((None, letterhead)) };
        let is_open = row.wall_time_opt("circular_closed_at").doing(DOING)?.is_none();
        let mut named = Vec::new();
        for NamedInCircular { bureau, notice, source, letterhead: names } in self.named_in(circular).await? {
            let earlier = self.earlier(&source, &notice.facts.earlier).await?;
            named.push(NamedBureau { bureau, copies: notice.copies, earlier });
            letterhead = letterhead.with_names(names);
        }
        Ok((Some(JointDocument { is_open, named }), letterhead))
    }

    /// The documents of one docket or matter with these ordinals; unknown ones are left out.
    pub(crate) async fn earlier(
        &self,
        source: &str,
        ordinals: &[u32],
    ) -> Result<Vec<EarlierDocument>, StoreError> {
        const SELECT: &str = "
            SELECT n.ordinal, n.instrument, n.year, n.number, n.issued_at, n.letterhead, b.document_prefix,
                (SELECT COUNT(*) > 1 FROM notice o WHERE o.circular = n.circular) AS shared
            FROM notice n JOIN bureau b ON b.code = n.sender
            WHERE n.source = $1 AND n.ordinal = $2";
        let mut documents = Vec::with_capacity(ordinals.len());
        for ordinal in ordinals {
            let row =
                sqlx::query(SELECT).bind(source).bind(i64::from(*ordinal)).fetch_optional(&self.reader).await;
            let document = row.and_then(|row| row.as_ref().map(earlier).transpose());
            documents.extend(document.doing("read an earlier document")?);
        }
        Ok(documents)
    }
}

fn earlier(row: &SqliteRow) -> sqlx::Result<EarlierDocument> {
    Ok(EarlierDocument {
        ordinal: row.count("ordinal")?,
        instrument: row.spelled("instrument", Instrument::parse)?,
        number: full_number(row)?,
        at: row.plan_time("issued_at")?,
        shared: row.flag("shared")?,
    })
}

/// The number in a row's `year` and `number`.
pub(crate) fn number(row: &SqliteRow) -> sqlx::Result<Option<DocumentNumber>> {
    match row.whole_opt("number")? {
        Some(_) => Ok(Some(DocumentNumber { year: row.count("year")?, ordinal: row.count("number")? })),
        None => Ok(None),
    }
}

/// The same in full, with the organ code that stands in the row's `letterhead`, or else the present
/// one in `document_prefix`.
pub(crate) fn full_number(row: &SqliteRow) -> sqlx::Result<Option<String>> {
    #[derive(Deserialize)]
    struct Prefix {
        prefix: String,
    }
    let Some(number) = number(row)? else { return Ok(None) };
    let prefix = match row.json_opt::<Prefix>("letterhead")? {
        Some(Prefix { prefix }) => prefix,
        None => row.text("document_prefix")?,
    };
    Ok(Some(number.with_prefix(&prefix)))
}
