//! From facts to a file.

use crate::{
    addressee::Addressee,
    layout, markup, package,
    source::Source,
    templates::{TemplateError, Templates},
    view::view,
};
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

impl Templates {
    /// Renders a document as `.docx`.
    ///
    /// # Errors
    /// The notice is no document, or a replaced template fails on these facts.
    pub fn render(&self, source: &Source) -> Result<Vec<u8>, RenderError> {
        let instrument = source.notice.instrument;
        if !instrument.is_document() {
            return Err(RenderError::NotADocument(instrument));
        }
        let text = self.text(instrument, &view(source))?;
        let title = text.title.concat();
        let document = layout::document(source, &Addressee::of(source), text);
        package::write(document, source, &title)
    }

    /// The text of a document.
    pub(crate) fn text(
        &self,
        instrument: Instrument,
        view: &crate::view::DocumentView,
    ) -> Result<markup::Text, TemplateError> {
        let file = crate::templates::file(instrument);
        let text = self.words(&file, view)?;
        markup::read(&text).map_err(|bad| self.error(&file, bad.to_string()))
    }
}
