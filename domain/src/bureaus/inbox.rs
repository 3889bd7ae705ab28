//! What lies on a person's desk: everything that waits for somebody, whose turn each is, and which of it
//! this person may deal with. The most urgent comes first.
//!
//! The facts come from the store, one [`Waiting`] each; whether a person may act is [`access::may`]'s answer,
//! whether the act will be taken is the state machine's.

use crate::{
    bureaus::{
        access::{self, Action, Relation},
        bureau::Directory,
    },
    ids::{BureauCode, CampaignId, FindingId, IncidentId, ListingId, ObligationId},
    machines::matter::Task,
    paperwork::instrument::Instrument,
    timekeeping::time::PlanTime,
};
use chrono::Duration;

/// What waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matter {
    /// 待报: an obligation is open or overdue.
    Owed(ObligationId),
    /// 待审核: a submission.
    Review(ObligationId),
    /// 待答复: an extension or a waiver that a bureau asks for.
    Request(ObligationId),
    /// 待审批: a document, an extension, a publication.
    Approval {
        /// The workflow that asks.
        source: String,
        /// Its number there.
        number: u32,
        /// What would be issued.
        instrument: Instrument,
    },
    /// 待签收, 待回复: a document that wants an acknowledgement, or a reply by a time.
    Document {
        /// Its row in the store.
        id: i64,
        /// What it is.
        instrument: Instrument,
        /// Whether it was acknowledged, so that only its reply is awaited.
        acknowledged: bool,
    },
    /// 问题隐患: so many findings want the same thing done. `one`: where there is only one.
    Findings {
        /// What.
        task: Task,
        /// How many.
        count: u32,
        /// Of them, overdue.
        overdue: u32,
        /// Whether they are findings at bureaus, which those above deal with.
        at_bureaus: bool,
        /// Which, where there is but one.
        one: Option<FindingId>,
    },
    /// 挂牌督办: its next task.
    Listing(ListingId, Task),
    /// 紧急情况: to be taken note of.
    Incident(IncidentId),
    /// 邮件未送达: a mail that the receiver's server refused for good.
    Undelivered {
        /// The row of a notice in it that the bureau issued.
        notice: i64,
        /// The server's words.
        words: String,
    },
}

/// Something that waits for a bureau.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its campaign.
    pub campaign: CampaignId,
    /// Whose docket it belongs to; whom the matter is about.
    pub about: BureauCode,
    /// The bureau whose turn it is.
    pub turn: BureauCode,
    /// What waits.
    pub matter: Matter,
    /// What it is called.
    pub title: String,
    /// By when it should be done.
    pub by: Option<PlanTime>,
    /// Now, in its campaign's own time.
    pub now: PlanTime,
}

/// Whose desk.
#[derive(Copy, Clone, Debug)]
pub struct Person<'a> {
    /// What they do.
    pub role: access::Role,
    /// Their bureau.
    pub bureau: &'a BureauCode,
}

impl Matter {
    /// What a person must be permitted to do to deal with it.
    pub const fn action(&self) -> Action {
        match self {
            Matter::Owed(_) => Action::Submit,
            Matter::Review(_) => Action::Review,
            Matter::Request(_) => Action::Relieve,
            Matter::Approval { .. } => Action::Approve,
            Matter::Document { .. } => Action::Acknowledge,
            Matter::Findings { at_bureaus: true, .. } => Action::InspectFinding,
            Matter::Findings { .. } => Action::HandleFinding,
            Matter::Listing(_, Task::FilePlan | Task::ReportProgress | Task::TermEnds) => Action::Rectify,
            Matter::Listing(..) => Action::Supervise,
            Matter::Incident(_) => Action::TakeNote,
            Matter::Undelivered { .. } => Action::SendAgain,
        }
    }
}

impl Waiting {
    /// The bureau that permission is judged against.
    pub fn judged(&self) -> &BureauCode {
        match self.matter.action() {
            Action::Approve | Action::Acknowledge | Action::TakeNote | Action::SendAgain => &self.turn,
            _ => &self.about,
        }
    }

    /// How long there is left; negative once it is late.
    pub fn left(&self) -> Option<Duration> {
        self.by.map(|by| by.since(self.now))
    }

    /// Whether its time has passed.
    pub fn is_late(&self) -> bool {
        match &self.matter {
            Matter::Findings { overdue, .. } => *overdue > 0,
            _ => self.left().is_some_and(|left| left < Duration::zero()),
        }
    }

    /// Whether this person may deal with it, in their own bureau's turn or in place of one below.
    pub fn is_for(&self, person: Person<'_>, directory: &Directory) -> bool {
        let relation = Relation::of(directory, person.bureau, self.judged());
        access::may(person.role, self.matter.action(), relation)
    }
}

