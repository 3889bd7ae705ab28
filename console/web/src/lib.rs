//! What the console's two faces share: the state, the reader's words, the frame around a page, guards, the ways
//! in, faults as they are told, and what both read from a request.
//!
//! No route of a page or a resource is here, but for the calendar's at its secret address. Whoever adds one adds it
//! to a list that [`routes::Routes`] keeps: a guard answers nothing that was not asked for. What people do goes
//! through `duban-service`; no rule is decided here.

#![allow(missing_docs, reason = "what is read from forms and shown in templates is named by what it holds")]

pub mod approvals;
pub mod assets;
pub mod attachments;
pub mod audit;
pub mod calendar_feed;
pub mod download;
pub mod drafts;
pub mod error_page;
pub mod extract;
pub mod flash;
pub mod guard;
pub mod hook_error;
pub mod i18n;
pub mod jobs;
pub mod layout;
pub mod live;
pub mod matrix;
pub mod matrix_sheet;
pub mod once;
pub mod pagecache;
pub mod people;
pub mod plan_check;
pub mod queries;
pub mod random;
pub mod routes;
mod state;
pub mod url;
mod web_error;

pub use duban_service::{Principal, Via, Viewer};
pub use i18n::{Lang, Words};
pub use routes::Route;
pub use state::{Console, Parts};
pub use web_error::{FieldError, WebError};
