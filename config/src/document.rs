//! A YAML file as plain data plus the line of every place in it. It reads the parser's events
//! itself, because only they tell the line of each key and all duplicate keys at once. Anchors,
//! aliases and tags are refused: plans name their ladders instead, and nothing can be blown up.

use crate::{
    file,
    problem::{Problem, Refused},
};
use granit_parser::{Event, Options, Parser, ScalarStyle, Span, StrInput};
use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// How deep lists and mappings may nest; a plan needs five levels.
const DEEPEST: usize = 32;

/// A file's data and where each part of it stands.
pub(crate) struct Document {
    file: PathBuf,
    /// The data.
    pub(crate) value: Value,
    lines: BTreeMap<String, usize>,
}

/// The place of a key within a place.
pub(crate) fn key_path(parent: &str, key: &str) -> String {
    if parent.is_empty() { key.to_owned() } else { format!("{parent}.{key}") }
}

impl Document {
    /// Reads a YAML file. Problems that leave the rest readable are returned beside the document.
    ///
    /// # Errors
    /// The file cannot be opened, is too large, or is not YAML at all.
    pub(crate) fn read(path: &Path) -> Result<(Self, Vec<Problem>), Refused> {
        Self::parse(path, &file::read_text(path, file::SMALL)?)
    }

    /// The same from text; `path` is only told in problems.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<(Self, Vec<Problem>), Refused> {
        let mut options = Options::default();
        // A planner may comment as much as they like: comments are neither events nor buffered.
        options.set_emit_comments(false);
        options.emit_unresolved_aliases = true;
        let parser = Parser::new_from_str_with_options(text, options);
        let mut builder = Builder { file: path, parser, lines: BTreeMap::new(), found: Vec::new() };
        let value = builder.documents()?;
        let Builder { lines, found, .. } = builder;
        Ok((Self { file: path.to_owned(), value, lines }, found))
    }

    /// The line of a place, or of the nearest place around it.
    pub(crate) fn line(&self, path: &str) -> Option<usize> {
        let mut path = path;
        loop {
            if let Some(line) = self.lines.get(path) {
                return Some(*line);
            }
            path = &path[..path.rfind(['.', '['])?];
        }
    }

    /// A problem at a place.
    pub(crate) fn problem(&self, path: String, message: String) -> Problem {
        Problem { file: self.file.clone(), line: self.line(&path), path, message }
    }

    /// Takes what stands at one place to stand at another: a misspelt key, once told, is corrected
    /// so that what is below it is looked at too.
    pub(crate) fn moved(&mut self, from: &str, to: &str) {
        // Whatever is below a place sorts after it, and before everything that does not begin with it.
        let below = self.lines.range(from.to_owned()..).take_while(|(path, _)| path.starts_with(from));
        let below = below.map(|(path, line)| (&path[from.len()..], *line));
        let below = below.filter(|(rest, _)| rest.is_empty() || rest.starts_with(['.', '[']));
        let moved: Vec<_> = below.map(|(rest, line)| (format!("{to}{rest}"), line)).collect();
        self.lines.extend(moved);
    }
}

struct Builder<'a> {
    file: &'a Path,
    parser: Parser<'a, StrInput<'a>>,
    lines: BTreeMap<String, usize>,
    found: Vec<Problem>,
}

impl<'a> Builder<'a> {
    fn documents(&mut self) -> Result<Value, Refused> {
        let mut value = None;
        while let Some((event, span)) = self.next()? {
            match event {
                Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd => {}
                _ if value.is_some() => {
                    self.tell(
                        "",
                        &span,
                        "a second document begins here; keep one per file, without a line of ---",
                    );
                    break;
                }
                event => value = Some(self.node(event, &span, "", 0)?),
            }
        }
        Ok(value.unwrap_or_default())
    }

    fn next(&mut self) -> Result<Option<(Event<'a>, Span)>, Refused> {
        self.parser.next_event().transpose().map_err(|error| {
            let message =
                format!("this is not YAML: {}; check quotes, brackets and indentation here", error.info());
            self.stop(error.marker().line(), message)
        })
    }

