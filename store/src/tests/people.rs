//! People, sessions, tokens, and answers to repeated requests.

use super::samples::{DUYUN, FUQUAN, HOSTILE, store, wall_at};
use crate::{Begun, KeptAnswer, NewPerson, NewToken, Password, Person, Store, StoreError, Subject};
use chrono::{Duration, NaiveDate};
use duban_domain::{access::Role, people::Account};

const NINE: &str = "2024-07-01T09:00";

fn account(text: &str) -> Account {
    Account::parse(text).unwrap()
}

fn newcomer(name: &str, bureau: &str) -> NewPerson {
    NewPerson {
        account: account(name),
        name: "张三".to_owned(),
        bureau: bureau.into(),
        role: Role::Officer,
        password: Some(Password { hash: "$argon2id$first".to_owned(), is_start: true }),
        stamp: vec![1; 16],
        created: wall_at(NINE),
    }
}

async fn by_account(store: &Store, name: &str) -> Person {
    store.person_by_account(&account(name)).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_person_is_kept_as_added_and_an_account_is_given_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let new = NewPerson { name: HOSTILE.replace('\0', ""), ..newcomer("zhangsan", DUYUN) };
    let id = store.person_insert(&new).await.unwrap();
    let kept = by_account(&store, "ZhangSan").await;
    assert_eq!(store.person_get(id).await.unwrap().as_ref(), Some(&kept));
    assert_eq!((kept.account.as_str(), kept.name.as_str()), ("zhangsan", new.name.as_str()));
    assert_eq!(
        (kept.bureau.as_str(), kept.role, kept.password),
        (DUYUN, Role::Officer, new.password.clone())
    );
    assert_eq!((kept.failures, kept.locked_until, kept.disabled, kept.subject), (0, None, None, None));
    assert_eq!((kept.created, kept.password_changed), (wall_at(NINE), Some(wall_at(NINE))));
    let again = store.person_insert(&newcomer("ＺＨＡＮＧＳＡＮ", FUQUAN)).await;
    assert!(matches!(again, Err(StoreError::Taken(ref name)) if name == "zhangsan"), "{again:?}");
    store.person_insert(&NewPerson { password: None, ..newcomer("lisi", FUQUAN) }).await.unwrap();
    let names =
        |people: Vec<Person>| people.into_iter().map(|one| one.account.to_string()).collect::<Vec<_>>();
    assert_eq!(names(store.person_list(None).await.unwrap()), ["zhangsan", "lisi"]);
    let fuquan = [FUQUAN.into()].into();
    assert_eq!(names(store.person_list(Some(&fuquan)).await.unwrap()), ["lisi"]);
    assert!(store.person_list(Some(&[].into())).await.unwrap().is_empty());
}

#[tokio::test]
async fn failures_shut_the_account_for_longer_and_longer() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let id = store.person_insert(&newcomer("zhangsan", DUYUN)).await.unwrap();
    let now = wall_at(NINE);
    let after = |seconds| now.plus(Duration::seconds(seconds));
    for _ in 0..5 {
        assert!(store.person_attempt(id, now).await.unwrap());
    }
    let person = by_account(&store, "zhangsan").await;
    assert_eq!((person.failures, person.locked_until), (5, Some(after(30))));
    assert!(person.is_locked(after(29)) && !person.is_locked(after(30)));
    // What comes while it is shut does not count: nobody can keep it shut by knocking.
    assert!(!store.person_attempt(id, after(29)).await.unwrap());
    assert!(store.person_attempt(id, after(30)).await.unwrap());
    let person = by_account(&store, "zhangsan").await;
    assert_eq!((person.failures, person.locked_until), (6, Some(after(90))));
    store.person_succeeded(id).await.unwrap();
    let person = by_account(&store, "zhangsan").await;
    assert_eq!((person.failures, person.locked_until), (0, None));
    let nobody = crate::PersonId(99);
    assert!(!store.person_attempt(nobody, now).await.unwrap());
    assert!(matches!(store.person_succeeded(nobody).await, Err(StoreError::Unknown(_))));
}

#[tokio::test]
async fn of_many_attempts_at_the_same_moment_only_the_first_few_are_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let id = store.person_insert(&newcomer("zhangsan", DUYUN)).await.unwrap();
    let attempts = (0..20).map(|_| store.person_attempt(id, wall_at(NINE)));
    let looked_at = futures::future::try_join_all(attempts).await.unwrap();
    assert_eq!(looked_at.iter().filter(|one| **one).count(), 5);
    assert_eq!(by_account(&store, "zhangsan").await.failures, 5);
}

