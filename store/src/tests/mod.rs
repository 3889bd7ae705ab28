//! The store on real files.

mod campaign;
mod documents;
mod figures;
mod files;
mod findings;
mod hooks;
mod listings;
mod matters;
mod migration;
mod numbers;
mod outbox;
mod pages;
mod reads;
mod rebuild;
mod samples;
