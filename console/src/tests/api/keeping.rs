//! Keeping people, tokens, webhooks, inboxes and calendars' addresses, and reading the log of it.

use super::*;
use duban_store::{AuditFilter, PersonId};

/// The log, oldest first: action and outcome.
async fn log(stage: &ApiStage) -> Vec<(String, &'static str)> {
    let mut rows = stage.console.store().audit_list(&AuditFilter::default(), None, 500).await.unwrap();
    rows.reverse();
    rows.into_iter().map(|row| (row.entry.action, row.entry.outcome.as_str())).collect()
}

fn newcomer(account: &str, bureau: &str) -> Value {
    json!({ "account": account, "name": "张三", "bureau": bureau, "role": "officer" })
}

#[tokio::test]
async fn users_are_added_changed_and_shut_out_by_who_keeps_them() {
    let stage = ApiStage::new().await;
    let chief = stage.as_(PREFECTURE, Role::Administrator);
    let added = post(&chief, "/api/v1/users", newcomer("zhangsan", COUNTY)).await;
    assert_eq!((added.status, added.header("cache-control")), (StatusCode::CREATED, "no-store"));
    let (id, start) = (added.json()["id"].as_i64().unwrap(), added.json()["password"].clone());
    post(&chief, "/api/v1/users", newcomer("lisi", OTHER_COUNTY)).await;
    let users = pages(&chief, "/api/v1/users", 1).await;
    let accounts: Vec<_> = users.iter().map(|user| user["account"].as_str().unwrap()).collect();
    assert_eq!(accounts, ["zhangsan", "lisi"]);
    assert_eq!(users[0]["must_change"], true);

    let act = |act: &str| format!("/api/v1/users/{id}/{act}");
    let role = json!({ "role": "leader" });
    let done =
        [post(&chief, &act("role"), role.clone()).await, post(&chief, &act("disable"), json!({})).await];
    assert!(done.iter().all(|answer| answer.status == StatusCode::NO_CONTENT));
    let person = stage.console.store().person_get(PersonId(id)).await.unwrap().unwrap();
    assert!(person.role == Role::Leader && person.disabled.is_some());
    assert_eq!(post(&chief, &act("enable"), json!({})).await.status, StatusCode::NO_CONTENT);
    let reset = post(&chief, &act("password"), json!({})).await;
    assert_eq!((reset.status, reset.header("cache-control")), (StatusCode::OK, "no-store"));
    assert_ne!(reset.json()["password"], start);
    let done = ["user-add", "user-add", "user-role", "user-disable", "user-enable", "user-password"];
    assert_eq!(log(&stage).await, done.map(|act| (act.to_owned(), "done")));

    // Another county's administrator finds nobody there; who keeps nobody may not.
    let before = stage.console.store().person_list(None).await.unwrap();
    let foreign = stage.as_(OTHER_COUNTY, Role::Administrator);
    for one in ["role", "disable", "enable", "password"] {
        post(&foreign, &act(one), role.clone()).await.is_problem(StatusCode::NOT_FOUND);
        let observer = stage.as_(COUNTY, Role::Observer);
        post(&observer, &act(one), role.clone()).await.is_problem(StatusCode::FORBIDDEN);
    }
    let stolen = post(&foreign, "/api/v1/users", newcomer("wangwu", COUNTY)).await;
    stolen.is_problem(StatusCode::NOT_FOUND);
    assert_eq!(pages(&foreign, "/api/v1/users", 100).await.len(), 1);
    get(&stage.as_(COUNTY, Role::Planner), "/api/v1/users").await.is_problem(StatusCode::FORBIDDEN);
    assert_eq!(stage.console.store().person_list(None).await.unwrap(), before);
}

#[tokio::test]
async fn what_will_not_do_of_somebody_is_told_at_its_field() {
    let stage = ApiStage::new().await;
    let chief = stage.as_(PREFECTURE, Role::Administrator);
    let errors = async |body: Value| {
        let answer = post(&chief, "/api/v1/users", body).await;
        answer.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
        answer.json()["errors"][0]["field"].as_str().unwrap().to_owned()
    };
    assert_eq!(errors(newcomer("a b", COUNTY)).await, "account");
    let nameless = json!({ "account": "wangwu", "name": " ", "bureau": COUNTY, "role": "officer" });
    assert_eq!(errors(nameless).await, "name");
    post(&chief, "/api/v1/users", newcomer("lisi", COUNTY)).await;
    assert_eq!(errors(newcomer("lisi", COUNTY)).await, "account");
    // The parser's place in the JSON, after a lead in the language that is accepted.
    for (language, lead) in [("en", "It does not fit"), ("zh", "内容不符合接口说明")] {
        let mut request = posting("/api/v1/users", r#"{"role":"emperor"}"#, None);
        request.headers_mut().insert(header::ACCEPT_LANGUAGE, language.parse().unwrap());
        let answer = ask(&chief, request).await;
        answer.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            answer.json()["errors"][0]["reason"].as_str().unwrap().starts_with(lead),
            "{}",
            answer.json()
        );
    }
}

