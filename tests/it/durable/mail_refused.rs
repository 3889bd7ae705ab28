//! A mail server that refuses one mail for good and puts copies off: nothing else waits, and a person sends
//! it again.

use duban::engine::free_port;
use duban_activities::points::Points;
use duban_store::{MailFilter, MailState, MailWhy};
use duban_tests::{
    Campaign, Sandbox, Shape, WorkerSetup, audit,
    campaign::RETURNED,
    mail::{MailServer, Said},
    until,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_mail_is_set_aside_and_sent_again_by_a_person() {
    let sandbox = Sandbox::new().await;
    let (mut refused, mut put_off) = (false, false);
    let server = MailServer::answering(move |said| match said {
        // The first mail to one county, for good; its officer's first copy, for now.
        Said::Dot(got) if !refused && got.to.iter().any(|to| to.contains(RETURNED)) => {
            refused = true;
            Some((552, "5.2.2 mailbox full"))
        }
        Said::Recipient(to) if refused && !put_off && to.contains("officer") && to.contains(RETURNED) => {
            put_off = true;
            Some((451, "4.7.1 greylisted"))
        }
        _ => None,
    });
    let port = free_port().unwrap();
    server.start(port);
    let setup = WorkerSetup { mail: MailServer::transport(port), points: Points::default() };
    let _worker = sandbox.worker(setup).await;
    let running = sandbox.launch(Campaign::short(sandbox.folder(), "refused-mail", Shape::TwoLevels)).await;
    let acts = sandbox.play(&running);
    // Everything but the refused mail arrives, and the officer's copy alone a second time.
    sandbox.until_played(&running, acts).await;
    until("the copy that was put off", async || {
        let waiting = sandbox.store.mail_waiting(&MailFilter::default()).await.unwrap();
        waiting.iter().all(|one| one.from.is_none()).then_some(())
    })
    .await;
    let waiting = sandbox.store.mail_waiting(&MailFilter::default()).await.unwrap();
    assert_eq!(waiting.len(), 1, "{waiting:#?}");
    let one = &waiting[0];
    let why = one.why(duban_tests::sandbox::wall_now());
    assert_eq!((one.bureau.as_str(), why, one.attempts()), (RETURNED, MailWhy::Undeliverable, 1));
    assert_eq!(one.words(), Some("552 5.2.2 mailbox full"));
    let notice = sandbox.store.notice_get(one.notice).await.unwrap().unwrap();
    assert_eq!(notice.mail(), MailState::Undeliverable);
    let alone = |to: &Vec<String>| to.len() == 1 && to[0].contains("officer");
    assert_eq!(server.envelopes().iter().filter(|to| alone(to)).count(), 1, "{:?}", server.envelopes());

    let mail = one.mail.as_ref().unwrap().id;
    let service = sandbox.service(&running.campaign);
    service.mail_send_again(mail, None).await.unwrap();
    sandbox.until_mailed().await;
    until("the mail that was sent again", async || {
        let row = sandbox.store.mail_get(mail).await.unwrap().unwrap();
        row.sent.map(|_| ())
    })
    .await;
    audit::all(&sandbox, &running, &server.got()).await;
    assert!(service.mail_send_again(mail, None).await.unwrap_err().is_refusal(), "everybody has it");
}
