//! The program as its users meet it: the real binary, in an empty folder, with nothing in its
//! environment. What it prints, where, and how it ends.

#![expect(clippy::unwrap_used, reason = "helpers of tests panic as the tests do")]

mod again;
mod ahead;
mod calendar_file;
mod check;
mod closed_pipe;
mod directive;
mod findings;
mod help;
mod holidays;
mod missing;
mod people;
mod program;
mod refusals;
mod rehearse;
mod settings;

pub(crate) use program::{Program, config};
