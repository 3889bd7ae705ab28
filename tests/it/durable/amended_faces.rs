//! The page and the API show what an amendment changes, and put it in force once that was confirmed and is still so.

use super::{
    amended::{AMENDED, in_hand, next},
    holidays::{COUNTIES, due_days, launched},
    holidays_confirmed::{Asker, seal},
};
use axum::http::StatusCode;
use duban_domain::access::Role;
use duban_tests::{
    Sandbox, WorkerSetup,
    campaign::{PREFECTURE, PROVINCE, SILENT},
};
use serde_json::{Value, json};

const PAGE: &str = "/campaigns/autumn/amend";
const RESOURCE: &str = "/api/v1/campaigns/autumn/amendments";
const EDGE: &str = "amendment-of-a-plan";

/// Sends the page's form.
async fn send(asker: &Asker, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let part = |(name, value): &(&str, &str)| {
        format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts: String = fields.iter().map(part).collect();
    asker.post(path, &format!("multipart/form-data; boundary={EDGE}"), format!("{parts}--{EDGE}--\r\n")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_amends_as_it_showed_and_the_versions_tell_it() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let (running, service) = launched(&sandbox).await;
    let campaign = &running.campaign.terms.campaign;
    let context = in_hand(&service, campaign).await;
    let text = context.plan_text(&next(&context.kept.plan)).unwrap();
    let planner = Asker::new(&sandbox, &running, PREFECTURE, Role::Planner);
    // The running plan as a form and as text; what stands there changes nothing.
    let (status, form) = planner.get(PAGE).await;
    assert_eq!(status, StatusCode::OK, "{form}");
    assert!(form.contains("obligations.0.due") && form.contains("days.0.bureaus"), "{form}");
    let (_, as_text) = planner.get(&format!("{PAGE}?text=true")).await;
    assert!(as_text.contains("2027-02-10") && as_text.contains("name=\"text\""), "{as_text}");
    let same = context.plan_text(&context.kept.plan).unwrap();
    let check = format!("{PAGE}/check");
    let (_, page) = send(&planner, &check, &[("text", &same)]).await;
    assert!(page.contains("与现行方案相同") && seal(&page).is_none(), "{page}");
    // What has passed is refused, with its line.
    let passed = same.replace("2027-02-10", "2026-10-30");
    let (_, page) = send(&planner, &check, &[("text", &passed)]).await;
    assert!(page.contains("不能这样调整") && seal(&page).is_none(), "{page}");

    let (status, page) = send(&planner, &check, &[("text", &text)]).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    for part in ["2027年2月24日（星期三）17:30", "灾后抽查情况", "3 个单位", "方案调整通知"]
    {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    let shown = seal(&page).unwrap();
    let apply = [("text", text.as_str()), ("reason", "汛期抽调人员"), ("confirmed", shown.as_str())];
    for stranger in [(PREFECTURE, Role::Officer), (PROVINCE, Role::Planner), (SILENT, Role::Planner)] {
        let stranger = Asker::new(&sandbox, &running, stranger.0, stranger.1);
        let denied = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
        assert!(denied.contains(&stranger.get(PAGE).await.0));
        assert!(denied.contains(&send(&stranger, PAGE, &apply).await.0));
    }
    let unseen = [("text", text.as_str()), ("reason", "汛期抽调人员"), ("confirmed", "else")];
    assert_eq!(send(&planner, PAGE, &unseen).await.0, StatusCode::CONFLICT);
    let no_reason = [("text", text.as_str()), ("reason", " "), ("confirmed", shown.as_str())];
    assert!(send(&planner, PAGE, &no_reason).await.0.is_client_error());
    assert_eq!(due_days(&sandbox, campaign).await, ["02-10 17:30"; 3], "nothing was confirmed");
    let (status, page) = send(&planner, PAGE, &apply).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert_eq!(due_days(&sandbox, campaign).await, AMENDED);
    let (_, versions) = planner.get("/campaigns/autumn/versions?amended=2").await;
    for part in ["第 2 版方案已生效", "汛期抽调人员", "2027-02-24", "发起时的方案"] {
        assert!(versions.contains(part), "{part} is not in {versions}");
    }
    assert_eq!(planner.get("/campaigns/autumn/versions?from=1&to=9").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_amends_what_it_foresaw() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let (running, service) = launched(&sandbox).await;
    let campaign = &running.campaign.terms.campaign;
    let context = in_hand(&service, campaign).await;
    let plan = context.plan_text(&next(&context.kept.plan)).unwrap();
    let planner = Asker::new(&sandbox, &running, PREFECTURE, Role::Planner);
    let ask = async |body: Value| planner.post(RESOURCE, "application/json", body.to_string()).await;
    let (status, foreseen) = ask(json!({ "plan": plan, "dry_run": true })).await;
    assert_eq!(status, StatusCode::OK, "{foreseen}");
    let foreseen: Value = serde_json::from_str(&foreseen).unwrap();
    assert_eq!((&foreseen["in_force"], &foreseen["version"]), (&json!(false), &json!(2)));
    assert_eq!(foreseen["bureaus"].as_array().unwrap().len(), COUNTIES.len());
    assert_eq!(foreseen["bureaus"][0]["notices"][0]["instrument"], "plan-amended");
    let other = json!({ "plan": plan, "reason": "汛期", "confirmed": "else" });
    assert_eq!(ask(other).await.0, StatusCode::CONFLICT);
    assert_eq!(ask(json!({ "plan": plan })).await.0, StatusCode::CONFLICT, "no reason");
    let (status, amended) =
        ask(json!({ "plan": plan, "reason": "汛期", "confirmed": foreseen["confirmed"] })).await;
    assert_eq!(status, StatusCode::OK, "{amended}");
    assert_eq!(due_days(&sandbox, campaign).await, AMENDED);
    let (_, versions) = planner.get("/api/v1/campaigns/autumn/versions").await;
    let versions: Value = serde_json::from_str(&versions).unwrap();
    assert_eq!(versions["items"][1]["reason"], "汛期");
    assert_eq!(versions["items"][1]["differences"].as_array().unwrap().len(), 2);
    let (_, first) = planner.get("/api/v1/campaigns/autumn/versions/1").await;
    assert!(first.contains("2027-02-10"), "{first}");
    assert_eq!(planner.get("/api/v1/campaigns/autumn/versions/3").await.0, StatusCode::NOT_FOUND);
    // Who did what stands in the audit log, once; a look is no act.
    let log = sandbox.store.audit_list(&duban_store::AuditFilter::default(), None, 100).await.unwrap();
    let done = log.iter().filter(|row| {
        row.entry.action == "amend" && row.entry.outcome == duban_domain::people::Outcome::Done
    });
    assert_eq!(done.count(), 1);
}
