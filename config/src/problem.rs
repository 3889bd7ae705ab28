//! What is wrong with an input, told so that the reader can mend it: where it stands and what to do.

use duban_domain::Sentence;
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
};

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The file; for a setting, perhaps the environment variable or the flag it came from.
    #[serde(skip)]
    pub file: PathBuf,
    /// The place within it: `obligations[3].due`; for a table, the column. Empty: the whole input.
    pub path: String,
    /// The line, counted from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub message: Sentence,
}

impl Problem {
    /// A problem with a whole file, before any of its lines could be looked at.
    pub(crate) fn of_file(file: &Path, message: Sentence) -> Self {
        Self { file: file.to_owned(), path: String::new(), line: None, message }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.path.is_empty() {
            write!(f, ": {}", self.path)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// An input that cannot be used, with every reason found; there is at least one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}", self.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Refused {
    /// The reasons, in the order of the input's lines.
    pub problems: Vec<Problem>,
}

impl Refused {
    /// Refuses a whole file with a text that has readers of one language only.
    pub(crate) fn file(file: &Path, message: impl fmt::Display) -> Self {
        Self::whole(file, Sentence::same(message))
    }

    /// Refuses a whole file, in both languages.
    pub(crate) fn whole(file: &Path, message: Sentence) -> Self {
        Self { problems: vec![Problem::of_file(file, message)] }
    }

    /// Refuses for several reasons, sorted by line; the same one told twice is told once.
    pub(crate) fn all(mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|a, b| (a.line, &a.path).cmp(&(b.line, &b.path)));
        problems.dedup();
        Self { problems }
    }
}
