//! An obligation as `duban status` writes it, before its campaign has opened and after.

use duban_domain::{
    PlanTime,
    docket::{ObligationView, SubmissionVersion},
};
use duban_store::Campaign;
use serde_json::{Value, json};

pub(super) fn shown(campaign: &Campaign, at: PlanTime) -> String {
    at.in_zone(campaign.plan.zone).format("%Y-%m-%d %H:%M").to_string()
}

pub(super) fn duty_json(kept: &Campaign, duty: &ObligationView) -> Value {
    let zone = kept.plan.zone;
    json!({
        "id": duty.id, "title": duty.title, "state": duty.state, "opens": duty.opens.rfc3339(zone),
        "due": duty.due.rfc3339(zone), "provisional": duty.provisional, "submitted": duty.submitted.map(|at| at.rfc3339(zone)),
        "on_time": duty.on_time, "round": duty.round,
        "returned": duty.returned.as_ref().map(|returned| {
            json!({ "at": returned.at.rfc3339(zone), "reason": returned.reason })
        }),
        "taken_back": duty.revisions.taken_back.as_ref().map(|taken| {
            json!({ "at": taken.at.rfc3339(zone), "reason": taken.reason })
        }),
    })
}

/// The versions of what was handed in, as `duban status` writes them.
pub(super) fn versions_json(kept: &Campaign, versions: &[SubmissionVersion]) -> Value {
    let zone = kept.plan.zone;
    let one = |version: &SubmissionVersion| {
        json!({
            "round": version.round, "number": version.number, "kind": version.kind, "standing": version.standing,
            "at": version.at.rfc3339(zone), "by": version.by, "attachments": version.attachments,
            "files": version.files, "sealed": version.sealed, "on_time": version.on_time,
        })
    };
    versions.iter().map(one).collect()
}

/// A line for each version, where there is more than one or one was taken back.
pub(super) fn version_lines(
    kept: &Campaign,
    duty: &ObligationView,
    versions: &[SubmissionVersion],
) -> String {
    let plain = versions.len() < 2 && duty.revisions.taken_back.is_none();
    let line = |one: &SubmissionVersion| {
        let by = one.by.as_ref().map(|by| format!(" by {}", by.name)).unwrap_or_default();
        let files = one.attachments.join(", ");
        let (kind, standing) = (one.kind.as_str(), one.standing.as_str());
        format!(
            "{} round {} version {} ({kind}, {standing}) {}{by}: {files}\n",
            duty.id,
            one.round,
            one.number,
            shown(kept, one.at)
        )
    };
    versions.iter().filter(|_| !plain).map(line).collect()
}
