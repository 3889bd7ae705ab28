//! From a digest to a subject and two texts that say the same.

use super::{
    arrange::arrange,
    embedded::{FRAME, Form, LINK, ROW_LINK},
    templates::{self, Templates},
    text,
    view::{GroupView, view},
};
use duban_documents::TemplateError;
use duban_store::Digest;
use minijinja::Value;

/// A mail's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line of at most 80 characters.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// A page of its own.
    pub html: String,
}

impl Templates {
    /// Words a digest.
    ///
    /// # Errors
    /// A built-in template is broken, which trying them out in the tests excludes.
    pub fn render(&self, digest: &Digest) -> Result<Rendered, TemplateError> {
        Ok(Rendered {
            subject: super::subject::subject(&arrange(digest), digest.urgent),
            text: self.render_form(digest, Form::Text)?,
            html: self.render_form(digest, Form::Html)?,
        })
    }

    /// The words of a digest's notices alone, without what a mail has around them: no links.
    ///
    /// # Errors
    /// As [`Templates::render`].
    pub fn notices(&self, digest: &Digest) -> Result<String, TemplateError> {
        let (_, parts) = view(digest, None);
        self.with(|loaded| {
            let items = parts.iter().flat_map(|part| &part.items);
            let bodies = items
                .map(|(template, notice)| templates::render(loaded, &Form::Text.file(template), "n", notice));
            Ok(bodies.collect::<Result<Vec<_>, TemplateError>>()?.join("\n\n"))
        })
    }

    fn render_form(&self, digest: &Digest, form: Form) -> Result<String, TemplateError> {
        let (frame, parts) = view(digest, self.console.as_deref());
        self.with(|loaded| {
            let mut frame = frame.clone();
            for (place, part) in parts.iter().enumerate() {
                let rows = part.group.is_table();
                let link = form.file(if rows { ROW_LINK } else { LINK });
                let items = part.items.iter().map(|(template, notice)| {
                    let mut body = templates::render(loaded, &form.file(template), "n", notice)?;
                    if notice.link.is_some() {
                        body = format!("{body}\n{}", templates::render(loaded, &link, "n", notice)?);
                    }
                    Ok(match form {
                        Form::Text => Value::from(body),
                        Form::Html => Value::from_safe_string(body),
                    })
                });
                frame.groups.push(GroupView {
                    number: text::numeral(place + 1),
                    heading: part.heading.clone(),
                    rows,
                    items: items.collect::<Result<_, TemplateError>>()?,
                });
            }
            Ok(templates::render(loaded, &form.file(FRAME), "d", &frame)? + "\n")
        })
    }
}
