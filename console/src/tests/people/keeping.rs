//! Keeping users and tokens, and reading what everyone did.

use super::{Browser, DUYUN, House, PASSWORD, PREFECTURE};
use axum::http::StatusCode;
use duban_domain::{access::Role, people::Account};

#[tokio::test]
async fn somebody_new_starts_with_a_password_that_must_be_changed() {
    let house = House::new().await;
    let mut chief = house.signed_in("chief", PREFECTURE, Role::Administrator).await;
    let fields = [("account", "Zhao.Liu"), ("name", "赵六"), ("role", "leader"), ("bureau", DUYUN)];
    let added = chief.post("/users", &fields).await;
    assert_eq!((added.status, added.header("cache-control")), (StatusCode::OK, "no-store"));
    let start = added.secret();
    assert_eq!(chief.post("/users", &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it is taken");
    let mut new = house.browser();
    assert_eq!(new.sign_in("zhao.liu", &start).await.status, StatusCode::SEE_OTHER);
    for path in ["/", "/audit", "/campaigns/x"] {
        assert_eq!(new.get(path).await.location(), "/account", "{path}");
    }
    assert!(new.get("/account").await.status.is_success());
    let fields = [("current", start.as_str()), ("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(new.post("/account/password", &fields).await.status, StatusCode::SEE_OTHER);
    assert!(new.get("/audit").await.status.is_success());
}

#[tokio::test]
async fn who_is_shut_out_or_made_another_is_out_at_once() {
    let house = House::new().await;
    let mut chief = house.signed_in("chief", PREFECTURE, Role::Administrator).await;
    let mut li = house.signed_in("lisi", DUYUN, Role::Leader).await;
    let person = async |account: &str| {
        house.store.person_by_account(&Account::parse(account).unwrap()).await.unwrap().unwrap()
    };
    let id = person("lisi").await.id;
    let act = |what: &str| format!("/users/{id}/{what}");
    assert!(li.get("/audit").await.status.is_success());
    assert_eq!(chief.post(&act("role"), &[("role", "officer")]).await.location(), "/users");
    assert_eq!(li.get("/").await.status, StatusCode::SEE_OTHER);
    li.sign_in("lisi", PASSWORD).await;
    assert_eq!(li.get("/audit").await.status, StatusCode::FORBIDDEN);
    chief.post(&act("disable"), &[]).await;
    assert_eq!(li.get("/").await.location(), "/sign-in?next=/");
    assert_eq!(li.sign_in("lisi", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    chief.post(&act("enable"), &[]).await;
    let start = chief.post(&act("password"), &[]).await.secret();
    assert_eq!(li.sign_in("lisi", &start).await.status, StatusCode::SEE_OTHER);
    let own = format!("/users/{}/disable", person("chief").await.id);
    assert_eq!(chief.post(&own, &[]).await.status, StatusCode::CONFLICT);
    assert!(person("chief").await.disabled.is_none());
    let log: Vec<_> = house
        .log()
        .await
        .into_iter()
        .filter(|(who, ..)| who == "chief")
        .map(|(_, what, how)| (what, how))
        .collect();
    let log: Vec<_> = log.iter().map(|(what, how)| (what.as_str(), *how)).collect();
    let expected = [
        ("sign-in", "done"),
        ("user-role", "done"),
        ("user-disable", "done"),
        ("user-enable", "done"),
        ("user-password", "done"),
        ("keep-users", "refused"),
    ];
    assert_eq!(log, expected);
}

#[tokio::test]
async fn a_tokens_secret_is_told_once_and_kept_as_a_hash() {
    let house = House::new().await;
    let mut chief = house.signed_in("chief", PREFECTURE, Role::Administrator).await;
    let fields = [("name", "检查应用"), ("role", "officer"), ("bureau", DUYUN)];
    let made = chief.post("/integrations/tokens", &fields).await;
    let secret = made.secret();
    assert!(secret.starts_with("duban_") && made.header("cache-control") == "no-store");
    let page = chief.get("/integrations/tokens").await;
    assert!(page.body.contains("检查应用") && !page.body.contains(&secret));
    let fingerprint = duban_web::people::secret::token_fingerprint(&secret).unwrap();
    let token = house.store.token_by_secret(&fingerprint).await.unwrap().unwrap();
    let path = format!("/integrations/tokens/{}/revoke", token.id);
    assert_eq!(chief.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.store.token_by_secret(&fingerprint).await.unwrap(), None);
}

#[tokio::test]
async fn the_log_is_filtered_paged_and_exported() {
    let house = House::new().await;
    let mut chief = house.signed_in("chief", PREFECTURE, Role::Leader).await;
    for _ in 0..60 {
        chief.post("/users", &[("bureau", PREFECTURE)]).await;
    }
    let first = chief.get("/audit?account=chief&action=").await;
    assert_eq!(first.body.matches("<tr>").count(), 51, "a head and fifty lines");
    let (_, rest) = first.body.split_once("rel=\"next\" href=\"").unwrap();
    let older = rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let second = chief.get(&older).await;
    assert!((2..51).contains(&second.body.matches("<tr>").count()), "{older}");
    let none = chief.get("/audit?from=2000-01-01&to=2000-01-02").await;
    assert!(none.status.is_success() && !none.body.contains("<tbody>"));
    for bad in ["/audit?outcome=x", "/audit?from=x", "/audit?after=x", "/audit/export?format=exe"] {
        assert_eq!(chief.get(bad).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    let csv = chief.get("/audit/export?format=csv&account=chief").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.body.lines().count(), 62);
    let workbook = chief.get("/audit/export?format=xlsx").await;
    assert!(workbook.body.starts_with("PK"));
    assert_eq!(house.log().await.iter().filter(|(_, what, _)| what == "audit-export").count(), 2);
    let mut officer = house.signed_in("lisi", DUYUN, Role::Officer).await;
    assert_eq!(officer.get("/audit").await.status, StatusCode::FORBIDDEN);
    assert_eq!(officer.get("/audit/export").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_list_of_people_is_added_together_or_not_at_all() {
    let house = House::new().await;
    let mut chief = house.signed_in("chief", PREFECTURE, Role::Administrator).await;
    house.signed_in("lisi", DUYUN, Role::Leader).await;
    let accounts = async || {
        let people = house.store.person_list(None).await.unwrap();
        people.iter().map(|person| person.account.to_string()).collect::<Vec<_>>()
    };
    let before = accounts().await;
    let send = async |chief: &mut Browser, text: &str, confirmed: &str| {
        chief.post_parts("/users/import", &[("people-text", text), ("confirmed", confirmed)]).await
    };

    // One row that cannot be understood, and nobody is added, confirmed or not.
    let wrong = send(&mut chief, "姓名\t单位\t角色\n张三\t522701\t经办人\n王五\t522701\t局长\n", "x").await;
    let told = wrong.body;
    assert!(told.contains("没有“局长”这个角色") && told.contains("张三"), "what was typed stays: {told}");
    // Another's account.
    let taken = "姓名\t单位\t角色\t账号\n王五\t522701\t领导\tlisi\n";
    assert_eq!(send(&mut chief, taken, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A bureau that is not hers to keep.
    let foreign = send(&mut chief, "姓名\t单位\t角色\n张三\t520000\t经办人\n", "").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(accounts().await, before);

    let list = "姓名\t单位\t角色\n张三\t522701\t经办人\n王五\t522702\t领导\n";
    let foreseen = send(&mut chief, list, "").await.body;
    assert!(foreseen.contains("将添加2人") && foreseen.contains("522701-1"), "{foreseen}");
    assert_eq!(accounts().await, before, "it was only looked at");
    let seal = foreseen.split("name=\"confirmed\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    // The confirmation of another list is none.
    send(&mut chief, "姓名\t单位\t角色\n赵六\t522701\t经办人\n", seal).await;
    assert_eq!(accounts().await, before);
    let added = send(&mut chief, list, seal).await;
    assert_eq!((added.status, added.header("cache-control")), (StatusCode::OK, "no-store"));
    let slips = added.body;
    assert!(slips.contains("已添加2人") && slips.contains("522702-1"), "{slips}");
    let start = slips.split("<code>522701-1</code>").nth(1).unwrap().split("<code>").nth(1).unwrap();
    let start = start.split('<').next().unwrap();
    let mut new = house.browser();
    assert_eq!(new.sign_in("522701-1", start).await.status, StatusCode::SEE_OTHER);
    // The same list again adds nobody.
    let again = send(&mut chief, list, seal).await.body;
    assert!(again.contains("已添加0人"), "{again}");
    let log = house.log().await;
    assert_eq!(log.iter().filter(|(who, what, _)| who == "chief" && what == "user-add").count(), 2);
}
