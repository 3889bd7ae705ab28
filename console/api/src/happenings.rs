//! What happened, as the ledger has it, and what came of an act.

use chrono_tz::Tz;
use duban_domain::{Actor, EventEnvelope};
use duban_web::WebError;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What happened in a docket or a matter, as the ledger has it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventResource {
    /// When, with the campaign's offset.
    #[schema(format = DateTime)]
    at: String,
    /// The obligation it is about.
    obligation: Option<String>,
    /// Who did it; none: it happened by itself.
    by: Option<Person>,
    /// What: its `event` says what kind, the rest belongs to it.
    #[schema(value_type = Object)]
    what: Value,
}

/// A person who acted for a bureau.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Person {
    /// The bureau's code.
    bureau: String,
    /// The person's name.
    name: String,
}

impl Person {
    pub(super) fn of(by: Actor) -> Self {
        Self { bureau: by.bureau.to_string(), name: by.name }
    }
}

/// What came of an act.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Taken {
    /// What happened by it, in order.
    pub(super) happened: Vec<EventResource>,
}

/// Effects as happenings.
pub(super) fn happenings<W: Serialize>(
    effects: Vec<EventEnvelope<W>>,
    zone: Tz,
) -> Result<Vec<EventResource>, WebError> {
    effects.into_iter().map(|effect| happening(effect, zone)).collect()
}

/// An effect as a happening.
pub(super) fn happening<W: Serialize>(effect: EventEnvelope<W>, zone: Tz) -> Result<EventResource, WebError> {
    Ok(EventResource {
        at: effect.at.rfc3339(zone),
        obligation: effect.obligation.map(|id| id.to_string()),
        by: effect.by.map(Person::of),
        what: serde_json::to_value(effect.event).map_err(|error| WebError::Internal(error.into()))?,
    })
}
