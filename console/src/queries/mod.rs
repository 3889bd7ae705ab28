//! What is asked of a ledger, as an address says it: pages read it from their forms, the API puts it together
//! from its own words.

pub(crate) mod audit;
pub(crate) mod findings;
pub(crate) mod laggards;
pub(crate) mod notices;
