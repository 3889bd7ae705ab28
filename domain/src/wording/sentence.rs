//! A sentence for people, in both languages: what is wrong with a plan is read by planners in Chinese and
//! by whoever writes programs around it in English. The two are written side by side, where the reason is
//! known; there is no way to write only one by mistake.

use serde::{Serialize, Serializer};
use std::fmt;

/// A sentence in English and in Chinese. It prints and serialises as its English.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sentence {
    /// For terminals and programs.
    pub english: String,
    /// For the console.
    pub chinese: String,
}

impl Sentence {
    /// The two texts of one sentence; [`crate::sentence!`] is the usual way.
    pub fn new(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self { english: english.into(), chinese: chinese.into() }
    }

    /// A text that both readers get as it is: a name, a number, or a sentence that only ever has readers
    /// of one language.
    pub fn same(text: impl fmt::Display) -> Self {
        let text = text.to_string();
        Self { english: text.clone(), chinese: text }
    }

    /// This sentence with another behind it, each in its language.
    #[must_use]
    pub fn and(mut self, more: &Sentence) -> Self {
        self.english.push_str(&more.english);
        self.chinese.push_str(&more.chinese);
        self
    }
}

/// A [`Sentence`] from two format strings, the English first. Both may use what is in scope; names that are
/// given values behind them need not stand in both.
///
/// ```
/// let id = "Bad_Id";
/// let told = duban_domain::sentence!("\"{id}\" is not an id", "“{id}”不能用作编号");
/// assert_eq!(told.chinese, "“Bad_Id”不能用作编号");
/// ```
#[macro_export]
macro_rules! sentence {
    ($english:literal, $chinese:literal $(, $name:ident = $value:expr)* $(,)?) => {
        match ($(&$value,)*) {
            ($($name,)*) => $crate::Sentence::new(format!($english), format!($chinese)),
        }
    };
}
pub use sentence;

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}

impl Serialize for Sentence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.english.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {

    #[test]
    fn the_two_languages_stay_side_by_side() {
        let hint = crate::sentence!("; did you mean {near}?", "；是不是“{near}”？", near = "title");
        let told = crate::sentence!("\"{key}\" is not a key here", "这里没有“{key}”这个键", key = "titel");
        let told = told.and(&hint);
        assert_eq!(told.to_string(), "\"titel\" is not a key here; did you mean title?");
        assert_eq!(told.chinese, "这里没有“titel”这个键；是不是“title”？");
        assert_eq!(serde_json::to_value(&told).unwrap(), told.english);
    }
}
