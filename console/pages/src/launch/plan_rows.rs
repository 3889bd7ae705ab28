//! What the rows of a plan's form need of the page they stand on, be it a launch or an amendment.

use duban_config::plan::LADDER_PRESETS;
use duban_web::{
    Words,
    plan_check::form::{INSTRUMENTS, PlanForm, ROLES},
};

/// A page with a plan's form on it.
pub(crate) trait PlanRows {
    /// The reader's words.
    fn plan_words(&self) -> Words;

    /// The form, where there is one.
    fn plan_form(&self) -> Option<&PlanForm>;

    /// What is wrong with the plan: where in it, and why.
    fn plan_problems(&self) -> Vec<(&str, &str)>;

    /// The day on which the obligation at a place of the plan is due, once the plan is in order.
    fn plan_due_day(&self, place: usize) -> Option<String>;

    /// What is wrong with a row. One that is not ticked does not stand in the plan.
    fn wrong(&self, kind: &str, index: &usize, taken: &bool) -> Vec<&str> {
        let Some(form) = self.plan_form().filter(|_| *taken) else { return Vec::new() };
        let place = form.place(kind, *index);
        let of_row = self.plan_problems().into_iter().filter(|(path, _)| path.starts_with(&place));
        of_row.map(|(_, message)| message).collect()
    }

    /// Whether something is wrong with what a part that is folded holds.
    fn is_open(&self, kind: &str) -> bool {
        self.plan_problems().iter().any(|(path, _)| path.starts_with(kind))
    }

    /// The words of a plan for what a rung issues, each with its name.
    fn instruments(&self) -> [(&'static str, String); 6] {
        INSTRUMENTS.map(|(word, instrument)| (word, self.plan_words().instrument(instrument.into())))
    }

    /// Who issues or approves, by the words of a plan.
    fn roles(&self) -> [&'static str; 2] {
        ROLES.map(|(word, _)| word)
    }

    /// The ladders to begin with.
    fn presets(&self) -> [&'static str; 3] {
        LADDER_PRESETS.map(|preset| preset.name)
    }

    /// What a named ladder or reminder policy is called.
    fn policy_name(&self, kind: &str, name: &str) -> String {
        match (kind, name) {
            (_, "default") => self.plan_words().family("policy-usual-", kind),
            ("ladder", name) => self.plan_words().with("policy-ladder", [("name", name)]),
            (_, name) => self.plan_words().with("policy-reminders", [("name", name)]),
        }
    }

    /// What an obligation may choose: the usual one, another, or none.
    fn policies(&self, kind: &str) -> Vec<(String, String)> {
        let Some(form) = self.plan_form() else { return Vec::new() };
        let ladders = form.ladders.iter().filter(|rows| rows.taken).map(|rows| &rows.name);
        let reminders = form.reminders.iter().filter(|row| row.taken).map(|row| &row.name);
        let names: Vec<_> = if kind == "ladder" { ladders.collect() } else { reminders.collect() };
        let others = names.into_iter().filter(|name| *name != "default");
        let usual = (String::new(), self.policy_name(kind, "default"));
        let others = others.map(|name| (name.clone(), self.policy_name(kind, name)));
        let none = ("none".to_owned(), self.plan_words().t("policy-none"));
        std::iter::once(usual).chain(others).chain([none]).collect()
    }

    /// What is wrong with a named policy.
    fn told_at(&self, kind: &str, name: &str) -> Vec<&str> {
        let place = format!("{kind}.{name}");
        let is_of_policy = |path: &str| {
            let rest = path.strip_prefix(&place);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
        };
        let told = self.plan_problems().into_iter().filter(|(path, _)| is_of_policy(path));
        told.map(|(_, message)| message).collect()
    }

    /// The day on which a row's due day falls.
    fn due_hint(&self, index: &usize, taken: &bool) -> Option<String> {
        let rows = &self.plan_form()?.obligations;
        let place = rows[..*index].iter().filter(|row| row.counts()).count();
        self.plan_due_day(place).filter(|_| *taken && rows[*index].counts())
    }
}
