//! The console as requests and answers: what is asked of both faces, or of all routes, and what no engine is needed
//! for.

mod api;
mod everyday;
mod figures;
mod laggards;
mod league;
mod matter;
mod overview;
mod people;
