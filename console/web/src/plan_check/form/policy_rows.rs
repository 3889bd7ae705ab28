//! Ladders and reminder policies as rows of a plan's form.

use super::fields::{FormRow, listed, numbered};
use duban_config::plan::authored::{
    AuthoredApproval, AuthoredReminders, AuthoredRung, CopyTo, Instrument, Ladder, ReminderTime, Role,
};
use duban_domain::directive::{span_words, spoken_span};

/// The documents a rung may issue, by the word of a plan.
pub const INSTRUMENTS: [(&str, Instrument); 6] = [
    ("reminder-letter", Instrument::ReminderLetter),
    ("circular", Instrument::Circular),
    ("rectification-notice", Instrument::RectificationNotice),
    ("interview", Instrument::Interview),
    ("listing", Instrument::Listing),
    ("government-report", Instrument::GovernmentReport),
];

/// Who issues a document or approves it, by the word of a plan.
pub const ROLES: [(&str, Role); 2] = [("supervisor", Role::Supervisor), ("issuer", Role::Issuer)];

/// Who may receive copies, by the word of a plan.
const COPIES: [(&str, CopyTo); 3] =
    [("peers", CopyTo::Peers), ("supervisor", CopyTo::Supervisor), ("issuer", CopyTo::Issuer)];

/// A ladder.
#[derive(Clone, Debug, Default)]
pub struct LadderRows {
    pub taken: bool,
    pub name: String,
    pub rungs: Vec<RungRow>,
}

/// One of its rungs.
#[derive(Clone, Debug, Default)]
pub struct RungRow {
    pub taken: bool,
    pub after: String,
    pub instrument: String,
    pub from: String,
    /// The words of those who receive copies.
    pub copies: Vec<&'static str>,
    /// Who approves; empty: nobody.
    pub approval: String,
    pub within: String,
    pub reply: String,
}

/// A reminder policy.
#[derive(Clone, Debug, Default)]
pub struct ReminderRow {
    pub taken: bool,
    pub name: String,
    /// How long before, with 、 between.
    pub before: String,
}

fn word<T: PartialEq + Copy>(words: &[(&'static str, T)], one: T) -> &'static str {
    words.iter().find(|(_, known)| *known == one).map_or("", |(word, _)| word)
}

fn meant<T: Copy>(words: &[(&'static str, T)], word: &str) -> Option<T> {
    words.iter().find(|(known, _)| *known == word).map(|(_, one)| *one)
}

impl LadderRows {
    pub(super) fn of(name: &str, ladder: &Ladder) -> Self {
        Self { taken: true, name: name.to_owned(), rungs: ladder.0.iter().map(RungRow::of).collect() }
    }

    pub(super) fn sent(row: &FormRow<'_>) -> Self {
        let rungs = format!("{}.rungs", row.place);
        let rung = |place: String| RungRow::sent(&FormRow { fields: row.fields, place });
        Self {
            taken: row.is_on("taken"),
            name: row.text("name"),
            rungs: numbered(row.fields, &rungs).map(rung).collect(),
        }
    }

    /// The rungs that are ticked.
    pub(super) fn ladder(&self) -> Ladder {
        Ladder(self.rungs.iter().filter(|rung| rung.counts()).filter_map(RungRow::rung).collect())
    }
}

impl RungRow {
    /// Whether it stands in the plan: it is ticked, and not a new row that was left blank.
    pub fn counts(&self) -> bool {
        self.taken && !self.after.is_empty()
    }

    /// A new one.
    pub(super) fn blank() -> Self {
        let (instrument, from) = ("reminder-letter".to_owned(), "supervisor".to_owned());
        Self { taken: true, instrument, from, ..Self::default() }
    }

    fn of(rung: &AuthoredRung) -> Self {
        let span = |text: &Option<String>| text.as_deref().map(spoken_span).unwrap_or_default();
        let approval = rung.approval.as_ref();
        Self {
            taken: true,
            after: spoken_span(&rung.after),
            instrument: word(&INSTRUMENTS, rung.instrument).to_owned(),
            from: word(&ROLES, rung.from).to_owned(),
            copies: rung.copies.iter().map(|copy| word(&COPIES, *copy)).collect(),
            approval: approval.map(|approval| word(&ROLES, approval.by).to_owned()).unwrap_or_default(),
            within: approval.map(|approval| spoken_span(&approval.within)).unwrap_or_default(),
            reply: span(&rung.reply),
        }
    }

    fn sent(row: &FormRow<'_>) -> Self {
        let copies = COPIES.iter().map(|(word, _)| *word);
        Self {
            taken: row.is_on("taken"),
            after: row.text("after"),
            instrument: row.text("instrument"),
            from: row.text("from"),
            copies: copies.filter(|word| row.is_on(&format!("copy-{word}"))).collect(),
            approval: row.text("approval"),
            within: row.text("within"),
            reply: row.text("reply"),
        }
    }

    /// The rung; `None` where its document is none that a browser's form offers.
    fn rung(&self) -> Option<AuthoredRung> {
        let length = |text: &str| Some(span_words(text)).filter(|words| !words.is_empty());
        let within = length(&self.within).unwrap_or_else(|| "3wd".to_owned());
        Some(AuthoredRung {
            after: span_words(&self.after),
            instrument: meant(&INSTRUMENTS, &self.instrument)?,
            from: meant(&ROLES, &self.from).unwrap_or_default(),
            copies: self.copies.iter().filter_map(|word| meant(&COPIES, word)).collect(),
            approval: meant(&ROLES, &self.approval).map(|by| AuthoredApproval { by, within }),
            reply: length(&self.reply),
        })
    }

    pub fn is_copied(&self, word: &str) -> bool {
        self.copies.contains(&word)
    }
}

impl ReminderRow {
    pub(super) fn of(name: &str, reminders: &AuthoredReminders) -> Self {
        let before: Vec<_> = reminders.before.iter().map(|before| spoken_span(before)).collect();
        Self { taken: true, name: name.to_owned(), before: before.join("、") }
    }

    pub(super) fn sent(row: &FormRow<'_>) -> Self {
        Self { taken: row.is_on("taken"), name: row.text("name"), before: row.text("before") }
    }

    pub(super) fn reminders(&self) -> AuthoredReminders {
        let before = listed(&self.before).iter().map(|before| span_words(before)).collect();
        AuthoredReminders { before, at: ReminderTime::Opens }
    }
}

/// A name that no policy of these has: the usual one first.
pub(super) fn new_name<'n>(kind: &str, names: impl Iterator<Item = &'n str> + Clone) -> String {
    let usual = "default".to_owned();
    let numbered = (2..).map(|number| format!("{kind}-{number}"));
    let free = |name: &String| names.clone().all(|known| known != name);
    std::iter::once(usual).chain(numbered).find(free).unwrap_or_default()
}
