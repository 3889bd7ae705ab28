//! The store on real files.

mod audit;
mod campaign;
mod circulars;
mod desk;
mod documents;
mod figures;
mod files;
mod findings;
mod handover;
mod holidays;
mod hooks;
mod league;
mod listings;
mod matters;
mod migration;
mod moot;
mod numbers;
mod outbox;
mod pages;
mod people;
mod plan_drafts;
mod plan_versions;
mod reads;
mod rebuild;
mod samples;
mod search;
