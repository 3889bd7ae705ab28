//! An obligation as `duban status` writes it, before its campaign has opened and after.

use duban_domain::{PlanTime, docket::ObligationView};
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
    })
}
