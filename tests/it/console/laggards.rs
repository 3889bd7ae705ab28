//! A leader with five minutes: who lags most, why, and what they wrote; the same as a link, and as a file.

use calamine::{Reader, Xlsx};
use duban_tests::{
    campaign::SILENT,
    console::{CAMPAIGN, LEADER, OFFICER, ServedConsole},
    until,
};
use std::io::Cursor;

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_finds_the_worst_laggard_and_its_reply_and_sends_the_link() {
    let served = ServedConsole::new().await;
    let store = &served.sandbox.store;
    // The county replies to its last letter about the report, and says why.
    let about = [(CAMPAIGN.into(), SILENT.into(), "report".into())];
    let letter = store.letters_about(&about).await.unwrap().pop().unwrap();
    let officer = served.browser_of(OFFICER).await;
    officer.open(&format!("/notices/{}", letter.id)).await;
    let form = format!("form[action='/notices/{}/reply']", letter.id);
    if !letter.awaits_reply {
        officer.see(&format!("details:has({form}) summary")).await.click().await.unwrap();
    }
    officer.fill_text("#reply", "防汛抢险，人员被抽调。").await;
    officer.see(&format!("{form} button")).await.click().await.unwrap();
    until("the reply in the ledger", async || {
        let row = store.letters_about(&about).await.unwrap().pop()?;
        row.reply.filter(|reply| reply.contains("防汛"))
    })
    .await;

    let leader = served.browser_of(LEADER).await;
    leader.open("/").await;
    let board = format!("a[href='/laggards?campaign={CAMPAIGN}&waiting=submission']");
    leader.see(&board).await.click().await.unwrap();
    leader.see(".laggards tbody tr").await;
    leader.see_text("防汛抢险，人员被抽调。").await;
    leader.see(&format!(".laggards a[href='/notices/{}']", letter.id)).await.click().await.unwrap();
    leader.until_at("the letter", |path| path.starts_with("/notices/")).await;
    leader.see_text("防汛抢险，人员被抽调。").await;

    // A filter stands in the address: whoever opens it sees the same.
    leader.open(&format!("/laggards?campaign={CAMPAIGN}")).await;
    let lines = leader.count(".laggards tbody tr").await;
    leader.fill_text("#days", "3").await;
    leader.see(".filters button[type=submit]").await.click().await.unwrap();
    leader.until_at("the filtered board", |path| path.contains("days=3")).await;
    let days = "return document.querySelector('#days').value";
    until("the filtered board", async || {
        let filtered = leader.count(".laggards tbody tr").await;
        (filtered < lines).then_some(filtered)
    })
    .await;
    let filtered = leader.count(".laggards tbody tr").await;
    let address = leader.run("return location.pathname + location.search", vec![]).await;
    leader.open(address.as_str().unwrap()).await;
    assert_eq!(leader.run(days, vec![]).await, "3");
    assert_eq!(leader.count(".laggards tbody tr").await, filtered);

    // The matrix as a file.
    let script = format!(
        "const done = arguments[arguments.length - 1];
        fetch('/campaigns/{CAMPAIGN}/matrix.xlsx').then(answer => answer.arrayBuffer())
            .then(content => done(Array.from(new Uint8Array(content))), () => done([]));"
    );
    let content: Vec<u8> = serde_json::from_value(leader.run_until_done(&script).await).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(content)).unwrap();
    let facts = book.worksheet_range("明细").unwrap();
    let owed = store.duty_list(&CAMPAIGN.into(), None).await.unwrap().len();
    assert_eq!(facts.height(), owed + 1);
    assert_eq!(leader.complaints().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_screen_on_the_wall_follows_what_happens() {
    let served = ServedConsole::new().await;
    let leader = served.browser_of(LEADER).await;
    leader.open(&format!("/campaigns/{CAMPAIGN}/screen")).await;
    let before = leader.see(".screen-figures").await.text().await.unwrap();
    leader.run("window.untouched = true", vec![]).await;
    let file = served.sandbox.folder().join("阶段性工作总结.txt");
    std::fs::write(&file, "阶段性工作总结：排查企业32家。").unwrap();
    let officer = served.browser_of(OFFICER).await;
    officer.open(&format!("/campaigns/{CAMPAIGN}/bureaus/{SILENT}")).await;
    officer.see("#duty-report summary").await.click().await.unwrap();
    officer.see("#submit-files-report").await.send_keys(&file.display().to_string()).await.unwrap();
    officer.see("#duty-report form button").await.click().await.unwrap();
    until("the screen to change", async || {
        let now = leader.see(".screen-figures").await.text().await.ok()?;
        (now != before).then_some(())
    })
    .await;
    assert_eq!(leader.run("return window.untouched === true", vec![]).await, true, "nothing was loaded anew");
    assert_eq!(leader.complaints().await, Vec::<String>::new());
}
