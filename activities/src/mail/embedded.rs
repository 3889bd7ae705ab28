//! The built-in templates, and the names that mean something by themselves.

use duban_documents::TemplateSet;

pub(super) static SET: TemplateSet = TemplateSet {
    name: "mail",
    embedded: include!(concat!(env!("OUT_DIR"), "/templates.rs")),
    keeps_last_break: true,
};

/// The frame's name without its ending.
pub(super) const FRAME: &str = "digest";

/// The name, without its ending, of the template for copies of any document.
pub(super) const COPY: &str = "copy";

/// The name, without its ending, of the template for one of many documents to be served on enterprises.
pub(super) const SERVED: &str = "served";

/// The name, without its ending, of the template for a circulated league table.
pub(super) const LEAGUE: &str = "league";

/// The names, without their endings, of what links an item to its page: below it, or as a row of its table.
pub(super) const LINK: &str = "_link";
/// See [`LINK`].
pub(super) const ROW_LINK: &str = "_row-link";

/// The two forms of a mail, by the ending of their templates.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Html,
}

impl Form {
    pub(super) const ALL: [Form; 2] = [Form::Text, Form::Html];

    pub(super) fn file(self, name: &str) -> String {
        match self {
            Form::Text => format!("{name}.txt"),
            Form::Html => format!("{name}.html"),
        }
    }
}
