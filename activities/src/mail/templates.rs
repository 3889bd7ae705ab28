//! The words of mails: one template per instrument and form.

use super::{
    embedded::{COPY, FRAME, Form, LEAGUE, LINK, ROW_LINK, SERVED, SET},
    samples,
};
use duban_documents::{LoadedTemplates, TemplateError};
use duban_domain::instrument::Instrument;
use serde::Serialize;
use std::path::Path;

/// The templates in use.
#[derive(Debug)]
pub struct Templates {
    builtin: LoadedTemplates,
    /// The built-in ones with a folder's files in their places.
    custom: Option<LoadedTemplates>,
    /// The console's address: what items link to; `None`: they hold no link.
    pub(super) console: Option<String>,
}

impl Templates {
    /// The built-in templates.
    ///
    /// # Errors
    /// Never with an intact build; a built-in template does not parse.
    pub fn builtin() -> Result<Self, TemplateError> {
        Ok(Self { builtin: SET.builtin()?, custom: None, console: None })
    }

    /// The built-in templates with those of `folder` in their places.
    ///
    /// # Errors
    /// As [`duban_documents::TemplateSet::with_folder`].
    pub fn with_folder(folder: &Path) -> Result<Self, TemplateError> {
        let custom = SET.with_folder(folder, &samples::fields(), try_out)?;
        Ok(Self { custom: Some(custom), ..Self::builtin()? })
    }

    /// The same templates, linking every item to its page of the console at this address.
    #[must_use]
    pub fn linking_to(mut self, console: Option<String>) -> Self {
        self.console = console;
        self
    }

    /// Renders with the folder's templates, or with the built-in ones where those fail after all: a
    /// template may delay no mail.
    pub(super) fn with<T>(
        &self,
        mut render: impl FnMut(&LoadedTemplates) -> Result<T, TemplateError>,
    ) -> Result<T, TemplateError> {
        if let Some(custom) = &self.custom {
            match render(custom) {
                Ok(rendered) => return Ok(rendered),
                Err(error) => tracing::error!(%error, "the built-in template is used instead"),
            }
        }
        render(&self.builtin)
    }
}

/// Renders one template; `context` is what it sees under `name`.
pub(super) fn render(
    loaded: &LoadedTemplates,
    file: &str,
    name: &str,
    context: &impl Serialize,
) -> Result<String, TemplateError> {
    Ok(loaded.render(file, name, context)?.trim_matches(['\n', '\r']).to_owned())
}

/// Renders every template with samples that take every branch.
fn try_out(loaded: &LoadedTemplates) -> Result<(), TemplateError> {
    let instruments = Instrument::ALL.iter().map(|instrument| instrument.as_str());
    for form in Form::ALL {
        for name in instruments.clone().chain([COPY, SERVED, LEAGUE, LINK, ROW_LINK]) {
            for sample in samples::notices() {
                render(loaded, &form.file(name), "n", &sample)?;
            }
        }
        for sample in samples::digests() {
            render(loaded, &form.file(FRAME), "d", &sample)?;
        }
    }
    Ok(())
}
