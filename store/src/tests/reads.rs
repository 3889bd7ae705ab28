//! What people read is what was told.

use super::samples::{
    CAMPAIGN, DUYUN, FUQUAN, HOSTILE, PREFECTURE, PROVINCE, campaign, county_story, effect, issued, notice,
    plan_at, record, store,
};
use crate::{DeliveryState, NoticeFilter};
use duban_domain::{
    bureau::Level,
    event::{DocketEvent, EventEnvelope},
    instrument::Instrument::{self, ApprovalReminder, Interview, Reminder, ReminderLetter},
    notice::Facts,
    tally::{CountedAs, Tally},
};

#[tokio::test]
async fn the_ledger_tells_what_it_was_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for bureau in [DUYUN, FUQUAN] {
        for record in county_story(bureau) {
            store.record(&record).await.unwrap();
        }
    }
    let lines = store.ledger_list(&campaign(), Some(&DUYUN.into())).await.unwrap();
    let told: Vec<EventEnvelope> = lines.into_iter().map(|line| line.effect).collect();
    let meant: Vec<EventEnvelope> =
        county_story(DUYUN).into_iter().flat_map(|record| record.effects).collect();
    assert_eq!(told, meant);
    assert_eq!(store.ledger_list(&campaign(), None).await.unwrap().len(), 2 * meant.len());
    let events: Vec<String> = sqlx::query_scalar("SELECT DISTINCT event FROM ledger ORDER BY event LIMIT 3")
        .fetch_all(&store.reader)
        .await
        .unwrap();
    assert_eq!(events, ["acknowledged", "approval-asked", "approval-closed"]);
}

#[tokio::test]
async fn status_counts_every_obligation_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for record in county_story(DUYUN) {
        store.record(&record).await.unwrap();
    }
    store.record(&county_story(FUQUAN)[0]).await.unwrap();
    store.record(&county_story(FUQUAN)[1]).await.unwrap();
    store.record(&record(PREFECTURE, 1, vec![])).await.unwrap();
    let status = store.status(&campaign()).await.unwrap();
    let codes: Vec<_> = status.iter().map(|row| row.code.as_str()).collect();
    assert_eq!(codes, [PREFECTURE, DUYUN, FUQUAN]);
    let (issuer, duyun, fuquan) = (&status[0], &status[1], &status[2]);
    let tally = |counts: &[(CountedAs, u32)]| counts.iter().copied().collect::<Tally>();
    assert_eq!((issuer.tally, issuer.level), (Tally::default(), Level::Prefecture));
    assert_eq!(duyun.tally, tally(&[(CountedAs::Late, 1), (CountedAs::Waived, 1)]));
    assert_eq!(fuquan.tally, tally(&[(CountedAs::Overdue, 1), (CountedAs::Open, 1)]));
    assert_eq!((duyun.finished, fuquan.finished), (Some(plan_at("2025-01-04T09:00")), None));

    let duties = store.duty_list(&campaign(), None).await.unwrap();
    assert_eq!(duties.len(), 4);
    let of_fuquan = store.duty_list(&campaign(), Some(&FUQUAN.into())).await.unwrap();
    assert_eq!(of_fuquan[1].duty, county_story(FUQUAN)[1].views[0]);
}

#[tokio::test]
async fn a_campaign_is_over_when_its_last_bureau_is_or_is_called_off() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let finished = async || store.campaign_get(&campaign()).await.unwrap().unwrap().finished;
    assert_eq!(finished().await, None);
    for record in county_story(DUYUN) {
        store.record(&record).await.unwrap();
    }
    assert_eq!(finished().await, Some(plan_at("2025-01-04T09:00")));
    for record in &county_story(FUQUAN)[..2] {
        store.record(record).await.unwrap();
    }
    assert_eq!(finished().await, None);
    assert_eq!(store.approval_list(&campaign()).await.unwrap().len(), 1);
    let called_off = EventEnvelope::new(plan_at("2025-02-01T09:00"), None, DocketEvent::Cancelled);
    store.record(&record(FUQUAN, 3, vec![called_off])).await.unwrap();
    assert_eq!(finished().await, Some(plan_at("2025-02-01T09:00")));
    assert!(store.approval_list(&campaign()).await.unwrap().is_empty(), "nobody can answer any more");
}

