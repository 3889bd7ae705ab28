//! The store on real files.

mod campaign;
mod files;
mod numbers;
mod outbox;
mod reads;
mod rebuild;
mod samples;
