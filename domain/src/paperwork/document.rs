//! Documents that a machine issued: they are acknowledged, replied to, voided or taken back.

use crate::{
    ids::BureauCode,
    paperwork::{
        attachment::{self, Attachment},
        chain::stands_at_or_above,
        instrument::Instrument,
        notice_event::NoticeEvent,
    },
    timekeeping::time::PlanTime,
    wording::{reason::Why, refusal::Refusal, text::written},
};
use serde::{Deserialize, Serialize};

/// A numbered document that was issued. `S` says what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document<S> {
    /// Its ordinal in the machine.
    pub ordinal: u32,
    /// What it is about.
    #[serde(flatten)]
    pub subject: S,
    /// What it is.
    pub instrument: Instrument,
    /// Who issued it.
    pub from: BureauCode,
    /// Who received copies.
    pub copies: Vec<BureauCode>,
    /// When it was acknowledged.
    pub acknowledged: Option<PlanTime>,
    /// When it was replied to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied: Option<PlanTime>,
    /// When it was voided.
    pub voided: Option<PlanTime>,
    /// When it was taken back, because it proved wrong. Dockets of earlier versions kept a voided one so, too.
    pub withdrawn: Option<PlanTime>,
}

impl<S> Document<S> {
    /// Whether it is neither voided nor taken back.
    pub const fn stands(&self) -> bool {
        self.voided.is_none() && self.withdrawn.is_none()
    }
}

/// The documents of one machine, in the order they were issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Documents<S>(Vec<Document<S>>);

impl<S> Default for Documents<S> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<S> Documents<S> {
    /// All of them.
    pub(crate) fn all(&self) -> &[Document<S>] {
        &self.0
    }

    /// One by its ordinal.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn get(&self, notice: u32) -> Result<&Document<S>, Refusal> {
        self.0.iter().find(|document| document.ordinal == notice).ok_or(Refusal::UnknownNotice(notice))
    }

    /// What each is about, to be changed.
    pub(crate) fn subjects_mut(&mut self) -> impl Iterator<Item = &mut S> {
        self.0.iter_mut().map(|document| &mut document.subject)
    }

    /// One was issued.
    pub(crate) fn add(
        &mut self,
        ordinal: u32,
        instrument: Instrument,
        (from, copies): (BureauCode, Vec<BureauCode>),
        subject: S,
    ) {
        let (acknowledged, replied, voided, withdrawn) = (None, None, None, None);
        let document =
            Document { ordinal, subject, instrument, from, copies, acknowledged, replied, voided, withdrawn };
        self.0.push(document);
    }

    /// 签收: one is acknowledged, perhaps with a reply.
    ///
    /// # Errors
    /// There is none, it was acknowledged or no longer stands; the reply is invalid.
    pub(crate) fn acknowledge(
        &mut self,
        notice: u32,
        reply: Option<&str>,
        at: PlanTime,
    ) -> Result<NoticeEvent, Refusal> {
        let reply = reply.map(written).transpose()?;
        let document = self.standing(notice)?;
        if document.acknowledged.is_some() {
            return Err(Refusal::NoticeSettled(notice, Why::AcknowledgedBefore));
        }
        document.acknowledged = Some(at);
        document.replied = reply.is_some().then_some(at);
        Ok(NoticeEvent::Acknowledged { notice, reply })
    }

    /// 回复: one is replied to, whether or not it was acknowledged before.
    ///
    /// # Errors
    /// There is none, it was replied to or no longer stands; the reply or its files is invalid.
    pub(crate) fn reply(
        &mut self,
        notice: u32,
        (text, files): (&str, &[Attachment]),
        at: PlanTime,
    ) -> Result<NoticeEvent, Refusal> {
        let text = written(text)?;
        attachment::check(files)?;
        let document = self.standing(notice)?;
        if document.replied.is_some() {
            return Err(Refusal::NoticeSettled(notice, Why::RepliedBefore));
        }
        document.acknowledged.get_or_insert(at);
        document.replied = Some(at);
        Ok(NoticeEvent::Replied { notice, text, files: files.to_vec() })
    }

    /// 作废: one is voided by whoever issued it, or a bureau above. It keeps its number. The reason comes back
    /// as it is to be told.
    ///
    /// # Errors
    /// There is none, it is another bureau's or no longer stands; the reason is invalid.
    pub(crate) fn void(
        &mut self,
        by: &BureauCode,
        notice: u32,
        reason: &str,
        at: PlanTime,
        chain: &[BureauCode],
    ) -> Result<(String, NoticeEvent), Refusal> {
        let reason = written(reason)?;
        let from = &self.get(notice)?.from;
        if !stands_at_or_above(chain, by, from) {
            return Err(Refusal::NotYours(by.clone(), from.to_string()));
        }
        let document = self.standing(notice).map_err(|refusal| match refusal {
            Refusal::NoticeSettled(notice, Why::Voided) => Refusal::NoticeSettled(notice, Why::VoidedBefore),
            other => other,
        })?;
        document.voided = Some(at);
        // A worker of an earlier version, which knows of no void letters in dockets, takes it for withdrawn.
        document.withdrawn = Some(at);
        Ok((reason.clone(), NoticeEvent::Voided { notice, reason }))
    }

    /// 撤回: one proved wrong. Nothing happens to one that no longer stands.
    pub(crate) fn withdraw(&mut self, notice: u32, at: PlanTime) -> Option<NoticeEvent> {
        self.standing(notice).ok()?.withdrawn = Some(at);
        Some(NoticeEvent::Withdrawn { notice })
    }

    fn standing(&mut self, notice: u32) -> Result<&mut Document<S>, Refusal> {
        let found = self.0.iter_mut().find(|document| document.ordinal == notice);
        let document = found.ok_or(Refusal::UnknownNotice(notice))?;
        match (document.voided, document.withdrawn) {
            (Some(_), _) => Err(Refusal::NoticeSettled(notice, Why::Voided)),
            (None, Some(_)) => Err(Refusal::NoticeSettled(notice, Why::Withdrawn)),
            (None, None) => Ok(document),
        }
    }
}
