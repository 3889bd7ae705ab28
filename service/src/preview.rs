//! What an approval would issue, to be read before anybody gives it: the machine says what, the ledger what
//! it bears, and the document is set as it would be, with its number pending. Nothing is kept of it.

use crate::{CampaignContext, ServiceError, tell};
use anyhow::Context;
use duban_activities::filing;
use duban_documents::{Reading, Source};
use duban_domain::{BureauCode, FindingId, ListingId, Notice, preview::Drafts};
use duban_store::ApprovalRow;
use duban_workflows::messages::AskPreview;

/// One paper that would be issued.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it says, as facts.
    pub notice: Notice,
    /// Its words, where it is a document; a message has none before it is sent.
    pub reading: Option<Reading>,
    /// What it is set from.
    source: Source,
}

/// A draft as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftFile {
    /// What it is called.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

impl CampaignContext {
    /// An approval that waits.
    ///
    /// # Errors
    /// There is none of this number.
    pub async fn waiting_approval(&self, source: &str, approval: u32) -> Result<ApprovalRow, ServiceError> {
        let waiting = self.store().approval_list(self.id()).await?;
        let found = waiting.into_iter().find(|row| row.source == source && row.approval == approval);
        found.ok_or_else(|| ServiceError::unknown("approval", format!("{source} {approval}")))
    }

    /// What an approval that waits would issue if it were given now.
    ///
    /// # Errors
    /// It is no longer open; nobody answered in time; a replaced template
    /// fails on these facts.
    pub async fn preview(&self, row: &ApprovalRow) -> Result<Vec<Draft>, ServiceError> {
        let notices = self.ask_preview(&row.source, row.approval).await?;
        let mut drafts = Vec::with_capacity(notices.len());
        for notice in notices {
            drafts.push(self.draft(&row.source, &row.bureau, notice).await?);
        }
        Ok(drafts)
    }

    async fn ask_preview(&self, source: &str, approval: u32) -> Result<Drafts, ServiceError> {
        let client = self.service.client().await?;
        let asked = AskPreview { approval, at: self.now };
        let part = |kind: &str| source.strip_prefix(&format!("{kind}/{}/", self.id()));
        if let Some(bureau) = part("campaign").map(BureauCode::new) {
            return tell::preview_machine(&client, self.id(), &bureau, asked).await;
        }
        if let Some(id) = part("finding").map(FindingId::new) {
            return tell::preview_machine(&client, self.id(), &id, asked).await;
        }
        match part("listing").map(ListingId::new) {
            Some(id) => tell::preview_machine(&client, self.id(), &id, asked).await,
            None => Err(ServiceError::unknown("source", source)),
        }
    }

    async fn draft(&self, source: &str, about: &BureauCode, notice: Notice) -> Result<Draft, ServiceError> {
        let (letterhead, earlier) = self.store().document_draft((self.id(), source), about, &notice).await?;
        let source = Source {
            notice: notice.clone(),
            number: None,
            letterhead,
            about: about.clone(),
            zone: self.kept.plan.zone,
            earlier: filing::earlier(&earlier),
            named: Vec::new(),
            void: None,
        };
        let templates = self.service.templates();
        let reading = notice.instrument.is_document().then(|| templates.read(&source)).transpose();
        let reading = reading.context("reading a draft").map_err(ServiceError::Unavailable)?;
        Ok(Draft { notice, reading, source })
    }

    /// A draft as a `.docx` file that says it is one.
    ///
    /// # Errors
    /// It is a message and no document; a replaced template fails on these facts.
    pub fn draft_file(&self, draft: &Draft) -> Result<DraftFile, ServiceError> {
        let content = self.service.templates().render(&draft.source);
        let content = content.context("setting a draft").map_err(ServiceError::Unavailable)?;
        Ok(DraftFile { name: duban_documents::file_name(&draft.source), content })
    }
}
