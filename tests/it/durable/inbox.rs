//! The doors for programs that cannot sign in: the inbox for signed messages, and a calendar's address.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use chrono::Utc;
use duban_activities::webhook::SigningSecret;
use duban_console::router;
use duban_domain::{Actor, CampaignId, FindingId, InboxId};
use duban_tests::{
    Campaign, Running, Sandbox, WorkerSetup,
    campaign::{EXTENDED, PREFECTURE, PROVINCE, RETURNED},
    findings::{GROUP, credit_code},
    until,
};
use duban_web::{Console, Parts};
use serde_json::{Value, json};
use tower::ServiceExt as _;

const TOO_OLD: i64 = 301;

/// An answer: status, headers, body.
type InboxAnswer = (StatusCode, HeaderMap, String);

async fn ask(app: &Router, request: Request<Body>) -> InboxAnswer {
    let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

async fn get(app: &Router, path: &str, tag: Option<&str>) -> InboxAnswer {
    let request = Request::get(path);
    let request = tag.into_iter().fold(request, |request, tag| request.header("if-none-match", tag));
    ask(app, request.body(Body::empty()).unwrap()).await
}

/// A program that files findings.
struct App<'a> {
    app: &'a Router,
    inbox: InboxId,
    secret: SigningSecret,
}

impl App<'_> {
    async fn files(&self, id: &str, body: &Value) -> InboxAnswer {
        self.files_at(id, body, Utc::now().timestamp()).await
    }

    async fn files_at(&self, id: &str, body: &Value, timestamp: i64) -> InboxAnswer {
        let body = body.to_string();
        let request = Request::post(format!("/api/v1/inbox/{}", self.inbox))
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", self.secret.sign(id, timestamp, body.as_bytes()));
        ask(self.app, request.body(Body::from(body)).unwrap()).await
    }
}

fn finding(running: &Running, county: &str, number: &str) -> Value {
    let zone = running.campaign.terms.office.zone;
    json!({
        "number": number,
        "county": county,
        "subject": {
            "is": "enterprise",
            "name": "黔南某电缆厂",
            "credit_code": credit_code(1),
            "trade": "producer",
        },
        "product": { "group": GROUP },
        "kind": "production",
        "source": "check",
        "grade": "ordinary",
        "problem": "成品未经检验即出厂。",
        "found_on": running.now().date(zone),
    })
}

fn message(campaign: &CampaignId, findings: &[Value]) -> Value {
    json!({ "campaign": campaign, "findings": findings })
}

fn assert_refused((status, headers, body): &InboxAnswer, expected: StatusCode) {
    assert_eq!(*status, expected, "{body}");
    assert_eq!(headers["content-type"], "application/problem+json", "{body}");
}

