//! The API as requests and answers, without an engine: who may ask what, what bad input comes to, pages,
//! entity tags, keys. What needs an engine is tested with one, in `tests/it/durable/api.rs`.

mod keeping;
mod mail;
mod reading;
mod secrets;

use crate::{route_list, router_as};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use duban_archive::{Archive, ArchiveOptions, Location, USUAL_TYPES};
use duban_config::{known_calendar, load_plan, sample_directory};
use duban_domain::{Actor, Timebase, WallTime, access::Role};
use duban_service::Service;
use duban_store::{NewCampaign, Store};
use duban_web::{Console, Parts, Principal, Via};
use serde_json::{Value, json};
use std::{collections::BTreeSet, path::Path};
use tower::ServiceExt;

const CAMPAIGN: &str = "/api/v1/campaigns/qiannan-2024-key-products";
const COUNTY: &str = "522701";
const OTHER_COUNTY: &str = "522702";
const PREFECTURE: &str = "522700";

struct ApiStage {
    folder: tempfile::TempDir,
    console: Console,
}

struct ApiAnswer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl ApiAnswer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&self.body)))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn is_problem(&self, status: StatusCode) {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.json()["status"], status.as_u16());
    }
}

impl ApiStage {
    /// A store that knows nothing yet, and no engine.
    async fn bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("d.db").display())).await.unwrap();
        store.migrate().await.unwrap();
        let location = Location::Folder(folder.path().join("archive"));
        let allowed_types = USUAL_TYPES.iter().map(|kind| (*kind).to_owned()).collect();
        let archive = Archive::open(ArchiveOptions { location, max_bytes: 1 << 20, allowed_types }).unwrap();
        let directory = sample_directory().unwrap();
        let parts = duban_service::Parts::without_engine(store, archive, directory).unwrap();
        let console = Console::new(Parts { service: Service::new(parts) });
        Self { folder, console }
    }

    /// A store with the sample campaign, as if launched on an engine that is gone.
    async fn new() -> Self {
        let stage = Self::bare().await;
        let (store, directory) = (stage.console.store(), stage.console.directory());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/plans/qiannan-2024.yaml");
        let plan = load_plan(&path, directory, &known_calendar().unwrap()).unwrap().plan;
        store.bureau_upsert_all(&directory.iter().cloned().collect::<Vec<_>>()).await.unwrap();
        let launched_by = Actor { bureau: PREFECTURE.into(), name: "测试".to_owned() };
        let launched_at = WallTime::new("2024-05-09T01:00:00Z".parse().unwrap());
        let timebase = Timebase::identity();
        store.campaign_insert(&NewCampaign { plan, timebase, launched_by, launched_at }).await.unwrap();
        stage
    }

    fn as_(&self, bureau: &str, role: Role) -> Router {
        app(&self.console, bureau, role)
    }
}

/// The console as an integration meets it.
fn app(console: &Console, bureau: &str, role: Role) -> Router {
    let via = Via::Token(1);
    let principal = Principal::new("app".into(), "检查应用".into(), bureau.into(), role, via);
    router_as(console.clone(), Some(principal))
}

/// What every page of a list holds, so many at a time.
async fn pages(app: &Router, path: &str, limit: u32) -> Vec<Value> {
    let mark = if path.contains('?') { '&' } else { '?' };
    let (mut found, mut next) = (Vec::new(), format!("{path}{mark}limit={limit}"));
    while !next.is_empty() {
        let page = get(app, &next).await;
        assert_eq!(page.status, StatusCode::OK, "{next}: {}", page.json());
        let items = page.json()["items"].as_array().unwrap().clone();
        assert!(items.len() <= limit as usize && found.len() < 2000, "{next}");
        found.extend(items);
        next = page.header("link").split(['<', '>']).nth(1).unwrap_or_default().to_owned();
    }
    found
}

async fn ask(app: &Router, request: Request<Body>) -> ApiAnswer {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 24).await.unwrap().to_vec();
    assert_ne!(parts.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", String::from_utf8_lossy(&body));
    ApiAnswer { status: parts.status, headers: parts.headers, body }
}

async fn get(app: &Router, path: &str) -> ApiAnswer {
    ask(app, Request::get(path).body(Body::empty()).unwrap()).await
}

