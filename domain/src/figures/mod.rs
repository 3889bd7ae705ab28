//! What is counted and judged: obligations, who lags, ranks among bureaus, the indicators of a results list, an
//! enterprise's record.

pub mod indicator;
pub mod laggard;
pub mod league;
pub mod subject;
pub mod tally;
pub mod trend;
