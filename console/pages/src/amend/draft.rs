//! What a planner has typed of an amendment so far. It travels with the form: nothing of it is kept here.

use axum::extract::Multipart;
use chrono::NaiveDate;
use duban_domain::{BureauCode, Directory, amendment::DayForSome, directive::plan_words};
use duban_web::{
    WebError,
    plan_check::{
        draft::{MOST_BYTES, PlanDraft},
        form::{Fields, PlanForm},
    },
};

/// A plan as a form and as text, and what is around it.
pub(super) const FORM_BYTES: usize = 5 * MOST_BYTES;

/// As many rows for days of some bureaus are empty, to be filled in.
const EMPTY_ROWS: usize = 3;

/// An amendment as it is typed.
#[derive(Clone, Debug, Default)]
pub(super) struct AmendmentDraft {
    /// The plan as a form, where it was filled in so.
    pub(super) form: Option<PlanForm>,
    /// The plan as text.
    pub(super) text: String,
    /// Other days for some bureaus alone.
    pub(super) days: Vec<DayRow>,
    /// Why.
    pub(super) reason: String,
    /// What was seen before.
    pub(super) confirmed: String,
}

/// Another day for some bureaus, as it is typed.
#[derive(Clone, Debug, Default)]
pub(super) struct DayRow {
    pub(super) obligation: String,
    pub(super) due: String,
    /// Codes or names.
    pub(super) bureaus: String,
}

impl AmendmentDraft {
    /// Reads the form.
    ///
    /// # Errors
    /// It is no form of ours, or too large.
    pub(super) async fn read(form: Multipart, issuer: &str) -> Result<Self, WebError> {
        let mut draft = PlanDraft::read(form).await?;
        let form = draft.form(issuer);
        let days = (0..).map_while(|index| DayRow::sent(&mut draft.fields, index));
        let days = days.filter(|row| !row.is_empty()).collect();
        let reason = draft.fields.remove("reason").unwrap_or_default();
        Ok(Self { form, text: draft.text, days, reason, confirmed: draft.confirmed })
    }

    /// The rows that are filled in, and some that are not.
    pub(super) fn rows(&self) -> Vec<DayRow> {
        let empty = std::iter::repeat_with(DayRow::default).take(EMPTY_ROWS);
        self.days.iter().cloned().chain(empty).collect()
    }

    /// The days that were typed; or the text that names none.
    pub(super) fn days(&self, directory: &Directory) -> Result<Vec<DayForSome>, String> {
        self.days.iter().map(|row| row.read(directory).ok_or_else(|| row.due.clone())).collect()
    }
}

impl DayRow {
    fn sent(fields: &mut Fields, index: usize) -> Option<Self> {
        let mut field = |name: &str| fields.remove(&format!("days.{index}.{name}"));
        let obligation = field("obligation")?;
        let (due, bureaus) = (field("due").unwrap_or_default(), field("bureaus").unwrap_or_default());
        Some(Self { obligation, due, bureaus })
    }

    fn is_empty(&self) -> bool {
        [&self.obligation, &self.due, &self.bureaus].iter().all(|text| text.trim().is_empty())
    }

    fn read(&self, directory: &Directory) -> Option<DayForSome> {
        let due: NaiveDate = plan_words(&self.due, None, true).parse().ok()?;
        let named = |text: &str| {
            let known = directory.iter().find(|bureau| bureau.name == text);
            known.map_or_else(|| BureauCode::from(text), |bureau| bureau.code.clone())
        };
        let texts = self.bureaus.split(['、', '，', ',', ' ', '\n', '；', ';']).map(str::trim);
        let bureaus = texts.filter(|text| !text.is_empty()).map(named).collect();
        Some(DayForSome { obligation: self.obligation.as_str().into(), bureaus, due })
    }
}
