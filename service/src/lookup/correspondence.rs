//! Notices, documents and approvals. A notice is seen by whoever sees a bureau that received it, and where it
//! could not be delivered by the bureau that issued it: an approval that is asked of a bureau above is no
//! business of the one it is about.

use super::{viewer::Viewer, visible::Visible};
use crate::{CampaignContext, Draft, ServiceError};
use duban_activities::filing::DocumentFile;
use duban_domain::{
    Attachment, BureauCode, CampaignId, Command, FindingId, ListingId, access::Action,
    finding::FindingCommand, listing::ListingCommand, record::DocumentNumber,
};
use duban_store::{
    ApprovalRow, DeliveryRow, DocumentRow, FindingDetail, ListingRow, MailState, NoticePage, NoticeRow,
    NoticeSearch,
};
use std::collections::BTreeSet;

/// A notice with how it went out, as far as its viewer sees who received it.
#[derive(Clone, Debug)]
pub struct DeliveredNotice {
    /// The notice.
    pub row: NoticeRow,
    /// At least one.
    pub deliveries: Vec<DeliveryRow>,
}

/// An approval that waits, with its campaign in hand.
#[derive(Clone, Debug)]
pub struct WaitingApproval {
    /// The campaign.
    pub context: CampaignContext,
    /// The approval.
    pub row: ApprovalRow,
}

/// What is said about correspondence: an approval that was asked, or a document. Dockets, findings and listings
/// all take it, under their own commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorrespondenceCommand {
    /// 批准
    Approve(u32),
    /// 不批准, with a reason.
    Decline(u32, String),
    /// 签收, perhaps with a reply.
    Acknowledge(u32, Option<String>),
    /// 回复, with what comes along.
    Reply(u32, String, Vec<Attachment>),
    /// 作废, with a reason.
    Void(u32, String),
}

macro_rules! said_to {
    ($($command:ident)*) => {$(
        impl From<CorrespondenceCommand> for $command {
            fn from(said: CorrespondenceCommand) -> Self {
                match said {
                    CorrespondenceCommand::Approve(approval) => Self::Approve { approval },
                    CorrespondenceCommand::Decline(approval, reason) => Self::Decline { approval, reason },
                    CorrespondenceCommand::Acknowledge(notice, reply) => Self::Acknowledge { notice, reply },
                    CorrespondenceCommand::Reply(notice, text, files) => Self::Reply { notice, text, files },
                    CorrespondenceCommand::Void(notice, reason) => Self::Void { notice, reason },
                }
            }
        }
    )*};
}
said_to!(Command FindingCommand ListingCommand);

impl Viewer {
    /// A notice.
    ///
    /// # Errors
    /// There is none that this viewer sees.
    pub async fn notice(&self, id: i64) -> Result<Visible<DeliveredNotice>, ServiceError> {
        let store = self.service().store();
        let row = store.notice_get(id).await?.ok_or(ServiceError::Hidden)?;
        let bureaus = self.sees_codes();
        let mut deliveries = store.notice_deliveries(id).await?;
        let is_stuck = deliveries.iter().any(|delivery| delivery.mail() == MailState::Undeliverable);
        let is_own = is_stuck && row.notice.from == self.bureau;
        deliveries.retain(|delivery| is_own || bureaus.contains(&delivery.recipient));
        if deliveries.is_empty() {
            return Err(ServiceError::Hidden);
        }
        Ok(Visible::new(self, DeliveredNotice { row, deliveries }))
    }

    /// Notices of all campaigns, newest first: those that pass `search` and that a bureau received which this
    /// viewer sees.
    pub async fn notices(
        &self,
        search: NoticeSearch,
        page: &NoticePage,
    ) -> Result<Vec<NoticeRow>, ServiceError> {
        let seen = self.sees_codes();
        let recipients = match search.recipients {
            Some(wanted) => Some(wanted.intersection(&seen).cloned().collect()),
            // Whoever sees every bureau sees every notice.
            None if seen.len() == self.directory().len() => None,
            None => Some(seen),
        };
        let search = NoticeSearch { recipients, ..search };
        Ok(self.service().store().notice_search(&search, page).await?)
    }

    /// An official document, where this viewer sees who issued it, who it is addressed to or whom it is about.
    ///
    /// # Errors
    /// There is none that this viewer sees.
    pub async fn document(
        &self,
        issuer: &BureauCode,
        number: DocumentNumber,
    ) -> Result<Visible<DocumentRow>, ServiceError> {
        let row = self.service().store().document_by_number(issuer, number).await?;
        let row = row.ok_or(ServiceError::Hidden)?;
        let ends = [&row.about, &row.notice.to, &row.notice.from];
        let seen = ends.into_iter().find(|bureau| self.may(Action::See, bureau));
        self.authorise(Action::See, seen.unwrap_or(&row.notice.from))?;
        Ok(Visible::new(self, row))
    }

