//! Mail as a county of Qiannan would get it in 2024.

mod facts;
mod sending;
mod templates;
mod wording;
