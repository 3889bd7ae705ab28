//! The sample campaign that ships with the program: Qiannan's 2024 plan and how its bureaus behave
//! in the demo.

/// `config/plans/qiannan-2024.yaml`.
pub const QIANNAN_PLAN: &str = include_str!("../plans/qiannan-2024.yaml");
/// `config/plans/qiannan-2024.behaviour.yaml`.
pub const QIANNAN_BEHAVIOUR: &str = include_str!("../plans/qiannan-2024.behaviour.yaml");
