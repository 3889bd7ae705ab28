//! In the field: a county's officer with a phone, whose network goes and comes. What was entered stands in the
//! ledger once, what is refused is shown with what was typed, and who signs out leaves nothing behind.

use duban_domain::{FindingId, finding::FindingEvent};
use duban_store::{FindingFilter, Page};
use duban_tests::{
    browser::{Browser, PHONE},
    campaign::RETURNED,
    console::{CAMPAIGN, NEIGHBOUR, OFFICER, ServedConsole},
    findings::{GROUP, ON_TIME, REWORKED, credit_code},
    until,
};
use serde_json::json;

/// The enterprise where something is found.
const ENTERPRISE: &str = "都匀市云宫电动车行";
/// What is done about a finding.
const EVIDENCE: &str = "已下架全部不合格产品，并补齐进货查验记录。";

/// What a photograph of this size, lying on its side as its camera says, is in a field of files.
const PHOTOGRAPH: &str = "const done = arguments[arguments.length - 1];
    const [selector, width, height] = arguments;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const brush = canvas.getContext('2d');
    for (let x = 0; x < width; x += 8) {
        brush.fillStyle = `hsl(${(x * 37) % 360} 60% ${30 + (x % 40)}%)`;
        brush.fillRect(x, 0, 8, height);
    }
    canvas.toBlob(async (blob) => {
        const plain = new Uint8Array(await blob.arrayBuffer());
        // EXIF: big-endian, one entry, orientation (0x0112) 6: turned a quarter to the right.
        const exif = [0xff, 0xe1, 0, 34, 69, 120, 105, 102, 0, 0, 77, 77, 0, 42, 0, 0, 0, 8, 0, 1,
            1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        const file = new File([plain.slice(0, 2), new Uint8Array(exif), plain.slice(2)], '现场.jpg', { type: 'image/jpeg' });
        const chosen = new DataTransfer();
        chosen.items.add(file);
        const field = document.querySelector(selector);
        field.files = chosen.files;
        field.dispatchEvent(new Event('change', { bubbles: true }));
        await field.form.scaling;
        const sent = field.files[0];
        const picture = await createImageBitmap(sent);
        done({ name: sent.name, from: file.size, to: sent.size, width: picture.width, height: picture.height });
    }, 'image/jpeg', 0.95);";

/// How many items this device keeps, whoever's, and which copies of pages.
const LEFT_BEHIND: &str = "const done = arguments[arguments.length - 1];
    (async () => {
        const kept = (await caches.keys()).filter((name) => name.startsWith('duban-kept '));
        const pages = (await Promise.all(kept.map(async (name) => (await caches.open(name)).keys()))).flat();
        const base = await new Promise((resolve) => {
            const asked = indexedDB.open('duban-field', 1);
            asked.onsuccess = () => resolve(asked.result);
            asked.onupgradeneeded = () => asked.result.createObjectStore('items', { keyPath: 'id' });
        });
        const items = await new Promise((resolve) => {
            const asked = base.transaction('items').objectStore('items').getAll();
            asked.onsuccess = () => resolve(asked.result);
        });
        base.close();
        done({ pages: pages.map((page) => new URL(page.url).pathname), items: items.length });
    })();";

/// Waits until the phone keeps copies of these pages.
async fn until_kept(phone: &Browser, paths: &[&str]) {
    until(&format!("copies of {paths:?}"), async || {
        let left = phone.run_until_done(LEFT_BEHIND).await;
        let kept = left["pages"].as_array()?;
        paths.iter().all(|path| kept.iter().any(|one| one == path)).then_some(())
    })
    .await;
}

/// Fills in the form of a finding at an enterprise.
async fn fill_in(phone: &Browser, number: usize) {
    let code = credit_code(number);
    for (field, text) in
        [("name", ENTERPRISE), ("code", code.as_str()), ("problem", "销售的电动自行车无合格证")]
    {
        phone.fill_text(&format!("#{field}"), text).await;
    }
    for (field, choice) in [("trade", "销售"), ("group", GROUP), ("kind", "流通领域"), ("grade", "一般")]
    {
        let script = "document.getElementById(arguments[0]).value = arguments[1];
            return document.getElementById(arguments[0]).value";
        let chosen = phone.run(script, vec![json!(field), json!(choice)]).await;
        assert_eq!(chosen, choice, "{field}");
    }
}

async fn registered(served: &ServedConsole) -> Vec<FindingId> {
    let filter = FindingFilter { begins: Some(ENTERPRISE.to_owned()), ..FindingFilter::all(CAMPAIGN.into()) };
    let rows = served.sandbox.store.finding_list(&filter, &Page::default()).await.unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

async fn evidence(served: &ServedConsole, id: &str) -> usize {
    let history = served.sandbox.store.finding_history(&CAMPAIGN.into(), &id.into()).await.unwrap();
    let is_evidence =
        |event: &FindingEvent| matches!(event, FindingEvent::EvidenceFiled { note, .. } if note == EVIDENCE);
    history.iter().filter(|line| is_evidence(&line.effect.event)).count()
}

/// Types evidence about a finding into its form and sends it.
async fn file_evidence(phone: &Browser, id: &str) {
    phone.open(&format!("/findings/{CAMPAIGN}/{id}")).await;
    phone.press("提交整改材料").await;
    phone.fill_text("textarea[id^=evidence-]", EVIDENCE).await;
    phone.see("form[data-field=evidence] button[type=submit]").await.click().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_entered_without_a_network_stands_once_in_the_ledger() {
    let served = ServedConsole::new().await;
    let line = served.line().await;
    let phone = served.browser_behind(&line, NEIGHBOUR).await;
    phone.resize(PHONE).await;
    phone.open("/inbox").await;
    until_kept(&phone, &["/inbox", "/queue", "/findings/new"]).await;
    assert_eq!(phone.complaints().await, Vec::<String>::new());

    line.cut();
    phone.open(&format!("/findings/new?campaign={CAMPAIGN}")).await;
    phone.see_text("本页是本机保存的内容").await;
    fill_in(&phone, 71).await;
    let arguments = vec![json!("#files"), json!(3200), json!(1600)];
    let photograph = phone.run_with_answer(PHOTOGRAPH, arguments).await;
    assert_eq!((&photograph["width"], &photograph["height"]), (&json!(1000), &json!(2000)), "{photograph}");
    assert!(photograph["to"].as_u64().unwrap() < photograph["from"].as_u64().unwrap(), "{photograph}");
    phone.see_text("发送原图").await;
    phone.press("登记").await;
    phone.see_text("已存在本机").await;
    assert_eq!(phone.inaccessible().await, []);
    assert_eq!(registered(&served).await, []);

    // The tab is closed and opened again: it is still there.
    phone.reopen("/queue").await;
    phone.resize(PHONE).await;
    phone.see_text("等待发送").await;
    phone.see_text(ENTERPRISE).await;
    phone.see_text("待发送 1 条").await;
    phone.see_text("现场.jpg").await;
    assert_eq!(phone.inaccessible().await, []);
    assert_eq!(phone.overflow().await, 0);

    line.mend();
    phone.press("现在发送").await;
    phone.see_text("已发送").await;
    let ids = registered(&served).await;
    assert_eq!(ids.len(), 1, "{ids:?}");
    let finding = served.sandbox.store.finding_get(&CAMPAIGN.into(), &ids[0]).await.unwrap().unwrap();
    let files: Vec<_> = finding.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(files, ["现场.jpg"]);
    phone.press("查看").await;
    phone.see_text("销售的电动自行车无合格证").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_mended_in_its_own_form_with_its_photographs() {
    let served = ServedConsole::new().await;
    let line = served.line().await;
    let phone = served.browser_behind(&line, NEIGHBOUR).await;
    phone.resize(PHONE).await;
    phone.open("/inbox").await;
    until_kept(&phone, &["/findings/new"]).await;
    line.cut();
    phone.open("/findings/new").await;
    fill_in(&phone, 74).await;
    phone.fill_text("#code", "91522700").await;
    phone.run_with_answer(PHOTOGRAPH, vec![json!("#files"), json!(400), json!(300)]).await;
    phone.press("登记").await;
    phone.see_text("已存在本机").await;
    line.mend();
    phone.open("/queue").await;
    phone.see_text("未予受理，请修改后再发").await;
    phone.see_text("统一社会信用代码").await;
    let why = phone.see(".queue-why strong").await.text().await.unwrap();
    assert!(!why.contains("登录"), "{why}");
    assert_eq!(phone.inaccessible().await, []);
    phone.press("修改").await;
    until("the form as it was", async || {
        let script =
            "return [document.querySelector('#name').value, document.querySelector('#files').files.length]";
        (phone.run(script, vec![]).await == json!([ENTERPRISE, 1])).then_some(())
    })
    .await;
    phone.fill_text("#code", credit_code(74).as_str()).await;
    phone.press("登记").await;
    phone.until_at("of the finding", |path| path.starts_with(&format!("/findings/{CAMPAIGN}/"))).await;
    phone.see_text("现场.jpg").await;
    assert_eq!(registered(&served).await.len(), 1);
    phone.open("/queue").await;
    phone.see_text("没有待发送的内容").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_took_is_not_done_twice_when_the_answer_is_lost() {
    let served = ServedConsole::new().await;
    served.register_findings().await;
    let line = served.line().await;
    let phone = served.browser_behind(&line, NEIGHBOUR).await;
    phone.resize(PHONE).await;
    phone.open(&format!("/findings/new?campaign={CAMPAIGN}")).await;
    fill_in(&phone, 72).await;
    line.deafen();
    phone.press("登记").await;
    phone.see_text("已存在本机").await;
    until("the finding in the ledger", async || (registered(&served).await.len() == 1).then_some(())).await;
    line.mend();
    phone.open("/queue").await;
    phone.see_text("已发送").await;
    assert_eq!(registered(&served).await.len(), 1);

    // Evidence is an act: it may be filed once.
    phone.open(&format!("/findings/{CAMPAIGN}/{ON_TIME}")).await;
    phone.press("提交整改材料").await;
    phone.fill_text("textarea[id^=evidence-]", EVIDENCE).await;
    line.deafen();
    phone.see("form[data-field=evidence] button[type=submit]").await.click().await.unwrap();
    phone.see_text("已存在本机").await;
    line.mend();
    phone.open("/queue").await;
    until("nothing waits", async || (phone.count("#queue [data-state=sent] li").await >= 2).then_some(()))
        .await;
    until("the evidence in the ledger", async || (evidence(&served, ON_TIME).await > 0).then_some(())).await;
    assert_eq!(evidence(&served, ON_TIME).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_shown_with_what_was_typed_and_who_signs_out_leaves_nothing() {
    let served = ServedConsole::new().await;
    served.register_findings().await;
    let line = served.line().await;
    let phone = served.browser_behind(&line, NEIGHBOUR).await;
    phone.resize(PHONE).await;
    let page = format!("/findings/{CAMPAIGN}/{REWORKED}");
    phone.open(&page).await;
    until_kept(&phone, &[&page]).await;
    line.cut();
    file_evidence(&phone, REWORKED).await;
    phone.see_text("已存在本机").await;

    // Meanwhile a colleague puts it right on the spot.
    let colleague = served.browser_of(NEIGHBOUR).await;
    colleague.open(&page).await;
    colleague.press("现场整改销号").await;
    colleague.fill_text("textarea[id^=correct-]", "已当场更换。").await;
    colleague.press_button("现场整改销号").await;
    colleague.see_text("已办理").await;

    line.mend();
    phone.open("/queue").await;
    phone.see_text("未予受理").await;
    phone.see_text(EVIDENCE).await;
    assert_eq!(phone.inaccessible().await, []);
    assert_eq!(evidence(&served, REWORKED).await, 0);
    // Its form is not there any more, and the page says so.
    phone.press("修改").await;
    phone.see_text("现在不能在本页办理").await;

    // Whoever signs out is asked, and may stay.
    phone.press("退出").await;
    phone.see_text("本机还有 1 条内容没有发送").await;
    assert_eq!(phone.inaccessible().await, []);
    phone.press("先不退出").await;
    phone.press("退出").await;
    phone.press("退出，保留在本机").await;
    phone.until_at("of the door", |path| path.starts_with("/sign-in")).await;
    // Another account sees nothing of it.
    phone.enter(OFFICER).await;
    phone.open("/queue").await;
    phone.see_text("没有待发送的内容").await;
    phone.press("退出").await;
    phone.until_at("of the door", |path| path.starts_with("/sign-in")).await;
    phone.enter(NEIGHBOUR).await;
    phone.open("/queue").await;
    phone.see_text(EVIDENCE).await;
    phone.press("退出").await;
    phone.press("退出，并删除").await;
    phone.until_at("of the door", |path| path.starts_with("/sign-in")).await;
    let left = phone.run_until_done(LEFT_BEHIND).await;
    assert_eq!(left, json!({ "pages": [], "items": 0 }));
    line.cut();
    for path in [page.as_str(), "/queue", "/inbox"] {
        phone.open(path).await;
        phone.see_text("没有网络").await;
        assert!(!phone.text().await.contains(NEIGHBOUR.name), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_waits_for_a_new_session_of_whoever_made_it() {
    let served = ServedConsole::new().await;
    let line = served.line().await;
    let phone = served.browser_behind(&line, NEIGHBOUR).await;
    phone.resize(PHONE).await;
    phone.open(&format!("/campaigns/{CAMPAIGN}/bureaus/{RETURNED}")).await;
    phone.end_session().await;
    phone.see("#duty-cases summary").await.click().await.unwrap();
    phone.see("#duty-cases form button").await.click().await.unwrap();
    phone.see_text("登录已结束。重新登录后自动发送").await;
    // Another account signs in on this device: the entry is not sent as theirs.
    phone.open("/sign-in").await;
    phone.enter(OFFICER).await;
    phone.open("/queue").await;
    phone.see_text("没有待发送的内容").await;
    phone.press("退出").await;
    phone.until_at("of the door", |path| path.starts_with("/sign-in")).await;
    phone.enter(NEIGHBOUR).await;
    phone.open("/queue").await;
    phone.see_text("已发送").await;
    let history = served.sandbox.store.duty_list(&CAMPAIGN.into(), Some(&RETURNED.into())).await.unwrap();
    let cases = history.iter().find(|row| row.duty.id.as_str() == "cases").unwrap();
    assert_eq!(cases.duty.state, duban_domain::docket::ObligationStatus::Submitted);
    // With a network a finding's form says beside its fields what is wrong, and its page says its number.
    phone.open(&format!("/findings/new?campaign={CAMPAIGN}")).await;
    fill_in(&phone, 73).await;
    phone.fill_text("#code", "91522700").await;
    phone.press("登记").await;
    phone.see("#code-problem").await;
    phone.fill_text("#code", credit_code(73).as_str()).await;
    phone.press("登记").await;
    phone.until_at("of the finding", |path| path.starts_with(&format!("/findings/{CAMPAIGN}/"))).await;
    let ids = registered(&served).await;
    assert_eq!(ids.len(), 1, "{ids:?}");
    phone.see_text(&format!("已办理，编号 {}", ids[0])).await;
    assert_eq!(phone.count("#field-line:not([hidden])").await, 0);
    // What a phone is told of the app.
    let script = "const done = arguments[arguments.length - 1];
        Promise.all(['/app.webmanifest', '/sw.js'].map((path) => fetch(path).then((answer) => answer.headers.get('content-type'))))
            .then(done);";
    let kinds = phone.run_until_done(script).await;
    assert_eq!(kinds, json!(["application/manifest+json", "text/javascript; charset=utf-8"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_warns_before_it_ends_and_goes_on() {
    let served = ServedConsole::new().await;
    let officer = served.browser_of(OFFICER).await;
    officer.open("/inbox").await;
    // A session is long: what the page asks is answered here.
    let script = "const asked = window.fetch;
        window.fetch = (path, options) => path === '/session'
            ? Promise.resolve(new Response(JSON.stringify({ left: 240 })))
            : asked(path, options);";
    officer.run(script, vec![]).await;
    officer.see_text("登录将在约 4 分钟后结束").await;
    assert_eq!(officer.inaccessible().await, []);
    officer.press("继续使用").await;
    let hidden = "return document.getElementById('session-end').hidden";
    until("no warning", async || (officer.run(hidden, vec![]).await == true).then_some(())).await;
    assert_eq!(officer.complaints().await, Vec::<String>::new());
}
