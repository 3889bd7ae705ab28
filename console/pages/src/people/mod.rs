//! The pages of people: the door, one's own account, and who keeps accounts, tokens and the log.
//!
//! What is done there is [`duban_web::people`]'s.

mod account;
mod audit;
mod choice;
mod import;
mod instant;
mod session_end;
mod sign_in;
mod tokens;
mod users;

use duban_web::routes::Routes;

/// Their routes.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .and(sign_in::routes())
        .and(session_end::routes())
        .and(account::routes())
        .and(users::routes())
        .and(import::routes())
        .and(tokens::routes())
        .and(audit::routes())
}
