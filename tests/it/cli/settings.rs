//! `duban settings` and `duban schema`: what is in force, where it comes from, and no secret ever.

use super::program::{Outcome, Program, config};
use serde_json::Value;
use std::fs;

const SECRET: &str = "correct-horse-battery";

fn setting<'a>(report: &'a Value, key: &str) -> (&'a str, &'a str) {
    let line = report.as_array().unwrap().iter().find(|line| line["key"] == key).unwrap();
    (line["value"].as_str().unwrap(), line["source"].as_str().unwrap())
}

#[test]
fn each_value_names_the_layer_it_comes_from() {
    let program = Program::new();
    let text =
        "[mail]\ngather_milliseconds = 5\n[temporal]\nnamespace = \"from-file\"\ntask_queue = \"file\"\n";
    let file = program.write("site.toml", text);
    let args = ["settings", "--format", "json", "--settings", &file, "--set", "temporal.task_queue=flag"];
    let mut command = program.command(&args);
    command.env("DUBAN_TEMPORAL__NAMESPACE", "from-environment");
    let report = Outcome::of(&mut command).succeeded().json();
    assert_eq!(setting(&report, "mail.gather_milliseconds"), ("5", file.as_str()));
    assert_eq!(setting(&report, "temporal.namespace"), ("from-environment", "DUBAN_TEMPORAL__NAMESPACE"));
    assert_eq!(setting(&report, "temporal.task_queue"), ("flag", "flag"));
    assert_eq!(setting(&report, "store.url"), ("sqlite:.duban/duban.db", "default"));
    // The file may be named by the environment, or simply be there.
    let mut command = program.command(&["settings", "--format", "json"]);
    let report = Outcome::of(command.env("DUBAN_SETTINGS", &file)).succeeded().json();
    assert_eq!(setting(&report, "temporal.namespace"), ("from-file", file.as_str()));
    program.write("duban.toml", text);
    let report = program.json(&["settings"]);
    assert_eq!(setting(&report, "temporal.namespace"), ("from-file", "duban.toml"));
}

#[test]
fn a_secret_is_never_shown() {
    let program = Program::new();
    let file = program.write(
        "site.toml",
        format!("[mail.smtp]\nhost = \"mail\"\nusername = \"duban\"\npassword = \"{SECRET}-1\"\n"),
    );
    for format in ["table", "json"] {
        let args = ["settings", "--format", format, "--settings", &file, "--set", "temporal.tls=true"];
        let mut command = program.command(&args);
        command.env("DUBAN_TEMPORAL__API_KEY", format!("{SECRET}-2"));
        let shown = Outcome::of(&mut command).succeeded();
        assert!(shown.stdout.contains("***") && shown.stdout.contains("DUBAN_TEMPORAL__API_KEY"));
        assert!(!shown.stdout.contains(SECRET) && !shown.stderr.contains(SECRET), "{shown:?}");
    }
    // Nor when something is wrong with it, or near it.
    for set in [
        format!("mail.smtp.passwrod={SECRET}"),
        format!("mail.smtp.password={SECRET}"),
        format!("temporal.api_key={SECRET}"),
        format!("store.url=postgres://duban:{SECRET}@db/duban"),
    ] {
        let refused = program.run(&["settings", "--set", &set]);
        assert!(!refused.problems().is_empty());
        assert!(!refused.stdout.contains(SECRET) && !refused.stderr.contains(SECRET), "{refused:?}");
    }
}

#[test]
fn the_defaults_are_a_settings_file() {
    let program = Program::new();
    let defaults = program.run(&["settings", "--defaults"]).succeeded().stdout;
    let plain = program.json(&["settings"]);
    program.write("duban.toml", &defaults);
    let read_back = program.json(&["settings"]);
    let of = |report: &Value, source: &str| -> Vec<(String, String)> {
        let lines = report.as_array().unwrap().iter();
        lines
            .inspect(|line| assert_eq!(line["source"], source))
            .map(|line| (line["key"].to_string(), line["value"].to_string()))
            .collect()
    };
    assert_eq!(of(&plain, "default"), of(&read_back, "duban.toml"));
}

#[test]
fn an_unknown_setting_is_refused_with_a_hint() {
    let program = Program::new();
    let outcome = program.run(&["settings", "--set", "mail.transprot=smtp"]);
    assert_eq!(outcome.problems(), [(None, "mail.transprot".into())]);
    assert!(outcome.stderr.contains("did you mean mail.transport?"), "{}", outcome.stderr);
    let outcome = program.run(&["settings", "--set", "x.y=1"]);
    assert!(outcome.stderr.contains("there is no setting x.y"), "{}", outcome.stderr);
    assert_eq!(outcome.problems().len(), 1);
    program.run(&["settings", "--set", "nonsense"]).failed_with("write KEY=VALUE");
    let mut command = program.command(&["settings"]);
    let outcome = Outcome::of(command.env("DUBAN_MAIL__TRANSPROT", "smtp"));
    assert!(outcome.stderr.contains("did you mean DUBAN_MAIL__TRANSPORT?"), "{}", outcome.stderr);
}

#[test]
fn the_schema_is_the_file_that_ships() {
    let printed = Program::new().run(&["schema"]).succeeded();
    assert_eq!(printed.stdout, fs::read_to_string(config("plans/plan.schema.json")).unwrap());
    assert_eq!(printed.stderr, "");
}
