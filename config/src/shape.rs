//! Compares a file's data with the JSON schema of the type it should become, and tells every
//! difference as a sentence. What differs is then mended with a stand-in, so that everything else
//! in the file can be deserialised and judged in the same run; [`Shaped::told`] remembers which
//! places hold stand-ins, so that nobody judges those.

use crate::{
    document::{Document, LineIndex, Written, key_path},
    problem::{Problem, Refused},
    signs::{broken_key, hidden},
};
use duban_domain::{Sentence, characters, sentence};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::{collections::BTreeSet, path::Path};

/// A file that has been read into its type, with what was wrong on the way.
pub(crate) struct Shaped<T> {
    /// The data; where a problem was told, a stand-in.
    pub(crate) value: T,
    document: Document,
    told: BTreeSet<String>,
    problems: Vec<Problem>,
}

impl<T: JsonSchema + DeserializeOwned> Shaped<T> {
    /// Reads a YAML text as a `T`; `path` is only told in problems.
    ///
    /// # Errors
    /// Nothing of the text can be read.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self, Refused> {
        let (document, problems) = Document::parse(path, text)?;
        let schema = schemars::schema_for!(T).to_value();
        let written = &document.written;
        let mut shaper = Shaper { schema: &schema, written, found: Vec::new(), moves: Vec::new() };
        let mut data = document.value.clone();
        shaper.check(&schema, &mut data, "");
        let Shaper { found, moves, .. } = shaper;
        let value = serde_json::from_value(data).map_err(|error| {
            let message =
                sentence!("{error}; this combination is not understood", "无法理解这样的组合（{error}）");
            Refused::whole(path, message)
        })?;
        let told =
            problems.iter().map(|problem| problem.path.clone()).filter(|path| !path.is_empty()).collect();
        let mut shaped = Self { value, document, told, problems };
        moves.iter().for_each(|(from, to)| shaped.document.moved(from, to));
        found.into_iter().for_each(|(path, message)| shaped.tell(path, message));
        Ok(shaped)
    }
}

impl<T> Shaped<T> {
    /// Adds a problem, unless one was told at that place or around it.
    pub(crate) fn tell(&mut self, path: impl Into<String>, message: impl Into<Sentence>) {
        let path = path.into();
        if !self.is_told(&path) {
            self.told.insert(path.clone());
            self.problems.push(self.document.problem(path, message.into()));
        }
    }

    /// Whether a problem was told at this place or around it.
    pub(crate) fn is_told(&self, path: &str) -> bool {
        let around = path.match_indices(['.', '[']).map(|(at, _)| &path[..at]);
        around.chain(["", path]).any(|place| self.told.contains(place))
    }

    /// Whether anything at all was told.
    pub(crate) fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    /// The line of every place.
    pub(crate) fn into_lines(self) -> LineIndex {
        self.document.lines
    }

    /// Everything told.
    pub(crate) fn refuse(self) -> Refused {
        Refused::all(self.problems)
    }
}

struct Shaper<'a> {
    schema: &'a Value,
    written: &'a Written,
    found: Vec<(String, Sentence)>,
    moves: Vec<(String, String)>,
}

impl<'a> Shaper<'a> {
    fn tell(&mut self, path: &str, message: Sentence) {
        self.found.push((path.to_owned(), message));
    }