#[tokio::test]
async fn tokens_are_issued_and_revoked_by_who_integrates() {
    let stage = ApiStage::new().await;
    let chief = stage.as_(PREFECTURE, Role::Administrator);
    let new = json!({ "name": "检查应用", "bureau": COUNTY, "role": "officer" });
    let issued = post(&chief, "/api/v1/tokens", new.clone()).await;
    assert_eq!((issued.status, issued.header("cache-control")), (StatusCode::CREATED, "no-store"));
    let secret = issued.json()["secret"].as_str().unwrap().to_owned();
    let listed = get(&chief, "/api/v1/tokens").await;
    assert_eq!(listed.json()["items"][0]["name"], "检查应用");
    assert!(secret.starts_with("duban_") && !String::from_utf8_lossy(&listed.body).contains(&secret));

    let revoke = format!("/api/v1/tokens/{}/revoke", issued.json()["id"]);
    let foreign = stage.as_(OTHER_COUNTY, Role::Administrator);
    post(&foreign, &revoke, json!({})).await.is_problem(StatusCode::NOT_FOUND);
    post(&foreign, "/api/v1/tokens", new.clone()).await.is_problem(StatusCode::NOT_FOUND);
    assert!(pages(&foreign, "/api/v1/tokens", 100).await.is_empty());
    for role in [Role::Observer, Role::Planner] {
        let other = stage.as_(COUNTY, role);
        post(&other, &revoke, json!({})).await.is_problem(StatusCode::FORBIDDEN);
        post(&other, "/api/v1/tokens", new.clone()).await.is_problem(StatusCode::FORBIDDEN);
        get(&other, "/api/v1/tokens").await.is_problem(StatusCode::FORBIDDEN);
    }
    assert!(get(&chief, "/api/v1/tokens").await.json()["items"][0]["revoked"].is_null());
    assert_eq!(post(&chief, &revoke, json!({})).await.status, StatusCode::NO_CONTENT);
    assert!(get(&chief, "/api/v1/tokens").await.json()["items"][0]["revoked"].is_string());
}

fn webhook(format: &str) -> Value {
    let url = "https://hooks.example/secret-path";
    json!({ "bureau": COUNTY, "name": "检查通", "url": url, "format": format, "kinds": ["finding"] })
}

