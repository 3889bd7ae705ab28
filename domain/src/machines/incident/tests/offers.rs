//! What is offered would be taken, and what would be taken is offered.

use super::{
    invariants::{play, story},
    *,
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_offered_is_what_the_machine_takes(story in story()) {
        play(&story, |incident, _, now| {
            let mut incident = incident.clone();
            incident.advance_to(now);
            let offers = incident_offers(&incident.view(), &incident.opening().party.bureau);
            for bureau in ["10", "20", "21", "25", "99"] {
                for act in [IncidentAct::Acknowledge, IncidentAct::Update] {
                    let command = match act {
                        IncidentAct::Acknowledge => IncidentCommand::Acknowledge { instruction: None },
                        IncidentAct::Update => IncidentCommand::Update { text: "新情况".to_owned() },
                    };
                    let code = bureau.into();
                    let offered = offers.iter().any(|offer| offer.act == act && offer.by.contains(&code));
                    let taken = incident.clone().execute(&by(bureau, command), now, now).is_ok();
                    assert_eq!(offered, taken, "{act:?} by {bureau}");
                }
            }
        });
    }
}
