//! A plan as the fields of a form. The form writes the plan's own types, so what a plan can say a form can be
//! taught by a field here; what it has no field for travels with it as text and is not lost.
//!
//! A row that is not ticked stays in the form and does not go into the plan.

use crate::i18n::{Lang, Words};
use chrono::{Datelike, NaiveDate};
use duban_config::plan::{
    NextPlan, PlanChange, PlanDraft as DirectiveDraft,
    authored::{
        AuthoredFindings, AuthoredMeasure, AuthoredObligation, AuthoredPhase, AuthoredPlan, AuthoredProducts,
        AuthoredTail, Level, OwedBy, Requirement,
    },
    write_plan,
};
use duban_domain::directive::{Quoted, plan_words, spoken_words};
use std::collections::BTreeMap;

/// As many rows of one kind are shown and taken: more than a plan may have.
pub(crate) const MOST_ROWS: usize = 300;

/// The fields of a form, by name.
pub(crate) type Fields = BTreeMap<String, String>;

/// A plan as a form shows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlanForm {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) issued: String,
    pub(crate) closes: String,
    pub(crate) phases: Vec<PhaseRow>,
    pub(crate) obligations: Vec<ObligationRow>,
    pub(crate) measures: Vec<MeasureRow>,
    pub(crate) products: Vec<ProductRow>,
    /// Whether findings are registered.
    pub(crate) findings: bool,
    /// The reports that go on, where there are some.
    pub(crate) tail: Option<TailRow>,
    /// What there is no field for, as a plan's text.
    pub(crate) rest: String,
    /// What was assumed, for the planner to look at.
    pub(crate) notes: Vec<String>,
    /// Sentences with a date of which nothing was made.
    pub(crate) set_aside: Vec<String>,
}

/// Where in a directive a row comes from; without a line, what it was in an earlier campaign.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    pub(crate) line: String,
    pub(crate) sentence: String,
}

/// A phase.
#[derive(Clone, Debug, Default)]
pub(crate) struct PhaseRow {
    pub(crate) taken: bool,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) origin: Origin,
}

/// Something that is owed.
#[derive(Clone, Debug, Default)]
pub(crate) struct ObligationRow {
    pub(crate) taken: bool,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) due: String,
    pub(crate) owed_by: String,
    pub(crate) attachment: bool,
    pub(crate) sealed: bool,
    pub(crate) reviewed: bool,
    pub(crate) origin: Origin,
}

/// The reports that go on while findings are open.
#[derive(Clone, Debug, Default)]
pub(crate) struct TailRow {
    pub(crate) taken: bool,
    pub(crate) title: String,
    pub(crate) from: String,
    pub(crate) every: String,
    pub(crate) origin: Origin,
}

/// A measure.
#[derive(Clone, Debug, Default)]
pub(crate) struct MeasureRow {
    pub(crate) taken: bool,
    pub(crate) title: String,
    /// The sections that lead it, with 、 between.
    pub(crate) lead: String,
}

/// A product group.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProductRow {
    pub(crate) taken: bool,
    pub(crate) group: String,
    /// Its items, with 、 between.
    pub(crate) items: String,
}

impl PlanForm {
    /// The place in the plan of a row of a kind: rows that are not ticked do not count there.
    pub(crate) fn place(&self, kind: &str, index: usize) -> String {
        let place = match kind {
            "phases" => self.phases[..index].iter().filter(|row| row.counts()).count(),
            _ => self.obligations[..index].iter().filter(|row| row.counts()).count(),
        };
        format!("{kind}[{place}]")
    }

