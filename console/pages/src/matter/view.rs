//! What the page of a matter shows above its forms, whichever kind it is.

use super::files::FileView;

/// The head of a matter's page and the facts below it.
#[derive(Default)]
pub(crate) struct MatterView {
    /// Its title.
    pub(crate) title: String,
    /// How it stands: colours' names and words.
    pub(crate) signs: Vec<(&'static str, String)>,
    /// What stands beside that, and what is smaller; may be empty.
    pub(crate) beside: (String, String),
    /// What was told of it; may be empty.
    pub(crate) text: String,
    /// Its facts.
    pub(crate) facts: Vec<MatterFactLine>,
    /// The heading of its files; empty: they have none.
    pub(crate) files_title: String,
    /// Files that came with it.
    pub(crate) files: Vec<FileView>,
    /// The levels that take note of it, and when each did.
    pub(crate) levels: Vec<(String, Option<String>)>,
    /// Where something more can be done about it, and what the button says.
    pub(crate) further: Option<(String, String)>,
}

/// A fact of a matter.
#[derive(Default)]
pub(crate) struct MatterFactLine {
    /// What it is.
    pub(crate) label: String,
    /// What it says.
    pub(crate) value: String,
    /// How that is set.
    pub(crate) set: FactStyle,
    /// A code behind it; may be empty.
    pub(crate) code: String,
    /// What is smaller; may be empty.
    pub(crate) small: String,
}

/// How a fact is set.
#[derive(Copy, Clone, Default)]
pub(crate) enum FactStyle {
    /// As a word.
    #[default]
    Plain,
    /// As it was typed, in lines.
    Lines,
    /// As a code.
    Code,
    /// As a link to the page of this address.
    Link,
}

impl MatterFactLine {
    /// A fact.
    pub(crate) fn new(label: String, value: impl ToString) -> Self {
        Self { label, value: value.to_string(), ..Self::default() }
    }

    /// The same, set so.
    pub(crate) fn set(self, set: FactStyle) -> Self {
        Self { set, ..self }
    }

    /// The same with a code behind it.
    pub(crate) fn with_code(self, code: impl ToString) -> Self {
        Self { code: code.to_string(), ..self }
    }

    /// The same with something smaller behind it, if there is something.
    pub(crate) fn with_small(self, small: Option<String>) -> Self {
        Self { small: small.unwrap_or_default(), ..self }
    }
}
