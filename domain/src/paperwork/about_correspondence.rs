//! Commands that name a paper by its number.

/// What a number in a command counts.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum CorrespondenceKind {
    /// Documents of the machine.
    Document,
    /// Its approvals.
    Approval,
}

/// A command that may name a paper by its number.
pub trait AboutCorrespondence {
    /// The number and what it counts; `None` for a command that names no paper.
    fn paper_number(&mut self) -> Option<(CorrespondenceKind, &mut u32)>;
}