    /// The form of a plan.
    pub(crate) fn of(plan: &AuthoredPlan) -> Self {
        let phases = plan.phases.iter().map(|phase| PhaseRow {
            taken: true,
            id: phase.id.clone(),
            title: phase.title.clone(),
            from: phase.from.clone(),
            to: phase.to.clone(),
            origin: Origin::default(),
        });
        let list = |names: &[String]| names.join("、");
        let measures = plan.measures.iter().map(|measure| MeasureRow {
            taken: true,
            title: measure.title.clone(),
            lead: list(&measure.lead),
        });
        let products = plan.products.iter().map(|group| ProductRow {
            taken: true,
            group: group.group.clone(),
            items: list(&group.items),
        });
        Self {
            id: plan.id.clone(),
            title: plan.title.clone(),
            issued: plan.issued.clone(),
            closes: plan.closes.clone().unwrap_or_default(),
            phases: phases.collect(),
            obligations: plan.obligations.iter().map(ObligationRow::of).collect(),
            measures: measures.collect(),
            products: products.collect(),
            findings: plan.findings.is_some(),
            tail: plan.tail.as_ref().map(TailRow::of),
            rest: write_plan(plan).unwrap_or_default(),
            notes: Vec::new(),
            set_aside: Vec::new(),
        }
    }

    /// The form of a plan that was drafted from a directive.
    pub(crate) fn drafted(draft: &DirectiveDraft, set_aside: &[Quoted<()>], chinese: bool) -> Self {
        let mut form = Self::of(&draft.plan);
        for origin in &draft.origins {
            if let Some(place) = form.origin(&origin.fact) {
                *place = Origin { line: origin.line.to_string(), sentence: origin.sentence.clone() };
            }
        }
        let said =
            |note: &duban_domain::Sentence| if chinese { &note.chinese } else { &note.english }.clone();
        form.notes = draft.notes.iter().map(said).collect();
        form.set_aside = set_aside.iter().take(MOST_ROWS).map(|aside| aside.sentence.clone()).collect();
        form
    }

    /// The form of a plan that is held again, with what each of its rows was before.
    pub(crate) fn again(next: &NextPlan, w: Words) -> Self {
        let mut form = Self::of(&next.plan);
        for change in &next.changes {
            let PlanChange { place, was, is, remark } = change;
            let remark = remark.as_ref().map(|remark| match w.lang {
                Lang::Chinese => &remark.chinese,
                Lang::English => &remark.english,
            });
            match form.origin(place) {
                Some(origin) => {
                    let mark = if origin.sentence.is_empty() { "" } else { " " };
                    let told = match remark {
                        Some(remark) => w.with("launch-was-remarked", [("was", was), ("remark", remark)]),
                        None => w.with("launch-was", [("was", was)]),
                    };
                    origin.sentence += &format!("{mark}{told}");
                }
                None => {
                    let what = w.t(named_field(place));
                    form.notes
                        .push(w.with("launch-changed-field", [("what", &what), ("was", was), ("is", is)]));
                }
            }
        }
        form
    }

    /// Where the row of a place in the plan, such as `obligations[2].due`, says what it comes from.
    fn origin(&mut self, place: &str) -> Option<&mut Origin> {
        let row = place.split('.').next()?;
        if row == "tail" {
            return self.tail.as_mut().map(|tail| &mut tail.origin);
        }
        let (kind, index) = row.strip_suffix(']')?.split_once('[')?;
        let index: usize = index.parse().ok()?;
        match kind {
            "phases" => self.phases.get_mut(index).map(|row| &mut row.origin),
            "obligations" => self.obligations.get_mut(index).map(|row| &mut row.origin),
            _ => None,
        }
    }

    /// The form as it was sent.
    pub(crate) fn sent(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
        let all = |kind: &str| -> Vec<String> { numbered(fields, kind).map(|place| text(&place)).collect() };
        let row = |place: String| Row { fields, place };
        Self {
            id: text("id"),
            title: text("title"),
            issued: text("issued"),
            closes: text("closes"),
            phases: numbered(fields, "phases").map(|place| PhaseRow::sent(&row(place))).collect(),
            obligations: numbered(fields, "obligations")
                .map(|place| ObligationRow::sent(&row(place)))
                .collect(),
            measures: numbered(fields, "measures").map(|place| MeasureRow::sent(&row(place))).collect(),
            products: numbered(fields, "products").map(|place| ProductRow::sent(&row(place))).collect(),
            findings: fields.contains_key("findings"),
            tail: fields.contains_key("tail.title").then(|| TailRow::sent(&row("tail".to_owned()))),
            rest: text("rest"),
            notes: all("notes"),
            set_aside: all("set-aside"),
        }
    }

