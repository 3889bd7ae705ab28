//! Approvals that a machine asks: of whom, by when, and what if nobody answers. The approver is reminded; then
//! the next bureau up is asked; at the top it lapses (REQUIREMENTS C1).

use super::{
    chain::{above, stands_at_or_above},
    instrument::Instrument,
};
use crate::{
    ids::BureauCode,
    timekeeping::{
        redating::{Clock, Move, Redater},
        span::Span,
        time::PlanTime,
    },
    wording::{reason::Why, refusal::Refusal},
};
use serde::{Deserialize, Serialize};

/// An approval that was asked. `S` says what it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRequest<S> {
    /// What it is for.
    #[serde(flatten)]
    pub subject: S,
    /// Who is asked now.
    pub asked: BureauCode,
    /// Within how long each time.
    pub within: Span,
    /// Where it stands.
    pub state: ApprovalState,
}

impl<S> ApprovalRequest<S> {
    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        self.by_when().is_some()
    }

    /// By when it is to be answered; `None` once it is settled.
    pub fn by_when(&self) -> Option<PlanTime> {
        match self.state {
            ApprovalState::Open { by_when, .. } => Some(by_when),
            _ => None,
        }
    }
}

/// Where an approval stands.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum ApprovalState {
    /// Asked, to be answered by then.
    Open {
        /// By when.
        by_when: PlanTime,
        /// Whether the present approver has been reminded.
        reminded: bool,
    },
    /// Given.
    Approved,
    /// Declined.
    Declined,
    /// No longer needed.
    Closed,
    /// Nobody up to the top answered.
    Lapsed,
}

impl ApprovalState {
    /// How a sentence calls a settled state; `None` while it is open.
    pub fn settled(&self) -> Option<Why> {
        match self {
            ApprovalState::Open { .. } => None,
            ApprovalState::Approved => Some(Why::Approved),
            ApprovalState::Declined => Some(Why::Declined),
            ApprovalState::Closed => Some(Why::NotNeeded),
            ApprovalState::Lapsed => Some(Why::NobodyAnswered),
        }
    }
}

/// The approvals of one machine, numbered from 1 in the order they were asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Approvals<S>(Vec<ApprovalRequest<S>>);

impl<S> Default for Approvals<S> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<S> FromIterator<ApprovalRequest<S>> for Approvals<S> {
    fn from_iter<I: IntoIterator<Item = ApprovalRequest<S>>>(asked: I) -> Self {
        Self(asked.into_iter().collect())
    }
}

impl<S> Approvals<S> {
    /// Whether none was ever asked.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<S: Clone> Approvals<S> {
    /// All of them.
    pub(crate) fn all(&self) -> &[ApprovalRequest<S>] {
        &self.0
    }

