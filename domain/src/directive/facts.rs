//! What is read from a directive, each fact with its sentence.

use super::dates::{WrittenDate, WrittenTerm};
use chrono::NaiveDate;
use serde::Serialize;

/// A fact, and where a directive says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quoted<T> {
    /// The fact.
    pub fact: T,
    /// The line it stands in, from 1.
    pub line: usize,
    /// The sentence, as it stands there.
    pub sentence: String,
}

/// What a directive says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DirectiveFacts {
    /// The directive's own title.
    pub title: Option<Quoted<String>>,
    /// What the campaign is called: the title of the work plan it issues, without "工作方案".
    pub campaign: Option<Quoted<String>>,
    /// Its number: 黔南市监〔2024〕12号.
    pub number: Option<Quoted<String>>,
    /// The office that signs it.
    pub issuer: Option<Quoted<String>>,
    /// The day it bears.
    pub issued: Option<Quoted<NaiveDate>>,
    /// Whom it is addressed to.
    pub addressees: Vec<Quoted<String>>,
    /// The phases.
    pub phases: Vec<Quoted<DirectivePhase>>,
    /// What is to be handed in or finished, and by when.
    pub owed: Vec<Quoted<DirectiveDemand>>,
    /// Measures with the sections that lead them.
    pub measures: Vec<Quoted<DirectiveMeasure>>,
    /// The products it is about.
    pub products: Option<Quoted<DirectiveProducts>>,
    /// Sentences with a date of which nothing was made.
    pub set_aside: Vec<Quoted<()>>,
}

/// A phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DirectivePhase {
    /// What it is called.
    pub title: String,
    /// Its first day or period; `None`: from the issue date on.
    pub from: Option<WrittenDate>,
    /// Its last day or period.
    pub to: WrittenDate,
}

/// Something that is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DirectiveDemand {
    /// What.
    pub what: String,
    /// By when.
    pub due: WrittenTerm,
    /// In which way.
    pub kind: DemandKind,
    /// Whether it must bear the bureau's seal.
    pub sealed: bool,
    /// To whom it is to be sent, where that is said.
    pub to: Option<String>,
}

/// In which way something is owed.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DemandKind {
    /// It is handed in.
    HandIn,
    /// It is finished.
    Finish,
    /// It is reported for as long as something is not finished by then (持续报送).
    KeepReporting,
}

/// A measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DirectiveMeasure {
    /// What is done.
    pub title: String,
    /// The sections that lead it.
    pub lead: Vec<String>,
    /// Those who carry it out.
    pub by: Vec<String>,
}

/// The products a directive is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DirectiveProducts {
    /// The groups, each with what it consists of.
    pub groups: Vec<(String, Vec<String>)>,
    /// How many groups the text says there are, where it says so.
    pub stated: Option<usize>,
}
