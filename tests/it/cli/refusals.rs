//! Inputs that cannot be used: every problem with its file and line, exit code 2, nothing done.

use super::program::{Outcome, Program, config};
use std::fmt::Write as _;

/// Checks that stderr names the file, and the line where there is one, of each problem.
fn told_with_file_and_line(outcome: &Outcome, file: &str) {
    let problems = outcome.problems();
    let told: Vec<_> = outcome.stderr.lines().collect();
    assert_eq!(told.len(), problems.len(), "{}", outcome.stderr);
    for ((line, _), told) in problems.iter().zip(told) {
        let begins = line.map_or(format!("{file}: "), |line| format!("{file}:{line}: "));
        assert!(told.starts_with(&begins), "{told}");
    }
}

fn lines(outcome: &Outcome) -> Vec<u64> {
    outcome.problems().into_iter().map(|(line, _)| line.unwrap_or_default()).collect()
}

#[test]
fn every_problem_of_a_plan_is_told_at_once() {
    let plan = config("samples/plan-bad.yaml");
    let program = Program::new();
    for format in ["table", "json", "ics"] {
        let outcome = program.run(&["check", &plan, "--format", format]);
        told_with_file_and_line(&outcome, &plan);
        let mut expected = vec![2, 3, 4, 5, 6, 7, 8, 10, 12, 13, 13, 14, 15, 15, 15, 16, 16, 18, 23, 23];
        // Findings, listings, urgent matters and the tail.
        expected.extend([28, 29, 29, 29, 30, 31, 31, 31, 32, 33, 35, 36, 36, 38, 39, 40, 41, 42, 42, 44]);
        expected.extend([46, 47, 48, 49]);
        assert_eq!(lines(&outcome), expected, "{}", outcome.stderr);
    }
}

#[test]
fn what_is_no_plan_at_all_is_told_in_one_sentence() {
    let program = Program::new();
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let level = format!("*a{}", n - 1);
        writeln!(bomb, "a{n}: &a{n} [{}]", [level.as_str(); 10].join(", ")).unwrap();
    }
    let garbage: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let inputs: &[(&str, Vec<u8>, &str)] = &[
        ("garbage.yaml", garbage, "not UTF-8"),
        ("zeros.yaml", vec![0; 1000], ""),
        ("large.yaml", "# 注释\n".repeat(300_000).into_bytes(), "larger than 1 MiB"),
        ("long-line.yaml", vec![b'a'; 900 << 10], ""),
        ("bomb.yaml", bomb.into_bytes(), "aliases (*name) are not read here"),
        ("deep.yaml", ["[".repeat(40), "]".repeat(40)].concat().into_bytes(), "nest deeper than"),
        ("bottomless.yaml", "[".repeat(100_000).into_bytes(), "recursion limit"),
        ("unclosed.yaml", b"id: \"x\nissuer: 1\n".to_vec(), "this is not YAML"),
        ("empty.yaml", Vec::new(), ""),
        ("list.yaml", b"- a\n- b\n".to_vec(), ""),
        ("two.yaml", b"id: a\n---\nid: b\n".to_vec(), "a second document begins here"),
        ("tabs.yaml", b"phases:\n\t- x\n".to_vec(), ""),
    ];
    for (name, content, expected) in inputs {
        let path = program.write(name, content);
        let outcome = program.run(&["check", &path]);
        told_with_file_and_line(&outcome, &path);
        assert!(outcome.stderr.contains(expected), "{name}: {}", outcome.stderr);
        assert!(outcome.stderr.len() < 20_000 && !outcome.stderr.contains("panicked"), "{name}");
    }
    // The line of the first byte that is no text.
    let path = program.write("latin.yaml", b"id: x\ntitle: caf\xe9\n");
    assert_eq!(lines(&program.run(&["check", &path])), [2]);
}

#[test]
fn a_path_that_leads_to_no_file_is_told() {
    let program = Program::new();
    let none = program.path("no-such.yaml");
    let folder = program.path(".");
    for (path, expected) in [(none, "there is no such file"), (folder, "this is a folder")] {
        let outcome = program.run(&["check", &path]);
        told_with_file_and_line(&outcome, &path);
        assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
    }
}

#[test]
fn lists_settings_and_holidays_are_told_with_their_own_lines() {
    let program = Program::new();
    let plan = config("plans/qiannan-2024.yaml");
    for (sample, setting, expected) in [
        ("samples/bureaus-bad.csv", "bureaus.file", vec![3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
        ("samples/holidays-bad.csv", "holidays.file", vec![3, 4, 5, 6, 7]),
    ] {
        let file = config(sample);
        let set = format!("{setting}={file}");
        let outcome = program.run(&["check", &plan, "--set", &set]);
        told_with_file_and_line(&outcome, &file);
        let mut found = lines(&outcome);
        found.dedup();
        assert_eq!(found, expected, "{}", outcome.stderr);
    }
    let file = config("samples/settings-bad.toml");
    let outcome = program.run(&["check", &plan, "--settings", &file]);
    assert_eq!(lines(&outcome), [2, 3, 4, 6, 7, 9], "{}", outcome.stderr);
    told_with_file_and_line(&outcome, &file);
}

#[test]
fn a_refused_input_leaves_no_trace() {
    let program = Program::new();
    let (good, bad) = (config("plans/qiannan-2024.yaml"), config("samples/plan-bad.yaml"));
    let bureaus = format!("bureaus.file={}", config("samples/bureaus-bad.csv"));
    let holidays = format!("holidays.file={}", config("samples/holidays-bad.csv"));
    let settings = config("samples/settings-bad.toml");
    let none = program.path("none.toml");
    for args in [
        vec!["launch", bad.as_str()],
        vec!["launch", good.as_str(), "--set", bureaus.as_str()],
        vec!["launch", good.as_str(), "--set", holidays.as_str()],
        vec!["launch", good.as_str(), "--settings", settings.as_str()],
        vec!["launch", good.as_str(), "--settings", none.as_str()],
        vec!["migrate", "--settings", settings.as_str()],
        vec!["worker", "--settings", settings.as_str()],
        vec!["dev", "--settings", settings.as_str()],
        vec!["rehearse", bad.as_str()],
    ] {
        assert!(!program.run(&args).problems().is_empty());
        assert_eq!(program.left_behind(), [""; 0], "{args:?}");
    }
}
