//! The place of a bureau in a campaign.

use crate::{
    bureaus::bureau::{Directory, Level},
    ids::BureauCode,
};
use serde::{Deserialize, Serialize};

/// A bureau's place in a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The bureau.
    pub bureau: BureauCode,
    /// Its name, for people who look at the engine.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// Everyone above it, the next one first, beyond the issuer up to the top of the directory.
    pub superiors: Vec<BureauCode>,
    /// The others under the same supervisor.
    pub peers: Vec<BureauCode>,
    /// Whether it has subordinates in the campaign.
    pub coordinating: bool,
}

impl Party {
    /// The next bureau up. One with none above it, which is the top of its campaign, answers to itself.
    pub fn supervisor(&self) -> &BureauCode {
        self.superiors.first().unwrap_or(&self.bureau)
    }
}

/// The place of every bureau of a campaign: the issuer's subtree, parents first.
pub fn parties(directory: &Directory, issuer: &BureauCode) -> Vec<Party> {
    let tree = directory.subtree(issuer);
    tree.iter()
        .map(|bureau| Party {
            bureau: bureau.code.clone(),
            name: bureau.name.clone(),
            level: bureau.level,
            superiors: directory.superiors(&bureau.code),
            peers: peers(directory, &bureau.code, issuer),
            coordinating: !directory.subordinates(&bureau.code).is_empty(),
        })
        .collect()
}

fn peers(directory: &Directory, code: &BureauCode, issuer: &BureauCode) -> Vec<BureauCode> {
    let supervisor = directory.get(code).and_then(|b| b.supervisor.as_ref()).filter(|_| code != issuer);
    let siblings = supervisor.map_or(&[][..], |s| directory.subordinates(s));
    siblings.iter().filter(|sibling| *sibling != code).cloned().collect()
}
