//! A record being written: its lines, what each of them does to notices and approvals, and how what it
//! is about stands afterwards.

use super::{
    numbering::Numbering,
    told::{LedgerLine, RecordRows},
};
use crate::{
    StoreError,
    columns::whole,
    error::Doing,
    letterhead::Names,
    projection::{Opening, View},
};
use duban_domain::{
    correspondence::NoticeEvent,
    ids::{BureauCode, ObligationId},
    letterhead::Letterhead,
    matter::MatterKind,
    record::{DocumentNumber, PostboxWakeUp, Recorded},
    time::WallTime,
};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

pub(super) struct Writing<'a> {
    pub(super) tx: &'a mut SqliteConnection,
    pub(super) told: &'a RecordRows<'a>,
    pub(super) numbering: Numbering<'a>,
    pub(super) names: Names,
    pub(super) numbers: Vec<(u32, DocumentNumber)>,
    /// By bureau and urgency.
    pub(super) knocks: BTreeMap<(BureauCode, bool), WallTime>,
}

impl<'a> Writing<'a> {
    /// Reads the names its documents bear, if it issues any.
    pub(super) async fn begin(
        tx: &'a mut SqliteConnection,
        told: &'a RecordRows<'a>,
        numbering: Numbering<'a>,
    ) -> Result<Self, StoreError> {
        let bureaus = told.documents().flat_map(|notice| Letterhead::bureaus_of(notice, told.bureau));
        let bureaus: std::collections::BTreeSet<_> = bureaus.collect();
        let names = match bureaus.is_empty() {
            true => Names::default(),
            false => Names::read(&mut *tx, told.campaign, bureaus).await?,
        };
        Ok(Self { tx, told, numbering, names, numbers: Vec::new(), knocks: BTreeMap::new() })
    }

    pub(super) async fn write(mut self) -> Result<Recorded<()>, StoreError> {
        let told = self.told;
        if told.sequence == 1 {
            self.open().await?;
        }
        for (position, line) in told.lines.iter().enumerate() {
            self.ledger_insert(position, line).await?;
            if let Some(paper) = &line.paper {
                self.paper_apply(line, paper).await?;
            }
            for (ordinal, by) in &line.replies {
                self.notice_reply_move(*ordinal, *by).await?;
            }
            self.notices_task_move(&line.tasks).await?;
            if line.is_end {
                self.end(line).await?;
            }
        }
        for view in &told.views {
            self.view_write(view).await?;
        }
        self.circulars_release().await?;
        let knock = |((bureau, urgent), from)| PostboxWakeUp { bureau, from, urgent };
        let knocks = self.knocks.into_iter().map(knock).collect();
        let opens = told.opens.iter().copied().cloned().collect();
        let revokes = told.revokes.iter().copied().cloned().collect();
        Ok(Recorded { numbers: self.numbers, knocks, instead: None, opens, revokes })
    }

    /// A docket's first record makes the bureau take part; any other's says what it opens.
    async fn open(&mut self) -> Result<(), StoreError> {
        let told = self.told;
        match (told.opening, told.views.last()) {
            (Some((Opening::Finding(registration), by)), Some(View::Finding(view))) => {
                self.finding_insert(registration, by, view).await
            }
            (Some((Opening::Listing(opening), _)), Some(View::Listing(view))) => {
                self.listing_insert(opening, view).await
            }
            (Some((Opening::Incident(opening), _)), Some(View::Incident(view))) => {
                self.incident_insert(opening, view).await
            }
            _ if told.matter.is_none() => self.participation_insert().await,
            // Called off before it began: there is nothing to show.
            (None, _) if told.lines.iter().any(|line| line.is_end) => Ok(()),
            _ => Err(StoreError::Unopened),
        }
    }

    async fn ledger_insert(&mut self, position: usize, line: &LedgerLine<'_>) -> Result<(), StoreError> {
        const DOING: &str = "add a line to the ledger";
        const INSERT: &str = "
            INSERT INTO ledger (workflow, sequence, position, campaign, bureau, matter, happened_at,
                obligation, event, by_bureau, by_name, detail)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        sqlx::query(INSERT)
            .bind(self.told.workflow)
            .bind(self.told.sequence)
            .bind(whole("position", position).doing(DOING)?)
            .bind(self.told.campaign.as_str())
            .bind(self.told.bureau.as_str())
            .bind(self.told.matter.map(spelled))
            .bind(line.at.utc())
            .bind(line.obligation.map(ObligationId::as_str))
            .bind(&line.event)
            .bind(line.by.map(|by| by.bureau.as_str()))
            .bind(line.by.map(|by| by.name.as_str()))
            .bind(&line.detail)
            .execute(&mut *self.tx)
            .await
            .doing(DOING)?;
        Ok(())
    }

    async fn paper_apply(&mut self, line: &LedgerLine<'_>, paper: &NoticeEvent) -> Result<(), StoreError> {
        let at = line.at;
        match paper {
            NoticeEvent::Issued { notice } => {
                self.notice_insert(notice).await?;
                self.approval_extend(notice).await
            }
            NoticeEvent::Withdrawn { notice } => self.notice_withdraw(*notice, at).await,
            NoticeEvent::Voided { notice, reason } => self.notice_void(*notice, reason, at).await,
            NoticeEvent::Acknowledged { notice, reply } => {
                self.notice_acknowledge(*notice, reply.as_deref(), at).await
            }
            NoticeEvent::Replied { notice, text, files } => {
                self.notice_reply(*notice, (text, files), at).await
            }
            NoticeEvent::ApprovalAsked { approval, instrument, of, by_when } => {
                self.approval_ask(line, *approval, *instrument, of, *by_when).await
            }
            NoticeEvent::ApprovalMoved { approval, by_when } => self.approval_move(*approval, *by_when).await,
            NoticeEvent::Approved { approval } => self.approval_settle(*approval, "approved", None, at).await,
            NoticeEvent::Declined { approval, reason } => {
                self.approval_settle(*approval, "declined", Some(reason), at).await
            }
            NoticeEvent::ApprovalClosed { approval } => {
                self.approval_settle(*approval, "closed", None, at).await
            }
            NoticeEvent::ApprovalLapsed { approval } => {
                self.approval_settle(*approval, "lapsed", None, at).await
            }
        }
    }

    /// Nothing happens any more: what was asked nobody can answer now.
    async fn end(&mut self, line: &LedgerLine<'_>) -> Result<(), StoreError> {
        if self.told.matter.is_none() {
            self.participation_finish(line.at).await?;
        }
        self.approvals_close(line.at).await
    }

    /// A matter's first view went into its row when that was inserted.
    async fn view_write(&mut self, view: &View<'_>) -> Result<(), StoreError> {
        match view {
            View::Duty(duty) => self.duty_upsert(duty).await,
            _ if self.told.sequence == 1 => Ok(()),
            View::Finding(view) => self.finding_update(view).await,
            View::Listing(view) => self.listing_update(view).await,
            View::Incident(view) => self.incident_update(view).await,
        }
    }

    /// What a record changes must be here: else an earlier record is missing.
    pub(super) fn found(&self, rows: u64, what: impl FnOnce() -> String) -> Result<(), StoreError> {
        if rows == 1 { Ok(()) } else { Err(StoreError::Unknown(what())) }
    }
}

/// How a column spells a kind of matter.
fn spelled(matter: MatterKind) -> &'static str {
    match matter {
        MatterKind::Finding => "finding",
        MatterKind::Listing => "listing",
        MatterKind::Incident => "incident",
    }
}
