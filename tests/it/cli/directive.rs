//! `duban directive`: a notice read, and the plan that is drafted from it.

use super::program::Program;

const NOTICE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/src/directive/tests/sample.txt");

#[test]
fn a_notice_is_read_and_its_plan_passes_the_check() {
    let program = Program::new();
    let told = program.run(&["directive", NOTICE]).succeeded().stdout;
    for expected in [
        "云市监质〔2025〕18号",
        "集中整治 2025-04-上旬",
        "2025-12-20: 典型案例 (seal)",
        "5 of 5 groups",
        "set aside",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let args = ["directive", NOTICE, "--issuer", "522700", "--plan", "drafted.yaml", "--format", "json"];
    let drafted = program.run(&args).succeeded();
    let facts: serde_json::Value = serde_json::from_str(&drafted.stdout).unwrap();
    assert_eq!(facts["issued"]["fact"], "2025-03-12");
    assert!(drafted.stderr.contains("look at it, then `duban check` it"), "{}", drafted.stderr);
    let checked = program.run(&["check", "drafted.yaml"]).succeeded().stdout;
    assert!(checked.contains("年度总结"), "{checked}");
    // What stands there is not replaced.
    program.run(&args).failed_with("drafted.yaml");
}

#[test]
fn what_is_no_notice_is_refused_with_what_to_do() {
    let program = Program::new();
    let missing = program.run(&["directive", "nowhere.docx"]);
    assert_eq!(
        (missing.code, missing.stderr.contains("nowhere.docx: there is no such file")),
        (Some(2), true)
    );
    let unknown = program.run(&["directive", NOTICE, "--plan", "x.yaml", "--issuer", "999999"]);
    assert_eq!(
        (unknown.code, unknown.stderr.contains("no bureau 999999")),
        (Some(3), true),
        "{}",
        unknown.stderr
    );
    let alone = program.run(&["directive", NOTICE, "--plan", "x.yaml"]);
    assert_eq!((alone.code, alone.stderr.contains("--issuer")), (Some(2), true), "{}", alone.stderr);
}
