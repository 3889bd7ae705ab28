//! Commands without what they need: no store, no tables, no engine, no campaign. One sentence that
//! says what to do; no panic, no backtrace, nothing made in passing.

use super::program::{Program, config};
use chrono::Utc;
use duban::engine::free_port;
use duban_config::{known_calendar, load_plan, sample_directory};
use duban_domain::{Actor, Timebase, WallTime};
use duban_store::{NewCampaign, Store};
use std::path::Path;

const CAMPAIGN: &str = "qiannan-2024-key-products";

/// Every command that looks into the store or writes to it.
fn on_a_campaign() -> Vec<Vec<&'static str>> {
    let duty = [CAMPAIGN, "522701", "receipt"];
    let number = [CAMPAIGN, "522701", "1"];
    let with = |command: &'static str, target: &[&'static str], rest: &[&'static str]| {
        [&[command], target, rest].concat()
    };
    vec![
        vec!["status", CAMPAIGN],
        vec!["status", CAMPAIGN, "522701"],
        vec!["notices", CAMPAIGN],
        vec!["cancel", CAMPAIGN, "--reason", "x"],
        with("submit", &duty, &[]),
        with("accept", &duty, &[]),
        with("return", &duty, &["--due", "2024-06-03", "--reason", "x"]),
        with("extend", &duty, &["--to", "2024-06-03", "--reason", "x"]),
        with("waive", &duty, &["--reason", "x"]),
        with("approve", &number, &[]),
        with("decline", &number, &["--reason", "x"]),
        with("acknowledge", &number, &[]),
    ]
}

/// An address at which nobody listens.
fn nobody() -> String {
    format!("temporal.address=127.0.0.1:{}", free_port().unwrap())
}

#[test]
fn without_a_store_nothing_is_made() {
    let program = Program::new();
    for args in on_a_campaign() {
        program.run(&args).failed_with("there is no store at .duban/duban.db; run `duban migrate`");
        assert_eq!(program.left_behind(), [""; 0], "{args:?}");
    }
}

#[test]
fn a_store_without_tables_is_told_how_to_get_them() {
    let program = Program::new();
    program.write("empty.db", "");
    program.write("letter.txt", "这不是数据库。".repeat(200));
    for args in on_a_campaign() {
        let empty = [&args[..], &["--set", "store.url=sqlite:empty.db"]].concat();
        program.run(&empty).failed_with("run `duban migrate`");
        let letter = [&args[..], &["--set", "store.url=sqlite:letter.txt"]].concat();
        program.run(&letter).failed_with("is not a store of this program");
    }
    let migrated = program.run(&["migrate", "--set", "store.url=sqlite:empty.db"]).succeeded();
    assert_eq!(migrated.stdout, "");
    program.run(&["migrate", "--set", "store.url=sqlite:letter.txt"]).failed_with("is not a store");
}

#[test]
fn without_an_engine_the_address_is_told() {
    let program = Program::new();
    let (address, plan) = (nobody(), config("plans/qiannan-2024.yaml"));
    program.run(&["migrate"]).succeeded();
    let told = format!("cannot reach Temporal at {}: ", address.split_once('=').unwrap().1);
    for args in [
        vec!["launch", plan.as_str(), "--belated"],
        vec!["worker"],
        vec!["export-history", "campaign/x/522700"],
        vec!["rebuild", CAMPAIGN],
    ] {
        let args = [&args[..], &["--set", &address]].concat();
        program.run(&args).failed_with(&told);
    }
}

#[test]
fn a_campaign_that_was_not_launched_is_refused() {
    let program = Program::new();
    program.run(&["migrate"]).succeeded();
    for args in on_a_campaign() {
        let outcome = program.run(&args);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(3), ""), "{outcome:?}");
        let told = format!("refused: there is no campaign {CAMPAIGN}; `duban launch` makes one\n");
        assert_eq!(outcome.stderr, told);
    }
}

/// A store with Qiannan's campaign in it, as if launched on an engine that is gone.
async fn launched(path: &str) {
    let directory = sample_directory().unwrap();
    let plan = Path::new(&config("plans/qiannan-2024.yaml")).to_owned();
    let plan = load_plan(&plan, &directory, &known_calendar().unwrap()).unwrap().plan;
    let store = Store::open(&format!("sqlite:{path}")).await.unwrap();
    store.migrate().await.unwrap();
    let bureaus: Vec<_> = directory.iter().cloned().collect();
    store.bureau_upsert_all(&bureaus).await.unwrap();
    let launched_by = Actor { name: "王科长".into(), bureau: plan.issuer.clone() };
    let launched_at = WallTime::new(Utc::now());
    let new = NewCampaign { plan, timebase: Timebase::identity(), launched_by, launched_at };
    store.campaign_insert(&new).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn the_ledger_can_be_read_without_an_engine_and_commands_say_that_it_is_gone() {
    let program = Program::new();
    launched(&program.path("duban.db")).await;
    let address = nobody();
    let rest = ["--set", "store.url=sqlite:duban.db", "--set", &address];
    for args in on_a_campaign().into_iter().skip(3) {
        let args = [&args[..], &rest].concat();
        program.run(&args).failed_with("cannot reach Temporal at 127.0.0.1:");
    }
    let status = program.run(&[&["status", CAMPAIGN][..], &rest].concat()).succeeded();
    assert!(status.stdout.starts_with("2024年重点工业产品质量安全隐患排查治理行动\n"), "{}", status.stdout);
    let notices = program.run(&[&["notices", CAMPAIGN][..], &rest].concat()).succeeded();
    assert_eq!((notices.stdout.as_str(), notices.stderr.as_str()), ("", "no notices yet\n"));
    let bureau = program.run(&[&["status", CAMPAIGN, "529999"][..], &rest].concat());
    assert_eq!(bureau.code, Some(3));
    assert!(bureau.stderr.contains("529999 takes no part in this campaign"), "{}", bureau.stderr);
}
