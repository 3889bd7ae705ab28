//! The kinds of notice a bureau can receive, each one row of a table. Some are official documents with a gap-free
//! number; the others are messages of the office.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What sort of paper an instrument is: that decides its format, its place in a mail, and its haste.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum InstrumentKind {
    /// An official document: numbered, without gaps, per issuing bureau and year.
    Document(DocumentFormat),
    /// Something urgent: it goes out at once, in a mail of its own, whatever the hour.
    Urgent,
    /// Something to be approved.
    Approval,
    /// What somebody was asked before and has not done.
    Chaser,
    /// Something to be done in a finding or a listing.
    Task,
    /// What is due soon.
    Reminder,
    /// What was decided.
    Decision,
    /// A campaign that begins.
    Opening,
}

/// The formats of GB/T 9704.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum DocumentFormat {
    /// 下行文, with a red head.
    Ordinary,
    /// 上行文: number left, signer right.
    Upward,
    /// 信函格式.
    Letter,
}

/// To whom a document speaks, whatever bureau passes it on.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum SpeaksTo {
    /// The bureau it goes to.
    Bureau,
    /// The enterprise that a finding concerns; where there is none, the bureau it goes to.
    Enterprise,
    /// The government of the district.
    Government,
    /// Enforcement or police.
    Authority,
}

/// All that is known of an instrument. Templates are named by its spelling: `reminder-letter.txt`.
#[derive(Copy, Clone, Debug)]
pub struct InstrumentRow {
    /// The instrument.
    pub instrument: Instrument,
    /// The spelling used in plans, in the store and in JSON.
    pub name: &'static str,
    /// The name a user reads.
    pub chinese: &'static str,
    /// The same in English.
    pub english: &'static str,
    /// What sort of paper it is.
    pub kind: InstrumentKind,
    /// To whom it speaks.
    pub speaks_to: SpeaksTo,
    /// Whether the rung of an obligation's ladder may issue it.
    pub on_ladder: bool,
    /// Whether its mail goes to the bureau's leader, too.
    pub to_leader: bool,
    /// What issuing it is called in a mail, where that is not 发 and its name.
    pub issuing: Option<&'static str>,
    /// What a document that announces it calls that, where it is not 印发 and its name.
    pub announced: Option<&'static str>,
    /// What a mail calls its reason, whatever was decided.
    pub reason: Option<&'static str>,
}

macro_rules! instruments {
    ($($(#[$doc:meta])*
    $name:ident = $text:literal, $chinese:literal, $english:literal, $kind:expr, { $($column:ident: $value:expr),* };)*) => {
        /// A kind of notice.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Instrument { $($(#[$doc])* $name,)* }

        impl Instrument {
            /// Every instrument, in the order a digest lists them.
            pub const ALL: &'static [Instrument] = &[$(Instrument::$name,)*];

            /// A row for each, in the same order.
            pub const TABLE: &'static [InstrumentRow] = &[$(InstrumentRow {
                $($column: $value,)*
                ..InstrumentRow::new(Instrument::$name, $text, $chinese, $english, $kind)
            },)*];
        }
    };
}

const DOCUMENT: InstrumentKind = InstrumentKind::Document(DocumentFormat::Ordinary);
const LETTER: InstrumentKind = InstrumentKind::Document(DocumentFormat::Letter);
const UPWARD: InstrumentKind = InstrumentKind::Document(DocumentFormat::Upward);

