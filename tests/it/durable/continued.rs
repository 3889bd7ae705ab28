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
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::ThreeLevels).continued_after(20);
    let running = sandbox.launch(campaign).await;
    // A slow worker may take many wakes in one task. Held at so many instants, each docket takes a task for
    // each, and its history is longer than that.
    let terms = &running.campaign.terms;
    let eighth = terms.closes.since(terms.opens) / 8;
    let fermatas: Vec<_> = (1..8).map(|nth| terms.opens.plus(eighth * nth)).collect();
    let acts = sandbox.play_with_fermatas(&running, &fermatas);
    for at in &fermatas {
        acts.held(*at).await.unwrap();
        acts.go_on(*at);
    }
    sandbox.until_played(&running, acts).await;
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
