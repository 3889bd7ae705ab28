//! What is counted and judged: obligations, ranks among bureaus, the indicators of a results list, an
//! enterprise's record.

pub mod indicator;
pub mod league;
pub mod subject;
pub mod tally;
