//! An order to rectify and its ladder: what is issued, what a rung comes to, and what is taken back when it
//! proves wrong.

use super::{
    Authority, Finding, FindingEvent, FindingEvents, Grade, RungMeasure,
    state::{FindingPurpose, FindingStage, Issue, Issued, Order, Proposed},
};
use crate::{
    ids::{BureauCode, ListingId},
    machines::{
        event::EventEnvelope,
        listing::{Ground, ListingOpening, ListingTarget, ListingTerms, Revocation},
        matter::DecisionRule,
        rung::{RungMark, next_rung, rung_number},
    },
    paperwork::{
        correspondence::{Draft, decider},
        instrument::Instrument,
        notice::{Facts, NextStep},
    },
    timekeeping::time::PlanTime,
};
use std::sync::Arc;

/// A hand-over: to whom, why, from whom, and by which rung, if by one.
pub(super) struct Transfer {
    pub(super) to: Authority,
    pub(super) reason: String,
    pub(super) from: BureauCode,
    pub(super) rung: Option<(usize, PlanTime)>,
}

impl Finding {
    /// 责令整改: an order by its grade, and a new round begins. `reason` says why it is ordered again.
    pub(super) fn order(&mut self, reason: Option<String>, at: PlanTime, out: &mut FindingEvents) {
        let terms = self.terms.clone();
        let deadline = self.ahead(at, terms.rules.rectify.of(self.grade));
        self.round = self.round.saturating_add(1);
        self.stage = FindingStage::Ordered;
        self.ordered.get_or_insert(at);
        // Its document is the next notice; until that is issued the order has no earlier documents.
        self.order = Some(Order::new(0, deadline, &terms.matter.office, &terms.rules, at));
        let (due, round) = (deadline.at, self.round);
        out.push(EventEnvelope::new(at, None, FindingEvent::Ordered { due, round }));
        let facts = Facts { reason, ..self.order_facts(at) };
        let (from, to) = (self.handler().clone(), self.debtor().clone());
        let draft = Draft {
            copies: self.copies(),
            ..self.draft(Instrument::RectificationNotice, from, to, round, facts)
        };
        let notice = self.issue(draft, at, out);
        if let Some(order) = &mut self.order {
            order.notice = notice;
        }
    }

    /// Who receives copies of an order: the graver, the higher.
    fn copies(&self) -> Vec<BureauCode> {
        let next_up = self.handlers().get(1).cloned();
        let issuer = (self.grade == Grade::Major).then(|| self.terms.matter.issuer.clone());
        let mut copies: Vec<_> = match self.grade {
            Grade::Ordinary => Vec::new(),
            Grade::Serious | Grade::Major => next_up.into_iter().chain(issuer).collect(),
        };
        copies.dedup();
        copies.retain(|code| code != self.handler());
        copies
    }

    /// The facts of every notice about an order: by when, how long overdue, what came before, what next.
    pub(super) fn order_facts(&self, at: PlanTime) -> Facts {
        let facts = Facts { matter: Some(Box::new(self.matter_facts())), ..Facts::default() };
        let Some(order) = &self.order else { return facts };
        let (overdue, counted) = self.overdue_days(order, at);
        let ladder = &self.terms.rules.ladder;
        let next = next_rung(&order.rungs).and_then(|(rung, at)| {
            let step = ladder.get(rung)?;
            Some(NextStep {
                instrument: step.measure.instrument(),
                at,
                approval: step.approval.is_some() || step.measure == RungMeasure::Listing,
            })
        });
        Facts {
            due: Some(order.due),
            provisional: order.provisional || counted,
            overdue,
            earlier: self.earlier(order),
            next,
            ..facts
        }
    }

    /// Working days overdue on the day of `at`, and whether that count is provisional.
    fn overdue_days(&self, order: &Order, at: PlanTime) -> (Option<u32>, bool) {
        if at <= order.due {
            return (None, false);
        }
        let office = &self.terms.matter.office;
        let today = office.date(at);
        let days = office.calendar.working_days_between(order.day, today);
        (Some(days), office.calendar.is_provisional_between(order.day, today))
    }

