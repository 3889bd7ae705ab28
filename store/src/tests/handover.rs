//! What became of mails: set aside, put off, copy by copy, and sent again by a person.

use super::samples::{DUYUN, FUQUAN, PREFECTURE, issued, notice, record, store, wall_at};
use crate::{
    Digest, Fate, Handed, MailFilter, MailState, MailStatus, MailWhy, NoticePage, NoticeSearch,
    RecipientState, Role, Store,
};
use duban_domain::{Instrument::ReminderLetter, record::PostboxWakeUp, time::WallTime};

const REFUSED: &str = "552 5.2.2 mailbox full";

/// A letter to a bureau, in a record of its own.
async fn tell(store: &Store, to: &str, sequence: u64) {
    let ordinal = u32::try_from(sequence).unwrap();
    let told = notice(ordinal, ReminderLetter, to, "2024-08-21T09:00");
    store.record(&record(to, sequence, vec![issued(told)])).await.unwrap();
}

async fn next(store: &Store, to: &str, now: WallTime) -> Option<Digest> {
    store.digest_next(&to.into(), now, false).await.unwrap()
}

fn handed(role: Role, fate: Fate) -> Handed {
    Handed { role, address: format!("{}@bureau.example", role.as_str()), fate }
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_set_aside_and_the_next_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let now = wall_at("2024-08-21T09:00");
    tell(&store, DUYUN, 1).await;
    let refused = next(&store, DUYUN, now).await.unwrap();
    let gone = [handed(Role::Office, Fate::Refused(REFUSED.to_owned())), handed(Role::Leader, Fate::Taken)];
    assert_eq!(store.digest_handed(refused.id, now, &gone, now).await.unwrap(), MailStatus::SetAside);
    assert_eq!(next(&store, DUYUN, now).await, None);
    assert_eq!(store.outbox_next(&DUYUN.into(), false).await.unwrap(), None);
    assert_eq!(store.outbox_waiting().await.unwrap(), []);
    tell(&store, DUYUN, 2).await;
    let second = next(&store, DUYUN, now).await.unwrap();
    assert!(second.id > refused.id, "it goes in a mail of its own");
    store.digest_sent(second.id, now).await.unwrap();

    let waiting = store.mail_waiting(&MailFilter::default()).await.unwrap();
    assert_eq!(waiting.len(), 1, "{waiting:#?}");
    let one = &waiting[0];
    assert_eq!((one.why(now), one.words(), one.attempts()), (MailWhy::Undeliverable, Some(REFUSED), 1));
    assert_eq!((one.notices, one.from, one.bureau.as_str()), (1, None, DUYUN));
    let count = store.mail_count(None).await.unwrap();
    assert_eq!((count.sent, count.undeliverable, count.unsent), (1, 1, 0));

    // At the notice, in a search, and for whoever issued it.
    let row = &store.notice_get(one.notice).await.unwrap().unwrap();
    assert_eq!(row.mail(), MailState::Undeliverable);
    let delivery = &store.notice_deliveries(row.id).await.unwrap()[0];
    assert_eq!((delivery.mail(), delivery.last_error.as_deref()), (MailState::Undeliverable, Some(REFUSED)));
    let states: Vec<_> = delivery.recipients.iter().map(|one| (one.role, one.state)).collect();
    assert_eq!(states, [(Role::Office, RecipientState::Refused), (Role::Leader, RecipientState::Sent)]);
    for (state, expected) in [(MailState::Undeliverable, vec![row.id]), (MailState::Failed, Vec::new())] {
        let search = NoticeSearch { mail: Some(state), ..NoticeSearch::default() };
        let found = store.notice_search(&search, &NoticePage::default()).await.unwrap();
        assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), expected, "{state:?}");
    }
    let of = |sender: &str| MailFilter {
        sender: Some(sender.into()),
        undeliverable: true,
        ..MailFilter::default()
    };
    assert_eq!(store.mail_waiting(&of(PREFECTURE)).await.unwrap(), waiting);
    assert_eq!(store.mail_waiting(&of(FUQUAN)).await.unwrap(), []);
}

