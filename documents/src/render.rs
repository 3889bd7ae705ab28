//! From facts to a file.

use crate::{
    addressee::Addressee, error::RenderError, layout, package, source::Source, templates::Templates,
    view::view,
};

impl Templates {
    /// Renders a document as `.docx`.
    ///
    /// # Errors
    /// The notice is no document, or a replaced template fails on these facts.
    pub fn render(&self, source: &Source) -> Result<Vec<u8>, RenderError> {
        let instrument = source.notice.instrument;
        let format = instrument.format().ok_or(RenderError::NotADocument(instrument))?;
        let text = self.text(instrument, &view(source))?;
        let title = text.title.concat();
        let document = layout::document(source, format, &Addressee::of(source), text);
        package::write(document, source, &title)
    }
}
