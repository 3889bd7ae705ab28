//! What can be chosen in a form.

use duban_domain::{BureauCode, access::Role};
use duban_web::{Viewer, i18n::Words};

/// One of several.
#[derive(Clone, Debug)]
pub(super) struct ChoiceOption {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) chosen: bool,
}

impl ChoiceOption {
    pub(super) fn new(value: impl Into<String>, text: impl Into<String>, chosen: &str) -> Self {
        let value = value.into();
        let chosen = value == chosen;
        Self { value, text: text.into(), chosen }
    }
}

/// The bureaus that somebody sees, their own first.
pub(super) fn bureaus(viewer: &Viewer, chosen: &str) -> Vec<ChoiceOption> {
    let choice =
        |code: &BureauCode, name: &str| ChoiceOption::new(code.as_str(), format!("{name}（{code}）"), chosen);
    viewer.sees().into_iter().map(|bureau| choice(&bureau.code, &bureau.name)).collect()
}

/// The roles.
pub(super) fn roles(w: Words, chosen: Role) -> Vec<ChoiceOption> {
    let choice =
        |role: &Role| ChoiceOption::new(role.as_str(), w.family("role-", role.as_str()), chosen.as_str());
    Role::ALL.iter().map(choice).collect()
}