async fn launched() -> (Sandbox, Running) {
    let sandbox = Sandbox::new().await;
    // So slow that nothing ends while the test runs.
    let campaign = Campaign::with_findings(sandbox.folder(), "found").by_the_clock().at_speed(600);
    let mut bare = campaign;
    bare.findings.clear();
    let running = sandbox.launch(bare).await;
    running.until(running.campaign.terms.opens).await;
    (sandbox, running)
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_findings_are_registered_once_and_forged_ones_never() {
    let (sandbox, running) = launched().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let service = sandbox.service(&running.campaign);
    let app = router(Console::new(Parts { service: service.clone() }));
    let by = Actor { bureau: PREFECTURE.into(), name: "管理员".to_owned() };
    let made = service.hooks().inbox_add(by, PREFECTURE.into(), "检查通").await.unwrap();
    let secret = SigningSecret::parse(&made.secret.unwrap()).unwrap();
    let phone = App { app: &app, inbox: made.id.clone(), secret };
    let campaign = &running.campaign.terms.campaign;
    let one = |county: &str, number: &str| finding(&running, county, number);
    let good = message(campaign, &[one(RETURNED, "2024-001"), one(EXTENDED, "2024-002")]);

    // Nobody believes what is forged, stale, or for an inbox that is not there, and nothing is remembered.
    let forger =
        App { secret: SigningSecret::from_key(&[7; 32]).unwrap(), inbox: made.id.clone(), app: &app };
    assert_refused(&forger.files("msg_1", &good).await, StatusCode::UNAUTHORIZED);
    for seconds in [-TOO_OLD, TOO_OLD + 5] {
        let stale = phone.files_at("msg_1", &good, Utc::now().timestamp() + seconds).await;
        assert_refused(&stale, StatusCode::UNAUTHORIZED);
    }
    let nowhere = App { inbox: "inbox-0".into(), secret: phone.secret.clone(), app: &app };
    assert_refused(&nowhere.files("msg_1", &good).await, StatusCode::UNAUTHORIZED);
    let bare = Request::post(format!("/api/v1/inbox/{}", made.id)).header("webhook-signature", "v1,");
    assert_refused(&ask(&app, bare.body(Body::from("{}")).unwrap()).await, StatusCode::UNAUTHORIZED);

    // What is invalid is told, and all of the message left undone.
    let elsewhere = message(campaign, &[one(RETURNED, "2024-003"), one(PROVINCE, "2024-004")]);
    let refused = phone.files("msg_2", &elsewhere).await;
    assert_refused(&refused, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.2.contains("findings[1]"), "{}", refused.2);
    for (id, body) in [("msg_3", json!({})), ("msg_4", message(campaign, &[]))] {
        assert_refused(&phone.files(id, &body).await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let unknown = message(&"nowhere".into(), &[one(RETURNED, "2024-001")]);
    assert_refused(&phone.files("msg_5", &unknown).await, StatusCode::NOT_FOUND);

    // The same message is answered the same; the same findings under another id are known.
    let (status, _, first) = phone.files("msg_1", &good).await;
    assert_eq!(status, StatusCode::OK, "{first}");
    let receipt: Value = serde_json::from_str(&first).unwrap();
    assert_eq!((&receipt["new"], &receipt["known"]), (&json!(2), &json!(0)));
    let (status, _, again) = phone.files("msg_1", &good).await;
    assert_eq!((status, &again), (StatusCode::OK, &first));
    assert_refused(&phone.files("msg_1", &elsewhere).await, StatusCode::CONFLICT);
    let (_, _, known) = phone.files("msg_6", &good).await;
    let known: Value = serde_json::from_str(&known).unwrap();
    assert_eq!((&known["new"], &known["known"]), (&json!(0), &json!(2)));
    let ids: Vec<FindingId> = serde_json::from_value(receipt["findings"].clone()).unwrap();
    until("both findings in the store", async || {
        let known = sandbox.store.findings_known(campaign, &ids).await.unwrap();
        (known.len() == 2).then_some(())
    })
    .await;
    let detail = sandbox.store.finding_get(campaign, &ids[0]).await.unwrap().unwrap();
    let by = detail.row.by.unwrap();
    assert_eq!((by.bureau.as_str(), by.name.as_str()), (PREFECTURE, "检查通"));

    // A message that would not do may come again, mended; a closed inbox believes nobody.
    let (status, _, mended) = phone.files("msg_2", &good).await;
    assert_eq!(status, StatusCode::OK, "{mended}");
    service.hooks().inbox_switch(&made.id, false).await.unwrap();
    assert_refused(&phone.files("msg_7", &good).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_is_read_at_its_secret_address_alone() {
    let (sandbox, running) = launched().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let service = sandbox.service(&running.campaign);
    let app = router(Console::new(Parts { service: service.clone() }));
    let by = Actor { bureau: PREFECTURE.into(), name: "经办人".to_owned() };
    let bureau = RETURNED.into();
    until("the county's obligations", async || {
        (!sandbox.store.calendar_rows(&bureau).await.unwrap().is_empty()).then_some(())
    })
    .await;
    let secret = service.hooks().calendar_renew(&by, &bureau).await.unwrap();
    assert!(secret.len() >= 43, "256 bits");
    let path = format!("/calendar/{secret}.ics");
    let (status, headers, text) = get(&app, &path, None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(headers["cache-control"], "private, no-cache");
    assert!(text.contains("BEGIN:VEVENT") && text.contains(&format!("-{RETURNED}-report@duban")), "{text}");
    assert!(!text.contains(EXTENDED), "another county's");
    let tag = headers["etag"].to_str().unwrap();
    let (status, again, empty) = get(&app, &path, Some(tag)).await;
    assert_eq!(
        (status, empty.as_str(), again["etag"].to_str().unwrap()),
        (StatusCode::NOT_MODIFIED, "", tag)
    );

    let next = service.hooks().calendar_renew(&by, &bureau).await.unwrap();
    let wrong = format!("/calendar/{}.ics", "A".repeat(43));
    for nowhere in [path.as_str(), wrong.as_str(), "/calendar/.ics", &format!("/calendar/{next}")] {
        assert_eq!(get(&app, nowhere, None).await.0, StatusCode::NOT_FOUND, "{nowhere}");
    }
    assert_eq!(get(&app, &format!("/calendar/{next}.ics"), None).await.0, StatusCode::OK);
}
