//! A spreadsheet of findings is being imported when the program is killed.

use chrono::NaiveDate;
use duban_domain::{FindingId, finding::FindingEvent};
use duban_tests::{
    Campaign, Sandbox, WorkerSetup,
    findings::{GROUP, spreadsheet},
    until,
    worker::program,
};
use futures::TryStreamExt as _;
use std::{
    collections::BTreeSet,
    os::unix::process::ExitStatusExt as _,
    process::{Output, Stdio},
};
use temporalio_client::{WorkflowCountOptions, WorkflowListOptions};
use tokio::process::Command;

const ROWS: usize = 400;

fn import(sandbox: &Sandbox) -> Command {
    let mut command = Command::new(program());
    command.arg("--settings").arg(sandbox.settings());
    // One after another, so that there is a middle to be killed in.
    command.args(["--set", "import.concurrency=1", "finding", "import", "imported"]);
    command.arg(sandbox.folder().join("findings.csv")).args(["--local-product", GROUP, "--by", "测试"]);
    command.current_dir(sandbox.folder()).stdin(Stdio::null()).kill_on_drop(true);
    command
}

async fn import_again(sandbox: &Sandbox) -> String {
    let Output { status, stdout, stderr } = import(sandbox).output().await.unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

async fn started(sandbox: &Sandbox) -> usize {
    let findings = "WorkflowType = 'Finding'";
    sandbox.client.sdk().count_workflows(findings, WorkflowCountOptions::default()).await.unwrap().count()
}

/// How many were new and how many were there.
fn numbers(told: &str) -> Vec<usize> {
    told.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_killed_in_the_middle_goes_on_where_it_was() {
    let sandbox = Sandbox::new().await;
    let found_on = NaiveDate::from_ymd_opt(2024, 5, 10).unwrap();
    std::fs::write(sandbox.folder().join("findings.csv"), spreadsheet(ROWS, found_on)).unwrap();
    // A plan minute a second: nothing falls due while this runs.
    let running = sandbox
        .launch(Campaign::empty_register(sandbox.folder(), "imported").by_the_clock().at_speed(60))
        .await;
    let mut first = import(&sandbox).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    until("the middle of the import", async || (started(&sandbox).await > 50).then_some(())).await;
    first.start_kill().unwrap();
    assert_eq!(first.wait().await.unwrap().signal(), Some(9), "it ended before it was killed");
    let told = numbers(&import_again(&sandbox).await);
    assert_eq!((told[0] + told[1], told[2]), (ROWS, 0), "{told:?}");
    assert!(told[0] > 0 && told[1] > 50, "{told:?}");
    let told = import_again(&sandbox).await;
    assert!(told.starts_with("0 findings registered, 400 were there already"), "{told}");
    until("all of them", async || (started(&sandbox).await == ROWS).then_some(())).await;
    recorded_once(&sandbox, &running.campaign).await;
    assert_eq!(started(&sandbox).await, ROWS);
}

/// No worker ran until now; one that comes records every row once.
async fn recorded_once(sandbox: &Sandbox, campaign: &Campaign) {
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let campaign = &campaign.terms.campaign;
    for rows in (ROWS / 4..=ROWS).step_by(ROWS / 4) {
        until(&format!("{rows} rows in the store"), async || {
            let counties = sandbox.store.finding_statistics(campaign).await.unwrap();
            let found: u32 = counties.iter().map(|county| county.found).sum();
            (usize::try_from(found).unwrap() >= rows).then_some(())
        })
        .await;
    }
    let listed =
        sandbox.client.sdk().list_workflows("WorkflowType = 'Finding'", WorkflowListOptions::default());
    let listed: Vec<_> = listed.try_collect().await.unwrap();
    let id = |workflow: &str| FindingId::from(workflow.rsplit('/').next().unwrap());
    let ids: BTreeSet<_> = listed.iter().map(|workflow| id(workflow.id())).collect();
    assert_eq!(ids.len(), ROWS);
    for id in ids {
        let history = sandbox.store.finding_history(campaign, &id).await.unwrap();
        let registered =
            history.iter().filter(|line| matches!(line.effect.event, FindingEvent::Registered { .. }));
        assert_eq!(registered.count(), 1, "{id}");
    }
}
