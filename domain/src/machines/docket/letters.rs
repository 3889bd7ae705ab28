//! Notices a docket writes, and the documents among them that are answered or taken back.

use super::{Docket, LadderPlace, Letter, LetterPlace, RungMark, TrackedObligation, papers::reply_deadline};
use crate::{
    campaign::ladder::CopyTo,
    ids::{BureauCode, ListingId},
    machines::{
        event::{DocketEvent, EventEnvelope},
        listing::{
            Ground, IssuedByDocket, ListingOpening, ListingRules, ListingTarget, ListingTerms, Revocation,
        },
        rung::{next_rung, rung_number},
    },
    paperwork::{
        approval::number,
        instrument::Instrument,
        joint::is_joint,
        notice::{Facts, NextStep, Notice},
    },
    timekeeping::time::PlanTime,
};
use std::sync::Arc;

impl Docket {
    /// The instants at which letters ask for their replies again, and the letters' places.
    pub(super) fn replies_awaited(&self) -> impl Iterator<Item = (PlanTime, usize)> {
        let letters = self.letters.all().iter().enumerate();
        letters.filter_map(|(index, letter)| Some((reply_deadline(letter, self.terms.replies)?, index)))
    }

    pub(super) fn awaits_a_reply(&self) -> bool {
        self.replies_awaited().next().is_some()
    }

    /// What opens the campaign for a bureau: all it owes, by when.
    pub(super) fn campaign_notice(&mut self, at: PlanTime) -> EventEnvelope {
        let owed = |duty: &&TrackedObligation| duty.item < self.terms.items.len() && !duty.lifted;
        let duties: Vec<_> = self.duties.iter().filter(owed).collect();
        let unsettled = duties.iter().filter(|duty| duty.is_provisional(&self.terms)).map(|duty| duty.due);
        let facts = Facts {
            owed: duties.iter().map(|d| (self.terms.item_at(d.item).title.clone(), d.due)).collect(),
            unsettled: unsettled.collect(),
            basis: self.terms.basis.clone(),
            ..Facts::default()
        };
        let facts = Facts { provisional: !facts.unsettled.is_empty(), ..facts };
        let (from, to) = (self.supervisor(), self.party.bureau.clone());
        self.issue(Instrument::CampaignNotice, None, from, to, at, 0, facts)
    }

    /// A reminder before the due date.
    pub(super) fn reminder(&mut self, duty: usize, step: u16, at: PlanTime) -> EventEnvelope {
        let facts = self.facts(duty, at);
        let (from, to) = (self.supervisor(), self.party.bureau.clone());
        self.issue(Instrument::Reminder, Some(duty), from, to, at, step, facts)
    }

    /// The document of a rung; one that lists opens a listing.
    pub(super) fn document(&mut self, duty: usize, rung: usize, at: PlanTime, out: &mut Vec<EventEnvelope>) {
        let step = &self.item(duty).ladder[rung];
        let (instrument, from) = (step.instrument, self.terms.role(step.from, &self.party).clone());
        let copies = self.copies(&step.copies.clone(), &from);
        let reply_by = step.reply.and_then(|span| self.terms.reply_deadline(self.item(duty), at, span));
        let joint = is_joint(instrument, step.approval.is_some());
        let facts =
            Facts { after: Some(step.after), earlier: self.earlier(duty), joint, ..self.facts(duty, at) };
        let facts = self.with_reply_by(facts, reply_by);
        let to = self.party.bureau.clone();
        let effect = self.issue(instrument, Some(duty), from.clone(), to, at, rung_number(rung), facts);
        let ordinal = self.notices;
        let place = LetterPlace { duty, rung, round: self.duties[duty].round, reply_by };
        self.letters.add(ordinal, instrument, (from.clone(), copies.clone()), place);
        out.push(with_copies(effect, copies));
        if let Some(rules) = self.terms.listing.filter(|_| instrument == Instrument::Listing) {
            let opening = Box::new(self.listing_opening(duty, rules, ordinal, from, at));
            out.push(self.effect(at, duty, DocketEvent::ListingOpened { opening }));
        }
    }

    /// What opens the listing of a rung's document. The rung's approval was the listing's.
    fn listing_opening(
        &self,
        duty: usize,
        rules: ListingRules,
        notice: u32,
        from: BureauCode,
        at: PlanTime,
    ) -> ListingOpening {
        let item = self.item(duty);
        ListingOpening {
            id: self.listing_id(duty, notice),
            terms: Arc::new(ListingTerms { matter: self.terms.matter(), rules }),
            party: self.party.clone(),
            target: ListingTarget::Bureau { obligation: Some(item.id.clone()) },
            grounds: vec![Ground::Overdue],
            reason: format!("“{}”逾期未报", item.title),
            by: None,
            at,
            issued: Some(IssuedByDocket { notice, from, title: Some(item.title.clone()) }),
            previous: None,
        }
    }

