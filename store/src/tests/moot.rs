//! What no longer holds when a mail is put together is left out, and the notice says so.

use super::{
    matters::{self, incident_opening, incident_record},
    samples::{DUYUN, PREFECTURE, PROVINCE, duty, effect, issued, notice, plan_at, record, store, wall_at},
};
use crate::{MailFilter, MailState, NoticePage, NoticeSearch, Store};
use duban_domain::{
    docket::ObligationView,
    event::DocketEvent,
    incident::IncidentEvent,
    instrument::Instrument::{
        self, ApprovalRequest, IncidentUnanswered, Interview, ReminderLetter, ReplyReminder, ReviewReminder,
    },
    matter::{MatterFacts, MatterKind},
    moot::Moot,
    notice::{Facts, Notice},
};

const RECEIVED: &str = "2024-08-15T10:00";

/// A review reminder that lapses at 17:30 and may be mailed from the next morning.
fn review(ordinal: u32) -> Notice {
    let mut told = notice(ordinal, ReviewReminder, PREFECTURE, "2024-08-20T17:30");
    told.send_from = plan_at("2024-08-21T09:00");
    told.facts = Facts { received: Some(plan_at(RECEIVED)), ..Facts::default() };
    told
}

fn submitted(state: &str) -> ObligationView {
    ObligationView { submitted: Some(plan_at(RECEIVED)), ..duty("interim-report", state, None) }
}

async fn in_mail(store: &Store, to: &str) -> Option<Vec<u32>> {
    let digest = store.digest_next(&to.into(), wall_at("2024-08-21T09:00"), false).await.unwrap()?;
    Some(digest.entries.iter().map(|entry| entry.notice.ordinal).collect())
}

/// Why each notice was left out, by ordinal.
async fn left_out(store: &Store) -> Vec<(u32, Moot)> {
    let search = NoticeSearch { mail: Some(MailState::LeftOut), ..NoticeSearch::default() };
    let mut found = store.notice_search(&search, &NoticePage::default()).await.unwrap();
    found.sort_by_key(|row| row.notice.ordinal);
    found.into_iter().map(|row| (row.notice.ordinal, row.moot.unwrap())).collect()
}

#[tokio::test]
async fn a_review_reminder_is_left_out_when_the_review_was_done_before_the_mail() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut lapsed = record(DUYUN, 1, vec![issued(review(1))]);
    lapsed.views = vec![submitted("submitted")];
    store.record(&lapsed).await.unwrap();
    // At 19:07 it is accepted; the mail would go at 09:00.
    let mut accepted = record(DUYUN, 2, vec![effect(plan_at("2024-08-20T19:07"), DocketEvent::Accepted)]);
    accepted.views = vec![submitted("accepted")];
    store.record(&accepted).await.unwrap();
    assert_eq!(in_mail(&store, PREFECTURE).await, None, "all of it is moot: no mail goes");
    assert_eq!(left_out(&store).await, [(1, Moot::Reviewed)]);
    assert!(store.mail_list(None).await.unwrap().is_empty());
    assert_eq!(store.mail_waiting(&MailFilter::default()).await.unwrap(), []);
    assert_eq!(store.outbox_waiting().await.unwrap(), [], "nothing knocks for it again");
    let row = &store.notice_list(&super::samples::campaign(), &Default::default()).await.unwrap()[0];
    assert_eq!((row.mail(), row.moot), (MailState::LeftOut, Some(Moot::Reviewed)));
    let delivery = &store.notice_deliveries(row.id).await.unwrap()[0];
    assert_eq!(delivery.moot, Some((Moot::Reviewed, wall_at("2024-08-21T09:00"))));
}

#[tokio::test]
async fn what_holds_is_mailed_without_what_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let ask = |ordinal, approval, to: &str| {
        let mut told = notice(ordinal, ApprovalRequest, to, "2024-08-20T17:30");
        told.facts = Facts { approval: Some((approval, Interview)), ..Facts::default() };
        told
    };
    let asked = |approval, of: &str| {
        let by_when = plan_at("2024-08-30T17:00");
        let what = DocketEvent::ApprovalAsked { approval, instrument: Interview, of: of.into(), by_when };
        effect(plan_at("2024-08-20T17:30"), what)
    };
    let mut story = record(
        DUYUN,
        1,
        vec![
            issued(review(1)),
            asked(1, PREFECTURE),
            issued(ask(2, 1, PREFECTURE)),
            asked(2, PREFECTURE),
            issued(ask(3, 2, PREFECTURE)),
            asked(3, PREFECTURE),
            issued(ask(4, 3, PREFECTURE)),
            asked(3, PROVINCE),
            effect(plan_at("2024-08-20T19:00"), DocketEvent::Approved { approval: 1 }),
        ],
    );
    story.views = vec![submitted("submitted")];
    store.record(&story).await.unwrap();
    assert_eq!(in_mail(&store, PREFECTURE).await, Some(vec![3, 1]));
    assert_eq!(left_out(&store).await, [(2, Moot::Decided), (4, Moot::PassedUp)]);
    // Put together, it is the same mail ever after.
    let mut accepted = record(DUYUN, 2, vec![effect(plan_at("2024-08-21T09:30"), DocketEvent::Accepted)]);
    accepted.views = vec![submitted("accepted")];
    store.record(&accepted).await.unwrap();
    assert_eq!(in_mail(&store, PREFECTURE).await, Some(vec![3, 1]));
}

