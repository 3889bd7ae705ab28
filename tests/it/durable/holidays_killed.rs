//! The process that applies the holidays is killed after one bureau was told, while another is being told
//! and before the third is: it is finished all the same, and nobody hears twice.

use super::holidays::{COUNTIES, due_days, import, launched, notices_of_moves, planner};
use duban_activities::points::{Point, Points, Stopped};
use duban_domain::{BureauCode, DocketEvent};
use duban_store::Store;
use duban_tests::{
    Running, Sandbox, WorkerSetup, audit,
    campaign::{EXTENDED, PREFECTURE},
    mail::Mail,
    until,
    worker::program,
};
use duban_workflows::ids;
use std::{
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::process::{Child, Command};

/// Lets no record about one workflow pass while it is shut, and knows whether one has come.
#[derive(Clone, Default)]
pub(super) struct Gate {
    shut: Arc<AtomicBool>,
    reached: Arc<AtomicBool>,
}

impl Gate {
    pub(super) fn before(&self, workflow: String) -> Points {
        let gate = self.clone();
        Points::watched_by_effect(move |point, effect| {
            let is_held = point == Point::BeforeRecord && effect.starts_with(&workflow);
            if !is_held || !gate.shut.load(Ordering::SeqCst) {
                return Ok(());
            }
            gate.reached.store(true, Ordering::SeqCst);
            Err(Stopped(point))
        })
    }

    pub(super) fn shut(&self) {
        self.shut.store(true, Ordering::SeqCst);
    }

    pub(super) fn open(&self) {
        self.shut.store(false, Ordering::SeqCst);
    }

    pub(super) async fn until_reached(&self) {
        until("the bureau that is held up", async || self.reached.load(Ordering::SeqCst).then_some(())).await;
    }
}

/// `duban holidays apply --yes`, in a process of its own.
fn apply(sandbox: &Sandbox) -> Child {
    let mut command = Command::new(program());
    command.arg("--settings").arg(sandbox.settings()).args(["holidays", "apply", "--yes"]);
    command.args(["--by", "测试", "--for", PREFECTURE]).current_dir(sandbox.folder());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let child = command.spawn().expect("the program, built beside this test");
    sandbox.processes.add(child.id());
    child
}

/// Kills who applies, with one bureau moved, one in hand and one that has heard nothing.
async fn killed_in_the_middle(sandbox: &Sandbox, running: &Running, gate: &Gate) {
    let campaign = &running.campaign.terms.campaign;
    gate.shut();
    let mut applying = apply(sandbox);
    let pid = applying.id();
    let ended = tokio::select! {
        () = gate.until_reached() => None,
        ended = applying.wait() => Some(ended),
    };
    if ended.is_some() {
        panic!("it ended before it could be killed: {:?}", applying.wait_with_output().await);
    }
    applying.kill().await.unwrap();
    sandbox.processes.remove(pid);
    assert_eq!(due_days(sandbox, campaign).await, ["02-15 17:30", "02-10 17:30", "02-10 17:30"]);
    assert_eq!(sandbox.store.holiday_application_open().await.unwrap().len(), 1, "it was decided");
    gate.open();
}

async fn until_finished(sandbox: &Sandbox, running: &Running) {
    let campaign = &running.campaign.terms.campaign;
    until("the end of the application", async || {
        sandbox.store.holiday_application_open().await.unwrap().is_empty().then_some(())
    })
    .await;
    assert_eq!(due_days(sandbox, campaign).await, ["02-15 17:30"; 3]);
}

/// Each docket took note once, each county was told once, and each message was mailed once.
async fn nothing_happened_twice(sandbox: &Sandbox, running: &Running, mails: &[Mail]) {
    let campaign = &running.campaign.terms.campaign;
    for county in COUNTIES {
        assert_eq!(noted(&sandbox.store, running, county).await, 1, "{county}");
    }
    assert_eq!(notices_of_moves(sandbox, campaign).await, COUNTIES.map(BureauCode::from));
    audit::each_notice_mailed_once(&sandbox.store, mails).await;
}

/// How often a county's docket as a whole took note of the holidays.
async fn noted(store: &Store, running: &Running, county: &str) -> usize {
    let campaign = &running.campaign.terms.campaign;
    let lines = store.ledger_list(campaign, Some(&county.into())).await.unwrap();
    let redated = |what: &DocketEvent| matches!(what, DocketEvent::Redated { .. });
    lines.iter().filter(|line| redated(&line.effect.event) && line.effect.obligation.is_none()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_applies_next_finishes_what_one_that_was_killed_began() {
    let sandbox = Sandbox::new().await;
    let gate = Gate::default();
    let held = ids::bureau_campaign(&"autumn".into(), &EXTENDED.into());
    let (setup, outbox) = WorkerSetup::watched(gate.before(held));
    let _worker = sandbox.worker(setup).await;
    let (running, service) = launched(&sandbox).await;
    import(&service).await;
    killed_in_the_middle(&sandbox, &running, &gate).await;
    let again = apply(&sandbox);
    let pid = again.id();
    let again = again.wait_with_output().await.unwrap();
    sandbox.processes.remove(pid);
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    until_finished(&sandbox, &running).await;
    assert_eq!(service.foresee_redating(&planner()).await.unwrap(), []);
    sandbox.until_mailed().await;
    nothing_happened_twice(&sandbox, &running, &Mail::in_outbox(&outbox)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_finishes_what_one_that_was_killed_began() {
    let sandbox = Sandbox::new().await;
    let gate = Gate::default();
    let held = ids::bureau_campaign(&"autumn".into(), &EXTENDED.into());
    let (setup, outbox) = WorkerSetup::watched(gate.before(held));
    let first = sandbox.worker(setup).await;
    let (running, service) = launched(&sandbox).await;
    import(&service).await;
    sandbox.until_mailed().await;
    killed_in_the_middle(&sandbox, &running, &gate).await;
    first.stop().await;
    // Nobody applies again: the program's own worker looks for what broke off.
    let _worker = sandbox.worker_process();
    until_finished(&sandbox, &running).await;
    assert_eq!(service.foresee_redating(&planner()).await.unwrap(), []);
    sandbox.until_mailed().await;
    let mut mails = Mail::in_outbox(&outbox);
    mails.extend(Mail::in_folder(&sandbox.mail_folder()));
    nothing_happened_twice(&sandbox, &running, &mails).await;
}
