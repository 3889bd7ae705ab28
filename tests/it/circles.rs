//! No file knows one that knows it: the files of a crate, by what they name of each other, hold no circle.

use petgraph::{algo::tarjan_scc, graphmap::DiGraphMap};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use syn::{Attribute, Item, UseTree, Visibility, visit::Visit};

/// The path of a module in its crate; empty: the crate's root.
type ModulePath = Vec<String>;

/// A crate's files by their modules, tests left out.
fn modules(source: &Path, at: &ModulePath, found: &mut BTreeMap<ModulePath, PathBuf>) {
    for entry in fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if name.ends_with("tests") {
            continue;
        }
        let mut module = at.clone();
        if !matches!(name.as_str(), "mod" | "lib" | "main") {
            module.push(name);
        }
        if path.is_dir() {
            modules(&path, &module, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.insert(module, path);
        }
    }
}

/// What a file names, each path from the crate's root, and what it re-exports: a name and where it comes from;
/// `None`: from another crate.
#[derive(Default)]
struct Names {
    module: ModulePath,
    children: BTreeSet<String>,
    named: BTreeSet<ModulePath>,
    reexports: BTreeMap<String, Option<ModulePath>>,
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string() == "test")
    })
}

impl Names {
    fn of(module: &ModulePath, path: &Path) -> Self {
        let file = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
        let children = file.items.iter().filter_map(|item| match item {
            Item::Mod(child) if child.content.is_none() => Some(child.ident.to_string()),
            _ => None,
        });
        let mut names = Self { module: module.clone(), children: children.collect(), ..Self::default() };
        names.visit_file(&file);
        names
    }

    /// A path as it is written, from the crate's root; `None`: it leads elsewhere.
    fn rooted(&self, written: &[String]) -> Option<ModulePath> {
        let mut base = self.module.clone();
        match written.first()?.as_str() {
            "crate" => Some(written[1..].to_vec()),
            "self" => Some([base, written[1..].to_vec()].concat()),
            "super" => {
                let up = written.iter().take_while(|part| *part == "super").count();
                base.truncate(base.len().checked_sub(up)?);
                Some([base, written[up..].to_vec()].concat())
            }
            child if self.children.contains(child) => Some([base, written.to_vec()].concat()),
            _ => None,
        }
    }

    fn tree(&mut self, tree: &UseTree, before: &[String], public: bool) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident), public),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before, public)),
            UseTree::Name(name) => self.used(&with(&name.ident), &name.ident.to_string(), public),
            UseTree::Rename(name) => self.used(&with(&name.ident), &name.rename.to_string(), public),
            UseTree::Glob(_) => self.used(before, "*", public),
        }
    }

    fn used(&mut self, written: &[String], called: &str, public: bool) {
        let written: Vec<_> =
            written.iter().filter(|part| *part != "self" || written[0] == "self").cloned().collect();
        let path = self.rooted(&written);
        self.named.extend(path.clone());
        if public {
            self.reexports.insert(called.to_owned(), path);
        }
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.tree(&item.tree, &[], !matches!(item.vis, Visibility::Inherited));
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let written: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if written.len() > 1
            && let Some(path) = self.rooted(&written)
        {
            self.named.insert(path);
        }
        syn::visit::visit_path(self, path);
    }
}

/// The file that defines what a path names, for re-exports lead on; `None`: another crate does.
fn defines(path: &[String], files: &BTreeMap<ModulePath, Names>) -> Option<ModulePath> {
    let known = (0..=path.len()).rev().find(|length| files.contains_key(&path[..*length])).unwrap_or(0);
    let (module, rest) = path.split_at(known);
    match rest.first().and_then(|name| files[module].reexports.get(name)) {
        Some(None) => None,
        Some(Some(further)) if further.as_slice() != path => {
            defines(&[further.as_slice(), rest.get(1..).unwrap_or_default()].concat(), files)
        }
        _ => Some(module.to_vec()),
    }
}

/// The circles of a crate's files, and how many files it has.
fn circles(source: &Path) -> (usize, Vec<Vec<String>>) {
    let mut paths = BTreeMap::new();
    modules(source, &Vec::new(), &mut paths);
    let files: BTreeMap<ModulePath, Names> =
        paths.iter().map(|(module, path)| (module.clone(), Names::of(module, path))).collect();
    let index: BTreeMap<&ModulePath, usize> =
        files.keys().enumerate().map(|(at, module)| (module, at)).collect();
    let mut graph = DiGraphMap::<usize, ()>::new();
    for (module, names) in &files {
        for named in &names.named {
            if let Some(target) = defines(named, &files).filter(|target| target != module) {
                graph.add_edge(index[module], index[&target], ());
            }
        }
    }
    let modules: Vec<_> = files.keys().collect();
    let large = tarjan_scc(&graph).into_iter().filter(|circle| circle.len() > 1);
    let named = large.map(|circle| circle.into_iter().map(|at| modules[at].join("::")).collect());
    (files.len(), named.collect())
}

#[test]
fn no_file_knows_one_that_knows_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let members = manifest.lines().find_map(|line| line.strip_prefix("members = [")).unwrap();
    let (mut counted, mut found) = (0, BTreeMap::new());
    for member in members.split('"').skip(1).step_by(2) {
        let (files, circles) = circles(&root.join(member).join("src"));
        counted += files;
        if !circles.is_empty() {
            found.insert(member, circles);
        }
    }
    assert!(counted > 400, "only {counted} files were found");
    assert!(found.is_empty(), "{found:#?}");
}