fn posting(path: &str, body: impl Into<Body>, key: Option<&str>) -> Request<Body> {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, "Bearer x");
    let request = key.into_iter().fold(request, |request, key| request.header("idempotency-key", key));
    request.body(body.into()).unwrap()
}

async fn post(app: &Router, path: &str, body: Value) -> ApiAnswer {
    ask(app, posting(path, body.to_string(), None)).await
}

#[tokio::test]
async fn the_description_knows_every_route_and_nothing_else() {
    let stage = ApiStage::new().await;
    let nobody = router_as(stage.console.clone(), None);
    let described = get(&nobody, "/api/v1/openapi.json").await;
    assert_eq!(described.status, StatusCode::OK);
    let api = described.json();
    assert_eq!(api["openapi"], "3.1.0");
    let (mut known, mut names) = (BTreeSet::new(), BTreeSet::new());
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            known.insert((path.clone(), method.to_uppercase()));
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} stands twice");
            assert!(operation["summary"].is_string() || operation["description"].is_string(), "{name}");
            for status in ["401", "404", "422"] {
                assert!(operation["responses"][status].is_object(), "{name}: {status}");
            }
        }
    }
    let served = route_list().into_iter().filter(|route| route.path.starts_with("/api/v1/"));
    let served = served.filter(|route| !route.is_public);
    let served: BTreeSet<_> = served.map(|route| (route.path, route.method.to_string())).collect();
    assert_eq!(known, served);
    every_reference_leads_somewhere(&api, &api);
}

fn every_reference_leads_somewhere(api: &Value, part: &Value) {
    match part {
        Value::Object(fields) => {
            if let Some(Value::String(to)) = fields.get("$ref") {
                let pointer = to.strip_prefix('#').unwrap();
                assert!(api.pointer(pointer).is_some(), "{to}");
            }
            fields.values().for_each(|part| every_reference_leads_somewhere(api, part));
        }
        Value::Array(parts) => parts.iter().for_each(|part| every_reference_leads_somewhere(api, part)),
        _ => {}
    }
}

