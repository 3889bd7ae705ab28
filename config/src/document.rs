//! A YAML file as plain data plus the line of every place in it. It reads the parser's events
//! itself, because only they tell the line of each key and all duplicate keys at once. Anchors,
//! aliases and tags are refused: plans name their ladders instead, and nothing can be blown up.

use crate::{
    file,
    problem::{Problem, Refused},
    signs::broken_key_in_line,
};
use duban_domain::{Sentence, sentence};
use granit_parser::{Event, Options, Parser, ScalarStyle, Span, StrInput};
use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// How far above the line where a parser stops its cause may stand.
const LOOKS_BACK: usize = 3;

/// As much of what was cut off is told.
const LONGEST_CUT: usize = 80;

/// How deep lists and mappings may nest; a plan needs five levels.
const DEEPEST: usize = 32;

/// A file's data and where each part of it stands.
pub(crate) struct Document {
    file: PathBuf,
    /// The data.
    pub(crate) value: Value,
    pub(crate) lines: LineIndex,
    pub(crate) written: Written,
}

/// What of a file its data does not show.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Numbers and truths whose text is another than their value's: `0522700`, `True`.
    literal: BTreeMap<String, String>,
    /// What stands behind an unquoted text as if it were a comment.
    cut: BTreeMap<String, String>,
}

impl Written {
    /// How the value at a place is written, where that is not how the value is shown.
    pub(crate) fn literal(&self, path: &str) -> Option<&str> {
        self.literal.get(path).map(String::as_str)
    }

    /// What may have been meant as a part of the text at a place and is none.
    pub(crate) fn cut(&self, path: &str) -> Option<&str> {
        self.cut.get(path).map(String::as_str)
    }
}

/// The line of every place of a file: `obligations[3].due`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineIndex(BTreeMap<String, usize>);

impl LineIndex {
    /// The line of a place, or of the nearest place around it.
    pub fn line(&self, path: &str) -> Option<usize> {
        let mut path = path;
        loop {
            if let Some(line) = self.0.get(path) {
                return Some(*line);
            }
            path = &path[..path.rfind(['.', '['])?];
        }
    }
}

/// The place of a key within a place.
pub(crate) fn key_path(parent: &str, key: &str) -> String {
    if parent.is_empty() { key.to_owned() } else { format!("{parent}.{key}") }
}

impl Document {
    /// Reads a YAML text; `path` is only told in problems. Problems that leave the rest readable are
    /// returned beside the document.
    ///
    /// # Errors
    /// The text is too large, or is not YAML at all.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<(Self, Vec<Problem>), Refused> {
        if text.len() as u64 > file::SMALL {
            return Err(file::too_large(path, file::SMALL));
        }
        let text = text.strip_prefix(file::BYTE_ORDER_MARK).unwrap_or(text);
        let mut options = Options::default();
        // A planner may comment as much as they like: comments are neither events nor buffered.
        options.set_emit_comments(false);
        options.emit_unresolved_aliases = true;
        let parser = Parser::new_from_str_with_options(text, options);
        let (lines, found, written) = (BTreeMap::new(), Vec::new(), Written::default());
        let mut builder = Builder { file: path, text, parser, lines, found, written };
        let value = builder.documents()?;
        let Builder { lines, found, written, .. } = builder;
        Ok((Self { file: path.to_owned(), value, lines: LineIndex(lines), written }, found))
    }

    /// A problem at a place.
    pub(crate) fn problem(&self, path: String, message: Sentence) -> Problem {
        Problem { file: self.file.clone(), line: self.lines.line(&path), path, message }
    }

    /// Takes what stands at one place to stand at another: a misspelt key, once told, is corrected
    /// so that what is below it is looked at too.
    pub(crate) fn moved(&mut self, from: &str, to: &str) {
        // Whatever is below a place sorts after it, and before everything that does not begin with it.
        let below = self.lines.0.range(from.to_owned()..).take_while(|(path, _)| path.starts_with(from));
        let below = below.map(|(path, line)| (&path[from.len()..], *line));
        let below = below.filter(|(rest, _)| rest.is_empty() || rest.starts_with(['.', '[']));
        let moved: Vec<_> = below.map(|(rest, line)| (format!("{to}{rest}"), line)).collect();
        self.lines.0.extend(moved);
    }
}

