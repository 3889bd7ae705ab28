//! Every effect fails once at every point, or is done and its result lost: nothing happens twice.

use duban_activities::points::{Point, Points, Stopped};
use duban_tests::{Campaign, Sandbox, Shape, WorkerSetup, audit, mail::Mail};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

/// Runs the short campaign with every effect stopped the first time it passes `point`. Gives all mails
/// in the order they were sent, and how many effects were stopped.
async fn stopped_once_at(point: Point) -> (Vec<Mail>, usize) {
    let sandbox = Sandbox::new().await;
    let stopped = Arc::new(Mutex::new(BTreeSet::new()));
    let known = stopped.clone();
    let (setup, outbox) = WorkerSetup::watched(Points::watched_by_effect(move |passed, effect| {
        let is_first = passed == point && known.lock().unwrap().insert(effect.to_owned());
        if is_first { Err(Stopped(point)) } else { Ok(()) }
    }));
    let _worker = sandbox.worker(setup).await;
    // A day and a half a second: digests of one bureau do not all fall together.
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::TwoLevels).at_speed(129_600);
    let running = sandbox.run_to_end(campaign).await;
    let mails = Mail::in_outbox(&outbox);
    audit::all(&sandbox, &running, &mails).await;
    let count = stopped.lock().unwrap().len();
    assert!(count > 10, "{point:?} was passed {count} times");
    (mails, count)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_failed_is_written() {
    stopped_once_at(Point::BeforeRecord).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_whose_knocks_failed_is_not_written_twice() {
    stopped_once_at(Point::Recorded).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_whose_answer_was_lost_is_not_written_twice() {
    stopped_once_at(Point::Woken).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_failed_is_sent() {
    let (mails, stopped) = stopped_once_at(Point::BeforeSend).await;
    assert_eq!(mails.len(), stopped, "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_whose_answer_was_lost_is_sent_again_and_is_the_same() {
    // That mails of one Message-ID are the same to the byte, the audit has seen to.
    let (mails, stopped) = stopped_once_at(Point::Sent).await;
    assert_eq!(mails.len(), 2 * stopped, "each twice");
}
