//! The score of a conducted run, made from its rehearsal: to each machine, what is said and when, and until
//! when nothing more will be said. Where one machine looks at others (the tail counts findings, a listing is
//! opened by somebody), it says who waits for whom.
//!
//! A score may have fermatas: instants at which everything is held until the conductor goes on.

use chrono::Duration;
use duban_domain::{
    BureauCode, Command, CommandEnvelope, Docket, DocketEvent, EventEnvelope, Finding, Listing, Machine,
    PlanTime, Silence,
    correspondence_key::{AboutCorrespondence, CorrespondenceKey},
    finding::FindingCommand,
    listing::ListingCommand,
    machine::DomainEvent,
    rehearsal::Rehearsal,
};
use duban_workflows::{
    ids,
    messages::{Deed, Received},
};
use std::collections::BTreeMap;

/// A workflow's id.
pub type Player = String;

/// Whom the machines wait for at a fermata: the conductor.
pub const CONDUCTOR: &str = "conductor";

/// What is said to the machines of one campaign.
pub struct Score {
    pub dockets: Vec<Part<BureauCode, Command>>,
    pub findings: Vec<Part<duban_domain::FindingId, FindingCommand>>,
    pub listings: Vec<Part<duban_domain::ListingId, ListingCommand>>,
    pub fermatas: Vec<PlanTime>,
}

/// What is said to one machine, in order.
pub struct Part<I, C> {
    pub player: Player,
    pub id: I,
    /// From when it is there.
    pub from: PlanTime,
    /// Whose doing brings it forth.
    pub opener: Option<Player>,
    pub beats: Vec<Beat<C>>,
}

impl<I, C> Part<I, C> {
    /// Until when silence may be promised once the first `said` beats have been played.
    pub fn silence(&self, said: usize) -> Silence {
        self.beats.get(said).map_or(Silence::ForGood, |next| next.silence)
    }
}

/// One thing that is said, or waited for.
pub struct Beat<C> {
    /// Not before the clock shows this.
    pub at: PlanTime,
    /// Until when silence may be promised before it.
    pub silence: Silence,
    /// Not before these have come as far as `at`.
    pub after: Vec<Player>,
    pub deed: Option<Deed<C>>,
    /// The machine must have come as far as `at` before others go on.
    pub reach: bool,
    rank: u8,
}

/// What stands at one instant comes in this order.
const QUESTION: u8 = 0;
const DEED: u8 = 1;
const REACHED: u8 = 2;
const RELEASED: u8 = 3;
const END: u8 = 4;

impl Score {
    /// The score of a rehearsal that ended at `end`.
    pub fn of(rehearsal: &Rehearsal, end: PlanTime, fermatas: Vec<PlanTime>) -> Self {
        let frame = Frame { end, fermatas };
        let questions = questions(rehearsal);
        let mut openers = BTreeMap::new();
        let mut dockets = Vec::new();
        for run in &rehearsal.dockets {
            let terms = run.machine.terms();
            let bureau = run.machine.party().bureau.clone();
            let player = ids::bureau_campaign(&terms.campaign, &bureau);
            let mut beats = deeds::<Docket>(&run.acts, &run.effects);
            for at in questions.get(&bureau).into_iter().flatten() {
                let after = counted(rehearsal, &bureau, *at);
                let silence = Silence::Until(at.plus(Duration::microseconds(-1)));
                beats.push(Beat { at: *at, silence, after, deed: None, reach: true, rank: QUESTION });
            }
            beats.extend(openings(&run.effects, &player, &mut openers));
            dockets.push(frame.part(player, bureau, terms.opens, run.machine.finished(), beats));
        }
        let mut findings = Vec::new();
        for run in &rehearsal.findings {
            let finding = &run.machine;
            let campaign = &finding.terms().matter.campaign;
            let id = finding.registration().id.clone();
            let player = ids::finding(campaign, &id);
            let county = &finding.registration().county;
            let from = run.effects.first().map_or(end, |effect| effect.at);
            let mut beats = deeds::<Finding>(&run.acts, &run.effects);
            let asked = questions.get(county).into_iter().flatten().copied();
            for at in asked.filter(|at| from <= *at && finding.finished().is_none_or(|ended| *at < ended)) {
                // It goes on only after it was counted: it may be opened again, and then counts otherwise.
                let by = ids::bureau_campaign(campaign, county);
                beats.extend(Beat::held(at, by));
            }
            beats.extend(openings(&run.effects, &player, &mut openers));
            findings.push(frame.part(player, id, from, finding.finished(), beats));
        }
        let listings = rehearsal.listings.iter().map(|run| {
            let opening = run.machine.opening();
            let player = ids::listing(&opening.terms.matter.campaign, &opening.id);
            let from = run.effects.first().map_or(end, |effect| effect.at);
            let opener = openers.get(&player).cloned();
            let beats = deeds::<Listing>(&run.acts, &run.effects);
            let id = opening.id.clone();
            Part { opener, ..frame.part(player, id, from, run.machine.finished(), beats) }
        });
        let listings = listings.collect();
        Self { dockets, findings, listings, fermatas: frame.fermatas }
    }
}

