//! A whole campaign without an engine: every docket, every finding, and every listing that one of them
//! opens, driven by a virtual clock and a script. A durable run can be compared with it.

use crate::{
    bureaus::bureau::Directory,
    campaign::terms::Terms,
    foresight::{
        behaviour::Script,
        simulation::{NoticeKey, Run, simulate_matter, simulate_with_findings},
    },
    ids::BureauCode,
    machines::{
        event::EventEnvelope,
        finding::{Finding, FindingEvent},
        listing::{Listing, ListingOpening},
        machine::{DomainEvent, Machine},
    },
    timekeeping::time::PlanTime,
};
use std::{collections::BTreeMap, sync::Arc};

/// What became of a campaign.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// Its dockets.
    pub dockets: Vec<Run>,
    /// Its findings.
    pub findings: Vec<Run<Finding>>,
    /// The listings that were opened.
    pub listings: Vec<Run<Listing>>,
}

/// Runs a campaign with its findings until everything has ended, or to `until`: a matter may outlive its
/// campaign by far.
pub fn rehearse(
    terms: &Arc<Terms>,
    directory: &Directory,
    script: &Script,
    findings: Vec<Finding>,
    until: PlanTime,
) -> Rehearsal {
    let findings = run_findings(script, findings, until);
    let open = |bureau: &BureauCode, at: PlanTime| {
        let theirs = findings.iter().filter(|run| run.machine.registration().county == *bureau);
        u32::try_from(theirs.filter(|run| is_open(run, at)).count()).unwrap_or(u32::MAX)
    };
    let dockets = simulate_with_findings(terms, directory, script, &open);
    let by_dockets = dockets.iter().flat_map(|run| openings(&run.effects));
    let by_findings = findings.iter().flat_map(|run| openings(&run.effects));
    let listings = by_dockets.chain(by_findings).map(|opening| {
        let conduct = &script.listings;
        simulate_matter(Listing::new(opening), until, |listing, effect| conduct.react(listing, effect))
    });
    let listings = listings.collect();
    Rehearsal { dockets, findings, listings }
}

/// Findings of one bureau follow the script's conducts in turn, in the order they are given.
fn run_findings(script: &Script, findings: Vec<Finding>, until: PlanTime) -> Vec<Run<Finding>> {
    let mut counts: BTreeMap<BureauCode, usize> = BTreeMap::new();
    let runs = findings.into_iter().map(|finding| {
        let county = finding.registration().county.clone();
        let count = counts.entry(county.clone()).or_default();
        let conduct = script.findings.conduct(&county, *count);
        *count += 1;
        simulate_matter(finding, until, |finding, effect| conduct.react(finding, effect))
    });
    runs.collect()
}

fn openings<W: DomainEvent>(effects: &[EventEnvelope<W>]) -> impl Iterator<Item = ListingOpening> + '_ {
    effects.iter().filter_map(|effect| effect.event.opens_listing().cloned())
}

/// Whether a finding was registered by an instant and not closed at it.
fn is_open(run: &Run<Finding>, at: PlanTime) -> bool {
    let by_then = run.effects.iter().filter(|effect| effect.at <= at);
    by_then.fold(false, |open, effect| match effect.event {
        FindingEvent::Registered { .. } | FindingEvent::Reopened => true,
        FindingEvent::Closed { .. } | FindingEvent::Cancelled => false,
        _ => open,
    })
}

impl Rehearsal {
    /// Every notice that was issued, as a reader would compare them.
    pub fn notices(&self) -> Vec<NoticeKey> {
        let dockets = self.dockets.iter().flat_map(|run| keys(run, &run.machine.party().bureau));
        let findings = self.findings.iter().flat_map(|run| keys(run, &run.machine.party().bureau));
        let listings = self.listings.iter().flat_map(|run| keys(run, &run.machine.opening().party.bureau));
        dockets.chain(findings).chain(listings).collect()
    }

    /// When the last of what ends has ended.
    pub fn ended(&self) -> Option<PlanTime> {
        let dockets = self.dockets.iter().filter_map(|run| run.machine.finished());
        let findings = self.findings.iter().filter_map(|run| run.machine.finished());
        let listings = self.listings.iter().filter_map(|run| run.machine.finished());
        dockets.chain(findings).chain(listings).max()
    }

    /// What people tried and were refused: a script that does not fit its plan.
    pub fn refusals(&self) -> Vec<String> {
        let dockets = self.dockets.iter().flat_map(refusals);
        let findings = self.findings.iter().flat_map(refusals);
        dockets.chain(findings).chain(self.listings.iter().flat_map(refusals)).collect()
    }
}

fn keys<M: Machine>(run: &Run<M>, about: &BureauCode) -> impl Iterator<Item = NoticeKey> {
    run.notices().map(|notice| NoticeKey::of(about, &notice))
}

fn refusals<M: Machine>(run: &Run<M>) -> impl Iterator<Item = String> {
    run.refused.iter().map(|(at, act, why)| format!("{at:?} {:?}: {why}", act.by.bureau))
}
