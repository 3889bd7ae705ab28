//! What a message asks for and is done already. A message waits for its mail, over night or longer, and
//! what it says may come true meanwhile; whoever puts the mail together asks here and leaves it out.
//! Documents are never moot: they were issued, and are taken back by documents.

use crate::{
    ids::BureauCode,
    machines::{
        docket::{ObligationStatus, ObligationView},
        finding::{FindingStatus, FindingView},
        incident::{IncidentStatus, IncidentView},
        listing::{ListingStatus, ListingView},
        matter::Task,
    },
    paperwork::{instrument::Instrument, notice::Notice, submission_change::SubmissionChange},
    timekeeping::time::PlanTime,
};
use serde::{Deserialize, Serialize};

crate::wording::words::words! {
    /// Why a message is not mailed any more.
    Moot {
        /// What it reminds of was handed in.
        Submitted = "submitted", "事项已报送";
        /// What waited for a review was reviewed.
        Reviewed = "reviewed", "材料已审核";
        /// What waited for a review was taken back.
        TakenBack = "taken-back", "报送已撤回";
        /// A later change is told.
        Superseded = "superseded", "报送又有变更";
        /// The approval was decided.
        Decided = "decided", "已作出决定";
        /// The approval is asked of another bureau now.
        PassedUp = "passed-up", "已转请上一级批准";
        /// The letter was replied to.
        Replied = "replied", "文书已回复";
        /// The letter was taken back or voided.
        Withdrawn = "withdrawn", "文书已撤回或作废";
        /// What was to be done was done.
        Done = "done", "事项已办理";
        /// The obligation was lifted.
        Lifted = "lifted", "事项已免报";
        /// Who had not taken note of something urgent has.
        Acknowledged = "acknowledged", "紧急情况已签收";
        /// The due date was moved, and the new one is told apart.
        Moved = "moved", "期限已调整";
        /// The campaign or the matter is over.
        Over = "over", "行动或事项已结束";
    }
}

impl Moot {
    /// The same for a terminal.
    pub const fn english(self) -> &'static str {
        match self {
            Moot::Submitted => "it has been submitted",
            Moot::Reviewed => "it has been reviewed",
            Moot::TakenBack => "it has been taken back",
            Moot::Superseded => "it has been changed again",
            Moot::Decided => "it has been decided",
            Moot::PassedUp => "another bureau has been asked",
            Moot::Replied => "the letter has been replied to",
            Moot::Withdrawn => "the letter has been withdrawn",
            Moot::Done => "it has been done",
            Moot::Lifted => "the obligation has been lifted",
            Moot::Acknowledged => "it has been acknowledged",
            Moot::Moved => "the due date has been moved",
            Moot::Over => "the campaign or the matter is over",
        }
    }
}

/// How an approval stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalAtSending {
    /// Who is asked, or was asked last.
    pub of: BureauCode,
    /// How it stands.
    pub state: AskedState,
}

/// Whether an approval still waits.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum AskedState {
    /// It waits.
    Open,
    /// Approved or declined.
    Decided,
    /// Not needed any more, or nobody answered.
    Over,
}

/// How a letter stands that awaits a reply.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum LetterState {
    /// No reply yet.
    Unanswered,
    /// The reply is there.
    Answered,
    /// It was taken back or voided.
    Gone,
}

/// What a message speaks of, as it stands now; what is not known is `None`, and then the message stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Circumstances {
    /// Its obligation.
    pub duty: Option<ObligationView>,
    /// Whether that docket has ended.
    pub ended: bool,
    /// Its approval.
    pub approval: Option<ApprovalAtSending>,
    /// The letter whose reply is missed.
    pub letter: Option<LetterState>,
    /// Its finding.
    pub finding: Option<FindingView>,
    /// Its listing.
    pub listing: Option<ListingView>,
    /// Its incident.
    pub incident: Option<IncidentView>,
}

/// Whether a message of this kind can come true while it waits.
pub const fn may_be_moot(instrument: Instrument) -> bool {
    matches!(
        instrument,
        Instrument::Reminder
            | Instrument::ReviewReminder
            | Instrument::SubmissionChanged
            | Instrument::ReliefRequest
            | Instrument::ReliefReminder
            | Instrument::ReplyReminder
            | Instrument::ApprovalRequest
            | Instrument::ApprovalReminder
            | Instrument::TaskReminder
            | Instrument::IncidentUnanswered
    )
}

