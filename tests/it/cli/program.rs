//! Running the binary that was built beside this test.

use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// An empty folder to run the program in. It goes away with everything the program left there.
pub(crate) struct Program {
    folder: TempDir,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A file of the `config` crate.
pub(crate) fn config(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config").join(path);
    path.canonicalize().unwrap().display().to_string()
}

fn binary() -> PathBuf {
    // target/PROFILE/deps/it-… → target/PROFILE/duban
    let test = std::env::current_exe().unwrap();
    let binary = test.parent().and_then(Path::parent).unwrap().join("duban");
    assert!(binary.exists(), "build it first: cargo build -p duban ({})", binary.display());
    binary
}

impl Program {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Writes a file into the folder and gives its path.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// The names of what is in the folder.
    pub(crate) fn left_behind(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("DUBAN_") {
                command.env_remove(name);
            }
        }
        command.env_remove("RUST_BACKTRACE").args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        Outcome::of(&mut self.command(args))
    }

    /// The JSON a successful run prints.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        self.run(&[args, &["--format", "json"]].concat()).succeeded().json()
    }
}

impl Outcome {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// The problems of a refused input, as a script reads them: line and place.
    pub(crate) fn problems(&self) -> Vec<(Option<u64>, String)> {
        assert_eq!(self.code, Some(2), "{self:?}");
        let report = self.json();
        assert_eq!(keys(&report), ["problems"]);
        let problems = report["problems"].as_array().unwrap();
        assert!(!problems.is_empty());
        for problem in problems {
            assert_eq!(keys(problem), ["line", "message", "path"]);
            assert!(!problem["message"].as_str().unwrap().is_empty());
        }
        problems.iter().map(|p| (p["line"].as_u64(), p["path"].as_str().unwrap().to_owned())).collect()
    }

    /// One sentence on stderr, nothing on stdout: what went wrong outside the input.
    pub(crate) fn failed_with(&self, expected: &str) {
        assert_eq!((self.code, self.stdout.as_str()), (Some(1), ""), "{self:?}");
        let told: Vec<_> = self.stderr.lines().filter(|line| !line.starts_with("warning: ")).collect();
        assert_eq!(told.len(), 1, "{}", self.stderr);
        assert!(told[0].starts_with("duban: ") && told[0].contains(expected), "{}", self.stderr);
        for noise in ["panicked", "Os {", "Error(", "RUST_BACKTRACE"] {
            assert!(!self.stderr.contains(noise), "{}", self.stderr);
        }
    }
}

/// The keys of a JSON object, sorted.
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}
