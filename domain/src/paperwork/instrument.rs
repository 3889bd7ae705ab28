//! The kinds of notice a bureau can receive. Some are official documents with a gap-free number;
//! the others are messages of the office.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! instruments {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $chinese:literal, $document:literal;)*) => {
        /// A kind of notice.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Instrument { $($(#[$doc])* $name,)* }

        impl Instrument {
            /// Every instrument, in the order a digest lists them.
            pub const ALL: &'static [Instrument] = &[$(Instrument::$name,)*];

            /// The spelling used in plans, in the store and in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Instrument::$name => $text,)* }
            }

            /// The name a user reads.
            pub const fn chinese(self) -> &'static str {
                match self { $(Instrument::$name => $chinese,)* }
            }

            /// Whether it is an official document: numbered, without gaps, per issuing bureau and year.
            pub const fn is_document(self) -> bool {
                match self { $(Instrument::$name => $document,)* }
            }
        }
    };
}

instruments! {
    /// Puts a matter on the public list of supervised matters.
    Listing = "listing", "挂牌督办通知书", true;
    /// Summons to a talk.
    Interview = "interview", "约谈通知书", true;
    /// Asks the local party committee and government to step in.
    GovernmentReport = "government-report", "报告地方党委政府", true;
    /// Orders to correct by a date.
    RectificationNotice = "rectification-notice", "整改通知书", true;
    /// Urges what is overdue.
    ReminderLetter = "reminder-letter", "提醒敦促函", true;
    /// Criticism circulated to all bureaus of the level.
    Circular = "circular", "通报", true;
    /// Lifts a listing.
    Delisting = "delisting", "挂牌督办解除通知书", true;
    /// Passes a case to enforcement or the police.
    HandOver = "hand-over", "案件移送函", true;
    /// Takes a document back that proved wrong.
    Withdrawal = "withdrawal", "撤回通知", true;
    /// An urgent matter, told at once to every level.
    IncidentReport = "incident-report", "紧急情况报告", false;
    /// An urgent matter that a lower level has not acknowledged in time.
    IncidentUnanswered = "incident-unanswered", "紧急情况催办", false;
    /// Asks a leader to approve a document.
    ApprovalRequest = "approval-request", "文书呈批", false;
    /// Reminds the approver that an approval waits.
    ApprovalReminder = "approval-reminder", "呈批催办", false;
    /// Reminds the reviewing bureau that a submission waits.
    ReviewReminder = "review-reminder", "审核催办", false;
    /// Reminds the addressee that a letter awaits a reply.
    ReplyReminder = "reply-reminder", "回复催办", false;
    /// Something to be done in a finding or a listing: to re-inspect, to verify, to publish …
    TaskReminder = "task-reminder", "办理提醒", false;
    /// What was decided in a finding or a listing: an extension, a publication, a verification.
    Decision = "decision", "办理决定", false;
    /// A submission sent back with a new due date.
    Returned = "returned", "退回补正通知", false;
    /// A due date moved later.
    Extended = "extended", "延期通知", false;
    /// An obligation lifted.
    Waived = "waived", "免报通知", false;
    /// Holidays were announced, and dates moved.
    DatesMoved = "dates-moved", "期限调整通知", false;
    /// Opens the campaign: what is owed, by when.
    CampaignNotice = "campaign-notice", "行动部署通知", false;
    /// Before a due date; not a document.
    Reminder = "reminder", "到期提醒", false;
}

impl Instrument {
    /// The instrument with this spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|i| i.as_str() == text)
    }

    /// Whether a ladder's rung may issue it.
    pub const fn may_stand_on_a_ladder(self) -> bool {
        use Instrument::{Delisting, HandOver, Withdrawal};
        self.is_document() && !matches!(self, Withdrawal | Delisting | HandOver)
    }

    /// Whether it goes out at once, in a mail of its own, whatever the hour.
    pub const fn is_urgent(self) -> bool {
        matches!(self, Instrument::IncidentReport | Instrument::IncidentUnanswered)
    }
}

impl fmt::Display for Instrument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instrument_is_spelled_as_it_is_parsed() {
        for &instrument in Instrument::ALL {
            assert_eq!(Instrument::parse(instrument.as_str()), Some(instrument));
        }
        assert_eq!(Instrument::parse("letter"), None);
        assert!(!Instrument::Withdrawal.may_stand_on_a_ladder());
        assert!(!Instrument::Reminder.may_stand_on_a_ladder());
        assert!(Instrument::Circular.may_stand_on_a_ladder());
    }
}
