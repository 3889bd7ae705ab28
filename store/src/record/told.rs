//! A record as the database takes it: texts and columns, whichever state machine told it.

use crate::{
    StoreError,
    columns::{json_text, whole},
    error::Doing,
    projection::{Opening, Projection, View},
};
use duban_domain::{
    command::Actor,
    correspondence::NoticeEvent,
    event::EventEnvelope,
    ids::{BureauCode, CampaignId, ObligationId},
    listing::{ListingOpening, Revocation},
    machine::DomainEvent,
    matter::MatterKind,
    notice::Notice,
    record::Record,
    redating::{Clock, Move},
    time::{PlanTime, Timebase},
};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;

/// What a record tells.
pub(super) struct RecordRows<'a> {
    pub(super) workflow: &'a str,
    pub(super) sequence: i64,
    pub(super) campaign: &'a CampaignId,
    pub(super) bureau: &'a BureauCode,
    pub(super) matter: Option<MatterKind>,
    pub(super) timebase: Timebase,
    pub(super) zone: chrono_tz::Tz,
    /// The steps, as JSON.
    pub(super) steps: String,
    pub(super) lines: Vec<LedgerLine<'a>>,
    pub(super) opening: Option<(Opening<'a>, Option<&'a Actor>)>,
    pub(super) views: Vec<View<'a>>,
    /// The listings it opens, and those it revokes.
    pub(super) opens: Vec<&'a ListingOpening>,
    pub(super) revokes: Vec<&'a Revocation>,
}

/// One line of the ledger.
pub(super) struct LedgerLine<'a> {
    pub(super) at: PlanTime,
    pub(super) obligation: Option<&'a ObligationId>,
    pub(super) by: Option<&'a Actor>,
    pub(super) event: String,
    /// What happened, as JSON.
    pub(super) detail: String,
    pub(super) paper: Option<Cow<'a, NoticeEvent>>,
    pub(super) is_end: bool,
    /// The documents whose replies are due at another instant by it.
    pub(super) replies: Vec<(u32, PlanTime)>,
    /// From when to when what a matter wants done moves by it.
    pub(super) tasks: Vec<(PlanTime, PlanTime)>,
}

impl<'a> RecordRows<'a> {
    pub(super) fn of<C, W, V>(record: &'a Record<C, W, V>) -> Result<Self, StoreError>
    where
        C: Serialize,
        W: DomainEvent,
        V: Projection<W>,
    {
        let opening = record
            .effects
            .iter()
            .find_map(|effect| V::opening(&effect.event).map(|opening| (opening, effect.by.as_ref())));
        Ok(Self {
            workflow: &record.workflow,
            sequence: whole("sequence", record.sequence).doing("store its sequence")?,
            campaign: &record.campaign,
            bureau: &record.bureau,
            matter: V::MATTER,
            timebase: record.timebase,
            zone: record.zone,
            steps: json_text(&record.steps).doing("store its steps")?,
            lines: record.effects.iter().map(LedgerLine::of).collect::<Result<_, _>>()?,
            opening,
            views: record.views.iter().map(V::view).collect(),
            opens: record.effects.iter().filter_map(|effect| effect.event.opens_listing()).collect(),
            revokes: record.effects.iter().filter_map(|effect| effect.event.revokes_listing()).collect(),
        })
    }

    /// The documents among its notices.
    pub(super) fn documents(&self) -> impl Iterator<Item = &Notice> {
        let issued = self.lines.iter().filter_map(|line| match line.paper.as_deref() {
            Some(NoticeEvent::Issued { notice }) => Some(&**notice),
            _ => None,
        });
        issued.filter(|notice| notice.instrument.is_document())
    }
}

impl<'a> LedgerLine<'a> {
    fn of<W: DomainEvent>(effect: &'a EventEnvelope<W>) -> Result<Self, StoreError> {
        const DOING: &str = "add a line to the ledger";
        let detail = serde_json::to_value(&effect.event);
        let detail = detail.map_err(|error| sqlx::Error::Encode(error.into())).doing(DOING)?;
        Ok(Self {
            at: effect.at,
            obligation: effect.obligation.as_ref(),
            by: effect.by.as_ref(),
            event: detail.get("event").and_then(Value::as_str).unwrap_or_default().to_owned(),
            detail: detail.to_string(),
            paper: effect.event.paper(),
            is_end: effect.event.is_end(),
            replies: effect.event.redated().into_iter().flatten().filter_map(reply_moved).collect(),
            tasks: effect.event.redated().into_iter().flatten().filter_map(task_moved).collect(),
        })
    }
}

/// The document whose reply this moves, and until when.
fn reply_moved(moved: &Move) -> Option<(u32, PlanTime)> {
    (moved.clock == Clock::Reply).then_some(moved.number).zip(moved.new)
}

/// What a matter wants done, and from when to when that moves.
fn task_moved(moved: &Move) -> Option<(PlanTime, PlanTime)> {
    (moved.clock == Clock::Task).then_some(moved.old).zip(moved.new)
}
