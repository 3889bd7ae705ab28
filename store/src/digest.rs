//! One mail to one bureau: everything that waited for it, with what a template needs to word it.
//!
//! Only facts stand here; which words they become is the mailer's affair.

use crate::Role;
use chrono_tz::Tz;
use duban_domain::{
    bureau::Bureau,
    ids::{BureauCode, CampaignId},
    instrument::Instrument,
    letterhead::Letterhead,
    notice::Notice,
    record::DocumentNumber,
    time::{PlanTime, WallTime},
};
use serde::{Deserialize, Serialize};

/// A mail that has been put together and not yet sent. Opening it again gives the same content and
/// the same Message-ID, so that a retry sends the identical mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// Its row, for [`crate::Store::digest_sent`] and [`crate::Store::digest_failed`].
    pub id: i64,
    /// The Message-ID header, angle brackets included.
    pub message_id: String,
    /// When it was put together: the Date header, so that a retry bears the same one.
    pub created: WallTime,
    /// The bureau that receives it, with its contacts as they are now.
    pub bureau: Bureau,
    /// Whether it tells of urgent matters, and of nothing else.
    #[serde(default)]
    pub urgent: bool,
    /// Who needs it no more: it reached them, or was refused for them.
    #[serde(default)]
    pub settled: Vec<Role>,
    /// Where it goes instead of the office, because a person said so.
    #[serde(default)]
    pub instead: Option<String>,
    /// What it says: documents first in [`Instrument`]'s order, then by campaign, instant and bureau.
    pub entries: Vec<DigestEntry>,
}

/// One notice in a digest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DigestEntry {
    /// The notice's row.
    #[serde(default)]
    pub id: i64,
    /// The workflow that issued it.
    #[serde(default)]
    pub source: String,
    /// The campaign it belongs to.
    pub campaign: CampaignId,
    /// That campaign's title.
    pub campaign_title: String,
    /// The zone that campaign's dates are read in.
    pub zone: Tz,
    /// The notice.
    pub notice: Notice,
    /// Its number in full, such as 黔南市监〔2024〕12号; `None` for what is no document.
    pub number: Option<String>,
    /// The bureau that issues it.
    pub from: Bureau,
    /// What it bears as a document; `None` for what is none.
    #[serde(default)]
    pub document: Option<Numbered>,
    /// The bureau whose docket it comes from, the debtor; or whom the matter is about.
    pub about: Bureau,
    /// All bureaus that its circular names, where those are several.
    #[serde(default)]
    pub named: Vec<Bureau>,
    /// The other notices that it stands for: workflow and ordinal. A circular stands once in a mail.
    #[serde(default)]
    pub with: Vec<(String, u32)>,
    /// The bureaus that have not acknowledged, where it is about an incident.
    #[serde(default)]
    pub unanswered: Vec<Bureau>,
    /// Whether the receiver gets a copy for information rather than being addressed.
    pub is_copy: bool,
    /// The documents it builds on, by ordinal; resolved from the notice's facts.
    pub earlier: Vec<EarlierDocument>,
}

/// What a document bears besides its notice: given when it was recorded, and the same ever after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// The document's row.
    pub id: i64,
    /// Its number.
    pub number: DocumentNumber,
    /// The names it bears.
    pub letterhead: Letterhead,
}

impl DigestEntry {
    /// Whether `receiver` is to pass it on: a report to the local government reaches the government
    /// through the bureau that issues it.
    pub fn is_for_transmission_by(&self, receiver: &BureauCode) -> bool {
        self.notice.instrument == Instrument::GovernmentReport
            && self.from.code == *receiver
            && self.notice.to != *receiver
    }
}

/// A document that a later one refers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierDocument {
    /// Its ordinal in the docket or the matter.
    pub ordinal: u32,
    /// What it is.
    pub instrument: Instrument,
    /// Its number in full.
    pub number: Option<String>,
    /// The instant it bears.
    pub at: PlanTime,
    /// Whether it names others too.
    #[serde(default)]
    pub shared: bool,
}
