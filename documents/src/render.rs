//! From facts to a file.

use crate::{
    addressee::Addressee,
    error::RenderError,
    layout, markup, package,
    source::Source,
    templates::{self, TemplateError, Templates},
    view::{DocumentView, view},
};
use duban_domain::Instrument;

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
        view: &DocumentView,
    ) -> Result<markup::Text, TemplateError> {
        let file = templates::file(instrument);
        let text = self.words(&file, view)?;
        markup::read(&text).map_err(|bad| self.error(&file, bad.to_string()))
    }
}
