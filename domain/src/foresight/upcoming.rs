//! What lies ahead for one obligation of one bureau if nobody does anything: the reminders still to come,
//! then step by step what follows once it is missed.
//!
//! Nothing is worked out anew here. A docket that holds this one obligation as it stands is left alone
//! until its end, and what it then does is told; so the outlook cannot say anything else than the docket
//! will do.

use crate::{
    campaign::{party::Party, terms::Terms},
    ids::{BureauCode, ObligationId},
    machines::{
        docket::{Docket, ObligationStatus, ObligationView},
        event::{DocketEvent, EventEnvelope},
        machine::Machine,
    },
    paperwork::{instrument::Instrument, notice::Notice},
    timekeeping::{span::Span, time::PlanTime},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// An obligation as readers of the ledger see it.
#[derive(Clone, Debug)]
pub struct KnownObligation<'a> {
    /// The obligation as it stands.
    pub duty: &'a ObligationView,
    /// Rungs of this round, from 1, that will not come again: their documents stand, were declined, or
    /// nobody answered. Only where the due date moved after them does it make a difference.
    pub done: &'a BTreeSet<u16>,
    /// Approvals for rungs of this round that wait for an answer.
    pub pending: &'a [Pending],
    /// The instant one looks from; what lies at or before it is no outlook.
    pub now: PlanTime,
}

/// An approval that was asked for a rung and waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The rung, from 1.
    pub rung: u16,
    /// The document it would issue.
    pub instrument: Instrument,
    /// Who is asked now.
    pub of: BureauCode,
    /// Since when.
    pub asked: PlanTime,
    /// By when.
    pub by_when: PlanTime,
    /// Whether they have been reminded.
    pub reminded: bool,
}

/// The approvals about an obligation that wait for an answer, as the docket's history tells it.
pub fn pending<'e>(
    history: impl IntoIterator<Item = &'e EventEnvelope>,
    obligation: &ObligationId,
) -> Vec<Pending> {
    let mut open = BTreeMap::new();
    for effect in history {
        match &effect.event {
            DocketEvent::Issued { notice } if notice.obligation.as_ref() == Some(obligation) => {
                if let Some((number, asked)) = put(notice, &open) {
                    open.insert(number, asked);
                }
            }
            DocketEvent::Approved { approval }
            | DocketEvent::Declined { approval, .. }
            | DocketEvent::ApprovalClosed { approval }
            | DocketEvent::ApprovalLapsed { approval } => drop(open.remove(approval)),
            _ => {}
        }
    }
    open.into_values().collect()
}

/// The rungs of an obligation's present round that have happened, by its notices that stand.
pub fn rungs_done<'n>(
    standing: impl IntoIterator<Item = &'n Notice>,
    duty: &ObligationView,
) -> BTreeSet<u16> {
    let of_this_round = |notice: &&Notice| {
        notice.obligation.as_ref() == Some(&duty.id)
            && notice.instrument.may_stand_on_a_ladder()
            && notice.at > duty.opens
    };
    standing.into_iter().filter(of_this_round).map(|notice| notice.step).collect()
}

/// An approval as a request or a reminder puts it, with its number.
fn put(notice: &Notice, open: &BTreeMap<u32, Pending>) -> Option<(u32, Pending)> {
    let (number, instrument) = notice.facts.approval?;
    let reminded = notice.instrument == Instrument::ApprovalReminder;
    let before = open.get(&number).filter(|_| reminded);
    let pending = Pending {
        rung: notice.step,
        instrument,
        of: notice.to.clone(),
        asked: before.map_or(notice.at, |before| before.asked),
        by_when: notice.facts.reply_by?,
        reminded,
    };
    Some((number, pending))
}

/// What lies ahead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    /// When it opens, if it has not.
    pub opens: Option<PlanTime>,
    /// When it falls due, if it has not.
    pub due: Option<PlanTime>,
    /// Reminders still to come, earliest first.
    pub reminders: Vec<PlanTime>,
    /// What follows once it is missed, in order.
    pub steps: Vec<UpcomingStep>,
    /// When it is recorded as unfulfilled, and nothing is asked any more.
    pub unfulfilled: Option<PlanTime>,
}

/// One rung of the ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpcomingStep {
    /// Which, from 1.
    pub rung: u16,
    /// How long after the due day it comes.
    pub after: Option<Span>,
    /// When its document goes out; where it must be approved, when that is or was asked.
    pub at: PlanTime,
    /// The document.
    pub instrument: Instrument,
    /// Who issues it.
    pub from: BureauCode,
    /// By when the bureau must reply, where the document goes out by itself.
    pub reply_by: Option<PlanTime>,
    /// Who must approve it first, and what if nobody answers.
    pub approval: Option<UpcomingApproval>,
}

/// An approval that will be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpcomingApproval {
    /// Whom it is asked of and when, one after the other while nobody answers.
    pub asks: Vec<UpcomingRequest>,
    /// When it lapses at last, and the document is not issued.
    pub lapses: Option<PlanTime>,
}