    fn listing_id(&self, duty: usize, notice: u32) -> ListingId {
        ListingId::new(format!("{}-{}-{notice}", self.party.bureau, self.item(duty).id))
    }

    /// Takes back every document of this round whose rung came after `since`, and forgets it asked
    /// for a reply.
    pub(super) fn withdraw_after(
        &mut self,
        duty: usize,
        since: PlanTime,
        at: PlanTime,
        reason: &str,
        out: &mut Vec<EventEnvelope>,
    ) {
        let open = &self.duties[duty];
        let wrong = |letter: &&Letter| {
            let LetterPlace { duty: of, rung, round, .. } = letter.subject;
            of == duty && round == open.round && letter.stands() && open.rungs[rung].0 > since
        };
        let wrong: Vec<Letter> = self.letters.all().iter().filter(wrong).cloned().collect();
        self.withdraw_letters(wrong, at, reason, out);
    }

    /// Takes documents back.
    pub(super) fn withdraw_letters(
        &mut self,
        letters: Vec<Letter>,
        at: PlanTime,
        reason: &str,
        out: &mut Vec<EventEnvelope>,
    ) {
        for letter in letters {
            let duty = letter.subject.duty;
            let line = self.letters.withdraw(letter.ordinal, at);
            out.extend(
                line.map(|_| self.effect(at, duty, DocketEvent::Withdrawn { notice: letter.ordinal })),
            );
            self.tell_taken_back(letter, at, reason, out);
        }
    }

    /// A document no longer stands: whoever received it is told, and a listing it opened is revoked.
    pub(super) fn tell_taken_back(
        &mut self,
        letter: Letter,
        at: PlanTime,
        reason: &str,
        out: &mut Vec<EventEnvelope>,
    ) {
        let LetterPlace { duty, rung, round, .. } = letter.subject;
        if round == self.duties[duty].round {
            self.duties[duty].rungs[rung].1 = RungMark::Withdrawn;
        }
        let facts =
            Facts { reason: Some(reason.to_owned()), earlier: vec![letter.ordinal], ..Facts::default() };
        let (to, step) = (self.party.bureau.clone(), rung_number(rung));
        let effect = self.issue(Instrument::Withdrawal, Some(duty), letter.from.clone(), to, at, step, facts);
        out.push(with_copies(effect, letter.copies));
        if letter.instrument == Instrument::Listing && self.terms.listing.is_some() {
            let listing = self.listing_id(duty, letter.ordinal);
            let revocation = Revocation { listing, by: letter.from, at, reason: reason.to_owned() };
            out.push(self.effect(at, duty, DocketEvent::ListingRevoked { revocation: Box::new(revocation) }));
        }
    }

    /// A decision the debtor is told: returned, extended, waived.
    pub(super) fn decision(
        &mut self,
        instrument: Instrument,
        duty: usize,
        from: &BureauCode,
        at: PlanTime,
        facts: Facts,
    ) -> EventEnvelope {
        let to = self.party.bureau.clone();
        self.issue(instrument, Some(duty), from.clone(), to, at, 0, facts)
    }

    /// A message to the supervising bureau that a submission waits for its review.
    pub(super) fn review_reminder(&mut self, duty: usize, received: PlanTime, at: PlanTime) -> EventEnvelope {
        let (from, to) = (self.party.bureau.clone(), self.supervisor());
        let facts = Facts {
            due: Some(self.duties[duty].due),
            received: Some(received),
            provisional: self.duties[duty].is_provisional(&self.terms),
            ..Facts::default()
        };
        let facts = self.with_reply_by(facts, Some(at));
        self.issue(Instrument::ReviewReminder, Some(duty), from, to, at, 0, facts)
    }

    /// A request or a reminder to the approver, who learns why and what happens without an answer.
    pub(super) fn approval_message(
        &mut self,
        index: usize,
        instrument: Instrument,
        at: PlanTime,
    ) -> EventEnvelope {
        let approval = self.approvals.all()[index].clone();
        let LadderPlace { duty, rung } = approval.subject;
        let step = &self.item(duty).ladder[rung];
        let facts = Facts {
            after: Some(step.after),
            earlier: self.earlier(duty),
            approval: Some((number(index), step.instrument)),
            ..self.facts(duty, at)
        };
        let facts = self.with_reply_by(facts, approval.by_when());
        let from = self.terms.role(step.from, &self.party).clone();
        self.issue(instrument, Some(duty), from, approval.asked, at, rung_number(rung), facts)
    }

