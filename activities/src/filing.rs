//! Documents as files: set once, put into the archive, and the same ever after.
//!
//! A document's file follows from what the ledger recorded and from the templates. It is made when it is
//! first needed, kept in the archive, and its hash is noted; from then on the kept file is the document. A
//! file that is missing or was changed is made again and put back if it comes out the same; if it does
//! not, because the templates are others now, that is told and nothing is replaced.

use duban_archive::{Archive, ArchiveError};
use duban_documents::{CriticisedBureau, Earlier, RenderError, Source, Templates, Void};
use duban_domain::{
    Attachment, Notice,
    notice::{Facts, Lifted},
};
use duban_store::{
    ArchivedDocument, DocumentRow, EarlierDocument, JointDocument, NamedBureau, Store, StoreError,
};
use duban_workflows::ids;
use std::{collections::BTreeSet, sync::Arc};

/// The media type of a .docx file.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Makes and keeps documents' files.
#[derive(Clone, Debug)]
pub struct FilingRoom {
    store: Store,
    archive: Archive,
    templates: Arc<Templates>,
}

/// A document's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFile {
    /// What it is called: number, kind and addressee.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
    /// SHA-256 of its content.
    pub sha256: String,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum FilingError {
    /// It could not be set.
    #[error("document {number} could not be set")]
    Render {
        /// Its number.
        number: String,
        /// Why.
        source: RenderError,
    },
    /// The archive's.
    #[error("document {number} could not be kept in or read from the archive")]
    Archive {
        /// Its number.
        number: String,
        /// Why.
        source: ArchiveError,
    },
    /// Its file is not in the archive any more and comes out otherwise now.
    #[error(
        "the file of document {number} is missing or changed in the archive, and made again it differs (sha256 {made} instead of {kept}); were the templates changed?"
    )]
    Differs {
        /// Its number.
        number: String,
        /// The hash that was noted.
        kept: String,
        /// The hash it would have now.
        made: String,
    },
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl FilingRoom {
    /// A room with this ledger, this archive and these templates.
    pub fn new(store: Store, archive: Archive, templates: Arc<Templates>) -> Self {
        Self { store, archive, templates }
    }

    /// A document's file as it was issued: the one in the archive, or made now and put there.
    ///
    /// # Errors
    /// See [`FilingError`].
    pub async fn file(&self, row: &DocumentRow) -> Result<DocumentFile, FilingError> {
        let as_issued = Source { void: None, ..self.source(row).await? };
        let name = duban_documents::file_name(&as_issued);
        if row.joint.as_ref().is_some_and(|joint| joint.is_open) {
            // Others may join it until it goes out: this is how it stands, and nothing is kept of it.
            let content = self.render(row, &as_issued)?;
            let sha256 = duban_archive::sha256(&content);
            return Ok(DocumentFile { name, content, sha256 });
        }
        let Some(kept) = &row.archived else { return self.make(row, &as_issued, name).await };
        let known = attachment(&name, kept);
        match self.archive.get(&known).await {
            Ok(content) => Ok(DocumentFile { name, content: content.to_vec(), sha256: kept.sha256.clone() }),
            Err(ArchiveError::Missing { .. } | ArchiveError::Changed { .. }) => {
                self.mend(row, &as_issued, name, kept).await
            }
            Err(source) => Err(FilingError::Archive { number: row.full_number(), source }),
        }
    }

    /// A document's file as it stands now: one that was voided says so at its head.
    ///
    /// # Errors
    /// See [`FilingError`].
    pub async fn present(&self, row: &DocumentRow) -> Result<DocumentFile, FilingError> {
        if row.voided.is_none() {
            return self.file(row).await;
        }
        let source = self.source(row).await?;
        let content = self.render(row, &source)?;
        let sha256 = duban_archive::sha256(&content);
        Ok(DocumentFile { name: duban_documents::file_name(&source), content, sha256 })
    }

    /// What is rendered, with the number of the docket's document that it lifts.
    async fn source(&self, row: &DocumentRow) -> Result<Source, FilingError> {
        let lifted = match row.notice.facts.lifts.as_deref() {
            Some(Lifted { docket, notice, .. }) => {
                self.store.document_get(&ids::bureau_campaign(&row.campaign, docket), *notice).await?
            }
            None => None,
        };
        let lifted = lifted.map(|listing| Earlier {
            number: listing.full_number(),
            instrument: listing.notice.instrument,
            at: listing.notice.at,
            shared: false,
        });
        Ok(source(row, lifted))
    }

    async fn make(
        &self,
        row: &DocumentRow,
        source: &Source,
        name: String,
    ) -> Result<DocumentFile, FilingError> {
        let content = self.render(row, source)?;
        let kept = self.put(row, &name, content.clone()).await?;
        self.store.document_archived(&row.source, row.ordinal, &kept.sha256, kept.size).await?;
        Ok(DocumentFile { name, content, sha256: kept.sha256 })
    }

    async fn mend(
        &self,
        row: &DocumentRow,
        source: &Source,
        name: String,
        kept: &ArchivedDocument,
    ) -> Result<DocumentFile, FilingError> {
        let content = self.render(row, source)?;
        let made = duban_archive::sha256(&content);
        let number = row.full_number();
        if made != kept.sha256 {
            return Err(FilingError::Differs { number, kept: kept.sha256.clone(), made });
        }
        tracing::warn!(%number, "the document's file was missing or changed in the archive; it was made again");
        self.put(row, &name, content.clone()).await?;
        Ok(DocumentFile { name, content, sha256: made })
    }

    fn render(&self, row: &DocumentRow, source: &Source) -> Result<Vec<u8>, FilingError> {
        let rendered = self.templates.render(source);
        rendered.map_err(|source| FilingError::Render { number: row.full_number(), source })
    }

    async fn put(&self, row: &DocumentRow, name: &str, content: Vec<u8>) -> Result<Attachment, FilingError> {
        let put = self.archive.put_bytes(name, DOCX, content).await;
        put.map_err(|source| FilingError::Archive { number: row.full_number(), source })
    }
}

