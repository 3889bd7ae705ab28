//! What a durable shell needs of a state machine, whichever it is: a docket, a finding, a listing, an
//! incident. All of it is pure.

use crate::{
    machines::{
        command::CommandEnvelope,
        event::{DocketEvent, EventEnvelope},
        listing::{ListingOpening, Revocation},
        record::Step,
    },
    paperwork::{about_correspondence::AboutCorrespondence, correspondence::NoticeEvent},
    timekeeping::{redating::Move, time::PlanTime},
    wording::{characters, refusal::Refusal},
};
use serde::{Serialize, de::DeserializeOwned};
use std::borrow::Cow;

/// A state machine that sleeps, wakes and takes commands.
///
/// Three promises hold for each: waking twice at one instant changes nothing; a refused command
/// changes nothing; what was done can be done again from the steps and comes out the same.
pub trait Machine: Clone {
    /// What people can tell it.
    type Command: AboutCorrespondence + Clone + PartialEq + Serialize + DeserializeOwned + 'static;
    /// What can happen in it.
    type Event: DomainEvent + DeserializeOwned + 'static;
    /// What readers see of it.
    type View: Clone + Serialize + DeserializeOwned + 'static;

    /// When must something next happen on its own? `None` once nothing is left to wait for.
    fn next_wake(&self) -> Option<PlanTime>;

    /// All that has fallen due at `now`, in order, processed at `now`. What comes later than the
    /// tolerance was held up by an outage: it still happens in order and once, dated `now`.
    fn advance_to(&mut self, now: PlanTime) -> Vec<EventEnvelope<Self::Event>>;

    /// A person's command, received at `at` and processed at `now`.
    ///
    /// # Errors
    /// The refusal, in a sentence for the person who asked; nothing changed.
    fn execute(
        &mut self,
        act: &CommandEnvelope<Self::Command>,
        at: PlanTime,
        now: PlanTime,
    ) -> Result<Vec<EventEnvelope<Self::Event>>, Refusal>;

    /// It is called off: nothing happens any more.
    fn cancel(&mut self, now: PlanTime) -> Vec<EventEnvelope<Self::Event>>;

    /// When it ended; `None` while there is something to wait for.
    fn finished(&self) -> Option<PlanTime>;

    /// What readers see.
    fn views(&self) -> Vec<Self::View>;

    /// What readers see of what `effects` touched.
    fn views_of(&self, _effects: &[EventEnvelope<Self::Event>]) -> Vec<Self::View> {
        self.views()
    }

    /// Whether what a command says may be said. It is asked at the door alone: an earlier version may have
    /// taken a command that would be refused now, and what was taken is done again as it was.
    ///
    /// # Errors
    /// The refusal.
    fn admits(&self, _command: &Self::Command) -> Result<(), Refusal> {
        Ok(())
    }

    /// Would this command be refused? Changes nothing.
    ///
    /// # Errors
    /// The refusal [`Machine::execute`] would give, or that of [`Machine::admits`], or a text in it cannot
    /// be shown everywhere.
    fn check(&self, act: &CommandEnvelope<Self::Command>, at: PlanTime) -> Result<(), Refusal> {
        self.clone().execute(act, at, at)?;
        characters::check_all(act).map_err(Refusal::Unprintable)?;
        self.admits(&act.command)
    }

    /// The command by which whoever was asked gives an approval; `None` where there is none of this number.
    fn approving(&self, _approval: u32) -> Option<CommandEnvelope<Self::Command>> {
        None
    }

    /// The instant at which it must be told how many findings are open before it can go on; `None` when
    /// it need not know. Only a docket with a tail asks.
    fn question(&self) -> Option<PlanTime> {
        None
    }

    /// Answers [`Machine::question`]: so many were open at that instant.
    fn count(&mut self, _at: PlanTime, _open: u32, _now: PlanTime) -> Vec<EventEnvelope<Self::Event>> {
        Vec::new()
    }

    /// Does what was done before, as the ledger recorded it. A command that was taken then and is
    /// refused now leaves a line saying so.
    fn replay(&mut self, step: &Step<Self::Command>) -> Vec<EventEnvelope<Self::Event>> {
        match step {
            Step::Wake { now } => self.advance_to(*now),
            Step::Cancel { now } => self.cancel(*now),
            Step::Count { at, open, now } => self.count(*at, *open, *now),
            Step::Act { act, at, now } => self.execute(act, *at, *now).unwrap_or_else(|refusal| {
                let what = Self::Event::overtaken(refusal.chinese());
                vec![EventEnvelope { by: Some(act.by.clone()), ..EventEnvelope::new(*at, None, what) }]
            }),
        }
    }
}

