//! The effects workflows ask for, declared here and implemented in `duban-activities`: a mismatch of
//! types does not compile. The bodies are the macro's own convention for "declared elsewhere".

#![allow(clippy::unimplemented, reason = "#[activity_definitions] requires exactly this body")]

/// The ledger's effect.
pub mod ledger {
    use crate::messages::CountFindings;
    use duban_domain::{
        finding::{FindingCommand, FindingRecord},
        incident::{IncidentCommand, IncidentRecord},
        listing::{ListingCommand, ListingRecord},
        record::{Record, Recorded},
    };
    use temporalio_macros::activity_definitions;

    /// Declares what the ledger does. Every record is idempotent on (workflow, sequence).
    pub struct Ledger;

    #[activity_definitions]
    impl Ledger {
        /// Writes everything of one wake or command in one transaction and wakes the postboxes
        /// it left mail for. Idempotent on (workflow, sequence).
        #[activity(name = "ledger.record")]
        pub fn record(_record: Record) -> Recorded {
            unimplemented!()
        }

        /// The same for a finding.
        #[activity(name = "ledger.record-finding")]
        pub fn record_finding(_record: FindingRecord) -> Recorded<FindingCommand> {
            unimplemented!()
        }

        /// The same for a listing.
        #[activity(name = "ledger.record-listing")]
        pub fn record_listing(_record: ListingRecord) -> Recorded<ListingCommand> {
            unimplemented!()
        }

        /// The same for an incident.
        #[activity(name = "ledger.record-incident")]
        pub fn record_incident(_record: IncidentRecord) -> Recorded<IncidentCommand> {
            unimplemented!()
        }

        /// How many findings of a bureau were open at an instant of plan time.
        #[activity(name = "ledger.count-findings")]
        pub fn count_findings(_question: CountFindings) -> u32 {
            unimplemented!()
        }
    }

    pub use self::ledger::{
        CountFindings as CountActivity, Record as RecordActivity, RecordFinding as RecordFindingActivity,
        RecordIncident as RecordIncidentActivity, RecordListing as RecordListingActivity,
    };
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

/// The webhooks' effect.
pub mod webhook {
    use crate::messages::{Carried, Carry};
    use temporalio_macros::activity_definitions;

    /// Declares what webhooks do.
    pub struct Webhooks;

    #[activity_definitions]
    impl Webhooks {
        /// Posts what lies after a webhook's cursor, in order, at least once.
        #[activity(name = "webhook.deliver")]
        pub fn deliver(_request: Carry) -> Carried {
            unimplemented!()
        }
    }

    pub use self::webhooks::Deliver as DeliverActivity;
}