#[tokio::test]
async fn another_password_role_or_state_ends_sessions() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let id = store.person_insert(&newcomer("zhangsan", DUYUN)).await.unwrap();
    for _ in 0..6 {
        store.person_attempt(id, wall_at(NINE)).await.unwrap();
    }
    let ten = wall_at("2024-07-01T10:00");
    let chosen = Password { hash: "$argon2id$second".to_owned(), is_start: false };
    store.person_set_password(id, &chosen, &[2; 16], ten).await.unwrap();
    let person = by_account(&store, "zhangsan").await;
    assert_eq!((person.password.as_ref(), person.password_changed), (Some(&chosen), Some(ten)));
    assert_eq!((person.stamp, person.failures, person.locked_until), (vec![2; 16], 0, None));
    store.person_set_role(id, Role::Leader, &[3; 16]).await.unwrap();
    store.person_set_disabled(id, Some(ten), &[4; 16]).await.unwrap();
    // Shut out again, they are so since the first time.
    store.person_set_disabled(id, Some(ten.plus(Duration::hours(1))), &[5; 16]).await.unwrap();
    let person = by_account(&store, "zhangsan").await;
    assert_eq!((person.role, person.disabled, person.stamp), (Role::Leader, Some(ten), vec![5; 16]));
    store.person_set_disabled(id, None, &[6; 16]).await.unwrap();
    store.person_set_stamp(id, &[7; 16]).await.unwrap();
    let person = by_account(&store, "zhangsan").await;
    assert_eq!((person.disabled, person.stamp), (None, vec![7; 16]));
    // A hash made anew takes the place only of the one it was made from.
    store.person_rehash(id, "$argon2id$first", "$argon2id$stale").await.unwrap();
    assert_eq!(by_account(&store, "zhangsan").await.password.unwrap().hash, chosen.hash);
    store.person_rehash(id, &chosen.hash, "$argon2id$third").await.unwrap();
    assert_eq!(by_account(&store, "zhangsan").await.password.unwrap().hash, "$argon2id$third");
}

#[tokio::test]
async fn another_providers_person_is_one_person_here() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let zhang = store.person_insert(&newcomer("zhangsan", DUYUN)).await.unwrap();
    let li = store.person_insert(&newcomer("lisi", DUYUN)).await.unwrap();
    let subject = |issuer: &str, subject: &str| Subject { issuer: issuer.into(), subject: subject.into() };
    let (one, two) = (subject("https://a.example", "1"), subject("https://a.example", "2"));
    assert_eq!(store.person_by_subject(&one).await.unwrap(), None);
    assert!(store.person_link(zhang, &one).await.unwrap());
    assert_eq!(store.person_by_subject(&one).await.unwrap().unwrap().id, zhang);
    assert!(!store.person_link(zhang, &two).await.unwrap());
    assert_eq!(store.person_by_subject(&two).await.unwrap(), None);
    assert!(matches!(store.person_link(li, &one).await, Err(StoreError::Taken(_))));
    // The same id at another provider is another person.
    assert!(store.person_link(li, &subject("https://b.example", "1")).await.unwrap());
}

#[tokio::test]
async fn a_session_is_read_until_it_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (nine, ten) = (wall_at(NINE), wall_at("2024-07-01T10:00"));
    let (id, other) = ([1; 32], [2; 32]);
    assert!(store.session_insert(&id, "{}", ten, nine).await.unwrap());
    assert!(!store.session_insert(&id, "stolen", ten, nine).await.unwrap());
    assert_eq!(store.session_get(&id, nine).await.unwrap(), Some(("{}".to_owned(), ten)));
    assert_eq!(store.session_get(&id, ten).await.unwrap(), None);
    assert_eq!(store.session_get(&other, nine).await.unwrap(), None);
    let eleven = wall_at("2024-07-01T11:00");
    assert!(store.session_update(&id, "{\"a\":1}", eleven).await.unwrap());
    assert_eq!(store.session_get(&id, ten).await.unwrap(), Some(("{\"a\":1}".to_owned(), eleven)));
    store.session_delete(&id).await.unwrap();
    store.session_delete(&id).await.unwrap();
    // An answer under way when it ended does not bring it back.
    assert!(!store.session_update(&id, "{}", eleven).await.unwrap());
    assert_eq!(store.session_get(&id, nine).await.unwrap(), None);
}

