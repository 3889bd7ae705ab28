//! Somebody known, and how they came.

use duban_domain::{Actor, BureauCode, InboxId, access::Role};

/// How whoever looks came.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// A person in a browser.
    Session,
    /// An integration, by this token.
    Token(i64),
    /// A program, by a message that it signed for this inbox.
    Inbox(InboxId),
    /// An operator at the terminal, who is asked no permission: the store's file is theirs already.
    Terminal,
}

/// Somebody known: a person, an integration, an operator.
#[derive(Clone, Debug)]
pub struct Principal {
    /// The account, or the token's name.
    pub account: String,
    /// The name others read.
    pub name: String,
    /// The bureau it belongs to and acts for.
    pub bureau: BureauCode,
    /// What it does there.
    pub role: Role,
    /// How it was known.
    pub via: Via,
    /// From which address it asks; empty: none is known.
    pub source: String,
}

impl Principal {
    /// Somebody known, whose address is not.
    pub fn new(account: String, name: String, bureau: BureauCode, role: Role, via: Via) -> Self {
        Self { account, name, bureau, role, via, source: String::new() }
    }

    /// An operator at the terminal, who acts for a bureau. They have no role there: nobody asks for one.
    pub fn operator(login: String, by: Actor) -> Self {
        Self::new(login, by.name, by.bureau, Role::Observer, Via::Terminal)
    }

    /// The same, asking from this address.
    #[must_use]
    pub fn asking_from(self, source: String) -> Self {
        Self { source, ..self }
    }
}
