//! What the reading pages show, as resources: league tables, notices, the inbox, the matrix, rehearsals.

use super::*;
use crate::tests::{everyday, league};
use duban_store::{NoticePage, NoticeSearch};

/// The resources of the league test's campaign, whose tables are settled.
const LEAGUE: &str = "/api/v1/campaigns/qiannan-2024-key-products/league";
const AUGUST: &str = "/api/v1/campaigns/qiannan-2024-key-products/league/2024-08";

#[tokio::test]
async fn a_league_table_ranks_explains_and_is_circulated_by_those_who_may() {
    let folder = tempfile::tempdir().unwrap();
    let console = league::console(&folder).await;
    let planner = app(&console, PREFECTURE, Role::Planner);
    let periods = pages(&planner, LEAGUE, 3).await;
    let names: Vec<_> = periods.iter().map(|period| period["id"].as_str().unwrap()).collect();
    assert!(names.is_sorted() && names.contains(&"2024-08") && names.contains(&"campaign"), "{names:?}");

    let table = get(&planner, AUGUST).await;
    assert_eq!(table.json()["period"]["state"], "frozen");
    assert_eq!((&table.json()["level"], &table.json()["levels"]), (&json!("county"), &json!(["county"])));
    let rows = pages(&planner, &format!("{AUGUST}/rows"), 1).await;
    let ranked: Vec<_> = rows.iter().map(|row| (row["rank"].as_u64(), row["bureau"].as_str())).collect();
    assert_eq!(ranked, [(Some(1), Some(COUNTY)), (Some(2), Some(OTHER_COUNTY))]);
    assert_eq!(rows[1]["figures"]["complete"]["part"], 0);
    let none = get(&planner, &format!("{AUGUST}/rows?level=province")).await;
    assert_eq!(none.json()["items"], json!([]));

    let missing = |line: &Value| line["missing"].as_array().unwrap().contains(&json!(OTHER_COUNTY));
    assert!(pages(&planner, &format!("{AUGUST}/obligations"), 1).await.iter().any(missing));
    let facts = pages(&planner, &format!("{AUGUST}/bureaus/{OTHER_COUNTY}/facts"), 1).await;
    assert!(facts.iter().any(|fact| fact["verdict"] == "missing" && fact["due"].is_string()), "{facts:?}");

    let circulate = format!("{AUGUST}/circulate");
    post(&planner, &circulate, json!({})).await.is_problem(StatusCode::SERVICE_UNAVAILABLE);
    for (bureau, role, status) in [
        (PREFECTURE, Role::Observer, StatusCode::FORBIDDEN),
        (PREFECTURE, Role::Officer, StatusCode::FORBIDDEN),
        // Nobody stands below a county.
        (COUNTY, Role::Planner, StatusCode::NOT_FOUND),
        ("520100", Role::Planner, StatusCode::NOT_FOUND),
    ] {
        post(&app(&console, bureau, role), &circulate, json!({})).await.is_problem(status);
    }
}