    /// Follows references, and for something that may be absent or may be one of several things takes
    /// the first that a value is of, or the first of all.
    fn follow(&self, schema: &'a Value, value: Option<&Value>) -> &'a Value {
        if let Some(name) = schema["$ref"].as_str().and_then(|r| r.strip_prefix("#/$defs/")) {
            return self.follow(&self.schema["$defs"][name], value);
        }
        let Some(alternatives) = schema["anyOf"].as_array() else { return schema };
        let mut present = alternatives.iter().filter(|s| s["type"] != "null").map(|s| self.follow(s, value));
        let fits = |schema: &&Value| value.is_some_and(|value| is_of_type(schema, value));
        present.clone().find(fits).or_else(|| present.next()).unwrap_or(schema)
    }

    fn check(&mut self, outer: &'a Value, value: &mut Value, path: &str) {
        if value.is_null() && may_be_null(outer) {
            return;
        }
        let schema = self.follow(outer, Some(value));
        if let Some(choices) = choices(schema) {
            self.choice(&choices, value, path);
        } else if !is_of_type(schema, value) {
            let found = self.describe(value, path);
            self.tell(path, wrong_type(schema, outer, value, &found));
            *value = self.stand_in(schema);
        } else {
            match value {
                Value::String(text) => self.text(schema, text, path),
                Value::Array(items) => self.list(schema, items, path),
                Value::Object(map) => self.object(schema, map, path),
                Value::Number(_) => self.number(schema, value, path),
                _ => {}
            }
        }
    }

    /// A value in the words of the file.
    fn describe(&self, value: &Value, path: &str) -> Sentence {
        describe(value, self.written.literal(path))
    }

    fn choice(&mut self, choices: &[&str], value: &mut Value, path: &str) {
        if value.as_str().is_some_and(|text| choices.contains(&text)) {
            return;
        }
        let found = self.describe(value, path);
        let near = value.as_str().and_then(|text| nearest(text, choices.iter().copied()));
        let hint = near.map(did_you_mean).unwrap_or_default();
        let expected = match choices {
            // The word stands beside a section that could be written instead.
            [none @ "none"] => sentence!("expected {none} or keys with values", "应为 {none} 或若干“键: 值”"),
            _ => sentence!(
                "expected one of {english}",
                "应为 {chinese} 之一",
                english = choices.join(", "),
                chinese = choices.join("、")
            ),
        };
        self.tell(path, but_found(expected, &found).and(&hint));
        *value = Value::from(choices.first().copied().unwrap_or_default());
    }

    fn text(&mut self, schema: &Value, text: &str, path: &str) {
        let length = text.chars().count() as u64;
        if schema["minLength"].as_u64().is_some_and(|least| least > 0) && text.trim().is_empty() {
            self.tell(path, sentence!("this text is empty; write something", "此处不能为空；请填写"));
        } else if let Some(most) = schema["maxLength"].as_u64().filter(|most| length > *most) {
            self.tell(
                path,
                sentence!(
                    "this text has {length} characters; shorten it to {most}",
                    "此处有{length}个字符；请缩短到{most}个以内"
                ),
            );
        } else if let Some(message) = hidden(text) {
            self.tell(path, message);
        } else if let Err(unprintable) = characters::check(text) {
            self.tell(path, Sentence::new(unprintable.to_string(), unprintable.chinese()));
        } else if let Some(cut) = self.written.cut(path).filter(|_| is_free(schema)) {
            self.tell(
                path,
                sentence!(
                    "“{cut}” is a comment and not read; put the text in quotes if it belongs to it, or set the comment off by two spaces",
                    "“{cut}”被当作注释，不会读入；如属于内容，请给整段文字加引号；如是注释，请在 # 前留两个空格、后留一个空格"
                ),
            );
        } else if text.chars().any(char::is_control) {
            self.tell(
                path,
                sentence!(
                    "this text holds a line break or a control character; write it on one line",
                    "此处含有换行或控制字符；请写成一行"
                ),
            );
        }
    }

    fn number(&mut self, schema: &Value, value: &Value, path: &str) {
        let written = self.written.literal(path).map_or_else(|| value.to_string(), str::to_owned);
        let number = value.as_f64().unwrap_or_default();
        let (least, most) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
        if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
            let bound = |bound: Option<f64>, none: &str| bound.map_or(none.to_owned(), |n| n.to_string());
            self.tell(
                path,
                sentence!(
                    "{written} is out of range; write a number from {from} to {to}",
                    "{written}超出范围；请写{least}至{most}之间的数",
                    from = bound(least, "any"),
                    to = bound(most, "any"),
                    least = bound(least, "任意"),
                    most = bound(most, "任意")
                ),
            );
        }
    }

    fn list(&mut self, schema: &'a Value, items: &mut Vec<Value>, path: &str) {
        if let Some(most) = schema["maxItems"].as_u64().filter(|most| items.len() as u64 > *most) {
            self.tell(
                path,
                sentence!(
                    "this list has {count} entries; at most {most} are allowed, so shorten it",
                    "此列表有{count}项，最多{most}项；请减少",
                    count = items.len()
                ),
            );
            items.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        }
        if schema["minItems"].as_u64().is_some_and(|least| (items.len() as u64) < least) {
            self.tell(
                path,
                sentence!("this list is empty; write at least one entry", "此列表为空；请至少写一项"),
            );
        }
        for (index, item) in items.iter_mut().enumerate() {
            self.check(&schema["items"], item, &format!("{path}[{index}]"));
        }
    }

