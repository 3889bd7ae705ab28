//! A docket takes back the document by which it had listed.

use super::command::ListingCommand;
use crate::{
    bureaus::actor::Actor,
    ids::{BureauCode, ListingId},
    machines::command::CommandEnvelope,
    timekeeping::time::PlanTime,
};
use serde::{Deserialize, Serialize};

/// A docket's document that had opened a listing does not stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// Which listing.
    pub listing: ListingId,
    /// The bureau that had issued the document.
    pub by: BureauCode,
    /// When it was taken back.
    pub at: PlanTime,
    /// Why.
    pub reason: String,
}

impl Revocation {
    /// The command it comes to.
    pub fn act(&self) -> CommandEnvelope<ListingCommand> {
        let by = Actor { bureau: self.by.clone(), name: "督办系统".to_owned() };
        CommandEnvelope { by, command: ListingCommand::Revoke { reason: self.reason.clone() } }
    }
}
