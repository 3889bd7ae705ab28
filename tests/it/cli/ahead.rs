//! What has passed when a plan is launched, and what is owed before a campaign has opened.

use super::{Program, config};
use chrono::{Duration, Utc};
use duban_config::{known_calendar, load_plan, sample_directory};
use duban_domain::{Actor, Timebase, WallTime};
use duban_store::{NewCampaign, Store};
use std::path::Path;

#[test]
fn a_plan_whose_dates_have_passed_is_refused() {
    let program = Program::new();
    program.run(&["migrate"]).succeeded();
    let plan = config("plans/qiannan-2024.yaml");
    let refused = program.run(&["launch", &plan]);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(3), ""), "{refused:?}");
    for part in [
        "refused: 8 of 8 due days have passed, the first on 2024-05-11 (签收行动方案)",
        "and the campaign closed on 2024-12-31",
        "--belated",
    ] {
        assert!(refused.stderr.contains(part), "{part} not in {}", refused.stderr);
    }
}

fn is_announced(day: chrono::NaiveDate) -> bool {
    !known_calendar().unwrap().is_provisional(day)
}

#[tokio::test]
async fn before_a_campaign_opens_its_status_says_what_will_be_owed() {
    let program = Program::new();
    let day = |days| (Utc::now() + Duration::days(days)).date_naive();
    let (issued, due) = (day(10), day(40));
    let text = format!(
        "id: ahead\ntitle: 将要开始的行动\nissuer: \"522700\"\nissued: {issued}\nunannounced_years: weekends-only\n\
         obligations:\n  - {{ id: report, title: 工作总结, owed_by: executing, opens: issued + 3d, due: {due} }}\n"
    );
    let path = program.write("plan.yaml", text);
    let directory = sample_directory().unwrap();
    let plan = load_plan(Path::new(&path), &directory, &known_calendar().unwrap()).unwrap().plan;
    std::fs::create_dir_all(program.path(".duban")).unwrap();
    let store = Store::open(&format!("sqlite:{}", program.path(".duban/duban.db"))).await.unwrap();
    store.migrate().await.unwrap();
    store.bureau_upsert_all(&directory.iter().cloned().collect::<Vec<_>>()).await.unwrap();
    let launched_by = Actor { bureau: plan.issuer.clone(), name: "王科长".to_owned() };
    let launched_at = WallTime::new(Utc::now());
    let new = NewCampaign { plan, timebase: Timebase::identity(), launched_by, launched_at };
    store.campaign_insert(&new).await.unwrap();

    let opens = issued + Duration::days(3);
    let bureau = program.run(&["status", "ahead", "522701"]).succeeded().stdout;
    for part in [
        format!("522701: the campaign opens on {issued} 09:00; nothing is owed before"),
        "report".to_owned(),
        "工作总结".to_owned(),
        format!("{opens} 09:00"),
        format!("{due} 17:30{}", if is_announced(due) { "" } else { " 暂定" }),
    ] {
        assert!(bureau.contains(&part), "{part} not in\n{bureau}");
    }
    let whole = program.run(&["status", "ahead"]).succeeded().stdout;
    assert!(whole.contains(&format!("the campaign opens on {issued} 09:00")), "{whole}");
    assert!(whole.contains("都匀市市场监督管理局"), "{whole}");
    let json = program.json(&["status", "ahead", "522701"]);
    assert_eq!(json["obligations"][0]["state"], "pending");
    let stranger = program.run(&["status", "ahead", "520100"]);
    assert_eq!(stranger.code, Some(3), "{stranger:?}");
}
