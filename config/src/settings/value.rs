//! Single values of the layers: texts, paths, numbers, lengths of time, choices. One that may not be is
//! told.

use super::layers::Layers;
use crate::shape::nearest;
use std::{ops::RangeInclusive, path::PathBuf, time::Duration};

/// A text that may not be empty.
pub(super) fn required(layers: &mut Layers, key: &str) -> String {
    let text = layers.text(key);
    if text.trim().is_empty() {
        layers.tell(key, "this may not be empty; write a value or leave the setting out");
    }
    text
}

/// A path; `None` where nothing is written.
pub(super) fn optional_path(layers: &Layers, key: &str) -> Option<PathBuf> {
    Some(layers.text(key)).filter(|text| !text.is_empty()).map(PathBuf::from)
}

/// A number within bounds.
pub(super) fn number(layers: &mut Layers, key: &str, range: RangeInclusive<i64>) -> i64 {
    let number = layers.number(key);
    if !range.contains(&number) {
        layers.tell(
            key,
            format!("{number} is out of range; write a number from {} to {}", range.start(), range.end()),
        );
    }
    number
}

/// The same as a count.
pub(super) fn count(layers: &mut Layers, key: &str, range: RangeInclusive<i64>) -> usize {
    number(layers, key, range).try_into().unwrap_or_default()
}

/// The same as seconds.
pub(super) fn seconds(layers: &mut Layers, key: &str, range: RangeInclusive<i64>) -> Duration {
    Duration::from_secs(number(layers, key, range).try_into().unwrap_or_default())
}

/// The same as milliseconds.
pub(super) fn millis(layers: &mut Layers, key: &str, range: RangeInclusive<i64>) -> Duration {
    Duration::from_millis(number(layers, key, range).try_into().unwrap_or_default())
}

/// One of a few words.
pub(super) fn choice<C: Choice>(layers: &mut Layers, key: &str, stand_in: C) -> C {
    let text = layers.text(key);
    if let Some((_, choice)) = C::ALL.iter().find(|(spelling, _)| *spelling == text) {
        return *choice;
    }
    let spellings: Vec<_> = C::ALL.iter().map(|(spelling, _)| *spelling).collect();
    let hint = nearest(&text, spellings.iter().copied())
        .map_or(String::new(), |near| format!("; did you mean {near}?"));
    layers.tell(key, format!("\"{text}\" is not one of {}{hint}", spellings.join(", ")));
    stand_in
}

/// A setting with a fixed list of spellings.
pub(super) trait Choice: Copy + 'static {
    const ALL: &'static [(&'static str, Self)];
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, serde::Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $crate::settings::value::Choice for $name {
            const ALL: &'static [(&'static str, Self)] = &[$(($text, $name::$variant),)*];
        }
    )*};
}

pub(super) use choices;
