//! Processes are killed in the middle of everything, or run twice.

use duban::engine::free_port;
use duban_tests::{
    Campaign, Sandbox, Shape, audit,
    mail::{Mail, MailServer},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_again_and_again_does_no_harm() {
    let sandbox = Sandbox::new().await;
    let (server, port) = (MailServer::default(), free_port().unwrap());
    server.start(port);
    sandbox.mail_to(port);
    let mut worker = sandbox.worker_process();
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::TwoLevels);
    let running = sandbox.launch(campaign).await;
    let acts = sandbox.play(&running);
    let total = running.rehearsal.dockets.iter().flat_map(|run| run.notices()).count();
    for count in (1..total).step_by(total / 4) {
        sandbox.until_notices(&running, count).await;
        worker.kill().await;
        worker = sandbox.worker_process();
    }
    sandbox.until_played(&running, acts).await;
    audit::all(&sandbox, &running, &server.got()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_three_times_among_findings_does_no_harm() {
    let sandbox = Sandbox::new().await;
    let (server, port) = (MailServer::default(), free_port().unwrap());
    server.start(port);
    sandbox.mail_to(port);
    let mut worker = sandbox.worker_process();
    let running = sandbox.launch(Campaign::with_findings(sandbox.folder(), "matters")).await;
    let acts = sandbox.play(&running);
    let total = running.rehearsal.notices().len();
    for part in 1..=3 {
        sandbox.until_notices(&running, total * part / 4).await;
        worker.kill().await;
        worker = sandbox.worker_process();
    }
    sandbox.until_played(&running, acts).await;
    audit::all(&sandbox, &running, &server.got()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_killed_in_the_middle_goes_on_from_its_file() {
    let mut sandbox = Sandbox::with_engine_file().await;
    let (server, port) = (MailServer::default(), free_port().unwrap());
    server.start(port);
    sandbox.mail_to(port);
    let _worker = sandbox.worker_service();
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::TwoLevels);
    let running = sandbox.launch(campaign).await;
    let acts = sandbox.play(&running);
    for count in [8, 20] {
        sandbox.until_notices(&running, count).await;
        sandbox.kill_engine().await;
        sandbox.start_engine().await;
    }
    sandbox.until_played(&running, acts).await;
    audit::all(&sandbox, &running, &server.got()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_at_once_do_no_harm() {
    let sandbox = Sandbox::new().await;
    let (mut one, mut two) = (sandbox.worker_process(), sandbox.worker_process());
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::ThreeLevels);
    let running = sandbox.run_to_end(campaign).await;
    assert!(one.is_running() && two.is_running());
    audit::all(&sandbox, &running, &Mail::in_folder(&sandbox.mail_folder())).await;
}