    /// An approval that waits, where this viewer sees who is asked or who would issue what it is about. `kind` is
    /// what asks: `docket`, `finding` or `listing`.
    ///
    /// # Errors
    /// There is none that this viewer sees.
    pub async fn approval(
        &self,
        campaign: &CampaignId,
        (kind, id): (&str, &str),
        number: u32,
    ) -> Result<Visible<WaitingApproval>, ServiceError> {
        let context = self.context(campaign).await?.into_inner();
        let kind = match kind {
            "docket" => "campaign",
            kind @ ("finding" | "listing") => kind,
            _ => return Err(ServiceError::Hidden),
        };
        let row = context.waiting_approval(&format!("{kind}/{campaign}/{id}"), number).await?;
        let asked = context.store().approvals_waiting(&BTreeSet::from([row.of.clone()])).await?;
        let request = asked.into_iter().find(|one| one.row == row).and_then(|one| one.request);
        let issuer = request.map(|request| request.from);
        let may = |bureau| self.may(Action::See, bureau);
        if may(&row.of) || issuer.as_ref().is_some_and(may) {
            Ok(Visible::new(self, WaitingApproval { context, row }))
        } else {
            Err(ServiceError::Hidden)
        }
    }

    /// Tells whatever workflow issued a paper what is said about it. `source` is that workflow's id.
    ///
    /// # Errors
    /// There is no such source, or this viewer does not see it or may not; its refusal.
    pub async fn tell_about(
        &self,
        campaign: &CampaignId,
        source: &str,
        said: CorrespondenceCommand,
    ) -> Result<(), ServiceError> {
        let part = |kind: &str| source.strip_prefix(&format!("{kind}/{campaign}/"));
        if let Some(bureau) = part("campaign").map(BureauCode::new) {
            self.docket(campaign, &bureau).await?.tell(said.into(), None).await?;
        } else if let Some(id) = part("finding").map(FindingId::new) {
            self.matter::<FindingDetail>(campaign, &id).await?.tell(said.into(), None).await?;
        } else if let Some(id) = part("listing").map(ListingId::new) {
            self.matter::<ListingRow>(campaign, &id).await?.tell(said.into(), None).await?;
        } else {
            return Err(ServiceError::Hidden);
        }
        Ok(())
    }
}

impl Visible<DeliveredNotice> {
    /// The words of the notice as the first who received it were told, if they are kept.
    pub async fn text(&self) -> Result<Option<String>, ServiceError> {
        match self.deliveries.first() {
            Some(first) => self.viewer().service().notice_text(self.row.id, &first.recipient).await,
            None => Ok(None),
        }
    }

    /// The campaign it belongs to, in hand.
    pub async fn context(&self) -> Result<CampaignContext, ServiceError> {
        self.viewer().service().campaign_context(&self.row.campaign).await
    }

    /// The document, where it is one.
    pub async fn document(&self) -> Result<Option<Visible<DocumentRow>>, ServiceError> {
        let store = self.viewer().service().store();
        let row = store.document_get(&self.row.source, self.row.notice.ordinal).await?;
        Ok(row.map(|row| Visible::new(self.viewer(), row)))
    }
}

impl Visible<DocumentRow> {
    /// Its file, as it was kept or is made now.
    ///
    /// # Errors
    /// It cannot be made, or the archive does not answer.
    pub async fn file(&self) -> Result<DocumentFile, ServiceError> {
        let filed = self.viewer().service().filing().present(self).await;
        filed.map_err(|error| ServiceError::Unavailable(error.into()))
    }
}

impl Visible<WaitingApproval> {
    /// What it would issue if it were given now.
    ///
    /// # Errors
    /// It is no longer open.
    pub async fn preview(&self) -> Result<Vec<Draft>, ServiceError> {
        self.context.preview(&self.row).await
    }
}

impl Visible<CampaignContext> {
    /// The approvals that wait for somebody its viewer sees, or are about one.
    pub async fn approvals(&self) -> Result<Vec<ApprovalRow>, ServiceError> {
        let seen = self.viewer().sees_codes();
        let mut rows = self.store().approval_list(self.id()).await?;
        rows.retain(|row| seen.contains(&row.of) || seen.contains(&row.bureau));
        Ok(rows)
    }
}
