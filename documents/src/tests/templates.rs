//! A bureau's own words.

use super::{
    Package,
    facts::{About, documents, source},
};
use crate::{TemplateError, Templates, templates::SET};
use duban_domain::Instrument;
use std::fs;

fn load(files: &[(&str, &str)]) -> Result<Templates, TemplateError> {
    let folder = tempfile::tempdir().unwrap();
    for (name, source) in files {
        fs::write(folder.path().join(name), source).unwrap();
    }
    Templates::with_folder(folder.path())
}

fn refused(name: &str, source: &str) -> TemplateError {
    let error = load(&[(name, source)]).unwrap_err();
    assert!(error.file.ends_with(name), "{error}");
    error
}

#[test]
fn every_document_has_its_template_and_no_other_is_there() {
    let names: Vec<_> =
        SET.embedded.iter().map(|(name, _)| *name).filter(|name| !name.starts_with('_')).collect();
    let mut expected: Vec<_> = documents().map(|instrument| format!("{instrument}.txt")).collect();
    expected.sort();
    assert_eq!(names, expected);
}

#[test]
fn a_folder_replaces_what_it_has() {
    let own = "@标题 {{ d.name }}¦（试用）\n@主送 {{ d.addressee }}\n一、事由\n{{ d.title }}。\n";
    let templates = load(&[("listing.txt", own), ("readme.md", "说明"), (".hidden.txt", "{{")]).unwrap();
    let listing = source(Instrument::Listing, About::Obligation);
    let package = Package::read(templates.render(&listing).unwrap());
    assert_eq!(package.styled("DocumentTitle"), ["挂牌督办通知书（试用）"]);
    assert_eq!(package.styled("Body"), ["阶段性工作总结。"]);
    let other = source(Instrument::Interview, About::Obligation);
    let builtin = Templates::builtin().unwrap();
    assert_eq!(templates.render(&other).unwrap(), builtin.render(&other).unwrap());
}

#[test]
fn a_part_can_be_replaced() {
    let templates = load(&[("_next.txt", "{% if d.next %}后续措施从严。{% endif %}")]).unwrap();
    let listing = source(Instrument::Listing, About::Obligation);
    assert!(Package::read(templates.render(&listing).unwrap()).text().contains("后续措施从严。"));
}

#[test]
fn an_unknown_field_is_refused_when_it_is_loaded() {
    let error = refused("listing.txt", "@标题 甲\n正文{{ d.titel }}\n");
    assert_eq!(error.line, Some(2));
    assert!(error.message.contains("d.titel"), "{error}");
    // Also where no sample goes.
    let hidden = "@标题 甲\n正文\n{% if d.title == \"没有这样的题目\" %}\n{{ d.tilte }}\n{% endif %}\n";
    let error = refused("circular.txt", hidden);
    assert_eq!((error.line, error.message.as_str()), (Some(4), "unknown field \"d.tilte\""));
    let error = refused("circular.txt", "@标题 甲\n{{ notice.title }}\n");
    assert!(error.message.contains("notice"), "{error}");
}

#[test]
fn what_would_fail_on_a_working_day_is_refused() {
    assert!(refused("listing.txt", "@标题 甲\n正文{% if %}").line.is_some());
    assert!(refused("listing.txt", "正文\n").message.contains("@标题"));
    assert!(refused("listing.txt", "@标题 甲\n").message.contains("no paragraph"));
    // Where there is no reply asked, there is no addressee: found by the bare samples.
    let sometimes = "{% if d.reply_by %}\n@标题 甲\n{% endif %}\n正文\n";
    assert!(refused("listing.txt", sometimes).message.contains("@标题"));
    assert!(refused("listing.txt", "@题目 甲\n正文\n").message.contains("@题目"));
    assert!(refused("listings.txt", "@标题 甲\n正文\n").message.contains("listing.txt"));
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let missing = std::path::Path::new("/nonexistent/templates");
    assert!(Templates::with_folder(missing).unwrap_err().to_string().contains("cannot be read"));
}

#[test]
fn every_field_is_told_in_the_readme() {
    let readme = include_str!("../../templates/README.md");
    for field in crate::samples::fields() {
        assert!(readme.contains(&format!("`{field}`")), "{field}");
    }
    assert_eq!(crate::samples::fields().len(), 32);
}
