//! Which paper a command answers, told by what it is (the letter of this rung, the approval of that
//! instrument) and not by its number: two runs of one campaign may number their papers differently.

pub use super::about_correspondence::{AboutCorrespondence, CorrespondenceKind};

use crate::{
    ids::{BureauCode, ObligationId},
    machines::{
        command::Command, event::EventEnvelope, finding::FindingCommand, incident::IncidentCommand,
        listing::ListingCommand, machine::DomainEvent,
    },
    paperwork::{correspondence::NoticeEvent, instrument::Instrument},
};
use serde::{Deserialize, Serialize};

/// A paper by what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrespondenceKey {
    marks: CorrespondenceMarks,
    /// Ordinal among those with the same marks, from 0: a report that was returned climbs its ladder anew.
    nth: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum CorrespondenceMarks {
    Document { instrument: Instrument, obligation: Option<ObligationId>, step: u16, to: BureauCode },
    Approval { instrument: Instrument, obligation: Option<ObligationId>, of: BureauCode },
}

impl CorrespondenceKey {
    /// What the paper of this number is, by what happened in its machine.
    pub fn of<'a, W: DomainEvent + 'a>(
        effects: impl Iterator<Item = &'a EventEnvelope<W>>,
        (kind, number): (CorrespondenceKind, u32),
    ) -> Option<Self> {
        let mut before = Vec::new();
        for (marks, its_number) in effects.filter_map(marked) {
            if its_number == number && marks.kind() == kind {
                let nth = before.iter().filter(|other| **other == marks).count();
                return Some(Self { marks, nth });
            }
            before.push(marks);
        }
        None
    }

    /// Its number in another run of the same machine; `None` where no such paper came up.
    pub fn number<'a, W: DomainEvent + 'a>(
        &self,
        effects: impl Iterator<Item = &'a EventEnvelope<W>>,
    ) -> Option<u32> {
        let alike = effects.filter_map(marked).filter(|(marks, _)| *marks == self.marks);
        alike.map(|(_, number)| number).nth(self.nth)
    }
}

impl CorrespondenceMarks {
    fn kind(&self) -> CorrespondenceKind {
        match self {
            Self::Document { .. } => CorrespondenceKind::Document,
            Self::Approval { .. } => CorrespondenceKind::Approval,
        }
    }
}

/// The paper that comes up by an effect, and its number.
fn marked<W: DomainEvent>(effect: &EventEnvelope<W>) -> Option<(CorrespondenceMarks, u32)> {
    let obligation = effect.obligation.clone();
    match effect.event.paper()?.into_owned() {
        NoticeEvent::Issued { notice } => {
            let (instrument, step, to) = (notice.instrument, notice.step, notice.to);
            Some((CorrespondenceMarks::Document { instrument, obligation, step, to }, notice.ordinal))
        }
        NoticeEvent::ApprovalAsked { approval, instrument, of, .. } => {
            Some((CorrespondenceMarks::Approval { instrument, obligation, of }, approval))
        }
        _ => None,
    }
}

/// The commands of a machine that issues documents and asks approvals: those about a paper are alike, and the
/// others are named, so that none is forgotten.
macro_rules! about_paper {
    ($command:ident: $($other:ident)+) => {
        impl AboutCorrespondence for $command {
            fn paper_number(&mut self) -> Option<(CorrespondenceKind, &mut u32)> {
                match self {
                    Self::Approve { approval } | Self::Decline { approval, .. } => {
                        Some((CorrespondenceKind::Approval, approval))
                    }
                    Self::Void { notice, .. }
                    | Self::Acknowledge { notice, .. }
                    | Self::Reply { notice, .. } => Some((CorrespondenceKind::Document, notice)),
                    $(Self::$other { .. })|+ => None,
                }
            }
        }
    };
}

about_paper!(Command: Submit Replace Supplement TakeBack AskExtension AskWaiver WithdrawRequest Refuse Accept Return Extend Waive Circulate Redate Amend);
about_paper!(FindingCommand:
    Triage Dismiss CorrectOnTheSpot FileEvidence Reinspect AskExtension LookBack HandOver ConfirmReceipt
    ProposePublication Redate);
about_paper!(ListingCommand:
    Publish FilePlan ReportProgress Apply Verify PublishDelisting AskExtension Revoke Redate);

impl AboutCorrespondence for IncidentCommand {
    fn paper_number(&mut self) -> Option<(CorrespondenceKind, &mut u32)> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::event::DocketEvent;

    fn asked(approval: u32, instrument: Instrument, obligation: &str) -> EventEnvelope {
        let at = crate::machines::ticking::tests::at("2024-08-20 17:30");
        let what = DocketEvent::ApprovalAsked { approval, instrument, of: "20".into(), by_when: at };
        EventEnvelope::new(at, Some(obligation.into()), what)
    }

    #[test]
    fn a_paper_is_found_by_what_it_is_where_the_numbers_differ() {
        let rehearsed = [
            asked(1, Instrument::Interview, "report"),
            asked(2, Instrument::Listing, "report"),
            asked(3, Instrument::Interview, "report"),
        ];
        let durable = [
            asked(1, Instrument::Interview, "plan"),
            asked(2, Instrument::Interview, "report"),
            asked(3, Instrument::Interview, "report"),
        ];
        let found = |number| {
            let key =
                CorrespondenceKey::of(rehearsed.iter(), (CorrespondenceKind::Approval, number)).unwrap();
            key.number(durable.iter())
        };
        assert_eq!(found(1), Some(2));
        assert_eq!(found(3), Some(3), "the second of its kind");
        assert_eq!(found(2), None, "no listing was asked for");
        assert_eq!(CorrespondenceKey::of(rehearsed.iter(), (CorrespondenceKind::Document, 1)), None);
    }

    #[test]
    fn a_command_names_its_paper() {
        let mut approve = Command::Approve { approval: 3 };
        let (kind, number) = approve.paper_number().unwrap();
        assert_eq!((kind, *number), (CorrespondenceKind::Approval, 3));
        *number = 5;
        assert_eq!(approve, Command::Approve { approval: 5 });
        assert_eq!(Command::Accept { obligation: "report".into(), version: None }.paper_number(), None);
    }
}
