//! The API over HTTP against a real engine and a real worker: an officer submits with a file, the bureau
//! above accepts, and a request that comes again changes nothing.

use axum::http::StatusCode;
use duban_console::{Console, Parts, Principal, Via, router_as};
use duban_domain::{What, access::Role};
use duban_tests::{
    Campaign, Running, Sandbox, Shape, WorkerSetup,
    campaign::{PREFECTURE, PUNCTUAL, SILENT},
};
use std::fmt::Write as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// A minute a second: nothing happens by itself during the test.
const SLOW: u32 = 60;

/// The console of one principal on a port of its own; it ends with the test's runtime.
struct Served(String);

/// What came back: status, head, body.
struct Answer(StatusCode, String, String);

impl Served {
    async fn new(sandbox: &Sandbox, running: &Running, bureau: &str, role: Role) -> Self {
        let console = Console::new(Parts { service: sandbox.service(&running.campaign) });
        let name = format!("{bureau}的检查应用");
        let principal = Principal::new(bureau.into(), name, bureau.into(), role, Via::Token(1));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let app = router_as(console, Some(principal));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self(address)
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.0).await.unwrap();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: Bearer x\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n",
            self.0,
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
        Answer(StatusCode::from_u16(status).unwrap(), head.to_lowercase(), body.to_owned())
    }

    async fn act(&self, bureau: &str, key: &str, body: &str) -> Answer {
        let path = format!("/api/v1/campaigns/short/bureaus/{bureau}/acts");
        self.ask("POST", &path, &[("idempotency-key", key)], body).await
    }
}

/// How often something was submitted for the silent county.
async fn submissions(sandbox: &Sandbox, running: &Running) -> usize {
    let campaign = &running.campaign.terms.campaign;
    let ledger = sandbox.store.ledger_list(campaign, Some(&SILENT.into())).await.unwrap();
    ledger.iter().filter(|row| matches!(row.effect.what, What::Submitted { .. })).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_submits_a_planner_accepts_and_nothing_happens_twice() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let running =
        sandbox.launch(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels).at_speed(SLOW)).await;
    sandbox.until_notices(&running, 3).await;
    let officer = Served::new(&sandbox, &running, SILENT, Role::Officer).await;
    let planner = Served::new(&sandbox, &running, PREFECTURE, Role::Planner).await;

    let Answer(status, _, sent) =
        officer.ask("POST", "/api/v1/files?name=zongjie.txt", &[], "工作总结").await;
    assert_eq!(status, StatusCode::CREATED, "{sent}");
    let sha256 = sent.split("\"sha256\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let bare = r#"{"do":"submit","obligation":"report"}"#;
    let Answer(status, head, told) = officer.act(SILENT, "a", bare).await;
    assert_eq!(status, StatusCode::CONFLICT, "{told}");
    assert!(head.contains("application/problem+json") && told.contains("报送“report”必须带有附件"), "{told}");

    let file = format!(r#""files":[{{"name":"总结.txt","sha256":"{sha256}"}}]"#);
    let submit = format!(r#"{{"do":"submit","obligation":"report",{file}}}"#);
    let Answer(status, _, first) = officer.act(SILENT, "b", &submit).await;
    assert_eq!(status, StatusCode::OK, "{first}");
    assert!(first.contains("\"submitted\"") && first.contains(&sha256), "{first}");
    let Answer(status, head, again) = officer.act(SILENT, "b", &submit).await;
    assert_eq!((status, again), (StatusCode::OK, first));
    assert!(head.contains("idempotency-replayed: true"), "{head}");
    let Answer(status, _, told) = officer.act(SILENT, "b", bare).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    let Answer(status, _, told) = officer.act(SILENT, "c", &submit).await;
    assert_eq!(status, StatusCode::CONFLICT, "{told}");
    assert_eq!(submissions(&sandbox, &running).await, 1);

    let accept = r#"{"do":"accept","obligation":"report"}"#;
    let Answer(status, _, told) = officer.act(SILENT, "d", accept).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{told}");
    let Answer(status, _, told) = planner.act(SILENT, "d", accept).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let Answer(status, _, told) = planner.act(PUNCTUAL, "e", accept).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "it takes no part: {told}");

    let obligations = format!("/api/v1/campaigns/short/bureaus/{SILENT}/obligations");
    let Answer(status, head, listed) = officer.ask("GET", &obligations, &[], "").await;
    assert!(status == StatusCode::OK && listed.contains("\"accepted\""), "{listed}");
    let tag = head.split("etag: ").nth(1).unwrap().lines().next().unwrap().to_owned();
    let Answer(status, _, listed) = officer.ask("GET", &obligations, &[("if-none-match", &tag)], "").await;
    assert_eq!((status, listed.as_str()), (StatusCode::NOT_MODIFIED, ""));
}
