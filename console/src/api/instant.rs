//! Instants of a campaign.

use duban_domain::PlanTime;
use duban_service::CampaignContext;

/// An instant as programs read it.
pub(super) fn at(scene: &CampaignContext, at: Option<PlanTime>) -> Option<String> {
    at.map(|at| at.rfc3339(scene.kept.plan.zone))
}
