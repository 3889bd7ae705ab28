//! Bureaus, the tree they form, and the people in them: how they are named and reached, what they may do, and
//! what lies on their desks.

pub mod access;
pub(crate) mod actor;
pub mod bureau;
pub mod inbox;
pub mod mailbox;
pub mod people;
