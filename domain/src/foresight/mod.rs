//! What will be: machines driven by a virtual clock and a script of how people behave, and what lies ahead of a
//! campaign, an obligation or an approval as it stands.

pub mod ahead;
pub mod behaviour;
pub mod forecast;
pub(crate) mod moment;
pub mod preview;
pub mod rehearsal;
pub mod simulation;
pub mod upcoming;
