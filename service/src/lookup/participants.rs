//! Whom a campaign would reach, and who of them could not act.

use super::viewer::Viewer;
use crate::ServiceError;
use duban_domain::{BureauCode, access::Role};
use std::collections::BTreeMap;

/// A bureau that a campaign reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Which.
    pub bureau: BureauCode,
    /// How many bureaus stand between it and the issuer, itself counted; 0: it is the issuer.
    pub depth: usize,
    /// Whether a mail address of its office is known.
    pub has_address: bool,
    /// How many people of it may sign in and do its work.
    pub officers: usize,
    /// How many people of it may sign in and decide.
    pub leaders: usize,
}

impl Participant {
    /// Whether it hears of what it owes and somebody there can answer.
    pub const fn can_act(&self) -> bool {
        self.has_address && self.officers > 0
    }
}

impl Viewer {
    /// The bureaus that a campaign of this viewer's bureau reaches, each below the one above it.
    ///
    /// # Errors
    /// This viewer neither launches nor approves launches.
    pub async fn participants(&self) -> Result<Vec<Participant>, ServiceError> {
        self.permit_plans()?;
        let issuer = &self.bureau;
        let directory = self.directory();
        let tree = directory.subtree(issuer);
        let codes = tree.iter().map(|bureau| bureau.code.clone()).collect();
        let mut people: BTreeMap<BureauCode, (usize, usize)> = BTreeMap::new();
        for person in self.service().store().person_list(Some(&codes)).await? {
            let (officers, leaders) = people.entry(person.bureau).or_default();
            match person.role {
                _ if person.disabled.is_some() => {}
                Role::Officer => *officers += 1,
                Role::Leader => *leaders += 1,
                Role::Planner | Role::Observer | Role::Administrator => {}
            }
        }
        let above = directory.superiors(issuer).len();
        let participant = |bureau: &&duban_domain::bureau::Bureau| {
            let (officers, leaders) = people.get(&bureau.code).copied().unwrap_or_default();
            Participant {
                bureau: bureau.code.clone(),
                depth: directory.superiors(&bureau.code).len().saturating_sub(above),
                has_address: !bureau.contacts.office.is_empty(),
                officers,
                leaders,
            }
        };
        Ok(tree.iter().map(participant).collect())
    }
}
