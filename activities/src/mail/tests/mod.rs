//! Mail as a county of Qiannan would get it in 2024.

mod facts;
mod league;
mod matters;
mod sending;
mod templates;
mod wording;
mod wording_of_matters;
