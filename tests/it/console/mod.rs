//! The console, as people use it.
mod scratch;
