//! What a webhook receives: an envelope of the Standard Webhooks scheme (`type`, `timestamp`, `data`)
//! around an event of this version.
//!
//! Receivers hold this shape: within a version fields are added, never renamed, removed or given another
//! meaning; a receiver ignores what it does not know.

use super::{facts::EventFacts, kind::EventKind, told::OutboundEvent};
use crate::{
    bureaus::actor::Actor,
    ids::{BureauCode, CampaignId},
    timekeeping::time::{PlanTime, WallTime},
};
use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// The version of the shape of [`WebhookEvent`].
pub const VERSION: u32 = 1;

/// An event as it is posted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WebhookEvent {
    /// The same as `webhook-id`: stable, the same again when the event is sent again.
    pub id: String,
    /// The kind and what happened: `obligation.fell-due`, `notice.issued`. A test is `webhook.test`.
    #[serde(rename = "type")]
    pub name: String,
    /// When it happened, in the campaign's own time.
    #[serde(serialize_with = "seconds")]
    pub timestamp: DateTime<Utc>,
    /// The version of this shape.
    pub version: u32,
    /// What happened; absent from a test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<EventData>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventData {
    /// The campaign: its id and title.
    pub campaign: NamedRef<CampaignId>,
    /// Whose docket; in whose district a finding lies; whom a listing or an incident is about.
    pub bureau: NamedRef<BureauCode>,
    /// What it is about; absent where that is the campaign as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<EventSubject>,
    /// Who did it; absent when it happened by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// What else is known of it.
    pub facts: EventFacts,
}

/// Something with an id and a name that people read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedRef<I> {
    /// The id.
    pub id: I,
    /// The name.
    pub name: String,
}

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSubject {
    /// What it is.
    pub kind: SubjectKind,
    /// Its id within the campaign; an obligation's within the bureau's docket.
    pub id: String,
    /// Its title, or the problem, in a sentence.
    pub title: String,
}

/// What kind of thing an event is about.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    /// An obligation.
    Obligation,
    /// A finding.
    Finding,
    /// A listing.
    Listing,
    /// An urgent matter.
    Incident,
}

/// A line of the ledger and what the store knows beside it: all that an event is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboundLine {
    /// The workflow that told it.
    pub workflow: String,
    /// Which of its records.
    pub sequence: u64,
    /// Its place in the record.
    pub position: u32,
    /// The campaign.
    pub campaign: NamedRef<CampaignId>,
    /// The zone its dates are read in.
    pub zone: Tz,
    /// The bureau.
    pub bureau: NamedRef<BureauCode>,
    /// What it is about, as the store knows it.
    pub subject: Option<EventSubject>,
    /// When it happened.
    pub at: PlanTime,
    /// Who did it.
    pub by: Option<Actor>,
    /// What happened.
    pub told: OutboundEvent,
}

impl OutboundLine {
    /// The id of the event: the same whenever and to whomever it is sent, after a rebuild of the store too.
    pub fn id(&self) -> String {
        let place = format!("{}\n{}\n{}", self.workflow, self.sequence, self.position);
        let digits = Sha256::digest(place).into_iter().take(16).map(|byte| format!("{byte:02x}"));
        std::iter::once("evt_".to_owned()).chain(digits).collect()
    }

    /// The event as it is posted.
    pub fn event(&self) -> WebhookEvent {
        WebhookEvent {
            id: self.id(),
            name: self.told.name(),
            timestamp: self.at.utc(),
            version: VERSION,
            data: Some(EventData {
                campaign: self.campaign.clone(),
                bureau: self.bureau.clone(),
                subject: self.subject.clone(),
                by: self.by.clone(),
                facts: self.told.facts.clone(),
            }),
        }
    }
}

impl WebhookEvent {
    /// An event that only shows that a receiver is reached.
    pub fn test(id: impl Into<String>, at: WallTime) -> Self {
        let name = "webhook.test".to_owned();
        Self { id: id.into(), name, timestamp: at.utc(), version: VERSION, data: None }
    }
}

impl OutboundEvent {
    /// `obligation.fell-due`
    pub fn name(&self) -> String {
        format!("{}.{}", EventKind::as_str(self.kind), self.event)
    }
}

fn seconds<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Secs, true))
}