    /// One by its number.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn get(&self, number: u32) -> Result<&ApprovalRequest<S>, Refusal> {
        let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        index.and_then(|index| self.0.get(index)).ok_or(Refusal::UnknownApproval(number))
    }

    /// What each is for, to be changed.
    pub(crate) fn subjects_mut(&mut self) -> impl Iterator<Item = &mut S> {
        self.0.iter_mut().map(|ask| &mut ask.subject)
    }

    /// Asks for one; its index.
    pub(crate) fn ask(&mut self, subject: S, asked: BureauCode, within: Span, by_when: PlanTime) -> usize {
        let state = ApprovalState::Open { by_when, reminded: false };
        self.0.push(ApprovalRequest { subject, asked, within, state });
        self.0.len() - 1
    }

    /// When each that is open lapses, with its index.
    pub(crate) fn lapses(&self) -> impl Iterator<Item = (PlanTime, usize)> + '_ {
        self.0.iter().enumerate().filter_map(|(index, ask)| Some((ask.by_when()?, index)))
    }

    /// One's time has lapsed: by which message it is asked again, of whom is noted. `None`: it has lapsed for
    /// good, for nobody of the chain stands higher, or because there is no more time to answer in (`by_when`).
    pub(crate) fn lapse(
        &mut self,
        index: usize,
        by_when: Option<PlanTime>,
        chain: &[BureauCode],
    ) -> Option<Instrument> {
        let ask = &mut self.0[index];
        let reminded = matches!(ask.state, ApprovalState::Open { reminded: true, .. });
        let asked = if reminded { above(chain, &ask.asked) } else { Some(ask.asked.clone()) };
        match asked.zip(by_when) {
            Some((asked, by_when)) => {
                ask.asked = asked;
                ask.state = ApprovalState::Open { by_when, reminded: !reminded };
                let again = if reminded { Instrument::ApprovalRequest } else { Instrument::ApprovalReminder };
                Some(again)
            }
            None => {
                ask.state = ApprovalState::Lapsed;
                None
            }
        }
    }

    /// Decides one: for the bureau that was asked, or one above it.
    ///
    /// # Errors
    /// There is none open with this number, or it is another bureau's.
    pub(crate) fn decide(
        &mut self,
        by: &BureauCode,
        number: u32,
        chain: &[BureauCode],
        decision: ApprovalState,
    ) -> Result<S, Refusal> {
        let ask = self.get(number)?;
        if !stands_at_or_above(chain, by, &ask.asked) {
            return Err(Refusal::NotYours(by.clone(), ask.asked.to_string()));
        }
        if let Some(settled) = ask.state.settled() {
            return Err(Refusal::ApprovalSettled(number, settled));
        }
        let subject = ask.subject.clone();
        let decided = self.0.iter_mut().zip(1..).find(|(_, its)| *its == number);
        decided.into_iter().for_each(|(ask, _)| ask.state = decision);
        Ok(subject)
    }

    /// Closes the open ones that `wanted` picks: they are no longer needed. Their numbers.
    pub(crate) fn close(&mut self, wanted: impl Fn(&S) -> bool) -> Vec<(u32, S)> {
        self.settle(ApprovalState::Closed, wanted)
    }

    /// Settles the open ones that `wanted` picks, all in one way. Their numbers.
    pub(crate) fn settle(&mut self, state: ApprovalState, wanted: impl Fn(&S) -> bool) -> Vec<(u32, S)> {
        let numbered = self.0.iter_mut().zip(1..);
        let open = numbered.filter(|(ask, _)| ask.is_open() && wanted(&ask.subject));
        open.map(|(ask, number)| {
            ask.state = state;
            (number, ask.subject.clone())
        })
        .collect()
    }

    /// Moves the open ones to another calendar: those that moved, each with its new instant. `next` counts it
    /// anew, `title` names what it is about.
    pub(crate) fn redate(
        &mut self,
        redater: &Redater<'_>,
        next: impl Fn(PlanTime, Span) -> PlanTime,
        title: impl Fn(&S) -> String,
    ) -> Vec<(S, Move, PlanTime)> {
        let mut moved = Vec::new();
        for (ask, number) in self.0.iter_mut().zip(1..) {
            let ApprovalState::Open { by_when, reminded } = ask.state else { continue };
            let new = next(by_when, ask.within);
            let title = title(&ask.subject);
            let told = redater.told(Clock::Approval, number, &title, &ask.asked, (by_when, Some(new)));
            ask.state = ApprovalState::Open { by_when: new, reminded };
            moved.extend(told.map(|told| (ask.subject.clone(), told, new)));
        }
        moved
    }
}

/// Approvals are numbered from 1 in the order they were asked.
pub(crate) fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::ticking::tests::at;

    #[test]
    fn the_approver_is_reminded_then_the_next_one_up_is_asked_and_at_the_top_it_lapses() {
        let chain: Vec<BureauCode> = ["20", "10"].map(Into::into).to_vec();
        let (mut asked, when) = (Approvals::default(), at("2024-08-20 17:30"));
        let index = asked.ask((), "20".into(), Span::WorkingDays(2), when);
        let steps: Vec<_> = (0..4)
            .map(|_| {
                let again = asked.lapse(index, Some(when), &chain);
                (again, asked.all()[index].asked.to_string())
            })
            .collect();
        let (reminder, request) = (Some(Instrument::ApprovalReminder), Some(Instrument::ApprovalRequest));
        let told = [(reminder, "20"), (request, "10"), (reminder, "10"), (None, "10")];
        assert_eq!(steps, told.map(|(again, of)| (again, of.to_owned())));
        assert_eq!(asked.all()[index].state, ApprovalState::Lapsed);
    }

    #[test]
    fn nobody_is_asked_again_who_would_have_no_time_left() {
        let mut asked = Approvals::default();
        let index = asked.ask((), "20".into(), Span::WorkingDays(2), at("2024-08-20 17:30"));
        assert_eq!(asked.lapse(index, None, &["20".into(), "10".into()]), None);
        assert_eq!(asked.all()[index].state, ApprovalState::Lapsed);
    }
}
