//! What a durable shell needs of a state machine, whichever it is: a docket, a finding, a listing, an
//! incident. All of it is pure.

use crate::{
    characters,
    command::{Act, Refusal},
    effect::{Effect, What},
    listing::{ListingOpening, Revocation},
    paper::Paper,
    paper_key::AboutPaper,
    record::Step,
    redating::Move,
    time::PlanTime,
};
use serde::{Serialize, de::DeserializeOwned};
use std::borrow::Cow;

/// A state machine that sleeps, wakes and takes commands.
///
/// Three promises hold for each: waking twice at one instant changes nothing; a refused command
/// changes nothing; what was done can be done again from the steps and comes out the same.
pub trait Machine: Clone {
    /// What people can tell it.
    type Command: AboutPaper + Clone + PartialEq + Serialize + DeserializeOwned + 'static;
    /// What can happen in it.
    type What: Happening + DeserializeOwned + 'static;
    /// What readers see of it.
    type View: Clone + Serialize + DeserializeOwned + 'static;

    /// When must something next happen on its own? `None` once nothing is left to wait for.
    fn next_wake(&self) -> Option<PlanTime>;

    /// All that has fallen due at `now`, in order, processed at `now`. What comes later than the
    /// tolerance was held up by an outage: it still happens in order and once, dated `now`.
    fn wake_late(&mut self, now: PlanTime) -> Vec<Effect<Self::What>>;

    /// A person's command, received at `at` and processed at `now`.
    ///
    /// # Errors
    /// The refusal, in a sentence for the person who asked; nothing changed.
    fn apply_late(
        &mut self,
        act: &Act<Self::Command>,
        at: PlanTime,
        now: PlanTime,
    ) -> Result<Vec<Effect<Self::What>>, Refusal>;

    /// It is called off: nothing happens any more.
    fn cancel(&mut self, now: PlanTime) -> Vec<Effect<Self::What>>;

    /// When it ended; `None` while there is something to wait for.
    fn finished(&self) -> Option<PlanTime>;

    /// What readers see.
    fn views(&self) -> Vec<Self::View>;

    /// What readers see of what `effects` touched.
    fn views_of(&self, _effects: &[Effect<Self::What>]) -> Vec<Self::View> {
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
    /// The refusal [`Machine::apply_late`] would give, or that of [`Machine::admits`], or a text in it cannot
    /// be shown everywhere.
    fn check(&self, act: &Act<Self::Command>, at: PlanTime) -> Result<(), Refusal> {
        self.clone().apply_late(act, at, at)?;
        characters::check_all(act).map_err(Refusal::Unprintable)?;
        self.admits(&act.command)
    }

    /// The command by which whoever was asked gives an approval; `None` where there is none of this number.
    fn approving(&self, _approval: u32) -> Option<Act<Self::Command>> {
        None
    }

    /// The instant at which it must be told how many findings are open before it can go on; `None` when
    /// it need not know. Only a docket with a tail asks.
    fn question(&self) -> Option<PlanTime> {
        None
    }

    /// Answers [`Machine::question`]: so many were open at that instant.
    fn count(&mut self, _at: PlanTime, _open: u32, _now: PlanTime) -> Vec<Effect<Self::What>> {
        Vec::new()
    }

    /// Does what was done before, as the ledger recorded it. A command that was taken then and is
    /// refused now leaves a line saying so.
    fn redo(&mut self, step: &Step<Self::Command>) -> Vec<Effect<Self::What>> {
        match step {
            Step::Wake { now } => self.wake_late(*now),
            Step::Cancel { now } => self.cancel(*now),
            Step::Count { at, open, now } => self.count(*at, *open, *now),
            Step::Act { act, at, now } => self.apply_late(act, *at, *now).unwrap_or_else(|refusal| {
                let what = Self::What::overtaken(refusal.chinese());
                vec![Effect { by: Some(act.by.clone()), ..Effect::new(*at, None, what) }]
            }),
        }
    }
}

/// What the ledger needs to know of something that happened, whatever it happened in.
pub trait Happening: Clone + Serialize {
    /// What became of a notice or an approval, if that is what happened.
    fn paper(&self) -> Option<Cow<'_, Paper>>;

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

impl Happening for What {
    fn paper(&self) -> Option<Cow<'_, Paper>> {
        let paper = match self.clone() {
            What::Issued { notice } => Paper::Issued { notice },
            What::Withdrawn { notice } => Paper::Withdrawn { notice },
            What::Voided { notice, reason } => Paper::Voided { notice, reason },
            What::Acknowledged { notice, reply } => Paper::Acknowledged { notice, reply },
            What::Replied { notice, text, files } => Paper::Replied { notice, text, files },
            What::ApprovalAsked { approval, instrument, of, by_when } => {
                Paper::ApprovalAsked { approval, instrument, of, by_when }
            }
            What::ApprovalMoved { approval, by_when } => Paper::ApprovalMoved { approval, by_when },
            What::Approved { approval } => Paper::Approved { approval },
            What::Declined { approval, reason } => Paper::Declined { approval, reason },
            What::ApprovalClosed { approval } => Paper::ApprovalClosed { approval },
            What::ApprovalLapsed { approval } => Paper::ApprovalLapsed { approval },
            _ => return None,
        };
        Some(Cow::Owned(paper))
    }

    fn opens_listing(&self) -> Option<&ListingOpening> {
        match self {
            What::ListingOpened { opening } => Some(opening),
            _ => None,
        }
    }

    fn revokes_listing(&self) -> Option<&Revocation> {
        match self {
            What::ListingRevoked { revocation } => Some(revocation),
            _ => None,
        }
    }

    fn redated(&self) -> Option<&[Move]> {
        match self {
            What::Redated { moves, .. } => Some(moves),
            _ => None,
        }
    }

    fn is_end(&self) -> bool {
        matches!(self, What::Finished | What::Cancelled)
    }

    fn overtaken(reason: String) -> Self {
        What::Overtaken { reason }
    }
}
