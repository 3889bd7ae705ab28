//! An incident's history in sentences.

use crate::pages::matter::history::{Line, Teller};
use duban_domain::{Effect, incident::IncidentWhat};

/// A line.
pub(super) fn line(teller: &Teller<'_>, effect: &Effect<IncidentWhat>) -> Line {
    let files = match &effect.what {
        IncidentWhat::Reported { opening } => opening.attachments.as_slice(),
        _ => &[],
    };
    teller.line(effect, sentence(teller, &effect.what), files)
}

fn sentence(teller: &Teller<'_>, what: &IncidentWhat) -> String {
    use IncidentWhat as W;
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
        W::Paper(paper) => teller.paper(paper),
    }
}