#[tokio::test]
async fn a_copy_that_is_put_off_waits_for_itself_and_one_that_is_refused_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (now, later) = (wall_at("2024-08-21T09:00"), wall_at("2024-08-21T09:01"));
    tell(&store, DUYUN, 1).await;
    let digest = next(&store, DUYUN, now).await.unwrap();
    let first = [
        handed(Role::Office, Fate::Taken),
        handed(Role::Leader, Fate::Refused("550 no such user".to_owned())),
        handed(Role::Officer, Fate::Later("451 greylisted".to_owned())),
    ];
    assert_eq!(store.digest_handed(digest.id, now, &first, later).await.unwrap(), MailStatus::Sent);
    assert_eq!(store.outbox_next(&DUYUN.into(), false).await.unwrap(), Some(later));
    assert_eq!(next(&store, DUYUN, now).await, None, "not yet");
    // What comes meanwhile is not held up by the copy.
    tell(&store, DUYUN, 2).await;
    let other = next(&store, DUYUN, now).await.unwrap();
    store.digest_sent(other.id, now).await.unwrap();

    let again = next(&store, DUYUN, later).await.unwrap();
    assert_eq!((again.id, &again.message_id, again.created), (digest.id, &digest.message_id, digest.created));
    assert_eq!((again.entries, again.settled), (digest.entries, vec![Role::Leader, Role::Office]));
    let waiting = store.mail_waiting(&MailFilter::default()).await.unwrap();
    assert_eq!((waiting[0].why(now), waiting[0].from), (MailWhy::PutOff, Some(later)));
    let second = [handed(Role::Officer, Fate::Taken)];
    assert_eq!(store.digest_handed(digest.id, later, &second, later).await.unwrap(), MailStatus::Sent);
    assert_eq!(next(&store, DUYUN, wall_at("2024-09-01T09:00")).await, None);
    let mail = store.mail_get(digest.id).await.unwrap().unwrap();
    assert_eq!((mail.sent, mail.attempts, mail.try_from), (Some(now), 2, None));
    let officer = &store.mail_recipients(digest.id).await.unwrap()[2];
    assert_eq!((officer.state, officer.attempts, &officer.answer), (RecipientState::Sent, 2, &None));
    let waiting = store.mail_waiting(&MailFilter::default()).await.unwrap();
    assert_eq!((waiting[0].why(now), waiting[0].words()), (MailWhy::CopyRefused, Some("550 no such user")));

    // A person sends the refused copy again, and nobody gets it twice.
    let knock = store.mail_send_again(digest.id, None, later).await.unwrap();
    assert_eq!(knock, Some(PostboxWakeUp { bureau: DUYUN.into(), from: later, urgent: false }));
    let again = next(&store, DUYUN, later).await.unwrap();
    assert_eq!(again.settled, [Role::Office, Role::Officer]);
    store.digest_handed(digest.id, later, &[handed(Role::Leader, Fate::Taken)], later).await.unwrap();
    assert_eq!(store.mail_waiting(&MailFilter::default()).await.unwrap(), []);
    assert_eq!(store.mail_send_again(digest.id, None, later).await.unwrap(), None, "everybody has it");
}

#[tokio::test]
async fn an_office_that_is_put_off_holds_up_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (now, later) = (wall_at("2024-08-21T09:00"), wall_at("2024-08-21T09:30"));
    tell(&store, DUYUN, 1).await;
    let digest = next(&store, DUYUN, now).await.unwrap();
    let put_off = [handed(Role::Office, Fate::Later("452 too busy".to_owned()))];
    assert_eq!(store.digest_handed(digest.id, now, &put_off, later).await.unwrap(), MailStatus::PutOff);
    tell(&store, DUYUN, 2).await;
    let other = next(&store, DUYUN, now).await.unwrap();
    assert!(other.id != digest.id);
    store.digest_failed(other.id, now, "the template is broken", Some(later)).await.unwrap();
    assert_eq!(next(&store, DUYUN, now).await, None);
    assert_eq!(next(&store, DUYUN, later).await.unwrap().id, digest.id);
    // An officer who has no address any more is not waited for.
    let both = [handed(Role::Office, Fate::Taken), handed(Role::Officer, Fate::Later("450".to_owned()))];
    store.digest_handed(digest.id, later, &both, later).await.unwrap();
    assert_eq!(store.digest_handed(digest.id, later, &[], later).await.unwrap(), MailStatus::Sent);
    assert_eq!(store.mail_get(digest.id).await.unwrap().unwrap().try_from, None);
}