#[tokio::test]
async fn an_approval_is_listed_while_it_waits_with_its_present_approver_and_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let asked = |of: &str, at: &str, by_when: &str| {
        let (of, by_when) = (of.into(), plan_at(by_when));
        effect(plan_at(at), DocketEvent::ApprovalAsked { approval: 1, instrument: Interview, of, by_when })
    };
    let mut reminder = notice(1, ApprovalReminder, PREFECTURE, "2024-08-29T17:00");
    let reply_by = Some(plan_at("2024-09-02T17:00"));
    reminder.facts = Facts { approval: Some((1, Interview)), reply_by, ..Facts::default() };
    let steps = [
        asked(PREFECTURE, "2024-08-27T09:00", "2024-08-29T17:00"),
        issued(reminder),
        asked(PROVINCE, "2024-09-02T17:00", "2024-09-04T17:00"),
    ];
    let mut seen = Vec::new();
    for (sequence, step) in (1..).zip(steps) {
        store.record(&record(DUYUN, sequence, vec![step])).await.unwrap();
        let open = store.approval_list(&campaign()).await.unwrap();
        assert_eq!((open.len(), open[0].approval, open[0].instrument), (1, 1, Interview));
        seen.push((open[0].of.to_string(), open[0].by_when));
    }
    let line = |of: &str, by_when: &str| (of.to_owned(), plan_at(by_when));
    let expected = [
        line(PREFECTURE, "2024-08-29T17:00"),
        line(PREFECTURE, "2024-09-02T17:00"),
        line(PROVINCE, "2024-09-04T17:00"),
    ];
    assert_eq!(seen, expected);
    let given = effect(plan_at("2024-09-03T09:00"), DocketEvent::Approved { approval: 1 });
    store.record(&record(DUYUN, 4, vec![given])).await.unwrap();
    assert!(store.approval_list(&campaign()).await.unwrap().is_empty());
}

#[tokio::test]
async fn notices_are_found_with_their_marks() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for bureau in [DUYUN, FUQUAN] {
        for record in county_story(bureau) {
            store.record(&record).await.unwrap();
        }
    }
    let list = async |filter| store.notice_list(&campaign(), &filter).await.unwrap();
    let all = list(NoticeFilter::default()).await;
    assert_eq!(all.len(), 12);
    let of_duyun = list(NoticeFilter { bureau: Some(DUYUN.into()), ..NoticeFilter::default() }).await;
    let ordinals: Vec<_> = of_duyun.iter().map(|row| row.notice.ordinal).collect();
    assert_eq!(ordinals, [1, 2, 3, 4, 5, 6]);
    assert_eq!(of_duyun[2].acknowledged, Some(plan_at("2024-08-29T11:00")));
    assert_eq!(of_duyun[2].reply.as_deref(), Some(HOSTILE));
    assert_eq!(of_duyun[3].withdrawn, Some(plan_at("2024-08-29T11:30")));
    assert_eq!((of_duyun[0].delivery, of_duyun[0].sent), (DeliveryState::Waiting, None));
    let since = NoticeFilter { since: Some(5), limit: Some(3), ..NoticeFilter::default() };
    assert_eq!(list(since).await.len(), 3);
    let letters = NoticeFilter { instrument: Some(ReminderLetter), ..NoticeFilter::default() };
    assert_eq!(list(letters).await.len(), 2);
    assert_eq!(store.notices_after(&campaign(), all[9].id).await.unwrap(), all[10..]);
    assert!(store.notices_after(&"other".into(), 0).await.unwrap().is_empty());

    let counts = store.notice_counts(&campaign()).await.unwrap();
    assert_eq!(counts.len(), 12);
    assert_eq!((counts[0].bureau.as_str(), counts[0].instrument, counts[0].count), (DUYUN, Interview, 1));
    assert!(counts.iter().any(|row| row.bureau.as_str() == FUQUAN && row.instrument == Reminder));
}

