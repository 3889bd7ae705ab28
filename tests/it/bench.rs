//! The benchmarks run: each section, in a small size, ends with its figures as one line of JSON. What the
//! figures are is no matter here.

use serde_json::Value;
use std::{path::Path, process::Stdio};
use tokio::process::Command;

/// Runs a section and gives its figures.
async fn section(name: &str) -> Value {
    let bench = duban_tests::worker::program().with_file_name("bench");
    let mut command = Command::new(bench);
    command.args([name, "--small"]).stdin(Stdio::null()).kill_on_drop(true);
    if std::env::var_os("DUBAN_TEMPORAL__BINARY").is_none() {
        let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools/bin/temporal");
        command.env("DUBAN_TEMPORAL__BINARY", tools);
    }
    let run = command.output().await.unwrap();
    let (told, wrong) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{told}\n{wrong}");
    let lines: Vec<Value> = told.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let [figures] = &lines[..] else { panic!("one line of JSON, not {}: {told}", lines.len()) };
    assert_eq!(figures["section"], name, "{told}");
    figures.clone()
}

#[tokio::test]
async fn load_comes_to_the_same_end() {
    let figures = section("load").await;
    assert_eq!((&figures["runs"], &figures["differences"]), (&2.into(), &0.into()), "{figures}");
    assert!(figures["notices"].as_u64() > Some(0), "{figures}");
}

#[tokio::test]
async fn engine_gives_a_ratio() {
    let figures = section("engine").await;
    assert!(figures["ratio_median"].as_f64() > Some(0.0), "{figures}");
}

#[tokio::test]
async fn our_own_directive_is_read_without_a_miss() {
    let facts = section("directives").await["facts"].clone();
    let marks = facts.as_object().unwrap().values().map(|marks| (&marks[1], &marks[2]));
    assert!(facts["owed"][0].as_u64() > Some(5), "{facts}");
    assert!(marks.into_iter().all(|marks| marks == (&0.into(), &0.into())), "{facts}");
}

macro_rules! sections {
    ($($test:ident = $section:literal: $key:literal;)*) => {$(
        #[tokio::test]
        async fn $test() {
            let figures = section($section).await;
            assert!(figures.get($key).is_some(), "{figures}");
        }
    )*};
}

sections! {
    core_is_measured = "core": "figures";
    frugality_is_measured = "frugality": "history_events";
    finding_events_are_measured = "finding-events": "events";
    memory_is_measured = "memory": "figures";
    launch_is_measured = "launch": "running_seconds_median";
    import_is_measured = "import": "ratio_median";
    ledger_is_measured = "ledger": "pages";
    console_is_measured = "console": "loads";
}
