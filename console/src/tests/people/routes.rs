//! Every route there is, asked by those who may not.

use super::{DUYUN, FUQUAN, House, PREFECTURE};
use crate::route_list;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use duban_domain::access::Role;
use duban_web::Route;

/// A route with its names filled in: what is asked for is another bureau's, or nobody's.
fn filled(route: &Route) -> String {
    let parts = route.path.split('/').map(|part| match part {
        "{bureau}" | "{code}" | "{county}" => FUQUAN,
        part if part.starts_with('{') => "1",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn request(route: &Route, path: &str) -> Request<Body> {
    let request = Request::builder()
        .method(route.method.clone())
        .uri(path)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = format!("bureau={FUQUAN}&account=x&name=x&role=officer&current=x&password=x&again=x&lang=zh");
    request.body(if route.method == Method::GET { Body::empty() } else { body.into() }).unwrap()
}

#[tokio::test]
async fn nobody_gets_past_the_door() {
    let house = House::new().await;
    for route in route_list().into_iter().filter(|route| !route.is_public) {
        let path = filled(&route);
        let answer = house.browser().send(request(&route, &path)).await;
        if route.method == Method::GET && !path.starts_with("/api/") {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{route:?}");
            assert!(answer.location().starts_with("/sign-in?next="), "{route:?}");
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{route:?}");
        }
    }
    assert!(house.log().await.is_empty(), "nobody did anything");
}

#[tokio::test]
async fn a_countys_observer_changes_nothing_anywhere() {
    let house = House::new().await;
    // The observer is the first person and another bureau's officer the second: ids in paths are theirs.
    house.add("lisi", FUQUAN, Role::Officer).await;
    let mut observer = house.signed_in("wangwu", DUYUN, Role::Observer).await;
    let before = house.store.person_list(None).await.unwrap();
    for route in route_list().into_iter().filter(|route| !route.is_public) {
        let path = filled(&route);
        let answer = observer.send(request(&route, &path)).await;
        assert!(!answer.status.is_server_error(), "{route:?}: {}", answer.body);
        let own = ["/account/password", "/session/continue"].contains(&route.path.as_str());
        if route.method != Method::GET && !own {
            let denied = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
            let unread = [
                StatusCode::UNPROCESSABLE_ENTITY,
                StatusCode::BAD_REQUEST,
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ];
            assert!(
                denied.contains(&answer.status) || unread.contains(&answer.status),
                "{route:?}: {}",
                answer.status
            );
        }
        if route.path.contains("{bureau}") || route.path.contains("{code}") {
            assert!(answer.status.is_client_error(), "{route:?}: {}", answer.status);
        }
    }
    assert_eq!(house.store.person_list(None).await.unwrap().len(), before.len());
    assert!(house.store.token_list(None).await.unwrap().is_empty());
    let log = house.log().await.into_iter();
    let done =
        log.filter(|(who, what, how)| who == "wangwu" && what != "/session/continue" && *how == "done");
    let done: Vec<_> = done.collect();
    assert_eq!(done.len(), 1, "only the sign-in: {done:?}");
}

#[tokio::test]
async fn people_of_other_bureaus_are_neither_seen_nor_touched() {
    let house = House::new().await;
    house.add("lisi", FUQUAN, Role::Officer).await;
    let above = house.store.person_list(None).await.unwrap()[0].id;
    let mut county = house.signed_in("keeper", DUYUN, Role::Administrator).await;
    let mut prefecture = house.signed_in("chief", PREFECTURE, Role::Administrator).await;
    for act in ["disable", "enable", "role", "password"] {
        let path = format!("/users/{above}/{act}");
        assert_eq!(county.post(&path, &[("role", "leader")]).await.status, StatusCode::NOT_FOUND, "{act}");
    }
    assert!(!county.get("/users").await.body.contains("lisi"));
    assert!(prefecture.get("/users").await.body.contains("lisi"));
    let fields = [("account", "x1"), ("name", "x"), ("role", "officer"), ("bureau", FUQUAN)];
    assert_eq!(county.post("/users", &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(county.post("/integrations/tokens", &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(county.get(&format!("/audit?bureau={FUQUAN}")).await.status, StatusCode::NOT_FOUND);
    assert!(!county.get("/audit").await.body.contains("chief"));
    let denied = house.log().await.into_iter().filter(|(who, _, how)| who == "keeper" && *how == "denied");
    assert_eq!(denied.count(), 6, "what was tried is written down");
}
