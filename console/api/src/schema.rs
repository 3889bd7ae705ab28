//! Schemas of the words that the core spells: one list a word, straight from its enum.

use duban_domain::{
    Instrument, Level,
    access::Role,
    docket::ObligationStatus,
    finding::{FindingStatus, Grade, ProblemKind, Source, Trade},
    league::Verdict,
    listing::Ground,
    moot::Moot,
    people::{Outcome, Via},
    webhook::{EventKind, WebhookFormat},
};
use duban_service::rows::{MailState, MailWhy, RecipientRole, RecipientState};
use utoipa::openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, Type};

pub(super) fn words(all: impl IntoIterator<Item = &'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(all)).build()
}

macro_rules! spelled {
    ($($name:ident = $type:ty;)*) => {$(
        pub(super) fn $name() -> Object {
            words(<$type>::ALL.iter().map(|one| one.as_str()))
        }
    )*};
}

spelled! {
    instrument = Instrument;
    standing = ObligationStatus;
    finding_standing = FindingStatus;
    grade = Grade;
    source = Source;
    kind = ProblemKind;
    trade = Trade;
    role = Role;
    outcome = Outcome;
    via = Via;
    verdict = Verdict;
    mail = MailState;
    mail_why = MailWhy;
    moot = Moot;
    recipient_role = RecipientRole;
    recipient_state = RecipientState;
    event_kind = EventKind;
    webhook_format = WebhookFormat;
}

pub(super) fn level() -> Object {
    words([Level::Province, Level::Prefecture, Level::County].map(Level::as_str))
}

fn ground() -> Object {
    words(Ground::ALL.iter().map(|one| one.as_str()))
}

/// Kinds of events, at least one.
pub(super) fn event_kinds() -> Array {
    ArrayBuilder::new().items(event_kind()).min_items(Some(1)).build()
}

/// At least one ground.
pub(super) fn grounds() -> Array {
    ArrayBuilder::new().items(ground()).min_items(Some(1)).build()
}