    /// Does what a button of the form says: another row.
    pub(crate) fn change(&mut self, button: &str) {
        match button {
            "add-product" => self.products.push(ProductRow { taken: true, ..ProductRow::default() }),
            "add-phase" => self.phases.push(PhaseRow { taken: true, ..PhaseRow::default() }),
            "add-obligation" => self.obligations.push(ObligationRow {
                taken: true,
                owed_by: "executing".to_owned(),
                attachment: true,
                ..ObligationRow::default()
            }),
            _ => {}
        }
    }

    /// The text of the plan that the form describes. Dates are taken as people write them. It is empty where the
    /// rest of the plan cannot be read any more.
    pub(crate) fn write(&self, issuer: &str) -> String {
        self.plan(issuer).and_then(|plan| write_plan(&plan).ok()).unwrap_or_default()
    }

    fn plan(&self, issuer: &str) -> Option<AuthoredPlan> {
        let mut plan = duban_config::plan::authored_plan(&self.rest)?;
        let issued = plan_words(&self.issued, None, true);
        let year = issued.parse::<NaiveDate>().ok().map(|issued| issued.year());
        let known: BTreeMap<_, _> =
            plan.obligations.drain(..).map(|known| (known.id.clone(), known)).collect();
        plan.id.clone_from(&self.id);
        plan.title.clone_from(&self.title);
        plan.issuer = issuer.to_owned();
        plan.closes = Some(plan_words(&self.closes, year, true)).filter(|closes| !closes.is_empty());
        let phases = self.phases.iter().enumerate().filter(|(_, row)| row.counts());
        plan.phases = phases.map(|(index, row)| row.phase(index, year)).collect();
        let owed = self.obligations.iter().enumerate().filter(|(_, row)| row.counts());
        plan.obligations = owed.map(|(index, row)| row.obligation(index, year, &known)).collect();
        let carried_out: BTreeMap<_, _> =
            plan.measures.drain(..).map(|known| (known.title, known.by)).collect();
        let measures = self.measures.iter().filter(|row| row.taken);
        plan.measures = measures.map(|row| row.measure(carried_out.get(&row.title).copied())).collect();
        let products = self.products.iter().filter(|row| row.taken && !row.group.is_empty());
        plan.products = products.map(ProductRow::products).collect();
        plan.findings = plan.findings.or_else(|| Some(AuthoredFindings::default())).filter(|_| self.findings);
        let tail = self.tail.as_ref().filter(|row| row.taken);
        plan.tail = plan.tail.zip(tail).map(|(known, row)| row.tail(known, year));
        plan.issued = issued;
        Some(plan)
    }
}

/// What a form calls a field of the plan that is no row's.
fn named_field(place: &str) -> &'static str {
    match place {
        "id" => "launch-id",
        "title" => "launch-form-title",
        "issuer" => "launch-issuer",
        "issued" => "launch-issued",
        "closes" => "launch-closes",
        _ => "launch-measures",
    }
}

/// The places of a kind's rows, in order: `obligations.0`, `obligations.1`, …
fn numbered<'f>(fields: &'f Fields, kind: &'f str) -> impl Iterator<Item = String> + 'f {
    let places = (0..MOST_ROWS).map(move |index| format!("{kind}.{index}"));
    places.take_while(|place| {
        let below = format!("{place}.");
        fields.contains_key(place)
            || fields.range(below.clone()..).next().is_some_and(|(name, _)| name.starts_with(&below))
    })
}

/// A row's fields.
struct Row<'f> {
    fields: &'f Fields,
    place: String,
}

impl Row<'_> {
    fn text(&self, name: &str) -> String {
        self.fields
            .get(&format!("{}.{name}", self.place))
            .map(|text| text.trim().to_owned())
            .unwrap_or_default()
    }

    fn is_on(&self, name: &str) -> bool {
        self.fields.contains_key(&format!("{}.{name}", self.place))
    }

    fn origin(&self) -> Origin {
        Origin { line: self.text("line"), sentence: self.text("sentence") }
    }
}

impl TailRow {
    fn of(tail: &AuthoredTail) -> Self {
        let AuthoredTail { title, from, every, .. } = tail.clone();
        Self { taken: true, title, from, every, origin: Origin::default() }
    }

