//! The pages of findings, listings and incidents as requests and answers: who sees what, what hostile
//! input comes to, and that texts stay texts.

use crate::router_as;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use duban_archive::{Archive, ArchiveOptions, Location, USUAL_TYPES};
use duban_config::{known_calendar, load_plan, sample_directory};
use duban_domain::{
    Actor, Attachment, Directory, Finding, FindingId, Incident, Listing, Machine, PlanTime, Terms, Timebase,
    WallTime,
    access::Role,
    finding::{CreditCode, FindingTerms, Grade, ProblemKind, Product, Registration, Source, Subject, Trade},
    incident::IncidentOpening,
    listing::{Ground, ListingOpening, ListingTarget, ListingTerms},
    record::{Record, Step},
    terms::parties,
};
use duban_service::Service;
use duban_store::{NewCampaign, Projection, Store};
use duban_web::{Console, Parts, Principal, Via};
use std::{path::Path, sync::Arc};
use tower::ServiceExt;

const CAMPAIGN: &str = "qiannan-2024-key-products";
const HTML: &str = "<script>alert('x')</script><b>\"&";

struct MatterStage {
    folder: tempfile::TempDir,
    service: Service,
    archive: Archive,
}

fn at(text: &str) -> PlanTime {
    PlanTime::new(text.parse().unwrap())
}

