//! The sample campaign that ships with the program: Qiannan's 2024 plan, how its bureaus behave in
//! the demo and what they find there.

/// `config/plans/qiannan-2024.yaml`.
pub const QIANNAN_PLAN: &str = include_str!("../plans/qiannan-2024.yaml");
/// `config/plans/example.yaml`: every key there is, explained in both languages.
pub const EXAMPLE_PLAN: &str = include_str!("../plans/example.yaml");
/// `config/plans/qiannan-2024.behaviour.yaml`.
pub const QIANNAN_BEHAVIOUR: &str = include_str!("../plans/qiannan-2024.behaviour.yaml");
/// `config/data/findings-qiannan-2024.csv`: what the twelve counties of the demo find, at enterprises
/// that do not exist.
pub const QIANNAN_FINDINGS: &str = include_str!("../data/findings-qiannan-2024.csv");
