//! Mails: put together once, the same each time they are opened, marked when they are sent.

use super::samples::{
    CAMPAIGN, DUYUN, FUQUAN, HOSTILE, PREFECTURE, PROVINCE, county_story, issued, new_campaign, notice,
    plan_at, record, store, wall_at,
};
use crate::{Digest, MailCount, StoreError};
use duban_domain::{
    instrument::Instrument::{self, Interview, Reminder, ReminderLetter},
    notice::Facts,
    record::PostboxWakeUp,
    time::Timebase,
};

#[tokio::test]
async fn a_mail_opened_again_is_the_same_mail() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for record in county_story(DUYUN) {
        store.record(&record).await.unwrap();
    }
    let (duyun, now) = (DUYUN.into(), wall_at("2024-09-01T09:00"));
    let digest = store.digest_next(&duyun, now, false).await.unwrap().unwrap();
    assert_eq!(digest.message_id, format!("<{DUYUN}.{CAMPAIGN}.{DUYUN}.1.4@duban.example>"));
    // Something new arrives before the retry; it waits for the next mail.
    let late = notice(7, ReminderLetter, DUYUN, "2024-09-01T09:30");
    store.record(&record(DUYUN, 5, vec![issued(late)])).await.unwrap();
    store.digest_failed(digest.id, now, &"对方服务器拒收 ".repeat(1000), None).await.unwrap();
    store.close().await;

    let again = super::samples::store(&folder).await;
    let later = wall_at("2024-09-02T09:00");
    assert_eq!(again.digest_next(&duyun, later, false).await.unwrap().as_ref(), Some(&digest));
    again.digest_sent(digest.id, later).await.unwrap();
    again.digest_sent(digest.id, wall_at("2024-09-03T09:00")).await.unwrap();
    let mails = again.mail_list(Some(&duyun)).await.unwrap();
    assert_eq!((mails[0].sent, mails[0].attempts, mails[0].notices), (Some(later), 2, 4));
    assert!(mails[0].last_error.as_ref().is_some_and(|error| error.chars().count() == 2000));

    let next = again.digest_next(&duyun, later, false).await.unwrap().unwrap();
    assert_eq!(next.entries.iter().map(|e| e.notice.ordinal).collect::<Vec<_>>(), [7]);
    assert!(next.message_id != digest.message_id);
    again.digest_sent(next.id, later).await.unwrap();
    // The report bears next January's date.
    assert_eq!(again.digest_next(&duyun, later, false).await.unwrap(), None);
    assert_eq!(again.outbox_next(&duyun, false).await.unwrap(), Some(wall_at("2025-01-02T09:00")));
    assert_eq!(
        again.mail_count(Some(&CAMPAIGN.into())).await.unwrap(),
        MailCount { sent: 2, waiting: 5, left_out: 1, ..MailCount::default() }
    );
    for unknown in [again.digest_sent(99, now).await, again.digest_failed(99, now, "", None).await] {
        assert!(matches!(unknown, Err(StoreError::Unknown(_))));
    }
}

#[tokio::test]
async fn an_entry_carries_what_its_wording_needs() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for record in county_story(DUYUN) {
        store.record(&record).await.unwrap();
    }
    let now = wall_at("2025-01-05T09:00");
    let digest = store.digest_next(&DUYUN.into(), now, false).await.unwrap().unwrap();
    assert_eq!(digest.bureau.contacts.office, format!("office.{DUYUN}@bureau.example"));
    let kinds: Vec<_> = digest.entries.iter().map(|entry| entry.notice.instrument).collect();
    // The reminder is left out: what it reminds of is there.
    use Instrument::{CampaignNotice, GovernmentReport, Withdrawal};
    assert_eq!(kinds, [Interview, GovernmentReport, ReminderLetter, Withdrawal, CampaignNotice]);
    let interview = &digest.entries[0];
    assert_eq!(interview.number.as_deref(), Some("黔南市监〔2024〕2号"));
    assert_eq!(interview.notice.facts.reason.as_deref(), Some(HOSTILE));
    assert_eq!(interview.earlier[0].number.as_deref(), Some("黔南市监〔2024〕1号"));
    assert_eq!((interview.earlier[0].ordinal, interview.earlier[0].instrument), (3, ReminderLetter));
    assert_eq!((interview.from.code.as_str(), interview.about.code.as_str()), (PREFECTURE, DUYUN));
    assert_eq!((interview.campaign.as_str(), interview.zone), (CAMPAIGN, chrono_tz::Asia::Shanghai));
    assert_eq!(digest.entries[4].number, None);

    let report = |digest: Digest| {
        digest.entries.into_iter().find(|e| e.notice.instrument == GovernmentReport).unwrap()
    };
    let passed_on = report(store.digest_next(&PREFECTURE.into(), now, false).await.unwrap().unwrap());
    assert!(!passed_on.is_copy && passed_on.is_for_transmission_by(&PREFECTURE.into()));
    let copied = report(store.digest_next(&PROVINCE.into(), now, false).await.unwrap().unwrap());
    assert!(copied.is_copy && !copied.is_for_transmission_by(&PROVINCE.into()));

    let text = serde_json::to_string(&digest).unwrap();
    assert_eq!(serde_json::from_str::<Digest>(&text).unwrap(), digest);
}