/// One request to one approver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpcomingRequest {
    /// When.
    pub at: PlanTime,
    /// Of whom.
    pub of: BureauCode,
    /// By when.
    pub by_when: Option<PlanTime>,
    /// Whether the same bureau was asked before.
    pub again: bool,
}

/// What lies ahead for an obligation. Empty for one that is handed in, lifted or over, and for one the
/// terms do not know.
pub fn outlook(terms: &Arc<Terms>, party: &Party, seen: &KnownObligation<'_>) -> Outlook {
    let docket = seen.duty.state.is_owed().then(|| Docket::as_seen(terms, party, seen)).flatten();
    let Some(docket) = docket else { return Outlook::default() };
    let ahead = |at: PlanTime| (at > seen.now).then_some(at);
    let mut teller = Teller::default();
    seen.pending
        .iter()
        .zip(1..)
        .for_each(|(pending, number)| teller.pending(terms, party, seen, pending, number));
    left_alone(docket).iter().for_each(|effect| teller.note(effect));
    Outlook {
        opens: ahead(seen.duty.opens).filter(|_| seen.duty.state == ObligationStatus::Pending),
        due: ahead(seen.duty.due),
        ..teller.outlook
    }
}

/// All that happens in a docket that nobody touches.
pub(crate) fn left_alone(mut docket: Docket) -> Vec<EventEnvelope> {
    let mut effects = Vec::new();
    while let Some(at) = docket.next_wake() {
        effects.extend(docket.advance_to(at));
    }
    effects
}

/// Turns what happens into what is told.
#[derive(Default)]
struct Teller {
    outlook: Outlook,
    /// The rung that each approval, by its number, is for.
    asked_for: BTreeMap<u32, u16>,
}

impl Teller {
    fn note(&mut self, effect: &EventEnvelope) {
        match &effect.event {
            DocketEvent::Issued { notice } => self.notice(notice),
            DocketEvent::ApprovalLapsed { approval } => {
                let rung = self.asked_for.get(approval).copied().unwrap_or_default();
                if let Some(approval) = self.step(rung).and_then(|step| step.approval.as_mut()) {
                    approval.lapses = Some(effect.at);
                }
            }
            DocketEvent::Unfulfilled => self.outlook.unfulfilled = Some(effect.at),
            _ => {}
        }
    }

    fn notice(&mut self, notice: &Notice) {
        match notice.instrument {
            Instrument::Reminder => self.outlook.reminders.push(notice.at),
            Instrument::ApprovalRequest | Instrument::ApprovalReminder => self.asked(notice),
            instrument if instrument.may_stand_on_a_ladder() => {
                let reply_by = notice.facts.reply_by;
                self.outlook.steps.push(UpcomingStep { reply_by, ..step(notice, instrument) });
            }
            _ => {}
        }
    }

    /// An approval that waits already. The docket as it is seen knows it by its place among them.
    fn pending(
        &mut self,
        terms: &Terms,
        party: &Party,
        seen: &KnownObligation<'_>,
        pending: &Pending,
        number: u32,
    ) {
        let Some(rung) = terms.item(&seen.duty.id).and_then(|item| item.rung(pending.rung)) else { return };
        let Pending { rung: step, instrument, of, asked, by_when, reminded } = pending.clone();
        let ask = UpcomingRequest { at: asked, of, by_when: Some(by_when), again: reminded };
        self.asked_for.insert(number, step);
        self.outlook.steps.push(UpcomingStep {
            rung: step,
            after: Some(rung.after),
            at: asked,
            instrument,
            from: terms.role(rung.from, party).clone(),
            reply_by: None,
            approval: Some(UpcomingApproval { asks: vec![ask], lapses: None }),
        });
    }

    /// A request for an approval: the first of a rung makes its step.
    fn asked(&mut self, notice: &Notice) {
        let Some((number, instrument)) = notice.facts.approval else { return };
        if self.step(notice.step).is_none() {
            self.asked_for.insert(number, notice.step);
            let approval = Some(UpcomingApproval::default());
            self.outlook.steps.push(UpcomingStep { approval, ..step(notice, instrument) });
        }
        let ask = UpcomingRequest {
            at: notice.at,
            of: notice.to.clone(),
            by_when: notice.facts.reply_by,
            again: notice.instrument == Instrument::ApprovalReminder,
        };
        if let Some(open) = self.step(notice.step).and_then(|step| step.approval.as_mut()) {
            open.asks.push(ask)
        }
    }

    fn step(&mut self, rung: u16) -> Option<&mut UpcomingStep> {
        self.outlook.steps.iter_mut().find(|step| step.rung == rung)
    }
}

fn step(notice: &Notice, instrument: Instrument) -> UpcomingStep {
    UpcomingStep {
        rung: notice.step,
        after: notice.facts.after,
        at: notice.at,
        instrument,
        from: notice.from.clone(),
        reply_by: None,
        approval: None,
    }
}
