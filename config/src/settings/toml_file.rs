//! A TOML file as a flat list of dotted settings with their lines.

use crate::problem::Problem;
use duban_domain::Sentence;
use std::path::Path;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A value as a layer gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Flag(bool),
    Number(i64),
}

impl Value {
    /// The type, as a sentence names it.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Value::Text(_) => "a text in quotes",
            Value::Flag(_) => "true or false",
            Value::Number(_) => "a whole number",
        }
    }
}

/// One entry: `None` as its value is something no setting can be.
pub(super) struct TomlEntry {
    pub(super) key: String,
    pub(super) value: Option<Value>,
    pub(super) line: usize,
}

/// Reads a TOML text; every syntax error is told.
pub(super) fn entries(path: &Path, text: &str) -> (Vec<TomlEntry>, Vec<Problem>) {
    let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let (table, errors) = DeTable::parse_recoverable(text);
    let problems = errors.iter().map(|error| Problem {
        file: path.to_owned(),
        path: String::new(),
        line: error.span().map(|span| line(span.start)),
        message: Sentence::same(format!(
            "this is not TOML: {}; check quotes and brackets here",
            error.message().replace('\n', ", ")
        )),
    });
    let problems = problems.collect();
    let mut found = Vec::new();
    flatten(table.get_ref(), "", &line, &mut found);
    (found, problems)
}

fn flatten(table: &DeTable<'_>, prefix: &str, line: &dyn Fn(usize) -> usize, found: &mut Vec<TomlEntry>) {
    for (key, value) in table {
        let key_text =
            if prefix.is_empty() { key.get_ref().to_string() } else { format!("{prefix}.{}", key.get_ref()) };
        match value.get_ref() {
            DeValue::Table(inner) => flatten(inner, &key_text, line, found),
            _ => found.push(TomlEntry { value: plain(value), line: line(key.span().start), key: key_text }),
        }
    }
}

fn plain(value: &Spanned<DeValue<'_>>) -> Option<Value> {
    match value.get_ref() {
        DeValue::String(text) => Some(Value::Text(text.to_string())),
        DeValue::Boolean(yes) => Some(Value::Flag(*yes)),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(Value::Number)
        }
        _ => None,
    }
}