instruments! {
    /// Puts a matter on the public list of supervised matters.
    Listing = "listing", "挂牌督办通知书", "Listed-supervision notice", DOCUMENT,
        { on_ladder: true, to_leader: true, announced: Some("实施挂牌督办") };
    /// Summons to a talk.
    Interview = "interview", "约谈通知书", "Interview notice", DOCUMENT,
        { speaks_to: SpeaksTo::Enterprise, on_ladder: true, to_leader: true, announced: Some("约谈有关负责人") };
    /// Asks the local party committee and government to step in.
    GovernmentReport = "government-report", "报告地方党委政府", "Report to the local government", UPWARD, {
        speaks_to: SpeaksTo::Government, on_ladder: true, to_leader: true, issuing: Some("报告地方党委政府"),
        announced: Some("报告地方党委、政府")
    };
    /// Orders to correct by a date.
    RectificationNotice = "rectification-notice", "整改通知书", "Rectification notice", DOCUMENT,
        { speaks_to: SpeaksTo::Enterprise, on_ladder: true, reason: Some("复查情况") };
    /// Urges what is overdue.
    ReminderLetter = "reminder-letter", "提醒敦促函", "Reminder letter", LETTER,
        { speaks_to: SpeaksTo::Enterprise, on_ladder: true };
    /// Criticism circulated to all bureaus of the level.
    Circular = "circular", "通报", "Circular", DOCUMENT,
        { on_ladder: true, issuing: Some("印发通报"), announced: Some("予以通报") };
    /// Lifts a listing.
    Delisting = "delisting", "挂牌督办解除通知书", "Delisting notice", DOCUMENT, { reason: Some("核查情况") };
    /// Passes a case to enforcement or the police.
    HandOver = "hand-over", "案件移送函", "Hand-over letter", LETTER,
        { speaks_to: SpeaksTo::Authority, to_leader: true, reason: Some("移送原因") };
    /// Takes a document back that proved wrong.
    Withdrawal = "withdrawal", "撤回通知", "Withdrawal", DOCUMENT,
        { speaks_to: SpeaksTo::Enterprise, reason: Some("撤回原因") };
    /// An urgent matter, told at once to every level.
    IncidentReport = "incident-report", "紧急情况报告", "Urgent report", InstrumentKind::Urgent, {};
    /// An urgent matter that a lower level has not acknowledged in time.
    IncidentUnanswered =
        "incident-unanswered", "紧急情况催办", "Urgent report unanswered", InstrumentKind::Urgent, {};
    /// Asks a leader to approve a document.
    ApprovalRequest = "approval-request", "文书呈批", "Approval request", InstrumentKind::Approval, {};
    /// Reminds the approver that an approval waits.
    ApprovalReminder = "approval-reminder", "呈批催办", "Approval reminder", InstrumentKind::Approval, {};
    /// A bureau asks for an extension or a waiver.
    ReliefRequest =
        "relief-request", "延期免报申请", "Request for relief", InstrumentKind::Approval, { reason: Some("申请理由") };
    /// Reminds whoever is to decide such a request.
    ReliefReminder =
        "relief-reminder", "申请催办", "Relief reminder", InstrumentKind::Approval, { reason: Some("申请理由") };
    /// Reminds the reviewing bureau that a submission waits.
    ReviewReminder = "review-reminder", "审核催办", "Review reminder", InstrumentKind::Chaser, {};
    /// Tells the reviewing bureau that a submission it has not reviewed is another now, or was taken back.
    SubmissionChanged =
        "submission-changed", "报送变更告知", "Submission changed", InstrumentKind::Chaser, { reason: Some("撤回原因") };
    /// Reminds the addressee that a letter awaits a reply.
    ReplyReminder = "reply-reminder", "回复催办", "Reply reminder", InstrumentKind::Chaser, {};
    /// Something to be done in a finding or a listing: to re-inspect, to verify, to publish …
    TaskReminder = "task-reminder", "办理提醒", "Task reminder", InstrumentKind::Task, {};
    /// What was decided in a finding or a listing: an extension, a publication, a verification.
    Decision = "decision", "办理决定", "Decision", InstrumentKind::Decision, {};
    /// A submission sent back with a new due date.
    Returned = "returned", "退回补正通知", "Return", InstrumentKind::Decision, {};
    /// A due date moved later.
    Extended = "extended", "延期通知", "Extension", InstrumentKind::Decision, {};
    /// What a bureau asked for was refused.
    ReliefRefused = "relief-refused", "申请答复通知", "Request refused", InstrumentKind::Decision,
        { reason: Some("答复意见") };
    /// An obligation lifted.
    Waived = "waived", "免报通知", "Waiver", InstrumentKind::Decision, {};
    /// Holidays were announced, and dates moved.
    DatesMoved = "dates-moved", "期限调整通知", "Dates moved", InstrumentKind::Decision, {};
    /// The campaign's plan was amended: what moves, what is owed besides, and what no more.
    PlanAmended = "plan-amended", "方案调整通知", "Plan amended", InstrumentKind::Decision, {};
    /// Opens the campaign: what is owed, by when.
    CampaignNotice = "campaign-notice", "行动部署通知", "Campaign notice", InstrumentKind::Opening, {};
    /// Before a due date; not a document.
    Reminder = "reminder", "到期提醒", "Reminder", InstrumentKind::Reminder, {};
}

