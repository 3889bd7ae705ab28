//! What an amended plan comes to for a docket: the lines of the ledger, and one notice to its bureau.

use super::{Docket, ObligationState, RungMark, TrackedObligation, amend::Amending};
use crate::{
    campaign::{item::Item, terms::Terms},
    machines::{
        event::{DocketEvent, EventEnvelope},
        rung::rung_number,
    },
    paperwork::{
        instrument::Instrument,
        notice::{Facts, PlanNews},
    },
    timekeeping::{
        redating::{Clock, ClockChange, Move, Redater},
        time::PlanTime,
    },
};
use std::collections::BTreeMap;

/// Which clock: its kind, its number, what it issues.
type ClockKey = (Clock, u32, Option<Instrument>);
/// When each clock that lies ahead comes.
type Clocks = BTreeMap<ClockKey, Vec<PlanTime>>;

impl Docket {
    /// The lines about what changed, and one notice to the bureau.
    pub(super) fn told_of(
        &mut self,
        amending: &Amending<'_>,
        effects: Vec<EventEnvelope>,
    ) -> Vec<EventEnvelope> {
        let before = &amending.before;
        let line = |changes| DocketEvent::Amended {
            version: amending.amendment.version,
            reason: amending.reason.clone(),
            changes,
        };
        let close = |docket: &Docket| Clocks::from([((Clock::Close, 0, None), vec![docket.terms.closes])]);
        let whole = changes(close(before), close(self));
        let mut out = vec![EventEnvelope::new(amending.at, None, line(whole))];
        for duty in 0..self.duties.len() {
            let (known, now) = (before.duties.get(duty), &self.duties[duty]);
            let old = known.map(|known| clocks(known, &before.terms)).unwrap_or_default();
            let changed = changes(old, clocks(now, &self.terms));
            let seen = known.map(|known| known.view(&before.terms));
            if !changed.is_empty() || seen != Some(now.view(&self.terms)) {
                out.push(self.effect(amending.at, duty, line(changed)));
            }
        }
        out.extend(effects);
        out.extend(self.news(amending));
        out
    }

    /// What the bureau is told; `None`: nothing changes for it. Before the campaign begins its own notice tells
    /// all.
    fn news(&mut self, amending: &Amending<'_>) -> Option<EventEnvelope> {
        let issuer = self.terms.issuer.clone();
        if !self.launched || self.closed || self.party.bureau == issuer {
            return None;
        }
        let mut news = News { docket: self, facts: Facts::default(), news: PlanNews::default() };
        news.of_the_campaign(&amending.before);
        for index in 0..news.docket.duties.len() {
            news.of_duty(index, &amending.before);
        }
        if news.docket.party.coordinating {
            news.hear_of_those_below(amending);
        }
        let facts = Facts { reason: Some(amending.reason.clone()), ..news.facts()? };
        let to = self.party.bureau.clone();
        Some(self.issue(Instrument::PlanAmended, None, issuer, to, amending.at, 0, facts))
    }
}

/// What a bureau is told, as it is put together.
struct News<'a> {
    docket: &'a Docket,
    facts: Facts,
    news: PlanNews,
}

