//! `duban user` and `duban token`. Whoever may run them on this machine may open the store, so nobody is
//! asked whether they may; what they do is written into the audit log all the same.

mod password;
mod people_context;
mod token;
mod user;

pub use token::token;
pub use user::user;
