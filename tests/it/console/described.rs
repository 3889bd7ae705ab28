//! The API does what its description says: schemathesis asks it all that the description allows and much
//! that it does not, for a bounded time, as integrations with tokens would: one that plans, and one that
//! keeps people and integrations.

use duban_domain::access::Role;
use duban_tests::{campaign::PREFECTURE, console::ServedConsole, sandbox::wall_now};
use std::path::Path;
use tokio::process::Command;

/// Its tries follow from this number, and there are at most so many an operation, for so long.
const SEED: &str = "20240509";
const MOST_EXAMPLES: &str = "15";
const SECONDS: &str = "60";
/// No answer may be a server's error, and every answer must be one that the description knows.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_schema_conformance";

#[tokio::test(flavor = "multi_thread")]
async fn the_api_answers_who_plans_as_it_is_described() {
    println!("{}", exercised(Role::Planner).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_answers_who_keeps_others_as_it_is_described() {
    println!("{}", exercised(Role::Administrator).await);
}

/// What the tool tells of a run without a failure.
async fn exercised(role: Role) -> String {
    let served = ServedConsole::new().await;
    served.register_findings().await;
    let made = served.keeper.add_token("检查应用", PREFECTURE.into(), role, "admin", wall_now());
    let (_, secret) = made.await.unwrap();
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools/schemathesis/bin/schemathesis");
    let mut command = Command::new(tool);
    command.arg("run").arg(format!("{}/api/v1/openapi.json", served.origin));
    command.arg("--header").arg(format!("Authorization: Bearer {secret}"));
    command.args(["--seed", SEED, "--max-examples", MOST_EXAMPLES, "--max-time", SECONDS]);
    command.args(["--checks", CHECKS, "--workers", "1", "--no-shrink", "--warnings", "off"]);
    command.args(["--phases", "examples,coverage,fuzzing", "--request-timeout", "20"]);
    // What it remembers of a run goes with the sandbox.
    command.current_dir(served.sandbox.folder()).kill_on_drop(true);
    let output = command.output().await.expect("starting schemathesis; `make test` installs it");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    told.into_owned()
}
