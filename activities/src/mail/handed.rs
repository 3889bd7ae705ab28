//! Whom a mail goes to, and what became of it with each of them.

use duban_store::Role;
use lettre::Address;

/// One address that a mail still has to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recipient {
    pub(super) role: Role,
    pub(super) address: Address,
}

impl Recipient {
    pub(super) fn met(&self, fate: Fate) -> Handed {
        Handed { role: self.role, address: self.address.to_string(), fate }
    }
}

pub use duban_store::{Fate, Handed};
