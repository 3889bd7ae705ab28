//! The console and the API: pages for people, resources for programs, in one process with everything
//! it serves embedded.
//!
//! A page is a handler in [`pages`] that asks the store, asks whether this person may
//! ([`Viewer::authorise`]), and fills a template. What people do goes through `duban-service`; no rule
//! is decided here. Whoever adds a route adds it to the one list that `routes::Routes` keeps: a guard
//! answers nothing that was not asked for.

#![allow(
    missing_docs,
    unreachable_pub,
    reason = "templates generate undocumented code; modules are documented where they begin"
)]

mod api;
mod approvals;
mod assets;
mod attachments;
mod audit;
mod calendar_feed;
mod download;
mod drafts;
mod error_page;
mod extract;
mod gantt;
mod guard;
mod hook_error;
mod i18n;
mod intake;
mod jobs;
mod layout;
mod live;
mod matrix;
mod matrix_sheet;
mod once;
mod pagecache;
pub mod pages;
pub mod people;
mod plan_check;
mod queries;
mod random;
mod routes;
mod server;
mod state;
mod trend;
mod url;
mod web_error;

pub use duban_service::{Principal, Via, Viewer};
pub use i18n::{Lang, Words};
pub use routes::Route;
pub use server::{route_list, router, router_as, serve};
pub use state::{Console, Parts};
pub use web_error::{FieldError, WebError};
