//! The words of documents: one template per instrument.

use crate::{
    markup, samples,
    template_set::{LoadedTemplates, TemplateError, TemplateSet},
    view::DocumentView,
};
use duban_domain::Instrument;
use std::path::Path;

pub(crate) static SET: TemplateSet = TemplateSet {
    name: "document",
    embedded: include!(concat!(env!("OUT_DIR"), "/templates.rs")),
    keeps_last_break: false,
};

/// The templates in use.
#[derive(Debug)]
pub struct Templates(LoadedTemplates);

impl Templates {
    /// The built-in templates.
    ///
    /// # Errors
    /// Never with an intact build; a built-in template does not parse.
    pub fn builtin() -> Result<Self, TemplateError> {
        SET.builtin().map(Self)
    }

    /// The built-in templates with those of `folder` in their places.
    ///
    /// # Errors
    /// As [`TemplateSet::with_folder`].
    pub fn with_folder(folder: &Path) -> Result<Self, TemplateError> {
        let fields = samples::fields().iter().map(|field| format!("d.{field}")).collect();
        SET.with_folder(folder, &fields, try_out).map(Self)
    }

    /// The text of a document.
    pub(crate) fn text(
        &self,
        instrument: Instrument,
        view: &DocumentView,
    ) -> Result<markup::Text, TemplateError> {
        text(&self.0, instrument, view)
    }
}

fn text(
    loaded: &LoadedTemplates,
    instrument: Instrument,
    view: &DocumentView,
) -> Result<markup::Text, TemplateError> {
    let file = format!("{instrument}.txt");
    let words = loaded.render(&file, "d", view)?;
    markup::read(&words).map_err(|bad| loaded.error(&file, bad.to_string()))
}

/// Renders every template with samples that take every branch.
fn try_out(loaded: &LoadedTemplates) -> Result<(), TemplateError> {
    for instrument in Instrument::ALL.iter().copied().filter(|instrument| instrument.is_document()) {
        for sample in samples::views() {
            text(loaded, instrument, &sample)?;
        }
    }
    Ok(())
}
