//! Every state with every command: which are taken, and that a refusal changes nothing.

use super::*;
use crate::{machines::ticking::tests::tried_fields, wording::refusal::tests::reads_as_chinese};

const NOW: &str = "2024-10-04 09:00";

fn in_state(name: &str) -> Incident {
    let reported = if name == "unanswered" { "2024-10-03 09:00" } else { "2024-10-04 08:45" };
    let mut incident = Incident::new(IncidentOpening { at: at(reported), ..opening() });
    let acknowledged: &[&str] = match name {
        "open" | "unanswered" | "cancelled" => &[],
        "25 acknowledged" => &["25"],
        "20 acknowledged" => &["20"],
        "acknowledged" => &["25", "20"],
        other => panic!("{other}"),
    };
    for level in acknowledged {
        give(&mut incident, level, acknowledge(), "2024-10-04 08:50");
    }
    run(&mut incident, at(NOW));
    if name == "cancelled" {
        incident.cancel(at(NOW));
    }
    incident
}

#[test]
fn every_state_answers_every_command() {
    // Only levels acknowledge, each once; only the reporting bureau reports.
    let taken: &[(&str, &[&str])] = &[
        ("open", &["25 acknowledges", "20 acknowledges", "21 updates"]),
        ("25 acknowledged", &["20 acknowledges", "21 updates"]),
        ("20 acknowledged", &["25 acknowledges", "21 updates"]),
        ("acknowledged", &[]),
        ("unanswered", &[]),
        ("cancelled", &[]),
    ];
    for (state, allowed) in taken {
        for bureau in ["21", "22", "25", "20", "10"] {
            for (does, command) in [("acknowledges", acknowledge()), ("updates", update())] {
                let mut incident = in_state(state);
                let before = incident.clone();
                let name = format!("{bureau} {does}");
                let outcome = incident.execute(&by(bureau, command), at(NOW), at(NOW));
                assert_eq!(
                    outcome.is_ok(),
                    allowed.contains(&name.as_str()),
                    "{state} × {name}: {outcome:?}"
                );
                if let Err(refusal) = outcome {
                    assert_eq!(incident, before, "{state} × {name} changed the incident although refused");
                    reads_as_chinese(&refusal, &[]);
                }
            }
        }
    }
}

#[test]
fn refusals_say_what_is_wrong() {
    let told = |state: &str, bureau: &str, command: IncidentCommand| {
        in_state(state).execute(&by(bureau, command), at(NOW), at(NOW)).unwrap_err().to_string()
    };
    assert_eq!(told("open", "10", acknowledge()), "10 may not do this; 25, 20 may");
    assert_eq!(told("open", "25", update()), "25 may not do this; 21 may");
    assert_eq!(
        told("25 acknowledged", "25", acknowledge()),
        "acknowledging is not possible: 25 acknowledged it on 2024-10-04 08:50"
    );
    assert_eq!(
        told("acknowledged", "21", update()),
        "this matter is closed (every level has acknowledged it, 2024-10-04 08:50)"
    );
    assert!(told("unanswered", "20", acknowledge()).contains("it was left unanswered"));
    assert!(told("cancelled", "20", acknowledge()).contains("it was called off"));
    let silent = IncidentCommand::Update { text: " ".to_owned() };
    assert!(told("open", "21", silent).contains("a reason or reply"));
    let silent = IncidentCommand::Acknowledge { instruction: Some(String::new()) };
    assert!(told("open", "25", silent).contains("a reason or reply"));
    let early = at("2024-10-04 08:00");
    let refusal = in_state("open").execute(&by("25", acknowledge()), early, early).unwrap_err();
    assert!(refusal.to_string().contains("the incident was reported on 2024-10-04 08:45"));
}

#[test]
fn every_text_of_a_command_is_checked_alike() {
    let states = [(in_state("open"), at(NOW))];
    let acknowledge = IncidentCommand::Acknowledge { instruction: Some("立即核实".to_owned()) };
    let tried = tried_fields(&states, &[by("25", acknowledge), by("21", update())]);
    assert_eq!(tried, ["acknowledge.instruction", "update.text"]);
}
