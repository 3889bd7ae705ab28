//! What the integration tests and the benchmarks share: engines, stores, workers and plans, each
//! test's own, on free ports, ended by their process ids.
