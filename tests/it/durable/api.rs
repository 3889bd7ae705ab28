//! The API over HTTP against a real engine and a real worker: an officer submits with a file, the bureau
//! above accepts, and a request that comes again changes nothing; an inspection app with a token files a
//! finding and acts upon it.

use axum::http::StatusCode;
use duban_console::{router, router_as};
use duban_domain::{Actor, DocketEvent, access::Role, listing::Ground};
use duban_service::{IncidentReport, Proposal};
use duban_tests::{
    Campaign, Running, Sandbox, Shape, WorkerSetup,
    campaign::{PREFECTURE, PUNCTUAL, RETURNED, SILENT},
    findings::{GROUP, credit_code},
    sandbox::wall_now,
    until,
};
use duban_web::{
    Console, Parts, Principal, Via,
    people::{Accounts, Hasher},
};
use serde_json::{Value, json};
use std::fmt::Write as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// A minute a second: nothing happens by itself during the test.
const SLOW: u32 = 60;

/// A console on a port of its own, and what one who asks it shows; it ends with the test's runtime.
struct Served {
    address: String,
    bearer: String,
}

/// What came back: status, head, body.
struct ApiAnswer(StatusCode, String, String);

impl Served {
    async fn new(sandbox: &Sandbox, running: &Running, bureau: &str, role: Role) -> Self {
        let console = Console::new(Parts { service: sandbox.service(&running.campaign) });
        let name = format!("{bureau}的检查应用");
        let principal = Principal::new(bureau.into(), name, bureau.into(), role, Via::Token(1));
        Self::at_a_port(router_as(console, Some(principal)), "x".to_owned()).await
    }

    /// The whole console, asked by an integration with a token of its own.
    async fn with_token(sandbox: &Sandbox, running: &Running, bureau: &str, role: Role) -> Self {
        let keeper = Accounts::new(sandbox.store.clone(), Hasher::default());
        let made = keeper.add_token("检查应用", bureau.into(), role, "admin", wall_now()).await;
        let console = Console::new(Parts { service: sandbox.service(&running.campaign) });
        Self::at_a_port(router(console), made.unwrap().1).await
    }

    async fn at_a_port(app: axum::Router, bearer: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, bearer }
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> ApiAnswer {
        let Self { address, bearer } = self;
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
             authorization: Bearer {bearer}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        ApiAnswer(StatusCode::from_u16(status).unwrap(), head.to_lowercase(), body.to_owned())
    }

    async fn act(&self, bureau: &str, key: &str, body: &str) -> ApiAnswer {
        let path = format!("/api/v1/campaigns/short/bureaus/{bureau}/acts");
        self.ask("POST", &path, &[("idempotency-key", key)], body).await
    }
}

