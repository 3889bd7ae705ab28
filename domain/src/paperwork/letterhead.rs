//! The names a document bears, as they were when it was issued. Bureaus are renamed and merged; a document
//! that was issued stays as it was.

use crate::{ids::BureauCode, paperwork::notice::Notice};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a document bears besides its notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letterhead {
    /// The issuing bureau's organ code (机关代字): 黔南市监.
    pub prefix: String,
    /// The names of every bureau the notice names.
    pub names: BTreeMap<BureauCode, String>,
    /// The campaign's title.
    pub campaign: String,
    /// Who signs the issuing bureau's reports upward (签发人); `None` leaves room for the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
}

impl Letterhead {
    /// A bureau's name; its code where the name was not known.
    pub fn name<'a>(&'a self, code: &'a BureauCode) -> &'a str {
        self.names.get(code).map_or(code.as_str(), String::as_str)
    }

    /// With the names that another one bears, where they are not here.
    pub fn with_names(mut self, other: Self) -> Self {
        for (code, name) in other.names {
            self.names.entry(code).or_insert(name);
        }
        self
    }

    /// Every bureau a notice names: sender, addressee, copies, and the ones it is about.
    pub fn bureaus_of<'a>(notice: &'a Notice, about: &'a BureauCode) -> Vec<&'a BureauCode> {
        let unanswered = notice.facts.matter.iter().flat_map(|matter| &matter.unanswered);
        let league = notice.facts.league.iter();
        let ranked = league.flat_map(|league| league.bureaus().into_iter().chain(league.supervisors()));
        let fixed = [&notice.from, &notice.to, about];
        let mut all: Vec<_> =
            fixed.into_iter().chain(&notice.copies).chain(unanswered).chain(ranked).collect();
        all.sort();
        all.dedup();
        all
    }
}
