//! What a plan will bring, told before it is launched: every notice with its instant, what each bureau
//! receives on each day, and how its obligations end (REQUIREMENTS F5, F7).

use crate::{
    bureaus::bureau::Directory,
    campaign::{tail::TAIL_REPORT, terms::Terms},
    figures::tally::Tally,
    foresight::{
        behaviour::Script,
        simulation::{Run, simulate},
    },
    ids::BureauCode,
    machines::machine::Machine,
    paperwork::{instrument::Instrument, notice::Notice},
    timekeeping::time::PlanTime,
    wording::refusal::Refusal,
};
use chrono::NaiveDate;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A rehearsed campaign. It knows no findings, so a tail says nothing in it.
#[derive(Clone, Debug)]
pub struct Forecast {
    /// Every notice, by instant, bureau and ordinal.
    pub notices: Vec<Foreseen>,
    /// What each bureau receives, by bureau and day.
    pub load: Vec<Load>,
    /// How each bureau ends, parents first.
    pub bureaus: Vec<BureauOutcome>,
    /// What the script had people try and was refused: it does not fit its plan.
    pub refused: Vec<RefusedAct>,
}

/// A notice and the bureau whose docket it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreseen {
    /// The bureau it is about.
    pub about: BureauCode,
    /// The notice.
    pub notice: Notice,
}

/// What one bureau receives on one day: notices, in how many mails. All notices that may go at one moment
/// share a mail, whoever wrote them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// The bureau.
    pub bureau: BureauCode,
    /// The day.
    pub day: NaiveDate,
    /// How many notices.
    pub notices: usize,
    /// In how many mails.
    pub mails: usize,
}

/// How one bureau's obligations end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BureauOutcome {
    /// The bureau.
    pub bureau: BureauCode,
    /// Its obligations when the campaign has closed.
    pub tally: Tally,
    /// What its docket issued.
    pub notices: BTreeMap<Instrument, usize>,
}

/// Something that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedAct {
    /// When.
    pub at: PlanTime,
    /// In whose docket.
    pub bureau: BureauCode,
    /// Why.
    pub refusal: Refusal,
}

/// Rehearses a plan for the bureaus of a directory that behave as a script says.
pub fn forecast(terms: &Arc<Terms>, directory: &Directory, script: &Script) -> Forecast {
    let runs = simulate(terms, directory, script);
    let bureaus = runs.iter().map(outcome).collect();
    let refused = runs.iter().flat_map(|run| {
        let bureau = &run.machine.party().bureau;
        run.refused.iter().map(|(at, _, refusal)| RefusedAct {
            at: *at,
            bureau: bureau.clone(),
            refusal: refusal.clone(),
        })
    });
    let refused = refused.collect();
    let notices = notices(&runs);
    Forecast { load: load(terms, &notices), notices, bureaus, refused }
}

fn notices(runs: &[Run]) -> Vec<Foreseen> {
    let of = |run: &Run| {
        let about = run.machine.party().bureau.clone();
        run.notices().map(move |notice| Foreseen { about: about.clone(), notice }).collect::<Vec<_>>()
    };
    let mut notices: Vec<_> = runs.iter().flat_map(of).collect();
    notices.sort_by(|a, b| {
        (a.notice.at, &a.about, a.notice.ordinal).cmp(&(b.notice.at, &b.about, b.notice.ordinal))
    });
    notices
}

fn load(terms: &Terms, notices: &[Foreseen]) -> Vec<Load> {
    let mut days: BTreeMap<(&BureauCode, NaiveDate), (usize, BTreeSet<_>)> = BTreeMap::new();
    for Foreseen { notice, .. } in notices {
        for bureau in notice.recipients() {
            let day = days.entry((bureau, terms.office.date(notice.send_from))).or_default();
            day.0 += 1;
            day.1.insert(notice.send_from);
        }
    }
    let load = days.into_iter().map(|((bureau, day), (notices, moments))| Load {
        bureau: bureau.clone(),
        day,
        notices,
        mails: moments.len(),
    });
    load.collect()
}

fn outcome(run: &Run) -> BureauOutcome {
    let mut notices = BTreeMap::new();
    for notice in run.notices() {
        *notices.entry(notice.instrument).or_default() += 1;
    }
    let views = run.machine.views().into_iter().filter(|duty| duty.id.as_str() != TAIL_REPORT);
    let tally = views.map(|duty| Tally::of(&duty)).sum();
    BureauOutcome { bureau: run.machine.party().bureau.clone(), tally, notices }
}

impl Forecast {
    /// The most mails one bureau receives on one day.
    pub fn most_mails(&self) -> usize {
        self.load.iter().map(|load| load.mails).max().unwrap_or_default()
    }

    /// Mails per bureau and day on average, over the days on which a bureau receives anything; to the
    /// hundredth.
    pub fn mean_mails(&self) -> f64 {
        let sum: usize = self.load.iter().map(|load| load.mails).sum();
        let days = self.load.len();
        if days == 0 { 0.0 } else { (sum as f64 / days as f64 * 100.0).round() / 100.0 }
    }

    /// How many of each kind of notice there are, the most frequent first.
    pub fn kinds(&self) -> Vec<(Instrument, usize)> {
        let mut kinds: BTreeMap<Instrument, usize> = BTreeMap::new();
        self.notices.iter().for_each(|foreseen| *kinds.entry(foreseen.notice.instrument).or_default() += 1);
        let mut kinds: Vec<_> = kinds.into_iter().collect();
        kinds.sort_by_key(|(_, count)| Reverse(*count));
        kinds
    }

    /// The obligations of all bureaus.
    pub fn tally(&self) -> Tally {
        self.bureaus.iter().map(|outcome| outcome.tally).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        figures::tally::CountedAs,
        machines::docket::tests::{calendar, directory, plan},
    };

    #[test]
    fn who_never_answers_is_foreseen_to_the_letter() {
        let terms = Arc::new(Terms::resolve(&plan(), &calendar()).unwrap());
        let prompt = forecast(&terms, &directory(), &Script::default());
        assert_eq!(prompt.tally()[CountedAs::OnTime], 4);
        assert!(prompt.notices.iter().all(|foreseen| !foreseen.notice.instrument.is_document()));

        let silent = r#"{ "bureaus": { "22": { "submit": "never" } } }"#;
        let script: Script = serde_json::from_str(silent).unwrap();
        let told = forecast(&terms, &directory(), &script);
        assert_eq!((told.tally()[CountedAs::OnTime], told.tally()[CountedAs::Unfulfilled]), (2, 2));
        assert!(told.refused.is_empty());
        let outcome = told.bureaus.iter().find(|o| o.bureau.as_str() == "22").unwrap();
        assert_eq!(outcome.notices[&Instrument::Circular], 2);
        // A copy of the circular goes to the other county: it is load there, too.
        let circular = told.notices.iter().find(|f| f.notice.instrument == Instrument::Circular).unwrap();
        let day = terms.office.date(circular.notice.send_from);
        let load = told.load.iter().find(|load| load.bureau.as_str() == "21" && load.day == day);
        assert!(load.is_some_and(|load| load.notices >= 1 && load.mails == 1));
        assert!(told.notices.is_sorted_by_key(|foreseen| foreseen.notice.at));
        assert_eq!(told.kinds().iter().map(|(_, count)| count).sum::<usize>(), told.notices.len());
    }
}
