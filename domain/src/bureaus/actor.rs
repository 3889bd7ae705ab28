//! Who acts: a person, for a bureau.

use crate::ids::BureauCode;
use serde::{Deserialize, Serialize};

/// A person acting for a bureau.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The bureau.
    pub bureau: BureauCode,
    /// The person's name or account.
    pub name: String,
}
