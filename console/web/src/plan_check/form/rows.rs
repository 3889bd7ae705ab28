//! The rows of a plan's form, each read from a plan or from what was sent, and written into a plan.

use super::{
    due_words::DueWords,
    fields::{FormRow, Origin, listed},
};
use duban_config::{
    ListedObligation,
    plan::authored::{
        AuthoredBasis, AuthoredBasisFile, AuthoredMeasure, AuthoredObligation, AuthoredPhase,
        AuthoredProducts, AuthoredTail, Level, OwedBy, Requirement,
    },
};
use duban_domain::directive::plan_words;
use std::collections::BTreeMap;

/// A phase.
#[derive(Clone, Debug, Default)]
pub struct PhaseRow {
    pub taken: bool,
    pub id: String,
    pub title: String,
    pub from: String,
    pub to: String,
    pub origin: Origin,
}

/// A document that the campaign rests on.
#[derive(Clone, Debug, Default)]
pub struct BasisRow {
    pub taken: bool,
    pub title: String,
    pub number: String,
    pub from: String,
    pub issued: String,
    /// The file's name and hash; empty without one.
    pub file: (String, String),
    pub origin: Origin,
}

/// Something that is owed.
#[derive(Clone, Debug, Default)]
pub struct ObligationRow {
    pub taken: bool,
    pub id: String,
    pub title: String,
    pub due: String,
    pub owed_by: String,
    pub attachment: bool,
    pub sealed: bool,
    pub reviewed: bool,
    /// The names of its ladder and its reminders; empty: the usual ones.
    pub ladder: String,
    pub reminders: String,
    pub origin: Origin,
}

/// The reports that go on while findings are open.
#[derive(Clone, Debug, Default)]
pub struct TailRow {
    pub taken: bool,
    pub title: String,
    pub from: String,
    pub every: String,
    pub origin: Origin,
}

/// A measure.
#[derive(Clone, Debug, Default)]
pub struct MeasureRow {
    pub taken: bool,
    pub title: String,
    /// The sections that lead it, with 、 between.
    pub lead: String,
}

/// A product group.
#[derive(Clone, Debug, Default)]
pub struct ProductRow {
    pub taken: bool,
    pub group: String,
    /// Its items, with 、 between.
    pub items: String,
}

impl TailRow {
    pub(super) fn of(tail: &AuthoredTail) -> Self {
        let AuthoredTail { title, from, every, .. } = tail.clone();
        Self { taken: true, title, from, every, origin: Origin::default() }
    }

    pub(super) fn sent(row: &FormRow<'_>) -> Self {
        let (title, from, every) = (row.text("title"), row.text("from"), row.text("every"));
        Self { taken: row.is_on("taken"), title, from, every, origin: row.origin() }
    }

    /// What the form says of it; the rest as it was.
    pub(super) fn tail(&self, known: AuthoredTail, year: Option<i32>) -> AuthoredTail {
        let from = plan_words(&self.from, year, true);
        AuthoredTail { title: self.title.clone(), from, every: self.every.clone(), ..known }
    }
}

impl PhaseRow {
    /// Whether it stands in the plan: it is ticked, and not a new row that was left blank.
    pub fn counts(&self) -> bool {
        self.taken && !(self.title.is_empty() && self.from.is_empty() && self.to.is_empty())
    }

    pub(super) fn sent(row: &FormRow<'_>) -> Self {
        Self {
            taken: row.is_on("taken"),
            id: row.text("id"),
            title: row.text("title"),
            from: row.text("from"),
            to: row.text("to"),
            origin: row.origin(),
        }
    }

    pub(super) fn phase(&self, index: usize, year: Option<i32>) -> AuthoredPhase {
        AuthoredPhase {
            id: named(&self.id, "phase", index),
            title: self.title.clone(),
            from: plan_words(&self.from, year, false),
            to: plan_words(&self.to, year, true),
        }
    }
}

impl BasisRow {
    /// Whether it stands in the plan: it is ticked and has a title.
    pub fn counts(&self) -> bool {
        self.taken && !self.title.is_empty()
    }

    pub(super) fn of(basis: &AuthoredBasis) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let file = basis.file.as_ref().map(|file| (file.name.clone(), file.sha256.clone()));
        Self {
            taken: true,
            title: basis.title.clone(),
            number: text(&basis.number),
            from: text(&basis.from),
            issued: text(&basis.issued),
            file: file.unwrap_or_default(),
            origin: Origin::default(),
        }
    }

    pub(super) fn sent(row: &FormRow<'_>) -> Self {
        Self {
            taken: row.is_on("taken"),
            title: row.text("title"),
            number: row.text("number"),
            from: row.text("from"),
            issued: row.text("issued"),
            file: (row.text("file"), row.text("sha256")),
            origin: row.origin(),
        }
    }

    pub(super) fn basis(&self, year: Option<i32>) -> AuthoredBasis {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let (name, sha256) = self.file.clone();
        AuthoredBasis {
            title: self.title.trim_matches(['《', '》']).to_owned(),
            number: some(&self.number),
            from: some(&self.from),
            issued: some(&plan_words(&self.issued, year, true)),
            file: Some(AuthoredBasisFile { name, sha256 }).filter(|file| !file.sha256.is_empty()),
        }
    }
}

