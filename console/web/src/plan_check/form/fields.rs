//! The fields of a form by name, and a row's among them.

use std::collections::BTreeMap;

/// As many rows of one kind are shown and taken: more than a plan may have.
pub const MOST_ROWS: usize = 300;

/// The fields of a form, by name.
pub type Fields = BTreeMap<String, String>;

/// Where in a directive a row comes from; without a line, what it was in an earlier campaign.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub line: String,
    pub sentence: String,
}

/// The places of a kind's rows, in order: `obligations.0`, `obligations.1`, …
pub(super) fn numbered<'f>(fields: &'f Fields, kind: &'f str) -> impl Iterator<Item = String> + 'f {
    let places = (0..MOST_ROWS).map(move |index| format!("{kind}.{index}"));
    places.take_while(|place| {
        let below = format!("{place}.");
        fields.contains_key(place)
            || fields.range(below.clone()..).next().is_some_and(|(name, _)| name.starts_with(&below))
    })
}

/// A row's fields.
pub(super) struct FormRow<'f> {
    pub fields: &'f Fields,
    pub place: String,
}

impl FormRow<'_> {
    pub(super) fn text(&self, name: &str) -> String {
        self.fields
            .get(&format!("{}.{name}", self.place))
            .map(|text| text.trim().to_owned())
            .unwrap_or_default()
    }

    pub(super) fn is_on(&self, name: &str) -> bool {
        self.fields.contains_key(&format!("{}.{name}", self.place))
    }

    pub(super) fn origin(&self) -> Origin {
        Origin { line: self.text("line"), sentence: self.text("sentence") }
    }
}

/// The names of a list, as people part them.
pub(super) fn listed(text: &str) -> Vec<String> {
    let names = text.split(['、', ',', '，', ';', '；']).map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}
