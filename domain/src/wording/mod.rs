//! What is said to people, in English and in Chinese, and the characters it is written in: sentences, closed
//! lists of words, refusals with their reasons.

pub mod characters;
pub mod reason;
pub mod refusal;
pub mod sentence;
pub mod text;
pub(crate) mod words;
