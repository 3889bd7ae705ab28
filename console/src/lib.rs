//! The console and the API: pages for people, resources for programs, in one process with everything
//! it serves embedded.
//!
//! A page is a handler in [`pages`] that asks the store, asks whether this person may
//! ([`Principal::authorise`]), and fills a template. What people do goes through `duban-service`; no rule
//! is decided here. Whoever adds a route adds it to the one list that `routes::Routes` keeps: a guard
//! answers nothing that was not asked for.

#![allow(
    missing_docs,
    unreachable_pub,
    reason = "templates generate undocumented code; modules are documented where they begin"
)]

mod api;
mod assets;
pub mod audit;
mod campaigns;
mod extract;
mod gantt;
mod guard;
mod i18n;
mod intake;
mod layout;
mod live;
mod pagecache;
pub mod pages;
pub mod people;
mod principal;
mod redating;
mod routes;
mod server;
mod state;
mod web_error;

pub use i18n::{Lang, Words};
pub use principal::{Principal, Via};
pub use routes::{Route, route_list};
pub use server::{router, router_as, serve};
pub use state::{Console, Parts};
pub use web_error::WebError;
