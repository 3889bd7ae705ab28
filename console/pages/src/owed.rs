//! What a bureau will owe, before it does.

use chrono_tz::Tz;
use duban_domain::docket::ObligationView;
use duban_web::i18n::Words;

/// Something that will be owed.
pub(crate) struct Owed {
    pub(crate) title: String,
    pub(crate) opens: String,
    pub(crate) due: String,
}

impl Owed {
    pub(crate) fn of(w: Words, zone: Tz, duty: &ObligationView) -> Self {
        let due = w.settled(w.time(duty.due, zone), duty.provisional);
        Self { title: duty.title.clone(), opens: w.time(duty.opens, zone), due }
    }
}
