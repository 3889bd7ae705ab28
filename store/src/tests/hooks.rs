//! Webhooks' cursors and knocks, inboxes' memory, calendars' addresses.

use super::{
    matters::{finding_opened, finding_view, registration},
    samples::{
        CAMPAIGN, DUYUN, FUQUAN, HOSTILE, PREFECTURE, PROVINCE, bureau, county_story, effect, plan_at,
        record, store, wall_at,
    },
};
use crate::{Attempt, Inbox, KeptSecret, KnownMessage, NewWebhook, Secrets, Store, StoreError};
use duban_domain::{
    Actor, DocketEvent, WebhookId,
    bureau::Level,
    webhook::{EventKind, SubjectKind, WebhookFormat, WebhookUrl},
};
use std::{collections::BTreeSet, time::Duration};

fn by() -> Actor {
    Actor { bureau: PREFECTURE.into(), name: "管理员".to_owned() }
}

fn kinds() -> BTreeSet<EventKind> {
    EventKind::ALL.iter().copied().collect()
}

async fn webhook(store: &Store, id: &str, bureau: &str, kinds: BTreeSet<EventKind>) -> WebhookId {
    let new = NewWebhook {
        id: id.into(),
        bureau: bureau.into(),
        name: HOSTILE.to_owned(),
        url: WebhookUrl::new("https://receiver.example/hook?key=hunter2"),
        format: WebhookFormat::Standard,
        kinds,
        secret: Some(KeptSecret::new("whsec_hunter2")),
        by: by(),
        at: wall_at("2024-05-09T09:00"),
    };
    store.webhook_insert(&new).await.unwrap();
    new.id
}

fn attempt(event: &str) -> Attempt {
    Attempt {
        at: wall_at("2024-08-21T09:00"),
        event: event.to_owned(),
        name: "notice.issued".to_owned(),
        events: 1,
        status: Some(500),
        told: "错误 ".repeat(1000),
        took: Duration::from_millis(12),
    }
}

#[tokio::test]
async fn a_webhook_is_told_of_its_bureau_and_all_below_from_its_setting_up_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for record in &county_story(DUYUN)[..1] {
        store.record(record).await.unwrap();
    }
    let all = webhook(&store, "hook-1", PREFECTURE, kinds()).await;
    let notices = webhook(&store, "hook-2", DUYUN, [EventKind::Notice].into()).await;
    let elsewhere = webhook(&store, "hook-3", FUQUAN, kinds()).await;
    for record in &county_story(DUYUN)[1..] {
        store.record(record).await.unwrap();
    }
    let view = finding_view("2024-07-01T10:00");
    store.record(&finding_opened(registration("f-1", DUYUN), view)).await.unwrap();

    let hook = store.webhook_get(&all).await.unwrap().unwrap();
    let feed = store.webhook_feed(&hook).await.unwrap();
    let names: Vec<_> = feed.events.iter().map(|(_, line)| line.told.name()).collect();
    assert_eq!(
        names,
        [
            "obligation.fell-due",
            "notice.issued",
            "approval.approval-asked",
            "approval.approved",
            "notice.issued",
            "approval.approval-asked",
            "approval.approval-asked",
            "approval.approval-asked",
            "approval.approval-asked",
            "approval.declined",
            "approval.approval-closed",
            "approval.approval-lapsed",
            "notice.acknowledged",
            "notice.withdrawn",
            "notice.issued",
            "obligation.submitted",
            "notice.issued",
            "finding.registered",
        ],
        "in order, and nothing from before"
    );
    assert!(feed.events.is_sorted_by_key(|(place, _)| *place) && !feed.more);
    let (_, first) = &feed.events[0];
    assert_eq!(first.bureau.name, format!("{DUYUN}市场监督管理局"));
    assert_eq!(first.campaign.name, format!("{CAMPAIGN}行动"));
    let subject = first.subject.clone().unwrap();
    assert_eq!((subject.kind, subject.id.as_str()), (SubjectKind::Obligation, "interim-report"));
    assert_eq!(subject.title, "interim-report材料");
    let last = feed.events.last().unwrap().1.subject.clone().unwrap();
    assert_eq!((last.kind, last.id.as_str()), (SubjectKind::Finding, "f-1"));
    let ids: BTreeSet<_> = feed.events.iter().map(|(_, line)| line.id()).collect();
    assert_eq!(ids.len(), feed.events.len());

    let of = async |id: &WebhookId| {
        let hook = store.webhook_get(id).await.unwrap().unwrap();
        store.webhook_feed(&hook).await.unwrap()
    };
    assert!(of(&notices).await.events.iter().all(|(_, line)| line.told.kind == EventKind::Notice));
    assert_eq!(of(&notices).await.events.len(), 6);
    let nothing = of(&elsewhere).await;
    assert!(nothing.events.is_empty() && nothing.read_to == feed.read_to);
}