/// Why a message need not be mailed any more; `None`: it holds.
pub fn moot(notice: &Notice, now: &Circumstances) -> Option<Moot> {
    let facts = &notice.facts;
    match notice.instrument {
        Instrument::Reminder => owed(notice, now),
        Instrument::ReviewReminder => {
            let duty = now.duty.as_ref()?;
            match duty.state {
                // Returned and handed in again is another submission, with a time of its own.
                ObligationStatus::Submitted if facts.received.is_none_or(|at| duty.submitted == Some(at)) => {
                    now.ended.then_some(Moot::Over)
                }
                ObligationStatus::Waived => Some(Moot::Lifted),
                ObligationStatus::Unfulfilled => Some(Moot::Over),
                _ if taken_back_since(duty, facts.received) => Some(Moot::TakenBack),
                _ => Some(Moot::Reviewed),
            }
        }
        Instrument::ReliefRequest | Instrument::ReliefReminder => asked(notice, now.duty.as_ref()?),
        Instrument::SubmissionChanged => changed(facts.change?, facts.received, now),
        Instrument::ApprovalRequest | Instrument::ApprovalReminder => {
            let asked = now.approval.as_ref()?;
            match asked.state {
                AskedState::Open => (asked.of != notice.to).then_some(Moot::PassedUp),
                AskedState::Decided => Some(Moot::Decided),
                AskedState::Over => Some(Moot::Over),
            }
        }
        Instrument::ReplyReminder => match now.letter? {
            LetterState::Unanswered => None,
            LetterState::Answered => Some(Moot::Replied),
            LetterState::Gone => Some(Moot::Withdrawn),
        },
        Instrument::TaskReminder => match facts.task? {
            Task::TailReport => owed(notice, now),
            task => match (&now.finding, &now.listing) {
                (Some(finding), _) => in_finding(task, notice, finding),
                (_, Some(listing)) => in_listing(task, notice, listing),
                _ => None,
            },
        },
        Instrument::IncidentUnanswered => chased(notice, now.incident.as_ref()?),
        _ => None,
    }
}

/// Whether what was received then was taken back.
fn taken_back_since(duty: &ObligationView, received: Option<PlanTime>) -> bool {
    duty.revisions.taken_back.as_ref().is_some_and(|taken| received.is_none_or(|at| taken.at >= at))
}

/// Whether a request still waits for whoever it was put to.
fn asked(notice: &Notice, duty: &ObligationView) -> Option<Moot> {
    let (number, _) = notice.facts.request?;
    match duty.request.as_ref().filter(|open| open.number == number) {
        Some(open) => (open.of != notice.to).then_some(Moot::PassedUp),
        None => Some(match duty.state {
            ObligationStatus::Submitted | ObligationStatus::Accepted => Moot::Submitted,
            ObligationStatus::Unfulfilled => Moot::Over,
            _ => Moot::Decided,
        }),
    }
}

/// Whether a reviewer still has to hear of a change.
fn changed(change: SubmissionChange, received: Option<PlanTime>, now: &Circumstances) -> Option<Moot> {
    let duty = now.duty.as_ref()?;
    let is_last = duty.revisions.version == change.version;
    match (duty.state, change.kind) {
        (ObligationStatus::Waived, _) => Some(Moot::Lifted),
        (ObligationStatus::Unfulfilled, _) => Some(Moot::Over),
        (ObligationStatus::Accepted, _) => Some(Moot::Reviewed),
        (ObligationStatus::Submitted, None) => Some(Moot::Submitted),
        (ObligationStatus::Submitted, Some(_)) if is_last => now.ended.then_some(Moot::Over),
        (ObligationStatus::Submitted, Some(_)) => Some(Moot::Superseded),
        // It is open again: it was taken back, or sent back.
        (_, None) => (!is_last).then_some(Moot::Reviewed),
        (_, Some(_)) if taken_back_since(duty, received) => Some(Moot::TakenBack),
        (_, Some(_)) => Some(Moot::Reviewed),
    }
}

/// Levels that had not taken note of something urgent.
fn chased(notice: &Notice, incident: &IncidentView) -> Option<Moot> {
    if incident.standing == IncidentStatus::Cancelled {
        return Some(Moot::Over);
    }
    let missed = notice.facts.matter.iter().flat_map(|matter| &matter.unanswered);
    let acknowledged =
        |code: &BureauCode| incident.levels.iter().any(|(level, at)| level == code && at.is_some());
    let mut missed = missed.peekable();
    (missed.peek().is_some() && missed.all(acknowledged)).then_some(Moot::Acknowledged)
}

