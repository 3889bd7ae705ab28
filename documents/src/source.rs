//! What a document is made of.

use chrono_tz::Tz;
use duban_domain::{BureauCode, Instrument, Letterhead, Notice, PlanTime, record::DocumentNumber};
use serde::{Deserialize, Serialize};

/// What stands in the place of a draft's number.
pub const PENDING: &str = "文号待定";

/// Everything one document says and bears. It is complete: rendering asks nobody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The notice; its instrument is a document.
    pub notice: Notice,
    /// Its number; `None` for a draft that nobody has approved, and whose number is pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<DocumentNumber>,
    /// The names of all it names, as they were when it was issued.
    pub letterhead: Letterhead,
    /// The bureau it is about: whose docket it is, or in whose district the matter lies.
    pub about: BureauCode,
    /// The zone its dates are read in.
    pub zone: Tz,
    /// The documents it builds on, or takes back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
    /// All bureaus it criticises, by their codes, where those are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<CriticisedBureau>,
    /// That it was voided. It keeps its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void: Option<Void>,
}

impl Source {
    /// The number as the document bears it: 黔南市监〔2024〕12号, or 文号待定.
    pub fn full_number(&self) -> String {
        self.number.map_or_else(|| PENDING.to_owned(), |number| number.with_prefix(&self.letterhead.prefix))
    }

    /// Whether it is a draft.
    pub const fn is_draft(&self) -> bool {
        self.number.is_none()
    }
}

/// A bureau that a circular criticises among others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriticisedBureau {
    /// Which.
    pub bureau: BureauCode,
    /// The documents that were sent to it before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
}

/// A document issued before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Its number with the organ code.
    pub number: String,
    /// What it is.
    pub instrument: Instrument,
    /// The instant it bears.
    pub at: PlanTime,
    /// Whether it names others too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
}

/// A document that no longer holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Void {
    /// Since when.
    pub at: PlanTime,
    /// Why.
    pub reason: String,
}
