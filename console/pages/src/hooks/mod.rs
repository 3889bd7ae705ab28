//! What leaves for other programs and what they send signed: webhooks, inboxes, and calendars' addresses.

mod bureau_option;
mod calendar;
mod inbox;
mod list;
mod secret;
mod webhook;
mod wording;

use duban_web::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::default().and(list::routes()).and(webhook::routes()).and(inbox::routes()).and(calendar::routes())
}
