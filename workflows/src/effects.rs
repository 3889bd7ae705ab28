//! The effects workflows ask for, declared here and implemented in `duban-activities`: a mismatch of
//! types does not compile. The bodies are the macro's own convention for "declared elsewhere".

#![allow(clippy::unimplemented, reason = "#[activity_definitions] requires exactly this body")]

/// The ledger's effect.
pub mod ledger {
    use duban_domain::record::{Record, Recorded};
    use temporalio_macros::activity_definitions;

    /// Declares what the ledger does.
    pub struct Ledger;

    #[activity_definitions]
    impl Ledger {
        /// Writes everything of one wake or command in one transaction and knocks at the postboxes
        /// it left mail for. Idempotent on (workflow, sequence).
        #[activity(name = "ledger.record")]
        pub fn record(_record: Record) -> Recorded {
            unimplemented!()
        }
    }

    pub use self::ledger::Record as RecordActivity;
}

/// The mail's effect.
pub mod mail {
    use crate::messages::{Deliver, Delivered};
    use temporalio_macros::activity_definitions;

    /// Declares what mail does.
    pub struct Mail;

    #[activity_definitions]
    impl Mail {
        /// Sends everything that waits for a bureau as one digest, at least once.
        #[activity(name = "mail.deliver")]
        pub fn deliver(_request: Deliver) -> Delivered {
            unimplemented!()
        }
    }

    pub use self::mail::Deliver as DeliverActivity;
}
