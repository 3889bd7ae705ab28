//! A listing's history in sentences.

use crate::matter::history::HistoryWording;
use duban_domain::listing::{ListingEvent, ListingTarget};

/// What happened, in a sentence.
pub(super) fn sentence(wording: &HistoryWording<'_>, event: &ListingEvent) -> String {
    use ListingEvent as W;
    let w = wording.w;
    let timed = |key: &str, on_time: bool, name: &str, text: &str| {
        w.with(key, [("time", wording.in_time(on_time)), (name, text.to_owned())])
    };
    match event {
        W::Opened { opening } => {
            let grounds = opening.grounds.iter().map(|ground| w.family("listing-ground-", ground.as_str()));
            let grounds = grounds.collect::<Vec<_>>().join("、");
            let target = match &opening.target {
                ListingTarget::Bureau { .. } => wording.name(&opening.party.bureau),
                ListingTarget::Finding { finding, .. } => finding.to_string(),
            };
            let values = [("target", target), ("grounds", grounds), ("reason", opening.reason.clone())];
            w.with("listing-told-opened", values)
        }
        W::Listed { until } => w.with("listing-told-listed", [("until", wording.deadline(*until))]),
        W::Dropped { reason } => w.with("listing-told-dropped", [("reason", reason.as_str())]),
        W::Published { place, on_time } => timed("listing-told-published", *on_time, "place", place),
        W::PlanFiled { on_time, note, .. } => timed("listing-told-plan", *on_time, "note", note),
        W::ProgressReported { on_time, note, .. } => timed("listing-told-progress", *on_time, "note", note),
        W::AppliedFor { verify_by, note, .. } => {
            w.with("listing-told-applied", [("by", wording.deadline(*verify_by)), ("note", note.clone())])
        }
        W::Verified { passed, result, on_time } => {
            let passed = w.family("act-passed-", if *passed { "yes" } else { "no" });
            let time = wording.in_time(*on_time);
            w.with("listing-told-verified", [("passed", passed), ("time", time), ("result", result.clone())])
        }
        W::Delisted => w.t("listing-told-delisted"),
        W::DelistingPublished { place, on_time } => {
            timed("listing-told-delisting-published", *on_time, "place", place)
        }
        W::ExtensionAsked { to, reason } => w.with(
            "listing-told-extension-asked",
            [("to", wording.deadline(*to)), ("reason", reason.clone())],
        ),
        W::Extended { old_until, until } => w.with(
            "listing-told-extended",
            [("old", wording.deadline(*old_until)), ("until", wording.deadline(*until))],
        ),
        W::Expired => w.t("listing-told-expired"),
        W::Revoked { reason } => w.with("listing-told-revoked", [("reason", reason.as_str())]),
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
    use duban_domain::correspondence::NoticeEvent;

    #[test]
    fn a_line_marks_the_dates_of_a_year_that_is_not_announced() {
        let of = |event: ListingEvent| sentence(&wording(), &event);
        let listed = of(ListingEvent::Listed { until: soon("2027-03-08") });
        assert!(listed.contains("2027-03-08 17:30（暂定）"), "{listed}");
        let note = "已整改".to_owned();
        let verify_by = soon("2027-01-12");
        let applied = of(ListingEvent::AppliedFor { verify_by, note, attachments: Vec::new() });
        assert!(applied.contains("2027-01-12 17:30（暂定）"), "{applied}");
        let event = NoticeEvent::ApprovalMoved { approval: 1, by_when: soon("2027-01-06") };
        let moved = of(ListingEvent::Notice(event));
        assert!(moved.contains("2027-01-06 17:30（暂定）"), "{moved}");
    }
}