    /// The addressee has not replied: it is reminded, once.
    pub(super) fn chase_reply(&mut self, index: usize, at: PlanTime, out: &mut Vec<EventEnvelope>) {
        let reply_by = self.letters.subjects_mut().nth(index).and_then(|place| place.reply_by.take());
        let letter = self.letters.all()[index].clone();
        // What is owed may be there by now; only the reply is missing.
        let facts = Facts { earlier: vec![letter.ordinal], ..Facts::default() };
        let facts = self.with_reply_by(facts, reply_by);
        let to = self.party.bureau.clone();
        out.push(self.issue(
            Instrument::ReplyReminder,
            Some(letter.subject.duty),
            letter.from,
            to,
            at,
            0,
            facts,
        ));
    }

    pub(super) fn supervisor(&self) -> BureauCode {
        self.party.supervisor().clone()
    }

    /// The facts every notice about an obligation shares.
    fn facts(&self, duty: usize, at: PlanTime) -> Facts {
        let office = &self.terms.office;
        let open = &self.duties[duty];
        let item = self.item(duty);
        let today = office.date(at);
        let late = at > open.due;
        let overdue = late.then(|| office.calendar.working_days_between(open.due_day, today));
        let counted = late && office.calendar.is_provisional_between(open.due_day, today);
        let next = next_rung(&open.rungs).map(|(rung, at)| NextStep {
            instrument: item.ladder[rung].instrument,
            at,
            approval: item.ladder[rung].approval.is_some(),
        });
        let next = next.filter(|next| next.at < self.terms.end_of(item));
        let to_come = next.as_ref().is_some_and(|next| office.calendar.is_provisional(office.date(next.at)));
        Facts {
            due: Some(open.due),
            overdue,
            provisional: open.is_provisional(&self.terms) || counted || to_come,
            next,
            requires: item.requires.clone(),
            returned: open.returned.as_ref().map(|returned| returned.reason.clone()),
            ..Facts::default()
        }
    }

    /// Facts with a day something must be done by, which may be provisional as well.
    pub(super) fn with_reply_by(&self, facts: Facts, reply_by: Option<PlanTime>) -> Facts {
        let office = &self.terms.office;
        let unsettled = reply_by.is_some_and(|at| office.calendar.is_provisional(office.date(at)));
        Facts { reply_by, provisional: facts.provisional || unsettled, ..facts }
    }

    /// The documents of this round that stand.
    fn earlier(&self, duty: usize) -> Vec<u32> {
        let round = self.duties[duty].round;
        let stands = |l: &&Letter| l.subject.duty == duty && l.subject.round == round && l.stands();
        self.letters.all().iter().filter(stands).map(|l| l.ordinal).collect()
    }

    fn copies(&self, wanted: &[CopyTo], from: &BureauCode) -> Vec<BureauCode> {
        let mut copies = Vec::new();
        for copy in wanted {
            match copy {
                CopyTo::Supervisor => copies.push(self.supervisor()),
                CopyTo::Issuer => copies.push(self.terms.issuer.clone()),
                CopyTo::Peers => copies.extend(self.party.peers.iter().cloned()),
            }
        }
        copies.sort();
        copies.dedup();
        copies.retain(|code| code != from);
        copies
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the fields of a notice, each of its own type; a builder would only repeat them"
    )]
    pub(super) fn issue(
        &mut self,
        instrument: Instrument,
        duty: Option<usize>,
        from: BureauCode,
        to: BureauCode,
        at: PlanTime,
        step: u16,
        facts: Facts,
    ) -> EventEnvelope {
        self.notices += 1;
        let item = duty.map(|duty| self.item(duty));
        let obligation = item.map(|item| item.id.clone());
        let notice = Notice {
            ordinal: self.notices,
            instrument,
            obligation: obligation.clone(),
            title: item.map_or_else(|| self.terms.title.clone(), |item| item.title.clone()),
            from,
            to,
            copies: Vec::new(),
            at,
            send_from: self.terms.office.send_from(at),
            step,
            facts,
        };
        EventEnvelope::new(at, obligation, DocketEvent::Issued { notice: Box::new(notice) })
    }
}

pub(super) fn with_copies(mut effect: EventEnvelope, copies: Vec<BureauCode>) -> EventEnvelope {
    if let DocketEvent::Issued { notice } = &mut effect.event {
        notice.copies = copies;
    }
    effect
}
