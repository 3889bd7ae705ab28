//! The console and the API: pages for people (`duban-pages`), resources for programs (`duban-api`), in one process
//! with everything it serves embedded. What both faces share is `duban-web`'s; here stands the one list of all that
//! is served, and what stands around every route.

mod intake;
mod server;
#[cfg(test)]
mod tests;

pub use server::{route_list, router, router_as, serve};