#[tokio::test]
async fn a_reply_that_came_is_not_missed_in_a_mail() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let missed = |ordinal, letter| {
        let mut told = notice(ordinal, ReplyReminder, DUYUN, "2024-08-20T17:30");
        told.facts = Facts { earlier: vec![letter], ..Facts::default() };
        told
    };
    let letter = |ordinal| notice(ordinal, ReminderLetter, DUYUN, "2024-08-10T09:00");
    let at = plan_at("2024-08-20T18:00");
    let reply = |notice| effect(at, DocketEvent::Acknowledged { notice, reply: Some("已落实".to_owned()) });
    let story = vec![
        issued(letter(1)),
        issued(letter(2)),
        issued(letter(3)),
        issued(missed(4, 1)),
        issued(missed(5, 2)),
        issued(missed(6, 3)),
        reply(1),
        effect(at, DocketEvent::Withdrawn { notice: 2 }),
    ];
    store.record(&record(DUYUN, 1, story)).await.unwrap();
    let mut mailed = in_mail(&store, DUYUN).await.unwrap();
    mailed.sort_unstable();
    assert_eq!(mailed, [1, 2, 3, 6], "documents are mailed whatever became of them");
    assert_eq!(left_out(&store).await, [(4, Moot::Replied), (5, Moot::Withdrawn)]);
}

#[tokio::test]
async fn when_the_first_five_hundred_are_moot_the_next_are_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let most = u32::try_from(crate::outbox::MOST_NOTICES).unwrap();
    let reminders = (1..=most).map(|ordinal| issued(notice(ordinal, Instrument::Reminder, DUYUN, RECEIVED)));
    let letter = issued(notice(most + 1, ReminderLetter, DUYUN, RECEIVED));
    let mut story = record(DUYUN, 1, reminders.chain([letter]).collect());
    story.views = vec![submitted("submitted")];
    store.record(&story).await.unwrap();
    assert_eq!(in_mail(&store, DUYUN).await, Some(vec![most + 1]));
    assert_eq!(store.mail_count(None).await.unwrap().left_out, most);
}

/// Something urgent, and a level that has not taken note of it.
fn chased(level: &str) -> Facts {
    let matter = MatterFacts {
        kind: MatterKind::Incident,
        id: "i1".to_owned(),
        subject: DUYUN.to_owned(),
        credit_code: None,
        subject_is_bureau: true,
        product: None,
        domain: None,
        grade: None,
        problem: "电梯坠落".to_owned(),
        since: None,
        authority: None,
        unanswered: vec![level.into()],
        minutes: Some(30),
        attachments: Vec::new(),
    };
    Facts { matter: Some(Box::new(matter)), ..Facts::default() }
}

#[tokio::test]
async fn whoever_has_taken_note_of_something_urgent_is_not_chased_in_a_mail() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let opening = incident_opening("i1");
    let chase = |ordinal, to: &str, level: &str| {
        let told = notice(ordinal, IncidentUnanswered, to, "2024-08-01T21:00");
        IncidentEvent::Notice(matters::issued(Notice { facts: chased(level), ..told }))
    };
    let first = vec![
        IncidentEvent::Reported { opening: Box::new(opening.clone()) },
        chase(1, PREFECTURE, PREFECTURE),
        chase(2, PROVINCE, PREFECTURE),
        chase(3, PROVINCE, PROVINCE),
    ];
    store.record(&incident_record(&opening, 1, first, [None, None])).await.unwrap();
    let noted =
        IncidentEvent::LevelAcknowledged { level: PREFECTURE.into(), on_time: false, instruction: None };
    let at = Some(plan_at("2024-08-01T21:01"));
    store.record(&incident_record(&opening, 2, vec![noted], [at, None])).await.unwrap();
    let now = wall_at("2024-08-01T21:02");
    assert_eq!(store.digest_next(&PREFECTURE.into(), now, true).await.unwrap(), None);
    let province = store.digest_next(&PROVINCE.into(), now, true).await.unwrap().unwrap();
    assert_eq!(province.entries.iter().map(|entry| entry.notice.ordinal).collect::<Vec<_>>(), [3]);
    assert_eq!(left_out(&store).await, [(1, Moot::Acknowledged), (2, Moot::Acknowledged)]);
}
