//! The league table's pages on a store with a small campaign in it.

use crate::router_as;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use calamine::{Reader, Xlsx};
use duban_archive::{Archive, ArchiveOptions, Location, USUAL_TYPES};
use duban_config::{known_calendar, known_holidays, load_plan, sample_directory, samples};
use duban_domain::{
    Actor, BureauCode, Command, CommandEnvelope, Docket, Holidays, Machine, Pace, Plan, Terms, Timebase,
    WallTime,
    access::Role,
    calendar::UnannouncedYears,
    record::{Record, Step},
    terms::parties,
};
use duban_service::{Parts as ServiceParts, Service};
use duban_store::{NewCampaign, Store};
use duban_web::{Console, Parts, Principal, Via};
use std::sync::Arc;
use tower::ServiceExt;

const CAMPAIGN: &str = "qiannan-2024-key-products";
const PREFECTURE: &str = "522700";
/// Hands everything in.
const DUYUN: &str = "522701";
/// Hands nothing in.
const FUQUAN: &str = "522702";

/// A store with Qiannan's campaign: two counties' dockets to September. A name that begins with `=`.
pub(crate) async fn console(folder: &tempfile::TempDir) -> Console {
    console_knowing(folder, known_holidays().unwrap()).await
}

/// The same where other holidays are known.
async fn console_knowing(folder: &tempfile::TempDir, holidays: Holidays) -> Console {
    let store = Store::open(&format!("sqlite:{}", folder.path().join("duban.db").display())).await.unwrap();
    store.migrate().await.unwrap();
    let directory = sample_directory().unwrap();
    let mut bureaus: Vec<_> = directory.iter().cloned().collect();
    for bureau in &mut bureaus {
        if bureau.code.as_str() == FUQUAN {
            bureau.name = "=HYPERLINK(\"http://evil\")<b>局".to_owned();
        }
    }
    store.bureau_upsert_all(&bureaus).await.unwrap();
    let file = folder.path().join("plan.yaml");
    std::fs::write(&file, samples::QIANNAN_PLAN).unwrap();
    let loaded = load_plan(&file, &directory, &known_calendar().unwrap()).unwrap_or_else(|e| panic!("{e}"));
    let plan = Plan { unannounced_years: UnannouncedYears::Provisional, ..loaded.plan.clone() };
    let new = NewCampaign {
        plan,
        timebase: Timebase::identity(),
        launched_by: Actor { bureau: PREFECTURE.into(), name: "李四".to_owned() },
        launched_at: WallTime::new(chrono::Utc::now()),
    };
    store.campaign_insert(&new).await.unwrap();
    for county in [DUYUN, FUQUAN] {
        keep(&store, &loaded.terms, county, county == DUYUN).await;
    }
    let archive = Archive::open(ArchiveOptions {
        location: Location::Folder(folder.path().join("archive")),
        max_bytes: 1 << 20,
        allowed_types: USUAL_TYPES.iter().map(|kind| (*kind).to_owned()).collect(),
    });
    let parts = ServiceParts::without_engine(store, archive.unwrap(), directory).unwrap();
    Console::new(Parts { service: Service::new(ServiceParts { holidays, ..parts }) })
}

/// Tells the store what a county's docket tells: opened, and handed in or not.
async fn keep(store: &Store, terms: &Terms, county: &str, diligent: bool) {
    let directory = sample_directory().unwrap();
    let party = parties(&directory, &terms.issuer).into_iter().find(|party| party.bureau.as_str() == county);
    let mut docket = Docket::new(Arc::new(terms.clone()), party.unwrap());
    let mut sequence = 0;
    let until = terms.opens.plus(chrono::Duration::days(130));
    while let Some(at) = docket.next_wake().filter(|at| *at <= until) {
        let mut steps = vec![Step::Wake { now: at }];
        let mut effects = docket.advance_to(at);
        let open: Vec<_> = docket.views().into_iter().filter(|view| view.state.as_str() == "open").collect();
        for duty in open.into_iter().filter(|_| diligent) {
            let by = Actor { bureau: county.into(), name: "王五".to_owned() };
            let command = Command::Submit {
                obligation: duty.id,
                attachments: vec!["总结.docx".to_owned()],
                files: Vec::new(),
                sealed: true,
            };
            let act = CommandEnvelope { by, command };
            effects.extend(docket.execute(&act, at, at).unwrap());
            steps.push(Step::Act { act, at, now: at });
        }
        sequence += 1;
        let record: Record = Record {
            workflow: format!("campaign/{CAMPAIGN}/{county}"),
            sequence,
            campaign: CAMPAIGN.into(),
            bureau: county.into(),
            steps,
            views: docket.views(),
            effects,
            timebase: Timebase::identity(),
            zone: terms.office.zone,
            pace: Pace::default(),
        };
        store.record(&record).await.unwrap();
    }
}

fn viewer(bureau: &str, role: Role) -> Principal {
    Principal::new("test".into(), "测试".into(), BureauCode::from(bureau), role, Via::Session)
}

