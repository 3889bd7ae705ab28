//! What must hold of every page: it can be used by those who cannot see it, fits a phone, prints, weighs
//! little, its links lead somewhere, and the browser has nothing to complain of.

use duban_tests::{
    browser::{DESK, PHONE, WIDER_PHONE},
    console::{OFFICER, PLANNER, ServedConsole},
    pages::{Sight, sights},
};
use std::collections::{BTreeMap, BTreeSet};

/// A page with all it brings along, in bytes on the wire.
const MOST_BYTES: u64 = 300 << 10;

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_and_light_fits_a_phone_and_leads_somewhere() {
    let served = ServedConsole::new().await;
    served.fill().await;
    let mut browsers = BTreeMap::new();
    let (mut wrong, mut known) = (Vec::new(), BTreeSet::new());
    for Sight { name, path, person } in sights(&served).await {
        if !browsers.contains_key(person.account) {
            browsers.insert(person.account, served.browser_of(person).await);
        }
        let browser = &browsers[person.account];
        browser.complaints().await;
        browser.resize(DESK).await;
        browser.open(&path).await;
        let weight = browser.weight().await;
        if !(1..MOST_BYTES).contains(&weight) {
            wrong.push(format!("{name} {path}: weighs {weight} bytes"));
        }
        wrong.extend(browser.complaints().await.into_iter().map(|what| format!("{name} {path}: {what}")));
        wrong.extend(browser.inaccessible().await.into_iter().map(|what| format!("{name} {path}: {what}")));
        for link in browser.links().await {
            if known.insert((person.account, link.clone())) {
                let status = browser.status(&link).await;
                if status != 200 {
                    wrong.push(format!("{name} {path}: the link to {link} is answered with {status}"));
                }
            }
        }
        for phone in [WIDER_PHONE, PHONE] {
            browser.resize(phone).await;
            let overflow = browser.overflow().await;
            if overflow > 0 {
                let what = browser.too_wide().await;
                wrong.push(format!("{name} {path}: {overflow} pixels wider than {phone:?}: {what:?}"));
            }
        }
        wrong.extend(browser.inaccessible().await.into_iter().map(|what| format!("{name}, phone: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_speaks_english_prints_and_the_door_is_accessible() {
    let served = ServedConsole::new().await;
    let browser = served.browser().await;
    browser.open("/sign-in").await;
    assert_eq!(browser.inaccessible().await, vec![]);
    browser.sign_in(PLANNER).await;
    browser.press("English").await;
    browser.see_text("Sign out").await;
    assert_eq!(browser.run("return document.documentElement.lang", vec![]).await, "en");
    browser.open("/inbox").await;
    browser.see_text("Inbox").await;
    browser.press("中文").await;
    browser.see_text("待办").await;
    browser.open(&format!("/campaigns/{}", duban_tests::console::CAMPAIGN)).await;
    let pdf = browser.print().await;
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 5_000, "{} bytes", pdf.len());
    let officer = served.browser_of(OFFICER).await;
    officer.open("/users").await;
    officer.see_text("无权操作").await;
}
