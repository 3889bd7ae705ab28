//! The program `duban`: commands around the durable engine. It is the only crate that knows all the
//! others, and the only place that wires them together.

#![allow(
    missing_docs,
    unreachable_pub,
    reason = "this is a program; its modules are documented where they begin"
)]

/// As the standard macro of this name, which panics once stderr is closed: `duban … 2>&1 | head` must not end an
/// act that was done.
macro_rules! eprintln {
    ($($part:tt)*) => {
        $crate::output::note(format_args!($($part)*))
    };
}

pub mod cli;
pub mod commands;
pub mod context;
pub mod demo;
pub mod engine;
pub mod output;
pub mod registration;
pub mod roles;
pub mod wiring;

use clap::Parser;
use std::process::ExitCode;

/// Runs the program.
pub fn run() -> ExitCode {
    let cli = cli::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("duban: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let format = cli.global.format;
    let outcome = runtime.block_on(commands::dispatch(cli));
    // What a command left behind, such as a worker's task that never ends, holds nobody up.
    runtime.shutdown_background();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output::report(&failure, format),
    }
}
