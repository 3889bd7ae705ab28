//! An incident's history in sentences.

use crate::matter::history::HistoryWording;
use duban_domain::incident::IncidentEvent;

/// What happened, in a sentence.
pub(super) fn sentence(wording: &HistoryWording<'_>, event: &IncidentEvent) -> String {
    use IncidentEvent as W;
    let w = wording.w;
    match event {
        W::Reported { opening } => {
            w.with("incident-told-reported", [("bureau", wording.name(&opening.party.bureau))])
        }
        W::LevelAcknowledged { level, on_time, instruction: None } => {
            let values = [("level", wording.name(level)), ("time", wording.in_time(*on_time))];
            w.with("incident-told-acknowledged", values)
        }
        W::LevelAcknowledged { level, on_time, instruction: Some(instruction) } => w.with(
            "incident-told-instructed",
            [
                ("level", wording.name(level)),
                ("time", wording.in_time(*on_time)),
                ("instruction", instruction.clone()),
            ],
        ),
        W::LevelLapsed { level, told } => {
            w.with("incident-told-lapsed", [("level", wording.name(level)), ("told", wording.name(told))])
        }
        W::Updated { text } => w.with("incident-told-updated", [("text", text.as_str())]),
        W::Unanswered { levels } => w.with("incident-told-unanswered", [("levels", wording.names(levels))]),
        W::Outage { from, until } => wording.outage(*from, *until),
        W::Overtaken { reason } => wording.overtaken(reason),
        W::Cancelled => w.t("told-cancelled"),
        W::Finished => w.t("told-finished"),
        W::Notice(notice) => wording.notice(notice),
    }
}