#[tokio::test]
async fn a_league_table_is_cut_to_what_one_sees() {
    let folder = tempfile::tempdir().unwrap();
    let console = league::console(&folder).await;
    let county = app(&console, OTHER_COUNTY, Role::Observer);
    let rows = pages(&county, &format!("{AUGUST}/rows"), 100).await;
    let ranked: Vec<_> = rows.iter().map(|row| (row["rank"].as_u64(), row["bureau"].as_str())).collect();
    assert_eq!(ranked, [(Some(2), Some(OTHER_COUNTY))], "its rank is the one among all");
    let own = get(&county, &format!("{AUGUST}/bureaus/{OTHER_COUNTY}/facts")).await;
    assert!(own.status == StatusCode::OK && own.header("etag").starts_with('"'));
    for path in [
        format!("{AUGUST}/bureaus/{COUNTY}/facts"),
        format!("{LEAGUE}/2023-01"),
        format!("{LEAGUE}/phase:none/rows"),
        format!("{LEAGUE}/x"),
        "/api/v1/campaigns/none/league".to_owned(),
    ] {
        get(&county, &path).await.is_problem(StatusCode::NOT_FOUND);
    }
    get(&county, &format!("{AUGUST}?level=emperor")).await.is_problem(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn notices_are_searched_and_read_by_those_who_see_who_received_them() {
    let scene = everyday::scene("2024-09-05T10:00").await;
    let planner = app(&scene.console, PREFECTURE, Role::Observer);
    let all = pages(&planner, "/api/v1/notices", 7).await;
    let ids: Vec<_> = all.iter().map(|notice| notice["id"].as_i64().unwrap()).collect();
    let below = scene.console.directory().subtree(&PREFECTURE.into());
    let recipients = Some(below.into_iter().map(|bureau| bureau.code.clone()).collect());
    let search = NoticeSearch { recipients, ..NoticeSearch::default() };
    let kept = scene.console.store().notice_search(&search, &NoticePage::default()).await.unwrap();
    assert_eq!(ids, kept.iter().map(|row| row.id).collect::<Vec<_>>());
    let documents = pages(&planner, "/api/v1/notices?documents=true", 100).await;
    assert!(!documents.is_empty() && documents.len() < all.len());
    assert!(documents.iter().all(|notice| notice["number"].is_string()), "{documents:?}");
    let none = pages(&planner, "/api/v1/notices?from=2000-01-01&to=2000-01-31", 100).await;
    assert!(none.is_empty());

    let county = app(&scene.console, COUNTY, Role::Observer);
    let foreign = all.iter().find(|notice| notice["to"] == OTHER_COUNTY).unwrap();
    let one = |notice: &Value| format!("/api/v1/notices/{}", notice["id"]);
    get(&county, &one(foreign)).await.is_problem(StatusCode::NOT_FOUND);
    get(&county, &format!("/api/v1/notices?bureau={OTHER_COUNTY}")).await.is_problem(StatusCode::NOT_FOUND);
    let own = pages(&county, "/api/v1/notices", 100).await;
    assert!(own.iter().all(|notice| notice["id"] != foreign["id"]) && own.len() < all.len());
    let document = documents.iter().find(|notice| notice["to"] == COUNTY).unwrap();
    let read = get(&county, &one(document)).await.json();
    assert!(read["text"].as_str().is_some_and(|text| !text.is_empty()), "{read}");
    assert_eq!(read["deliveries"][0]["to"], COUNTY);
    assert_eq!(read["document"]["year"], 2024);
    for bad in ["mail=x", "documents=true&instrument=reminder", "after=zz", "limit=501"] {
        let answer = get(&county, &format!("/api/v1/notices?{bad}")).await;
        answer.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    }
    get(&county, "/api/v1/notices?instrument=x").await.is_problem(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_inbox_the_overview_and_the_matrix_are_cut_to_who_asks() {
    let scene = everyday::scene("2024-09-05T10:00").await;
    let officer = app(&scene.console, OTHER_COUNTY, Role::Officer);
    let waiting = pages(&officer, "/api/v1/inbox", 1).await;
    assert!(waiting.iter().any(|one| one["kind"] == "owed" && one["late"] == true), "{waiting:?}");
    assert!(waiting.iter().all(|one| one["turn"] == OTHER_COUNTY));
    assert_eq!(waiting, pages(&officer, "/api/v1/inbox", 100).await);
    let observer = app(&scene.console, OTHER_COUNTY, Role::Observer);
    assert!(pages(&observer, "/api/v1/inbox", 100).await.is_empty());
    // A planner above reviews what was handed in, and sees what is a county's turn where they may decide.
    let planner = app(&scene.console, PREFECTURE, Role::Planner);
    let reviews = pages(&planner, "/api/v1/inbox?below=true", 100).await;
    assert!(reviews.iter().any(|one| one["kind"] == "review" && one["about"] == COUNTY), "{reviews:?}");

    let figures = pages(&officer, "/api/v1/overview", 100).await;
    assert_eq!((figures.len(), &figures[0]["bureaus"]), (1, &json!(1)));
    assert!(figures[0]["overdue"].as_u64().unwrap() > 0 && figures[0]["stretch"] != "over", "{figures:?}");
    let elsewhere = app(&scene.console, "520100", Role::Planner);
    assert!(pages(&elsewhere, "/api/v1/overview", 100).await.is_empty());

    let matrix = pages(&planner, &format!("{CAMPAIGN}/matrix"), 1).await;
    let codes: Vec<_> = matrix.iter().map(|row| row["bureau"].as_str().unwrap()).collect();
    assert_eq!(codes, [COUNTY, OTHER_COUNTY]);
    assert_eq!(pages(&officer, &format!("{CAMPAIGN}/matrix"), 100).await, matrix[1..]);
    let columns = pages(&officer, &format!("{CAMPAIGN}/matrix/columns"), 2).await;
    let overdue: u64 = columns.iter().map(|column| column["overdue"].as_u64().unwrap()).sum();
    let shown = matrix[1]["cells"].as_array().unwrap().iter();
    assert_eq!(overdue, shown.filter(|cell| cell["shows"] == "overdue").count() as u64);
}

#[tokio::test]
async fn a_dockets_history_and_burden_are_read_by_those_who_see_the_bureau() {
    let scene = everyday::scene("2024-09-05T10:00").await;
    let county = app(&scene.console, COUNTY, Role::Observer);
    let history = pages(&county, &format!("{CAMPAIGN}/bureaus/{COUNTY}/history"), 5).await;
    let (campaign, bureau) = ("qiannan-2024-key-products".into(), COUNTY.into());
    let kept = scene.console.store().ledger_list(&campaign, Some(&bureau)).await.unwrap();
    assert_eq!(history.len(), kept.len());
    let burden = get(&county, &format!("{CAMPAIGN}/bureaus/{COUNTY}/burden")).await;
    assert!(burden.json()["messages"].as_u64().unwrap() > 0);
    let statistics = pages(&county, &format!("{CAMPAIGN}/finding-statistics"), 1).await;
    assert!(statistics.is_empty(), "nothing was found there");
    let hash = "ab".repeat(32);
    for path in ["history".to_owned(), "burden".to_owned(), format!("files/{hash}")] {
        let foreign = get(&county, &format!("{CAMPAIGN}/bureaus/{OTHER_COUNTY}/{path}")).await;
        foreign.is_problem(StatusCode::NOT_FOUND);
    }
    for path in [format!("bureaus/{COUNTY}"), "findings/x".to_owned(), "listings/x".to_owned()] {
        let unknown = get(&county, &format!("{CAMPAIGN}/{path}/files/{hash}")).await;
        unknown.is_problem(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn findings_are_asked_for_as_the_page_asks() {
    let stage = ApiStage::new().await;
    let county = stage.as_(COUNTY, Role::Observer);
    let findings = format!("{CAMPAIGN}/findings");
    for asked in ["", "?product=x&begins=a&from=2024-01-01&until=2024-12-31", "?standing=filed&overdue=true"]
    {
        assert_eq!(get(&county, &format!("{findings}{asked}")).await.json()["items"], json!([]));
    }
    get(&county, &format!("{findings}?bureau={OTHER_COUNTY}")).await.is_problem(StatusCode::NOT_FOUND);
    get(&county, &format!("{findings}?from=x")).await.is_problem(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_plan_is_rehearsed_and_nothing_of_it_is_kept() {
    let stage = ApiStage::new().await;
    let planner = stage.as_(PREFECTURE, Role::Planner);
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/plans/qiannan-2024.yaml");
    let plan = std::fs::read_to_string(plan).unwrap();
    let path = "/api/v1/plans/rehearsal";
    let silent = json!({ "plan": plan, "conduct": "silent" });
    let told = post(&planner, path, silent.clone()).await.json();
    assert_eq!((&told["taken"], &told["own"], &told["on_time"]), (&json!(true), &json!(true), &json!(0)));
    assert!(told["unfulfilled"].as_u64().unwrap() > 0 && !told["kinds"].as_array().unwrap().is_empty());
    let total: u64 =
        told["kinds"].as_array().unwrap().iter().map(|kind| kind["count"].as_u64().unwrap()).sum();

    let notices = post(&planner, &format!("{path}/notices?limit=500"), silent.clone()).await.json();
    assert!(notices["items"].as_array().unwrap().len() as u64 <= total);
    assert!(notices["items"].as_array().unwrap().iter().any(|notice| notice["document"] == true));
    let first = post(&planner, &format!("{path}/notices?limit=2&bureau={COUNTY}"), silent.clone()).await;
    let next = first.header("link").split(['<', '>']).nth(1).unwrap().to_owned();
    assert!(next.contains(&format!("bureau={COUNTY}")), "{next}");
    let second = post(&planner, &next, silent.clone()).await.json();
    assert_ne!(first.json()["items"], second["items"]);
    let load = post(&planner, &format!("{path}/load?bureau={COUNTY}"), silent.clone()).await.json();
    assert!(load["items"].as_array().unwrap().iter().all(|day| day["bureau"] == COUNTY), "{load}");

    let scripted = json!({ "plan": plan, "conduct": "script", "script": "bureaus: { nobody: {} }\n" });
    post(&planner, path, scripted).await.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    for bad in
        [json!({ "plan": " " }), json!({ "plan": "id: x" }), json!({ "plan": plan, "conduct": "lazy" })]
    {
        post(&planner, path, bad).await.is_problem(StatusCode::UNPROCESSABLE_ENTITY);
    }
    for (bureau, role) in [(PREFECTURE, Role::Officer), (PREFECTURE, Role::Leader), (COUNTY, Role::Observer)]
    {
        post(&stage.as_(bureau, role), path, silent.clone()).await.is_problem(StatusCode::FORBIDDEN);
    }
    assert_eq!(stage.console.store().campaign_list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_plan_whose_dates_have_passed_goes_out_only_when_that_is_asked_for() {
    let stage = ApiStage::new().await;
    let planner = stage.as_(PREFECTURE, Role::Planner);
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/plans/qiannan-2024.yaml");
    let plan = std::fs::read_to_string(plan).unwrap().replace("id: qiannan-2024-key-products", "id: again");
    let path = "/api/v1/campaigns";
    let refused = post(&planner, path, json!({ "plan": plan })).await;
    let told = refused.json()["detail"].as_str().unwrap().to_owned();
    refused.is_problem(StatusCode::CONFLICT);
    assert!(
        told.starts_with("8项任务中有8项的期限已过") && told.contains("行动已于2024-12-31截止"),
        "{told}"
    );
    // There is no engine here: this far it comes, and no further.
    let asked = json!({ "plan": plan, "belated": true });
    post(&planner, path, asked).await.is_problem(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(stage.console.store().campaign_list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_campaigns_plan_is_to_be_had_for_another_year() {
    let stage = ApiStage::new().await;
    let planner = stage.as_(PREFECTURE, Role::Planner);
    let path = format!("{CAMPAIGN}/next-plan?issued=2025-05-12");
    let next = get(&planner, &path).await;
    assert_eq!(next.status, StatusCode::OK);
    let (plan, changes) = (next.json()["plan"].clone(), next.json()["changes"].clone());
    let due = changes.as_array().unwrap().iter().find(|change| change["path"] == "obligations[2].due");
    assert_eq!(due.unwrap()["is"], "2025-08-20");
    // It is a plan that may go out.
    let checked = post(&planner, "/api/v1/plans/check", json!({ "plan": plan })).await;
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.json());
    assert_eq!(checked.json()["campaign"], "qiannan-2025-key-products");
    get(&planner, &format!("{CAMPAIGN}/next-plan?issued=soon")).await.is_problem(StatusCode::BAD_REQUEST);
    let officer = stage.as_(PREFECTURE, Role::Officer);
    get(&officer, &path).await.is_problem(StatusCode::FORBIDDEN);
}
