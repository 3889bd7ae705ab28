//! What a page is told of its session, and what it is told once.

use super::{DUYUN, House, PREFECTURE};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use duban_domain::access::Role;

#[tokio::test]
async fn a_page_hears_when_its_session_ends_and_goes_on_with_it() {
    let house = House::new().await;
    let mut nobody = house.browser();
    assert_eq!(nobody.get("/session").await.body, "{\"left\":0}");
    assert_eq!(nobody.post("/session/continue", &[]).await.status, StatusCode::UNAUTHORIZED);
    let mut officer = house.signed_in("zhangsan", DUYUN, Role::Officer).await;
    for answer in [officer.get("/session").await, officer.post("/session/continue", &[]).await] {
        let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert!((3500..=3600).contains(&told["left"].as_u64().unwrap()), "{told}");
    }
}

#[tokio::test]
async fn what_one_person_entered_is_not_taken_from_another() {
    let house = House::new().await;
    let mut officer = house.signed_in("zhangsan", DUYUN, Role::Officer).await;
    let mut status = async |reader: &str| {
        let request = Request::get("/account").header("x-in-place", "1").header("x-reader", reader);
        officer.send(request.body(Body::empty()).unwrap()).await.status
    };
    assert_eq!(status("zhangsan").await, StatusCode::OK);
    assert_eq!(status("lisi").await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_was_done_is_told_once_on_the_page_that_follows() {
    let house = House::new().await;
    let mut chief = house.signed_in("chief", PREFECTURE, Role::Administrator).await;
    house.add("lisi", DUYUN, Role::Officer).await;
    let people = house.store.person_list(None).await.unwrap();
    let id = people.iter().find(|person| person.account.as_str() == "lisi").unwrap().id;
    let told = |page: &str| page.contains("id=\"flash\"");
    assert!(!told(&chief.get("/users").await.body));
    let disabled = chief.post(&format!("/users/{id}/disable"), &[]).await;
    assert_eq!(disabled.status, StatusCode::SEE_OTHER);
    assert!(told(&chief.get("/users").await.body));
    assert!(!told(&chief.get("/users").await.body), "once");
}
