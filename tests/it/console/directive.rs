//! A campaign from the notice that orders it or from last year's, in the browser and without a line of YAML.

use duban_domain::plan::Due;
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
    assert_eq!(clicks, 7);
    // What the form said stands in the plan.
    let campaign = served.sandbox.store.campaign_list().await.unwrap();
    let kept = campaign.iter().find(|kept| kept.plan.title == "2025年家用燃气器具质量安全专项整治").unwrap();
    let plan = &kept.plan;
    assert!(!plan.obligations.iter().any(|obligation| obligation.title == "进展情况表（3月）"));
    let local = plan.obligations.iter().find(|obligation| obligation.title == "本地方案").unwrap();
    assert_eq!(format!("{:?}", local.due), "AfterIssue(WorkingDays(10))");
}

const DUE: &str = "input[name^='obligations.'][name$='.due']";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_filled_in_stays_wherever_the_form_leads() {
    let served = ServedConsole::new().await;
    let planner = served.browser_of(PLANNER).await;
    planner.open("/launch/notice").await;
    planner.fill_text("#notice-text", NOTICE).await;
    planner.press("读取").await;
    planner.see(DUE).await;
    let read = planner.count(DUE).await;
    let press = async |selector: &str| planner.see(selector).await.click().await.unwrap();

    planner.fill_text("#plan-title", "燃气器具整治").await;
    press("button[value='add-obligation']").await;
    let added = |field: &str| format!("[name='obligations.{read}.{field}']");
    planner.see(&added("due")).await;
    planner.fill_text(&added("title"), "回头看报告").await;
    // The return key checks; it adds nothing.
    planner.fill_text(&added("due"), "12月中旬").await;
    planner.see(&added("due")).await.send_keys("\n").await.unwrap();
    let kept = async |place: &str| {
        let value = "return [...document.querySelectorAll(arguments[0])].map((field) => field.value)";
        let fields = format!("#plan-title, {}, {}", added("title"), added("due"));
        let values = planner.run(value, vec![json!(fields)]).await;
        assert_eq!(values, json!(["燃气器具整治", "回头看报告", "12月中旬"]), "{place}");
        assert_eq!(planner.count(DUE).await, read + 1, "{place}");
    };
    planner.see_text("回头看报告").await;
    kept("after the return key").await;
    press("#rehearsal .pages button").await;
    planner.see_text("第2页").await;
    kept("on the rehearsal's second page").await;
    press("button[formaction='/launch/confirm']").await;
    press("button[formaction='/launch/form']").await;
    planner.see(DUE).await;
    kept("after the way back").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn last_years_campaign_is_launched_again_with_its_dates_moved() {
    let served = ServedConsole::new().await;
    let planner = served.browser_of(PLANNER).await;
    let before = served.sandbox.store.campaign_list().await.unwrap().remove(0).plan;
    planner.open(&format!("/campaigns/{}", before.id)).await;
    planner.press("沿用以往行动").await;
    planner.see("#again-issued").await;
    assert_eq!(planner.inaccessible().await, []);
    // A day as people write it.
    planner.fill("新的印发日期", "2025年5月12日").await;
    planner.press("生成表单").await;
    planner.see(DUE).await;
    planner.see_text("原为").await;
    assert_eq!(planner.inaccessible().await, []);
    planner.see("button[formaction='/launch/confirm']").await.click().await.unwrap();
    planner.see("form[action='/launch/go']").await;
    planner.see("input[name=belated]").await.click().await.unwrap();
    planner.see("input[name=confirmed]").await.click().await.unwrap();
    planner.see("form[action='/launch/go'] button:not(.plain)").await.click().await.unwrap();
    planner.until_at("the campaign", |path| path.starts_with("/campaigns/")).await;
    let kept = served.sandbox.store.campaign_list().await.unwrap();
    let next = kept.iter().find(|kept| kept.plan.id != before.id).map(|kept| &kept.plan).unwrap();
    assert_eq!(next.issued.to_string(), "2025-05-12");
    assert_eq!(next.obligations.len(), before.obligations.len());
    for (is, was) in next.obligations.iter().zip(&before.obligations) {
        assert_eq!((&is.id, is.owed_by, &is.ladder), (&was.id, was.owed_by, &was.ladder));
        if let (Due::On(is), Due::On(was)) = (&is.due, &was.due) {
            assert!((365..370).contains(&is.signed_duration_since(*was).num_days()), "{was} → {is}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_kept_at_every_change_and_never_written_over_another() {
    let served = ServedConsole::new().await;
    let planner = served.browser_of(PLANNER).await;
    let another = served.browser_of(PLANNER).await;
    planner.open("/launch/form").await;
    planner.fill_text("#plan-title", "燃气器具整治").await;
    planner.see_text("草稿已保存").await;
    // On another machine, with nothing but what the server keeps.
    another.open("/launch").await;
    another.press("燃气器具整治").await;
    another.see("#plan-title").await;
    let title = "return document.querySelector('#plan-title').value";
    assert_eq!(another.run(title, vec![]).await, "燃气器具整治");
    another.fill_text("#plan-title", "燃气器具质量整治").await;
    another.see_text("草稿已保存").await;
    // The first one has not seen that, and is told; what stands there is the other's.
    planner.fill_text("#plan-title", "别的名称").await;
    planner.see_text("您的改动没有保存").await;
    assert_eq!(planner.run(title, vec![]).await, "别的名称", "what was typed stays");
    another.open("/launch").await;
    another.see_text("燃气器具质量整治").await;
    assert_eq!(another.inaccessible().await, []);
    another.press("燃气器具质量整治").await;
    another.see("#plan-title").await;
    assert_eq!(another.inaccessible().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_notice_is_told_with_what_to_do() {
    let served = ServedConsole::new().await;
    let planner = served.browser_of(PLANNER).await;
    let submit = async || planner.see("main form button[type=submit]").await.click().await.unwrap();
    planner.open("/launch/notice").await;
    submit().await;
    planner.see("[role=alert]").await;

    let picture = served.sandbox.folder().join("notice.png");
    std::fs::write(&picture, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    planner.open("/launch/notice").await;
    planner.fill_text("#notice-text", "也贴了一段文字").await;
    planner.see("#notice-file").await.send_keys(&picture.display().to_string()).await.unwrap();
    submit().await;
    planner.see_text(".docx").await;
    planner.see("[role=alert]").await;
    let typed = planner.run("return document.querySelector('#notice-text').value", vec![]).await;
    assert_eq!(typed, "也贴了一段文字");
}
