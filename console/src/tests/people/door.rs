//! Signing in and out.

use super::{DUYUN, FUQUAN, House, PASSWORD};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::Duration;
use duban_config::settings::ConsoleSettings;
use duban_domain::{access::Role, people::Account};

const COOKIE: &str = "duban_session";

#[tokio::test]
async fn a_person_signs_in_and_out() {
    let house = House::new().await;
    house.add("zhangsan", DUYUN, Role::Officer).await;
    let mut browser = house.browser();
    let asked = browser.get("/account").await;
    assert_eq!((asked.status, asked.location()), (StatusCode::SEE_OTHER, "/sign-in?next=/account"));
    let page = browser.get("/sign-in?next=/account").await;
    assert!(page.body.contains("name=\"next\" value=\"/account\""), "{}", page.body);
    assert!(browser.cookies.is_empty(), "looking at the door leaves nothing");
    let fields = [("account", "ＺhangSan"), ("password", PASSWORD), ("next", "/account")];
    let entered = browser.post("/sign-in", &fields).await;
    assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/account"));
    let cookie = entered.header("set-cookie");
    for part in ["duban_session=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let account = browser.get("/account").await;
    assert!(account.status.is_success() && account.body.contains("zhangsan同志"), "{}", account.body);
    let replayed = browser.clone();
    let left = browser.post("/sign-out", &[]).await;
    assert_eq!((left.status, left.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert!(browser.cookies.is_empty());
    // Whoever kept the cookie has nothing.
    let mut thief = replayed;
    assert_eq!(thief.get("/account").await.location(), "/sign-in?next=/account");
    let log = house.log().await;
    let expected = [("zhangsan", "sign-in", "done"), ("zhangsan", "sign-out", "done")];
    assert_eq!(log.iter().map(|(who, what, how)| (&**who, &**what, *how)).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn nobody_learns_from_the_door_which_accounts_there_are() {
    let house = House::new().await;
    for account in ["zhangsan", "shut", "locked"] {
        house.add(account, DUYUN, Role::Officer).await;
    }
    let person = async |account: &str| {
        house.store.person_by_account(&Account::parse(account).unwrap()).await.unwrap().unwrap()
    };
    house.accounts.disable(&person("shut").await, super::now()).await.unwrap();
    for _ in 0..5 {
        house.store.person_attempt(person("locked").await.id, super::now()).await.unwrap();
    }
    let mut answers = Vec::new();
    for (account, password) in [
        ("zhangsan", "wrong"),
        ("nobody", PASSWORD),
        ("shut", PASSWORD),
        ("locked", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ] {
        let mut browser = house.browser();
        let answer = browser.sign_in(account, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{account}");
        assert!(browser.cookies.is_empty(), "{account}");
        answers.push(answer.body.replace(&format!("value=\"{account}\""), "value=\"\""));
    }
    answers.pop();
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
    assert_eq!(
        house.log().await.iter().filter(|(_, what, how)| what == "sign-in" && *how == "denied").count(),
        5
    );
}

#[tokio::test]
async fn wrong_passwords_lock_the_account_and_a_right_one_forgets_them() {
    let house = House::new().await;
    house.add("zhangsan", DUYUN, Role::Officer).await;
    let failures = async || {
        let person = house.store.person_by_account(&Account::parse("zhangsan").unwrap()).await.unwrap();
        person.unwrap().failures
    };
    let mut browser = house.browser();
    for _ in 0..4 {
        browser.sign_in("zhangsan", "wrong").await;
    }
    assert_eq!(failures().await, 4);
    assert_eq!(browser.sign_in("zhangsan", PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert_eq!(failures().await, 0);
    for _ in 0..5 {
        house.browser().sign_in("zhangsan", "wrong").await;
    }
    let mut other = house.browser();
    assert_eq!(other.sign_in("zhangsan", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(browser.get("/account").await.status.is_success(), "who is in stays in");
}

#[tokio::test]
async fn one_address_knocks_only_so_often() {
    let settings = ConsoleSettings { sign_ins_per_minute: 3, ..ConsoleSettings::default() };
    let house = House::with(settings).await;
    let mut browser = house.browser();
    for _ in 0..3 {
        assert_eq!(browser.sign_in("nobody", "x").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let turned_away = browser.sign_in("nobody", "x").await;
    assert_eq!(turned_away.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(turned_away.header("retry-after").parse::<u64>().unwrap() <= 21);
    assert!(browser.get("/sign-in").await.status.is_success(), "looking is free");
}

#[tokio::test]
async fn a_session_has_a_new_id_for_each_who_signs_in() {
    let house = House::new().await;
    house.add("zhangsan", DUYUN, Role::Officer).await;
    house.add("lisi", FUQUAN, Role::Officer).await;
    let mut browser = house.browser();
    // An id that somebody else chose is never taken over.
    browser.cookies.insert(COOKIE.to_owned(), "AAAAAAAAAAAAAAAAAAAAAA".to_owned());
    browser.sign_in("zhangsan", PASSWORD).await;
    let first = browser.cookies[COOKIE].clone();
    assert_ne!(first, "AAAAAAAAAAAAAAAAAAAAAA");
    let kept = browser.clone();
    browser.sign_in("lisi", PASSWORD).await;
    assert_ne!(browser.cookies[COOKIE], first);
    assert!(browser.get("/account").await.body.contains("lisi同志"));
    let mut earlier = kept;
    assert_eq!(earlier.get("/account").await.status, StatusCode::SEE_OTHER, "the earlier session is over");
}

#[tokio::test]
async fn another_password_ends_every_other_session() {
    let house = House::new().await;
    let mut here = house.signed_in("zhangsan", DUYUN, Role::Officer).await;
    let mut there = house.browser();
    there.sign_in("zhangsan", PASSWORD).await;
    let before = here.clone();
    let form = |current, password, again| [("current", current), ("password", password), ("again", again)];
    let new = "another fine sentence";
    for (fields, status) in [
        (form("wrong", new, new), StatusCode::UNPROCESSABLE_ENTITY),
        (form(PASSWORD, new, "something else"), StatusCode::UNPROCESSABLE_ENTITY),
        (form(PASSWORD, "short", "short"), StatusCode::UNPROCESSABLE_ENTITY),
        (form(PASSWORD, PASSWORD, PASSWORD), StatusCode::UNPROCESSABLE_ENTITY),
        (form(PASSWORD, new, new), StatusCode::SEE_OTHER),
    ] {
        let answer = here.post("/account/password", &fields).await;
        assert_eq!(answer.status, status, "{fields:?} {}", answer.body);
    }
    assert!(here.get("/account?changed=1").await.status.is_success());
    assert_eq!(there.get("/account").await.status, StatusCode::SEE_OTHER);
    let mut before = before;
    assert_eq!(before.get("/account").await.status, StatusCode::SEE_OTHER, "its own id is new too");
    let mut again = house.browser();
    assert_eq!(again.sign_in("zhangsan", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.sign_in("zhangsan", new).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_that_is_too_old_or_idle_is_over() {
    let settings = ConsoleSettings {
        session_idle: std::time::Duration::from_secs(2),
        session_length: std::time::Duration::from_secs(3),
        sign_ins_per_minute: 0,
        ..ConsoleSettings::default()
    };
    let house = House::with(settings).await;
    let mut browser = house.signed_in("zhangsan", DUYUN, Role::Officer).await;
    assert!(browser.get("/account").await.status.is_success());
    let begun = super::now();
    // The session's own clock is what this is about, so there is nothing to wait for but time.
    while super::now().since(begun) < Duration::seconds(4) {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        browser.get("/account").await;
    }
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_the_host() {
    let settings = ConsoleSettings {
        public_url: "https://duban.bureau.example".to_owned(),
        sign_ins_per_minute: 0,
        ..ConsoleSettings::default()
    };
    let house = House::with(settings).await;
    house.add("zhangsan", DUYUN, Role::Officer).await;
    let mut browser = house.browser();
    let entered = browser.sign_in("zhangsan", PASSWORD).await;
    let cookie = entered.header("set-cookie");
    assert!(cookie.starts_with("__Host-duban=") && cookie.contains("Secure"), "{cookie}");
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_eq!(entered.header("strict-transport-security"), "max-age=31536000");
    let left = browser.post("/sign-out", &[]).await;
    let gone: Vec<_> =
        left.headers.get_all(header::SET_COOKIE).iter().map(|set| set.to_str().unwrap()).collect();
    assert!(gone.iter().any(|set| set.starts_with("__Host-duban=;") && set.contains("Secure")), "{gone:?}");
}

#[tokio::test]
async fn a_token_asks_for_itself_and_never_for_a_session() {
    let house = House::new().await;
    let mut browser = house.signed_in("zhangsan", DUYUN, Role::Officer).await;
    // A foreign page cannot send this header; whoever does has no use of the session that comes along.
    let request = Request::post("/sign-out").header(header::AUTHORIZATION, "Bearer duban_x");
    let answer = browser.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(browser.get("/account").await.status.is_success());
}
