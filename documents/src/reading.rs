//! A document as a page shows it: its words in their order, without the layout.

use crate::{error::RenderError, source::Source, templates::Templates, text, view};
use serde::Serialize;

/// The words of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// Its number, or 文号待定.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The main addressee.
    pub addressee: Option<String>,
    /// Its paragraphs, headings among them.
    pub body: Vec<String>,
    /// The names of the papers that belong to it.
    pub attachments: Vec<String>,
    /// Who issues it.
    pub from: String,
    /// The date it bears.
    pub date: String,
}

impl Templates {
    /// The words of a document.
    ///
    /// # Errors
    /// The notice is no document, or a replaced template fails on these facts.
    pub fn read(&self, source: &Source) -> Result<Reading, RenderError> {
        let instrument = source.notice.instrument;
        if !instrument.is_document() {
            return Err(RenderError::NotADocument(instrument));
        }
        let words = self.text(instrument, &view::view(source))?;
        Ok(Reading {
            number: text::clean(&source.full_number()),
            title: words.title.concat(),
            addressee: words.addressee.filter(|name| !name.is_empty()),
            body: words.body.into_iter().map(|line| line.heading + &line.text).collect(),
            attachments: words.attachments,
            from: text::clean(source.letterhead.name(&source.notice.from)),
            date: view::date(source, source.notice.at),
        })
    }
}
