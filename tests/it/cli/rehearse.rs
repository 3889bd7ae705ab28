//! `duban rehearse`: the numbers of the demo, the load, and scripts that cannot be used.

use super::program::{Program, config, keys};
use serde_json::Value;
use std::collections::BTreeMap;

fn demo() -> [String; 4] {
    let behaviour = config("plans/qiannan-2024.behaviour.yaml");
    ["rehearse".into(), config("plans/qiannan-2024.yaml"), "--behaviour".into(), behaviour]
}

fn counts(report: &Value) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for notice in report["notices"].as_array().unwrap() {
        *counts.entry(notice["instrument"].as_str().unwrap()).or_default() += 1;
    }
    counts
}

#[test]
fn the_demo_issues_what_its_script_calls_for() {
    let args = demo();
    let report = Program::new().json(&args.each_ref().map(String::as_str));
    let counts = counts(&report);
    // 三都 is late with seven things: with all of them a day, and still on the third …
    let sandu = 7;
    // … as are, once each, 福泉, 贵定, 独山 and 龙里 a day or more, and 贵定 and 龙里 on the third day.
    assert_eq!(counts["reminder-letter"], sandu + 4);
    assert_eq!(counts["circular"], sandu + 2);
    // On the fifth day it still owes four, and 贵定 one; its interim report and its cases on the tenth; its
    // cases for ever.
    assert_eq!((counts["interview"], counts["listing"], counts["government-report"]), (4 + 1, 2, 1));
    // The last three need an approval each time.
    assert_eq!(counts["approval-request"], 5 + 2 + 1);
    assert_eq!((counts["returned"], counts["extended"], counts["waived"]), (1, 1, 1));
    assert_eq!(counts["campaign-notice"], 12);
    // Everyone else submits two working days before a due date and so sees the reminders before that.
    assert_eq!(counts["reminder"], 182);
    assert_eq!(counts.len(), 11, "{counts:?}");
    assert_eq!(report["refused"], Value::Array(Vec::new()));
    let bureaus = report["bureaus"].as_array().unwrap();
    let sum = |key: &str| bureaus.iter().map(|b| b[key].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("on_time"), sum("late"), sum("waived"), sum("unfulfilled")), (84, 10, 1, 1));
}

#[test]
fn the_load_is_what_the_notices_add_up_to() {
    let program = Program::new();
    let never =
        program.write("never.yaml", "default: { submit: never, acknowledge: never, approve: never }\n");
    let plan = config("plans/guizhou-2024.yaml");
    for args in [vec!["rehearse", &plan], vec!["rehearse", &plan, "--behaviour", &never]] {
        let report = program.json(&args);
        let load = report["load"].as_array().unwrap();
        let mails: Vec<_> = load.iter().map(|line| line["mails"].as_u64().unwrap()).collect();
        let summary = &report["mails_per_bureau_and_day"];
        assert_eq!(keys(summary), ["mean", "most"]);
        assert_eq!(summary["most"].as_u64(), mails.iter().copied().max());
        let mean = mails.iter().sum::<u64>() as f64 / mails.len() as f64;
        assert!((summary["mean"].as_f64().unwrap() - mean).abs() < 0.006, "{summary}");
        let mut received = 0;
        for notice in report["notices"].as_array().unwrap() {
            let copies = notice["copies"].as_array().unwrap();
            // A report to the government goes to the bureau that passes it on, too.
            let passed_on = notice["instrument"] == "government-report" && !copies.contains(&notice["from"]);
            received += 1 + copies.len() + usize::from(passed_on);
        }
        let notices: u64 = load.iter().map(|line| line["notices"].as_u64().unwrap()).sum();
        assert_eq!(notices, received as u64);
        // What goes out at one moment shares a mail. Without delays that is at most the opening and a
        // later approval or its lapse.
        assert!(summary["most"].as_u64().unwrap() <= 2, "{summary}");
    }
}

#[test]
fn a_person_reads_a_summary_first() {
    let program = Program::new();
    let args = demo();
    let outcome = program.run(&args.each_ref().map(String::as_str)).succeeded();
    let lines: Vec<_> = outcome.stdout.lines().collect();
    assert_eq!(lines[1], "rehearsal, as the script says");
    assert_eq!(lines[2], "13 bureaus · 96 obligations: 84 on time, 10 late, 1 waived, 1 open at close");
    assert!(lines[3].starts_with("233 notices: 到期提醒 182、"), "{}", lines[3]);
    assert!(lines[4].starts_with("mails per bureau and day: at most "), "{}", lines[4]);
    assert!(outcome.stdout.contains("│ 2024-05-23 09:00 ┆ 提醒敦促函"));
    assert_eq!(outcome.stderr, "");
    let outcome = program.run(&["rehearse", &args[1]]).succeeded();
    assert!(outcome.stdout.contains("rehearsal, every bureau on time"));
    assert!(outcome.stdout.contains("\nno document is issued\n"));
}

#[test]
fn every_problem_of_a_script_is_told() {
    let program = Program::new();
    let plan = config("plans/qiannan-2024.yaml");
    let script = config("samples/behaviour-bad.yaml");
    let outcome = program.run(&["rehearse", &plan, "--behaviour", &script]);
    let lines: Vec<_> = outcome.problems().into_iter().filter_map(|(line, _)| line).collect();
    let mut expected = vec![3, 4, 6, 9, 11, 13, 13];
    // How findings and listings are dealt with.
    expected
        .extend([17, 18, 19, 20, 21, 23, 24, 24, 25, 25, 26, 27, 27, 28, 30, 31, 32, 32, 34, 35, 36, 36, 37]);
    assert_eq!(lines, expected, "{}", outcome.stderr);
    assert!(outcome.stderr.lines().all(|line| line.starts_with(&script)), "{}", outcome.stderr);
    let none = program.path("none.yaml");
    assert_eq!(program.run(&["rehearse", &plan, "--behaviour", &none]).problems(), [(None, String::new())]);
}

#[test]
fn dates_of_a_year_that_is_not_announced_are_marked() {
    let program = Program::new();
    let plan = |year: i32| {
        format!(
            "id: later\ntitle: 以后的行动\nissuer: \"522700\"\nissued: {year}-03-02\ncloses: {year}-06-30\n\
             obligations:\n  - {{ id: report, title: 工作总结, owed_by: executing, due: {year}-04-20, ladder: strict }}\n\
             ladders:\n  strict:\n    - {{ after: 1wd, instrument: reminder-letter }}\n"
        )
    };
    let never =
        program.write("never.yaml", "default: { submit: never, acknowledge: never, approve: never }\n");
    for (year, provisional) in [(2026, false), (2028, true)] {
        let file = program.write("plan.yaml", plan(year));
        let args = ["rehearse", &file, "--behaviour", &never];
        let table = program.run(&args).succeeded().stdout;
        assert!(table.contains(&format!("{year}-04-2")), "{table}");
        assert_eq!(table.contains("09:00 暂定"), provisional, "{table}");
        let first = &program.json(&args)["notices"][0];
        assert_eq!(first["provisional"].as_bool(), provisional.then_some(true), "{first}");
    }
}
