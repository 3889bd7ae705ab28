//! The one list of workflow types. It feeds the worker and the replayer alike; a registered type
//! without a stored history fails the tests.

/// Registers every workflow type on a builder of worker or replayer options.
#[macro_export]
macro_rules! register_workflows {
    ($options:expr) => {
        $options
            .register_workflow::<duban_workflows::BureauCampaign>()?
            .register_workflow::<duban_workflows::FindingWorkflow>()?
            .register_workflow::<duban_workflows::ListingWorkflow>()?
            .register_workflow::<duban_workflows::IncidentWorkflow>()?
            .register_workflow::<duban_workflows::Postbox>()?
            .register_workflow::<duban_workflows::Courier>()?
    };
}

/// The names of the types that [`register_workflows!`] registers.
pub const WORKFLOW_TYPES: [&str; 6] =
    ["BureauCampaign", "Finding", "Listing", "Incident", "Postbox", "Courier"];
