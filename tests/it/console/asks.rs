//! An officer with a phone takes a report back, hands it in and replaces it, and asks for more time; the bureau
//! above grants that in its inbox.

use duban_domain::docket::{ObligationStatus, ObligationView};
use duban_tests::{
    browser::Browser,
    campaign::SILENT,
    console::{CAMPAIGN, OFFICER, PLANNER, ServedConsole},
    until,
};

const PHONE: (u32, u32) = (390, 844);

async fn duty(served: &ServedConsole, obligation: &str) -> ObligationView {
    let duties = served.sandbox.store.duty_list(&CAMPAIGN.into(), Some(&SILENT.into())).await.unwrap();
    duties.into_iter().map(|row| row.duty).find(|duty| duty.id.as_str() == obligation).unwrap()
}

/// What opens the form of an act upon the report.
fn summary(act: &str) -> String {
    format!("#duty-report details:has(> form[data-draft='{act} report']) > summary")
}

/// The form of an act upon the report, opened.
async fn opened(officer: &Browser, act: &str) -> String {
    officer.see(&summary(act)).await.click().await.unwrap();
    format!("#duty-report form[data-draft='{act} report']")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_with_a_phone_changes_a_report_until_it_is_reviewed() {
    let served = ServedConsole::new().await;
    let folder = served.sandbox.folder();
    let (first, second) = (folder.join("总结.txt"), folder.join("总结二稿.txt"));
    std::fs::write(&first, "排查企业32家。").unwrap();
    std::fs::write(&second, "排查企业33家。").unwrap();
    let officer = served.browser_of(OFFICER).await;
    officer.resize(PHONE).await;
    let page = format!("/campaigns/{CAMPAIGN}/bureaus/{SILENT}");
    officer.open(&page).await;
    let hand_in = async |act: &str, file: &std::path::Path| {
        let form = opened(&officer, act).await;
        let field = format!("{form} input[type=file]");
        officer.see(&field).await.send_keys(&file.display().to_string()).await.unwrap();
        officer.see(&format!("{form} button")).await.click().await.unwrap();
    };
    hand_in("submit", &first).await;
    officer.see(&summary("take-back")).await;
    // It was due: taking it back makes it overdue at once, and the page says so before.
    let form = opened(&officer, "take-back").await;
    officer.see_text("撤回后立即计为逾期未报").await;
    officer.fill_text(&format!("{form} textarea"), "附件有误").await;
    assert_eq!((officer.overflow().await, officer.inaccessible().await), (0, vec![]));
    officer.see(&format!("{form} button")).await.click().await.unwrap();
    officer.see(&summary("submit")).await;
    assert_eq!(duty(&served, "report").await.state, ObligationStatus::Overdue);
    officer.see_text("撤回，原因：附件有误").await;
    hand_in("submit", &first).await;
    officer.see(&summary("replace")).await;
    hand_in("replace", &second).await;
    officer.see_text("更新为第 3 版").await;
    let report = duty(&served, "report").await;
    assert_eq!((report.state, report.revisions.version), (ObligationStatus::Submitted, 3));
    officer.see("#duty-report details.versions summary").await.click().await.unwrap();
    officer.see_text("是否按时，以首次完整报送时间为准").await;
    assert_eq!(officer.count("#duty-report details.versions li").await, 3);
    assert_eq!((officer.overflow().await, officer.inaccessible().await), (0, vec![]));
    // The reviewer reads which version it is, and accepts that one.
    let planner = served.browser_of(PLANNER).await;
    planner.open("/inbox").await;
    planner.see_text("更新为第 3 版").await;
    let button = format!("button[value='accept|review {CAMPAIGN} {SILENT} report 3']");
    planner.see(&button).await.click().await.unwrap();
    planner.see_text("已办理").await;
    assert_eq!(duty(&served, "report").await.state, ObligationStatus::Accepted);
    for browser in [&officer, &planner] {
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extension_that_an_officer_asks_for_is_granted_in_the_inbox() {
    let served = ServedConsole::new().await;
    let officer = served.browser_of(OFFICER).await;
    officer.resize(PHONE).await;
    officer.open(&format!("/campaigns/{CAMPAIGN}/bureaus/{SILENT}")).await;
    let form = opened(&officer, "ask-extension").await;
    officer.see_text("提出申请不停止计时").await;
    officer.fill_text(&format!("{form} textarea"), "抽检结果尚未出具").await;
    officer.fill_text(&format!("{form} input[type=date]"), "2024-05-31").await;
    officer.see(&format!("{form} button")).await.click().await.unwrap();
    officer.see_text("申请延期至2024-05-31，理由：抽检结果尚未出具").await;
    let asked = duty(&served, "report").await.request.unwrap();
    assert_eq!((officer.overflow().await, officer.inaccessible().await), (0, vec![]));
    let planner = served.browser_of(PLANNER).await;
    planner.open("/inbox").await;
    planner.see_text("下级申请").await;
    planner.see_text("抽检结果尚未出具").await;
    assert_eq!(planner.inaccessible().await, []);
    let name = format!("request {CAMPAIGN} {SILENT} report {}", asked.number);
    planner.see(&format!("button[value='grant|{name}']")).await.click().await.unwrap();
    planner.see_text("已办理").await;
    let zone = served.running.campaign.terms.office.zone;
    until("the new date", async || {
        let report = duty(&served, "report").await;
        let moved = report.due.date(zone).to_string() == "2024-05-31" && report.request.is_none();
        (moved && report.state == ObligationStatus::Open).then_some(())
    })
    .await;
    for browser in [&officer, &planner] {
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    }
}
