//! A listing's history in sentences.

use crate::{
    attachments::of_listing,
    pages::matter::history::{HistoryLine, HistoryWording},
};
use duban_domain::{
    EventEnvelope,
    listing::{ListingEvent, ListingTarget},
};

/// A line.
pub(super) fn line(teller: &HistoryWording<'_>, effect: &EventEnvelope<ListingEvent>) -> HistoryLine {
    teller.line(effect, sentence(teller, &effect.event), of_listing(&effect.event))
}

fn sentence(teller: &HistoryWording<'_>, what: &ListingEvent) -> String {
    use ListingEvent as W;
    let w = teller.w;
    let timed = |key: &str, on_time: bool, name: &str, text: &str| {
        w.with(key, [("time", teller.in_time(on_time)), (name, text.to_owned())])
    };
    match what {
        W::Opened { opening } => {
            let grounds = opening.grounds.iter().map(|ground| w.family("listing-ground-", ground.as_str()));
            let grounds = grounds.collect::<Vec<_>>().join("、");
            let target = match &opening.target {
                ListingTarget::Bureau { .. } => teller.name(&opening.party.bureau),
                ListingTarget::Finding { finding, .. } => finding.to_string(),
            };
            let values = [("target", target), ("grounds", grounds), ("reason", opening.reason.clone())];
            w.with("listing-told-opened", values)
        }
        W::Listed { until } => w.with("listing-told-listed", [("until", teller.deadline(*until))]),
        W::Dropped { reason } => w.with("listing-told-dropped", [("reason", reason.as_str())]),
        W::Published { place, on_time } => timed("listing-told-published", *on_time, "place", place),
        W::PlanFiled { on_time, note, .. } => timed("listing-told-plan", *on_time, "note", note),
        W::ProgressReported { on_time, note, .. } => timed("listing-told-progress", *on_time, "note", note),
        W::AppliedFor { verify_by, note, .. } => {
            w.with("listing-told-applied", [("by", teller.deadline(*verify_by)), ("note", note.clone())])
        }
        W::Verified { passed, result, on_time } => {
            let passed = w.family("act-passed-", if *passed { "yes" } else { "no" });
            let time = teller.in_time(*on_time);
            w.with("listing-told-verified", [("passed", passed), ("time", time), ("result", result.clone())])
        }
        W::Delisted => w.t("listing-told-delisted"),
        W::DelistingPublished { place, on_time } => {
            timed("listing-told-delisting-published", *on_time, "place", place)
        }
        W::ExtensionAsked { to, reason } => {
            w.with("listing-told-extension-asked", [("to", teller.deadline(*to)), ("reason", reason.clone())])
        }
        W::Extended { old_until, until } => w.with(
            "listing-told-extended",
            [("old", teller.deadline(*old_until)), ("until", teller.deadline(*until))],
        ),
        W::Expired => w.t("listing-told-expired"),
        W::Revoked { reason } => w.with("listing-told-revoked", [("reason", reason.as_str())]),
        W::Redated { reason, .. } => w.with("told-redated", [("reason", reason.clone())]),
        W::TaskLapsed { task } => w.with("told-task-lapsed", [("task", teller.task(*task))]),
        W::Outage { from, until } => teller.outage(*from, *until),
        W::Overtaken { reason } => teller.overtaken(reason),
        W::Cancelled => w.t("told-cancelled"),
        W::Finished => w.t("told-finished"),
        W::Notice(paper) => teller.paper(paper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::matter::history::tests::{soon, teller};
    use duban_domain::correspondence::NoticeEvent;

    #[test]
    fn a_line_marks_the_dates_of_a_year_that_is_not_announced() {
        let of =
            |what: ListingEvent| line(&teller(), &EventEnvelope::new(soon("2026-11-30"), None, what)).text;
        let listed = of(ListingEvent::Listed { until: soon("2027-03-08") });
        assert!(listed.contains("2027-03-08 17:30（暂定）"), "{listed}");
        let note = "已整改".to_owned();
        let verify_by = soon("2027-01-12");
        let applied = of(ListingEvent::AppliedFor { verify_by, note, attachments: Vec::new() });
        assert!(applied.contains("2027-01-12 17:30（暂定）"), "{applied}");
        let paper = NoticeEvent::ApprovalMoved { approval: 1, by_when: soon("2027-01-06") };
        let moved = of(ListingEvent::Notice(paper));
        assert!(moved.contains("2027-01-06 17:30（暂定）"), "{moved}");
    }
}
