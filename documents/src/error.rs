//! Why a document cannot be rendered.

use crate::template_set::TemplateError;
use duban_domain::Instrument;

/// A document that cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A reminder or another message: only documents have a layout.
    #[error("a {0} is a message and no document")]
    NotADocument(Instrument),
    /// Its template fails on these facts.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The package cannot be written.
    #[error("the document's package cannot be written: {0}")]
    Package(String),
}