#[tokio::test]
async fn webhooks_are_kept_by_who_integrates() {
    let stage = ApiStage::new().await;
    let chief = stage.as_(PREFECTURE, Role::Administrator);
    let made = post(&chief, "/api/v1/webhooks", webhook("standard")).await;
    assert_eq!((made.status, made.header("cache-control")), (StatusCode::CREATED, "no-store"));
    let path = format!("/api/v1/webhooks/{}", made.json()["id"].as_str().unwrap());
    let robot = post(&chief, "/api/v1/webhooks", webhook("wecom")).await;
    assert_eq!((robot.status, &robot.json()["secret"]), (StatusCode::CREATED, &Value::Null));
    assert_eq!(robot.header("cache-control"), "", "there is nothing secret in it");
    assert_eq!(pages(&chief, "/api/v1/webhooks", 1).await.len(), 2);
    let shown = get(&chief, &path).await;
    assert_eq!(
        (&shown.json()["active"], &shown.json()["url"]),
        (&json!(true), &json!("https://hooks.example/…"))
    );

    let off = json!({ "on": false });
    assert_eq!(post(&chief, &format!("{path}/switch"), off.clone()).await.status, StatusCode::NO_CONTENT);
    assert_eq!(get(&chief, &path).await.json()["active"], false);
    let rotated = post(&chief, &format!("{path}/rotate"), json!({})).await;
    assert_eq!(rotated.header("cache-control"), "no-store");
    assert!(get(&chief, &path).await.json()["both_until"].is_string());
    let of_robot = format!("/api/v1/webhooks/{}/rotate", robot.json()["id"].as_str().unwrap());
    post(&chief, &of_robot, json!({})).await.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(get(&chief, &format!("{path}/attempts")).await.json()["items"], json!([]));

    let mut bad = webhook("standard");
    bad["url"] = json!("http://hooks.example");
    bad["kinds"] = json!([]);
    post(&chief, "/api/v1/webhooks", webhook("pigeon")).await.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    let refused = post(&chief, "/api/v1/webhooks", bad).await;
    refused.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<_> =
        refused.json()["errors"].as_array().unwrap().iter().map(|e| e["field"].clone()).collect();
    assert_eq!(fields, ["url", "kinds"]);

    let before = stage.console.store().webhook_list().await.unwrap();
    for (bureau, role, status) in [
        (OTHER_COUNTY, Role::Administrator, StatusCode::NOT_FOUND),
        (COUNTY, Role::Observer, StatusCode::FORBIDDEN),
    ] {
        let other = stage.as_(bureau, role);
        for read in [path.clone(), format!("{path}/attempts")] {
            get(&other, &read).await.is_problem(status);
        }
        for act in ["switch", "rotate", "test"] {
            post(&other, &format!("{path}/{act}"), off.clone()).await.is_problem(status);
        }
        post(&other, "/api/v1/webhooks", webhook("standard")).await.is_problem(status);
    }
    assert_eq!(stage.console.store().webhook_list().await.unwrap(), before);
}

#[tokio::test]
async fn inboxes_are_kept_by_who_integrates() {
    let stage = ApiStage::new().await;
    let chief = stage.as_(PREFECTURE, Role::Administrator);
    let new = json!({ "bureau": COUNTY, "name": "检查通" });
    let made = post(&chief, "/api/v1/inboxes", new.clone()).await;
    assert_eq!((made.status, made.header("cache-control")), (StatusCode::CREATED, "no-store"));
    let path = format!("/api/v1/inboxes/{}", made.json()["id"].as_str().unwrap());
    let listed = get(&chief, "/api/v1/inboxes").await.json();
    assert_eq!(
        (&listed["items"][0]["active"], &listed["items"][0]["name"]),
        (&json!(true), &json!("检查通"))
    );
    let off = json!({ "on": false });
    for (bureau, role, status) in [
        (OTHER_COUNTY, Role::Administrator, StatusCode::NOT_FOUND),
        (COUNTY, Role::Observer, StatusCode::FORBIDDEN),
    ] {
        let other = stage.as_(bureau, role);
        post(&other, &format!("{path}/switch"), off.clone()).await.is_problem(status);
        post(&other, &format!("{path}/rotate"), json!({})).await.is_problem(status);
        post(&other, "/api/v1/inboxes", new.clone()).await.is_problem(status);
    }
    assert_eq!(get(&chief, "/api/v1/inboxes").await.json(), listed);
    assert_eq!(post(&chief, &format!("{path}/switch"), off).await.status, StatusCode::NO_CONTENT);
    assert_eq!(get(&chief, "/api/v1/inboxes").await.json()["items"][0]["active"], false);
    let rotated = post(&chief, &format!("{path}/rotate"), json!({})).await;
    assert_ne!(rotated.json()["secret"], made.json()["secret"]);
}

