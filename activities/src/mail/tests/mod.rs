//! Mail as a county of Qiannan would get it in 2024.

mod facts;
mod handing;
mod league;
mod links;
mod matters;
#[allow(unreachable_pub, reason = "the integration tests use the same file")]
mod peer;
mod sending;
mod templates;
mod wording;
mod wording_of_matters;