impl<C> Beat<C> {
    /// The machine has come as far as this.
    fn reached(at: PlanTime) -> Self {
        Self { at, silence: Silence::Until(at), after: Vec::new(), deed: None, reach: true, rank: REACHED }
    }

    /// It has come as far as this, and goes on when another has too.
    fn held(at: PlanTime, by: Player) -> [Self; 2] {
        let released = Self { after: vec![by], reach: false, rank: RELEASED, ..Self::reached(at) };
        [Self::reached(at), released]
    }
}

/// What all parts share.
struct Frame {
    end: PlanTime,
    fermatas: Vec<PlanTime>,
}

impl Frame {
    fn part<I, C>(
        &self,
        player: Player,
        id: I,
        from: PlanTime,
        finished: Option<PlanTime>,
        mut beats: Vec<Beat<C>>,
    ) -> Part<I, C> {
        let last = finished.unwrap_or(self.end);
        for at in self.fermatas.iter().filter(|at| from <= **at && **at < last) {
            beats.extend(Beat::held(*at, CONDUCTOR.to_owned()));
        }
        beats.push(Beat { silence: Silence::ForGood, rank: END, ..Beat::reached(last) });
        beats.sort_by_key(|beat| (beat.at, beat.rank));
        Part { player, id, from, opener: None, beats }
    }
}

/// What people do, each with the paper that it answers.
fn deeds<M: Machine>(
    acts: &[(PlanTime, CommandEnvelope<M::Command>)],
    effects: &[EventEnvelope<M::Event>],
) -> Vec<Beat<M::Command>> {
    let deed = |(at, act): &(PlanTime, CommandEnvelope<M::Command>)| {
        let number = act.command.clone().paper_number().map(|(kind, number)| (kind, *number));
        let answers = number.and_then(|number| CorrespondenceKey::of(effects.iter(), number));
        let received = Received { act: act.clone(), at: *at };
        let deed = Some(Deed { received, answers });
        Beat { deed, reach: false, rank: DEED, ..Beat::reached(*at) }
    };
    acts.iter().map(deed).collect()
}

/// The instants at which dockets count the findings below them.
fn questions(rehearsal: &Rehearsal) -> BTreeMap<BureauCode, Vec<PlanTime>> {
    let counted = |effect: &&EventEnvelope| matches!(effect.event, DocketEvent::FindingsCounted { .. });
    let of = rehearsal.dockets.iter().map(|run| {
        let instants = run.effects.iter().filter(counted).map(|effect| effect.at);
        (run.machine.party().bureau.clone(), instants.collect())
    });
    of.collect()
}

/// The findings of a county that had been registered by an instant.
fn counted(rehearsal: &Rehearsal, county: &BureauCode, at: PlanTime) -> Vec<Player> {
    let theirs = rehearsal.findings.iter().filter(|run| {
        let registered = run.effects.first().is_some_and(|effect| effect.at <= at);
        registered && run.machine.registration().county == *county
    });
    theirs
        .map(|run| ids::finding(&run.machine.terms().matter.campaign, &run.machine.registration().id))
        .collect()
}

/// Whoever opens a listing tells when it has.
fn openings<W: DomainEvent, C>(
    effects: &[EventEnvelope<W>],
    player: &Player,
    openers: &mut BTreeMap<Player, Player>,
) -> Vec<Beat<C>> {
    let mut beats = Vec::new();
    for effect in effects {
        if let Some(opening) = effect.event.opens_listing() {
            openers.insert(ids::listing(&opening.terms.matter.campaign, &opening.id), player.clone());
            beats.push(Beat::reached(effect.at));
        }
    }
    beats
}