#[tokio::test]
async fn a_long_ledger_is_read_page_by_page() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let id = webhook(&store, "hook-1", PROVINCE, kinds()).await;
    let fell_due = || effect(plan_at("2024-08-20T17:00"), DocketEvent::FellDue);
    store.record(&record(DUYUN, 1, (0..450).map(|_| fell_due()).collect())).await.unwrap();
    let mut hook = store.webhook_get(&id).await.unwrap().unwrap();
    let mut read = Vec::new();
    loop {
        let feed = store.webhook_feed(&hook).await.unwrap();
        read.extend(feed.events.iter().map(|(place, _)| *place));
        assert!(store.webhook_skip(&id, (hook.cursor, feed.read_to)).await.unwrap());
        assert!(!store.webhook_skip(&id, (hook.cursor, feed.read_to)).await.unwrap(), "moved already");
        hook.cursor = feed.read_to;
        if !feed.more {
            break;
        }
    }
    assert_eq!(read.len(), 450);
    assert!(read.is_sorted());
    assert_eq!(store.webhook_get(&id).await.unwrap().unwrap().cursor, *read.last().unwrap());
}

#[tokio::test]
async fn one_knock_a_look_is_enough_and_none_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (duyun, notice) = (DUYUN.into(), BTreeSet::from([EventKind::Notice]));
    assert_eq!(store.webhook_calls(&duyun, &notice).await.unwrap(), []);
    let id = webhook(&store, "hook-1", PREFECTURE, notice.clone()).await;
    webhook(&store, "hook-2", FUQUAN, kinds()).await;
    let calls = async || store.webhook_calls(&duyun, &notice).await.unwrap();
    assert_eq!(store.webhook_calls(&duyun, &BTreeSet::from([EventKind::Finding])).await.unwrap(), []);
    assert_eq!(store.webhook_calls(&PROVINCE.into(), &notice).await.unwrap(), []);
    let [call] = calls().await.try_into().unwrap();
    assert_eq!(call.webhook, id);
    // A machine dies before it has noted its knock: the next one knocks again.
    assert_eq!(calls().await, std::slice::from_ref(&call));
    store.webhook_called(&call).await.unwrap();
    assert_eq!(calls().await, [], "somebody has knocked since the last look");
    // The courier looks; whatever is written from now on it may not see.
    let hook = store.webhook_look(&id).await.unwrap().unwrap();
    assert_eq!(hook.id, id);
    let [next] = calls().await.try_into().unwrap();
    // Whoever knocked for an earlier look and says so late hides nothing.
    store.webhook_called(&call).await.unwrap();
    assert_eq!(calls().await, [next]);
    assert!(store.webhook_switch(&id, false, None).await.unwrap());
    assert_eq!(calls().await, []);
    assert_eq!(store.webhook_look(&"hook-9".into()).await.unwrap(), None);

    // A machine that starts knocks for whatever waits, knocked for or not.
    assert_eq!(store.webhook_calls_waiting().await.unwrap(), []);
    store.record(&county_story(DUYUN)[0]).await.unwrap();
    let waiting = store.webhook_calls_waiting().await.unwrap();
    assert_eq!(waiting.iter().map(|call| call.webhook.as_str()).collect::<Vec<_>>(), ["hook-2"]);
    store.webhook_switch(&id, true, None).await.unwrap();
    assert_eq!(store.webhook_calls_waiting().await.unwrap().len(), 2);
}

