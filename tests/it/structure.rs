//! The structure: what a room may name, so that it stays the room it is.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A file up to its test module; one that only names a file of tests is whole.
fn without_tests(text: &str) -> &str {
    let opens = |after: &str| after.lines().next().is_some_and(|line| line.ends_with('{'));
    let mut marks = text.match_indices("#[cfg(test)]\n");
    let begins = marks.find(|(at, mark)| opens(&text[at + mark.len()..]));
    begins.map_or(text, |(at, _)| &text[..at])
}

/// The lines of a folder's files that hold one of these, their tests left out.
fn naming(folder: &str, forbidden: &[&str]) -> (usize, Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(folder);
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.retain(|file| {
        !file.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"))
    });
    let mut found = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        for (index, line) in without_tests(&text).lines().enumerate() {
            if forbidden.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{}: {}", file.display(), index + 1, line.trim()));
            }
        }
    }
    (files.len(), found)
}

/// What a page or a resource shows or does, it asks of a viewer, who asks the rule.
#[test]
fn pages_and_api_ask_a_viewer_and_never_the_store() {
    for (folder, at_least) in [("console/pages/src", 50), ("console/api/src", 30)] {
        let (files, found) = naming(
            folder,
            &["duban_store", "store()", "service()", ".service", ".campaign_context(", "as_operator("],
        );
        assert!(files > at_least, "only {files} files were found in {folder}");
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// What both need is neither's: it is `duban-web`'s.
#[test]
fn pages_and_api_are_two_faces_that_do_not_know_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for (face, strangers) in
        [("pages", ["duban-api", "duban-store"]), ("api", ["duban-pages", "duban-store"])]
    {
        let manifest = fs::read_to_string(root.join("console").join(face).join("Cargo.toml")).unwrap();
        assert!(manifest.contains("duban-web.workspace"), "{face}: {manifest}");
        for stranger in strangers {
            assert!(!manifest.contains(stranger), "{face} knows {stranger}");
        }
    }
}

/// What the engine is asked and how its failures are told stands in one place; a worker alone is made of the SDK's
/// own client.
#[test]
fn one_file_speaks_to_the_engine() {
    let rooms = [
        "activities",
        "config",
        "console",
        "console/api",
        "console/pages",
        "console/web",
        "documents",
        "domain",
        "service",
        "store",
        "worker",
        "workflows",
    ];
    for (word, home) in [("temporalio_client", "activities/src/engine.rs"), (".sdk()", "worker/src/roles.rs")]
    {
        let found: Vec<_> = rooms.iter().flat_map(|room| naming(&format!("{room}/src"), &[word]).1).collect();
        let strayed: Vec<_> = found.iter().filter(|line| !line.contains(home)).collect();
        assert!(!found.is_empty(), "{home} does not name {word} any more");
        assert!(strayed.is_empty(), "{strayed:#?}");
    }
}
