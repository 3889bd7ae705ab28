//! The store on real files.

mod campaign;
mod desk;
mod documents;
mod figures;
mod files;
mod findings;
mod listings;
mod matters;
mod migration;
mod numbers;
mod outbox;
mod pages;
mod reads;
mod rebuild;
mod samples;
mod search;