    /// What cannot be read past, after everything told so far.
    fn stop(&mut self, line: usize, message: String) -> Refused {
        let mut problems = std::mem::take(&mut self.found);
        problems.push(Problem { file: self.file.to_owned(), path: String::new(), line: Some(line), message });
        Refused::all(problems)
    }

    fn tell(&mut self, path: &str, span: &Span, message: impl Into<String>) {
        let line = Some(span.start.line());
        self.found.push(Problem {
            file: self.file.to_owned(),
            path: path.to_owned(),
            line,
            message: message.into(),
        });
    }

    fn node(&mut self, event: Event<'a>, span: &Span, path: &str, depth: usize) -> Result<Value, Refused> {
        if depth > DEEPEST {
            return Err(self.stop(
                span.start.line(),
                format!("lists and mappings nest deeper than {DEEPEST} levels here; flatten them"),
            ));
        }
        self.lines.entry(path.to_owned()).or_insert(span.start.line());
        let (anchor, tagged) = match &event {
            Event::Scalar(_, _, anchor, tag) => (*anchor, tag.is_some()),
            Event::SequenceStart(_, anchor, tag) | Event::MappingStart(_, anchor, tag) => {
                (*anchor, tag.is_some())
            }
            _ => (0, false),
        };
        if anchor != 0 {
            self.tell(
                path,
                span,
                "anchors (&name) are not read here; write the value out where it is needed",
            );
        }
        if tagged {
            self.tell(path, span, "tags (!name) are not read here; remove it");
        }
        match event {
            Event::Scalar(text, style, ..) => Ok(scalar(&text, style)),
            Event::SequenceStart(..) => self.sequence(path, depth),
            Event::MappingStart(..) => self.mapping(path, depth),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.tell(path, span, "aliases (*name) are not read here; write the value out");
                Ok(Value::Null)
            }
            _ => Ok(Value::Null),
        }
    }

    fn sequence(&mut self, path: &str, depth: usize) -> Result<Value, Refused> {
        let mut values = Vec::new();
        while let Some((event, span)) = self.next()? {
            if matches!(event, Event::SequenceEnd) {
                break;
            }
            let place = format!("{path}[{}]", values.len());
            values.push(self.node(event, &span, &place, depth + 1)?);
        }
        Ok(Value::Array(values))
    }

    fn mapping(&mut self, path: &str, depth: usize) -> Result<Value, Refused> {
        let mut map = Map::new();
        while let Some((event, span)) = self.next()? {
            let key = match event {
                Event::MappingEnd => break,
                Event::Scalar(text, _, 0, None) => text.into_owned(),
                other => {
                    self.tell(path, &span, "a key must be a plain word; write key: value");
                    self.node(other, &span, &format!("{path}.?"), depth + 1)?;
                    "?".to_owned()
                }
            };
            let place = key_path(path, &key);
            let first = self.lines.get(&place).copied().filter(|_| map.contains_key(&key));
            self.lines.entry(place.clone()).or_insert(span.start.line());
            let Some((event, at)) = self.next()? else { break };
            let value = self.node(event, &at, &place, depth + 1)?;
            match first {
                Some(first) => {
                    self.tell(
                        &place,
                        &span,
                        format!("this key stands twice, first on line {first}; keep one of the two"),
                    );
                }
                None if key == "?" => {}
                None => _ = map.insert(key, value),
            }
        }
        Ok(Value::Object(map))
    }
}

/// A plain scalar by YAML 1.2's core rules, so that `no` and `2024-05-09` stay texts.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::from(text);
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let numeric = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b))
        && text.bytes().any(|b| b.is_ascii_digit());
    let integer = || text.parse::<i64>().ok().map(Value::from);
    let float = || text.parse::<f64>().ok().map(Value::from);
    if numeric { integer().or_else(float).unwrap_or_else(|| Value::from(text)) } else { Value::from(text) }
}
