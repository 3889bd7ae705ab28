//! Nothing that was typed is lost: not to a session that ended, not to an engine that is away, not to a page
//! that was loaded anew.

use duban_store::NoticeSearch;
use duban_tests::{
    browser::Browser,
    campaign::SILENT,
    console::{CAMPAIGN, OFFICER, PLANNER, ServedConsole},
    until,
};
use serde_json::json;
use std::collections::BTreeSet;

/// The button of the form that a reply is typed into.
const SEND: &str = "form:has(#reply) button:not(.plain)";

/// Two hundred characters.
fn reply() -> String {
    "我局已责令该企业停止销售，召回同批次产品，并对辖区同类企业逐户排查。".chars().cycle().take(200).collect()
}

/// A letter that the county has not answered.
async fn letter(served: &ServedConsole) -> i64 {
    let search = NoticeSearch {
        recipients: Some(BTreeSet::from([SILENT.into()])),
        campaign: Some(CAMPAIGN.into()),
        ..NoticeSearch::default()
    };
    let rows =
        served.sandbox.store.notice_search(&search, &duban_store::NoticePage::default()).await.unwrap();
    let unanswered = |row: &&duban_store::NoticeRow| {
        row.awaits_reply && row.acknowledged.is_none() && row.notice.to.as_str() == SILENT
    };
    rows.iter().find(unanswered).unwrap().id
}

async fn until_answered(served: &ServedConsole, letter: i64) {
    until("the reply in the ledger", async || {
        let row = served.sandbox.store.notice_get(letter).await.unwrap()?;
        (row.reply.as_deref() == Some(reply().as_str())).then_some(())
    })
    .await;
}

/// The reply as it stands in the form.
async fn typed(browser: &Browser) -> String {
    let value = browser.run("return document.querySelector('#reply').value", vec![]).await;
    value.as_str().unwrap_or_default().to_owned()
}

async fn drafts(browser: &Browser) -> u64 {
    let script = "return Object.keys(localStorage).filter(key => key.startsWith('duban-draft ')).length";
    browser.run(script, vec![]).await.as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_outlives_the_session_it_was_typed_in() {
    let served = ServedConsole::new().await;
    let letter = letter(&served).await;
    let officer = served.browser_of(OFFICER).await;
    officer.open(&format!("/notices/{letter}")).await;
    officer.fill_text("#reply", &reply()).await;
    officer.end_session().await;
    officer.see(SEND).await.click().await.unwrap();
    // It is told where the officer is, over what was typed.
    officer.see_text("请先登录").await;
    officer.see_text("没有丢失").await;
    assert_eq!(typed(&officer).await, reply());
    assert_eq!(officer.path().await, format!("/notices/{letter}"));

    // The page is left and come back to: the draft is there.
    officer.open(&format!("/notices/{letter}")).await;
    officer.until_at("of the door", |path| path.starts_with("/sign-in?next=")).await;
    officer.enter(OFFICER).await;
    officer.see_text("已恢复上次填写").await;
    assert_eq!(typed(&officer).await, reply());

    // The session ends once more; this time the officer signs in beside the form.
    officer.end_session().await;
    officer.see(SEND).await.click().await.unwrap();
    officer.see_text("请先登录").await;
    officer.press("在新窗口重新登录").await;
    let form = officer.to_new_window().await;
    officer.enter(OFFICER).await;
    officer.see_text("请回到原来的窗口").await;
    officer.close_and_return(form).await;
    officer.see_text("已重新登录").await;
    assert_eq!(typed(&officer).await, reply());
    officer.press("重新提交").await;
    until_answered(&served, letter).await;
    officer.see_text(&reply()[..reply().len() / 2]).await;
    officer.see("#flash").await;
    until("no draft", async || (drafts(&officer).await == 0).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_outlives_an_engine_that_is_away() {
    let mut served = ServedConsole::with_engine_file().await;
    let letter = letter(&served).await;
    let officer = served.browser_of(OFFICER).await;
    officer.open(&format!("/notices/{letter}")).await;
    officer.fill_text("#reply", &reply()).await;
    served.sandbox.kill_engine().await;
    officer.see(SEND).await.click().await.unwrap();
    officer.see_text("后台暂时没有应答").await;
    assert_eq!(typed(&officer).await, reply());
    served.sandbox.start_engine().await;
    officer.press("重新提交").await;
    until_answered(&served, letter).await;
    until("no draft", async || (drafts(&officer).await == 0).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_page_stays_when_what_was_asked_for_does_not_come() {
    let served = ServedConsole::new().await;
    served.register_findings().await;
    let planner = served.browser_of(PLANNER).await;
    planner.open(&format!("/findings?campaign={CAMPAIGN}")).await;
    let rows = planner.count("#ledger tbody tr").await;
    assert!(rows > 0);
    planner.end_session().await;
    planner.see("form.filters button").await.click().await.unwrap();
    planner.see_text("请先登录").await;
    assert_eq!(planner.count("#ledger tbody tr").await, rows);

    // A plan that is being written stays, too.
    let planner = served.browser_of(PLANNER).await;
    planner.open("/launch").await;
    planner.fill_text("#plan-text", "id: half-a-plan\n").await;
    planner.see("#found .notice-bad").await;
    planner.end_session().await;
    planner.fill_text("#plan-text", "id: half-a-plan\ntitle: 未写完\n").await;
    planner.see_text("请先登录").await;
    planner.open("/launch").await;
    planner.until_at("of the door", |path| path.starts_with("/sign-in?next=")).await;
    planner.enter(PLANNER).await;
    planner.see_text("已恢复上次填写").await;
    let text = planner.run("return document.querySelector('#plan-text').value", vec![]).await;
    assert_eq!(text, json!("id: half-a-plan\ntitle: 未写完\n"));
}
