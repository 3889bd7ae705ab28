//! The mail server is away for days of plan time: mail is late, and nothing else is.

use duban::engine::free_port;
use duban_activities::points::Points;
use duban_tests::{Campaign, Sandbox, Shape, WorkerSetup, audit, mail::MailServer, until};
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_was_away_gets_everything_once() {
    let sandbox = Sandbox::new().await;
    let (server, port) = (MailServer::default(), free_port().unwrap());
    let setup = WorkerSetup { mail: MailServer::transport(port), points: Points::default() };
    let _worker = sandbox.worker(setup).await;
    let running = sandbox.launch(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels)).await;
    let acts = sandbox.play(&running);
    let total = running.rehearsal.dockets.iter().flat_map(|run| run.notices()).count();
    sandbox.until_notices(&running, total / 2).await;
    // Half the campaign has gone by without a mail.
    assert_eq!(sandbox.store.mail_count(None).await.unwrap().sent, 0);
    until("a mail that was tried", async || {
        let tried = sandbox.store.mail_list(None).await.unwrap();
        tried.iter().any(|mail| mail.attempts > 0 && mail.last_error.is_some()).then_some(())
    })
    .await;
    server.start(port);
    sandbox.until_played(&running, acts).await;
    let mails = server.got();
    audit::all(&sandbox, &running, &mails).await;
    assert!(mails.iter().any(|mail| mail.notices.len() > 1), "what waited comes together: {mails:#?}");
    let ids: BTreeSet<_> = mails.iter().map(|mail| &mail.message_id).collect();
    assert_eq!(ids.len(), sandbox.store.mail_list(None).await.unwrap().len());
}
