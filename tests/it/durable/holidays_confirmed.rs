//! The page and the API show what would move, and move it once that was confirmed and is still so.

use super::holidays::{COUNTIES, due_days, import, launched};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use duban_console::router_as;
use duban_domain::access::Role;
use duban_tests::{
    Running, Sandbox, WorkerSetup,
    campaign::{PREFECTURE, PROVINCE, SILENT},
};
use duban_web::{Console, Parts, Principal, Via};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use tower::ServiceExt as _;

const PAGE: &str = "/holidays/apply";
const RESOURCE: &str = "/api/v1/holidays/application";

pub(super) struct Asker(Router);

impl Asker {
    pub(super) fn new(sandbox: &Sandbox, running: &Running, bureau: &str, role: Role) -> Self {
        let console = Console::new(Parts { service: sandbox.service(&running.campaign) });
        let principal = Principal::new(bureau.into(), "张三".to_owned(), bureau.into(), role, Via::Session);
        Self(router_as(console, Some(principal)))
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.0.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 22).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    pub(super) async fn get(&self, path: &str) -> (StatusCode, String) {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(super) async fn post(&self, path: &str, kind: &str, body: String) -> (StatusCode, String) {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin")
            .header("idempotency-key", NEXT.fetch_add(1, Ordering::Relaxed).to_string());
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    async fn confirm(&self, seal: &str) -> (StatusCode, String) {
        self.post(PAGE, "application/x-www-form-urlencoded", format!("confirmed={seal}")).await
    }
}

/// What the page's button sends.
pub(super) fn seal(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("name=\"confirmed\" value=\"")?;
    rest.split_once('"').map(|(seal, _)| seal.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_moves_what_it_showed_and_nothing_else() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let (running, service) = launched(&sandbox).await;
    let campaign = &running.campaign.terms.campaign;
    let planner = Asker::new(&sandbox, &running, PREFECTURE, Role::Planner);
    let (status, page) = planner.get(PAGE).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(seal(&page).is_none() && page.contains("没有需要调整的日期"), "{page}");

    import(&service).await;
    let (_, page) = planner.get(PAGE).await;
    for part in ["2027年放假安排已公布", "2027年2月10日（星期三）17:30", "2027年2月15日（星期一）17:30"]
    {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    let shown = seal(&page).unwrap();
    let (status, page) = planner.confirm("something-else").await;
    assert_eq!((status, seal(&page).as_ref()), (StatusCode::CONFLICT, Some(&shown)), "{page}");
    assert_eq!(due_days(&sandbox, campaign).await, ["02-10 17:30"; 3], "nothing was confirmed");

    let officer = Asker::new(&sandbox, &running, PREFECTURE, Role::Officer);
    let county = Asker::new(&sandbox, &running, SILENT, Role::Planner);
    for stranger in [&officer, &county] {
        assert_eq!(stranger.get(PAGE).await.0, StatusCode::FORBIDDEN);
        assert_eq!(stranger.confirm(&shown).await.0, StatusCode::FORBIDDEN);
    }
    assert_eq!(planner.confirm(&shown).await.0, StatusCode::SEE_OTHER);
    assert_eq!(due_days(&sandbox, campaign).await, ["02-15 17:30"; 3]);
    assert!(seal(&planner.get(PAGE).await.1).is_none(), "nothing is left to move");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_moves_what_it_foresaw() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let (running, service) = launched(&sandbox).await;
    let campaign = &running.campaign.terms.campaign;
    import(&service).await;
    let province = Asker::new(&sandbox, &running, PROVINCE, Role::Administrator);
    let (status, foreseen) = province.get(RESOURCE).await;
    assert_eq!(status, StatusCode::OK, "{foreseen}");
    let foreseen: Value = serde_json::from_str(&foreseen).unwrap();
    let moves = foreseen["campaigns"][0]["moves"].as_array().unwrap();
    let due: Vec<_> = moves.iter().filter(|moved| moved["clock"] == "due").collect();
    assert_eq!(due.len(), COUNTIES.len());
    assert_eq!(due[0]["new"], "2027-02-15T17:30:00+08:00");
    assert_eq!(due[0]["provisional"], false);
    let confirm = async |seal: &Value| {
        let body = json!({ "confirmed": seal }).to_string();
        province.post(RESOURCE, "application/json", body).await
    };
    assert_eq!(confirm(&json!("else")).await.0, StatusCode::CONFLICT);
    let (status, moved) = confirm(&foreseen["confirmed"]).await;
    assert_eq!(status, StatusCode::OK, "{moved}");
    assert_eq!(due_days(&sandbox, campaign).await, ["02-15 17:30"; 3]);
}