#[tokio::test]
async fn hostile_text_is_text() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut told = notice(1, ReminderLetter, DUYUN, "2024-08-21T09:00");
    told.title = HOSTILE.to_owned();
    let mut hostile = record(DUYUN, 1, vec![issued(told.clone())]);
    hostile.workflow = HOSTILE.to_owned();
    hostile.views = vec![super::samples::duty(HOSTILE, "open", None)];
    store.record(&hostile).await.unwrap();
    let rows = store.notice_list(&campaign(), &NoticeFilter::default()).await.unwrap();
    assert_eq!(rows[0].notice, told);
    assert_eq!(store.duty_list(&campaign(), None).await.unwrap()[0].duty, hostile.views[0]);
    assert_eq!(store.ledger_list(&campaign(), None).await.unwrap()[0].workflow, HOSTILE);

    let mut odd = super::samples::bureau(HOSTILE, Level::County, None, HOSTILE);
    odd.name = HOSTILE.to_owned();
    store.bureau_upsert_all(std::slice::from_ref(&odd)).await.unwrap();
    let mut to_odd = record(DUYUN, 1, vec![issued(notice(2, Reminder, HOSTILE, "2024-08-21T09:00"))]);
    to_odd.campaign = CAMPAIGN.into();
    store.record(&to_odd).await.unwrap();
    let now = super::samples::wall_at("2024-08-21T09:00");
    let digest = store.digest_next(&odd.code, now, false).await.unwrap().unwrap();
    assert_eq!(digest.bureau, odd);
    assert!(digest.message_id.bytes().all(|byte| byte.is_ascii_graphic()), "{}", digest.message_id);
}

#[test]
fn spellings_are_read_as_they_are_written() {
    for state in DeliveryState::ALL {
        assert_eq!(DeliveryState::parse(state.as_str()), Some(state));
    }
    assert_eq!(DeliveryState::parse("lost"), None);
}

#[tokio::test]
async fn every_spelling_can_be_stored_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut story = record(DUYUN, 1, Vec::new());
    for (ordinal, &instrument) in (1..).zip(Instrument::ALL) {
        story.effects.push(issued(notice(ordinal, instrument, DUYUN, "2024-08-21T09:00")));
    }
    let states = ["pending", "open", "overdue", "submitted", "accepted", "waived", "unfulfilled"];
    story.views = states.map(|state| super::samples::duty(state, state, None)).to_vec();
    store.record(&story).await.unwrap();
    let rows = store.notice_list(&campaign(), &NoticeFilter::default()).await.unwrap();
    let kinds: Vec<_> = rows.iter().map(|row| row.notice.instrument).collect();
    assert_eq!(kinds, Instrument::ALL);
    assert_eq!(store.duty_list(&campaign(), None).await.unwrap().len(), states.len());
    for delivery in DeliveryState::ALL {
        use DeliveryState::{Assigned, LeftOut, Sent, Undeliverable};
        let mail = matches!(delivery, Assigned | Sent | Undeliverable);
        let moot = (delivery == LeftOut).then_some("done");
        let sql = "UPDATE delivery SET state = $1, mail = $2, moot = $3,
            left_out_at = CASE WHEN $3 IS NULL THEN NULL ELSE '2024-01-01T00:00:00+00:00' END WHERE ordinal = 1";
        let insert = "INSERT INTO mail (id, bureau, message_id, notices, created_at)
            VALUES (1, '522701', 'x', 1, '2024-01-01T00:00:00+00:00') ON CONFLICT (id) DO NOTHING";
        sqlx::query(insert).execute(&store.writer).await.unwrap();
        sqlx::query(sql)
            .bind(delivery.as_str())
            .bind(mail.then_some(1))
            .bind(moot)
            .execute(&store.writer)
            .await
            .unwrap();
        let rows = store.notice_list(&campaign(), &NoticeFilter::default()).await.unwrap();
        assert_eq!(rows[0].delivery, delivery);
    }
}
