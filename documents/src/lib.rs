//! Official documents as files (REQUIREMENTS F1, F4): the numbered documents as `.docx` in the layout of
//! GB/T 9704-2012, and the results list (行动成果清单) and the matrix of a campaign as `.xlsx`.
//!
//! Pure functions: facts in, bytes out. The same facts and templates give the same bytes, so that a
//! file can be rendered again and known by its hash. The only reading is that of a folder of templates,
//! when they are loaded.
//!
//! A document comes about in four steps: `view` turns a notice into clean words, a template makes them a
//! text, `markup` reads that text's few marks, and `layout` sets it.

mod addressee;
mod error;
mod file_name;
mod layout;
mod markup;
pub mod matrix_book;
mod package;
mod reading;
mod render;
pub mod results;
mod samples;
mod source;
mod template_set;
mod templates;
mod text;
mod view;
mod xml;

#[cfg(test)]
mod tests;

pub use error::RenderError;
pub use file_name::file_name;
pub use reading::Reading;
pub use source::{CriticisedBureau, Earlier, PENDING, Source, Void};
pub use template_set::{LoadedTemplates, TemplateError, TemplateSet};
pub use templates::Templates;
