//! A campaign from the notice that orders it, in the browser and without a line of YAML.

use duban_tests::console::{PLANNER, ServedConsole};
use serde_json::json;

/// A notice of our own making, which the rules of reading are tested with as well.
const NOTICE: &str = include_str!("../../../domain/src/directive/tests/sample.txt");

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_is_launched_from_its_notice() {
    let served = ServedConsole::new().await;
    let planner = served.browser_of(PLANNER).await;
    planner.open("/launch").await;
    let mut clicks = 0;
    let mut click = async |selector: &str| {
        clicks += 1;
        planner.see(selector).await.click().await.unwrap();
    };
    click("a[href='/launch/notice']").await;
    planner.fill_text("#notice-text", NOTICE).await;
    click("main form button[type=submit]").await;
    // Each fact with the sentence it comes from; what was assumed is said.
    planner.see("input[name='obligations.1.due']").await;
    let value = "return document.querySelector(arguments[0]).value";
    let field = async |name: &str| planner.run(value, vec![json!(format!("[name='{name}']"))]).await;
    assert_eq!(field("title").await, "2025年家用燃气器具质量安全专项整治");
    assert_eq!(field("phases.1.from").await, "2025-04-上旬");
    assert_eq!(field("obligations.1.due").await, "印发后5个工作日");
    assert!(planner.text().await.contains("文中没有写明持续报送的间隔"));
    assert!(planner.text().await.contains("会议定于4月8日召开"));
    assert_eq!(planner.inaccessible().await, []);
    // A date as people write it; and one thing is left out.
    planner.fill_text("input[name='obligations.1.due']", "印发后10个工作日内").await;
    click("input[name='obligations.2.taken']").await;
    click("button[formaction='/launch/confirm']").await;
    planner.see("form[action='/launch/go']").await;
    click("input[name=belated]").await;
    click("input[name=confirmed]").await;
    click("form[action='/launch/go'] button:not(.plain)").await;
    planner.until_at("the campaign", |path| path.starts_with("/campaigns/")).await;
    assert!(clicks <= 25, "{clicks} clicks");
    // What the form said stands in the plan.
    let campaign = served.sandbox.store.campaign_list().await.unwrap();
    let kept = campaign.iter().find(|kept| kept.plan.title == "2025年家用燃气器具质量安全专项整治").unwrap();
    let plan = &kept.plan;
    assert!(!plan.obligations.iter().any(|obligation| obligation.title == "进展情况表（3月）"));
    let local = plan.obligations.iter().find(|obligation| obligation.title == "本地方案").unwrap();
    assert_eq!(format!("{:?}", local.due), "AfterIssue(WorkingDays(10))");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_notice_is_told_with_what_to_do() {
    let served = ServedConsole::new().await;
    let planner = served.browser_of(PLANNER).await;
    planner.open("/launch/notice").await;
    planner.see("main form button[type=submit]").await.click().await.unwrap();
    planner.see("[role=alert]").await;
}