#[tokio::test]
async fn tries_are_kept_in_bounds_and_the_cursor_moves_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let id = webhook(&store, "hook-1", DUYUN, kinds()).await;
    for count in 0..60 {
        store.webhook_failed(&id, &attempt(&format!("evt_{count}"))).await.unwrap();
    }
    let hook = store.webhook_get(&id).await.unwrap().unwrap();
    assert_eq!((hook.failures, hook.delivered), (60, None));
    let tries = store.webhook_attempts(&id).await.unwrap();
    assert_eq!((tries.len(), tries[0].attempt.event.as_str()), (50, "evt_59"));
    assert!(tries.iter().all(|row| !row.taken && row.attempt.told.chars().count() == 300));
    let moved = store.webhook_delivered(&id, (0, 7), &attempt("evt_60")).await.unwrap().unwrap();
    assert_eq!((moved.cursor, moved.failures), (7, 0));
    assert_eq!(store.webhook_delivered(&id, (0, 9), &attempt("evt_60")).await.unwrap(), None);
    assert_eq!(store.webhook_get(&id).await.unwrap().unwrap().cursor, 7);
    store.webhook_tested(&id, &attempt("test_1"), true).await.unwrap();
    let tries = store.webhook_attempts(&id).await.unwrap();
    assert_eq!((tries[0].attempt.event.as_str(), tries[0].taken, tries[1].taken), ("test_1", true, true));

    assert!(store.webhook_switch(&id, false, Some("410")).await.unwrap());
    assert!(!store.webhook_switch(&id, false, Some("再次")).await.unwrap(), "the first reason stands");
    let hook = store.webhook_get(&id).await.unwrap().unwrap();
    assert_eq!((hook.active, hook.stopped.as_deref()), (false, Some("410")));
    assert!(store.webhook_switch(&id, true, Some("no")).await.unwrap());
    assert_eq!(store.webhook_get(&id).await.unwrap().unwrap().stopped, None);
}

#[tokio::test]
async fn a_secret_can_be_signed_with_and_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let id = webhook(&store, "hook-1", DUYUN, kinds()).await;
    let (now, until) = (wall_at("2024-08-21T09:00"), wall_at("2024-08-22T09:00"));
    store.webhook_rotate(&id, &KeptSecret::new("whsec_next"), until).await.unwrap();
    let hook = store.webhook_get(&id).await.unwrap().unwrap();
    let shown = format!("{hook:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("whsec_"), "{shown}");
    let secrets = hook.secrets.unwrap();
    let at = |now| secrets.at(now).map(KeptSecret::expose).collect::<Vec<_>>();
    assert_eq!(at(now), ["whsec_next", "whsec_hunter2"]);
    assert_eq!(at(until), ["whsec_next"]);
    let unknown = store.webhook_rotate(&"hook-9".into(), &KeptSecret::new("x"), until).await;
    assert!(matches!(unknown, Err(StoreError::Unknown(_))));
}

fn inbox() -> Inbox {
    Inbox {
        id: "inbox-1".into(),
        bureau: DUYUN.into(),
        name: "检查通".to_owned(),
        secrets: Secrets { current: KeptSecret::new("whsec_hunter2"), previous: None },
        active: true,
        by: by(),
        made: wall_at("2024-05-09T09:00"),
    }
}

#[tokio::test]
async fn a_message_that_comes_again_is_answered_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (new, now) = (inbox(), wall_at("2024-08-21T09:00"));
    store.inbox_insert(&new).await.unwrap();
    assert_eq!(store.inbox_get(&new.id).await.unwrap(), Some(new.clone()));
    assert_eq!(store.inbox_list().await.unwrap(), std::slice::from_ref(&new));
    let arrive =
        async |id: &str, hash: &str, now| store.inbox_message_arrive(&new.id, (id, hash), now).await.unwrap();
    assert_eq!(arrive("msg_1", "aa", now).await, KnownMessage::No);
    assert_eq!(arrive("msg_1", "aa", now).await, KnownMessage::No, "begun and not finished");
    store.inbox_message_answer(&new.id, "msg_1", 200, "{\"new\":3}").await.unwrap();
    let kept = store.inbox_message_answer(&new.id, "msg_1", 500, "later").await.unwrap();
    assert_eq!(kept, "{\"new\":3}", "the first answer stands");
    let answered = KnownMessage::Answered { status: 200, answer: "{\"new\":3}".to_owned() };
    assert_eq!(arrive("msg_1", "aa", now).await, answered);
    assert_eq!(arrive("msg_1", "bb", now).await, KnownMessage::Differs);
    assert_eq!(arrive("msg_2", "aa", now).await, KnownMessage::No);
    store.inbox_message_forget(&new.id, "msg_2").await.unwrap();
    assert_eq!(arrive("msg_2", "cc", now).await, KnownMessage::No, "mended, it may come again");
    store.inbox_message_forget(&new.id, "msg_1").await.unwrap();
    assert_eq!(arrive("msg_1", "bb", now).await, KnownMessage::Differs, "what was answered is remembered");
    let much_later = wall_at("2024-12-21T09:00");
    assert_eq!(arrive("msg_3", "aa", much_later).await, KnownMessage::No);
    assert_eq!(arrive("msg_1", "aa", much_later).await, KnownMessage::No, "forgotten after three months");

    store.inbox_rotate(&new.id, &KeptSecret::new("whsec_next"), much_later).await.unwrap();
    assert!(store.inbox_switch(&new.id, false).await.unwrap());
    let closed = store.inbox_get(&new.id).await.unwrap().unwrap();
    assert_eq!((closed.active, closed.secrets.at(now).count()), (false, 2));
    assert!(store.inbox_message_arrive(&"inbox-9".into(), ("m", "aa"), now).await.is_err());
}

