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

/// A ladder to begin with.
pub struct LadderPreset {
    /// Its name.
    pub name: &'static str,
    /// Its rungs.
    pub ladder: fn() -> Ladder,
}

/// The ladders that planners usually choose among: as offices mostly do it, for what is no more than asked for, and
/// for what cannot wait.
pub const LADDER_PRESETS: [LadderPreset; 3] = [
    LadderPreset { name: "usual", ladder },
    LadderPreset { name: "gentle", ladder: gentle },
    LadderPreset { name: "strict", ladder: strict },
];

/// A rung of the supervising bureau: after how long, what, to whom else, who approves within how long, and by when
/// it is to be answered.
fn rung(
    after: &str,
    instrument: Instrument,
    copies: &[CopyTo],
    within: Option<&str>,
    reply: Option<&str>,
) -> AuthoredRung {
    AuthoredRung {
        after: after.to_owned(),
        instrument,
        from: Role::Supervisor,
        copies: copies.to_vec(),
        approval: within.map(|within| AuthoredApproval { by: Role::Issuer, within: within.to_owned() }),
        reply: reply.map(str::to_owned),
    }
}

/// Letter, circular, talk, listing, report to the local government.
pub(super) fn ladder() -> Ladder {
    Ladder(vec![
        rung("1wd", Instrument::ReminderLetter, &[], None, Some("3wd")),
        rung("3wd", Instrument::Circular, &[CopyTo::Peers], None, None),
        rung("5wd", Instrument::Interview, &[], Some("2wd"), Some("2wd")),
        rung("10wd", Instrument::Listing, &[CopyTo::Peers], Some("3wd"), Some("5wd")),
        rung("20wd", Instrument::GovernmentReport, &[CopyTo::Supervisor], Some("3wd"), None),
    ])
}

/// A letter, and a circular for whoever lets it lie.
fn gentle() -> Ladder {
    Ladder(vec![
        rung("3wd", Instrument::ReminderLetter, &[], None, Some("5wd")),
        rung("10wd", Instrument::Circular, &[CopyTo::Peers], None, None),
    ])
}

/// The usual one in half the time.
fn strict() -> Ladder {
    Ladder(vec![
        rung("1wd", Instrument::ReminderLetter, &[], None, Some("1wd")),
        rung("2wd", Instrument::Circular, &[CopyTo::Peers], None, None),
        rung("3wd", Instrument::Interview, &[], Some("1wd"), Some("1wd")),
        rung("5wd", Instrument::Listing, &[CopyTo::Peers], Some("2wd"), Some("3wd")),
        rung("10wd", Instrument::GovernmentReport, &[CopyTo::Supervisor], Some("2wd"), None),
    ])
}