/// How often something was submitted for the silent county.
async fn submissions(sandbox: &Sandbox, running: &Running) -> usize {
    let campaign = &running.campaign.terms.campaign;
    let ledger = sandbox.store.ledger_list(campaign, Some(&SILENT.into())).await.unwrap();
    ledger.iter().filter(|row| matches!(row.effect.event, DocketEvent::Submitted { .. })).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_submits_a_planner_accepts_and_nothing_happens_twice() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let running = sandbox
        .launch(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels).by_the_clock().at_speed(SLOW))
        .await;
    sandbox.until_notices(&running, 3).await;
    let officer = Served::new(&sandbox, &running, SILENT, Role::Officer).await;
    let planner = Served::new(&sandbox, &running, PREFECTURE, Role::Planner).await;

    let ApiAnswer(status, _, sent) =
        officer.ask("POST", "/api/v1/files?name=zongjie.txt", &[], "工作总结").await;
    assert_eq!(status, StatusCode::CREATED, "{sent}");
    let sha256 = sent.split("\"sha256\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let bare = r#"{"do":"submit","obligation":"report"}"#;
    let ApiAnswer(status, head, told) = officer.act(SILENT, "a", bare).await;
    assert_eq!(status, StatusCode::CONFLICT, "{told}");
    assert!(head.contains("application/problem+json") && told.contains("报送“report”必须带有附件"), "{told}");

    let file = format!(r#""files":[{{"name":"总结.txt","sha256":"{sha256}"}}]"#);
    let submit = format!(r#"{{"do":"submit","obligation":"report",{file}}}"#);
    let ApiAnswer(status, _, first) = officer.act(SILENT, "b", &submit).await;
    assert_eq!(status, StatusCode::OK, "{first}");
    assert!(first.contains("\"submitted\"") && first.contains(&sha256), "{first}");
    let ApiAnswer(status, head, again) = officer.act(SILENT, "b", &submit).await;
    assert_eq!((status, again), (StatusCode::OK, first));
    assert!(head.contains("idempotency-replayed: true"), "{head}");
    let ApiAnswer(status, _, told) = officer.act(SILENT, "b", bare).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    let ApiAnswer(status, _, told) = officer.act(SILENT, "c", &submit).await;
    assert_eq!(status, StatusCode::CONFLICT, "{told}");
    assert_eq!(submissions(&sandbox, &running).await, 1);

    let accept = r#"{"do":"accept","obligation":"report"}"#;
    let ApiAnswer(status, _, told) = officer.act(SILENT, "d", accept).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{told}");
    let ApiAnswer(status, _, told) = planner.act(SILENT, "d", accept).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let ApiAnswer(status, _, told) = planner.act(PUNCTUAL, "e", accept).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "it takes no part: {told}");

    let obligations = format!("/api/v1/campaigns/short/bureaus/{SILENT}/obligations");
    let ApiAnswer(status, head, listed) = officer.ask("GET", &obligations, &[], "").await;
    assert!(status == StatusCode::OK && listed.contains("\"accepted\""), "{listed}");
    let tag = head.split("etag: ").nth(1).unwrap().lines().next().unwrap().to_owned();
    let ApiAnswer(status, _, listed) = officer.ask("GET", &obligations, &[("if-none-match", &tag)], "").await;
    assert_eq!((status, listed.as_str()), (StatusCode::NOT_MODIFIED, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inspection_app_with_a_token_files_a_finding_and_acts_upon_it() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    // So slow that nothing ends while the test runs.
    let mut campaign = Campaign::with_findings(sandbox.folder(), "found").by_the_clock().at_speed(600);
    campaign.findings.clear();
    let running = sandbox.launch(campaign).await;
    running.until(running.campaign.terms.opens).await;
    let phone = Served::with_token(&sandbox, &running, RETURNED, Role::Officer).await;
    let filed = json!([{
        "number": "2024-001",
        "county": RETURNED,
        "enterprise": { "name": "黔南某电缆厂", "credit_code": credit_code(1), "trade": "producer" },
        "product": GROUP,
        "kind": "production",
        "source": "check",
        "grade": "ordinary",
        "problem": "成品未经检验即出厂。",
        "found_on": running.now().date(running.campaign.terms.office.zone),
    }]);
    let findings = "/api/v1/campaigns/found/findings";
    let ApiAnswer(status, _, told) = phone.ask("POST", findings, &[], &filed.to_string()).await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["new"], 1);
    let id = told["ids"][0].as_str().unwrap().to_owned();
    until("the finding in the list", async || {
        let ApiAnswer(status, _, listed) = phone.ask("GET", findings, &[], "").await;
        assert_eq!(status, StatusCode::OK, "{listed}");
        listed.contains(&id).then_some(())
    })
    .await;
    let corrected = r#"{"do":"correct-on-the-spot","result":"当场封存并补检。"}"#;
    let ApiAnswer(status, _, told) =
        phone.ask("POST", &format!("{findings}/{id}/acts"), &[], corrected).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let detail = sandbox.store.finding_get(&"found".into(), &id.as_str().into()).await.unwrap().unwrap();
    let by = detail.row.by.unwrap();
    assert_eq!((by.bureau.as_str(), by.name.as_str()), (RETURNED, "检查应用"));
    // Another county's is not its to file, and whoever shows no token of ours is nobody.
    let foreign = filed.to_string().replace(RETURNED, SILENT);
    let ApiAnswer(status, _, told) = phone.ask("POST", findings, &[], &foreign).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{told}");
    let stranger = Served { address: phone.address, bearer: format!("{}x", phone.bearer) };
    let ApiAnswer(status, _, told) = stranger.ask("GET", findings, &[], "").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_was_cut_off_after_it_started_something_starts_it_once() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let running = sandbox
        .launch(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels).by_the_clock().at_speed(SLOW))
        .await;
    sandbox.until_notices(&running, 3).await;
    let scene = sandbox.service(&running.campaign).campaign_context(&"short".into()).await.unwrap();
    let by = |bureau: &str| Actor { bureau: bureau.into(), name: "王工".to_owned() };
    let report = async |request| {
        let (title, text) = ("起火".to_owned(), "无人受伤。".to_owned());
        let report = IncidentReport { bureau: SILENT.into(), title, text, attachments: Vec::new() };
        scene.as_operator("root".to_owned(), by(SILENT)).report(report, Some(request)).await.unwrap()
    };
    let first = report("a").await;
    assert_eq!(report("a").await, first);
    assert_ne!(report("b").await, first, "another request is another report, in the same second too");
    let propose = async |request| {
        let proposal = Proposal {
            bureau: SILENT.into(),
            finding: None,
            grounds: vec![Ground::ALL[0]],
            reason: "拒不整改。".to_owned(),
            again: None,
        };
        scene.as_operator("root".to_owned(), by(PREFECTURE)).propose(proposal, Some(request)).await.unwrap()
    };
    let first = propose("a").await;
    assert_eq!(propose("a").await, first);
    until("what was started in the ledger", async || {
        let incidents = sandbox.store.incident_list(&"short".into()).await.unwrap();
        let listings = sandbox.store.listing_list(&"short".into()).await.unwrap();
        (incidents.len() == 2 && listings.len() == 1).then_some(())
    })
    .await;
}