async fn ask(console: &Console, who: Principal, method: Method, path: &str) -> (StatusCode, Vec<u8>) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::empty());
    let mut request = request.unwrap();
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], 1));
    request.extensions_mut().insert(axum::extract::ConnectInfo(address));
    let response = router_as(console.clone(), Some(who)).oneshot(request).await.unwrap();
    let status = response.status();
    (status, axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap().to_vec())
}

async fn read(console: &Console, who: Principal, path: &str) -> (StatusCode, String) {
    let (status, body) = ask(console, who, Method::GET, path).await;
    (status, String::from_utf8(body).unwrap())
}

#[tokio::test]
async fn a_table_ranks_explains_and_names_who_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let console = console(&folder).await;
    let planner = || viewer(PREFECTURE, Role::Planner);
    let august = format!("/league/{CAMPAIGN}?period=2024-08");
    let (status, page) = read(&console, planner(), &august).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    for said in ["都匀市市场监督管理局", "已定案", "2024-08-31 17:30", "class=\"bar-20\"", "印发排名通报"]
    {
        assert!(page.contains(said), "{said}\n{page}");
    }
    assert!(page.contains("&#60;b&#62;局") && !page.contains("<b>局"), "names stay text");
    assert!(!page.contains("style=\""), "no inline style");
    // It was kept by being looked at.
    let closed = console.store().league_closed(&CAMPAIGN.into()).await.unwrap();
    assert_eq!(closed.len(), 1);

    let (_, obligations) = read(&console, planner(), &format!("{august}&tab=obligations")).await;
    assert!(obligations.contains("阶段性工作总结") && obligations.contains("未报单位"), "{obligations}");
    let facts = format!("/league/{CAMPAIGN}/bureaus/{FUQUAN}?period=2024-08");
    let (status, facts) = read(&console, planner(), &facts).await;
    assert_eq!(status, StatusCode::OK);
    for said in ["第 2 名", "完整率 0/", "✗ 未报", "2024-08-20 17:30"] {
        assert!(facts.contains(said), "{said}\n{facts}");
    }
    let (status, preview) =
        read(&console, planner(), &format!("/league/{CAMPAIGN}/circulate?period=2024-08")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(preview.contains("各县（市、区）市场监督管理局") && preview.contains("确定印发"), "{preview}");
}

#[tokio::test]
async fn everybody_sees_their_own_and_what_is_below() {
    let folder = tempfile::tempdir().unwrap();
    let console = console(&folder).await;
    let county = || viewer(DUYUN, Role::Officer);
    let (status, page) = read(&console, county(), &format!("/league/{CAMPAIGN}?period=2024-08")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("都匀市") && !page.contains("HYPERLINK"), "{page}");
    let own = format!("/league/{CAMPAIGN}/bureaus/{DUYUN}?period=2024-08");
    assert_eq!(read(&console, county(), &own).await.0, StatusCode::OK);
    let foreign = format!("/league/{CAMPAIGN}/bureaus/{FUQUAN}?period=2024-08");
    assert_eq!(read(&console, county(), &foreign).await.0, StatusCode::NOT_FOUND);
    let elsewhere = viewer("520100", Role::Planner);
    assert_eq!(read(&console, elsewhere, &format!("/league/{CAMPAIGN}")).await.0, StatusCode::NOT_FOUND);
    // Circulating is a planner's or leader's, below them.
    let circulate = format!("/league/{CAMPAIGN}/circulate?period=2024-08");
    assert_eq!(read(&console, county(), &circulate).await.0, StatusCode::FORBIDDEN);
    let officer = viewer(PREFECTURE, Role::Officer);
    assert_eq!(read(&console, officer, &circulate).await.0, StatusCode::FORBIDDEN);
    let planner = viewer(DUYUN, Role::Planner);
    assert_eq!(read(&console, planner, &circulate).await.0, StatusCode::NOT_FOUND);
    let officer = viewer(PREFECTURE, Role::Officer);
    let path = format!("/league/{CAMPAIGN}/circulate");
    assert_eq!(ask(&console, officer, Method::POST, &path).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_was_not_meant_is_answered_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let console = console(&folder).await;
    let planner = || viewer(PREFECTURE, Role::Planner);
    for bad in ["period=2023-01", "period=../x", "period=phase:none", "level=emperor", "period="] {
        let path = format!("/league/{CAMPAIGN}?{bad}");
        assert_eq!(read(&console, planner(), &path).await.0, StatusCode::NOT_FOUND, "{bad}");
    }
    assert_eq!(read(&console, planner(), "/league/none").await.0, StatusCode::NOT_FOUND);
    let (status, choose) = read(&console, planner(), "/league").await;
    assert!(status == StatusCode::OK && choose.contains(&format!("/league/{CAMPAIGN}")), "{choose}");
}

#[tokio::test]
async fn a_workbook_holds_names_as_texts() {
    let folder = tempfile::tempdir().unwrap();
    let console = console(&folder).await;
    let path = format!("/league/{CAMPAIGN}/table.xlsx?period=2024-08&level=county");
    let (status, body) = ask(&console, viewer(PREFECTURE, Role::Planner), Method::GET, &path).await;
    assert_eq!(status, StatusCode::OK);
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(body)).unwrap();
    let sheet = book.sheet_names().remove(0);
    assert!(book.worksheet_formula(&sheet).unwrap().is_empty());
    let cells = book.worksheet_range(&sheet).unwrap();
    let names: Vec<_> = (2..4).filter_map(|row| cells.get_value((row, 2))).map(ToString::to_string).collect();
    assert_eq!(names, ["都匀市市场监督管理局", "=HYPERLINK(\"http://evil\")<b>局"]);
}