#[tokio::test]
async fn a_calendars_address_is_made_and_taken_away_by_who_subscribes() {
    let stage = ApiStage::new().await;
    let officer = stage.as_(COUNTY, Role::Officer);
    let path = format!("/api/v1/bureaus/{COUNTY}/calendar");
    assert!(get(&officer, &path).await.json()["made"].is_null());
    let made = post(&officer, &format!("{path}/renew"), json!({})).await;
    assert_eq!((made.status, made.header("cache-control")), (StatusCode::OK, "no-store"));
    let address = made.json()["address"].as_str().unwrap().to_owned();
    let (_, place) = address.split_once("/calendar/").unwrap();
    let place = format!("/calendar/{place}");
    let nobody = router_as(stage.console.clone(), None);
    assert_eq!(get(&nobody, &place).await.status, StatusCode::OK);
    assert_eq!(get(&officer, &path).await.json()["made_by"], "检查应用");
    for (bureau, role, status) in [
        (OTHER_COUNTY, Role::Officer, StatusCode::NOT_FOUND),
        (COUNTY, Role::Observer, StatusCode::FORBIDDEN),
    ] {
        let other = stage.as_(bureau, role);
        get(&other, &path).await.is_problem(status);
        post(&other, &format!("{path}/renew"), json!({})).await.is_problem(status);
        post(&other, &format!("{path}/revoke"), json!({})).await.is_problem(status);
    }
    assert_eq!(get(&nobody, &place).await.status, StatusCode::OK, "nobody else took it away");
    assert_eq!(post(&officer, &format!("{path}/revoke"), json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(get(&nobody, &place).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_log_is_read_filtered_and_paged_by_who_audits() {
    let stage = ApiStage::new().await;
    let chief = stage.as_(PREFECTURE, Role::Administrator);
    for account in ["zhangsan", "lisi", "wangwu"] {
        post(&chief, "/api/v1/users", newcomer(account, COUNTY)).await;
    }
    let officer = stage.as_(OTHER_COUNTY, Role::Officer);
    post(&officer, "/api/v1/users", newcomer("zhaoliu", OTHER_COUNTY))
        .await
        .is_problem(StatusCode::FORBIDDEN);
    let leader = stage.as_(PREFECTURE, Role::Leader);
    let lines = pages(&leader, "/api/v1/audit", 2).await;
    let read: Vec<_> = lines.iter().map(|line| (line["action"].as_str(), line["outcome"].as_str())).collect();
    let added = (Some("user-add"), Some("done"));
    assert_eq!(read, [(Some("keep-users"), Some("denied")), added, added, added]);
    assert_eq!((&lines[3]["object"], &lines[3]["via"]), (&json!("zhangsan"), &json!("token")));
    let denied = pages(&leader, &format!("/api/v1/audit?outcome=denied&bureau={OTHER_COUNTY}"), 100).await;
    assert_eq!(denied.len(), 1);
    assert!(pages(&leader, "/api/v1/audit?to=2000-01-01", 100).await.is_empty());
    let county = stage.as_(COUNTY, Role::Leader);
    assert!(pages(&county, "/api/v1/audit", 100).await.is_empty());
    get(&county, &format!("/api/v1/audit?bureau={OTHER_COUNTY}")).await.is_problem(StatusCode::NOT_FOUND);
    get(&officer, "/api/v1/audit").await.is_problem(StatusCode::FORBIDDEN);
    get(&leader, "/api/v1/audit?outcome=x").await.is_problem(StatusCode::BAD_REQUEST);
    get(&leader, "/api/v1/audit?after=zz").await.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn many_users_are_added_together_or_none() {
    let stage = ApiStage::new().await;
    let chief = stage.as_(PREFECTURE, Role::Administrator);
    let path = "/api/v1/users/import";
    let person = |account: Option<&str>, name: &str, bureau: &str| json!({ "account": account, "name": name, "bureau": bureau, "role": "officer" });
    let people = [person(None, "张三", COUNTY), person(Some("lisi"), "李四", OTHER_COUNTY)];
    let added = post(&chief, path, json!({ "people": people })).await;
    assert_eq!((added.status, added.header("cache-control")), (StatusCode::CREATED, "no-store"));
    let accounts: Vec<_> = added.json()["added"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["account"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(accounts, ["522701-1", "lisi"]);
    // Again nobody is added; with a mistake in it, nobody either.
    let again = post(&chief, path, json!({ "people": people })).await.json();
    assert_eq!((&again["added"], &again["known"]), (&json!([]), &json!(["522701-1", "lisi"])));
    for (people, status) in [
        (vec![person(None, "王五", COUNTY), person(Some("a b"), "赵六", COUNTY)], 422),
        (vec![person(None, "王五", COUNTY), person(None, "王五", COUNTY)], 422),
        (vec![person(None, "王五", COUNTY), person(Some("lisi"), "王五", COUNTY)], 422),
        (vec![person(None, "王五", COUNTY), person(None, "赵六", "520000")], 404),
        (vec![], 422),
    ] {
        let refused = post(&chief, path, json!({ "people": people })).await;
        refused.is_problem(StatusCode::from_u16(status).unwrap());
    }
    assert_eq!(stage.console.store().person_list(None).await.unwrap().len(), 2);
    let observer = stage.as_(PREFECTURE, Role::Observer);
    post(&observer, path, json!({ "people": people })).await.is_problem(StatusCode::FORBIDDEN);
}