#[tokio::test]
async fn an_office_that_is_put_off_for_five_days_is_given_up_with_the_servers_words() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (first, last) = (wall_at("2024-08-21T09:00"), wall_at("2024-08-26T09:00"));
    tell(&store, DUYUN, 1).await;
    let later = |words: &str| Fate::Later(words.to_owned());
    let digest = next(&store, DUYUN, first).await.unwrap();
    let put_off = [handed(Role::Office, later("452 4.2.2 over quota")), handed(Role::Officer, Fate::Taken)];
    assert_eq!(store.digest_handed(digest.id, first, &put_off, first).await.unwrap(), MailStatus::PutOff);
    let office = [handed(Role::Office, later("452 4.2.2 over quota"))];
    let nearly = wall_at("2024-08-26T08:59");
    assert_eq!(store.digest_handed(digest.id, nearly, &office, last).await.unwrap(), MailStatus::PutOff);
    assert_eq!(store.digest_handed(digest.id, last, &office, last).await.unwrap(), MailStatus::SetAside);

    assert_eq!(next(&store, DUYUN, wall_at("2024-09-30T09:00")).await, None, "nobody tries it any more");
    assert_eq!(store.outbox_waiting().await.unwrap(), []);
    let waiting = store.mail_waiting(&MailFilter::default()).await.unwrap();
    let one = &waiting[0];
    let told = (one.why(last), one.words(), one.attempts());
    assert_eq!(told, (MailWhy::Undeliverable, Some("452 4.2.2 over quota"), 3));
    let states: Vec<_> = one.recipients.iter().map(|one| (one.role, one.state)).collect();
    assert_eq!(states, [(Role::Office, RecipientState::Refused), (Role::Officer, RecipientState::Sent)]);

    // Sent again by a person, it has five days again; so has another address.
    store.mail_send_again(digest.id, None, last).await.unwrap().unwrap();
    assert_eq!(next(&store, DUYUN, last).await.unwrap().settled, [Role::Officer]);
    assert_eq!(store.digest_handed(digest.id, last, &office, last).await.unwrap(), MailStatus::PutOff);
    let after = wall_at("2024-08-31T09:00");
    let address = "new@bureau.example".to_owned();
    let moved = [Handed { role: Role::Office, address, fate: later("451 greylisted") }];
    assert_eq!(store.digest_handed(digest.id, after, &moved, after).await.unwrap(), MailStatus::PutOff);
    let end = wall_at("2024-09-05T09:00");
    assert_eq!(store.digest_handed(digest.id, end, &moved, end).await.unwrap(), MailStatus::SetAside);
}

#[tokio::test]
async fn a_copy_that_is_put_off_for_five_days_is_given_up_for_itself() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (first, last) = (wall_at("2024-08-21T09:00"), wall_at("2024-08-26T09:00"));
    tell(&store, DUYUN, 1).await;
    let digest = next(&store, DUYUN, first).await.unwrap();
    let copy = [handed(Role::Leader, Fate::Later("451 greylisted".to_owned()))];
    let both = [handed(Role::Office, Fate::Taken), copy[0].clone()];
    assert_eq!(store.digest_handed(digest.id, first, &both, last).await.unwrap(), MailStatus::Sent);
    assert_eq!(store.digest_handed(digest.id, last, &copy, last).await.unwrap(), MailStatus::Sent);
    let mail = store.mail_get(digest.id).await.unwrap().unwrap();
    assert_eq!((mail.sent, mail.try_from, mail.refused), (Some(first), None, None));
    let waiting = store.mail_waiting(&MailFilter::default()).await.unwrap();
    assert_eq!((waiting[0].why(last), waiting[0].words()), (MailWhy::CopyRefused, Some("451 greylisted")));
}

#[tokio::test]
async fn a_person_sends_a_mail_again_or_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (now, later) = (wall_at("2024-08-21T09:00"), wall_at("2024-08-21T10:00"));
    tell(&store, DUYUN, 1).await;
    let digest = next(&store, DUYUN, now).await.unwrap();
    store.digest_set_aside(digest.id, now, "no usable address").await.unwrap();
    assert_eq!(next(&store, DUYUN, later).await, None);
    store.mail_send_again(digest.id, Some("duty@bureau.example"), later).await.unwrap().unwrap();
    let elsewhere = next(&store, DUYUN, later).await.unwrap();
    assert_eq!((elsewhere.id, elsewhere.instead.as_deref()), (digest.id, Some("duty@bureau.example")));
    assert_eq!(store.mail_count(None).await.unwrap().unsent, 1);
    store.digest_set_aside(digest.id, later, REFUSED).await.unwrap();
    // Again without an address: to the office's, as it is now.
    store.mail_send_again(digest.id, None, later).await.unwrap().unwrap();
    let office = next(&store, DUYUN, later).await.unwrap();
    assert_eq!((office.instead, office.message_id), (None, digest.message_id));
    store.digest_sent(digest.id, later).await.unwrap();
    assert_eq!(store.mail_send_again(digest.id, Some("x@y.example"), later).await.unwrap(), None);
    assert!(store.mail_send_again(99, None, later).await.is_err());
}

#[test]
fn spellings_are_read_as_they_are_written() {
    for role in Role::ALL {
        assert_eq!(Role::parse(role.as_str()), Some(role));
    }
    for state in RecipientState::ALL {
        assert_eq!(RecipientState::parse(state.as_str()), Some(state));
    }
}
