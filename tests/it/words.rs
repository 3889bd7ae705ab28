//! Words: a type's name is unique in its crate, so that whoever reads it knows which one is meant.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The name that a line defines, if it defines a type.
fn defined(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(')')?.1.trim_start(),
        Some(rest) => rest.trim_start(),
        None => line,
    };
    let (keyword, rest) = line.split_once(' ')?;
    let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    let is_type = matches!(keyword, "struct" | "enum" | "trait" | "type");
    (is_type && name.starts_with(char::is_uppercase)).then_some(name)
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // A crate within its folder is another crate.
        if path.is_dir() && !path.join("Cargo.toml").exists() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every type of a crate with the files that define one of that name. What a trait or its implementation names
/// is not counted: it is indented.
fn types(krate: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let mut files = Vec::new();
    sources(krate, &mut files);
    let mut types: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for name in text.lines().filter(|line| !line.starts_with(' ')).filter_map(defined) {
            types.entry(name.to_owned()).or_default().push(file.clone());
        }
    }
    types
}

#[test]
fn a_types_name_is_unique_in_its_crate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let members = manifest.lines().find_map(|line| line.strip_prefix("members = [")).unwrap();
    let mut counted = 0;
    for member in members.split('"').skip(1).step_by(2) {
        let types = types(&root.join(member));
        counted += types.len();
        let twice: BTreeMap<_, _> = types.into_iter().filter(|(_, files)| files.len() > 1).collect();
        assert!(twice.is_empty(), "{twice:#?}");
    }
    assert!(counted > 500, "only {counted} types were found");
}
