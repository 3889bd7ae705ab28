//! What plans usually say where a directive is silent: receipt, reminders, and the ladder of three letters and
//! one notice (三书一函) up to the report to the local government.

use super::authored::{
    AuthoredApproval, AuthoredObligation, AuthoredReminders, AuthoredRung, CopyTo, Instrument, Ladder,
    OwedBy, ReminderTime, Role,
};

/// 签收: within two working days.
pub(super) fn receipt() -> AuthoredObligation {
    AuthoredObligation {
        id: "receipt".to_owned(),
        title: "签收".to_owned(),
        owed_by: OwedBy::Executing,
        phase: None,
        opens: None,
        due: "issued + 2wd".to_owned(),
        review: None,
        requires: Vec::new(),
        reminders: None,
        ladder: None,
    }
}

/// Seven days, three and one working days before.
pub(super) fn reminders() -> AuthoredReminders {
    let before = ["7d", "3wd", "1wd"].map(str::to_owned).to_vec();
    AuthoredReminders { before, at: ReminderTime::Opens }
}

/// Letter, circular, talk, listing, report to the local government.
pub(super) fn ladder() -> Ladder {
    let rung = |after: &str, instrument, copies: &[CopyTo], within: Option<&str>, reply: Option<&str>| {
        AuthoredRung {
            after: after.to_owned(),
            instrument,
            from: Role::Supervisor,
            copies: copies.to_vec(),
            approval: within.map(|within| AuthoredApproval { by: Role::Issuer, within: within.to_owned() }),
            reply: reply.map(str::to_owned),
        }
    };
    Ladder(vec![
        rung("1wd", Instrument::ReminderLetter, &[], None, Some("3wd")),
        rung("3wd", Instrument::Circular, &[CopyTo::Peers], None, None),
        rung("5wd", Instrument::Interview, &[], Some("2wd"), Some("2wd")),
        rung("10wd", Instrument::Listing, &[CopyTo::Peers], Some("3wd"), Some("5wd")),
        rung("20wd", Instrument::GovernmentReport, &[CopyTo::Supervisor], Some("3wd"), None),
    ])
}