/// What a bureau owes, and was reminded of.
fn owed(notice: &Notice, now: &Circumstances) -> Option<Moot> {
    let duty = now.duty.as_ref()?;
    match duty.state {
        ObligationStatus::Submitted | ObligationStatus::Accepted => Some(Moot::Submitted),
        ObligationStatus::Waived => Some(Moot::Lifted),
        ObligationStatus::Unfulfilled => Some(Moot::Over),
        ObligationStatus::Pending | ObligationStatus::Open | ObligationStatus::Overdue if now.ended => {
            Some(Moot::Over)
        }
        ObligationStatus::Pending | ObligationStatus::Open | ObligationStatus::Overdue => {
            notice.facts.due.is_some_and(|due| due != duty.due).then_some(Moot::Moved)
        }
    }
}

fn in_finding(task: Task, notice: &Notice, finding: &FindingView) -> Option<Moot> {
    if finding.standing == FindingStatus::Cancelled {
        return Some(Moot::Over);
    }
    let waits = match task {
        Task::Triage => finding.standing == FindingStatus::Registered,
        Task::Rectify => finding.standing == FindingStatus::Ordered,
        Task::Reinspect => finding.standing == FindingStatus::Filed,
        Task::HandOverReceipt => finding.standing == FindingStatus::HandedOver,
        Task::LookBack => finding.look_back.is_some(),
        _ => true,
    };
    let moved = || task == Task::Rectify && notice.facts.due.zip(finding.due).is_some_and(|(a, b)| a != b);
    match waits {
        false => Some(Moot::Done),
        true => moved().then_some(Moot::Moved),
    }
}

