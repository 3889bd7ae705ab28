//! `duban holidays`: the notice comes, and what is planned from then on goes by it.

use super::{Program, config, program::keys};

const NOTICE: &str = include_str!("../../src/notice_2027.txt");

#[test]
fn a_notice_is_shown_kept_and_counted_with() {
    let program = Program::new();
    let notice = program.write("通知.txt", NOTICE);
    let known = |program: &Program| {
        let years = program.json(&["holidays", "list"]);
        years.as_array().unwrap().iter().map(|year| year["year"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(known(&program), [2024, 2025, 2026], "before there is a store");
    program.run(&["migrate"]).succeeded();
    let shown = program.run(&["holidays", "import", &notice, "--dry-run"]).succeeded();
    assert!(
        shown.stdout.contains("2027-02-05 周五") && shown.stdout.contains("2027-02-12 周五"),
        "{}",
        shown.stdout
    );
    assert_eq!(known(&program), [2024, 2025, 2026], "nothing is kept by looking");
    let kept = program.run(&["holidays", "import", &notice, "--by", "张三"]).succeeded();
    assert!(kept.stderr.contains("2027: kept"), "{}", kept.stderr);
    assert_eq!(known(&program), [2024, 2025, 2026, 2027]);
    let year = &program.json(&["holidays", "list"])[3];
    assert_eq!(keys(year), ["at", "by", "from", "make_up", "off", "source", "working_days", "year"]);
    assert_eq!((&year["source"], &year["by"]["name"]), (&"通知.txt".into(), &"张三".into()));
    let day = program.run(&["holidays", "list", "--year", "2027"]).succeeded();
    assert!(day.stdout.contains("国庆节"), "{}", day.stdout);
}

#[test]
fn what_is_wrong_with_a_notice_is_told_line_by_line_and_nothing_is_kept() {
    let program = Program::new();
    program.run(&["migrate"]).succeeded();
    let refused = program.run(&["holidays", "import", &config("samples/holidays-notice-bad.txt")]);
    let lines: Vec<_> = refused.problems().into_iter().filter_map(|(line, _)| line).collect();
    assert!(lines.contains(&2) && lines.contains(&8), "{lines:?}");
    let two_rows = program.write("two.csv", "date,kind,name\n2027-01-01,off,元旦\n2027-10-01,off,国庆节\n");
    let refused = program.run(&["holidays", "import", &two_rows]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stdout.contains("春节"), "{}", refused.stdout);
    assert_eq!(program.json(&["holidays", "list"]).as_array().unwrap().len(), 3);
}
