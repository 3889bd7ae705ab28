//! `duban check`: the contract that scripts rely on, and the table for people.

use super::program::{Outcome, Program, config, keys};
use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

#[test]
fn the_json_has_the_promised_fields_and_no_others() {
    let report = Program::new().json(&["check", &config("plans/qiannan-2024.yaml")]);
    assert_eq!(keys(&report), ["bureaus", "campaign", "issuer", "timetable", "timezone", "warnings"]);
    assert_eq!(report["campaign"], "qiannan-2024-key-products");
    assert_eq!(report["issuer"], "522700");
    assert_eq!(report["timezone"], "Asia/Shanghai");
    for bureau in report["bureaus"].as_array().unwrap() {
        assert_eq!(keys(bureau), ["code", "level", "name", "supervisor"]);
    }
    for line in report["timetable"].as_array().unwrap() {
        let fields = ["at", "bureau", "event", "instrument", "obligation", "ordinal"];
        let with_phase = ["at", "bureau", "event", "instrument", "obligation", "ordinal", "phase"];
        match line["obligation"].as_str() {
            Some(_) => assert_eq!(keys(line), fields),
            None => assert_eq!(keys(line), with_phase),
        }
        let rung_or_reminder = ["rung", "reminder"].contains(&line["event"].as_str().unwrap());
        assert_eq!(line["instrument"].is_string(), rung_or_reminder, "{line}");
        let at = chrono::DateTime::parse_from_rfc3339(line["at"].as_str().unwrap()).unwrap();
        assert_eq!(at.offset().local_minus_utc(), 8 * 3600);
    }
    for warning in report["warnings"].as_array().unwrap() {
        assert_eq!(keys(warning), ["message", "path"]);
    }
}

#[test]
fn a_person_reads_the_table_on_stdout_and_the_warnings_on_stderr() {
    let outcome = Program::new().run(&["check", &config("plans/qiannan-2024.yaml")]).succeeded();
    let lines: Vec<_> = outcome.stdout.lines().collect();
    assert_eq!(lines[0], "2024年重点工业产品质量安全隐患排查治理行动");
    assert_eq!(
        lines[1],
        "黔南布依族苗族自治州市场监督管理局 · 13 bureaus · Asia/Shanghai · 2024-05-09 to 2024-12-31 · 5 warnings"
    );
    // At one instant, obligations stand as the plan lists them.
    assert!(lines[5].contains("2024-05-09 Thu 09:00 ┆ 签收行动方案"), "{}", lines[5]);
    assert!(lines[6].contains("2024-05-09 Thu 09:00 ┆ 本地工作方案"), "{}", lines[6]);
    assert!(outcome.stdout.contains("rung 4 挂牌督办通知书"));
    assert!(!outcome.stdout.contains("warning:"));
    let warnings: Vec<_> = outcome.stderr.lines().collect();
    assert_eq!(warnings.len(), 5, "{}", outcome.stderr);
    assert!(warnings[0].starts_with("warning: obligations[0].reminders (receipt): the reminder 7d before"));
    assert!(
        warnings[2]
            .starts_with("warning: obligations[4].due (final-report): the due date 2024-10-20 (Sunday)")
    );
}

#[test]
fn the_planner_is_warned_of_unannounced_holidays_and_of_a_moved_due_date() {
    let program = Program::new();
    let plan = |policy: &str| {
        format!(
            "id: far\ntitle: 明年\nissuer: \"522700\"\nissued: 2027-03-01\ncloses: 2027-12-31\n\
             unannounced_years: {policy}\nnon_working_due: next\nobligations:\n  \
             - {{ id: report, title: 报告, owed_by: executing, due: 2027-06-06 }}\n"
        )
    };
    let path = program.write("plan.yaml", plan("weekends-only"));
    let report = program.json(&["check", &path]);
    let warnings: Vec<_> = report["warnings"].as_array().unwrap().iter().collect();
    let told = |path: &str, part: &str| {
        warnings.iter().any(|w| w["path"] == path && w["message"].as_str().unwrap().contains(part))
    };
    assert!(told("unannounced_years", "holidays of 2027 are not announced"), "{warnings:?}");
    assert!(told("obligations[0].due", "2027-06-06 (Sunday) is not a working day and moves to 2027-06-07"));

    let path = program.write("plan.yaml", plan("refuse"));
    let refused = program.run(&["check", &path]);
    assert!(refused.problems().contains(&(Some(9), "obligations[0].due".into())), "{refused:?}");
    assert!(refused.stderr.contains("the holidays of 2027 have not been announced"), "{}", refused.stderr);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let program = Program::new();
    let guizhou = config("plans/guizhou-2024.yaml");
    let bad = config("samples/plan-bad.yaml");
    for (args, code) in [
        (vec!["check", guizhou.as_str()], 0),
        (vec!["check", guizhou.as_str(), "--format", "json"], 0),
        (vec!["check", guizhou.as_str(), "--format", "ics"], 0),
        (vec!["rehearse", guizhou.as_str()], 0),
        (vec!["schema"], 0),
        (vec!["check", bad.as_str()], 2),
    ] {
        let mut child = program.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // As `head -1` does; closing the pipe makes the next write fail.
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(!first.is_empty());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {stderr}");
        assert!(!stderr.contains("roken pipe") && !stderr.contains("panicked"), "{args:?}: {stderr}");
    }
}

#[test]
fn a_large_plan_for_a_whole_province_is_checked_in_full() {
    // 200 obligations for 97 bureaus below the issuer, each with three reminders and five rungs.
    let program = Program::new();
    let mut plan = String::from(
        "id: large\ntitle: 大\nissuer: \"520000\"\nissued: 2024-01-08\ncloses: 2024-12-31\nobligations:\n",
    );
    for n in 0..200 {
        let (month, day) = (3 + n / 28, 1 + n % 28);
        plan +=
            &format!("  - {{ id: o-{n}, title: 事项{n}, owed_by: all, due: 2024-{month:02}-{day:02} }}\n");
    }
    plan += "reminders: { default: { before: [7d, 3wd, 1wd], at: opens } }\nladders:\n  default:\n";
    let rungs = ["reminder-letter", "circular", "interview", "listing", "government-report"];
    for (after, instrument) in [1, 3, 5, 10, 20].into_iter().zip(rungs) {
        plan += &format!("    - {{ after: {after}wd, instrument: {instrument} }}\n");
    }
    let path = program.write("plan.yaml", plan);
    let report = program.json(&["check", &path]);
    assert_eq!(report["bureaus"].as_array().unwrap().len(), 98);
    let lines = report["timetable"].as_array().unwrap();
    let of = |event: &str| lines.iter().filter(|line| line["event"] == event).count();
    assert_eq!((of("opens"), of("due"), of("rung")), (97 * 200, 97 * 200, 97 * 200 * 5));
    // Two reminders of one obligation on one day are one, as around a long holiday.
    let reminders = of("reminder");
    assert!(reminders % 97 == 0 && (97 * 200 * 2..=97 * 200 * 3).contains(&reminders), "{reminders}");
    assert_eq!(lines.len(), of("opens") + of("due") + of("rung") + reminders);

    let table = Outcome::of(&mut program.command(&["check", &path])).succeeded();
    assert!(table.stdout.lines().count() > 200 * 10, "one row for all bureaus");
    program.run(&["check", &path, "--format", "ics"]).succeeded();
}
