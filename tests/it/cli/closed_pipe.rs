//! `duban … 2>&1 | head`: whoever reads has seen enough, and what was done was done.

use super::{Program, config};

#[test]
fn a_reader_that_goes_is_no_failure_of_the_act() {
    let program = Program::new();
    program.run(&["migrate"]).succeeded();
    let (plan, bad) = (config("plans/qiannan-2024.yaml"), config("samples/plan-bad.yaml"));
    for (args, code) in [
        // Warnings on stderr, a table or a calendar on stdout.
        (vec!["check", &plan], 0),
        (vec!["check", &plan, "--format", "ics"], 0),
        (vec!["check", &plan, "--format", "json"], 0),
        (vec!["rehearse", &plan], 0),
        (vec!["migrate"], 0),
        (vec!["settings"], 0),
        (vec!["--help"], 0),
        // Refusals keep their codes.
        (vec!["check", &bad], 2),
        (vec!["launch", &plan], 3),
        (vec!["status", "no-such-campaign"], 3),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = program.command(&args);
        let status = command.stdout(writer.try_clone().unwrap()).stderr(writer).status().unwrap();
        assert_eq!(status.code(), Some(code), "{args:?}");
    }
}