#[tokio::test]
async fn sessions_that_are_over_are_cleared_away_faster_than_they_come() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let nine = wall_at(NINE);
    for n in 0..40 {
        store.session_insert(&[n; 32], "{}", nine.plus(Duration::minutes(1)), nine).await.unwrap();
    }
    let ten = wall_at("2024-07-01T10:00");
    for n in 40..43 {
        store.session_insert(&[n; 32], "{}", ten.plus(Duration::minutes(1)), ten).await.unwrap();
    }
    let left: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM session").fetch_one(&store.reader).await.unwrap();
    assert_eq!(left, 3);
}

#[tokio::test]
async fn a_token_works_until_it_is_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let new = NewToken {
        name: "检查应用".to_owned(),
        secret: [7; 32],
        bureau: DUYUN.into(),
        role: Role::Officer,
        created_by: "admin".to_owned(),
        created: wall_at(NINE),
    };
    let id = store.token_insert(&new).await.unwrap();
    let token = store.token_by_secret(&[7; 32]).await.unwrap().unwrap();
    assert_eq!(store.token_get(id).await.unwrap().as_ref(), Some(&token));
    assert_eq!((token.id, token.name, token.bureau), (id, new.name.clone(), new.bureau.clone()));
    assert_eq!((token.role, token.created_by.as_str(), token.created), (new.role, "admin", new.created));
    assert_eq!((token.last_used, token.revoked), (None, None));
    assert_eq!(store.token_by_secret(&[8; 32]).await.unwrap(), None);
    assert!(store.token_insert(&new).await.is_err());
    let day = |d| NaiveDate::from_ymd_opt(2024, 7, d).unwrap();
    for used in [2, 3, 1] {
        store.token_used(id, day(used)).await.unwrap();
    }
    let listed = store.token_list(Some(&[DUYUN.into()].into())).await.unwrap();
    assert_eq!(listed.iter().map(|one| one.last_used).collect::<Vec<_>>(), [Some(day(3))]);
    assert!(store.token_list(Some(&[FUQUAN.into()].into())).await.unwrap().is_empty());
    let ten = wall_at("2024-07-01T10:00");
    assert!(store.token_revoke(id, ten).await.unwrap());
    assert!(!store.token_revoke(id, ten).await.unwrap());
    assert_eq!(store.token_by_secret(&[7; 32]).await.unwrap(), None);
    assert_eq!(store.token_list(None).await.unwrap()[0].revoked, Some(ten));
}

#[tokio::test]
async fn a_request_is_done_once_and_answered_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let nine = wall_at(NINE);
    let begin = async |principal: &str, request: u8, minutes: i64| {
        let at = nine.plus(Duration::minutes(minutes));
        store.idempotency_begin(principal, "key-1", &[request; 32], at).await.unwrap()
    };
    assert_eq!(begin("token:1", 1, 0).await, Begun::New);
    assert_eq!(begin("token:1", 1, 1).await, Begun::Running);
    assert_eq!(begin("token:1", 2, 1).await, Begun::Other);
    assert_eq!(begin("token:2", 2, 1).await, Begun::New);
    let answer = KeptAnswer {
        status: 201,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: vec![0, 159, 255],
    };
    store.idempotency_finish("token:1", "key-1", &answer).await.unwrap();
    assert_eq!(begin("token:1", 1, 5).await, Begun::Answered(answer.clone()));
    assert_eq!(begin("token:1", 2, 5).await, Begun::Other);
    // What was answered is not given back, and not answered in another way.
    store.idempotency_release("token:1", "key-1").await.unwrap();
    store
        .idempotency_finish("token:1", "key-1", &KeptAnswer { status: 500, ..answer.clone() })
        .await
        .unwrap();
    assert_eq!(begin("token:1", 1, 60).await, Begun::Answered(answer));
    // What was tried in vain may be tried again; so may what was cut off.
    store.idempotency_release("token:2", "key-1").await.unwrap();
    assert_eq!(begin("token:2", 3, 60).await, Begun::New);
    assert_eq!(begin("token:2", 3, 61).await, Begun::Running);
    assert_eq!(begin("token:2", 4, 62).await, Begun::Other);
    assert_eq!(begin("token:2", 3, 62).await, Begun::New);
    assert_eq!(begin("token:2", 3, 63).await, Begun::Running);
    // A day later the key is nobody's.
    assert_eq!(begin("token:1", 9, 24 * 60).await, Begun::New);
}

#[tokio::test]
async fn of_many_at_once_one_does_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let all = (0..20).map(|_| store.idempotency_begin("token:1", "k", &[1; 32], wall_at(NINE)));
    let begun = futures::future::try_join_all(all).await.unwrap();
    assert_eq!(begun.iter().filter(|one| **one == Begun::New).count(), 1);
    assert_eq!(begun.iter().filter(|one| **one == Begun::Running).count(), 19);
}