    /// The documents of this round that stand.
    fn earlier(&self, order: &Order) -> Vec<u32> {
        let rungs = order.issued.iter().filter_map(|issued| match issued.what {
            Issue::Document(ordinal) => Some(ordinal),
            Issue::Listing(_) => None,
        });
        let round: Vec<u32> = std::iter::once(order.notice).chain(rungs).collect();
        let documents = self.papers.documents().iter();
        documents.filter(|d| d.stands() && round.contains(&d.ordinal)).map(|d| d.ordinal).collect()
    }

    /// Asks for the approval a rung needs.
    pub(super) fn ask_for_rung(
        &mut self,
        rung: usize,
        rule: DecisionRule,
        at: PlanTime,
        out: &mut FindingEvents,
    ) {
        self.mark(rung, RungMark::Asked);
        let Some(draft) = self.rung_draft(rung, at) else { return };
        self.ask(rule, FindingPurpose::Rung { rung }, draft, at, out);
    }

    /// The bureau that decides. One that is concerned itself never does: the one above it decides.
    pub(super) fn decider(&self, rule: DecisionRule) -> BureauCode {
        let named = decider(rule.by, &self.party, &self.terms.matter.issuer);
        if self.handlers().contains(&named) { named } else { self.handler().clone() }
    }

    /// The document of a rung, as it would be issued at `at`.
    pub(super) fn rung_draft(&self, rung: usize, at: PlanTime) -> Option<Draft> {
        let step = self.terms.rules.ladder.get(rung)?;
        let mut facts = Facts { after: Some(step.after), ..self.order_facts(at) };
        if let (RungMeasure::HandOver(authority), Some(matter)) = (step.measure, &mut facts.matter) {
            matter.authority = Some(authority);
        }
        let (from, to) = (self.handler().clone(), self.debtor().clone());
        Some(self.draft(step.measure.instrument(), from, to, rung_number(rung), facts))
    }

    /// A rung's measure is taken, dated `at`. It was right to take it from `earned` on.
    pub(super) fn fire(&mut self, rung: usize, earned: PlanTime, at: PlanTime, out: &mut FindingEvents) {
        let Some(step) = self.terms.rules.ladder.get(rung).copied() else { return };
        self.mark(rung, RungMark::Fired);
        match step.measure {
            RungMeasure::ReminderLetter | RungMeasure::Interview => {
                let Some(draft) = self.rung_draft(rung, at) else { return };
                let ordinal = self.issue(draft, at, out);
                self.note(rung, earned, Issue::Document(ordinal));
            }
            RungMeasure::Listing => self.propose_listing(rung, earned, at, out),
            RungMeasure::HandOver(to) => {
                let reason = self.overdue_reason(at);
                let from = self.handler().clone();
                self.hand_over(Transfer { to, reason, from, rung: Some((rung, earned)) }, at, at, out);
            }
        }
    }

    fn note(&mut self, rung: usize, earned: PlanTime, what: Issue) {
        if let Some(order) = &mut self.order {
            order.issued.push(Issued { rung, earned, what });
        }
    }

    /// 提请挂牌督办: a listing opens, with its own approval.
    fn propose_listing(&mut self, rung: usize, earned: PlanTime, at: PlanTime, out: &mut FindingEvents) {
        let id = ListingId::new(format!("{}-listing-{}", self.registration.id, self.listings.len() + 1));
        let terms = ListingTerms { matter: self.terms.matter.clone(), rules: self.terms.listing };
        let mut registration = self.registration.clone();
        registration.grade = self.grade;
        let standing = |listing: &&Proposed| !listing.revoked;
        let opening = ListingOpening {
            id: id.clone(),
            terms: Arc::new(terms),
            party: self.party.clone(),
            target: ListingTarget::Finding {
                finding: self.registration.id.clone(),
                registration: Box::new(registration),
            },
            grounds: vec![Ground::Overdue],
            reason: self.overdue_reason(at),
            by: None,
            at,
            issued: None,
            previous: self.listings.iter().rfind(standing).map(|listing| listing.id.clone()),
        };
        self.listings.push(Proposed { id: id.clone(), revoked: false });
        self.note(rung, earned, Issue::Listing(id));
        out.push(EventEnvelope::new(at, None, FindingEvent::ListingProposed { opening: Box::new(opening) }));
    }

