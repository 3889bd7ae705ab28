//! A county hands in, the bureau above sees it at once and decides, and a planner launches what comes
//! next: everything through the pages.

use duban_domain::{Instrument, docket::ObligationStatus};
use duban_store::ApprovalRow;
use duban_tests::{
    browser::Key,
    campaign::{PREFECTURE, RETURNED, SILENT},
    console::{ADMINISTRATOR, CAMPAIGN, LEADER, NEIGHBOUR, OFFICER, PASSWORD, PLANNER, ServedConsole},
    until,
};

/// How an obligation of a county stands in the store.
async fn standing(served: &ServedConsole, county: &str, obligation: &str) -> ObligationStatus {
    let duties = served.sandbox.store.duty_list(&CAMPAIGN.into(), Some(&county.into())).await.unwrap();
    duties.into_iter().find(|row| row.duty.id.as_str() == obligation).unwrap().duty.state
}

async fn until_submitted(served: &ServedConsole, county: &str, obligation: &str) {
    until(&format!("{county} {obligation}"), async || {
        (standing(served, county, obligation).await == ObligationStatus::Submitted).then_some(())
    })
    .await;
}

/// What the inbox's forms call an approval that a docket asks for.
fn named(asked: &ApprovalRow) -> String {
    let obligation = asked.obligation.as_ref().unwrap();
    format!("approval {CAMPAIGN} {} {} {obligation}", asked.source, asked.approval)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_with_a_file_moves_the_matrix_of_another_and_a_leader_approves_a_listing() {
    let served = ServedConsole::new().await;
    // Someone at the prefecture has the matrix open.
    let planner = served.browser_of(PLANNER).await;
    planner.open(&format!("/campaigns/{CAMPAIGN}")).await;
    let row = format!("#row-{SILENT}");
    let before = planner.see(&row).await.text().await.unwrap();
    let columns = planner.see("#columns").await.text().await.unwrap();
    planner.run("window.untouched = true", vec![]).await;

    // The county's officer hands its report in, with a file.
    let file = served.sandbox.folder().join("阶段性工作总结.txt");
    std::fs::write(&file, "阶段性工作总结：排查企业32家。").unwrap();
    let officer = served.browser_of(OFFICER).await;
    officer.open(&format!("/campaigns/{CAMPAIGN}/bureaus/{SILENT}")).await;
    officer.see("#duty-report summary").await.click().await.unwrap();
    officer.see("#submit-files-report").await.send_keys(&file.display().to_string()).await.unwrap();
    officer.see("#duty-report form button").await.click().await.unwrap();
    until_submitted(&served, SILENT, "report").await;
    officer.see_text("阶段性工作总结.txt").await;
    officer.see("#flash").await;

    // The matrix changes by itself: the page was not loaded anew.
    let changed = async || Some(planner.see(&row).await.text().await.ok()?).filter(|now| *now != before);
    until("the matrix to change", changed).await;
    let changed =
        async || Some(planner.see("#columns").await.text().await.ok()?).filter(|now| *now != columns);
    until("the table of obligations to change", changed).await;
    assert_eq!(planner.run("return window.untouched === true", vec![]).await, true);

    // The leader approves a listing.
    let leader = served.browser_of(LEADER).await;
    leader.open("/inbox").await;
    leader.see_text("挂牌督办").await;
    let approvals = served.sandbox.store.approval_list(&CAMPAIGN.into()).await.unwrap();
    let of_the_neighbour = |row: &&ApprovalRow| row.bureau.as_str() == RETURNED;
    let asked = approvals.iter().filter(of_the_neighbour).find(|row| row.instrument == Instrument::Listing);
    let asked = asked.unwrap();
    leader.see(&format!("button[value='approve|{}']", named(asked))).await.click().await.unwrap();
    leader.see_text("已办理").await;
    let listing = duban_store::NoticeFilter {
        instrument: Some(duban_domain::Instrument::Listing),
        bureau: Some(RETURNED.into()),
        ..duban_store::NoticeFilter::default()
    };
    until("the listing's notice", async || {
        let issued = served.sandbox.store.notice_list(&CAMPAIGN.into(), &listing).await.unwrap();
        (!issued.is_empty()).then_some(())
    })
    .await;
    for browser in [&planner, &officer, &leader] {
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_puts_a_date_off_instead_of_writing() {
    let served = ServedConsole::new().await;
    let store = &served.sandbox.store;
    let approvals = store.approval_list(&CAMPAIGN.into()).await.unwrap();
    let asked = approvals.iter().find(|row| row.bureau.as_str() == RETURNED).unwrap();
    let leader = served.browser_of(LEADER).await;
    leader.open("/inbox").await;
    let (name, to) = (named(asked), "2024-05-30");
    let button = format!("button[value='extend|{name}']");
    let details = format!("details:has({button})");
    leader.see(&format!("{details} summary")).await.click().await.unwrap();
    leader.fill_text(&format!("{details} input[name='due {name}']"), to).await;
    leader.fill_text(&format!("{details} textarea[name='reason {name}']"), "防汛抢险，人员被抽调。").await;
    leader.see(&button).await.click().await.unwrap();
    leader.see_text("已办理").await;
    let duties = store.duty_list(&CAMPAIGN.into(), Some(&RETURNED.into())).await.unwrap();
    let duty = &duties.iter().find(|row| Some(&row.duty.id) == asked.obligation.as_ref()).unwrap().duty;
    let zone = served.running.campaign.terms.office.zone;
    assert_eq!((duty.due.date(zone).to_string().as_str(), duty.state), (to, ObligationStatus::Open));
    // The letter is not asked for any more.
    let waiting = store.approval_list(&CAMPAIGN.into()).await.unwrap();
    assert!(waiting.iter().all(|row| (&row.source, row.approval) != (&asked.source, asked.approval)));
    assert_eq!(leader.complaints().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_signs_in_and_hands_in() {
    let served = ServedConsole::new().await;
    let browser = served.browser().await;
    browser.open("/sign-in").await;
    browser.tab_to("#account").await;
    browser.type_text(NEIGHBOUR.account).await;
    browser.tab_to("#password").await;
    browser.type_text(PASSWORD).await;
    browser.keys(&[Key::Enter]).await;
    browser.until_at("after signing in", |path| !path.starts_with("/sign-in")).await;
    // The cases need no file.
    browser.open(&format!("/campaigns/{CAMPAIGN}/bureaus/{RETURNED}")).await;
    browser.tab_to("#duty-cases summary").await;
    browser.keys(&[Key::Enter]).await;
    browser.tab_to("#duty-cases form button").await;
    browser.keys(&[Key::Space]).await;
    until_submitted(&served, RETURNED, "cases").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planner_mends_a_plan_beside_its_line_sees_the_rehearsal_and_launches() {
    let served = ServedConsole::new().await;
    let browser = served.browser_of(PLANNER).await;
    browser.open("/launch").await;
    let today = chrono::Utc::now().date_naive();
    let due = today + chrono::Duration::days(40);
    let plan = |due: &str| {
        format!(
            "id: from-the-browser\ntitle: 浏览器发起的行动\nissuer: \"{PREFECTURE}\"\nissued: {today}\n\
             unannounced_years: weekends-only\nphases:\n  - {{ id: whole, title: 全程, from: {today}, to: {due} }}\n\
             obligations:\n  - {{ id: report, title: 工作总结, owed_by: executing, due: {due} }}\n"
        )
    };
    let bad = plan("2024-13-40").replace("to: 2024-13-40", &format!("to: {due}"));
    browser.fill_text("#plan-text", &bad).await;
    browser.see("#found .notice-bad").await;
    browser.see("#gutter .bad").await;
    browser.fill_text("#plan-text", &plan(&due.to_string())).await;
    browser.see("#rehearsal").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.press("下一步：确认发起").await;
    browser.see("input[name=confirmed]").await.click().await.unwrap();
    browser.see("form[action='/launch/go'] button:not(.plain)").await.click().await.unwrap();
    browser.until_at("of the campaign", |path| path.starts_with("/campaigns/from-the-browser")).await;
    for county in [RETURNED, SILENT] {
        browser.see(&format!("#row-{county}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_adds_a_whole_prefecture_by_pasting_a_list() {
    let served = ServedConsole::new().await;
    let administrator = served.browser_of(ADMINISTRATOR).await;
    administrator.open("/users").await;
    administrator.press("批量添加用户").await;
    administrator.fill_text("#people-text", &format!("姓名\t单位\t角色\n张三\t{SILENT}\t经办\n")).await;
    administrator.press("检查名单").await;
    administrator.see_text("没有“经办”这个角色").await;
    // What was pasted stands there to be corrected.
    let text = administrator.run("return document.querySelector('#people-text').value", vec![]).await;
    assert!(text.as_str().unwrap().contains("张三"), "{text}");
    let counties = [SILENT, RETURNED, PREFECTURE];
    let rows: String = counties
        .iter()
        .map(|code| format!("经办{code}\t{code}\t经办人\n领导{code}\t{code}\t领导\n"))
        .collect();
    administrator.fill_text("#people-text", &format!("姓名\t单位\t角色\n{rows}")).await;
    administrator.press("检查名单").await;
    administrator.see_text("将添加6人").await;
    assert_eq!(administrator.inaccessible().await, []);
    administrator.press("添加6人").await;
    administrator.see_text("已添加6人").await;
    assert_eq!(administrator.count(".slip").await, 6);
    assert_eq!(administrator.inaccessible().await, []);
    assert_eq!(administrator.overflow().await, 0);
}