impl MatterStage {
    /// A store with the sample campaign and a finding, a listing and an incident in Duyun, whose every text is
    /// hostile.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("d.db").display())).await.unwrap();
        store.migrate().await.unwrap();
        let (directory, calendar) = (sample_directory().unwrap(), known_calendar().unwrap());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/plans/qiannan-2024.yaml");
        let plan = load_plan(&path, &directory, &calendar).unwrap().plan;
        store.bureau_upsert_all(&directory.iter().cloned().collect::<Vec<_>>()).await.unwrap();
        let (launched_by, launched_at) =
            (actor("522700"), WallTime::new("2024-05-09T01:00:00Z".parse().unwrap()));
        let timebase = Timebase::identity();
        store
            .campaign_insert(&NewCampaign { plan: plan.clone(), timebase, launched_by, launched_at })
            .await
            .unwrap();
        let location = Location::Folder(folder.path().join("archive"));
        let allowed_types = USUAL_TYPES.iter().map(|kind| (*kind).to_owned()).collect();
        let archive = Archive::open(ArchiveOptions { location, max_bytes: 1 << 20, allowed_types }).unwrap();
        let parts =
            duban_service::Parts::without_engine(store.clone(), archive.clone(), directory.clone()).unwrap();
        let terms = Terms::resolve(&plan, &calendar).unwrap();
        let stage = Self { folder, service: Service::new(parts), archive };
        stage.register(&store, &terms, &directory, timebase).await;
        stage
    }

    async fn register(&self, store: &Store, terms: &Terms, directory: &Directory, timebase: Timebase) {
        let photograph = self.archive.put_upload("现场<b>.png", PNG).await.unwrap();
        let page = self.archive.put_upload("页.txt", "检查记录：<b>".as_bytes()).await.unwrap();
        let registration = registration(vec![photograph.clone(), page]);
        let party = |code: &str| {
            parties(directory, &terms.issuer).into_iter().find(|party| party.bureau.as_str() == code).unwrap()
        };
        let (rules, listing) = (terms.findings.clone().unwrap(), terms.listing.unwrap_or_default());
        let finding_terms = FindingTerms { matter: terms.matter(), rules, listing };
        let at = at("2024-07-01T02:00:00Z");
        let finding =
            Finding::new(Arc::new(finding_terms), party("522701"), registration, actor("522701"), at);
        begun(store, finding, ("finding", "522701-1"), (at, timebase)).await;
        let listing = Listing::new(ListingOpening {
            id: "522701-hand-1".into(),
            terms: Arc::new(ListingTerms { matter: terms.matter(), rules: listing }),
            party: party("522701"),
            target: ListingTarget::Bureau { obligation: None },
            grounds: vec![Ground::PublicAttention],
            reason: format!("敏感舆情{HTML}"),
            by: Some(actor("522700")),
            at,
            issued: None,
            previous: None,
        });
        begun(store, listing, ("listing", "522701-hand-1"), (at, timebase)).await;
        let incident = Incident::new(IncidentOpening {
            id: "522701-1".into(),
            matter: Arc::new(terms.matter()),
            rules: terms.incidents,
            party: party("522701"),
            title: format!("热水器漏电{HTML}"),
            text: format!("已送医{HTML}"),
            attachments: vec![photograph],
            by: actor("522701"),
            at,
        });
        begun(store, incident, ("incident", "522701-1"), (at, timebase)).await;
    }

    fn app(&self, role: Role, bureau: &str) -> Router {
        let principal = Principal::new("li".into(), "李四".into(), bureau.into(), role, Via::Session);
        router_as(Console::new(Parts { service: self.service.clone() }), Some(principal))
    }

    async fn get(&self, bureau: &str, path: &str) -> (StatusCode, String) {
        ask(self.app(Role::Officer, bureau), Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// A file as it is saved.
    async fn bytes(&self, bureau: &str, path: &str) -> Vec<u8> {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = self.app(Role::Officer, bureau).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        to_bytes(response.into_body(), 64 << 20).await.unwrap().to_vec()
    }

    /// Sends a form with files.
    async fn post(&self, bureau: &str, path: &str, fields: &[Field<'_>]) -> (StatusCode, String) {
        ask(self.app(Role::Officer, bureau), form(path, fields)).await
    }
}

/// Records what a machine of Duyun's did when it began.
async fn begun<M>(
    store: &Store,
    mut machine: M,
    (kind, id): (&str, &str),
    (at, timebase): (PlanTime, Timebase),
) where
    M: Machine,
    M::View: Projection<M::Event>,
{
    let effects = machine.advance_to(at);
    let record = Record {
        workflow: format!("{kind}/{CAMPAIGN}/{id}"),
        sequence: 1,
        campaign: CAMPAIGN.into(),
        bureau: "522701".into(),
        steps: vec![Step::<M::Command>::Wake { now: at }],
        effects,
        views: machine.views(),
        timebase,
        zone: chrono_tz::Asia::Shanghai,
        pace: duban_domain::Pace::default(),
    };
    store.record(&record).await.unwrap();
}

/// A field of a form: its name, the file's name if it is one, and its content.
type Field<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// A form with files.
fn form(path: &str, fields: &[Field<'_>]) -> Request<Body> {
    const MARK: &str = "XXmarkXX";
    let mut body = Vec::new();
    for (name, file, content) in fields {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend(
            format!("--{MARK}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes(),
        );
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{MARK}--\r\n").bytes());
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={MARK}"))
        .header("sec-fetch-site", "same-origin");
    request.body(Body::from(body)).unwrap()
}

async fn ask(app: Router, request: Request<Body>) -> (StatusCode, String) {
    let response = app.oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 64 << 20).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

fn actor(bureau: &str) -> Actor {
    Actor { bureau: bureau.into(), name: HTML.to_owned() }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde";

fn registration(attachments: Vec<Attachment>) -> Registration {
    Registration {
        id: FindingId::from("522701-1"),
        county: "522701".into(),
        subject: Subject::Enterprise {
            name: format!("=cmd|{HTML}"),
            credit_code: CreditCode::parse("91522701DEM000001E").unwrap(),
            trade: Trade::Producer,
        },
        product: Product { group: HTML.to_owned(), item: Some(HTML.to_owned()) },
        kind: ProblemKind::Production,
        source: Source::Check,
        grade: Grade::Serious,
        problem: format!("-{HTML}"),
        found_on: "2024-06-30".parse().unwrap(),
        corrected: None,
        attachments,
    }
}

const FINDING: &str = "/findings/qiannan-2024-key-products/522701-1";
const LISTING: &str = "/listings/qiannan-2024-key-products/522701-hand-1";
const INCIDENT: &str = "/incidents/qiannan-2024-key-products/522701-1";

#[tokio::test]
async fn texts_stay_texts_on_every_page() {
    let stage = MatterStage::new().await;
    for path in [
        FINDING,
        LISTING,
        INCIDENT,
        "/findings",
        "/findings/new",
        "/findings/import",
        "/listings",
        "/incidents",
        "/incidents/new",
    ] {
        let (status, html) = stage.get("522701", path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!html.contains("<script>alert"), "{path}");
        assert!(!html.contains("finding-") || !html.contains(">finding-"), "{path}: a text is missing");
    }
    let (_, html) = stage.get("522701", FINDING).await;
    for text in ["&#60;script&#62;", "责令整改（第1轮）", "提交整改材料", "整改通知书"] {
        assert!(html.contains(text), "{text}");
    }
    let asked = format!("/findings?q={}&product={}", "%3Cscript%3Ealert(1)", "%22%3E%3Cscript%3Ealert(1)");
    let (status, html) = stage.get("522701", &asked).await;
    assert!(status == StatusCode::OK && !html.contains("<script>alert"));
}

#[tokio::test]
async fn nobody_sees_another_bureaus_findings_and_nobody_acts_for_another() {
    let stage = MatterStage::new().await;
    for path in [FINDING, &format!("{FINDING}/files/{}", "0".repeat(64)), "/findings?bureau=522701"] {
        assert_eq!(stage.get("522702", path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/findings/other/522701-1", "/findings/qiannan-2024-key-products/none", "/finding-imports/0"]
    {
        assert_eq!(stage.get("522701", path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let (_, html) = stage.get("522702", "/findings").await;
    assert!(!html.contains(FINDING));
    let (_, csv) = stage.get("522702", "/findings/export.csv").await;
    assert_eq!(csv.lines().count(), 1);
    // The prefecture sees it and may not file evidence for the county.
    let (status, html) = stage.get("522700", FINDING).await;
    assert!(status == StatusCode::OK && !html.contains("/evidence\""));
    let note: &[(&str, Option<&str>, &[u8])] = &[("note", None, "已整改".as_bytes())];
    assert_eq!(stage.post("522700", &format!("{FINDING}/evidence"), note).await.0, StatusCode::FORBIDDEN);
    assert_eq!(stage.post("522702", &format!("{FINDING}/evidence"), note).await.0, StatusCode::NOT_FOUND);
    assert_eq!(stage.post("522701", &format!("{FINDING}/reinspect"), note).await.0, StatusCode::CONFLICT);
    let observer = stage.app(Role::Observer, "522701");
    let (status, html) = ask(observer, Request::get(FINDING).body(Body::empty()).unwrap()).await;
    assert!(status == StatusCode::OK && !html.contains("<form method=\"post\" action=\"/findings"));
}

#[tokio::test]
async fn every_kind_of_matter_has_its_page_and_its_resource() {
    let stage = MatterStage::new().await;
    let of_leader = async |path: &str| {
        let request = Request::get(path).body(Body::empty()).unwrap();
        ask(stage.app(Role::Leader, "522700"), request).await.1
    };
    let listing = of_leader(LISTING).await;
    for text in [
        "<h1>挂牌督办：",
        "<dt>督办事由</dt>",
        "敏感舆情&#60;script&#62;",
        "action=\"/listings/qiannan-2024-key-products/522701-hand-1/decide\"",
    ] {
        assert!(listing.contains(text), "{text}: {listing}");
    }
    let incident = of_leader(INCIDENT).await;
    for text in [
        "<h1>热水器漏电&#60;script&#62;",
        "<p class=\"kept-lines\">已送医&#60;script&#62;",
        "<img src=\"/incidents/qiannan-2024-key-products/522701-1/files/",
        "id=\"levels-title\"",
        "action=\"/incidents/qiannan-2024-key-products/522701-1/take-note\"",
    ] {
        assert!(incident.contains(text), "{text}: {incident}");
    }
    let files = stage.service.store().incident_get(&CAMPAIGN.into(), &"522701-1".into()).await.unwrap();
    let file = format!("{INCIDENT}/files/{}", files.unwrap().attachments[0].sha256);
    assert_eq!(stage.bytes("522701", &file).await, PNG);
    // There is no engine here: what may be done is not answered, and what is not offered is a conflict.
    let note: &[(&str, Option<&str>, &[u8])] = &[("text", None, "续报".as_bytes())];
    for (path, status) in [
        (format!("{INCIDENT}/update"), StatusCode::SERVICE_UNAVAILABLE),
        // The levels above take note, and a county does not see them.
        (format!("{INCIDENT}/take-note"), StatusCode::NOT_FOUND),
        (format!("{LISTING}/plan"), StatusCode::CONFLICT),
    ] {
        assert_eq!(stage.post("522701", &path, note).await.0, status, "{path}");
    }
    for (resources, id, kind) in [
        ("findings", "522701-1", "finding"),
        ("listings", "522701-hand-1", "listing"),
        ("incidents", "522701-1", "incident"),
    ] {
        let (_, whole) = stage.get("522701", &format!("/api/v1/campaigns/{CAMPAIGN}/{resources}/{id}")).await;
        let whole: serde_json::Value = serde_json::from_str(&whole).unwrap();
        assert_eq!(whole[kind]["id"], id, "{whole}");
        assert!(!whole["history"].as_array().unwrap().is_empty(), "{whole}");
    }
}

#[tokio::test]
async fn exported_cells_are_no_formulas() {
    let stage = MatterStage::new().await;
    let (status, csv) = stage.get("522701", "/findings/export.csv?standing=ordered").await;
    assert!(status == StatusCode::OK && csv.starts_with("\u{feff}\"编号\""), "{csv}");
    assert!(csv.contains("\"'=cmd|") && csv.contains("\"'-<script>"), "{csv}");
    let (status, book) = stage.get("522701", "/findings/export.xlsx").await;
    assert!(status == StatusCode::OK && book.starts_with("PK"));
    assert_eq!(stage.get("522701", "/findings/template.xlsx").await.0, StatusCode::OK);
}

#[tokio::test]
async fn every_place_tells_the_same_figures_of_findings() {
    let stage = MatterStage::new().await;
    let of = stage.service.store().finding_statistics(&CAMPAIGN.into()).await.unwrap();
    let (found, open) =
        (of.iter().map(|one| one.found).sum::<u32>(), of.iter().map(|one| one.open).sum::<u32>());
    assert_eq!((found, open), (1, 1));
    let (_, api) = stage.get("522701", &format!("/api/v1/campaigns/{CAMPAIGN}/finding-statistics")).await;
    let api: serde_json::Value = serde_json::from_str(&api).unwrap();
    assert_eq!((&api["items"][0]["found"], &api["items"][0]["open"]), (&found.into(), &open.into()), "{api}");
    let (_, html) = stage.get("522701", &format!("/campaigns/{CAMPAIGN}/bureaus/522701")).await;
    assert!(html.contains(&format!("&amp;bureau=522701\">{found}</a></dd>")), "{html}");
    let book = stage.bytes("522701", "/findings/export.xlsx").await;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(book)).unwrap();
    let sheet = calamine::Reader::sheet_names(&book).remove(0);
    let cells = calamine::Reader::worksheet_range(&mut book, &sheet).unwrap();
    assert_eq!(cells.height(), found as usize + 1, "the headings and a row a finding");
    let closed = cells
        .rows()
        .filter(|row| row.iter().any(|cell| matches!(cell, calamine::Data::String(text) if text == "已销号")))
        .count();
    assert_eq!(found as usize - closed, open as usize);
    let (_, csv) = stage.get("522701", "/findings/export.csv").await;
    assert_eq!(csv.matches("91522701DEM000001E").count(), found as usize);
}

#[tokio::test]
async fn files_are_saved_or_shown_and_never_run() {
    let stage = MatterStage::new().await;
    let detail =
        stage.service.store().finding_get(&CAMPAIGN.into(), &"522701-1".into()).await.unwrap().unwrap();
    let kinds = ["inline", "attachment"];
    for (file, how) in detail.attachments.iter().zip(kinds) {
        let request = Request::get(format!("{FINDING}/files/{}", file.sha256)).body(Body::empty()).unwrap();
        let response = stage.app(Role::Officer, "522701").oneshot(request).await.unwrap();
        let head = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert!(head("content-disposition").starts_with(how), "{}", file.name);
        assert_eq!((head("x-content-type-options").as_str(), response.status()), ("nosniff", StatusCode::OK));
        assert_eq!(head("content-security-policy"), "default-src 'none'; sandbox");
        assert!(how == "inline" || head("content-type") == "application/octet-stream");
    }
    // A file that is gone from the archive is no fault of who reads it.
    std::fs::remove_dir_all(stage.folder.path().join("archive")).unwrap();
    let gone = stage.get("522701", &format!("{FINDING}/files/{}", detail.attachments[0].sha256)).await;
    assert_eq!(gone.0, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn what_was_typed_is_there_again_with_its_problems() {
    let stage = MatterStage::new().await;
    let fields: &[(&str, Option<&str>, &[u8])] = &[
        ("campaign", None, CAMPAIGN.as_bytes()),
        ("county", None, b"522701"),
        ("name", None, HTML.as_bytes()),
        ("code", None, b"123"),
        ("trade", None, "生产".as_bytes()),
        ("problem", None, "出厂检验记录不全".as_bytes()),
        ("files", Some("../../../etc/照片.png"), PNG),
    ];
    let (status, html) = stage.post("522701", "/findings/new", fields).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for text in
        ["“123”共3位；统一社会信用代码为18位", "此项必填", "出厂检验记录不全", "&#60;script&#62;", "照片.png"]
    {
        assert!(html.contains(text), "{text}");
    }
    assert!(!html.contains("etc"), "a path in a name is dropped");
    let token = html.split("name=\"kept\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(token.len(), 32, "the photograph is kept for the next try");
    let (_, html) =
        stage.post("522701", "/findings/new", &[fields[0], ("kept", None, token.as_bytes())]).await;
    assert!(!html.contains("照片.png"), "another console does not know it");
}

#[tokio::test]
async fn hostile_uploads_get_a_clear_answer() {
    let stage = MatterStage::new().await;
    let campaign = ("campaign", None, CAMPAIGN.as_bytes());
    let import = "/findings/import";
    let large = vec![b'x'; (1 << 20) + 1];
    let (status, _) = stage.post("522701", import, &[campaign, ("sheet", Some("大.csv"), &large)]).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    let (status, html) = stage.post("522701", import, &[campaign]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请选择要导入的表格"));
    let program: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0>\0";
    let (status, html) = stage.post("522701", import, &[campaign, ("sheet", Some("x.xlsx"), program)]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("不是可以上传的类型"), "{status}");
    let sheet = "县（市、区）局,单位名称,单位类别\n";
    let (status, html) =
        stage.post("522701", import, &[campaign, ("sheet", Some("x.csv"), sheet.as_bytes())]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("没有找到表头"), "{html}");
    let entries = std::fs::read_dir(stage.folder.path()).unwrap().count();
    assert!(entries <= 5, "nothing is left beside the store and the archive");
}

#[tokio::test]
async fn a_preview_registers_nothing_and_tells_rows_and_columns() {
    let stage = MatterStage::new().await;
    let header = "编号,县（市、区）局,单位名称,统一社会信用代码,单位类型,产品类别,产品名称,领域,来源,等级,问题描述,发现日期,现场整改结果,附件";
    let good = "7,都匀市,<b>都匀示范电缆厂,91522701DEM000001E,生产,电线电缆,,生产领域,现场检查,一般,出厂检验记录不全,2024-07-01,,";
    let bad = good.replacen('7', "8", 1).replace("一般", "中等");
    let foreign = good.replacen('7', "9", 1).replace("都匀市", "福泉市");
    let sheet = format!("{header}\n{good}\n{bad}\n{foreign}\n");
    let fields: &[(&str, Option<&str>, &[u8])] =
        &[("campaign", None, CAMPAIGN.as_bytes()), ("sheet", Some("隐患.csv"), sheet.as_bytes())];
    let (status, html) = stage.post("522701", "/findings/import", fields).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    for text in ["确认登记 1 条", "“中等”不在可选范围", "不是本单位的问题隐患", "&#60;b&#62;都匀示范电缆厂"]
    {
        assert!(html.contains(text), "{text}");
    }
    let count = stage.service.store().finding_statistics(&CAMPAIGN.into()).await.unwrap();
    assert_eq!(count.iter().map(|line| line.found).sum::<u32>(), 1);
    let request = Request::post("/findings/import/confirm")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    let body = Body::from(format!("campaign={CAMPAIGN}&kept=0"));
    let (status, _) = ask(stage.app(Role::Officer, "522701"), request.body(body).unwrap()).await;
    assert_eq!(status, StatusCode::CONFLICT, "a preview that is not there");
}

/// A workbook of the headings of findings and one row on each of these sheets: its name, the number of its row, and
/// whether it is hidden; and a sheet of explanations.
fn quarters(sheets: &[(&str, &str, bool)]) -> Vec<u8> {
    let headings = HEADINGS.split(',').collect::<Vec<_>>();
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("填表说明").unwrap().write(0, 0, "逐项填写").unwrap();
    for (name, number, hidden) in sheets {
        let row = GOOD.replacen('7', number, 1);
        let sheet = book.add_worksheet().set_name(*name).unwrap().set_hidden(*hidden);
        sheet.write_row(0, 0, headings.iter().copied()).unwrap();
        sheet.write_row(1, 0, row.split(',')).unwrap();
    }
    book.save_to_buffer().unwrap()
}

const HEADINGS: &str = "编号,县（市、区）局,单位名称,统一社会信用代码,单位类型,产品类别,产品名称,领域,来源,等级,问题描述,发现日期,现场整改结果,附件";
const GOOD: &str = "7,都匀市,都匀示范电缆厂,91522701DEM000001E,生产,电线电缆,,生产领域,现场检查,一般,出厂检验记录不全,2024-07-01,,";

#[tokio::test]
async fn where_several_sheets_could_be_meant_the_person_chooses() {
    let stage = MatterStage::new().await;
    // One console: what was handed in is kept for the next word of the same person.
    let app = stage.app(Role::Officer, "522701");
    let campaign: Field<'_> = ("campaign", None, CAMPAIGN.as_bytes());
    let import = "/findings/import";
    let book = quarters(&[("一季度", "71", false), ("二季度", "72", false), ("草稿", "73", true)]);
    let (status, html) =
        ask(app.clone(), form(import, &[campaign, ("sheet", Some("台账.xlsx"), &book)])).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    let options: Vec<_> = html.split("<option value=\"").skip(1).map(|rest| rest.split('"').next()).collect();
    let quarters_named = options.iter().flatten().filter(|name| name.ends_with("季度")).count();
    assert_eq!(quarters_named, 2, "those that could be meant: {html}");
    assert!(!html.contains("value=\"草稿\"") && !html.contains("value=\"填表说明\""), "{html}");
    assert!(!html.contains("522701-71") && !html.contains("确认登记"), "nothing is read before: {html}");

    let token = html.split("name=\"kept\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let chosen = [campaign, ("kept", None, token.as_bytes()), ("page", None, "二季度".as_bytes())];
    let (status, html) = ask(app.clone(), form(import, &chosen)).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    assert!(html.contains("已读取工作表“二季度”"), "{html}");
    assert!(
        html.contains("“一季度”") && html.contains("“草稿”（隐藏）") && html.contains("“填表说明”"),
        "{html}"
    );
    assert!(html.contains("确认登记 1 条"), "{html}");
    let wrong = [campaign, ("kept", None, token.as_bytes()), ("page", None, "草稿".as_bytes())];
    let (status, html) = ask(app.clone(), form(import, &wrong)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html.contains("工作表“草稿”是隐藏的"), "{html}");

    // Where only one could be meant, it is read, and what was not is told.
    let book = quarters(&[("一季度", "71", false), ("草稿", "73", true)]);
    let (_, html) = ask(app, form(import, &[campaign, ("sheet", Some("台账.xlsx"), &book)])).await;
    assert!(html.contains("已读取工作表“一季度”") && html.contains("“草稿”（隐藏）"), "{html}");
}

#[tokio::test]
async fn questions_that_cannot_be_are_told() {
    let stage = MatterStage::new().await;
    for question in ["standing=x", "grade=huge", "from=2024-02-30", "older=1", "newer=_", "source=%00"] {
        let (status, _) = stage.get("522701", &format!("/findings?{question}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{question}");
    }
    for question in ["q=%25", "q=%27%3B--", "from=2024-07-01&until=2024-07-01", "overdue=1&q=%E9%83%BD"] {
        assert_eq!(
            stage.get("522701", &format!("/findings?{question}")).await.0,
            StatusCode::OK,
            "{question}"
        );
    }
}
