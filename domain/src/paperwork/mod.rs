//! Notices, documents and approvals: what they are and say, how they are answered, and what becomes of one on
//! its way.

pub(crate) mod about_correspondence;
pub(crate) mod approval;
pub mod attachment;
pub(crate) mod chain;
pub mod correspondence;
pub mod correspondence_key;
pub(crate) mod document;
pub mod instrument;
pub mod joint;
pub mod letterhead;
pub mod moot;
pub mod notice;
pub(crate) mod notice_event;
pub mod relief;
pub mod submission_change;
