//! The words: one template per instrument, built in, each replaceable by a file of the same name in a
//! folder. A folder is tried out when it is loaded: what would fail on a working day is refused at the
//! start.

use crate::{samples, view::DocumentView};
use duban_domain::Instrument;
use minijinja::{
    AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value, syntax::SyntaxConfig, value::Serde,
};
use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
};

macro_rules! embedded {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../templates/zh/", $name))),)*]
    };
}

/// Every built-in template by its file name. Names that begin with `_` are parts of others.
const EMBEDDED: &[(&str, &str)] = embedded! {
    "_attachments.txt" "_facts.txt" "_league.txt" "_next.txt" "circular.txt" "delisting.txt" "government-report.txt"
    "hand-over.txt" "interview.txt" "listing.txt" "rectification-notice.txt" "reminder-letter.txt"
    "withdrawal.txt"
};

/// A template that cannot be used, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The file; a built-in template is named without a folder.
    pub file: String,
    /// The line, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "document template {}:{line}: {}", self.file, self.message),
            None => write!(f, "document template {}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for TemplateError {}

/// The templates in use.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    folder: PathBuf,
    replaced: BTreeMap<&'static str, String>,
}

impl Templates {
    /// The built-in templates.
    ///
    /// # Errors
    /// Never with an intact build; a built-in template does not parse.
    pub fn builtin() -> Result<Self, TemplateError> {
        Self::new(PathBuf::new(), BTreeMap::new())
    }

    /// The built-in templates with those of `folder` in their places. Files that do not end in `.txt`
    /// are ignored.
    ///
    /// # Errors
    /// A file whose name is no template's, that cannot be read, does not parse, or fails when it is
    /// tried on samples, for instance because it names an unknown field.
    pub fn with_folder(folder: &Path) -> Result<Self, TemplateError> {
        let templates = Self::new(folder.to_owned(), read(folder)?)?;
        templates.try_out()?;
        templates.check_fields()?;
        Ok(templates)
    }

    fn new(folder: PathBuf, replaced: BTreeMap<&'static str, String>) -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // The words stand in a text; whoever writes the XML escapes it.
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_debug(true);
        let mut templates = Self { environment, folder, replaced };
        // Tags on lines of their own leave no trace.
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        let syntax = syntax.map_err(|error| templates.located(&error))?;
        templates.environment.set_syntax(syntax);
        for (name, source) in EMBEDDED {
            let source = templates.replaced.get(name).map_or(*source, String::as_str).to_owned();
            let added = templates.environment.add_template_owned(*name, source);
            added.map_err(|error| templates.located(&error))?;
        }
        Ok(templates)
    }

    /// Renders one template; `d` is what it sees.
    pub(crate) fn words(&self, file: &str, view: &DocumentView) -> Result<String, TemplateError> {
        let context = Value::from(Serde(BTreeMap::from([("d", view)])));
        let rendered = self.environment.get_template(file).and_then(|template| template.render(context));
        rendered.map_err(|error| self.located(&error))
    }

    /// Something wrong with a whole template.
    pub(crate) fn error(&self, file: &str, message: String) -> TemplateError {
        TemplateError { file: self.place(file), line: None, message }
    }

    /// Renders every template with samples that take every branch.
    fn try_out(&self) -> Result<(), TemplateError> {
        for instrument in Instrument::ALL.iter().copied().filter(|instrument| instrument.is_document()) {
            for sample in samples::views() {
                self.text(instrument, &sample)?;
            }
        }
        Ok(())
    }

    /// What trying out might not reach: every field a template names must be one that `d` has.
    fn check_fields(&self) -> Result<(), TemplateError> {
        let known = samples::fields();
        for (name, source) in &self.replaced {
            let used = self.environment.get_template(name).map_err(|error| self.located(&error))?;
            let mut used: Vec<_> = used.undeclared_variables(true).into_iter().collect();
            used.sort();
            let unknown = |used: &&String| {
                let mut path = used.split('.');
                (path.next(), path.next().map(|field| known.contains(field))) == (Some("d"), Some(false))
            };
            if let Some(field) = used.iter().find(unknown) {
                let line = source.lines().position(|line| line.contains(field.as_str())).map(|line| line + 1);
                let message = format!("unknown field \"{field}\"");
                return Err(TemplateError { file: self.place(name), line, message });
            }
        }
        Ok(())
    }

    fn place(&self, name: &str) -> String {
        match self.replaced.contains_key(name) {
            true => self.folder.join(name).display().to_string(),
            false => name.to_owned(),
        }
    }

    /// The innermost place an error names.
    fn located(&self, error: &minijinja::Error) -> TemplateError {
        let mut inner = error;
        let mut source = std::error::Error::source(error);
        while let Some(next) = source {
            inner = next.downcast_ref::<minijinja::Error>().unwrap_or(inner);
            source = next.source();
        }
        let words = inner.range().zip(inner.template_source()).and_then(|(range, text)| text.get(range));
        let message = match (inner.kind(), words, inner.detail()) {
            (ErrorKind::UndefinedError, Some(words), _) => format!("unknown field \"{}\"", words.trim()),
            (kind, _, Some(detail)) => format!("{kind}: {detail}"),
            (kind, _, None) => kind.to_string(),
        };
        TemplateError { file: self.place(inner.name().unwrap_or("?")), line: inner.line(), message }
    }
}

/// An instrument's template.
pub(crate) fn file(instrument: Instrument) -> String {
    format!("{instrument}.txt")
}

fn read(folder: &Path) -> Result<BTreeMap<&'static str, String>, TemplateError> {
    let failed = |path: &Path, message: String| TemplateError {
        file: path.display().to_string(),
        line: None,
        message,
    };
    let unreadable = |path: &Path, error: std::io::Error| failed(path, format!("cannot be read: {error}"));
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || !name.ends_with(".txt") {
            continue;
        }
        let Some((known, _)) = EMBEDDED.iter().find(|(known, _)| *known == name) else {
            let known: Vec<_> = EMBEDDED.iter().map(|(known, _)| *known).collect();
            let message = format!("no template has this name; the names are {}", known.join(", "));
            return Err(failed(&path, message));
        };
        let source = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
        found.insert(*known, source);
    }
    Ok(found)
}
