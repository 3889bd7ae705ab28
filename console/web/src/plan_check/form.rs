//! A plan as the fields of a form. The form writes the plan's own types, so what a plan can say a form can be
//! taught by a field here; what it has no field for travels with it as text and is not lost.
//!
//! A row that is not ticked stays in the form and does not go into the plan.

mod due_words;
mod fields;
mod policy_rows;
mod rows;

pub use fields::{Fields, MOST_ROWS, Origin};
pub use policy_rows::{INSTRUMENTS, LadderRows, ROLES, ReminderRow, RungRow};
pub use rows::{BasisRow, MeasureRow, ObligationRow, PhaseRow, ProductRow, TailRow};

use crate::i18n::{Lang, Words};
use chrono::{Datelike, NaiveDate};
use duban_config::{
    Problem,
    plan::{
        LADDER_PRESETS, NextPlan, PlanChange, PlanDraft as DirectiveDraft,
        authored::{AuthoredFindings, AuthoredObligation, AuthoredPlan},
        write_plan,
    },
    read_obligations,
};
use duban_domain::directive::{Quoted, plan_words};
use due_words::DueWords;
use fields::{FormRow, numbered};
use policy_rows::new_name;
use rows::named;
use std::collections::BTreeMap;

/// A plan as a form shows it.
#[derive(Clone, Debug, Default)]
pub struct PlanForm {
    pub id: String,
    pub title: String,
    pub issued: String,
    pub closes: String,
    pub basis: Vec<BasisRow>,
    pub phases: Vec<PhaseRow>,
    pub obligations: Vec<ObligationRow>,
    pub measures: Vec<MeasureRow>,
    pub products: Vec<ProductRow>,
    pub reminders: Vec<ReminderRow>,
    pub ladders: Vec<LadderRows>,
    /// Whether findings are registered.
    pub findings: bool,
    /// The reports that go on, where there are some.
    pub tail: Option<TailRow>,
    /// What there is no field for, as a plan's text.
    pub rest: String,
    /// What was assumed, for the planner to look at.
    pub notes: Vec<String>,
    /// Sentences with a date of which nothing was made.
    pub set_aside: Vec<String>,
    /// Rows of obligations that were pasted and could not be taken yet.
    pub pasted: String,
    /// Why.
    pub not_taken: Vec<String>,
}

impl PlanForm {
    /// The place in the plan of a row of a kind: rows that are not ticked do not count there.
    pub fn place(&self, kind: &str, index: usize) -> String {
        let place = match kind {
            "basis" => self.basis[..index].iter().filter(|row| row.counts()).count(),
            "phases" => self.phases[..index].iter().filter(|row| row.counts()).count(),
            _ => self.obligations[..index].iter().filter(|row| row.counts()).count(),
        };
        format!("{kind}[{place}]")
    }

