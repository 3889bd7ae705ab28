//! The pages of the overview, a bureau, the inbox and notices on a store that a real docket has filled.

use crate::router_as;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::{DateTime, Utc};
use duban_archive::{Archive, ArchiveOptions, Location, USUAL_TYPES};
use duban_config::{known_calendar, known_holidays, read_plan, sample_directory, samples::QIANNAN_PLAN};
use duban_domain::{
    Actor, BureauCode, CampaignId, Command, CommandEnvelope, Docket, DocketEvent, EventEnvelope, Holidays,
    Machine, Pace, PlanTime, Terms, Timebase, WallTime,
    access::Role,
    calendar::UnannouncedYears,
    docket::{DocketRecord, ObligationStatus, ObligationView, Returned},
    record::{Record, Step},
    redating::{Clock, Move},
    terms::parties,
};
use duban_service::{Parts as ServiceParts, Service};
use duban_store::{NewCampaign, Store};
use duban_web::{Console, Parts, Principal, Via};
use std::sync::Arc;
use tempfile::TempDir;
use tower::ServiceExt;

pub(crate) const ISSUER: &str = "522700";
pub(crate) const COUNTY: &str = "522701";
pub(crate) const OTHER: &str = "522702";
const HOSTILE: &str = "<script>alert(1)</script>\"'&";

pub(crate) fn at(text: &str) -> PlanTime {
    PlanTime::new(DateTime::parse_from_rfc3339(&format!("{text}:00+08:00")).unwrap().with_timezone(&Utc))
}

/// A store in which two counties of the sample campaign have come to `now`; one has handed in late.
pub(crate) struct Scene {
    pub(crate) console: Console,
    campaign: CampaignId,
    _folder: TempDir,
}

pub(crate) async fn scene(now: &str) -> Scene {
    scene_knowing(now, known_holidays().unwrap()).await
}

/// The same where other holidays are known.
async fn scene_knowing(now: &str, holidays: Holidays) -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let directory = sample_directory().unwrap();
    let calendar = known_calendar().unwrap();
    let mut plan = read_plan("qiannan-2024.yaml".as_ref(), QIANNAN_PLAN, &directory, &calendar).unwrap().plan;
    plan.title = HOSTILE.to_owned();
    plan.unannounced_years = UnannouncedYears::Provisional;
    plan.obligations.iter_mut().for_each(|one| one.title.push_str(HOSTILE));
    let url = format!("sqlite:{}", folder.path().join("duban.db").display());
    let store = Store::open(&url).await.unwrap();
    store.migrate().await.unwrap();
    store.bureau_upsert_all(&directory.iter().cloned().collect::<Vec<_>>()).await.unwrap();
    let by = Actor { bureau: ISSUER.into(), name: "张三".to_owned() };
    let timebase = Timebase::compressed(at(now), WallTime::new(Utc::now()), 1);
    let launched_at = WallTime::new(Utc::now());
    let new = NewCampaign { plan: plan.clone(), timebase, launched_by: by, launched_at };
    store.campaign_insert(&new).await.unwrap();
    let terms = Arc::new(Terms::resolve(&plan, &calendar).unwrap());
    for code in [COUNTY, OTHER] {
        let party =
            parties(&directory, &plan.issuer).into_iter().find(|p| p.bureau.as_str() == code).unwrap();
        let docket = Docket::new(terms.clone(), party);
        live(&store, docket, code == COUNTY, at(now)).await;
    }
    let archive = Archive::open(ArchiveOptions {
        location: Location::Folder(folder.path().join("archive")),
        max_bytes: 1 << 20,
        allowed_types: USUAL_TYPES.iter().map(|kind| (*kind).to_owned()).collect(),
    })
    .unwrap();
    let parts = ServiceParts::without_engine(store, archive, directory).unwrap();
    let service = Service::new(ServiceParts { holidays, ..parts });
    Scene { console: Console::new(Parts { service }), campaign: plan.id, _folder: folder }
}

