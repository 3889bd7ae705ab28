//! The benchmarks behind docs/BENCHMARKS.md.

fn main() {}
