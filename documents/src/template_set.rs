//! Templates as documents and mails use them: built in, each replaceable by a file of the same name in a
//! folder. A folder is tried out when it is loaded: what would fail on a working day is refused at the start.

use minijinja::{
    AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value, syntax::SyntaxConfig, value::Serde,
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    path::{Path, PathBuf},
};

/// A template that cannot be used, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// What it words: `mail` or `document`.
    pub set: &'static str,
    /// The file; a built-in template is named without a folder.
    pub file: String,
    /// The line, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} template {}", self.set, self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))?;
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for TemplateError {}

/// Built-in templates that belong together.
#[derive(Debug)]
pub struct TemplateSet {
    /// What they word, in errors.
    pub name: &'static str,
    /// Each by its file name, sorted. Names that begin with `_` are parts of others.
    pub embedded: &'static [(&'static str, &'static str)],
    /// Whether the last line of a template ends with a line break, which counts where it is a part of another.
    pub keeps_last_break: bool,
}

/// The templates of a set, some perhaps replaced.
#[derive(Debug)]
pub struct LoadedTemplates {
    set: &'static TemplateSet,
    environment: Environment<'static>,
    folder: PathBuf,
    replaced: BTreeMap<&'static str, String>,
}

impl TemplateSet {
    /// The built-in templates.
    ///
    /// # Errors
    /// Never with an intact build; a built-in template does not parse.
    pub fn builtin(&'static self) -> Result<LoadedTemplates, TemplateError> {
        LoadedTemplates::new(self, PathBuf::new(), BTreeMap::new())
    }

    /// The built-in templates with those of `folder` in their places. Hidden files and those with an ending that
    /// no template has are ignored. `fields` are all that templates see, as they spell them: `d.title`.
    ///
    /// # Errors
    /// A file whose name is no template's, that cannot be read, does not parse, names an unknown field, or fails
    /// when it is tried out.
    pub fn with_folder(
        &'static self,
        folder: &Path,
        fields: &BTreeSet<String>,
        try_out: impl FnOnce(&LoadedTemplates) -> Result<(), TemplateError>,
    ) -> Result<LoadedTemplates, TemplateError> {
        let loaded = LoadedTemplates::new(self, folder.to_owned(), self.read(folder)?)?;
        try_out(&loaded)?;
        loaded.check_fields(fields)?;
        Ok(loaded)
    }

    fn read(&self, folder: &Path) -> Result<BTreeMap<&'static str, String>, TemplateError> {
        let failed = |path: &Path, message: String| TemplateError {
            set: self.name,
            file: path.display().to_string(),
            line: None,
            message,
        };
        let unreadable =
            |path: &Path, error: std::io::Error| failed(path, format!("cannot be read: {error}"));
        let ending = |name: &str| Path::new(name).extension().map(ToOwned::to_owned);
        let mut found = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
            let path = entry.map_err(|error| unreadable(folder, error))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_ours = self.embedded.iter().any(|(known, _)| ending(known) == ending(&name));
            if name.starts_with('.') || !is_ours {
                continue;
            }
            let Some((known, _)) = self.embedded.iter().find(|(known, _)| *known == name) else {
                let known: Vec<_> = self.embedded.iter().map(|(known, _)| *known).collect();
                let message = format!("no template has this name; the names are {}", known.join(", "));
                return Err(failed(&path, message));
            };
            found.insert(*known, fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?);
        }
        Ok(found)
    }
}

impl LoadedTemplates {
    fn new(
        set: &'static TemplateSet,
        folder: PathBuf,
        replaced: BTreeMap<&'static str, String>,
    ) -> Result<Self, TemplateError> {
        let mut loaded = Self { set, environment: Environment::new(), folder, replaced };
        loaded.environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // What is no page stands in a text; whoever writes its XML escapes it.
        loaded.environment.set_auto_escape_callback(|name| match name.ends_with(".html") {
            true => AutoEscape::Html,
            false => AutoEscape::None,
        });
        loaded.environment.set_debug(true);
        // Tags on lines of their own leave no trace.
        let mut syntax = SyntaxConfig::builder();
        syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(set.keeps_last_break);
        let syntax = syntax.build().map_err(|error| loaded.located(&error))?;
        loaded.environment.set_syntax(syntax);
        for (name, builtin) in set.embedded {
            let source = loaded.replaced.get(name).map_or(*builtin, String::as_str).to_owned();
            let added = loaded.environment.add_template_owned(*name, source);
            added.map_err(|error| loaded.located(&error))?;
        }
        Ok(loaded)
    }

    /// Renders one template; `context` is what it sees under `name`.
    ///
    /// # Errors
    /// The template fails on this.
    pub fn render(&self, file: &str, name: &str, context: &impl Serialize) -> Result<String, TemplateError> {
        let context = Value::from(Serde(BTreeMap::from([(name, context)])));
        let rendered = self.environment.get_template(file).and_then(|template| template.render(context));
        rendered.map_err(|error| self.located(&error))
    }

    /// Something wrong with a whole template.
    pub(crate) fn error(&self, file: &str, message: String) -> TemplateError {
        TemplateError { set: self.set.name, file: self.place(file), line: None, message }
    }

    /// What trying out might not reach: every field that a template names must be there.
    fn check_fields(&self, fields: &BTreeSet<String>) -> Result<(), TemplateError> {
        let roots: BTreeSet<_> = fields.iter().filter_map(|field| field.split('.').next()).collect();
        let is_unknown = |used: &&String| {
            let path: Vec<_> = used.split('.').take(2).collect();
            path.len() == 2 && roots.contains(path[0]) && !fields.contains(&path.join("."))
        };
        for (name, source) in &self.replaced {
            let used = self.environment.get_template(name).map_err(|error| self.located(&error))?;
            let used: BTreeSet<_> = used.undeclared_variables(true).into_iter().collect();
            if let Some(field) = used.iter().find(is_unknown) {
                let line = source.lines().position(|line| line.contains(field.as_str())).map(|line| line + 1);
                return Err(TemplateError { line, ..self.error(name, format!("unknown field \"{field}\"")) });
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
        TemplateError { line: inner.line(), ..self.error(inner.name().unwrap_or("?"), message) }
    }
}
