//! The words: one template per instrument and form, built in, each replaceable by a file of the same
//! name in a folder. A folder is tried out when it is loaded: what would fail at nine o'clock on a
//! working day is refused at the start.

use super::{
    embedded::{COPY, EMBEDDED, FRAME, Form, LEAGUE, LINK, ROW_LINK, SERVED},
    samples,
};
use duban_domain::instrument::Instrument;
use minijinja::{
    AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value, syntax::SyntaxConfig, value::Serde,
};
use serde::Serialize;
use std::{collections::BTreeMap, fmt, fs, path::Path};

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
            Some(line) => write!(f, "mail template {}:{line}: {}", self.file, self.message),
            None => write!(f, "mail template {}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for TemplateError {}

/// The templates in use.
#[derive(Debug)]
pub struct Templates {
    builtin: Environment<'static>,
    /// The built-in ones with a folder's files in their places.
    custom: Option<Environment<'static>>,
    /// The console's address: what items link to; `None`: they hold no link.
    pub(super) console: Option<String>,
}

impl Templates {
    /// The built-in templates.
    ///
    /// # Errors
    /// Never with an intact build; a built-in template does not parse.
    pub fn builtin() -> Result<Self, TemplateError> {
        Ok(Self { builtin: environment(Overrides::none())?, custom: None, console: None })
    }

    /// The built-in templates with those of `folder` in their places. Files that end neither in
    /// `.txt` nor in `.html` are ignored.
    ///
    /// # Errors
    /// A file whose name is no template's, that cannot be read, does not parse, or fails when it is
    /// tried on samples, for instance because it names an unknown field.
    pub fn with_folder(folder: &Path) -> Result<Self, TemplateError> {
        let overrides = read(folder)?;
        let at = Overrides { folder, files: &overrides };
        let custom = environment(at)?;
        try_out(&custom).map_err(|error| at.located(&error))?;
        at.check_fields(&custom)?;
        Ok(Self { custom: Some(custom), ..Self::builtin()? })
    }

    /// The same templates, linking every item to its page of the console at this address.
    #[must_use]
    pub fn linking_to(mut self, console: Option<String>) -> Self {
        self.console = console;
        self
    }

    /// Renders with the folder's templates, or with the built-in ones where those fail after all: a
    /// template may delay no mail.
    pub(super) fn with<T>(
        &self,
        mut render: impl FnMut(&Environment<'static>) -> Result<T, minijinja::Error>,
    ) -> Result<T, TemplateError> {
        if let Some(custom) = &self.custom {
            match render(custom) {
                Ok(rendered) => return Ok(rendered),
                Err(error) => {
                    let error = Overrides::none().located(&error);
                    tracing::error!(%error, "the built-in template is used instead");
                }
            }
        }
        render(&self.builtin).map_err(|error| Overrides::none().located(&error))
    }
}

/// Renders one template; `context` is what it sees under `name`.
pub(super) fn render(
    environment: &Environment<'_>,
    file: &str,
    name: &str,
    context: &impl Serialize,
) -> Result<String, minijinja::Error> {
    let context = BTreeMap::from([(name, context)]);
    let rendered = environment.get_template(file)?.render(Value::from(Serde(context)))?;
    Ok(rendered.trim_matches(['\n', '\r']).to_owned())
}

fn read(folder: &Path) -> Result<Vec<(&'static str, String)>, TemplateError> {
    let failed = |path: &Path, message: String| TemplateError {
        file: path.display().to_string(),
        line: None,
        message,
    };
    let unreadable = |path: &Path, error: std::io::Error| failed(path, format!("cannot be read: {error}"));
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || !(name.ends_with(".txt") || name.ends_with(".html")) {
            continue;
        }
        let Some((known, _)) = EMBEDDED.iter().find(|(known, _)| *known == name) else {
            let known: Vec<_> = EMBEDDED.iter().map(|(known, _)| *known).collect();
            let message = format!("no template has this name; the names are {}", known.join(", "));
            return Err(failed(&path, message));
        };
        let source = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
        found.push((*known, source));
    }
    found.sort();
    Ok(found)
}

fn environment(overrides: Overrides<'_>) -> Result<Environment<'static>, TemplateError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| match name.ends_with(".html") {
        true => AutoEscape::Html,
        false => AutoEscape::None,
    });
    // Tags on lines of their own leave no trace, and a part ends with its own line.
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.map_err(|error| overrides.located(&error))?);
    environment.set_debug(true);
    for (name, source) in EMBEDDED {
        let source = overrides.source(name).unwrap_or(source).to_owned();
        environment.add_template_owned(*name, source).map_err(|error| overrides.located(&error))?;
    }
    Ok(environment)
}

/// Renders every template with samples that take every branch.
fn try_out(environment: &Environment<'_>) -> Result<(), minijinja::Error> {
    let instruments = Instrument::ALL.iter().map(|instrument| instrument.as_str());
    for form in Form::ALL {
        for name in instruments.clone().chain([COPY, SERVED, LEAGUE, LINK, ROW_LINK]) {
            for sample in samples::notices() {
                render(environment, &form.file(name), "n", &sample)?;
            }
        }
        for sample in samples::digests() {
            render(environment, &form.file(FRAME), "d", &sample)?;
        }
    }
    Ok(())
}

/// The files of a folder that stand in for built-in templates.
#[derive(Copy, Clone)]
struct Overrides<'a> {
    folder: &'a Path,
    files: &'a [(&'static str, String)],
}

impl Overrides<'_> {
    fn none() -> Overrides<'static> {
        Overrides { folder: Path::new(""), files: &[] }
    }

    fn source(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|(replaced, _)| *replaced == name).map(|(_, source)| source.as_str())
    }

    fn file(&self, name: &str) -> String {
        match self.source(name) {
            Some(_) => self.folder.join(name).display().to_string(),
            None => name.to_owned(),
        }
    }

    /// What trying out might not reach: every field a template names must be one that `n` or `d` has.
    fn check_fields(&self, environment: &Environment<'_>) -> Result<(), TemplateError> {
        let known = samples::fields();
        for (name, source) in self.files {
            let used = environment.get_template(name).map_err(|error| self.located(&error))?;
            let mut used: Vec<_> = used.undeclared_variables(true).into_iter().collect();
            used.sort();
            let unknown = |used: &&String| {
                let field: Vec<_> = used.split('.').take(2).collect();
                matches!(field[0], "n" | "d") && field.len() == 2 && !known.contains(&field.join("."))
            };
            if let Some(field) = used.iter().find(unknown) {
                let line = source.lines().position(|line| line.contains(field.as_str())).map(|line| line + 1);
                let message = format!("unknown field \"{field}\"");
                return Err(TemplateError { file: self.file(name), line, message });
            }
        }
        Ok(())
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
        TemplateError { file: self.file(inner.name().unwrap_or("?")), line: inner.line(), message }
    }
}
