//! The process that amends a plan is killed after one bureau was told, while another is being told and before the
//! third is: it is finished all the same, and nobody hears twice.

use super::{
    amended::{AMENDED, in_hand, news, next},
    holidays::{COUNTIES, due_days, launched},
    holidays_killed::Gate,
};
use duban_domain::{BureauCode, CampaignId, DocketEvent};
use duban_store::Store;
use duban_tests::{
    Sandbox, WorkerSetup, audit,
    campaign::{EXTENDED, PREFECTURE},
    mail::Mail,
    until,
    worker::program,
};
use duban_workflows::ids;
use std::process::Stdio;
use tokio::process::{Child, Command};

/// `duban amend`, in a process of its own.
fn amend(sandbox: &Sandbox) -> Child {
    let mut command = Command::new(program());
    command.arg("--settings").arg(sandbox.settings()).args(["amend", "autumn", "next.yaml"]);
    command.args(["--reason", "汛期抽调人员", "--by", "测试", "--for", PREFECTURE]);
    command.current_dir(sandbox.folder());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let child = command.spawn().expect("the program, built beside this test");
    sandbox.processes.add(child.id());
    child
}

/// Kills who amends, with one bureau told, one in hand and one that has heard nothing.
async fn killed_in_the_middle(sandbox: &Sandbox, campaign: &CampaignId, gate: &Gate) {
    gate.shut();
    let mut amending = amend(sandbox);
    let pid = amending.id();
    let ended = tokio::select! {
        () = gate.until_reached() => None,
        ended = amending.wait() => Some(ended),
    };
    if ended.is_some() {
        panic!("it ended before it could be killed: {:?}", amending.wait_with_output().await);
    }
    amending.kill().await.unwrap();
    sandbox.processes.remove(pid);
    let days = due_days(sandbox, campaign).await;
    assert_eq!(days, ["02-24 17:30", "03-10 17:30", "02-10 17:30", "02-10 17:30"]);
    assert_eq!(sandbox.store.plan_version_open().await.unwrap().len(), 1, "it was decided");
    gate.open();
}

async fn until_finished(sandbox: &Sandbox, campaign: &CampaignId) {
    until("the end of the amendment", async || {
        sandbox.store.plan_version_open().await.unwrap().is_empty().then_some(())
    })
    .await;
    assert_eq!(due_days(sandbox, campaign).await, AMENDED);
}

/// How often a county's docket as a whole took note of the amendment.
async fn noted(store: &Store, campaign: &CampaignId, county: &str) -> usize {
    let lines = store.ledger_list(campaign, Some(&county.into())).await.unwrap();
    let amended = |what: &DocketEvent| matches!(what, DocketEvent::Amended { .. });
    lines.iter().filter(|line| amended(&line.effect.event) && line.effect.obligation.is_none()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_finishes_the_amendment_of_one_that_was_killed() {
    let sandbox = Sandbox::new().await;
    let gate = Gate::default();
    let held = ids::bureau_campaign(&"autumn".into(), &EXTENDED.into());
    let (setup, outbox) = WorkerSetup::watched(gate.before(held));
    let first = sandbox.worker(setup).await;
    let (running, service) = launched(&sandbox).await;
    let campaign = &running.campaign.terms.campaign;
    let context = in_hand(&service, campaign).await;
    let text = context.plan_text(&next(&context.kept.plan)).unwrap();
    std::fs::write(sandbox.folder().join("next.yaml"), text).unwrap();
    sandbox.until_mailed().await;
    killed_in_the_middle(&sandbox, campaign, &gate).await;
    first.stop().await;
    // Nobody amends again: the program's own worker looks for what broke off.
    let _worker = sandbox.worker_process();
    until_finished(&sandbox, campaign).await;
    sandbox.until_mailed().await;
    for county in COUNTIES {
        assert_eq!(noted(&sandbox.store, campaign, county).await, 1, "{county}");
    }
    assert_eq!(news(&sandbox, campaign).await, COUNTIES.map(BureauCode::from));
    let mut mails = Mail::in_outbox(&outbox);
    mails.extend(Mail::in_folder(&sandbox.mail_folder()));
    audit::each_notice_mailed_once(&sandbox.store, &mails).await;
}
