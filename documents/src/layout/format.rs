//! The standard's formats.

use duban_domain::Instrument;

/// Which of the standard's formats a document has.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// 下行文, with a red head.
    Ordinary,
    /// 上行文: number left, signer right.
    Upward,
    /// 信函格式.
    Letter,
}

impl Format {
    /// The one of this kind of document.
    pub(super) const fn of(instrument: Instrument) -> Self {
        match instrument {
            Instrument::GovernmentReport => Format::Upward,
            Instrument::ReminderLetter | Instrument::HandOver => Format::Letter,
            _ => Format::Ordinary,
        }
    }
}