fn attachment(name: &str, kept: &ArchivedDocument) -> Attachment {
    Attachment {
        name: name.to_owned(),
        size: kept.size,
        media_type: DOCX.to_owned(),
        sha256: kept.sha256.clone(),
    }
}

/// The documents that one builds on, as the renderer takes them.
pub fn earlier(documents: &[EarlierDocument]) -> Vec<Earlier> {
    let earlier = documents.iter().filter_map(|document| {
        let number = document.number.clone()?;
        Some(Earlier { number, instrument: document.instrument, at: document.at, shared: document.shared })
    });
    earlier.collect()
}

/// What the renderer needs, out of what the ledger recorded.
fn source(row: &DocumentRow, lifted: Option<Earlier>) -> Source {
    let alone = Source {
        notice: row.notice.clone(),
        number: Some(row.number),
        letterhead: row.letterhead.clone(),
        about: row.about.clone(),
        zone: row.zone,
        earlier: lifted.into_iter().chain(earlier(&row.earlier)).collect(),
        named: Vec::new(),
        void: row.voided.clone().map(|(at, reason)| Void { at, reason }),
    };
    match &row.joint {
        Some(JointDocument { named, .. }) if named.len() > 1 => joint(alone, named),
        _ => alone,
    }
}

/// One paper for all it names, the same whoever's notice asks for it.
fn joint(alone: Source, named: &[NamedBureau]) -> Source {
    let copies: BTreeSet<_> = named.iter().flat_map(|named| named.copies.clone()).collect();
    let about = named.first().map_or(alone.about.clone(), |named| named.bureau.clone());
    let own = alone.letterhead.name(&alone.about).to_owned();
    Source {
        notice: Notice {
            to: about.clone(),
            copies: copies.into_iter().filter(|copy| named.iter().all(|n| n.bureau != *copy)).collect(),
            ordinal: 0,
            facts: Facts { earlier: Vec::new(), ..alone.notice.facts },
            ..alone.notice
        },
        named: named
            .iter()
            .map(|n| CriticisedBureau { bureau: n.bureau.clone(), earlier: earlier(&n.earlier) })
            .collect(),
        earlier: Vec::new(),
        about,
        // What becomes void is what it says of the one.
        void: alone
            .void
            .map(|void| Void { reason: format!("仅涉及{own}的内容作废。{}", void.reason), ..void }),
        ..alone
    }
}
