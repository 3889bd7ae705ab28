//! What is asked of a ledger, as an address says it: pages read it from their forms, the API puts it together
//! from its own words.

pub mod audit;
pub mod findings;
pub mod laggards;
pub mod notices;
