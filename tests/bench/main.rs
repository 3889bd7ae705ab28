//! The benchmarks behind `docs/BENCHMARKS.md`.
//!
//! `bench [SECTION …] [--small]`: each section prints tables for people and ends with one line of JSON. Where a second
//! is quoted stands what it is a multiple of, measured in the same run.
//! Everything runs on this machine, on servers of its own that end with it. `--small` is for trying the
//! benchmarks out, as the tests do; its figures mean nothing.

#![allow(clippy::print_stdout, reason = "this is a program that prints figures")]

mod console;
mod directives;
mod engine;
mod figures;
mod fill;
mod finding_events;
mod findings;
mod frugality;
mod import;
mod launch;
mod ledger;
mod load;
mod mails;
mod memory;
mod sample;
mod simulation;
mod stage;

use anyhow::{Result, bail};

const SECTIONS: [&str; 11] = [
    "core",
    "directives",
    "load",
    "frugality",
    "finding-events",
    "engine",
    "memory",
    "launch",
    "import",
    "ledger",
    "console",
];

#[tokio::main]
async fn main() -> Result<()> {
    let (flags, mut sections): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|a| a.starts_with('-'));
    if let Some(unknown) = flags.iter().find(|flag| *flag != "--small") {
        bail!("there is no flag {unknown}; there is --small");
    }
    if let Some(unknown) = sections.iter().find(|name| !SECTIONS.contains(&name.as_str())) {
        bail!("there is no section {unknown}; there are {}", SECTIONS.join(", "));
    }
    if sections.is_empty() {
        sections = SECTIONS.map(str::to_owned).to_vec();
    }
    let small = !flags.is_empty();
    // What a section started ends with it, also when it is told to stop.
    tokio::select! {
        outcome = measure(sections, small) => outcome,
        () = duban::wiring::until_told_to_stop() => bail!("stopped"),
    }
}

async fn measure(sections: Vec<String>, small: bool) -> Result<()> {
    for section in sections {
        let yardstick = figures::yardstick();
        match section.as_str() {
            "core" => simulation::run(small)?,
            "directives" => directives::run()?,
            "load" => load::run(small).await?,
            "frugality" => frugality::run(small).await?,
            "finding-events" => finding_events::run(small).await?,
            "engine" => engine::run(small).await?,
            "memory" => memory::run(small).await?,
            "launch" => launch::run(small).await?,
            "import" => import::run(small).await?,
            "ledger" => ledger::run(small).await?,
            _ => console::run(small).await?,
        }
        figures::end(&section, yardstick);
    }
    Ok(())
}
