//! Histories that grow long are continued as new, and nobody notices.

use duban_tests::{
    Campaign, Sandbox, Shape, WorkerSetup, audit,
    campaign::{PREFECTURE, PROVINCE, SILENT},
    mail::Mail,
};
use duban_workflows::ids;

#[tokio::test(flavor = "multi_thread")]
async fn a_docket_is_carried_over_and_a_coordinating_bureau_waits_for_its_children() {
    let sandbox = Sandbox::new().await;
    let (setup, outbox) = WorkerSetup::quiet();
    let _worker = sandbox.worker(setup).await;
    // However many of its wakes a slow worker takes in one task, a docket's history is longer than that.
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::ThreeLevels).continued_after(20);
    let running = sandbox.run_to_end(campaign).await;
    audit::all(&sandbox, &running, &Mail::in_outbox(&outbox)).await;
    let id = |bureau: &str| ids::bureau_campaign(&running.campaign.terms.campaign, &bureau.into());
    let runs = sandbox.runs_of(&id(SILENT), 2).await;
    let first = sandbox.history(&id(SILENT), Some(&runs[0])).await;
    assert_eq!(first.count("WorkflowExecutionContinuedAsNew"), 1, "{} runs", runs.len());
    // A child keeps its parent through all its runs; a parent stays as it is until its children are done.
    for coordinating in [PROVINCE, PREFECTURE] {
        let runs = sandbox.runs_of(&id(coordinating), 1).await;
        let first = sandbox.history(&id(coordinating), Some(&runs[0])).await;
        let children = running.campaign.directory.subordinates(&coordinating.into()).len();
        assert_eq!(first.count("ChildWorkflowExecutionCompleted"), children, "{coordinating}");
    }
}
