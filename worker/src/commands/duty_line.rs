//! An obligation as `duban status` writes it, before its campaign has opened and after.

use duban_domain::{
    PlanTime,
    docket::{ObligationView, OpenRequest, Relief, SubmissionVersion},
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
        "request": duty.request.as_ref().map(|request| request_json(zone, request)),
        "taken_back": duty.revisions.taken_back.as_ref().map(|taken| {
            json!({ "at": taken.at.rfc3339(zone), "reason": taken.reason })
        }),
    })
}

fn request_json(zone: chrono_tz::Tz, request: &OpenRequest) -> Value {
    let to = match request.relief {
        Relief::Extension { to } => Some(to),
        Relief::Waiver => None,
    };
    json!({
        "number": request.number, "to": to, "reason": request.reason, "files": request.files, "of": request.of,
        "asked": request.asked.rfc3339(zone), "by_when": request.by_when.rfc3339(zone),
        "reminded": request.reminded,
    })
}

/// A line about what a bureau asked for and waits to hear of.
pub(super) fn request_line(kept: &Campaign, duty: &ObligationView) -> Option<String> {
    let request = duty.request.as_ref()?;
    let what = match request.relief {
        Relief::Extension { to } => format!("an extension to {to}"),
        Relief::Waiver => "a waiver".to_owned(),
    };
    let (asked, by_when) = (shown(kept, request.asked), shown(kept, request.by_when));
    let (of, reason) = (&request.of, &request.reason);
    Some(format!("{}: {what} was asked for on {asked}, {of} is to decide by {by_when}: {reason}\n", duty.id))
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