impl ObligationRow {
    /// Whether it stands in the plan: it is ticked, and not a new row that was left blank.
    pub fn counts(&self) -> bool {
        self.taken && !(self.title.is_empty() && self.due.is_empty())
    }

    pub(super) fn of(obligation: &AuthoredObligation, words: &DueWords) -> Self {
        let requires = |what| obligation.requires.contains(&what);
        Self {
            taken: true,
            id: obligation.id.clone(),
            title: obligation.title.clone(),
            due: words.spoken(&obligation.due),
            owed_by: owed_by_word(obligation.owed_by).to_owned(),
            attachment: requires(Requirement::Attachment),
            sealed: requires(Requirement::Seal),
            reviewed: obligation.review.as_deref().is_some_and(|review| review != "none"),
            ladder: obligation.ladder.clone().unwrap_or_default(),
            reminders: obligation.reminders.clone().unwrap_or_default(),
            origin: Origin::default(),
        }
    }

    /// One that a row of a spreadsheet says.
    pub(super) fn listed(listed: ListedObligation) -> Self {
        Self {
            taken: true,
            title: listed.title,
            due: listed.due,
            owed_by: owed_by_word(listed.owed_by).to_owned(),
            attachment: listed.attachment,
            sealed: listed.sealed,
            reviewed: listed.reviewed,
            ..Self::default()
        }
    }

    pub(super) fn sent(row: &FormRow<'_>) -> Self {
        Self {
            taken: row.is_on("taken"),
            id: row.text("id"),
            title: row.text("title"),
            due: row.text("due"),
            owed_by: row.text("owed-by"),
            attachment: row.is_on("attachment"),
            sealed: row.is_on("sealed"),
            reviewed: row.is_on("reviewed"),
            ladder: row.text("ladder"),
            reminders: row.text("reminders"),
            origin: row.origin(),
        }
    }

    /// What the form says of it; the rest as it was.
    pub(super) fn obligation(
        &self,
        index: usize,
        year: Option<i32>,
        known: &BTreeMap<String, AuthoredObligation>,
        words: &DueWords,
    ) -> AuthoredObligation {
        let before = known.get(&self.id);
        let review = before.and_then(|known| known.review.clone());
        let (none, review): (Vec<_>, Vec<_>) = review.into_iter().partition(|review| review == "none");
        let requires = [(self.attachment, Requirement::Attachment), (self.sealed, Requirement::Seal)];
        AuthoredObligation {
            id: named(&self.id, "item", index),
            title: self.title.clone(),
            owed_by: owed_by(&self.owed_by),
            phase: before.and_then(|known| known.phase.clone()),
            opens: before.and_then(|known| known.opens.clone()),
            due: words.planned(&self.due, year),
            review: match self.reviewed {
                true => Some(review.into_iter().next().unwrap_or_else(|| "required".to_owned())),
                false => none.into_iter().next(),
            },
            requires: requires.into_iter().filter(|(wanted, _)| *wanted).map(|(_, what)| what).collect(),
            reminders: Some(self.reminders.clone()).filter(|name| !name.is_empty()),
            ladder: Some(self.ladder.clone()).filter(|name| !name.is_empty()),
        }
    }
}

impl MeasureRow {
    pub(super) fn sent(row: &FormRow<'_>) -> Self {
        Self { taken: row.is_on("taken"), title: row.text("title"), lead: row.text("lead") }
    }

    pub(super) fn measure(&self, by: Option<Level>) -> AuthoredMeasure {
        let by = by.unwrap_or_default();
        AuthoredMeasure { title: self.title.clone(), lead: listed(&self.lead), by }
    }
}

impl ProductRow {
    pub(super) fn sent(row: &FormRow<'_>) -> Self {
        Self { taken: row.is_on("taken"), group: row.text("group"), items: row.text("items") }
    }

    pub(super) fn products(&self) -> AuthoredProducts {
        AuthoredProducts { group: self.group.clone(), items: listed(&self.items) }
    }
}

/// A row that was added has no id yet. It gets one that none of the plan's has, since those are numbered from 1.
pub(super) fn named(id: &str, kind: &str, index: usize) -> String {
    if id.is_empty() { format!("{kind}-{}-new", index + 1) } else { id.to_owned() }
}

/// The word for those who owe, in a form as in a plan.
const OWED_BY: [(&str, OwedBy); 3] =
    [("executing", OwedBy::Executing), ("coordinating", OwedBy::Coordinating), ("all", OwedBy::All)];

fn owed_by(word: &str) -> OwedBy {
    OWED_BY.into_iter().find(|(known, _)| *known == word).map_or(OwedBy::Executing, |(_, owed_by)| owed_by)
}

fn owed_by_word(owed_by: OwedBy) -> &'static str {
    OWED_BY.into_iter().find(|(_, known)| *known == owed_by).map_or("executing", |(word, _)| word)
}