struct Builder<'a> {
    file: &'a Path,
    text: &'a str,
    parser: Parser<'a, StrInput<'a>>,
    lines: BTreeMap<String, usize>,
    found: Vec<Problem>,
    written: Written,
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
                        sentence!(
                            "a second document begins here; keep one per file, without a line of ---",
                            "此处开始了第二个文档；一个文件只写一份，不要有单独一行的 ---"
                        ),
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
            let line = error.marker().line();
            if let Some((line, message)) = self.cause(line) {
                return self.stop(line, message);
            }
            let message = sentence!(
                "this is not YAML: {why}; check quotes, brackets and indentation here",
                "不是合法的YAML（{why}）；请检查此处的引号、括号和缩进",
                why = error.info()
            );
            self.stop(line, message)
        })
    }

    /// Where a parser stopped at `line`, the broken key that made it stop: it may stand a little higher.
    fn cause(&self, line: usize) -> Option<(usize, Sentence)> {
        let first = line.saturating_sub(LOOKS_BACK).max(1);
        let lines: Vec<_> =
            (first..).zip(self.text.lines().skip(first - 1)).take_while(|(n, _)| *n <= line).collect();
        let why = |text: &str| broken_key_in_line(text).or_else(|| comment_between_braces(text));
        lines.into_iter().rev().find_map(|(number, text)| Some((number, why(text)?)))
    }

    /// Notes what the data does not show of a plain scalar.
    fn note(&mut self, text: &str, value: &Value, span: &Span, path: &str) {
        let printed = value.to_string();
        match value {
            Value::Number(_) | Value::Bool(_) if printed != text => {
                self.written.literal.insert(path.to_owned(), text.to_owned());
            }
            Value::String(_) => {
                let rest = span.end.byte_offset().and_then(|at| self.text.get(at..));
                if let Some(cut) = rest.and_then(cut_off) {
                    self.written.cut.insert(path.to_owned(), cut);
                }
            }
            _ => {}
        }
    }

    /// What cannot be read past, after everything told so far.
    fn stop(&mut self, line: usize, message: Sentence) -> Refused {
        let mut problems = std::mem::take(&mut self.found);
        problems.push(Problem { file: self.file.to_owned(), path: String::new(), line: Some(line), message });
        Refused::all(problems)
    }

    fn tell(&mut self, path: &str, span: &Span, message: Sentence) {
        let line = Some(span.start.line());
        self.found.push(Problem { file: self.file.to_owned(), path: path.to_owned(), line, message });
    }

    fn node(&mut self, event: Event<'a>, span: &Span, path: &str, depth: usize) -> Result<Value, Refused> {
        if depth > DEEPEST {
            return Err(self.stop(
                span.start.line(),
                sentence!(
                    "lists and mappings nest deeper than {DEEPEST} levels here; flatten them",
                    "此处的列表和键值嵌套超过{DEEPEST}层；请减少层次"
                ),
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
                sentence!(
                    "anchors (&name) are not read here; write the value out where it is needed",
                    "这里不支持锚点（&名称）；请在需要的地方写出内容"
                ),
            );
        }
        if tagged {
            self.tell(
                path,
                span,
                sentence!("tags (!name) are not read here; remove it", "这里不支持标签（!名称）；请删去"),
            );
        }
        match event {
            Event::Scalar(text, style, ..) => {
                let value = scalar(&text, style);
                if style == ScalarStyle::Plain {
                    self.note(&text, &value, span, path);
                }
                Ok(value)
            }
            Event::SequenceStart(..) => self.sequence(path, depth),
            Event::MappingStart(..) => self.mapping(path, depth),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.tell(
                    path,
                    span,
                    sentence!(
                        "aliases (*name) are not read here; write the value out",
                        "这里不支持别名（*名称）；请写出内容"
                    ),
                );
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
                    self.tell(
                        path,
                        &span,
                        sentence!(
                            "a key must be a plain word; write key: value",
                            "键必须是普通文字；请写成“键: 值”"
                        ),
                    );
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
                        sentence!(
                            "this key stands twice, first on line {first}; keep one of the two",
                            "这个键写了两次，第一次在第{first}行；请只保留一个"
                        ),
                    );
                }
                None if key == "?" => {}
                None => _ = map.insert(key, value),
            }
        }
        Ok(Value::Object(map))
    }
}

/// A line in which a comment begins before a brace or bracket is closed, unquoted.
fn comment_between_braces(line: &str) -> Option<Sentence> {
    let (before, behind) = line.split_once(" #")?;
    let count = |signs: [char; 2]| before.chars().filter(|sign| signs.contains(sign)).count();
    let cut: String = behind.chars().take(LONGEST_CUT).collect();
    (!before.trim_start().is_empty() && count(['{', '[']) > count(['}', ']'])).then(|| {
        sentence!(
            "“#{cut}” is a comment, so the line is not closed; put the text in quotes if # belongs to it",
            "“#{cut}”被当作注释，此行因此没有收尾；如 # 属于内容，请给文字加引号"
        )
    })
}

/// What stands behind an unquoted text and looks cut off rather than said of it: a comment is set off by two
/// spaces or more, and has one behind its sign.
fn cut_off(rest: &str) -> Option<String> {
    let line: String =
        rest.chars().take(LONGEST_CUT).take_while(|sign| !matches!(sign, '\n' | '\r')).collect();
    let blanks = line.chars().take_while(|sign| *sign == ' ').count();
    let behind = line.get(blanks..)?.strip_prefix('#')?;
    let is_cut = blanks == 1 || (blanks > 0 && !behind.starts_with([' ', '\t', '#']) && !behind.is_empty());
    is_cut.then(|| line.trim().to_owned())
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
