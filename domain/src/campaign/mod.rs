//! A campaign before and beside its machines: the plan, the terms it comes to, and what follows from both
//! alone (its timetable, its chart, what it runs into).

pub mod amendment;
pub(crate) mod basis;
pub mod belated;
pub mod collisions;
mod due_day;
pub mod gantt;
pub(crate) mod item;
pub(crate) mod ladder;
pub(crate) mod obligation;
mod opening_day;
pub(crate) mod party;
pub mod plan;
pub(crate) mod plan_problem;
pub mod progress;
pub mod proposal;
mod resolve;
pub mod tail;
pub mod terms;
pub mod timetable;
pub(crate) mod warnings;
