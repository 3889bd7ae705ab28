//! The pages of webhooks, inboxes and calendars, as people use them.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use duban_archive::{Archive, ArchiveOptions, Location};
use duban_console::router_as;
use duban_domain::access::Role;
use duban_service::{Parts as ServiceParts, Service};
use duban_store::Store;
use duban_web::{Console, Parts, Principal, Via};
use tempfile::TempDir;
use tower::ServiceExt as _;

const PREFECTURE: &str = "522700";
const COUNTY: &str = "522701";

struct IntegrationStage {
    service: Service,
    _folder: TempDir,
}

impl IntegrationStage {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store =
            Store::open(&format!("sqlite:{}", folder.path().join("duban.db").display())).await.unwrap();
        store.migrate().await.unwrap();
        let location = Location::Folder(folder.path().join("archive"));
        let options = ArchiveOptions { location, max_bytes: 1 << 20, allowed_types: Vec::new() };
        let archive = Archive::open(options).unwrap();
        let directory = duban_config::sample_directory().unwrap_or_else(|e| panic!("{e}"));
        let parts = ServiceParts::without_engine(store, archive, directory).unwrap();
        Self { service: Service::new(parts), _folder: folder }
    }

    /// The console as somebody sees it.
    fn seen_by(&self, bureau: &str, role: Role) -> Router {
        let who = Principal::new("who".to_owned(), "某人".to_owned(), bureau.into(), role, Via::Session);
        router_as(Console::new(Parts { service: self.service.clone() }), Some(who))
    }
}

async fn get(app: &Router, path: &str) -> (StatusCode, String) {
    answer(app, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn post(app: &Router, path: &str, form: &str) -> (StatusCode, String) {
    let request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    answer(app, request.body(Body::from(form.to_owned())).unwrap()).await
}

async fn answer(app: &Router, request: Request<Body>) -> (StatusCode, String) {
    let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, String::from_utf8(body.to_vec()).unwrap())
}

fn form(bureau: &str, url: &str) -> String {
    format!(
        "bureau={bureau}&name=%3Cb%3E%E6%A3%80%E6%9F%A5&url={url}&format=standard&secret=&kind=notice&kind=finding"
    )
}

#[tokio::test]
async fn an_administrator_keeps_the_webhooks_of_its_bureau_and_those_below() {
    let stage = IntegrationStage::new().await;
    let admin = stage.seen_by(PREFECTURE, Role::Administrator);
    let target = "https%3A%2F%2Fhooks.example%2Fsecret-path";
    let (status, page) = post(&admin, "/integrations/webhooks", &form(COUNTY, target)).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("whsec_"), "the secret is told once");
    let webhooks = stage.service.store().webhook_list().await.unwrap();
    let [webhook] = webhooks.as_slice() else { panic!("{webhooks:?}") };
    assert_eq!((webhook.name.as_str(), webhook.kinds.len()), ("<b>检查", 2));
    let address = format!("/integrations/webhooks/{}", webhook.id);
    for path in ["/integrations", &address] {
        let (status, page) = get(&admin, path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        assert!(page.contains("https://hooks.example/…") && page.contains("检查"), "{page}");
        for hidden in ["whsec_", "secret-path", "<b>检查"] {
            assert!(!page.contains(hidden), "{hidden} in {path}");
        }
    }
    let (status, page) = post(&admin, &format!("{address}/rotate"), "").await;
    assert_eq!((status, page.contains("whsec_")), (StatusCode::OK, true));
    let (status, _) = post(&admin, &format!("{address}/switch"), "on=false").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(!stage.service.store().webhook_get(&webhook.id).await.unwrap().unwrap().active);

    let (status, page) =
        post(&admin, "/integrations/webhooks", &form(COUNTY, "http%3A%2F%2Fhooks.example")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("https://"), "{page}");
    let (status, _) = post(&admin, "/integrations/webhooks", &form("520000", target)).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "a bureau above is not seen");

    // Others: those whose role does not allow it, and those whose tree does not.
    let officer = stage.seen_by(PREFECTURE, Role::Officer);
    let neighbour = stage.seen_by("522702", Role::Administrator);
    for (app, expected) in [(&officer, StatusCode::FORBIDDEN), (&neighbour, StatusCode::NOT_FOUND)] {
        for (status, _) in [
            get(app, &address).await,
            post(app, &format!("{address}/test"), "").await,
            post(app, &format!("{address}/rotate"), "").await,
            post(app, &format!("{address}/switch"), "on=true").await,
        ] {
            assert_eq!(status, expected);
        }
    }
    assert_eq!(get(&neighbour, "/integrations/webhooks/hook-0").await.0, StatusCode::NOT_FOUND);
    assert!(!get(&neighbour, "/integrations").await.1.contains(webhook.id.as_str()));
}

#[tokio::test]
async fn an_inbox_is_set_up_closed_and_opened() {
    let stage = IntegrationStage::new().await;
    let admin = stage.seen_by(COUNTY, Role::Administrator);
    let (status, page) = post(&admin, "/integrations/inboxes", &format!("bureau={COUNTY}&name=phone")).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let [inbox] = stage.service.store().inbox_list().await.unwrap().try_into().unwrap();
    assert!(page.contains("whsec_") && page.contains(&format!("/api/v1/inbox/{}", inbox.id)), "{page}");
    let (_, list) = get(&admin, "/integrations").await;
    assert!(list.contains("phone") && !list.contains("whsec_"));
    let switch = format!("/integrations/inboxes/{}/switch", inbox.id);
    for on in [false, true] {
        assert_eq!(post(&admin, &switch, &format!("on={on}")).await.0, StatusCode::SEE_OTHER);
        assert_eq!(stage.service.store().inbox_get(&inbox.id).await.unwrap().unwrap().active, on);
    }
    let planner = stage.seen_by(COUNTY, Role::Planner);
    assert_eq!(post(&planner, &switch, "on=false").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_officer_makes_replaces_and_withdraws_a_calendar_s_address() {
    let stage = IntegrationStage::new().await;
    let officer = stage.seen_by(COUNTY, Role::Officer);
    let chosen = format!("bureau={COUNTY}");
    let (status, page) = post(&officer, "/calendar/renew", &chosen).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let start = page.find("/calendar/").unwrap();
    let path: String = page[start..].chars().take_while(|c| *c != '<').collect();
    assert!(path.ends_with(".ics"), "{path}");
    assert_eq!(get(&officer, &path).await.0, StatusCode::OK);
    let (status, page) = get(&officer, "/calendar").await;
    assert_eq!((status, page.contains(&path)), (StatusCode::OK, false));
    assert_eq!(post(&officer, "/calendar/revoke", &chosen).await.0, StatusCode::SEE_OTHER);
    assert_eq!(get(&officer, &path).await.0, StatusCode::NOT_FOUND);
    let observer = stage.seen_by(COUNTY, Role::Observer);
    assert_eq!(post(&observer, "/calendar/renew", &chosen).await.0, StatusCode::FORBIDDEN);
    assert_eq!(post(&officer, "/calendar/renew", "bureau=522702").await.0, StatusCode::NOT_FOUND);
}