/// What the ledger needs to know of something that happened, whatever it happened in.
pub trait DomainEvent: Clone + Serialize {
    /// What became of a notice or an approval, if that is what happened.
    fn paper(&self) -> Option<Cow<'_, NoticeEvent>>;

    /// A listing that opens by it.
    fn opens_listing(&self) -> Option<&ListingOpening> {
        None
    }

    /// A listing that proved wrong by it.
    fn revokes_listing(&self) -> Option<&Revocation> {
        None
    }

    /// The clocks that move by it; `None`: it is not about dates that move.
    fn redated(&self) -> Option<&[Move]> {
        None
    }

    /// Whether nothing happens after it.
    fn is_end(&self) -> bool;

    /// A command that had been taken could not stand beside what the ledger had written before a
    /// machine died.
    fn overtaken(reason: String) -> Self;
}

impl From<NoticeEvent> for DocketEvent {
    fn from(line: NoticeEvent) -> Self {
        match line {
            NoticeEvent::Issued { notice } => DocketEvent::Issued { notice },
            NoticeEvent::Withdrawn { notice } => DocketEvent::Withdrawn { notice },
            NoticeEvent::Voided { notice, reason } => DocketEvent::Voided { notice, reason },
            NoticeEvent::Acknowledged { notice, reply } => DocketEvent::Acknowledged { notice, reply },
            NoticeEvent::Replied { notice, text, files } => DocketEvent::Replied { notice, text, files },
            NoticeEvent::ApprovalAsked { approval, instrument, of, by_when } => {
                DocketEvent::ApprovalAsked { approval, instrument, of, by_when }
            }
            NoticeEvent::ApprovalMoved { approval, by_when } => {
                DocketEvent::ApprovalMoved { approval, by_when }
            }
            NoticeEvent::Approved { approval } => DocketEvent::Approved { approval },
            NoticeEvent::Declined { approval, reason } => DocketEvent::Declined { approval, reason },
            NoticeEvent::ApprovalClosed { approval } => DocketEvent::ApprovalClosed { approval },
            NoticeEvent::ApprovalLapsed { approval } => DocketEvent::ApprovalLapsed { approval },
        }
    }
}

impl DomainEvent for DocketEvent {
    fn paper(&self) -> Option<Cow<'_, NoticeEvent>> {
        let paper = match self.clone() {
            DocketEvent::Issued { notice } => NoticeEvent::Issued { notice },
            DocketEvent::Withdrawn { notice } => NoticeEvent::Withdrawn { notice },
            DocketEvent::Voided { notice, reason } => NoticeEvent::Voided { notice, reason },
            DocketEvent::Acknowledged { notice, reply } => NoticeEvent::Acknowledged { notice, reply },
            DocketEvent::Replied { notice, text, files } => NoticeEvent::Replied { notice, text, files },
            DocketEvent::ApprovalAsked { approval, instrument, of, by_when } => {
                NoticeEvent::ApprovalAsked { approval, instrument, of, by_when }
            }
            DocketEvent::ApprovalMoved { approval, by_when } => {
                NoticeEvent::ApprovalMoved { approval, by_when }
            }
            DocketEvent::Approved { approval } => NoticeEvent::Approved { approval },
            DocketEvent::Declined { approval, reason } => NoticeEvent::Declined { approval, reason },
            DocketEvent::ApprovalClosed { approval } => NoticeEvent::ApprovalClosed { approval },
            DocketEvent::ApprovalLapsed { approval } => NoticeEvent::ApprovalLapsed { approval },
            _ => return None,
        };
        Some(Cow::Owned(paper))
    }

    fn opens_listing(&self) -> Option<&ListingOpening> {
        match self {
            DocketEvent::ListingOpened { opening } => Some(opening),
            _ => None,
        }
    }

    fn revokes_listing(&self) -> Option<&Revocation> {
        match self {
            DocketEvent::ListingRevoked { revocation } => Some(revocation),
            _ => None,
        }
    }

    fn redated(&self) -> Option<&[Move]> {
        match self {
            DocketEvent::Redated { moves, .. } => Some(moves),
            _ => None,
        }
    }

    fn is_end(&self) -> bool {
        matches!(self, DocketEvent::Finished | DocketEvent::Cancelled)
    }

    fn overtaken(reason: String) -> Self {
        DocketEvent::Overtaken { reason }
    }
}
