//! Whoever looks and acts, and the rule that is asked before they are answered.

use super::{
    principal::{Principal, Via},
    trail::ActTrail,
};
use crate::{Service, ServiceError};
use duban_domain::{
    Actor, Bureau, BureauCode, Directory,
    access::{Action, Relation, may},
};
use std::{collections::BTreeSet, ops::Deref};

/// Somebody known who looks and acts here.
#[derive(Clone, Debug)]
pub struct Viewer {
    service: Service,
    principal: Principal,
    trail: ActTrail,
}

impl Deref for Viewer {
    type Target = Principal;

    fn deref(&self) -> &Principal {
        &self.principal
    }
}

impl Service {
    /// Somebody known, before anything has been asked.
    pub fn viewer(&self, principal: Principal) -> Viewer {
        Viewer { service: self.clone(), principal, trail: ActTrail::default() }
    }
}

impl Viewer {
    pub(crate) fn service(&self) -> &Service {
        &self.service
    }

    /// All bureaus: who there is and who stands above whom is no secret among them.
    pub fn directory(&self) -> &Directory {
        self.service.directory()
    }

    /// What this viewer asked the rule, and whether the audit log has a line of it.
    pub fn trail(&self) -> &ActTrail {
        &self.trail
    }

    /// Asks whether this viewer may act so upon a bureau.
    ///
    /// # Errors
    /// [`ServiceError::Hidden`] for a bureau it does not even see, so that nobody learns what is there;
    /// [`ServiceError::Forbidden`] for one it sees.
    pub fn authorise(&self, action: Action, bureau: &BureauCode) -> Result<(), ServiceError> {
        self.trail.note_asked(action, bureau);
        if !self.may(Action::See, bureau) {
            return Err(ServiceError::Hidden);
        }
        if self.may(action, bureau) { Ok(()) } else { Err(ServiceError::Forbidden(action)) }
    }

    /// Whether this viewer may: for drawing buttons. What they do is asked again.
    pub fn may(&self, action: Action, bureau: &BureauCode) -> bool {
        let relation = Relation::of(self.directory(), &self.bureau, bureau);
        self.via == Via::Terminal || may(self.role, action, relation)
    }

    /// Its own bureau and all below it, parents before children.
    pub fn sees(&self) -> Vec<&Bureau> {
        self.directory().subtree(&self.bureau)
    }

    /// Their codes.
    pub fn sees_codes(&self) -> BTreeSet<BureauCode> {
        self.sees().into_iter().map(|bureau| bureau.code.clone()).collect()
    }

    /// The same as a command's author.
    pub fn actor(&self) -> Actor {
        Actor { bureau: self.bureau.clone(), name: self.name.clone() }
    }
}