    /// The form of a plan.
    pub fn of(plan: &AuthoredPlan) -> Self {
        let phases = plan.phases.iter().map(|phase| PhaseRow {
            taken: true,
            id: phase.id.clone(),
            title: phase.title.clone(),
            from: phase.from.clone(),
            to: phase.to.clone(),
            origin: Origin::default(),
        });
        let words = DueWords::new(plan.obligations.iter().map(|owed| (owed.title.clone(), owed.id.clone())));
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
            basis: plan.basis.iter().map(BasisRow::of).collect(),
            phases: phases.collect(),
            obligations: plan.obligations.iter().map(|owed| ObligationRow::of(owed, &words)).collect(),
            measures: measures.collect(),
            products: products.collect(),
            reminders: plan.reminders.iter().map(|(name, policy)| ReminderRow::of(name, policy)).collect(),
            ladders: plan.ladders.iter().map(|(name, ladder)| LadderRows::of(name, ladder)).collect(),
            findings: plan.findings.is_some(),
            tail: plan.tail.as_ref().map(TailRow::of),
            rest: write_plan(plan).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The form of a plan that was drafted from a directive.
    pub fn drafted(draft: &DirectiveDraft, set_aside: &[Quoted<()>], chinese: bool) -> Self {
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
    pub fn again(next: &NextPlan, w: Words) -> Self {
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
            "basis" => self.basis.get_mut(index).map(|row| &mut row.origin),
            "phases" => self.phases.get_mut(index).map(|row| &mut row.origin),
            "obligations" => self.obligations.get_mut(index).map(|row| &mut row.origin),
            _ => None,
        }
    }

    /// The form as it was sent.
    pub fn sent(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
        let all = |kind: &str| -> Vec<String> { numbered(fields, kind).map(|place| text(&place)).collect() };
        let row = |place: String| FormRow { fields, place };
        Self {
            id: text("id"),
            title: text("title"),
            issued: text("issued"),
            closes: text("closes"),
            basis: numbered(fields, "basis").map(|place| BasisRow::sent(&row(place))).collect(),
            phases: numbered(fields, "phases").map(|place| PhaseRow::sent(&row(place))).collect(),
            obligations: numbered(fields, "obligations")
                .map(|place| ObligationRow::sent(&row(place)))
                .collect(),
            measures: numbered(fields, "measures").map(|place| MeasureRow::sent(&row(place))).collect(),
            products: numbered(fields, "products").map(|place| ProductRow::sent(&row(place))).collect(),
            reminders: numbered(fields, "reminders").map(|place| ReminderRow::sent(&row(place))).collect(),
            ladders: numbered(fields, "ladders").map(|place| LadderRows::sent(&row(place))).collect(),
            findings: fields.contains_key("findings"),
            tail: fields.contains_key("tail.title").then(|| TailRow::sent(&row("tail".to_owned()))),
            rest: text("rest"),
            notes: all("notes"),
            set_aside: all("set-aside"),
            pasted: fields.get("pasted").cloned().unwrap_or_default(),
            not_taken: Vec::new(),
        }
    }

    /// Does what a button of the form says: another row.
    pub fn change(&mut self, button: &str) {
        match button {
            "add-product" => self.products.push(ProductRow { taken: true, ..ProductRow::default() }),
            "add-phase" => self.phases.push(PhaseRow { taken: true, ..PhaseRow::default() }),
            "add-basis" => self.basis.push(BasisRow { taken: true, ..BasisRow::default() }),
            "add-obligation" => self.obligations.push(ObligationRow {
                taken: true,
                owed_by: "executing".to_owned(),
                attachment: true,
                ..ObligationRow::default()
            }),
            "add-reminders" => {
                let name = new_name("reminders", self.reminders.iter().map(|row| row.name.as_str()));
                self.reminders.push(ReminderRow { taken: true, name, before: String::new() });
            }
            "add-pasted" => self.take_pasted(),
            other => self.change_ladders(other),
        }
    }

    /// The rows that were pasted become obligations, all of them or none.
    fn take_pasted(&mut self) {
        match read_obligations("", self.pasted.clone().into_bytes()) {
            Ok(listed) => {
                self.obligations.extend(listed.into_iter().map(ObligationRow::listed));
                self.obligations.truncate(MOST_ROWS);
                self.pasted.clear();
            }
            Err(refused) => {
                let told = |problem: &Problem| {
                    let line = problem.line.map(|line| format!("第{line}行 ")).unwrap_or_default();
                    format!("{line}{} {}", problem.path, problem.message.chinese)
                };
                self.not_taken = refused.problems.iter().take(MOST_ROWS).map(told).collect();
            }
        }
    }

    /// Leaves obligations out of the plan, by their places in it.
    pub fn leave_out(&mut self, places: &[usize]) {
        let counted = self.obligations.iter_mut().filter(|row| row.counts()).enumerate();
        for (_, row) in counted.filter(|(place, _)| places.contains(place)) {
            row.taken = false;
        }
    }

    /// Another ladder (`add-ladder-PRESET`), or another rung of one (`add-rung-INDEX`).
    fn change_ladders(&mut self, button: &str) {
        if let Some(index) = button.strip_prefix("add-rung-") {
            let ladder = index.parse().ok().and_then(|index: usize| self.ladders.get_mut(index));
            return ladder.into_iter().for_each(|ladder| ladder.rungs.push(RungRow::blank()));
        }
        let chosen = button.strip_prefix("add-ladder-");
        let preset = LADDER_PRESETS.iter().find(|preset| chosen == Some(preset.name));
        if let Some(preset) = preset.filter(|_| self.ladders.len() < MOST_ROWS) {
            let name = new_name("ladder", self.ladders.iter().map(|ladder| ladder.name.as_str()));
            self.ladders.push(LadderRows::of(&name, &(preset.ladder)()));
        }
    }

    /// The text of the plan that the form describes. Dates are taken as people write them. It is empty where the
    /// rest of the plan cannot be read any more.
    pub fn write(&self, issuer: &str) -> String {
        self.plan(issuer).and_then(|plan| write_plan(&plan).ok()).unwrap_or_default()
    }

    /// What obligations are called: as the form says now, and as they were called before.
    fn due_words(&self, known: &BTreeMap<String, AuthoredObligation>) -> DueWords {
        let rows = self.obligations.iter().enumerate().filter(|(_, row)| row.counts());
        let now = rows.map(|(index, row)| (row.title.clone(), named(&row.id, "item", index)));
        DueWords::new(now.chain(known.values().map(|owed| (owed.title.clone(), owed.id.clone()))))
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
        let words = self.due_words(&known);
        plan.obligations = owed.map(|(index, row)| row.obligation(index, year, &known, &words)).collect();
        plan.basis = self.basis.iter().filter(|row| row.counts()).map(|row| row.basis(year)).collect();
        let reminders = self.reminders.iter().filter(|row| row.taken && !row.name.is_empty());
        plan.reminders = reminders.map(|row| (row.name.clone(), row.reminders())).collect();
        let ladders = self.ladders.iter().filter(|rows| rows.taken && !rows.name.is_empty());
        plan.ladders = ladders.map(|rows| (rows.name.clone(), rows.ladder())).collect();
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