    fn sent(row: &Row<'_>) -> Self {
        let (title, from, every) = (row.text("title"), row.text("from"), row.text("every"));
        Self { taken: row.is_on("taken"), title, from, every, origin: row.origin() }
    }

    /// What the form says of it; the rest as it was.
    fn tail(&self, known: AuthoredTail, year: Option<i32>) -> AuthoredTail {
        let from = plan_words(&self.from, year, true);
        AuthoredTail { title: self.title.clone(), from, every: self.every.clone(), ..known }
    }
}

impl PhaseRow {
    /// Whether it stands in the plan: it is ticked, and not a new row that was left blank.
    pub(crate) fn counts(&self) -> bool {
        self.taken && !(self.title.is_empty() && self.from.is_empty() && self.to.is_empty())
    }

    fn sent(row: &Row<'_>) -> Self {
        Self {
            taken: row.is_on("taken"),
            id: row.text("id"),
            title: row.text("title"),
            from: row.text("from"),
            to: row.text("to"),
            origin: row.origin(),
        }
    }

    fn phase(&self, index: usize, year: Option<i32>) -> AuthoredPhase {
        AuthoredPhase {
            id: named(&self.id, "phase", index),
            title: self.title.clone(),
            from: plan_words(&self.from, year, false),
            to: plan_words(&self.to, year, true),
        }
    }
}

impl ObligationRow {
    /// Whether it stands in the plan: it is ticked, and not a new row that was left blank.
    pub(crate) fn counts(&self) -> bool {
        self.taken && !(self.title.is_empty() && self.due.is_empty())
    }

    fn of(obligation: &AuthoredObligation) -> Self {
        let requires = |what| obligation.requires.contains(&what);
        Self {
            taken: true,
            id: obligation.id.clone(),
            title: obligation.title.clone(),
            due: spoken_words(&obligation.due),
            owed_by: owed_by_word(obligation.owed_by).to_owned(),
            attachment: requires(Requirement::Attachment),
            sealed: requires(Requirement::Seal),
            reviewed: obligation.review.as_deref().is_some_and(|review| review != "none"),
            origin: Origin::default(),
        }
    }

    fn sent(row: &Row<'_>) -> Self {
        Self {
            taken: row.is_on("taken"),
            id: row.text("id"),
            title: row.text("title"),
            due: row.text("due"),
            owed_by: row.text("owed-by"),
            attachment: row.is_on("attachment"),
            sealed: row.is_on("sealed"),
            reviewed: row.is_on("reviewed"),
            origin: row.origin(),
        }
    }

    /// What the form says of it; the rest as it was.
    fn obligation(
        &self,
        index: usize,
        year: Option<i32>,
        known: &BTreeMap<String, AuthoredObligation>,
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
            due: plan_words(&self.due, year, true),
            review: match self.reviewed {
                true => Some(review.into_iter().next().unwrap_or_else(|| "required".to_owned())),
                false => none.into_iter().next(),
            },
            requires: requires.into_iter().filter(|(wanted, _)| *wanted).map(|(_, what)| what).collect(),
            reminders: before.and_then(|known| known.reminders.clone()),
            ladder: before.and_then(|known| known.ladder.clone()),
        }
    }
}

impl MeasureRow {
    fn sent(row: &Row<'_>) -> Self {
        Self { taken: row.is_on("taken"), title: row.text("title"), lead: row.text("lead") }
    }

    fn measure(&self, by: Option<Level>) -> AuthoredMeasure {
        let by = by.unwrap_or_default();
        AuthoredMeasure { title: self.title.clone(), lead: listed(&self.lead), by }
    }
}

impl ProductRow {
    fn sent(row: &Row<'_>) -> Self {
        Self { taken: row.is_on("taken"), group: row.text("group"), items: row.text("items") }
    }

    fn products(&self) -> AuthoredProducts {
        AuthoredProducts { group: self.group.clone(), items: listed(&self.items) }
    }
}

/// The names of a list, as people part them.
fn listed(text: &str) -> Vec<String> {
    let names = text.split(['、', ',', '，', ';', '；']).map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// A row that was added has no id yet. It gets one that none of the plan's has, since those are numbered from 1.
fn named(id: &str, kind: &str, index: usize) -> String {
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

#[cfg(test)]
mod tests;
