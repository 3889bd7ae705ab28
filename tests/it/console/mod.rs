//! The console over HTTP and in a real browser, over a real engine, a real worker and a real store: what
//! people do, and what every page must be.

mod asks;
mod described;
mod directive;
mod editor;
mod everyday;
mod field;
mod laggards;
mod oidc;
mod prepared;
mod tour;
mod typed;
