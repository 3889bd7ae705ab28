//! An integration with its token, through the whole console.

use super::{DUYUN, FUQUAN, House, PREFECTURE};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use duban_config::{known_calendar, load_plan, sample_directory};
use duban_domain::{Actor, Timebase, access::Role, people::Via};
use duban_store::NewCampaign;
use duban_web::people::identify::now;
use std::path::Path;

const CAMPAIGN: &str = "/api/v1/campaigns/qiannan-2024-key-products";

/// The sample campaign, launched.
async fn launch(house: &House) {
    let directory = sample_directory().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/plans/qiannan-2024.yaml");
    let plan = load_plan(&path, &directory, &known_calendar().unwrap()).unwrap().plan;
    house.store.bureau_upsert_all(&directory.iter().cloned().collect::<Vec<_>>()).await.unwrap();
    let launched_by = Actor { bureau: PREFECTURE.into(), name: "计划".to_owned() };
    let new = NewCampaign { plan, timebase: Timebase::identity(), launched_by, launched_at: now() };
    house.store.campaign_insert(&new).await.unwrap();
}

#[tokio::test]
async fn a_token_becomes_an_integration_that_reads_and_acts_for_its_bureau() {
    let house = House::new().await;
    launch(&house).await;
    let (id, secret) =
        house.accounts.add_token("检查应用", DUYUN.into(), Role::Officer, "chief", now()).await.unwrap();
    let bearer = format!("Bearer {secret}");
    let ask = async |request: axum::http::request::Builder, body: &str| {
        let request =
            request.header(header::AUTHORIZATION, &bearer).header("content-type", "application/json");
        house.browser().send(request.body(Body::from(body.to_owned())).unwrap()).await
    };
    // What it reads is its own bureau's.
    let bureaus = ask(Request::get("/api/v1/bureaus"), "").await;
    assert_eq!(bureaus.status, StatusCode::OK, "{}", bureaus.body);
    assert!(bureaus.body.contains(DUYUN) && !bureaus.body.contains(FUQUAN), "{}", bureaus.body);
    let findings = ask(Request::get(format!("{CAMPAIGN}/findings")), "").await;
    assert_eq!((findings.status, findings.body.as_str()), (StatusCode::OK, r#"{"items":[],"next":null}"#));

    // It acts for its bureau, in its own name, and for no other.
    let sampling = r#"{"name":"示范企业","sampling":
        {"on":"2024-06-03","passed":true,"product":"电线","reference":"A-1"}}"#;
    let path = "/api/v1/subjects/91350100M000100Y43/samplings";
    assert_eq!(ask(Request::post(path), sampling).await.status, StatusCode::CREATED);
    let figures = |bureau: &str| Request::post(format!("{CAMPAIGN}/bureaus/{bureau}/figures"));
    assert_eq!(ask(figures(DUYUN), r#"{"figures":{}}"#).await.status, StatusCode::NO_CONTENT);
    assert_eq!(ask(figures(FUQUAN), r#"{"figures":{}}"#).await.status, StatusCode::NOT_FOUND);
    let tokens = ask(Request::get("/api/v1/tokens"), "").await;
    assert_eq!(tokens.status, StatusCode::FORBIDDEN, "an officer's token keeps no tokens");
    let rows = house.rows().await;
    assert!(rows.iter().all(|row| row.entry.account == "检查应用" && row.entry.via == Via::Token));
    assert_eq!(rows.len(), 4, "both acts and both denials: {rows:?}");

    // It was noted that it was used, and once it is revoked it is nobody.
    let token = house.store.token_get(id).await.unwrap().unwrap();
    assert_eq!(token.last_used, Some(now().utc().date_naive()));
    house.store.token_revoke(id, now()).await.unwrap();
    assert_eq!(ask(Request::get("/api/v1/bureaus"), "").await.status, StatusCode::UNAUTHORIZED);
}
