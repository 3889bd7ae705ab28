//! Help for every command, and what is no command.

use super::program::Program;

fn commands(program: &Program) -> Vec<String> {
    let help = program.run(&["--help"]).succeeded().stdout;
    let listed = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

#[test]
fn every_command_explains_itself() {
    let program = Program::new();
    let commands = commands(&program);
    for expected in ["check", "rehearse", "launch", "status", "submit", "export-history", "demo", "schema"] {
        assert!(commands.iter().any(|name| name == expected), "{commands:?}");
    }
    for command in commands.iter().filter(|name| *name != "help") {
        let help = program.run(&[command, "--help"]).succeeded();
        assert!(help.stdout.contains(&format!("Usage: duban {command}")), "{}", help.stdout);
        assert_eq!(help.stderr, "");
        assert!(help.stdout.lines().all(|line| line.chars().count() <= 100), "{}", help.stdout);
    }
    let version = program.run(&["--version"]).succeeded();
    assert!(version.stdout.starts_with("duban "), "{}", version.stdout);
    assert_eq!(program.left_behind(), [""; 0]);
}

#[test]
fn what_is_no_command_is_told_on_stderr() {
    let program = Program::new();
    for args in [&[][..], &["chekc"], &["check"], &["check", "a", "b"], &["check", "--format", "xml", "a"]] {
        let outcome = program.run(args);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{outcome:?}");
        assert!(outcome.stderr.contains("--help") || args.is_empty(), "{}", outcome.stderr);
        assert!(!outcome.stderr.is_empty());
    }
    // A calendar is something only a timetable can be.
    program.run(&["settings", "--format", "ics"]).failed_with("only `duban check` prints a calendar");
}
