//! How a durable run differs from its rehearsal, both sides side by side.

use super::conductor::Deviation;
use crate::output;
use chrono_tz::Tz;
use duban_domain::{PlanTime, simulation::NoticeKey};
use serde::Serialize;
use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
};

/// Something that is not the same in both runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The bureau or the workflow.
    pub about: String,
    /// The notice, or what somebody did.
    pub what: String,
    /// As the rehearsal has it; `None`: it has nothing of the kind.
    pub rehearsed: Option<String>,
    /// As the durable run has it; `None`: it has nothing of the kind.
    pub durable: Option<String>,
}

/// All differences of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Differences(pub Vec<Difference>);

impl Differences {
    /// Compares two lists of notices, and adds what could not be done. A notice that both have at another
    /// instant is one difference.
    pub fn of(
        rehearsed: Vec<NoticeKey>,
        durable: Vec<NoticeKey>,
        deviations: &[Deviation],
        zone: Tz,
    ) -> Self {
        let mut differences: Vec<_> = deviations.iter().map(|deviation| refused(deviation, zone)).collect();
        let mut others = instants(durable);
        for (marks, mut ours) in instants(rehearsed) {
            let mut theirs = others.remove(&marks).unwrap_or_default();
            drop_what_both_have(&mut ours, &mut theirs);
            differences.extend(side_by_side(&marks, ours, theirs, zone));
        }
        for (marks, theirs) in others {
            differences.extend(side_by_side(&marks, VecDeque::new(), theirs, zone));
        }
        Self(differences)
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = output::table(["about", "what", "rehearsal", "durable run"]);
        let shown = |side: &Option<String>| side.clone().unwrap_or_else(|| "—".to_owned());
        for Difference { about, what, rehearsed, durable } in &self.0 {
            table.add_row([about.clone(), what.clone(), shown(rehearsed), shown(durable)]);
        }
        table.fmt(f)
    }
}

/// What makes a notice the same but for its instant.
type Marks = (String, String);

fn instants(mut keys: Vec<NoticeKey>) -> BTreeMap<Marks, VecDeque<PlanTime>> {
    keys.sort();
    let mut all: BTreeMap<_, VecDeque<_>> = BTreeMap::new();
    for key in keys {
        let obligation = key.obligation.map(|id| format!("（{id}）")).unwrap_or_default();
        let step = if key.step == 0 { String::new() } else { format!(" {}", key.step) };
        let what = format!("{}{obligation}{step} → {}", key.instrument.chinese(), key.to);
        all.entry((key.about.to_string(), what)).or_default().push_back(key.at);
    }
    all
}

fn drop_what_both_have(ours: &mut VecDeque<PlanTime>, theirs: &mut VecDeque<PlanTime>) {
    let mut only_ours = VecDeque::new();
    for at in ours.drain(..) {
        match theirs.iter().position(|other| *other == at) {
            Some(same) => drop(theirs.remove(same)),
            None => only_ours.push_back(at),
        }
    }
    *ours = only_ours;
}

fn side_by_side(
    (about, what): &Marks,
    mut ours: VecDeque<PlanTime>,
    mut theirs: VecDeque<PlanTime>,
    zone: Tz,
) -> Vec<Difference> {
    let mut found = Vec::new();
    while !(ours.is_empty() && theirs.is_empty()) {
        let next = |side: &mut VecDeque<PlanTime>| side.pop_front().map(|at| shown(at, zone));
        let (rehearsed, durable) = (next(&mut ours), next(&mut theirs));
        found.push(Difference { about: about.clone(), what: what.clone(), rehearsed, durable });
    }
    found
}

fn refused(deviation: &Deviation, zone: Tz) -> Difference {
    let Deviation { player, at, rehearsed, durable } = deviation;
    Difference {
        about: player.clone(),
        what: format!("said at {}", shown(*at, zone)),
        rehearsed: Some(rehearsed.clone()),
        durable: Some(durable.clone()),
    }
}

fn shown(at: PlanTime, zone: Tz) -> String {
    at.in_zone(zone).format("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use duban_domain::Instrument;

    fn key(about: &str, instrument: Instrument, day: u32) -> NoticeKey {
        let at = chrono::NaiveDate::from_ymd_opt(2024, 8, day).unwrap().and_hms_opt(1, 0, 0).unwrap();
        NoticeKey {
            about: about.into(),
            instrument,
            obligation: Some("report".into()),
            step: 1,
            to: about.into(),
            at: PlanTime::new(at.and_utc()),
        }
    }

    #[test]
    fn what_differs_stands_side_by_side_and_what_is_the_same_does_not_stand_there() {
        let same = key("522701", Instrument::Reminder, 1);
        let rehearsed = vec![
            same.clone(),
            same.clone(),
            key("522701", Instrument::ReminderLetter, 5),
            key("522702", Instrument::Interview, 7),
        ];
        let durable = vec![
            same.clone(),
            same.clone(),
            key("522701", Instrument::ReminderLetter, 6),
            key("522725", Instrument::Listing, 9),
        ];
        let zone = chrono_tz::Asia::Shanghai;
        let found = Differences::of(rehearsed.clone(), durable, &[], zone);
        let sides = |difference: &Difference| {
            let Difference { about, rehearsed, durable, .. } = difference.clone();
            (about, rehearsed.unwrap_or_default(), durable.unwrap_or_default())
        };
        let all: Vec<_> = found.0.iter().map(sides).collect();
        let side = |day: u32| format!("2024-08-{day:02} 09:00:00");
        assert_eq!(
            all,
            [
                ("522701".to_owned(), side(5), side(6)),
                ("522702".to_owned(), side(7), String::new()),
                ("522725".to_owned(), String::new(), side(9)),
            ]
        );
        let shown = found.to_string();
        assert!(
            shown.contains("rehearsal") && shown.contains("durable run") && shown.contains("—"),
            "{shown}"
        );
        assert_eq!(Differences::of(rehearsed.clone(), rehearsed, &[], zone).count(), 0);
    }

    #[test]
    fn a_deed_that_could_not_be_done_is_a_difference() {
        let deviation = Deviation {
            player: "campaign/test/522701".to_owned(),
            at: key("522701", Instrument::Reminder, 1).at,
            rehearsed: "经办人 of 522701: Submit".to_owned(),
            durable: "refused: it is not open".to_owned(),
        };
        let found = Differences::of(Vec::new(), Vec::new(), &[deviation], chrono_tz::Asia::Shanghai);
        assert_eq!(found.count(), 1);
        assert_eq!(found.0[0].durable.as_deref(), Some("refused: it is not open"));
    }
}
