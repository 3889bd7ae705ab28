//! A secret is told once, whatever key it was asked for under, and kept nowhere.

use super::*;

/// A write under a key, in a language.
fn asked(path: &str, body: &Value, key: &str, language: &str) -> Request<Body> {
    let mut request = posting(path, body.to_string(), Some(key));
    request.headers_mut().insert(header::ACCEPT_LANGUAGE, language.parse().unwrap());
    request
}

/// Whether a text stands anywhere in the store's files.
fn is_kept(stage: &ApiStage, text: &str) -> bool {
    let files = std::fs::read_dir(stage.folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let mut contents = files.filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap());
    contents.any(|content| content.windows(text.len()).any(|part| part == text.as_bytes()))
}

#[tokio::test]
async fn the_same_key_does_not_tell_a_secret_again() {
    let stage = ApiStage::new().await;
    let chief = stage.as_(PREFECTURE, Role::Administrator);
    let user = json!({ "account": "zhangsan", "name": "张三", "bureau": COUNTY, "role": "officer" });
    let token = json!({ "name": "检查应用", "bureau": COUNTY, "role": "officer" });
    let hook = json!({ "bureau": COUNTY, "name": "检查通", "url": "https://hooks.example/duban",
        "format": "standard", "kinds": ["finding"] });
    let inbox = json!({ "bureau": COUNTY, "name": "检查通" });
    for (path, body, field) in [
        ("/api/v1/users", user, "password"),
        ("/api/v1/tokens", token, "secret"),
        ("/api/v1/webhooks", hook, "secret"),
        ("/api/v1/inboxes", inbox, "secret"),
    ] {
        let first = ask(&chief, asked(path, &body, path, "zh")).await;
        assert_eq!(
            (first.status, first.header("cache-control")),
            (StatusCode::CREATED, "no-store"),
            "{path}"
        );
        let secret = first.json()[field].as_str().unwrap().to_owned();
        for (language, says) in [("zh", "密钥只显示一次"), ("en", "shown once only")] {
            let again = ask(&chief, asked(path, &body, path, language)).await;
            again.is_problem(StatusCode::CONFLICT);
            assert!(again.json()["detail"].as_str().unwrap().contains(says), "{path}: {}", again.json());
            assert!(!String::from_utf8_lossy(&again.body).contains(&secret));
        }
        // Secrets that sign are kept where they are used, and nowhere else.
        if matches!(path, "/api/v1/users" | "/api/v1/tokens") {
            assert!(!is_kept(&stage, &secret), "{path}");
        }
        let listed = get(&chief, path).await.json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{path}: done once");
    }
}

#[tokio::test]
async fn a_calendars_address_is_told_once_under_a_key() {
    let stage = ApiStage::new().await;
    let officer = stage.as_(COUNTY, Role::Officer);
    let path = format!("/api/v1/bureaus/{COUNTY}/calendar/renew");
    let first = ask(&officer, asked(&path, &json!({}), "k", "en")).await;
    let address = first.json()["address"].as_str().unwrap().to_owned();
    let secret = address.rsplit('/').next().unwrap().trim_end_matches(".ics").to_owned();
    ask(&officer, asked(&path, &json!({}), "k", "en")).await.is_problem(StatusCode::CONFLICT);
    assert!(!is_kept(&stage, &secret));
    let nobody = router_as(stage.console.clone(), None);
    assert_eq!(get(&nobody, &format!("/calendar/{secret}.ics")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_refused_about_a_key_is_told_in_the_language_that_is_accepted() {
    let stage = ApiStage::new().await;
    let officer = stage.as_(COUNTY, Role::Officer);
    let path = format!("/api/v1/bureaus/{COUNTY}/calendar/revoke");
    assert_eq!(ask(&officer, asked(&path, &json!({}), "k", "en")).await.status, StatusCode::NO_CONTENT);
    for (key, language, says) in [
        ("k", "en", "another request"),
        ("k", "zh", "另一请求"),
        (&*"k".repeat(129), "en", "printable"),
        (&*"k".repeat(129), "fr", "可打印"),
    ] {
        let refused = ask(&officer, asked(&path, &json!({ "x": 1 }), key, language)).await;
        refused.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
        let reason = refused.json()["errors"][0]["reason"].as_str().unwrap().to_owned();
        assert!(reason.contains(says), "{reason}");
    }
}