#[tokio::test]
async fn mail_of_several_campaigns_goes_together_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    store.campaign_insert(&new_campaign("autumn")).await.unwrap();
    let tell = async |campaign: &str, about: &str, ordinal, instrument, at| {
        let mut told = notice(ordinal, instrument, PREFECTURE, at);
        told.facts = Facts { earlier: vec![99], ..Facts::default() };
        let mut record = record(about, 1, vec![issued(told)]);
        record.campaign = campaign.into();
        record.workflow = format!("campaign/{campaign}/{about}");
        store.record(&record).await.unwrap();
    };
    tell(CAMPAIGN, FUQUAN, 1, Reminder, "2024-08-21T09:00").await;
    tell(CAMPAIGN, DUYUN, 1, Reminder, "2024-08-21T09:00").await;
    tell("autumn", FUQUAN, 1, Reminder, "2024-08-21T09:00").await;
    tell("autumn", DUYUN, 1, Interview, "2024-08-21T09:00").await;
    let digest =
        store.digest_next(&PREFECTURE.into(), wall_at("2024-08-21T09:00"), false).await.unwrap().unwrap();
    let order: Vec<_> = digest.entries.iter().map(|e| (e.campaign.as_str(), e.about.code.as_str())).collect();
    assert_eq!(order, [("autumn", DUYUN), ("autumn", FUQUAN), (CAMPAIGN, DUYUN), (CAMPAIGN, FUQUAN)]);
    assert!(digest.entries.iter().all(|entry| entry.earlier.is_empty()), "an unknown document is left out");
}

#[tokio::test]
async fn what_may_not_go_yet_waits_in_wall_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let start = wall_at("2026-01-01T00:00");
    let mut told = record(DUYUN, 1, vec![issued(notice(1, Reminder, DUYUN, "2024-08-21T09:00"))]);
    // A day takes a second.
    told.timebase = Timebase::compressed(plan_at("2024-08-11T09:00"), start, 86_400);
    store.record(&told).await.unwrap();
    let due = start.plus(chrono::Duration::seconds(10));
    let knock = PostboxWakeUp { bureau: DUYUN.into(), from: due, urgent: false };
    assert_eq!(store.outbox_waiting().await.unwrap(), std::slice::from_ref(&knock));
    let early = due.plus(chrono::Duration::microseconds(-1));
    assert_eq!(store.digest_next(&DUYUN.into(), early, false).await.unwrap(), None);
    assert!(store.mail_list(None).await.unwrap().is_empty());
    let digest = store.digest_next(&DUYUN.into(), due, false).await.unwrap().unwrap();
    // Not sent yet: still something to knock for.
    assert_eq!(store.outbox_waiting().await.unwrap(), [knock]);
    store.digest_sent(digest.id, due).await.unwrap();
    assert_eq!(store.outbox_waiting().await.unwrap(), []);
    assert_eq!(store.outbox_next(&DUYUN.into(), false).await.unwrap(), None);
}

#[tokio::test]
async fn instants_compare_in_the_store_as_they_do_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let second = plan_at("2024-08-21T09:00");
    // The driver writes as many digits of a second as it needs: none, three, six or nine.
    for (ordinal, nanoseconds) in
        [(1, 0), (2, 1), (3, 1_000), (4, 1_000_000), (5, 1_000_001), (6, 999_999_999)]
    {
        let mut told = notice(ordinal, Reminder, DUYUN, "2024-08-21T09:00");
        told.send_from = second.plus(chrono::Duration::nanoseconds(nanoseconds));
        let from = wall_at("2024-08-21T09:00").plus(chrono::Duration::nanoseconds(nanoseconds));
        store.record(&record(DUYUN, u64::from(ordinal), vec![issued(told)])).await.unwrap();
        let just_before = from.plus(chrono::Duration::nanoseconds(-1));
        assert_eq!(store.digest_next(&DUYUN.into(), just_before, false).await.unwrap(), None, "{ordinal}");
        let digest = store.digest_next(&DUYUN.into(), from, false).await.unwrap().unwrap();
        assert_eq!(digest.entries[0].notice.ordinal, ordinal);
        store.digest_sent(digest.id, from).await.unwrap();
    }
}