    fn object(&mut self, schema: &'a Value, map: &mut Map<String, Value>, path: &str) {
        if let Some(most) = schema["maxProperties"].as_u64().filter(|most| map.len() as u64 > *most) {
            self.tell(
                path,
                sentence!(
                    "there are {count} entries here; at most {most} are allowed, so remove some",
                    "此处有{count}项，最多{most}项；请删减",
                    count = map.len()
                ),
            );
            map.clear();
        }
        let names: Vec<&str> =
            schema["properties"].as_object().into_iter().flat_map(Map::keys).map(String::as_str).collect();
        self.unknown_keys(schema, &names, map, path);
        let mut missing = BTreeSet::new();
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !map.contains_key(name) {
                let what = schema["properties"][name]["description"].as_str().map(first_sentence);
                let hint = what.map_or(String::new(), |what| format!(": {what}"));
                self.tell(
                    &key_path(path, name),
                    sentence!("this key is missing; add it{hint}", "缺少“{name}”；请补上"),
                );
                map.insert(name.to_owned(), self.stand_in(&schema["properties"][name]));
                missing.insert(name);
            }
        }
        for (name, value) in map.iter_mut() {
            let place = key_path(path, name);
            let schema = if names.contains(&name.as_str()) {
                &schema["properties"][name]
            } else {
                &schema["additionalProperties"]
            };
            // A stand-in is not judged.
            if schema.is_object() && !missing.contains(name.as_str()) {
                self.check(schema, value, &place);
            }
        }
    }

    /// Tells keys the type does not have. One that is clearly another, misspelt, is taken for it.
    fn unknown_keys(&mut self, schema: &Value, names: &[&str], map: &mut Map<String, Value>, path: &str) {
        if schema["additionalProperties"] != Value::Bool(false) {
            return;
        }
        let unknown: Vec<String> = map.keys().filter(|key| !names.contains(&key.as_str())).cloned().collect();
        for key in unknown {
            let place = key_path(path, &key);
            let value = map.remove(&key).unwrap_or_default();
            let free = names.iter().copied().filter(|name| !map.contains_key(*name));
            if let Some((name, text, message)) =
                broken_key(&key).filter(|(name, ..)| names.contains(name) && !map.contains_key(*name))
            {
                self.tell(&place, message);
                self.moves.push((place, key_path(path, name)));
                map.insert(name.to_owned(), Value::from(text));
            } else if let Some(near) = nearest(&key, free) {
                self.tell(
                    &place,
                    sentence!(
                        "\"{key}\" is not a key here; did you mean \"{near}\"?",
                        "这里没有“{key}”这个键；是不是“{near}”？"
                    ),
                );
                self.moves.push((place, key_path(path, near)));
                map.insert(near.to_owned(), value);
            } else {
                self.tell(
                    &place,
                    sentence!(
                        "\"{key}\" is not a key here; remove it or use one of {english}",
                        "这里没有“{key}”这个键；请删去，或改用 {chinese}",
                        english = names.join(", "),
                        chinese = names.join("、")
                    ),
                );
            }
        }
    }

    /// The smallest value a schema allows in type.
    fn stand_in(&self, schema: &'a Value) -> Value {
        if may_be_null(schema) {
            return Value::Null;
        }
        let schema = self.follow(schema, None);
        if let Some(first) = choices(schema).and_then(|all| all.first().copied()) {
            return Value::from(first);
        }
        match type_names(schema).first().copied() {
            Some("string") => Value::from(""),
            Some("integer" | "number") => Value::from(schema["minimum"].as_i64().unwrap_or_default()),
            Some("boolean") => Value::Bool(false),
            Some("array") => Value::Array(Vec::new()),
            Some("object") => {
                let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                Value::Object(
                    required.map(|n| (n.to_owned(), self.stand_in(&schema["properties"][n]))).collect(),
                )
            }
            _ => Value::Null,
        }
    }
}

fn type_names(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => {
            names.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect()
        }
        _ => Vec::new(),
    }
}

