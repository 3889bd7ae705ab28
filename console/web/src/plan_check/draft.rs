//! What a planner has typed so far. It travels with the form: nothing of it is kept here.

use super::form::{Fields, MOST_ROWS, PlanForm};
use crate::WebError;
use axum::extract::{Multipart, multipart::MultipartError};
use chrono::NaiveDate;
use duban_config::{Refused, text_of};
use duban_domain::Instrument;
use duban_service::rows::PlanDraftId;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::path::Path;

/// What a plan or a script may weigh; the same as at the terminal.
pub const MOST_BYTES: usize = 1 << 20;

/// How bureaus behave in the rehearsal.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conduct {
    /// Every bureau hands in on time.
    #[default]
    Prompt,
    /// No bureau ever answers: the whole ladder shows.
    Silent,
    /// As the script says.
    Script,
}

impl Conduct {
    pub const ALL: [Self; 3] = [Self::Prompt, Self::Silent, Self::Script];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Silent => "silent",
            Self::Script => "script",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|conduct| conduct.as_str() == text)
    }
}

/// Which part of the rehearsal is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RehearsalSection {
    /// Only what this bureau receives; empty: all.
    pub bureau: String,
    /// Only this kind of notice.
    pub instrument: Option<Instrument>,
    /// Which page of notices, from 1.
    pub page: usize,
    /// Which page of the timetable, from 1.
    pub lines: usize,
    /// Which month of the load; any day in it.
    pub month: Option<NaiveDate>,
}

/// A plan as it is typed, and what is asked about it.
#[derive(Clone, Debug, Default)]
pub struct PlanDraft {
    /// The plan.
    pub text: String,
    /// How bureaus behave.
    pub conduct: Conduct,
    /// The script, if there is one.
    pub script: String,
    /// What is shown.
    pub shown: RehearsalSection,
    /// The seal of the plan that was confirmed.
    pub confirmed: String,
    /// Whether it is to go out although some of it has passed.
    pub belated: bool,
    /// What of the uploads is no text.
    pub unreadable: Option<Refused>,
    /// What other fields hold: those of [`super::form::PlanForm`].
    pub fields: Fields,
}

/// More fields than the largest form has: a row has ten at most, and there are four kinds of rows and two of lines.
const MOST_FIELDS: usize = 40 * MOST_ROWS;

/// The fields that say which draft a form is, and which version of it was seen.
pub const DRAFT_ID: &str = "draft-id";
pub const DRAFT_VERSION: &str = "draft-version";

/// The field that says that a plan was filled in as a form.
pub const FORM: &str = "form";

impl PlanDraft {
    /// Reads the form. An uploaded file takes the place of the text beside it.
    ///
    /// # Errors
    /// [`WebError::TooLarge`] and [`WebError::Invalid`] for what is no form of ours.
    pub async fn read(mut form: Multipart) -> Result<Self, WebError> {
        let mut draft = Self::default();
        while let Some(mut field) = form.next_field().await.map_err(|error| unfit(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(|error| unfit(&error))? {
                if bytes.len() + chunk.len() > MOST_BYTES {
                    return Err(WebError::TooLarge(MOST_BYTES as u64));
                }
                bytes.extend_from_slice(&chunk);
            }
            draft.take(&name, bytes);
            if draft.fields.len() > MOST_FIELDS {
                return Err(WebError::TooLarge(MOST_BYTES as u64));
            }
        }
        Ok(draft)
    }

    fn take(&mut self, name: &str, bytes: Vec<u8>) {
        let is_upload = matches!(name, "plan-file" | "script-file");
        if is_upload && bytes.is_empty() {
            return; // no file was chosen
        }
        let text = match text_of(Path::new(name), bytes) {
            Ok(text) => text.replace("\r\n", "\n"),
            Err(refused) => return self.unreadable = Some(refused),
        };
        match name {
            "text" | "plan-file" => self.text = text,
            "script" | "script-file" => self.script = text,
            "conduct" => self.conduct = Conduct::parse(&text).unwrap_or_default(),
            "bureau" => self.shown.bureau = text,
            "instrument" => self.shown.instrument = Instrument::parse(&text),
            "page" => self.shown.page = text.parse().unwrap_or(1),
            "lines" => self.shown.lines = text.parse().unwrap_or(1),
            "month" => self.shown.month = text.parse().ok(),
            "confirmed" => self.confirmed = text,
            "belated" => self.belated = text == "yes",
            _ => drop(self.fields.insert(name.to_owned(), text)),
        }
    }

    /// The form the plan was filled in as, if it was one; then its text is the plan that form describes.
    pub fn form(&mut self, issuer: &str) -> Option<PlanForm> {
        if !self.fields.contains_key(FORM) {
            return None;
        }
        let mut form = PlanForm::sent(&self.fields);
        if let Some(button) = self.fields.remove("button") {
            form.change(&button);
        }
        self.text = form.write(issuer);
        Some(form)
    }

    /// Takes the ticks off the rows of obligations that the form has not taken any more.
    pub fn leave_out(&mut self, form: &PlanForm) {
        let left = form.obligations.iter().enumerate().filter(|(_, row)| !row.taken);
        for (index, _) in left {
            self.fields.remove(&format!("obligations.{index}.taken"));
        }
    }

    /// Which draft the form is, and the version that was seen; `None`: it is not kept yet.
    pub fn kept(&self) -> Option<(PlanDraftId, i64)> {
        let number = |name: &str| self.fields.get(name)?.parse().ok();
        Some((PlanDraftId(number(DRAFT_ID)?), number(DRAFT_VERSION)?))
    }

    /// Notes that it is kept.
    pub fn set_kept(&mut self, (id, version): (PlanDraftId, i64)) {
        self.fields.insert(DRAFT_ID.to_owned(), id.to_string());
        self.fields.insert(DRAFT_VERSION.to_owned(), version.to_string());
    }

    /// What a confirmation is for: this text and no other.
    pub fn seal(&self) -> String {
        Sha256::digest(&self.text).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
    }
}

fn unfit(error: &MultipartError) -> WebError {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return WebError::TooLarge(MOST_BYTES as u64);
    }
    WebError::unfit("", error.body_text())
}