#[tokio::test]
async fn every_operation_is_closed_to_nobody_and_to_foreign_bureaus() {
    let stage = ApiStage::new().await;
    let nobody = router_as(stage.console.clone(), None);
    for route in
        route_list().into_iter().filter(|route| route.path.starts_with("/api/v1/") && !route.is_public)
    {
        let request = Request::builder().method(&route.method).uri(&route.path);
        let request = request.header(header::AUTHORIZATION, "Bearer x").body(Body::empty()).unwrap();
        ask(&nobody, request).await.is_problem(StatusCode::UNAUTHORIZED);
    }
    let officer = stage.as_(COUNTY, Role::Officer);
    let obligations = format!("{CAMPAIGN}/bureaus/{OTHER_COUNTY}/obligations");
    get(&officer, &obligations).await.is_problem(StatusCode::NOT_FOUND);
    get(&officer, "/api/v1/campaigns/none").await.is_problem(StatusCode::NOT_FOUND);
    let submit = json!({ "do": "submit", "obligation": "receipt" });
    let acts = |bureau: &str| format!("{CAMPAIGN}/bureaus/{bureau}/acts");
    post(&officer, &acts(OTHER_COUNTY), submit.clone()).await.is_problem(StatusCode::NOT_FOUND);
    // Nobody above submits for a county, and nobody reviews their own.
    let planner = stage.as_(PREFECTURE, Role::Planner);
    post(&planner, &acts(COUNTY), submit).await.is_problem(StatusCode::FORBIDDEN);
    let accept = json!({ "do": "accept", "obligation": "receipt" });
    post(&officer, &acts(COUNTY), accept).await.is_problem(StatusCode::FORBIDDEN);
    post(&officer, "/api/v1/campaigns", json!({ "plan": "id: x" })).await.is_problem(StatusCode::FORBIDDEN);
    // The issuer stands above, and is not seen; the officer beside it may not.
    let (cancel, reason) = (format!("{CAMPAIGN}/cancel"), json!({ "reason": "计划调整" }));
    post(&officer, &cancel, reason.clone()).await.is_problem(StatusCode::NOT_FOUND);
    let beside = stage.as_(PREFECTURE, Role::Officer);
    post(&beside, &cancel, reason).await.is_problem(StatusCode::FORBIDDEN);
    let observer = stage.as_(COUNTY, Role::Observer);
    let sent = ask(&observer, posting("/api/v1/files?name=a.txt", "abc", None)).await;
    sent.is_problem(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn bad_input_is_a_problem_of_the_sender() {
    let stage = ApiStage::new().await;
    let officer = stage.as_(COUNTY, Role::Officer);
    let acts = format!("{CAMPAIGN}/bureaus/{COUNTY}/acts");
    for (body, status) in [
        ("{", StatusCode::BAD_REQUEST),
        ("", StatusCode::BAD_REQUEST),
        ("[]", StatusCode::UNPROCESSABLE_ENTITY),
        ("{}", StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"do":"dance"}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"do":"approve","approval":-1}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (r#"{"do":"accept","obligation":"x","more":1}"#, StatusCode::UNPROCESSABLE_ENTITY),
        (
            r#"{"do":"submit","obligation":"x","files":[{"name":"a","sha256":"no"}]}"#,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        ask(&officer, posting(&acts, body, None)).await.is_problem(status);
    }
    let plain =
        Request::post(&acts).header(header::AUTHORIZATION, "Bearer x").body(Body::from("{}")).unwrap();
    ask(&officer, plain).await.is_problem(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let large = json!({ "do": "waive", "obligation": "x", "reason": "长".repeat(200_000) });
    post(&officer, &acts, large).await.is_problem(StatusCode::PAYLOAD_TOO_LARGE);
    for query in ["limit=0", "limit=501", "after=zz", "after=00"] {
        let answer = get(&officer, &format!("/api/v1/bureaus?{query}")).await;
        answer.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    }
    get(&officer, "/api/v1/bureaus?limit=x").await.is_problem(StatusCode::BAD_REQUEST);
    get(&officer, "/api/v1/documents/522700/x/1").await.is_problem(StatusCode::BAD_REQUEST);
    get(&officer, "/api/v1/documents/522700/2024/1").await.is_problem(StatusCode::NOT_FOUND);
    get(&officer, "/api/v1/subjects/none").await.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    get(&officer, "/api/v1/nothing").await.is_problem(StatusCode::NOT_FOUND);
    let program = ask(&officer, posting("/api/v1/files?name=a.jpg", &b"MZ\x90\0\x03"[..], None)).await;
    program.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    // Without an engine an act fails, and says that it is not the sender's fault.
    let submit = json!({ "do": "submit", "obligation": "receipt" });
    post(&officer, &acts, submit).await.is_problem(StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_plan_is_checked_with_every_problem_at_its_place() {
    let stage = ApiStage::new().await;
    let planner = stage.as_(PREFECTURE, Role::Planner);
    let answer = post(&planner, "/api/v1/plans/check", json!({ "plan": "id: x\nissuer: \"1\"\n" })).await;
    answer.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.json()["errors"].as_array().unwrap().len() > 1, "{}", answer.json());
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/plans/qiannan-2024.yaml");
    let plan = std::fs::read_to_string(plan).unwrap();
    let answer = post(&planner, "/api/v1/plans/check", json!({ "plan": plan })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    assert_eq!(answer.json()["timetable"]["opens"], "2024-05-09T09:00:00+08:00");
}

#[tokio::test]
async fn a_read_bears_a_tag_and_is_not_sent_again() {
    let stage = ApiStage::new().await;
    let officer = stage.as_(COUNTY, Role::Officer);
    let first = get(&officer, CAMPAIGN).await;
    let tag = first.header("etag").to_owned();
    assert!(first.status == StatusCode::OK && tag.starts_with('"'), "{tag}");
    let known = |tag: &str| Request::get(CAMPAIGN).header("if-none-match", tag).body(Body::empty()).unwrap();
    let again = ask(&officer, known(&format!("\"old\", {tag}"))).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(again.header("etag"), tag);
    assert_eq!(ask(&officer, known("\"old\"")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn pages_follow_one_another_to_the_end() {
    let stage = ApiStage::new().await;
    let planner = stage.as_(PREFECTURE, Role::Planner);
    let all = get(&planner, "/api/v1/bureaus?limit=500").await;
    assert_eq!(all.header("link"), "");
    let codes = |answer: &ApiAnswer| -> Vec<String> {
        let page = answer.json();
        let items = page["items"].as_array().unwrap().iter();
        items.map(|bureau| bureau["code"].as_str().unwrap().to_owned()).collect()
    };
    let (mut found, mut next) = (Vec::new(), "/api/v1/bureaus?limit=5".to_owned());
    while !next.is_empty() {
        let page = get(&planner, &next).await;
        assert!(codes(&page).len() <= 5);
        found.extend(codes(&page));
        next = page.header("link").split(['<', '>']).nth(1).unwrap_or_default().to_owned();
    }
    assert!(found.len() > 5);
    assert_eq!(found, codes(&all));
}

#[tokio::test]
async fn figures_that_nobody_reports_are_refused_by_name() {
    let stage = ApiStage::new().await;
    let path = format!("{CAMPAIGN}/bureaus/{COUNTY}/figures");
    let figures = json!({ "figures": { "closed": 3, "no-such": 1 } });
    let refused = post(&stage.as_(COUNTY, Role::Officer), &path, figures.clone()).await;
    refused.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<_> =
        refused.json()["errors"].as_array().unwrap().iter().map(|one| one["field"].clone()).collect();
    assert_eq!(fields, ["figures.closed", "figures.no-such"]);
    // Whoever may not is told that, whatever they sent.
    post(&stage.as_(PREFECTURE, Role::Planner), &path, figures.clone())
        .await
        .is_problem(StatusCode::FORBIDDEN);
    post(&stage.as_(OTHER_COUNTY, Role::Officer), &path, figures).await.is_problem(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_sampling_is_kept_by_a_store_that_knows_no_bureau_yet() {
    let stage = ApiStage::bare().await;
    let officer = stage.as_(COUNTY, Role::Officer);
    let path = "/api/v1/subjects/91350100M000100Y43/samplings";
    let sampled = |name: &str| {
        let sampling = json!({ "on": "2024-07-01", "passed": true, "product": "电线", "reference": "CJ-1" });
        json!({ "name": name, "sampling": sampling })
    };
    let refused = post(&officer, path, sampled(&"厂".repeat(201))).await;
    refused.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.json()["errors"][0]["field"], "name");
    assert_eq!(post(&officer, path, sampled("电缆厂")).await.status, StatusCode::CREATED);
    assert_eq!(post(&officer, path, sampled("电缆厂")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_write_under_a_key_happens_once() {
    let stage = ApiStage::new().await;
    let officer = stage.as_(COUNTY, Role::Officer);
    let path = "/api/v1/subjects/91350100M000100Y43/samplings";
    let sampled = |passed: bool| {
        let sampling = json!({ "on": "2024-06-03", "passed": passed, "product": "电线", "reference": "A-1" });
        json!({ "name": "示范企业", "sampling": sampling }).to_string()
    };
    let first = ask(&officer, posting(path, sampled(false), Some("k1"))).await;
    assert_eq!((first.status, first.header("idempotency-replayed")), (StatusCode::CREATED, ""));
    let again = ask(&officer, posting(path, sampled(false), Some("k1"))).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (StatusCode::CREATED, "true"));
    // Without the key it is known to be there.
    let known = ask(&officer, posting(path, sampled(false), None)).await;
    assert_eq!(known.status, StatusCode::OK);
    let other = ask(&officer, posting(path, sampled(true), Some("k1"))).await;
    other.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    ask(&officer, posting(path, sampled(true), Some("k2"))).await.is_problem(StatusCode::CONFLICT);
    ask(&officer, posting(path, sampled(false), Some(&"k".repeat(129))))
        .await
        .is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    let subject = get(&officer, "/api/v1/subjects/91350100M000100Y43").await;
    assert_eq!(subject.json()["samplings"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_file_is_kept_and_known_by_its_hash() {
    let stage = ApiStage::new().await;
    let officer = stage.as_(COUNTY, Role::Officer);
    let sent = ask(&officer, posting("/api/v1/files?name=../../etc/x.txt", "abc", None)).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&sent.body));
    let kept = sent.json();
    assert_eq!((kept["name"].as_str(), kept["size"].as_u64()), (Some("x.txt"), Some(3)));
    assert_eq!(kept["sha256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
