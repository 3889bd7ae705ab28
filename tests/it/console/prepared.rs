//! A launch that waits for a leader, and the form's rows for ladders, dates and pasted obligations.

use duban_tests::console::{LEADER, PLANNER, ServedConsole};
use serde_json::json;
use std::fs;

/// A notice of our own making, which the rules of reading are tested with as well.
const NOTICE: &str = include_str!("../../../domain/src/directive/tests/sample.txt");

const TITLE: &str = "2025年家用燃气器具质量安全专项整治";

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_waits_for_a_leader_who_reads_it_first() {
    let served = ServedConsole::new().await;
    let planner = served.browser_of(PLANNER).await;
    let file = served.sandbox.folder().join("部署通知.txt");
    fs::write(&file, NOTICE).unwrap();
    planner.open("/launch/notice").await;
    planner.see("#notice-file").await.send_keys(file.to_str().unwrap()).await.unwrap();
    planner.press("读取").await;
    planner.see_text("部署通知.txt").await;
    planner.see("button[formaction='/launch/confirm']").await.click().await.unwrap();
    planner.see("form[action='/launch/go']").await;
    assert_eq!(planner.inaccessible().await, []);
    for field in ["input[name=belated]", "input[name=confirmed]", "input[value=approval]"] {
        planner.see(field).await.click().await.unwrap();
    }
    planner.see("form[action='/launch/go'] button:not(.plain)").await.click().await.unwrap();
    planner.until_at("the launch that waits", |path| path.starts_with("/launch/prepared/")).await;
    planner.see_text("待审批").await;
    let launched = async || {
        let kept = served.sandbox.store.campaign_list().await.unwrap();
        kept.into_iter().find(|kept| kept.plan.title == TITLE)
    };
    assert!(launched().await.is_none());
    // Whoever proposed it may take it back and no more.
    assert_eq!(planner.count("button[value=approve]").await, 0);
    assert_eq!(planner.count("button[value=withdraw]").await, 1);

    let leader = served.browser_of(LEADER).await;
    leader.open("/inbox").await;
    leader.press(TITLE).await;
    leader.see("button[value=approve]").await;
    assert_eq!(leader.inaccessible().await, []);
    leader.see("details summary").await.click().await.unwrap();
    leader.see_text("应报事项共").await;
    leader.see("button[value=approve]").await.click().await.unwrap();
    leader.until_at("the campaign", |path| path.starts_with("/campaigns/")).await;
    let kept = launched().await.expect("it is launched");
    assert_eq!(kept.launched_by.name, PLANNER.name);
    // The notice is shown and kept with it, and everybody whom the campaign reaches may read it.
    let basis = kept.plan.basis.first().expect("the notice");
    leader.see_text(&basis.cited()).await;
    let service = served.sandbox.service(&served.running.campaign);
    let content = {
        let by = kept.launched_by.clone();
        let viewer = service.viewer(duban_service::Principal::operator("root".to_owned(), by));
        viewer.campaign(&kept.plan.id).await.unwrap().basis_file(0).await.unwrap()
    };
    assert_eq!((content.0.as_str(), &content.1[..]), ("部署通知.txt", NOTICE.as_bytes()));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_pasted_a_ladder_is_chosen_and_a_day_is_picked() {
    let served = ServedConsole::new().await;
    let planner = served.browser_of(PLANNER).await;
    planner.open("/launch/form").await;
    let press = async |selector: &str| planner.see(selector).await.click().await.unwrap();
    press("details:has(#plan-pasted) summary").await;
    planner.fill_text("#plan-pasted", "工作总结\n").await;
    press("button[value='add-pasted']").await;
    // What is missing is told, and what was pasted stays to be completed.
    planner.see_text("请填写期限").await;
    planner
        .fill_text(
            "#plan-pasted",
            "事项\t期限\t要求\n工作总结\t2026年10月20日\t盖章\n典型案例\t工作总结前10天\t\n",
        )
        .await;
    press("button[value='add-pasted']").await;
    planner.see("input[name='obligations.2.title']").await;
    let value = "return document.querySelector(arguments[0]).value";
    let field = async |name: &str| planner.run(value, vec![json!(format!("[name='{name}']"))]).await;
    assert_eq!(field("obligations.2.due").await, "工作总结前10天");
    assert_eq!(field("pasted").await, "");
    press("button[value='add-ladder-strict']").await;
    planner.see("input[name='ladders.1.rungs.0.after']").await;
    assert_eq!(field("ladders.1.rungs.4.after").await, "10个工作日");
    assert_eq!(planner.inaccessible().await, []);
    // A month with its days off and its ten-day periods.
    press("#plan-closes + .day-button").await;
    planner.see(".day-panel").await;
    assert_eq!(planner.inaccessible().await, []);
    press(".day-panel [data-pick$='月底']").await;
    let closes = field("closes").await;
    assert!(closes.as_str().unwrap().ends_with("月底"), "{closes}");
    assert_eq!(planner.count(".day-panel").await, 0);
}
