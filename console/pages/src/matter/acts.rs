//! The form of something that may be done, and what of it comes to the same in every matter.

use super::{documents::MatterDocument, reason, submitted::Submitted};
use duban_domain::Offer;
use duban_web::{FieldError, Viewer, WebError, i18n::Words};
use std::collections::BTreeMap;

/// What an act is about, besides its matter.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// Nothing else.
    Nothing,
    /// The approval of this number.
    Approval(u32),
    /// The document of this ordinal.
    Document(u32),
}

impl About {
    /// Its number; 0: it is about nothing else.
    pub(crate) const fn number(self) -> u32 {
        match self {
            Self::Nothing => 0,
            Self::Approval(number) | Self::Document(number) => number,
        }
    }

    /// What a form says it is about; may be empty.
    pub(crate) fn of(self, documents: &[MatterDocument]) -> String {
        let Self::Document(ordinal) = self else { return String::new() };
        let document = documents.iter().find(|document| document.ordinal == ordinal);
        document.map(|document| format!("{} {}", document.instrument, document.number)).unwrap_or_default()
    }
}

/// A form behind a button.
#[derive(Clone, Debug)]
pub(crate) struct ActForm {
    /// Where it is sent, without the matter's address.
    pub(crate) slug: &'static str,
    /// The number of the approval or the document it is about; 0: it is about none.
    pub(crate) number: u32,
    /// What the button says.
    pub(crate) label: String,
    /// What it is about, more exactly; may be empty.
    pub(crate) about: String,
    /// Its fields.
    pub(crate) fields: Vec<FieldView>,
    /// Why it was not taken; then it stands open, with what was typed.
    pub(crate) problem: Option<String>,
}

/// A field of a form.
#[derive(Clone, Debug)]
pub(crate) struct FieldView {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) kind: FieldKind,
    pub(crate) value: String,
    pub(crate) required: bool,
}

/// How a field is filled in.
#[derive(Clone, Debug)]
pub(crate) enum FieldKind {
    Line,
    Area,
    Day,
    Files,
    Choice(Vec<(String, String)>),
}

/// A form that was sent and not taken.
#[derive(Clone, Debug)]
pub(crate) struct Rejected {
    pub(crate) slug: String,
    pub(crate) number: u32,
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) problem: String,
}

impl Rejected {
    /// The form that was sent to `slug`, and why it was not taken.
    pub(crate) fn new(slug: &str, submitted: &Submitted, problem: String) -> Self {
        let texts = submitted.texts().clone();
        Self { slug: slug.to_owned(), number: number(submitted), texts, problem }
    }
}

/// Why nothing was done: something to mend in the form, or what is no matter of the form.
pub(crate) enum NotDone {
    /// This.
    Told(String),
    /// That.
    WebError(WebError),
}

impl From<WebError> for NotDone {
    fn from(fault: WebError) -> Self {
        Self::WebError(fault)
    }
}

impl NotDone {
    /// A refusal is told in the form.
    pub(crate) fn of(w: Words, fault: WebError) -> Self {
        match fault {
            WebError::Failed(failure) if failure.is_refusal() => Self::Told(reason(w, &failure)),
            fault => Self::WebError(fault),
        }
    }
}

/// Whether a viewer may do what is offered.
///
/// # Errors
/// Its role or its bureau may not.
pub(crate) fn permitted<A>(viewer: &Viewer, offer: &Offer<A>) -> Result<(), WebError> {
    let (action, judged) = offer.permission(&viewer.bureau);
    viewer.authorise(action, judged)?;
    if offer.by.contains(&viewer.bureau) { Ok(()) } else { Err(WebError::Forbidden(action)) }
}

/// The number a form is about.
pub(crate) fn number(submitted: &Submitted) -> u32 {
    submitted.text("number").parse().unwrap_or_default()
}

/// The sentence for a field that was left out or cannot be read.
pub(crate) fn unfit(w: Words, unfit: &FieldError) -> String {
    match unfit.reason.as_str() {
        "" => w.with("act-field-unfit", [("field", w.family("act-field-", &unfit.field))]),
        reason => reason.to_owned(),
    }
}

/// Builds forms.
pub(crate) struct Forms<'a> {
    pub(crate) w: Words,
    pub(crate) rejected: Option<&'a Rejected>,
}

impl Forms<'_> {
    /// The form of an act; its texts are those of the family `act-`.
    pub(crate) fn form(
        &self,
        slug: &'static str,
        number: u32,
        about: String,
        fields: Vec<FieldView>,
    ) -> ActForm {
        let rejected = self.rejected.filter(|rejected| rejected.slug == slug && rejected.number == number);
        let typed = |mut field: FieldView| {
            let text = rejected.and_then(|rejected| rejected.texts.get(field.name));
            field.value = text.cloned().unwrap_or(field.value);
            field
        };
        ActForm {
            slug,
            number,
            label: self.w.family("act-", slug),
            about,
            fields: fields.into_iter().map(typed).collect(),
            problem: rejected.map(|rejected| rejected.problem.clone()),
        }
    }

    fn field(&self, name: &'static str, kind: FieldKind, required: bool) -> FieldView {
        FieldView { name, label: self.w.family("act-field-", name), kind, value: String::new(), required }
    }

    /// A line that must be written.
    pub(crate) fn line(&self, name: &'static str) -> FieldView {
        self.field(name, FieldKind::Line, true)
    }

    /// A text that must be written.
    pub(crate) fn area(&self, name: &'static str) -> FieldView {
        self.field(name, FieldKind::Area, true)
    }

    /// A text that may be written.
    pub(crate) fn maybe(&self, name: &'static str) -> FieldView {
        self.field(name, FieldKind::Area, false)
    }

    /// A day that must be chosen.
    pub(crate) fn day(&self, name: &'static str) -> FieldView {
        self.field(name, FieldKind::Day, true)
    }

    /// Files that may come with it.
    pub(crate) fn files(&self) -> FieldView {
        self.field(super::submitted::FILES, FieldKind::Files, false)
    }

    /// One of several.
    pub(crate) fn choice(&self, name: &'static str, choices: Vec<(String, String)>) -> FieldView {
        self.field(name, FieldKind::Choice(choices), true)
    }

    /// Passed, or not.
    pub(crate) fn passed(&self) -> FieldView {
        let choices = ["yes", "no"].map(|one| (one.to_owned(), self.w.family("act-passed-", one)));
        self.choice("passed", choices.to_vec())
    }

    /// Approved, or not, and why not.
    pub(crate) fn decision(&self) -> Vec<FieldView> {
        let choices = ["yes", "no"].map(|one| (one.to_owned(), self.w.family("act-approved-", one)));
        vec![self.choice("approved", choices.to_vec()), self.maybe("reason")]
    }
}