/// What this person may deal with, the most urgent first: what is late before what has time left, and
/// what has no time last. Campaigns may run by clocks of their own, so it is the time left that counts.
pub fn desk(person: Person<'_>, directory: &Directory, all: Vec<Waiting>) -> Vec<Waiting> {
    let mut desk: Vec<_> = all.into_iter().filter(|waiting| waiting.is_for(person, directory)).collect();
    desk.sort_by_cached_key(|waiting| {
        let left = waiting.left();
        (!waiting.is_late(), left.is_none(), left, waiting.campaign.clone(), waiting.about.clone())
    });
    desk
}

/// What happens to an approval when its time lapses without an answer (REQUIREMENTS C1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// The bureau that is asked is reminded, once.
    Reminded,
    /// This bureau, the next one up, is asked.
    PassedUp(BureauCode),
    /// Nobody is above: it is not approved.
    Lapses,
}

/// What happens if the bureau that was `asked`, and perhaps `reminded` since, does not answer.
pub fn unanswered(directory: &Directory, asked: &BureauCode, reminded: bool) -> Unanswered {
    if !reminded {
        return Unanswered::Reminded;
    }
    directory.superiors(asked).into_iter().next().map_or(Unanswered::Lapses, Unanswered::PassedUp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::docket::tests::{at, directory};
    use access::Role;

    fn waiting(about: &str, turn: &str, matter: Matter, by: Option<&str>) -> Waiting {
        Waiting {
            campaign: "test".into(),
            about: about.into(),
            turn: turn.into(),
            matter,
            title: "事项".to_owned(),
            by: by.map(at),
            now: at("2024-09-01 10:00"),
        }
    }

    fn all() -> Vec<Waiting> {
        let approval = Matter::Approval {
            source: "campaign/test/21".to_owned(),
            number: 1,
            instrument: Instrument::Interview,
        };
        let document =
            Matter::Document { id: 1, instrument: Instrument::ReminderLetter, acknowledged: false };
        let findings = |at_bureaus: bool| Matter::Findings {
            task: Task::Reinspect,
            count: 3,
            overdue: u32::from(!at_bureaus),
            at_bureaus,
            one: None,
        };
        vec![
            waiting("21", "21", Matter::Owed("list".into()), Some("2024-09-03 17:30")),
            waiting("21", "20", Matter::Review("report".into()), Some("2024-08-30 17:30")),
            waiting("21", "20", approval, Some("2024-09-02 17:30")),
            waiting("21", "21", document, None),
            waiting("21", "21", findings(false), None),
            waiting("21", "20", findings(true), None),
            waiting(
                "21",
                "21",
                Matter::Listing("21-list-1".into(), Task::FilePlan),
                Some("2024-09-02 17:30"),
            ),
            waiting("21", "20", Matter::Listing("21-list-1".into(), Task::Verify), Some("2024-09-02 17:30")),
            waiting("21", "20", Matter::Incident("i".into()), Some("2024-09-01 10:10")),
        ]
    }

    fn seen(role: Role, bureau: &str) -> Vec<usize> {
        let all = all();
        let desk = desk(Person { role, bureau: &bureau.into() }, &directory(), all.clone());
        desk.iter().filter_map(|one| all.iter().position(|other| other == one)).collect()
    }

    #[test]
    fn each_role_finds_what_it_may_deal_with_most_urgent_first() {
        assert_eq!(seen(Role::Officer, "21"), [4, 6, 0, 3]);
        assert_eq!(seen(Role::Leader, "21"), [3]);
        assert_eq!(seen(Role::Officer, "20"), [1, 8, 5]);
        assert_eq!(seen(Role::Leader, "20"), [8, 2, 7]);
        assert_eq!(seen(Role::Planner, "20"), [1, 8, 7, 5]);
        // One above may decide and review in place of the bureau whose turn it is.
        assert_eq!(seen(Role::Leader, "10"), [2, 7]);
        assert_eq!(seen(Role::Officer, "10"), [1, 5]);
        assert!(seen(Role::Observer, "20").is_empty());
        assert!(seen(Role::Leader, "22").is_empty());
    }

    #[test]
    fn an_approval_climbs_until_nobody_is_above() {
        let of = |asked: &str, reminded| unanswered(&directory(), &asked.into(), reminded);
        assert_eq!(of("20", false), Unanswered::Reminded);
        assert_eq!(of("20", true), Unanswered::PassedUp("10".into()));
        assert_eq!(of("10", true), Unanswered::Lapses);
    }
}
