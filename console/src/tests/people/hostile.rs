//! Input that means harm.

use super::{DUYUN, House, PASSWORD, PREFECTURE};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use duban_domain::access::Role;

const SCRIPT: &str = "<script>alert(1)</script>\"'><img src=x>";

#[tokio::test]
async fn html_in_a_field_comes_back_as_text() {
    let house = House::new().await;
    let mut chief = house.signed_in("chief", PREFECTURE, Role::Administrator).await;
    let fields = [("account", "evil"), ("name", SCRIPT), ("role", "officer"), ("bureau", DUYUN)];
    let mut pages = vec![chief.post("/users", &fields).await];
    pages.push(chief.post("/integrations/tokens", &fields).await);
    pages.push(
        chief
            .post("/users", &[("account", SCRIPT), ("name", "x"), ("role", "officer"), ("bureau", DUYUN)])
            .await,
    );
    pages.push(
        chief.post("/users", &[("account", "x"), ("name", "x"), ("role", SCRIPT), ("bureau", DUYUN)]).await,
    );
    pages.push(house.browser().sign_in(SCRIPT, SCRIPT).await);
    for path in ["/users", "/integrations/tokens", "/audit"] {
        pages.push(chief.get(path).await);
    }
    let escaped = duban_web::url::encoded_path(SCRIPT);
    for field in ["account", "action", "campaign", "from", "outcome", "bureau"] {
        pages.push(chief.get(&format!("/audit?{field}={escaped}")).await);
    }
    pages.push(house.browser().get(&format!("/sign-in?next=/{escaped}")).await);
    for page in pages {
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img"), "{}", page.body);
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"), "{page:?}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn what_is_too_large_or_no_form_is_told() {
    let house = House::new().await;
    let long = "x".repeat(300 << 10);
    let mut browser = house.browser();
    assert_eq!(browser.sign_in("zhangsan", &long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    for (kind, body) in [
        ("application/json", "{}"),
        ("application/x-www-form-urlencoded", "account=x"),
        ("application/x-www-form-urlencoded", "%ff=%ff"),
        ("text/plain", ""),
    ] {
        let request = Request::post("/sign-in").header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap();
        assert_eq!(browser.send(request).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind} {body}");
    }
}

#[tokio::test]
async fn cookies_that_are_none_are_nobodys() {
    let house = House::new().await;
    for cookie in ["", "x", "AAAA", "=", "../../etc/passwd", "%00", "AAAAAAAAAAAAAAAAAAAAAA"] {
        let request = Request::get("/account").header(header::COOKIE, format!("duban_session={cookie}"));
        let answer = house.browser().send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{cookie:?}");
    }
    let request = Request::get("/account").header(header::COOKIE, &b"duban_session=\xff\xfe; ;;==,"[..]);
    assert_eq!(
        house.browser().send(request.body(Body::empty()).unwrap()).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_foreign_page_changes_nothing() {
    let house = House::new().await;
    let mut browser = house.signed_in("zhangsan", DUYUN, Role::Officer).await;
    for (name, value) in
        [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site"), ("x", "y")]
    {
        for path in ["/sign-out", "/sign-in", "/account/password", "/language"] {
            let request = Request::post(path).header(header::HOST, "duban.example").header(name, value);
            let answer = browser.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {name}: {value}");
        }
    }
    assert!(browser.get("/account").await.status.is_success());
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_after_signing_in() {
    let house = House::new().await;
    house.add("zhangsan", DUYUN, Role::Officer).await;
    for next in
        ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\\\\evil", ""]
    {
        let fields = [("account", "zhangsan"), ("password", PASSWORD), ("next", next)];
        let mut browser = house.browser();
        assert_eq!(browser.post("/sign-in", &fields).await.location(), "/", "{next}");
        let again = browser.get(&format!("/sign-in?next={}", duban_web::url::encoded_path(next))).await;
        assert_eq!(again.location(), "/", "{next}");
    }
}
