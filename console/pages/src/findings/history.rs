//! A finding's history in sentences.

use crate::matter::history::HistoryWording;
use duban_domain::finding::FindingEvent;

/// What happened, in a sentence.
pub(super) fn sentence(wording: &HistoryWording<'_>, event: &FindingEvent) -> String {
    use FindingEvent as W;
    let w = wording.w;
    let passed = |passed: bool| w.family("act-passed-", if passed { "yes" } else { "no" });
    match event {
        W::Registered { registration } => {
            let source = w.family("finding-source-", registration.source.as_str());
            let grade = w.family("finding-grade-", registration.grade.as_str());
            w.with("finding-told-registered", [("source", source), ("grade", grade)])
        }
        W::Triaged { grade } => {
            w.with("finding-told-triaged", [("grade", w.family("finding-grade-", grade.as_str()))])
        }
        W::Ordered { due, round } => {
            w.with("finding-told-ordered", [("due", wording.deadline(*due)), ("round", round.to_string())])
        }
        W::FellDue => w.t("finding-told-fell-due"),
        W::EvidenceFiled { on_time, note, .. } => {
            w.with("finding-told-evidence", [("time", wording.in_time(*on_time)), ("note", note.clone())])
        }
        W::Reinspected { passed: yes, result } => {
            w.with("finding-told-reinspected", [("passed", passed(*yes)), ("result", result.clone())])
        }
        W::Extended { old_due, due, in_time } => w.with(
            "finding-told-extended",
            [
                ("old", wording.deadline(*old_due)),
                ("due", wording.deadline(*due)),
                (
                    "time",
                    if *in_time {
                        w.t("finding-told-extended-in-time")
                    } else {
                        w.t("finding-told-extended-late")
                    },
                ),
            ],
        ),
        W::Closed { outcome, result } => {
            let outcome = w.family("finding-outcome-", outcome.as_str());
            w.with("finding-told-closed", [("outcome", outcome), ("result", result.clone())])
        }
        W::LookedBack { passed: yes, result } => {
            w.with("finding-told-looked-back", [("passed", passed(*yes)), ("result", result.clone())])
        }
        W::Reopened => w.t("finding-told-reopened"),
        W::HandedOver { to, reason, receipt_by } => w.with(
            "finding-told-handed-over",
            [
                ("to", w.family("finding-authority-", to.as_str())),
                ("reason", reason.clone()),
                ("by", wording.deadline(*receipt_by)),
            ],
        ),
        W::ReceiptConfirmed { reference } => {
            w.with("finding-told-receipt", [("reference", reference.as_str())])
        }
        W::PublicationProposed { kind, text } => {
            let kind = w.family("finding-publication-", kind.as_str());
            w.with("finding-told-publication-proposed", [("kind", kind), ("text", text.clone())])
        }
        W::PublicationDecided { kind, text } => {
            let kind = w.family("finding-publication-", kind.as_str());
            w.with("finding-told-publication-decided", [("kind", kind), ("text", text.clone())])
        }
        W::ListingProposed { opening } => w.with("finding-told-listing-proposed", [("id", &opening.id)]),
        W::ListingRevoked { revocation } => w.with(
            "finding-told-listing-revoked",
            [("id", revocation.listing.to_string()), ("reason", revocation.reason.clone())],
        ),
        W::ReminderSkipped { scheduled } => {
            w.with("finding-told-reminder-skipped", [("at", wording.time(*scheduled))])
        }
        W::Redated { reason, .. } => w.with("told-redated", [("reason", reason.clone())]),
        W::TaskLapsed { task } => w.with("told-task-lapsed", [("task", wording.task(*task))]),
        W::Outage { from, until } => wording.outage(*from, *until),
        W::Overtaken { reason } => wording.overtaken(reason),
        W::Cancelled => w.t("told-cancelled"),
        W::Finished => w.t("told-finished"),
        W::Notice(notice) => wording.notice(notice),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matter::history::tests::{soon, wording};

    #[test]
    fn a_line_marks_the_dates_of_a_year_that_is_not_announced() {
        let of = |event: FindingEvent| sentence(&wording(), &event);
        let ordered = |due| of(FindingEvent::Ordered { due: soon(due), round: 1 });
        assert!(ordered("2027-01-08").contains("2027-01-08 17:30（暂定）"), "{}", ordered("2027-01-08"));
        assert!(!ordered("2026-12-08").contains("暂定"));
        let extended =
            FindingEvent::Extended { old_due: soon("2026-12-30"), due: soon("2027-01-20"), in_time: true };
        let extended = of(extended);
        assert_eq!(extended.matches("（暂定）").count(), 1, "{extended}");
    }
}