/// A docket's life up to an instant, in one record, and one submission of what is open.
async fn live(store: &Store, mut docket: Docket, submits: bool, now: PlanTime) {
    let mut effects: Vec<EventEnvelope> = Vec::new();
    while let Some(next) = docket.next_wake().filter(|next| *next <= now) {
        effects.extend(docket.advance_to(next));
    }
    if submits {
        let by = Actor { bureau: docket.party().bureau.clone(), name: HOSTILE.to_owned() };
        for view in docket.views() {
            let command = Command::Submit {
                obligation: view.id.clone(),
                attachments: vec!["总结.docx".to_owned()],
                files: Vec::new(),
                sealed: true,
            };
            if docket.terms().review_by(&view).is_none()
                && docket.terms().item(&view.id).unwrap().review.is_some()
            {
                effects.extend(
                    docket
                        .execute(&CommandEnvelope { by: by.clone(), command }, now, now)
                        .unwrap_or_default(),
                );
            }
        }
    }
    let (campaign, bureau) = (docket.terms().campaign.clone(), docket.party().bureau.clone());
    let record: DocketRecord = Record {
        workflow: format!("campaign/{campaign}/{bureau}"),
        sequence: 1,
        campaign,
        bureau,
        steps: vec![Step::Wake { now }],
        effects,
        views: docket.views(),
        timebase: Timebase::identity(),
        zone: docket.terms().office.zone,
        pace: Pace::default(),
    };
    store.record(&record).await.unwrap();
}

impl Scene {
    fn principal(bureau: &str, role: Role) -> Principal {
        let name = HOSTILE.to_owned();
        Principal::new("account".to_owned(), name, BureauCode::from(bureau), role, Via::Session)
    }

    fn as_(&self, bureau: &str, role: Role) -> Router {
        router_as(self.console.clone(), Some(Self::principal(bureau, role)))
    }

    /// Somebody who asks without a page.
    pub(crate) fn viewer(&self, bureau: &str, role: Role) -> duban_web::Viewer {
        self.console.service().viewer(Self::principal(bureau, role))
    }

    pub(crate) async fn get(&self, bureau: &str, role: Role, path: &str) -> (StatusCode, String) {
        answer(self.as_(bureau, role), Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// An answer that is no text.
    pub(crate) async fn bytes(&self, bureau: &str, role: Role, path: &str) -> (StatusCode, Vec<u8>) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = self.as_(bureau, role).oneshot(request).await.unwrap();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap();
        (status, body.to_vec())
    }

    pub(crate) async fn post(
        &self,
        bureau: &str,
        role: Role,
        path: &str,
        form: &str,
    ) -> (StatusCode, String) {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(form.to_owned()))
            .unwrap();
        answer(self.as_(bureau, role), request).await
    }

    pub(crate) const fn campaign(&self) -> &CampaignId {
        &self.campaign
    }

    pub(crate) fn bureau(&self, code: &str) -> String {
        format!("/campaigns/{}/bureaus/{code}", self.campaign)
    }
}