    /// Why a rung does what it does, in a sentence.
    fn overdue_reason(&self, at: PlanTime) -> String {
        let Some(order) = &self.order else { return String::new() };
        let (days, counted) = self.overdue_days(order, at);
        let provisional = counted || order.provisional;
        let note = if provisional { "（放假安排尚未公布，天数为暂定）" } else { "" };
        format!(
            "整改期限为{}，截至{}已逾期{}个工作日，仍未提交整改材料{note}。",
            order.day.format("%Y年%-m月%-d日"),
            self.terms.matter.office.date(at).format("%Y年%-m月%-d日"),
            days.unwrap_or_default()
        )
    }

    /// 移送: the document goes to the county bureau, which serves it on the authority.
    pub(super) fn hand_over(
        &mut self,
        transfer: Transfer,
        at: PlanTime,
        dated: PlanTime,
        out: &mut FindingEvents,
    ) {
        let Transfer { to, reason, from, rung } = transfer;
        let receipt = self.ahead(dated, self.terms.rules.receipt);
        let after = rung.and_then(|(rung, _)| self.terms.rules.ladder.get(rung)).map(|step| step.after);
        self.leave_order("该案件在发文前已移送", at, out);
        let earned = rung.map(|(_, earned)| earned);
        self.stage = FindingStage::HandedOver { to, rung: earned, receipt: receipt.into() };
        let what = FindingEvent::HandedOver { to, reason: reason.clone(), receipt_by: receipt.at };
        out.push(EventEnvelope::new(at, None, what));
        let order = self.order_facts(dated);
        let provisional = order.provisional || receipt.provisional;
        let (reason, reply_by) = (Some(reason), Some(receipt.at));
        let facts = Facts { reason, reply_by, provisional, after, next: None, ..order };
        let step = rung.map_or(0, |(rung, _)| rung_number(rung));
        let draft = self.draft(Instrument::HandOver, from, self.handler().clone(), step, facts);
        let notice = self.issue(draft, dated, out);
        if let Some((rung, earned)) = rung {
            self.note(rung, earned, Issue::Document(notice));
        }
    }

    /// The order no longer runs: what was asked for it is not needed, and what its ladder issued after
    /// `at` was wrong.
    pub(super) fn leave_order(&mut self, reason: &str, at: PlanTime, out: &mut FindingEvents) {
        let closed = self.papers.close_asks(|purpose| !matches!(purpose, FindingPurpose::Publication { .. }));
        self.write(at, closed, out);
        self.withdraw_after(reason, at, out);
    }

    /// Takes back everything of this round that its ladder was right to issue only after `since`. What
    /// takes it back bears the latest instant, so that it never comes before what it takes back.
    pub(super) fn withdraw_after(&mut self, reason: &str, since: PlanTime, out: &mut FindingEvents) {
        let terms = self.terms.clone();
        let dated = self.clock;
        let Some(order) = &mut self.order else { return };
        let wrong: Vec<Issued> = order.issued.extract_if(.., |issued| issued.earned > since).collect();
        for Issued { rung, what, .. } in wrong {
            self.mark(rung, RungMark::Withdrawn);
            match what {
                Issue::Document(notice) => {
                    let papers = self.papers.withdraw(&terms.matter.office, notice, reason, dated);
                    self.write(dated, papers, out);
                }
                Issue::Listing(listing) => {
                    let mut listings = self.listings.iter_mut();
                    listings.find(|l| l.id == listing).into_iter().for_each(|l| l.revoked = true);
                    let by = decider(terms.listing.approval.by, &self.party, &terms.matter.issuer);
                    let revocation = Revocation { listing, by, at: dated, reason: reason.to_owned() };
                    let what = FindingEvent::ListingRevoked { revocation: Box::new(revocation) };
                    out.push(EventEnvelope::new(dated, None, what));
                }
            }
        }
    }
}