impl News<'_> {
    fn of_the_campaign(&mut self, before: &Docket) {
        let title = self.docket.terms.title.clone();
        self.moved(&title, Clock::Close, before.terms.closes, self.docket.terms.closes);
    }

    fn of_duty(&mut self, index: usize, before: &Docket) {
        let (docket, known) = (self.docket, before.duties.get(index));
        let duty = &docket.duties[index];
        let item = docket.terms.item_at(duty.item);
        let was_lifted = known.is_some_and(|known| known.lifted);
        let is_owed = matches!(duty.state, ObligationState::Pending | ObligationState::Open);
        match known {
            _ if duty.lifted && !was_lifted => self.news.lifted.push(item.title.clone()),
            _ if !is_owed => {}
            Some(known) if !was_lifted => {
                self.moved(&item.title, Clock::Due, known.due, duty.due);
                if rules(before.terms.item_at(known.item)) != rules(item) {
                    self.news.rules.push(item.title.clone());
                }
            }
            _ => self.owed(item, duty.due, duty.is_provisional(&docket.terms)),
        }
    }

    /// Whoever coordinates hears as well of what those below it owe.
    fn hear_of_those_below(&mut self, amending: &Amending<'_>) {
        let (docket, before, new) = (self.docket, &amending.before, &amending.amendment.terms);
        let others = |item: &&Item| !item.is_owed_by(&docket.party, &docket.terms.issuer);
        for item in new.items.iter().filter(others) {
            let known = before.terms.items.iter().find(|known| known.id == item.id);
            match known.filter(|known| !before.dropped.contains(&known.id)) {
                Some(known) => self.moved(&item.title, Clock::Due, known.due, item.due),
                None => self.owed(item, item.due, item.provisional),
            }
        }
        let items = docket.terms.items.iter().filter(others);
        let gone =
            items.filter(|item| docket.dropped.contains(&item.id) && !before.dropped.contains(&item.id));
        self.news.lifted.extend(gone.map(|item| item.title.clone()));
    }

    fn owed(&mut self, item: &Item, due: PlanTime, provisional: bool) {
        self.facts.owed.push((item.title.clone(), due));
        if provisional {
            self.facts.unsettled.insert(due);
        }
    }

    fn moved(&mut self, title: &str, clock: Clock, old: PlanTime, new: PlanTime) {
        let office = &self.docket.terms.office;
        let redater = Redater { old: office, new: office, now: self.docket.clock };
        let moved: Option<Move> = redater.told(clock, 0, title, &self.docket.party.bureau, (old, Some(new)));
        self.facts.moves.extend(moved);
    }

    fn facts(self) -> Option<Facts> {
        let Self { mut facts, news, .. } = self;
        facts.provisional = !facts.unsettled.is_empty() || facts.moves.iter().any(|moved| moved.provisional);
        let beside = news != PlanNews::default();
        let says = beside || !facts.moves.is_empty() || !facts.owed.is_empty();
        facts.amended = beside.then(|| Box::new(news));
        says.then_some(facts)
    }
}

/// What a bureau goes by beside its days.
fn rules(item: &Item) -> impl PartialEq + use<'_> {
    (&item.ladder, &item.reminders, item.review, &item.requires)
}

/// The clocks of an obligation that lie ahead.
fn clocks(duty: &TrackedObligation, terms: &Terms) -> Clocks {
    let item = terms.item_at(duty.item);
    let mut all = Clocks::new();
    let mut add =
        |clock, number, instrument, at| all.entry((clock, number, instrument)).or_default().push(at);
    let step =
        |index: usize| (u32::from(rung_number(index)), item.ladder.get(index).map(|rung| rung.instrument));
    match duty.state {
        ObligationState::Pending => {
            add(Clock::Due, 0, None, duty.due);
            let planned = terms.schedule(item, duty.due_day, item.opens);
            planned.reminders.into_iter().for_each(|at| add(Clock::Reminder, 0, None, at));
            for (index, at) in planned.rungs.into_iter().enumerate() {
                let (number, instrument) = step(index);
                at.into_iter().for_each(|at| add(Clock::Rung, number, instrument, at));
            }
        }
        ObligationState::Open => {
            add(Clock::Due, 0, None, duty.due);
            duty.reminders.iter().for_each(|at| add(Clock::Reminder, 0, None, *at));
            for (index, (at, mark)) in duty.rungs.iter().enumerate() {
                let (number, instrument) = step(index);
                if *mark == RungMark::Waiting {
                    add(Clock::Rung, number, instrument, *at);
                }
            }
        }
        ObligationState::Submitted { review_by: Some(at), .. } => add(Clock::Review, 0, None, at),
        _ => {}
    }
    all
}

/// What becomes of each clock: those that stay are left out, the others go in pairs, the earliest first.
fn changes(old: Clocks, new: Clocks) -> Vec<ClockChange> {
    let mut keys: Vec<_> = old.keys().chain(new.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    let mut found = Vec::new();
    for key in keys {
        let (old, new) =
            (old.get(&key).cloned().unwrap_or_default(), new.get(&key).cloned().unwrap_or_default());
        let mut gone = old.iter().filter(|at| !new.contains(at)).copied();
        let mut come = new.iter().filter(|at| !old.contains(at)).copied();
        let (clock, number, instrument) = key;
        loop {
            let (old, new) = (gone.next(), come.next());
            if old.is_none() && new.is_none() {
                break;
            }
            found.push(ClockChange { clock, number, instrument, old, new });
        }
    }
    found
}