async fn answer(router: Router, request: Request<Body>) -> (StatusCode, String) {
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn every_page_answers_every_role_and_escapes_what_people_typed() {
    let scene = scene("2024-09-05T10:00").await;
    let paths = ["/".to_owned(), "/inbox".to_owned(), "/inbox?below=1".to_owned(), "/notices".to_owned()];
    let found = scene.console.store().notice_search(&Default::default(), &Default::default()).await.unwrap();
    let one = found.iter().find(|row| row.notice.to.as_str() == COUNTY && row.number.is_some()).unwrap();
    let more =
        [scene.bureau(COUNTY), format!("/notices/{}", one.id), "/notices?q=%E6%80%BB%E7%BB%93".to_owned()];
    for role in Role::ALL {
        for path in paths.iter().chain(&more) {
            let (status, html) = scene.get(COUNTY, *role, path).await;
            assert_eq!(status, StatusCode::OK, "{role} {path}: {html}");
            assert!(!html.contains("<script>alert"), "{path} does not escape");
        }
    }
}

#[tokio::test]
async fn another_bureau_s_ids_are_not_found() {
    let scene = scene("2024-09-05T10:00").await;
    let found = scene.console.store().notice_search(&Default::default(), &Default::default()).await.unwrap();
    let foreign = found.iter().find(|row| row.notice.to.as_str() == OTHER).unwrap();
    let asked = found.iter().find(|row| row.notice.to.as_str() == ISSUER);
    let mut paths = vec![
        scene.bureau(OTHER),
        scene.bureau(ISSUER),
        scene.bureau("999999"),
        format!("/notices/{}", foreign.id),
        format!("/notices/{}/document", foreign.id),
        format!("/notices?bureau={OTHER}"),
        "/notices/999999".to_owned(),
        format!("/campaigns/none/bureaus/{COUNTY}"),
        format!("{}/files/{}", scene.bureau(COUNTY), "ab".repeat(32)),
    ];
    paths.extend(asked.map(|row| format!("/notices/{}", row.id)));
    for path in paths {
        let (status, _) = scene.get(COUNTY, Role::Officer, &path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    let path = format!("{}/acts", scene.bureau(OTHER));
    let (status, _) = scene.post(COUNTY, Role::Officer, &path, "act=accept&obligation=x").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, html) = scene.get(COUNTY, Role::Officer, "/notices").await;
    assert!(!html.contains(&format!("/notices/{}\"", foreign.id)));
}

#[tokio::test]
async fn buttons_are_those_of_the_role_and_the_bureau() {
    let scene = scene("2024-09-05T10:00").await;
    let shown = async |bureau: &str, role, of: &str| {
        let (status, html) = scene.get(bureau, role, &scene.bureau(of)).await;
        assert_eq!(status, StatusCode::OK);
        let acts = ["accept", "return", "extend", "waive"];
        let mut found: Vec<_> =
            acts.into_iter().filter(|act| html.contains(&format!("name=\"act\" value=\"{act}\""))).collect();
        found.extend(html.contains("/submissions\"").then_some("submit"));
        found
    };
    assert_eq!(shown(COUNTY, Role::Officer, COUNTY).await, ["submit"]);
    assert_eq!(shown(ISSUER, Role::Officer, COUNTY).await, ["accept", "return"]);
    assert_eq!(shown(ISSUER, Role::Leader, OTHER).await, ["extend", "waive"]);
    assert!(shown(COUNTY, Role::Observer, COUNTY).await.is_empty());
    let path = format!("{}/acts", scene.bureau(COUNTY));
    let (status, _) = scene.post(COUNTY, Role::Officer, &path, "act=waive&obligation=x&reason=a").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn several_at_once_are_answered_one_by_one() {
    let scene = scene("2024-09-05T10:00").await;
    let review = format!("item=review+{}+{COUNTY}+interim-report+1", scene.campaign);
    let form = format!("act=accept&{review}&item=review+none+{COUNTY}+x&item=nonsense");
    let (status, html) = scene.post(ISSUER, Role::Officer, "/inbox", &form).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    // There is no engine here: the first is not answered, the second is not there, the third is nothing.
    assert_eq!(html.matches("sign-bad\">✕").count(), 3, "{html}");
    let (status, _) = scene.post(ISSUER, Role::Officer, "/inbox", "act=accept").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// What is told about a county after its first record.
pub(crate) async fn told(
    scene: &Scene,
    bureau: &str,
    effects: Vec<EventEnvelope>,
    views: Vec<ObligationView>,
) {
    let record: DocketRecord = Record {
        workflow: format!("campaign/{}/{bureau}", scene.campaign),
        sequence: 2,
        campaign: scene.campaign.clone(),
        bureau: bureau.into(),
        steps: Vec::new(),
        effects,
        views,
        timebase: Timebase::identity(),
        zone: chrono_tz::Asia::Shanghai,
        pace: Pace::default(),
    };
    scene.console.store().record(&record).await.unwrap();
}

#[tokio::test]
async fn a_return_that_is_not_taken_keeps_its_reason_and_says_what_is_missing() {
    let scene = scene("2024-09-05T10:00").await;
    let path = format!("{}/acts", scene.bureau(COUNTY));
    let reason = "%E7%BC%BA%E5%B0%91%E6%95%B0%E6%8D%AE"; // 缺少数据
    let form = format!("act=return&obligation=interim-report&reason={reason}&due=");
    let (status, html) = scene.post(ISSUER, Role::Officer, &path, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html.contains("请填写新的截止日期") && html.contains("缺少数据</textarea>"), "{html}");
    assert!(html.contains("新的截止日期（必填）"), "what must be filled in says so: {html}");
    // In the inbox the same, at the card it was typed at.
    let item = format!("review+{}+{COUNTY}+interim-report+1", scene.campaign);
    let form = format!("one=return%7C{item}&reason+{item}={reason}&due+{item}=");
    let (_, html) = scene.post(ISSUER, Role::Officer, "/inbox", &form).await;
    assert!(html.contains("请填写新的截止日期") && html.contains("缺少数据</textarea>"), "{html}");
    assert!(html.contains("<details open>"), "{html}");
}

#[tokio::test]
async fn why_something_was_returned_stands_where_it_is_done_again() {
    let scene = scene("2024-09-05T10:00").await;
    let rows = scene.console.store().duty_list(&scene.campaign, Some(&OTHER.into())).await.unwrap();
    let returned = Returned { at: at("2024-09-04T15:00"), reason: "缺少典型案例".to_owned() };
    let open = rows.into_iter().find(|row| row.duty.state == ObligationStatus::Overdue).unwrap().duty;
    told(&scene, OTHER, Vec::new(), vec![ObligationView { round: 2, returned: Some(returned), ..open }])
        .await;
    for path in [scene.bureau(OTHER), "/inbox".to_owned(), "/".to_owned()] {
        let (_, html) = scene.get(OTHER, Role::Officer, &path).await;
        assert!(html.contains("退回，原因：缺少典型案例"), "{path}: {html}");
    }
}

#[tokio::test]
async fn an_approval_leads_to_its_docket_and_to_what_it_would_issue() {
    let scene = scene("2024-08-28T10:00").await;
    let open = scene.console.store().approval_list(&scene.campaign).await.unwrap();
    let one = open.iter().find(|row| row.bureau.as_str() == OTHER).unwrap();
    let (asked, id) = (one.of.as_str(), one.obligation.as_ref().unwrap());
    let (_, html) = scene.get(asked, Role::Leader, "/inbox").await;
    let draft = format!("/approvals/{}/docket/{OTHER}/{}", scene.campaign, one.approval);
    assert!(html.contains(&format!("href=\"{}#duty-{id}\"", scene.bureau(OTHER))), "{html}");
    assert!(html.contains(&format!("href=\"{draft}\"")), "{html}");
    // There is no engine here to ask; but nobody else is even told that.
    let unanswered = StatusCode::SERVICE_UNAVAILABLE;
    for path in [
        draft.clone(),
        format!("{draft}/document"),
        format!("/api/v1/campaigns/{}/approvals/docket/{OTHER}/{}/preview", scene.campaign, one.approval),
    ] {
        assert_eq!(scene.get(asked, Role::Leader, &path).await.0, unanswered, "{path}");
        assert_eq!(scene.get(OTHER, Role::Leader, &path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let absent = format!("/approvals/{}/docket/{OTHER}/99", scene.campaign);
    assert_eq!(scene.get(asked, Role::Leader, &absent).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_letter_that_is_only_acknowledged_still_asks_for_its_reply() {
    let scene = scene("2024-09-05T10:00").await;
    let found = scene.console.store().notice_search(&Default::default(), &Default::default()).await.unwrap();
    let letter = found.iter().find(|row| row.notice.to.as_str() == OTHER && row.awaits_reply).unwrap();
    let page = format!("/notices/{}", letter.id);
    let (acknowledge, reply) = (format!("action=\"{page}/acknowledgement"), format!("action=\"{page}/reply"));
    let (_, html) = scene.get(OTHER, Role::Officer, &page).await;
    assert!(html.contains(&acknowledge) && html.contains(&reply), "{html}");
    assert!(html.contains("回复期限"), "{html}");
    let notice = letter.notice.ordinal;
    let line = |what| EventEnvelope::new(at("2024-09-05T09:00"), None, what);
    told(&scene, OTHER, vec![line(DocketEvent::Acknowledged { notice, reply: None })], Vec::new()).await;
    let (_, html) = scene.get(OTHER, Role::Officer, &page).await;
    assert!(!html.contains(&acknowledge) && html.contains(&reply), "{html}");
    assert!(html.contains("已签收，待回复"), "{html}");
    let (_, html) = scene.get(OTHER, Role::Officer, "/inbox").await;
    assert!(html.contains("待回复") && html.contains(&format!("href=\"{page}\"")), "{html}");
    let (_, html) = scene.get(OTHER, Role::Observer, &page).await;
    assert!(!html.contains(&reply), "whoever may not reply is not asked to");
}

#[tokio::test]
async fn a_reply_whose_date_moved_is_awaited_by_the_new_one() {
    let scene = scene("2024-09-05T10:00").await;
    let found = scene.console.store().notice_search(&Default::default(), &Default::default()).await.unwrap();
    let letter = found.iter().find(|row| row.notice.to.as_str() == OTHER && row.awaits_reply).unwrap();
    let moved = Move {
        clock: Clock::Reply,
        number: letter.notice.ordinal,
        title: letter.notice.title.clone(),
        of: OTHER.into(),
        old: letter.notice.facts.reply_by.unwrap(),
        new: Some(at("2024-09-27T17:30")),
        provisional: false,
    };
    let what = DocketEvent::Redated { reason: "放假安排有调整".to_owned(), moves: vec![moved] };
    told(&scene, OTHER, vec![EventEnvelope::new(at("2024-09-05T09:00"), None, what)], Vec::new()).await;
    let (_, html) = scene.get(OTHER, Role::Officer, "/inbox").await;
    let (_, line) = html.split_once(&format!("href=\"/notices/{}\"", letter.id)).unwrap();
    let line = line.split_once("</tr>").map_or(line, |(line, _)| line);
    assert!(line.contains("2024-09-27 17:30"), "{line}");
    let (_, html) = scene.get(OTHER, Role::Officer, &format!("/notices/{}", letter.id)).await;
    assert!(html.contains("2024年9月27日（星期五）17:30"), "{html}");
    let (_, text) = scene.get(OTHER, Role::Officer, "/api/v1/inbox").await;
    let inbox: serde_json::Value = serde_json::from_str(&text).unwrap();
    let items = inbox["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["notice"] == letter.id).unwrap();
    assert_eq!(item["by"], "2024-09-27T17:30:00+08:00");
}

#[tokio::test]
async fn programs_are_told_which_dates_are_provisional() {
    let (known, unknown) =
        (scene("2024-08-28T10:00").await, scene_knowing("2024-08-28T10:00", Holidays::default()).await);
    let of = format!("/api/v1/campaigns/{}", known.campaign);
    for path in ["/api/v1/inbox?below=true".to_owned(), format!("{of}/approvals")] {
        for (scene, provisional) in [(&known, false), (&unknown, true)] {
            let (_, text) = scene.get(ISSUER, Role::Leader, &path).await;
            let listed: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(listed["items"][0]["provisional"], provisional, "{path}: {text}");
        }
    }
    // A docket knows it of what it owes, by the terms it began with.
    let kept = known.console.store().duty_list(&known.campaign, Some(&OTHER.into())).await.unwrap();
    let views = kept.into_iter().map(|row| ObligationView { provisional: true, ..row.duty }).collect();
    told(&known, OTHER, Vec::new(), views).await;
    for path in [format!("{of}/bureaus/{OTHER}/obligations"), format!("{of}/matrix/columns")] {
        let (_, text) = known.get(ISSUER, Role::Leader, &path).await;
        let listed: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(listed["items"][0]["provisional"], true, "{path}: {text}");
    }
}

#[tokio::test]
async fn the_last_question_before_a_launch_marks_dates_that_are_provisional() {
    const MARK: &str = "XXmarkXX";
    let scene = scene("2024-08-28T10:00").await;
    let year = chrono::Datelike::year(&Utc::now()) + 2;
    let plan = format!(
        "id: later\ntitle: 以后的行动\nissuer: \"{ISSUER}\"\nissued: {year}-03-02\ncloses: {year}-06-30\n\
         obligations:\n  - {{ id: report, title: 工作总结, owed_by: executing, due: {year}-04-20 }}\n"
    );
    let body =
        format!("--{MARK}\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{plan}\r\n--{MARK}--\r\n");
    let request = Request::post("/launch/confirm")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={MARK}"))
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body));
    let (_, html) = answer(scene.as_(ISSUER, Role::Planner), request.unwrap()).await;
    assert!(html.contains("（暂定）生成"), "the first notices: {html}");
    assert!(html.contains(&format!("{year}年6月30日")) && html.matches("（暂定）").count() >= 4, "{html}");
}

/// A bureau of the sample campaign whose docket has told nothing.
const UNTOLD: &str = "522722";

#[tokio::test]
async fn before_the_opening_the_pages_say_what_will_be_owed_and_from_when() {
    let scene = scene("2024-04-01T10:00").await;
    let of_campaign = format!("/campaigns/{}", scene.campaign);
    for (path, parts) in [
        (
            scene.bureau(UNTOLD),
            ["行动自2024年5月9日（星期四）09:00起开始", "阶段性工作总结", "2024-08-20 17:30"],
        ),
        ("/inbox".to_owned(), ["将要报送的事项", "2024-05-09 09:00", "2024-05-11 17:30"]),
    ] {
        let (status, html) = scene.get(UNTOLD, Role::Officer, &path).await;
        assert_eq!(status, StatusCode::OK, "{html}");
        for part in parts {
            assert!(html.contains(part), "{path}: {part} not in {html}");
        }
    }
    let (_, html) = scene.get(UNTOLD, Role::Officer, &of_campaign).await;
    assert!(html.contains("行动自2024年5月9日（星期四）09:00起开始"), "{html}");
    assert!(!html.contains("各单位尚未收到部署"), "{html}");
    // A docket that has been heard of says the same of each obligation that is not open yet.
    let (_, html) = scene.get(COUNTY, Role::Officer, &scene.bureau(COUNTY)).await;
    assert!(html.contains("2024-05-09 09:00起可报送") && !html.contains("行动自"), "{html}");
    let (_, html) = scene.get(COUNTY, Role::Officer, "/inbox").await;
    assert!(html.contains("将要报送的事项") && html.contains("2024-05-11 17:30"), "{html}");
    // Whoever hands nothing in is told nothing of it, and the issuer owes nothing.
    let (_, html) = scene.get(UNTOLD, Role::Observer, "/inbox").await;
    assert!(!html.contains("将要报送的事项"), "{html}");
    let (_, html) = scene.get(ISSUER, Role::Officer, &scene.bureau(ISSUER)).await;
    assert!(!html.contains("起可报送"), "{html}");
}

#[tokio::test]
async fn every_open_obligation_says_what_follows() {
    let scene = scene("2024-08-28T10:00").await;
    let (_, html) = scene.get(OTHER, Role::Officer, &scene.bureau(OTHER)).await;
    let duties = scene.console.store().duty_list(&scene.campaign, Some(&OTHER.into())).await.unwrap();
    let waits =
        |duty: &ObligationView| matches!(duty.state, ObligationStatus::Open | ObligationStatus::Overdue);
    let open: Vec<_> = duties.iter().map(|row| &row.duty).filter(|duty| waits(duty)).collect();
    assert!(open.len() > 1, "{open:#?}");
    let outlooks: Vec<_> = html.split("<details class=\"outlook\"").skip(1).collect();
    assert_eq!(outlooks.len(), open.len(), "{html}");
    let mut due: Vec<_> = open.iter().map(|duty| duty.due).collect();
    due.sort_unstable();
    for (outlook, at) in outlooks.iter().zip(due) {
        let outlook = outlook.split("</details>").next().unwrap();
        let day = duban_web::i18n::Words::default().full(at, chrono_tz::Asia::Shanghai);
        assert!(outlook.contains(&format!("截止时间：{day}")), "{outlook}");
        assert!(outlook.contains("如一直不报送，将依次"), "{outlook}");
    }
    let interview = scene.console.store().approval_list(&scene.campaign).await.unwrap();
    assert!(interview.iter().any(|row| row.bureau.as_str() == OTHER), "one waits for its approval");
    assert!(html.contains("已提请，尚未决定"), "{html}");
}

#[tokio::test]
async fn a_history_begins_with_whoever_launched() {
    let scene = scene("2024-08-28T10:00").await;
    let (_, html) = scene.get(OTHER, Role::Officer, &scene.bureau(OTHER)).await;
    let history = html.split("办理记录").nth(1).unwrap();
    let last = history.split("<li>").last().unwrap();
    assert!(
        last.contains("2024-05-09 09:00") && last.contains("发起行动") && last.contains("张三"),
        "{last}"
    );
}