#[tokio::test]
async fn a_calendar_has_one_address_and_shows_what_runs() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (duyun, now) = (DUYUN.into(), wall_at("2024-08-21T09:00"));
    assert_eq!(store.calendar_address_get(&duyun).await.unwrap(), None);
    store.calendar_address_put(&duyun, "aa", &by(), now).await.unwrap();
    store.calendar_address_put(&duyun, "bb", &by(), now).await.unwrap();
    assert_eq!(store.calendar_bureau("aa").await.unwrap(), None);
    assert_eq!(store.calendar_bureau("bb").await.unwrap(), Some(duyun.clone()));
    assert_eq!(store.calendar_address_get(&duyun).await.unwrap().unwrap().by, by());

    let story = county_story(DUYUN);
    store.record(&story[0]).await.unwrap();
    let rows = store.calendar_rows(&duyun).await.unwrap();
    assert_eq!(rows.len(), 2);
    let report = rows.iter().find(|row| row.obligation.as_str() == "interim-report").unwrap();
    assert_eq!((report.moves, report.changed), (0, Some(plan_at("2024-08-13T09:00"))));
    let moved = |event: DocketEvent| effect(plan_at("2024-08-14T09:00"), event);
    let due = plan_at("2024-08-30T17:00");
    let extended = DocketEvent::Extended { reason: String::new(), old_due: report.due, due, in_time: true };
    store.record(&record(DUYUN, 2, vec![moved(extended)])).await.unwrap();
    let rows = store.calendar_rows(&duyun).await.unwrap();
    let report = rows.iter().find(|row| row.obligation.as_str() == "interim-report").unwrap();
    assert_eq!((report.moves, report.changed), (1, Some(plan_at("2024-08-14T09:00"))));
    store
        .record(&record(DUYUN, 3, vec![duban_domain::EventEnvelope::new(due, None, DocketEvent::Finished)]))
        .await
        .unwrap();
    assert_eq!(store.calendar_rows(&duyun).await.unwrap(), [], "what is over is not shown");
    assert_eq!(store.calendar_rows(&FUQUAN.into()).await.unwrap(), []);

    assert!(store.calendar_address_delete(&duyun).await.unwrap());
    assert!(!store.calendar_address_delete(&duyun).await.unwrap());
    assert_eq!(store.calendar_bureau("bb").await.unwrap(), None);
}

/// A list of bureaus that goes round in a circle, which none of ours does, ends all the same.
#[tokio::test]
async fn a_circle_of_supervisors_is_gone_round_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let circle = bureau(PROVINCE, Level::Province, Some(DUYUN), "黔市监");
    store.bureau_upsert_all(&[circle]).await.unwrap();
    let id = webhook(&store, "hook-1", FUQUAN, kinds()).await;
    assert_eq!(store.webhook_calls(&DUYUN.into(), &kinds()).await.unwrap(), []);
    store.record(&county_story(DUYUN)[0]).await.unwrap();
    let hook = store.webhook_get(&id).await.unwrap().unwrap();
    assert!(store.webhook_feed(&hook).await.unwrap().events.is_empty());
}
