//! Who asks, and the one place where the rule is asked whether they may.

use crate::{Console, WebError};
use axum::{extract::FromRequestParts, http::request::Parts};
use duban_domain::{
    Actor, Bureau, BureauCode,
    access::{Action, Relation, Role, may},
};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

/// How a request proved who asks.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// A person in a browser.
    Session,
    /// An integration, by this token.
    Token(i64),
}

/// A known user or integration that asks for something.
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
    /// What this request asked the rule: see [`crate::guard`].
    asked: Arc<RequestFacts>,
}

/// What became known of a request while it was answered.
#[derive(Debug, Default)]
struct RequestFacts {
    last: Mutex<Option<(Action, BureauCode)>>,
    /// Whether its line stands in the audit log.
    is_written: AtomicBool,
}

impl Principal {
    /// Someone known, before anything has been asked.
    pub fn new(account: String, name: String, bureau: BureauCode, role: Role, via: Via) -> Self {
        Self { account, name, bureau, role, via, source: String::new(), asked: Arc::default() }
    }

    /// The same, asking from this address.
    #[must_use]
    pub fn asking_from(self, source: String) -> Self {
        Self { source, ..self }
    }

    /// Asks whether this principal may act so upon a bureau.
    ///
    /// # Errors
    /// [`WebError::NotFound`] for a bureau it does not even see, so that nobody learns what is there;
    /// [`WebError::Forbidden`] for one it sees.
    pub fn authorise(&self, console: &Console, action: Action, bureau: &BureauCode) -> Result<(), WebError> {
        self.note_asked(action, bureau);
        let relation = Relation::of(console.directory(), &self.bureau, bureau);
        if !may(self.role, Action::See, relation) {
            return Err(WebError::NotFound);
        }
        if may(self.role, action, relation) { Ok(()) } else { Err(WebError::Forbidden(action)) }
    }

    /// Whether this principal may: for drawing buttons. What they do is asked again.
    pub fn may(&self, console: &Console, action: Action, bureau: &BureauCode) -> bool {
        may(self.role, action, Relation::of(console.directory(), &self.bureau, bureau))
    }

    /// For what concerns nobody but the principal itself: its own account, its own language, a list that
    /// is cut to what it sees.
    pub fn authorise_own(&self, console: &Console) -> Result<(), WebError> {
        self.authorise(console, Action::See, &self.bureau)
    }

    /// Its own bureau and all below it, parents before children.
    pub fn sees<'a>(&self, console: &'a Console) -> Vec<&'a Bureau> {
        console.directory().subtree(&self.bureau)
    }

    /// The same as a command's author.
    pub fn actor(&self) -> Actor {
        Actor { bureau: self.bureau.clone(), name: self.name.clone() }
    }

    pub(crate) fn has_asked(&self) -> bool {
        self.last_asked().is_some()
    }

    /// What the rule was asked last.
    pub(crate) fn last_asked(&self) -> Option<(Action, BureauCode)> {
        self.asked.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note_asked(&self, action: Action, bureau: &BureauCode) {
        *self.asked.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((action, bureau.clone()));
    }

    pub(crate) fn was_written(&self) -> bool {
        self.asked.is_written.load(Ordering::Relaxed)
    }

    pub(crate) fn note_written(&self) {
        self.asked.is_written.store(true, Ordering::Relaxed);
    }

    /// The same principal for another request.
    pub(crate) fn fresh(&self) -> Self {
        Self { asked: Arc::default(), ..self.clone() }
    }
}

impl<S: Sync> FromRequestParts<S> for Principal {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        parts.extensions.get::<Self>().cloned().ok_or(WebError::NotSignedIn)
    }
}
