//! `directives`: how much of what a directive says is found, missed or wrong, against what people noted down.
//!
//! The environment's `DUBAN_DIRECTIVES` names a folder of texts (`NAME.txt`) with what each says (`NAME.json`, as
//! `directives/sample.json`); without it, our own sample is read.

use crate::figures;
use anyhow::{Context, Result};
use duban_domain::directive::{self, DirectiveFacts, Quoted};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Display, fs, path::PathBuf};

const SAMPLE_TEXT: &str = include_str!("../../domain/src/directive/tests/sample.txt");
const SAMPLE_NOTED: &str = include_str!("directives/sample.json");

/// What people noted down. Dates are spelled as the facts spell them.
#[derive(Deserialize)]
struct Noted {
    title: Option<String>,
    number: Option<String>,
    issuer: Option<String>,
    issued: Option<String>,
    addressees: Vec<String>,
    /// Name, from, to.
    phases: Vec<(String, String, String)>,
    /// By when, what.
    owed: Vec<(String, String)>,
    /// What, and who leads.
    measures: Vec<(String, Vec<String>)>,
    products: Vec<String>,
}

/// Found, missed and wrong, by kind.
#[derive(Default)]
struct Marks(BTreeMap<&'static str, [usize; 3]>);

/// One fact: what must be equal, and what must be alike.
type Told = (Vec<String>, String);

pub(crate) fn run() -> Result<()> {
    let mut marks = Marks::default();
    let texts = texts()?;
    for (text, noted) in &texts {
        marks.judge(&directive::read(text), noted);
    }
    let row = |(kind, [found, missed, wrong]): (&&str, &[usize; 3])| {
        [(*kind).to_owned(), found.to_string(), missed.to_string(), wrong.to_string()]
    };
    let rows = marks.0.iter().map(row).collect();
    let json = serde_json::json!({ "directives": texts.len(), "facts": marks.0 });
    figures::show(
        "directives: what is read of what they say",
        ["kind", "found", "missed", "wrong"],
        rows,
        json,
    );
    Ok(())
}

fn texts() -> Result<Vec<(String, Noted)>> {
    let Some(folder) = std::env::var_os("DUBAN_DIRECTIVES").map(PathBuf::from) else {
        return Ok(vec![(SAMPLE_TEXT.to_owned(), serde_json::from_str(SAMPLE_NOTED)?)]);
    };
    let files = fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut texts = Vec::new();
    for file in files.collect::<Result<Vec<_>, _>>()? {
        let path = file.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let noted = serde_json::from_str(&fs::read_to_string(&path)?);
            let noted = noted.with_context(|| format!("reading {}", path.display()))?;
            texts.push((fs::read_to_string(path.with_extension("txt"))?, noted));
        }
    }
    Ok(texts)
}

impl Marks {
    fn judge(&mut self, facts: &DirectiveFacts, noted: &Noted) {
        let alike = |text: &String| (Vec::new(), text.clone());
        let one =
            |fact: &Option<Quoted<String>>| fact.iter().map(|quoted| alike(&quoted.fact)).collect::<Vec<_>>();
        let day = |day: String| (vec![day], String::new());
        self.count("title", noted.title.iter().map(alike), one(&facts.title));
        self.count("number", noted.number.iter().map(alike), one(&facts.number));
        self.count("issuer", noted.issuer.iter().map(alike), one(&facts.issuer));
        let issued = facts.issued.iter().map(|issued| day(issued.fact.to_string())).collect();
        self.count("issued", noted.issued.iter().map(|issued| day(issued.clone())), issued);
        let addressees = facts.addressees.iter().map(|addressee| alike(&addressee.fact)).collect();
        self.count("addressees", noted.addressees.iter().map(alike), addressees);
        let spelled = |date: Option<&dyn Display>| date.map_or("issued".to_owned(), ToString::to_string);
        let phases = facts.phases.iter().map(|phase| {
            let from = phase.fact.from.as_ref().map(|from| from as &dyn Display);
            (vec![spelled(from), phase.fact.to.to_string()], phase.fact.title.clone())
        });
        let noted_phases =
            noted.phases.iter().map(|(name, from, to)| (vec![from.clone(), to.clone()], name.clone()));
        self.count("phases", noted_phases, phases.collect());
        let owed =
            facts.owed.iter().map(|demand| (vec![demand.fact.due.to_string()], demand.fact.what.clone()));
        let noted_owed = noted.owed.iter().map(|(due, what)| (vec![due.clone()], what.clone()));
        self.count("owed", noted_owed, owed.collect());
        let measures =
            facts.measures.iter().map(|measure| (measure.fact.lead.clone(), measure.fact.title.clone()));
        let noted_measures = noted.measures.iter().map(|(title, lead)| (lead.clone(), title.clone()));
        self.count("measures", noted_measures, measures.collect());
        let groups = facts.products.iter().flat_map(|products| &products.fact.groups);
        let products = groups.map(|(group, _)| alike(group)).collect();
        self.count("products", noted.products.iter().map(alike), products);
    }

    fn count(&mut self, kind: &'static str, noted: impl Iterator<Item = Told>, mut told: Vec<Told>) {
        let marks = self.0.entry(kind).or_default();
        for wanted in noted {
            match told.iter().position(|told| is_same(&wanted, told)) {
                Some(place) => {
                    told.remove(place);
                    marks[0] += 1;
                }
                None => marks[1] += 1,
            }
        }
        marks[2] += told.len();
    }
}

/// Dates and names are equal, but for a year that the text leaves open; a wording holds the other, or is held by it.
fn is_same(wanted: &Told, told: &Told) -> bool {
    let (a, b) = (bare(&wanted.1), bare(&told.1));
    let alike = a.is_empty() == b.is_empty() && (a.contains(&b) || b.contains(&a));
    let as_told = |(wanted, told): (&String, &String)| match told.strip_prefix("????") {
        Some(rest) => wanted.ends_with(rest),
        None => wanted == told,
    };
    alike && wanted.0.len() == told.0.len() && wanted.0.iter().zip(&told.0).all(as_told)
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
