//! League tables a bureau circulates among those below it: documents of its docket that are addressed to
//! others, and about no obligation of its own.

use super::{Docket, letters::with_copies, papers::Circular};
use crate::{
    bureaus::actor::Actor,
    figures::league::{Circulation, TableFault},
    ids::BureauCode,
    machines::event::{DocketEvent, EventEnvelope},
    paperwork::{chain::stands_at_or_above, instrument::Instrument, notice::Facts},
    timekeeping::time::PlanTime,
    wording::{reason::Why, refusal::Refusal, text::written},
};

impl Docket {
    /// Until when this bureau may still circulate tables after it has nothing else to do.
    pub(super) fn circulates_until(&self) -> Option<PlanTime> {
        self.terms.circulates_until.filter(|_| self.party.coordinating && !self.circulated)
    }

    /// 印发排名通报: one document to every bureau the table ranks. A period's table is circulated once a
    /// level; one that was voided may be circulated again.
    pub(super) fn circulate(
        &mut self,
        circulation: &Circulation,
        at: PlanTime,
    ) -> Result<Vec<EventEnvelope>, Refusal> {
        if !self.party.coordinating {
            return Err(Refusal::BadTable(TableFault::NobodyBelow));
        }
        circulation.check(&self.party.bureau, at, &self.shown(circulation.frozen))?;
        let standing = |c: &&Circular| c.stands_for(&circulation.period, circulation.level);
        if let Some(before) = self.circulars.iter().find(standing) {
            return Err(Refusal::AlreadyCirculated(circulation.title.clone(), before.ordinal));
        }
        let effect = self.league_notice(Instrument::Circular, circulation, at, Facts::default());
        let ordinal = self.notices;
        let circulation = Box::new(circulation.clone());
        self.circulars.push(Circular { ordinal, circulation, voided: None });
        Ok(vec![effect])
    }

    /// The circular a document is, by its ordinal.
    pub(super) fn circular(&self, ordinal: u32) -> Option<usize> {
        self.circulars.iter().position(|circular| circular.ordinal == ordinal)
    }

    /// 作废: everybody who received it is told.
    pub(super) fn void_circular(
        &mut self,
        index: usize,
        reason: &str,
        by: &Actor,
        at: PlanTime,
    ) -> Result<Vec<EventEnvelope>, Refusal> {
        let reason = written(reason)?;
        let own = &self.party.bureau;
        if !stands_at_or_above(&self.party.superiors, &by.bureau, own) {
            return Err(Refusal::NotYours(by.bureau.clone(), own.to_string()));
        }
        let circular = &mut self.circulars[index];
        let ordinal = circular.ordinal;
        if circular.voided.is_some() {
            return Err(Refusal::NoticeSettled(ordinal, Why::VoidedBefore));
        }
        circular.voided = Some(at);
        let circulation = circular.circulation.clone();
        let voided = DocketEvent::Voided { notice: ordinal, reason: reason.clone() };
        let facts = Facts { reason: Some(reason), earlier: vec![ordinal], ..Facts::default() };
        let told = self.league_notice(Instrument::Withdrawal, &circulation, at, facts);
        Ok(vec![EventEnvelope::new(at, None, voided), told])
    }

    /// A document about a table, to all it ranks; copies to the bureaus between them and the one that
    /// circulates it, and to the one above that, if that is part of the campaign.
    fn league_notice(
        &mut self,
        instrument: Instrument,
        circulation: &Circulation,
        at: PlanTime,
        facts: Facts,
    ) -> EventEnvelope {
        let own = self.party.bureau.clone();
        let ranked = circulation.bureaus();
        let to = ranked.first().map_or_else(|| own.clone(), |first| (*first).clone());
        let above = self.party.superiors.first().filter(|_| own != self.terms.issuer);
        let mut copies: Vec<BureauCode> =
            circulation.supervisors().into_iter().chain(above).cloned().collect();
        copies.retain(|code| *code != own && !ranked.contains(code));
        copies.sort();
        copies.dedup();
        let title = format!("{}任务完成情况排名", circulation.title);
        let facts = Facts { league: Some(Box::new(circulation.clone())), ..facts };
        let mut effect = with_copies(self.issue(instrument, None, own, to, at, 0, facts), copies);
        if let DocketEvent::Issued { notice } = &mut effect.event {
            notice.title = title;
        }
        effect
    }
}
