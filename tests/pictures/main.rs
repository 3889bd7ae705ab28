//! The screenshots in `docs/pictures`: every page of the tests' console, a few in English, a few on a
//! phone. `pictures FOLDER`; `make pictures` calls it.

#![allow(clippy::unwrap_used, reason = "what cannot be pictured ends the program")]

use duban_tests::{
    browser::{DESK, PHONE},
    console::ServedConsole,
    pages::{Sight, sights},
};
use std::{collections::BTreeMap, path::PathBuf};

/// Those that are pictured on a phone, too.
const ON_A_PHONE: [&str; 4] = ["campaign", "bureau", "inbox", "laggards"];
/// Those that are pictured in English, too.
const IN_ENGLISH: [&str; 2] = ["overview", "campaign"];

#[tokio::main]
async fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("pictures FOLDER"));
    std::fs::create_dir_all(&folder).unwrap();
    let served = ServedConsole::new().await;
    served.fill().await;
    let door = served.browser().await;
    door.resize(DESK).await;
    door.open("/sign-in").await;
    std::fs::write(folder.join("sign-in.png"), door.picture().await).unwrap();
    let mut browsers = BTreeMap::new();
    for Sight { name, path, person } in sights(&served).await {
        if !browsers.contains_key(person.account) {
            browsers.insert(person.account, served.browser_of(person).await);
        }
        let browser = &browsers[person.account];
        let keep = async |name: &str| {
            browser.open(&path).await;
            std::fs::write(folder.join(format!("{name}.png")), browser.picture().await).unwrap();
        };
        browser.resize(DESK).await;
        keep(name).await;
        if ON_A_PHONE.contains(&name) {
            browser.resize(PHONE).await;
            keep(&format!("{name}-phone")).await;
            browser.resize(DESK).await;
        }
        if IN_ENGLISH.contains(&name) {
            browser.press("English").await;
            browser.see_text("Sign out").await;
            keep(&format!("{name}-english")).await;
            browser.press("中文").await;
            browser.see_text("退出").await;
        }
    }
}
