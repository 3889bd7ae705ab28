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
    /// The command it comes to. Its reason stands on lines without tabs: see [`was_refused`].
    pub fn act(&self) -> CommandEnvelope<ListingCommand> {
        let by = Actor { bureau: self.by.clone(), name: "督办系统".to_owned() };
        let reason = self.reason.replace("\r\n", "\n").replace(REFUSED_ONCE, " ");
        CommandEnvelope { by, command: ListingCommand::Revoke { reason } }
    }
}

/// What texts may hold now, and those of a listing could not hold once.
const REFUSED_ONCE: [char; 2] = ['\r', '\t'];

/// Whether an earlier version refused this revocation for the signs in its reason. A revocation comes as a signal,
/// which history keeps whatever became of it; one that was refused then is refused when it is done again.
pub fn was_refused(command: &ListingCommand) -> bool {
    matches!(command, ListingCommand::Revoke { reason } if reason.contains(REFUSED_ONCE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revocation_is_never_like_one_that_was_refused_once() {
        let at = PlanTime::new(chrono::DateTime::UNIX_EPOCH);
        let reason = "数据\t不实\r\n见附件\r".to_owned();
        let revocation = Revocation { listing: "a".into(), by: "20".into(), at, reason: reason.clone() };
        let act = revocation.act();
        assert!(!was_refused(&act.command));
        assert!(was_refused(&ListingCommand::Revoke { reason }));
        let ListingCommand::Revoke { reason } = act.command else { panic!("another command") };
        assert_eq!(reason, "数据 不实\n见附件 ");
    }
}
