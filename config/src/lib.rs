//! Reads everything that people and machines write for Duban: plans, holiday tables, bureau lists,
//! spreadsheets of findings, directives, settings and rehearsal scripts. It is the only crate that opens such files
//! or looks at the environment; what it hands on is typed and checked, and nothing below it parses text
//! again.
//!
//! Reading never stops at the first mistake. Every loader returns [`Refused`], which holds every
//! [`Problem`] of the input with its file, line and place, and a sentence that says what to do.

pub mod behaviour;
pub mod bureaus;
pub mod csv;
pub mod directive_file;
pub mod findings;
pub mod holidays;
pub mod plan;
pub mod problem;
pub mod samples;
pub mod settings;

mod authorities;
mod document;
mod file;
mod mailbox;
mod obligation_sheet;
mod people_sheet;
mod shape;
mod signs;
mod spreadsheet;
mod table;
mod zip_guard;

pub use authorities::load_authorities;
pub use behaviour::{load_behaviour, read_behaviour};
pub use bureaus::{load_directory, sample_directory};
pub use directive_file::load_directive;
pub use document::LineIndex;
pub use file::{read_file, text_of};
pub use findings::{
    BadCell, FindingSheet, HandedIn, SheetRow, findings_template, load_findings, load_findings_of,
    read_findings,
};
pub use holidays::{
    HandedInHolidays, known_calendar, known_holidays, load_calendar, load_handed_in_holidays, load_holidays,
    read_holidays,
};
pub use obligation_sheet::{ListedObligation, read_obligations};
pub use people_sheet::{LARGEST_PEOPLE_SHEET, load_people, read_people};
pub use plan::{LoadedPlan, load_plan, plan_schema, read_plan};
pub use problem::{Problem, Refused};
pub use settings::{LoadedSettings, Secret, Settings, SettingsReport, load_settings};
