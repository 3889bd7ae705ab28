//! The incident by example, by all pairs of state and command, and by its invariants.

mod examples;
mod invariants;
mod offers;
mod pairs;

pub(super) use super::*;
pub(super) use crate::{
    bureaus::actor::Actor,
    campaign::party::Party,
    machines::ticking::tests::{at, by, county, happened, issued, matter, notices, run},
};
pub(super) use std::sync::Arc;

/// Reported by the county `21` late on a holiday; the levels are the district `25` and the prefecture
/// `20`, which launched the campaign; the province `10` is above it.
pub(super) fn opening() -> IncidentOpening {
    IncidentOpening {
        id: "21-1".into(),
        matter: Arc::new(matter()),
        rules: IncidentRules::default(),
        party: county(),
        title: "某商场充电器起火".to_owned(),
        text: "10月3日21时50分，某商场充电器起火，无人员伤亡。".to_owned(),
        attachments: Vec::new(),
        by: Actor { bureau: "21".into(), name: "张三".to_owned() },
        at: at("2024-10-03 22:10"),
    }
}

pub(super) type IncidentEvents = Vec<EventEnvelope<IncidentEvent>>;

/// Gives a command that is taken, at an instant, after all that fell due before it.
pub(super) fn give(
    incident: &mut Incident,
    bureau: &str,
    command: IncidentCommand,
    when: &str,
) -> IncidentEvents {
    run(incident, at(when));
    incident.execute(&by(bureau, command), at(when), at(when)).unwrap()
}

pub(super) fn acknowledge() -> IncidentCommand {
    IncidentCommand::Acknowledge { instruction: None }
}

pub(super) fn update() -> IncidentCommand {
    IncidentCommand::Update { text: "明火已扑灭。".to_owned() }
}
