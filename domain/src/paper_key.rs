//! Which paper a command answers, told by what it is (the letter of this rung, the approval of that
//! instrument) and not by its number: two runs of one campaign may number their papers differently.

use crate::{
    command::Command,
    effect::Effect,
    finding::FindingCommand,
    ids::{BureauCode, ObligationId},
    incident::IncidentCommand,
    instrument::Instrument,
    listing::ListingCommand,
    machine::Happening,
    paper::Paper,
};
use serde::{Deserialize, Serialize};

/// What a number in a command counts.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum PaperKind {
    /// Documents of the machine.
    Document,
    /// Its approvals.
    Approval,
}

/// A command that may name a paper by its number.
pub trait AboutPaper {
    /// The number and what it counts; `None` for a command that names no paper.
    fn paper_number(&mut self) -> Option<(PaperKind, &mut u32)>;
}

/// A paper by what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperKey {
    marks: Marks,
    /// The how-many-eth of its marks, from 0: a report that was returned climbs its ladder anew.
    nth: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Marks {
    Document { instrument: Instrument, obligation: Option<ObligationId>, step: u16, to: BureauCode },
    Approval { instrument: Instrument, obligation: Option<ObligationId>, of: BureauCode },
}

impl PaperKey {
    /// What the paper of this number is, by what happened in its machine.
    pub fn of<'a, W: Happening + 'a>(
        effects: impl Iterator<Item = &'a Effect<W>>,
        (kind, number): (PaperKind, u32),
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
    pub fn number<'a, W: Happening + 'a>(&self, effects: impl Iterator<Item = &'a Effect<W>>) -> Option<u32> {
        let alike = effects.filter_map(marked).filter(|(marks, _)| *marks == self.marks);
        alike.map(|(_, number)| number).nth(self.nth)
    }
}

impl Marks {
    fn kind(&self) -> PaperKind {
        match self {
            Self::Document { .. } => PaperKind::Document,
            Self::Approval { .. } => PaperKind::Approval,
        }
    }
}

/// The paper that comes up by an effect, and its number.
fn marked<W: Happening>(effect: &Effect<W>) -> Option<(Marks, u32)> {
    let obligation = effect.obligation.clone();
    match effect.what.paper()?.into_owned() {
        Paper::Issued { notice } => {
            let (instrument, step, to) = (notice.instrument, notice.step, notice.to);
            Some((Marks::Document { instrument, obligation, step, to }, notice.ordinal))
        }
        Paper::ApprovalAsked { approval, instrument, of, .. } => {
            Some((Marks::Approval { instrument, obligation, of }, approval))
        }
        _ => None,
    }
}

/// The commands of a machine that issues documents and asks approvals: those about a paper are alike, and the
/// others are named, so that none is forgotten.
macro_rules! about_paper {
    ($command:ident: $($other:ident)+) => {
        impl AboutPaper for $command {
            fn paper_number(&mut self) -> Option<(PaperKind, &mut u32)> {
                match self {
                    Self::Approve { approval } | Self::Decline { approval, .. } => {
                        Some((PaperKind::Approval, approval))
                    }
                    Self::Void { notice, .. }
                    | Self::Acknowledge { notice, .. }
                    | Self::Reply { notice, .. } => Some((PaperKind::Document, notice)),
                    $(Self::$other { .. })|+ => None,
                }
            }
        }
    };
}

about_paper!(Command: Submit Accept Return Extend Waive Circulate Redate);
about_paper!(FindingCommand:
    Triage Dismiss CorrectOnTheSpot FileEvidence Reinspect AskExtension LookBack HandOver ConfirmReceipt
    ProposePublication Redate);
about_paper!(ListingCommand:
    Publish FilePlan ReportProgress Apply Verify PublishDelisting AskExtension Revoke Redate);

impl AboutPaper for IncidentCommand {
    fn paper_number(&mut self) -> Option<(PaperKind, &mut u32)> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::What;

    fn asked(approval: u32, instrument: Instrument, obligation: &str) -> Effect {
        let at = crate::ticking::tests::at("2024-08-20 17:30");
        let what = What::ApprovalAsked { approval, instrument, of: "20".into(), by_when: at };
        Effect::new(at, Some(obligation.into()), what)
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
            let key = PaperKey::of(rehearsed.iter(), (PaperKind::Approval, number)).unwrap();
            key.number(durable.iter())
        };
        assert_eq!(found(1), Some(2));
        assert_eq!(found(3), Some(3), "the second of its kind");
        assert_eq!(found(2), None, "no listing was asked for");
        assert_eq!(PaperKey::of(rehearsed.iter(), (PaperKind::Document, 1)), None);
    }

    #[test]
    fn a_command_names_its_paper() {
        let mut approve = Command::Approve { approval: 3 };
        let (kind, number) = approve.paper_number().unwrap();
        assert_eq!((kind, *number), (PaperKind::Approval, 3));
        *number = 5;
        assert_eq!(approve, Command::Approve { approval: 5 });
        assert_eq!(Command::Accept { obligation: "report".into() }.paper_number(), None);
    }
}
