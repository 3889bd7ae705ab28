//! Webhooks: who is told of what, and how it went lately.

mod attempt;
mod feed;
mod registry;
mod secret;

pub use attempt::{Attempt, AttemptRow};
pub use feed::{Feed, WebhookCall};
pub use registry::{NewWebhook, Webhook};
pub use secret::{KeptSecret, Secrets};
