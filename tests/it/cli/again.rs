//! `duban again`: last year's plan, from its file or from the campaign, for another issue date.

use super::{
    findings::{CAMPAIGN, launched},
    program::{Program, config},
};
use serde_json::Value;

#[test]
fn a_plans_file_is_moved_and_passes_the_check() {
    let program = Program::new();
    let plan = config("plans/qiannan-2024.yaml");
    let args = ["again", &plan, "--issued", "2025-05-12", "--output", "next.yaml"];
    let told = program.run(&args).succeeded().stdout;
    for expected in ["obligations[2].due", "2024-08-20", "2025-08-20", "qiannan-2025-key-products"] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let written = std::fs::read_to_string(program.path("next.yaml")).unwrap();
    assert!(written.contains("2025-05-中旬") && written.contains("issued + 10wd"), "{written}");
    program.run(&["check", "next.yaml"]).succeeded();
    program.run(&args).failed_with("next.yaml");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_that_was_launched_is_held_again_by_another_bureau() {
    let (program, settings) = launched().await;
    let flags = ["--settings", &settings, "--format", "json"];
    let args = ["again", CAMPAIGN, "--issued", "2025-06-01", "--issuer", "520000", "--output", "next.yaml"];
    let told = program.run(&[&args[..], &flags[..]].concat()).succeeded().stdout;
    let changes: Vec<Value> = serde_json::from_str(&told).unwrap();
    let changed = |path: &str| changes.iter().find(|change| change["path"] == path).unwrap();
    assert_eq!(changed("issuer")["is"], "520000");
    // By thirteen months: it is issued in June and no longer in May.
    assert_eq!(changed("obligations[2].due")["is"], "2025-09-22", "the 20th is a Saturday");
    assert!(changed("obligations[2].due")["message"].as_str().unwrap().contains("no working day"));
    program.run(&["check", "next.yaml"]).succeeded();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_held_again_is_refused() {
    let (program, settings) = launched().await;
    let refused = |plan: &str, issuer: &str, code: i32, expected: &str| {
        let args = ["again", plan, "--issued", "2026-06-01", "--issuer", issuer, "--output", "next.yaml"];
        let refused = program.run(&[&args[..], &["--settings", &settings][..]].concat());
        assert_eq!((refused.code, refused.stderr.contains(expected)), (Some(code), true), "{refused:?}");
        assert!(!program.left_behind().contains(&"next.yaml".to_owned()));
    };
    refused("no-such-campaign", "522700", 3, "there is no campaign no-such-campaign");
    refused(CAMPAIGN, "999999", 3, "no bureau 999999");
    refused("./nowhere.yaml", "522700", 2, "nowhere.yaml");
    let broken = program.write("broken.yaml", "id: a\nissued: soon\n");
    refused(&broken, "522700", 2, "broken.yaml");
}