fn may_be_null(schema: &Value) -> bool {
    let listed = schema["type"].as_array().is_some_and(|names| names.iter().any(|name| name == "null"));
    listed || schema["anyOf"].as_array().is_some_and(|all| all.iter().any(|s| s["type"] == "null"))
}

fn is_of_type(schema: &Value, value: &Value) -> bool {
    let names = type_names(schema);
    names.is_empty()
        || names.iter().any(|name| match *name {
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => false,
        })
}

/// The spellings of an enumeration, if the schema is one.
fn choices(schema: &Value) -> Option<Vec<&str>> {
    if let Some(plain) = schema["enum"].as_array() {
        return Some(plain.iter().filter_map(Value::as_str).collect());
    }
    let variants = schema["oneOf"].as_array()?;
    Some(
        variants
            .iter()
            .flat_map(|variant| {
                let grouped = variant["enum"].as_array().into_iter().flatten();
                variant["const"].as_str().into_iter().chain(grouped.filter_map(Value::as_str))
            })
            .collect(),
    )
}

/// Whether a text may say what it likes: a title, a name.
fn is_free(schema: &Value) -> bool {
    schema["minLength"].as_u64().is_some_and(|least| least > 0) && schema["pattern"].is_null()
}

fn wrong_type(schema: &Value, outer: &Value, value: &Value, found: &Sentence) -> Sentence {
    let names = type_names(schema);
    let expected = match names.first().copied() {
        Some("string") => sentence!("expected a text", "应为文字"),
        Some("integer") => sentence!("expected a whole number", "应为整数"),
        Some("number") => sentence!("expected a number", "应为数字"),
        Some("boolean") => sentence!("expected true or false", "应为 true 或 false"),
        Some("array") => sentence!("expected a list, such as [one, two]", "应为列表，如 [甲, 乙]"),
        _ => sentence!("expected keys with values", "应为若干“键: 值”"),
    };
    let example = [outer, schema].iter().find_map(|schema| schema["examples"][0].as_str());
    let example = example.map(|example| sentence!(" such as \"{example}\"", "，如 \"{example}\""));
    let quotes = if names.contains(&"string") && (value.is_number() || value.is_boolean()) {
        sentence!("; put it in quotes if it is meant so", "；如确是文字，请加引号")
    } else {
        Sentence::default()
    };
    let told = but_found(expected.and(&example.unwrap_or_default()), found).and(&quotes);
    let broken = value.as_str().filter(|_| names.contains(&"object")).and_then(broken_key);
    match broken {
        Some((.., why)) => told.and(&sentence!("; ", "；")).and(&why),
        None => told,
    }
}

fn but_found(expected: Sentence, found: &Sentence) -> Sentence {
    expected.and(&sentence!(", but found ", "，实际是")).and(found)
}

fn describe(value: &Value, literal: Option<&str>) -> Sentence {
    let as_written = |value: String| literal.map_or(value, str::to_owned);
    match value {
        Value::Null => sentence!("nothing", "空"),
        Value::Bool(yes) => Sentence::same(as_written(yes.to_string())),
        Value::Number(number) => {
            let number = as_written(number.to_string());
            sentence!("the number {number}", "数字 {number}")
        }
        Value::String(text) => {
            let start: String = text.chars().take(60).collect();
            sentence!("\"{start}\"", "“{start}”")
        }
        Value::Array(_) => sentence!("a list", "列表"),
        Value::Object(_) => sentence!("keys with values", "若干“键: 值”"),
    }
}

/// The hint at the word that was probably meant.
pub(crate) fn did_you_mean(near: &str) -> Sentence {
    sentence!("; did you mean {near}?", "；是不是“{near}”？")
}

fn first_sentence(text: &str) -> String {
    let sentence = text.split_once(". ").map_or(text, |(first, _)| first);
    sentence.trim_end_matches('.').replace('\n', " ")
}

/// The word that was probably meant.
pub(crate) fn nearest<'n>(written: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    if written.len() > 200 {
        return None;
    }
    let allowed = (written.chars().count() / 3).clamp(1, 3);
    let distance = |name: &str| strsim::damerau_levenshtein(&written.to_lowercase(), name);
    let near = names.map(|name| (distance(name), name)).filter(|(distance, _)| *distance <= allowed);
    near.min().map(|(_, name)| name)
}