fn in_listing(task: Task, notice: &Notice, listing: &ListingView) -> Option<Moot> {
    use ListingStatus::{Applied, Cancelled, Delisted, Dropped, Listed, Revoked};
    match listing.standing {
        Dropped | Revoked | Cancelled => return Some(Moot::Over),
        Delisted if task != Task::PublishDelisting => return Some(Moot::Over),
        _ => {}
    }
    let waits = match task {
        Task::PublishListing => listing.published.is_none(),
        Task::FilePlan => listing.plan_filed.is_none(),
        Task::Verify => listing.standing == Applied,
        Task::TermEnds => listing.standing == Listed,
        Task::PublishDelisting => matches!(listing.next, Some((Task::PublishDelisting, _))),
        _ => true,
    };
    let moved = || task == Task::TermEnds && notice.facts.due.zip(listing.until).is_some_and(|(a, b)| a != b);
    match waits {
        false => Some(Moot::Done),
        true => moved().then_some(Moot::Moved),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        machines::docket::{Revisions, tests::at},
        paperwork::notice::Facts,
    };

    fn notice(instrument: Instrument, facts: Facts) -> Notice {
        let at = at("2024-08-20 17:30");
        Notice {
            ordinal: 1,
            instrument,
            obligation: Some("report".into()),
            title: "报告".to_owned(),
            from: "21".into(),
            to: "20".into(),
            copies: Vec::new(),
            at,
            send_from: at,
            step: 0,
            facts,
        }
    }

    fn duty(state: ObligationStatus, submitted: Option<&str>) -> Circumstances {
        let duty = ObligationView {
            id: "report".into(),
            title: "报告".to_owned(),
            state,
            opens: at("2024-05-09 09:00"),
            due: at("2024-08-20 17:30"),
            provisional: false,
            submitted: submitted.map(at),
            on_time: None,
            round: 1,
            returned: None,
            revisions: Revisions::default(),
            request: None,
        };
        Circumstances { duty: Some(duty), ..Circumstances::default() }
    }

    #[test]
    fn a_review_reminder_holds_until_that_submission_is_reviewed() {
        let received = Some(at("2024-08-15 10:00"));
        let told = notice(Instrument::ReviewReminder, Facts { received, ..Facts::default() });
        let stands = |state, submitted| moot(&told, &duty(state, submitted));
        assert_eq!(stands(ObligationStatus::Submitted, Some("2024-08-15 10:00")), None);
        assert_eq!(stands(ObligationStatus::Accepted, Some("2024-08-15 10:00")), Some(Moot::Reviewed));
        assert_eq!(
            stands(ObligationStatus::Open, Some("2024-08-15 10:00")),
            Some(Moot::Reviewed),
            "returned"
        );
        assert_eq!(
            stands(ObligationStatus::Submitted, Some("2024-08-20 20:00")),
            Some(Moot::Reviewed),
            "and again"
        );
        assert_eq!(stands(ObligationStatus::Waived, None), Some(Moot::Lifted));
        assert_eq!(stands(ObligationStatus::Unfulfilled, None), Some(Moot::Over));
        let over =
            Circumstances { ended: true, ..duty(ObligationStatus::Submitted, Some("2024-08-15 10:00")) };
        assert_eq!(moot(&told, &over), Some(Moot::Over));
        assert_eq!(moot(&told, &Circumstances::default()), None, "what is not known does not hold it back");
    }

    #[test]
    fn a_reminder_holds_while_it_is_owed_by_that_date() {
        let due = |text| Facts { due: Some(at(text)), ..Facts::default() };
        let told = notice(Instrument::Reminder, due("2024-08-20 17:30"));
        for (state, expected) in [
            (ObligationStatus::Pending, None),
            (ObligationStatus::Open, None),
            (ObligationStatus::Overdue, None),
            (ObligationStatus::Submitted, Some(Moot::Submitted)),
            (ObligationStatus::Accepted, Some(Moot::Submitted)),
            (ObligationStatus::Waived, Some(Moot::Lifted)),
            (ObligationStatus::Unfulfilled, Some(Moot::Over)),
        ] {
            assert_eq!(moot(&told, &duty(state, None)), expected, "{state:?}");
        }
        let moved = notice(Instrument::Reminder, due("2024-08-10 17:30"));
        assert_eq!(moot(&moved, &duty(ObligationStatus::Open, None)), Some(Moot::Moved));
        let tail = Facts { task: Some(Task::TailReport), ..due("2024-08-20 17:30") };
        let tail = notice(Instrument::TaskReminder, tail);
        assert_eq!(moot(&tail, &duty(ObligationStatus::Submitted, None)), Some(Moot::Submitted));
        assert_eq!(moot(&tail, &duty(ObligationStatus::Open, None)), None);
        assert_eq!(
            moot(&told, &Circumstances { ended: true, ..duty(ObligationStatus::Open, None) }),
            Some(Moot::Over)
        );
    }

    #[test]
    fn an_approval_is_asked_for_while_it_waits_for_that_bureau() {
        let asked = |of: &str, state| Circumstances {
            approval: Some(ApprovalAtSending { of: of.into(), state }),
            ..Circumstances::default()
        };
        for instrument in [Instrument::ApprovalRequest, Instrument::ApprovalReminder] {
            let told = notice(instrument, Facts::default());
            assert_eq!(moot(&told, &asked("20", AskedState::Open)), None);
            assert_eq!(moot(&told, &asked("10", AskedState::Open)), Some(Moot::PassedUp));
            assert_eq!(moot(&told, &asked("20", AskedState::Decided)), Some(Moot::Decided));
            assert_eq!(moot(&told, &asked("20", AskedState::Over)), Some(Moot::Over));
        }
    }

    #[test]
    fn a_reply_is_missed_while_there_is_none() {
        let told = notice(Instrument::ReplyReminder, Facts::default());
        for (letter, expected) in [
            (LetterState::Unanswered, None),
            (LetterState::Answered, Some(Moot::Replied)),
            (LetterState::Gone, Some(Moot::Withdrawn)),
        ] {
            let now = Circumstances { letter: Some(letter), ..Circumstances::default() };
            assert_eq!(moot(&told, &now), expected);
        }
    }

    #[test]
    fn a_task_holds_until_it_is_done() {
        let finding = |standing, look_back: Option<&str>| Circumstances {
            finding: Some(FindingView {
                standing,
                grade: crate::machines::finding::Grade::Major,
                registered: at("2024-08-01 09:00"),
                ordered: None,
                due: Some(at("2024-08-30 17:30")),
                overdue: false,
                round: 1,
                closed: None,
                outcome: None,
                on_time: None,
                look_back: look_back.map(at),
                marks: crate::machines::finding::FindingMarks::default(),
            }),
            ..Circumstances::default()
        };
        let task = |task, due: Option<&str>| {
            let facts = Facts { task: Some(task), due: due.map(at), ..Facts::default() };
            notice(Instrument::TaskReminder, facts)
        };
        use FindingStatus::{Cancelled, Closed, Filed, HandedOver, Ordered, Registered};
        for (asked, holds) in [
            (Task::Triage, Registered),
            (Task::Rectify, Ordered),
            (Task::Reinspect, Filed),
            (Task::HandOverReceipt, HandedOver),
        ] {
            for standing in FindingStatus::ALL.iter().copied() {
                let expected = match standing {
                    _ if standing == holds => None,
                    Cancelled => Some(Moot::Over),
                    _ => Some(Moot::Done),
                };
                let told = task(asked, Some("2024-08-30 17:30"));
                assert_eq!(moot(&told, &finding(standing, None)), expected, "{asked:?} {standing:?}");
            }
        }
        let earlier = task(Task::Rectify, Some("2024-08-25 17:30"));
        assert_eq!(moot(&earlier, &finding(Ordered, None)), Some(Moot::Moved));
        let look_back = task(Task::LookBack, None);
        assert_eq!(moot(&look_back, &finding(Closed, Some("2024-09-30 09:00"))), None);
        assert_eq!(moot(&look_back, &finding(Closed, None)), Some(Moot::Done));
    }

    #[test]
    fn a_listings_tasks_hold_until_they_are_done() {
        let listing = |standing, plan_filed: Option<&str>, next| Circumstances {
            listing: Some(ListingView {
                standing,
                listed: Some(at("2024-08-01 09:00")),
                until: Some(at("2024-10-30 17:30")),
                expired: false,
                published: None,
                plan_filed: plan_filed.map(at),
                progress: 0,
                delisted: None,
                next,
            }),
            ..Circumstances::default()
        };
        let task = |task| {
            let facts = Facts { task: Some(task), due: Some(at("2024-10-30 17:30")), ..Facts::default() };
            notice(Instrument::TaskReminder, facts)
        };
        use ListingStatus::{Applied, Delisted, Listed, Revoked};
        let plain = |standing| listing(standing, None, None);
        assert_eq!(moot(&task(Task::FilePlan), &plain(Listed)), None);
        let filed = listing(Listed, Some("2024-08-05 09:00"), None);
        assert_eq!(moot(&task(Task::FilePlan), &filed), Some(Moot::Done));
        assert_eq!(moot(&task(Task::PublishListing), &plain(Listed)), None);
        assert_eq!(moot(&task(Task::Verify), &plain(Applied)), None);
        assert_eq!(moot(&task(Task::Verify), &plain(Listed)), Some(Moot::Done));
        assert_eq!(moot(&task(Task::TermEnds), &plain(Listed)), None);
        assert_eq!(moot(&task(Task::TermEnds), &plain(Applied)), Some(Moot::Done));
        assert_eq!(moot(&task(Task::ReportProgress), &plain(Revoked)), Some(Moot::Over));
        assert_eq!(moot(&task(Task::ReportProgress), &plain(Delisted)), Some(Moot::Over));
        assert_eq!(moot(&task(Task::PublishDelisting), &plain(Delisted)), Some(Moot::Done));
        let next = Some((Task::PublishDelisting, at("2024-11-05 17:30")));
        assert_eq!(moot(&task(Task::PublishDelisting), &listing(Delisted, None, next)), None);
    }

    #[test]
    fn something_urgent_is_chased_until_that_level_has_taken_note() {
        let about = |level: &str| {
            let matter = crate::machines::matter::MatterFacts {
                kind: crate::machines::matter::MatterKind::Incident,
                id: "21-1".to_owned(),
                subject: "21".to_owned(),
                credit_code: None,
                subject_is_bureau: true,
                product: None,
                domain: None,
                grade: None,
                problem: "电梯困人".to_owned(),
                since: None,
                authority: None,
                unanswered: vec![level.into()],
                minutes: Some(30),
                attachments: Vec::new(),
            };
            let facts = Facts { matter: Some(Box::new(matter)), ..Facts::default() };
            notice(Instrument::IncidentUnanswered, facts)
        };
        let now = |standing, prefecture: Option<&str>| Circumstances {
            incident: Some(IncidentView {
                standing,
                levels: vec![("20".into(), prefecture.map(at)), ("10".into(), None)],
            }),
            ..Circumstances::default()
        };
        use IncidentStatus::{Cancelled, Open, Unanswered};
        assert_eq!(moot(&about("20"), &now(Open, None)), None);
        assert_eq!(moot(&about("20"), &now(Open, Some("2024-08-20 17:40"))), Some(Moot::Acknowledged));
        assert_eq!(moot(&about("10"), &now(Open, Some("2024-08-20 17:40"))), None, "the other has not");
        assert_eq!(moot(&about("20"), &now(Unanswered, None)), None, "nobody waits, and it still is so");
        assert_eq!(moot(&about("20"), &now(Cancelled, None)), Some(Moot::Over));
        assert_eq!(moot(&about("20"), &Circumstances::default()), None);
    }

    #[test]
    fn documents_are_never_moot() {
        for instrument in Instrument::ALL.iter().copied().filter(|one| !may_be_moot(*one)) {
            let over = Circumstances { ended: true, ..duty(ObligationStatus::Waived, None) };
            assert_eq!(moot(&notice(instrument, Facts::default()), &over), None, "{instrument}");
        }
        assert!(Instrument::ALL.iter().all(|one| !(one.is_document() && may_be_moot(*one))));
    }
}
