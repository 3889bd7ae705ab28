//! Instants of a campaign.

use duban_domain::PlanTime;
use duban_service::CampaignContext;

/// An instant as programs read it.
pub(super) fn at(context: &CampaignContext, at: Option<PlanTime>) -> Option<String> {
    at.map(|at| at.rfc3339(context.kept.plan.zone))
}
