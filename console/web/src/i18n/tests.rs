//! The translation files against each other and against what the code asks for.

use super::*;
use fluent_bundle::FluentResource;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

const FILES: [(Lang, &str); 2] = [
    (Lang::Chinese, include_str!("../../locales/zh.ftl")),
    (Lang::English, include_str!("../../locales/en.ftl")),
];

/// Keys and the arguments each takes.
fn keys(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| errors).unwrap();
    let mut keys = BTreeMap::new();
    let mut current = String::new();
    assert!(resource.entries().count() > 0);
    for line in text.lines() {
        if let Some((key, _)) =
            line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
        {
            current = key.trim().to_owned();
            assert!(keys.insert(current.clone(), BTreeSet::new()).is_none(), "{current} stands twice");
        }
        let arguments = line.match_indices("{$").chain(line.match_indices("{ $")).map(|(at, _)| {
            let rest = line[at..].trim_start_matches(['{', ' ', '$']);
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>()
        });
        let arguments: Vec<_> = arguments.collect();
        if let Some(known) = keys.get_mut(&current) {
            known.extend(arguments);
        }
    }
    keys
}

#[test]
fn the_languages_say_the_same_things() {
    let [chinese, english] = FILES.map(|(_, text)| keys(text));
    let only = |a: &BTreeMap<String, _>, b: &BTreeMap<String, _>| -> Vec<String> {
        a.keys().filter(|key| !b.contains_key(*key)).cloned().collect()
    };
    assert_eq!(only(&chinese, &english), Vec::<String>::new(), "missing in English");
    assert_eq!(only(&english, &chinese), Vec::<String>::new(), "missing in Chinese");
    for (key, arguments) in &chinese {
        assert_eq!(arguments, &english[key], "{key}: other arguments");
    }
}

/// Every text of the sources and templates in quotes that looks like a key.
fn sources(folder: &Path, found: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "html")
            && !path.ends_with("words/tests.rs")
        {
            found.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_text_that_is_asked_for_is_there_and_no_other() {
    let console = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut code = String::new();
    for folder in ["src", "web/src", "web/templates", "pages/src", "pages/templates", "api/src"] {
        sources(&console.join(folder), &mut code);
    }
    let keys = keys(FILES[0].1);
    let asked = [".t(\"", ".n(\"", ".with(\""]
        .into_iter()
        .flat_map(|call| code.match_indices(call).map(move |(at, _)| (at, call.len())).collect::<Vec<_>>());
    for (at, skip) in asked {
        let key: String = code[at + skip..].chars().take_while(|c| *c != '"').collect();
        assert!(keys.contains_key(&key), "the text {key} is asked for and not there");
    }
    // A family of keys, such as standing-open, is spelled by a prefix in code: `family("standing-")`.
    let families: Vec<_> = code
        .match_indices("family(\"")
        .map(|(at, call)| code[at + call.len()..].chars().take_while(|c| *c != '"').collect::<String>())
        .collect();
    for key in keys.keys() {
        let used =
            code.contains(&format!("\"{key}\"")) || families.iter().any(|family| key.starts_with(family));
        assert!(used, "the text {key} is there and nobody asks for it");
    }
}

#[test]
fn every_instrument_has_its_name_in_both_languages() {
    for &instrument in duban_domain::Instrument::ALL {
        let names = [Lang::Chinese, Lang::English].map(|lang| Words::new(lang).instrument(instrument));
        assert!(!names[0].is_ascii() && names[1].is_ascii(), "{names:?}");
    }
}

#[test]
fn the_reader_chooses_by_cookie() {
    let words = |cookie: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookie.parse().unwrap());
        Words::of("/", &headers).lang
    };
    assert_eq!(words("a=b; duban_lang=en"), Lang::English);
    assert_eq!(words("duban_lang=xx"), Lang::Chinese);
    assert_eq!(words("duban_lang"), Lang::Chinese);
    assert_eq!(Words::of("/", &HeaderMap::new()).lang, Lang::Chinese);
}

#[test]
fn a_program_says_what_it_accepts_and_a_browser_decides_nothing_by_it() {
    let words = |path: &str, accepts: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, accepts.parse().unwrap());
        Words::of(path, &headers).lang
    };
    for (accepts, lang) in [
        ("en", Lang::English),
        ("EN-us, zh;q=0.5", Lang::English),
        ("fr, zh-CN;q=0.7, en;q=0.8", Lang::English),
        ("zh, en", Lang::Chinese),
        ("en;q=0, fr", Lang::Chinese),
        ("en;q=x", Lang::Chinese),
        ("*", Lang::Chinese),
    ] {
        assert_eq!(words("/api/v1/campaigns", accepts), lang, "{accepts}");
    }
    assert_eq!(words("/campaigns", "en"), Lang::Chinese);
}
