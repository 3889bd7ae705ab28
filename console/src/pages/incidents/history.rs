//! An incident's history in sentences.

use crate::{
    attachments::of_incident,
    pages::matter::history::{HistoryLine, HistoryWording},
};
use duban_domain::{EventEnvelope, incident::IncidentEvent};

/// A line.
pub(super) fn line(teller: &HistoryWording<'_>, effect: &EventEnvelope<IncidentEvent>) -> HistoryLine {
    teller.line(effect, sentence(teller, &effect.event), of_incident(&effect.event))
}

fn sentence(teller: &HistoryWording<'_>, what: &IncidentEvent) -> String {
    use IncidentEvent as W;
    let w = teller.w;
    match what {
        W::Reported { opening } => {
            w.with("incident-told-reported", [("bureau", teller.name(&opening.party.bureau))])
        }
        W::LevelAcknowledged { level, on_time, instruction: None } => {
            let values = [("level", teller.name(level)), ("time", teller.in_time(*on_time))];
            w.with("incident-told-acknowledged", values)
        }
        W::LevelAcknowledged { level, on_time, instruction: Some(instruction) } => w.with(
            "incident-told-instructed",
            [
                ("level", teller.name(level)),
                ("time", teller.in_time(*on_time)),
                ("instruction", instruction.clone()),
            ],
        ),
        W::LevelLapsed { level, told } => {
            w.with("incident-told-lapsed", [("level", teller.name(level)), ("told", teller.name(told))])
        }
        W::Updated { text } => w.with("incident-told-updated", [("text", text.as_str())]),
        W::Unanswered { levels } => w.with("incident-told-unanswered", [("levels", teller.names(levels))]),
        W::Outage { from, until } => teller.outage(*from, *until),
        W::Overtaken { reason } => teller.overtaken(reason),
        W::Cancelled => w.t("told-cancelled"),
        W::Finished => w.t("told-finished"),
        W::Notice(paper) => teller.paper(paper),
    }
}