#[tokio::test]
async fn the_page_the_workbook_and_the_api_tell_the_same_of_every_bureau() {
    let folder = tempfile::tempdir().unwrap();
    let console = console(&folder).await;
    let planner = || viewer(PREFECTURE, Role::Planner);
    let rows = format!("/api/v1/campaigns/{CAMPAIGN}/league/2024-08/rows?level=county");
    let (status, rows) = read(&console, planner(), &rows).await;
    assert_eq!(status, StatusCode::OK, "{rows}");
    let rows: serde_json::Value = serde_json::from_str(&rows).unwrap();
    let rows = rows["items"].as_array().unwrap();
    assert!(rows.len() >= 2, "{rows:?}");
    let (_, page) =
        read(&console, planner(), &format!("/league/{CAMPAIGN}?period=2024-08&level=county")).await;
    let path = format!("/league/{CAMPAIGN}/table.xlsx?period=2024-08&level=county");
    let (_, body) = ask(&console, planner(), Method::GET, &path).await;
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(body)).unwrap();
    let sheet = book.sheet_names().remove(0);
    let cells = book.worksheet_range(&sheet).unwrap();
    assert_eq!(cells.height(), rows.len() + 2);
    for (line, row) in (2_u32..).zip(rows) {
        let cell = |column| cells.get_value((line, column)).map(ToString::to_string).unwrap_or_default();
        assert_eq!(cell(1), row["bureau"].as_str().unwrap());
        for (share, part, of) in [("complete", 4, 3), ("timely", 6, 3), ("rectified", 9, 8)] {
            let figure = &row["figures"][share];
            let (told, owed) = (figure["part"].as_u64().unwrap(), figure["of"].as_u64().unwrap());
            assert_eq!((cell(part), cell(of)), (told.to_string(), owed.to_string()), "{share}: {row}");
            if owed > 0 {
                assert!(page.contains(&format!("{told}/{owed}")), "{share}: {row}\n{page}");
            }
        }
    }
}

/// `PAGES_FOLDER=/tmp/pages cargo test … write_pages` writes the pages to look at.
#[tokio::test]
async fn write_pages() {
    let Some(out) = std::env::var_os("PAGES_FOLDER").map(std::path::PathBuf::from) else { return };
    let folder = tempfile::tempdir().unwrap();
    let console = console(&folder).await;
    let base = format!("/league/{CAMPAIGN}");
    for (name, path) in [
        ("table", format!("{base}?period=2024-08")),
        ("obligations", format!("{base}?period=2024-08&tab=obligations")),
        ("facts", format!("{base}/bureaus/{FUQUAN}?period=2024-08")),
        ("circulate", format!("{base}/circulate?period=2024-08")),
    ] {
        let (_, page) = read(&console, viewer(PREFECTURE, Role::Planner), &path).await;
        std::fs::write(out.join(format!("league-{name}.html")), page).unwrap();
    }
}

#[tokio::test]
async fn dates_of_a_year_that_is_not_announced_are_marked() {
    let folder = tempfile::tempdir().unwrap();
    let known = console(&folder).await;
    let paths = [
        format!("/league/{CAMPAIGN}?period=campaign"),
        format!("/league/{CAMPAIGN}?period=campaign&tab=obligations"),
        format!("/league/{CAMPAIGN}/bureaus/{FUQUAN}?period=campaign"),
    ];
    for path in &paths {
        let (_, html) = read(&known, viewer(PREFECTURE, Role::Planner), path).await;
        assert!(!html.contains("（暂定）"), "{path}: {html}");
    }
    let folder = tempfile::tempdir().unwrap();
    let unknown = console_knowing(&folder, Holidays::default()).await;
    for path in &paths {
        let (status, html) = read(&unknown, viewer(PREFECTURE, Role::Planner), path).await;
        assert!(status.is_success() && html.contains("（暂定）"), "{path}: {html}");
    }
    let resource = format!("/api/v1/campaigns/{CAMPAIGN}/league/campaign/obligations");
    for (console, provisional) in [(&known, false), (&unknown, true)] {
        let (status, text) = read(console, viewer(PREFECTURE, Role::Planner), &resource).await;
        let listed: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(status.is_success() && listed["items"][0]["provisional"] == provisional, "{text}");
    }
}