impl InstrumentRow {
    /// What most instruments have; a row names what it has besides.
    const fn new(
        instrument: Instrument,
        name: &'static str,
        chinese: &'static str,
        english: &'static str,
        kind: InstrumentKind,
    ) -> Self {
        let (speaks_to, on_ladder, to_leader) = (SpeaksTo::Bureau, false, false);
        let (issuing, announced, reason) = (None, None, None);
        Self {
            instrument,
            name,
            chinese,
            english,
            kind,
            speaks_to,
            on_ladder,
            to_leader,
            issuing,
            announced,
            reason,
        }
    }
}

impl Instrument {
    /// All that is known of it.
    pub const fn row(self) -> &'static InstrumentRow {
        &Self::TABLE[self as usize]
    }

    /// The spelling used in plans, in the store and in JSON.
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// The name a user reads.
    pub const fn chinese(self) -> &'static str {
        self.row().chinese
    }

    /// The instrument with this spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|i| i.as_str() == text)
    }

    /// The format of an official document: numbered, without gaps, per issuing bureau and year; messages have none.
    pub const fn format(self) -> Option<DocumentFormat> {
        match self.row().kind {
            InstrumentKind::Document(format) => Some(format),
            _ => None,
        }
    }

    /// Whether it is an official document.
    pub const fn is_document(self) -> bool {
        self.format().is_some()
    }

    /// Whether a ladder's rung may issue it.
    pub const fn may_stand_on_a_ladder(self) -> bool {
        self.row().on_ladder
    }

    /// Whether it goes out at once, in a mail of its own, whatever the hour.
    pub const fn is_urgent(self) -> bool {
        matches!(self.row().kind, InstrumentKind::Urgent)
    }

    /// Whether it asks for an approval.
    pub const fn asks_for_approval(self) -> bool {
        matches!(self.row().kind, InstrumentKind::Approval)
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
    use std::collections::BTreeSet;

    #[test]
    fn every_instrument_has_one_row() {
        let rows: Vec<_> = Instrument::TABLE.iter().map(|row| row.instrument).collect();
        assert_eq!(rows, Instrument::ALL);
        for &instrument in Instrument::ALL {
            let row = instrument.row();
            assert_eq!(row.instrument, instrument);
            assert_eq!(Instrument::parse(row.name), Some(instrument));
            assert_eq!(serde_json::to_value(instrument).unwrap(), row.name);
            let only_of_documents = row.on_ladder || row.to_leader || row.speaks_to != SpeaksTo::Bureau;
            assert!(instrument.is_document() || !only_of_documents, "{instrument}");
        }
        assert_eq!(Instrument::parse("letter"), None);
        let words: [fn(&InstrumentRow) -> &str; 3] = [|row| row.name, |row| row.chinese, |row| row.english];
        for word in words {
            let words: BTreeSet<_> = Instrument::TABLE.iter().map(word).collect();
            assert_eq!(words.len(), Instrument::ALL.len(), "{words:?}");
        }
    }

    #[test]
    fn what_was_issued_by_other_ways_stands_on_no_ladder() {
        assert!(!Instrument::Withdrawal.may_stand_on_a_ladder());
        assert!(!Instrument::Reminder.may_stand_on_a_ladder());
        assert!(Instrument::Circular.may_stand_on_a_ladder());
    }
}
