//! Who may do what: one pure function over a person's role, the act, and where the bureau that is acted
//! upon stands in the tree (REQUIREMENTS F3).
//!
//! It is asked before a state machine is, and knows nothing of how a matter stands: whether a submission
//! can still be accepted is the docket's answer, whether this person may accept at all is this one's.

use crate::{bureaus::bureau::Directory, ids::BureauCode};
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! spelled {
    ($(#[$doc:meta])* $type:ident { $($(#[$vdoc:meta])* $name:ident = $text:literal, $chinese:literal;)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $type { $($(#[$vdoc])* $name,)* }

        impl $type {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The spelling used in the store and in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The name a user reads.
            pub const fn chinese(self) -> &'static str {
                match self { $(Self::$name => $chinese,)* }
            }

            /// The one with this spelling.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

spelled! {
    /// What a person does in their bureau.
    Role {
        /// Launches and steers campaigns.
        Planner = "planner", "计划员";
        /// Decides: approvals, listings, what is published.
        Leader = "leader", "领导";
        /// Does the work: submits, reviews, registers findings.
        Officer = "officer", "经办人";
        /// Looks on.
        Observer = "observer", "观察员";
        /// Keeps users, tokens and webhooks.
        Administrator = "administrator", "管理员";
    }
}

spelled! {
    /// An act, as far as permission goes. The bureau in parentheses is the one it is judged against.
    Action {
        /// Looks at anything of a bureau (that bureau).
        See = "see", "查看";
        /// Launches a campaign (its issuer).
        Launch = "launch", "发起行动";
        /// Amends a running campaign's plan (its issuer).
        Amend = "amend", "调整方案";
        /// Calls a campaign off (its issuer).
        Cancel = "cancel", "终止行动";
        /// Hands in an obligation (the debtor).
        Submit = "submit", "报送";
        /// Accepts or returns a submission (the debtor).
        Review = "review", "审核";
        /// Moves a due date or lifts an obligation (the debtor).
        Relieve = "relieve", "延期或免报";
        /// Approves or declines a document (the bureau that was asked).
        Approve = "approve", "审批";
        /// Voids a document (the bureau that issued it).
        Void = "void", "作废";
        /// Sends a mail that did not arrive again (the bureau that issued what it tells of).
        SendAgain = "send-again", "重新发送邮件";
        /// Acknowledges or answers a document (its addressee).
        Acknowledge = "acknowledge", "签收";
        /// Registers findings and does what its bureau does about them (the county).
        HandleFinding = "handle-finding", "办理问题隐患";
        /// Does what only the bureau above may do about a finding at a bureau (the county).
        InspectFinding = "inspect-finding", "督查问题隐患";
        /// Proposes a listing, publishes, verifies, lifts it (the listed bureau).
        Supervise = "supervise", "挂牌督办";
        /// Does what a listed bureau must (the listed bureau).
        Rectify = "rectify", "落实挂牌整改";
        /// Reports an urgent matter or goes on reporting it (the reporting bureau).
        ReportIncident = "report-incident", "紧急报告";
        /// Takes note of an urgent matter (the bureau that takes note).
        TakeNote = "take-note", "知悉紧急情况";
        /// Reports figures or the result of a sampling (the reporting bureau).
        ReportFigures = "report-figures", "填报数据";
        /// Publishes a league table as a circular (the publishing bureau).
        Circulate = "circulate", "印发排名通报";
        /// Sets up or stops a calendar's secret address (the bureau it shows).
        Subscribe = "subscribe", "日历订阅";
        /// Keeps which holidays are announced (the bureau that imports them).
        KeepHolidays = "keep-holidays", "维护放假安排";
        /// Keeps the users of a bureau (that bureau).
        KeepUsers = "keep-users", "管理用户";
        /// Keeps tokens and webhooks of integrations (the bureau they act for).
        Integrate = "integrate", "管理接口";
        /// Reads and exports the audit log of a bureau's people (that bureau).
        Audit = "audit", "审计";
    }
}

/// Where a bureau stands as a person's own bureau sees it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// It is the person's own.
    Own,
    /// Somewhere below it.
    Below,
    /// Somewhere above it.
    Above,
    /// Neither.
    Elsewhere,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 4] = [Self::Own, Self::Below, Self::Above, Self::Elsewhere];

    /// How `bureau` stands to `own`. A bureau that the directory does not know is elsewhere.
    pub fn of(directory: &Directory, own: &BureauCode, bureau: &BureauCode) -> Self {
        if directory.get(own).is_none() || directory.get(bureau).is_none() {
            return Self::Elsewhere;
        }
        if own == bureau {
            Self::Own
        } else if directory.superiors(bureau).contains(own) {
            Self::Below
        } else if directory.superiors(own).contains(bureau) {
            Self::Above
        } else {
            Self::Elsewhere
        }
    }
}

/// Whether a person of this role may act so upon a bureau that stands so to their own.
///
/// Nobody acts upwards or sideways, and everyone sees their own bureau and all below it. A bureau's own
/// work is its own people's alone: nobody above submits, acknowledges or rectifies for it.
pub const fn may(role: Role, action: Action, relation: Relation) -> bool {
    use Action as A;
    use Relation::{Below, Own};
    use Role::{Administrator, Leader, Observer, Officer, Planner};
    let (own, below) = (matches!(relation, Own), matches!(relation, Below));
    if !own && !below {
        return false;
    }
    match (role, action) {
        (_, A::See) => true,
        (Planner, A::Launch | A::Amend | A::Cancel) => own,
        (Planner | Administrator, A::KeepHolidays) => own,
        (Planner | Officer, A::Submit | A::HandleFinding | A::Rectify | A::ReportFigures) => own,
        (Planner | Officer, A::ReportIncident) => own,
        (Planner | Officer | Leader, A::Acknowledge | A::TakeNote) => own,
        (Planner | Officer, A::Review | A::InspectFinding) => below,
        (Planner | Leader, A::Relieve) => below,
        (Planner, A::Supervise) => below,
        // One above the bureau that was asked, or that issued it, may decide in its place.
        (Leader, A::Approve | A::Void) => true,
        (Leader, A::Supervise) => below,
        (Planner | Leader, A::Circulate) => own,
        (Planner | Officer | Administrator, A::SendAgain) => true,
        (Planner | Officer | Leader, A::Subscribe) => true,
        (Administrator, A::KeepUsers | A::Integrate | A::Audit) => true,
        (Leader, A::Audit) => true,
        (Observer | Administrator | Planner | Leader | Officer, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bureaus::bureau::{Level, tests::bureau};

    /// A line an action: where each role may do it. `o` own, `b` below, `ob` both, `-` nowhere; the
    /// columns are planner, leader, officer, observer, administrator.
    const TABLE: &[(Action, [&str; 5])] = &[
        (Action::See, ["ob", "ob", "ob", "ob", "ob"]),
        (Action::Launch, ["o", "-", "-", "-", "-"]),
        (Action::Amend, ["o", "-", "-", "-", "-"]),
        (Action::Cancel, ["o", "-", "-", "-", "-"]),
        (Action::Submit, ["o", "-", "o", "-", "-"]),
        (Action::Review, ["b", "-", "b", "-", "-"]),
        (Action::Relieve, ["b", "b", "-", "-", "-"]),
        (Action::Approve, ["-", "ob", "-", "-", "-"]),
        (Action::Void, ["-", "ob", "-", "-", "-"]),
        (Action::SendAgain, ["ob", "-", "ob", "-", "ob"]),
        (Action::Acknowledge, ["o", "o", "o", "-", "-"]),
        (Action::HandleFinding, ["o", "-", "o", "-", "-"]),
        (Action::InspectFinding, ["b", "-", "b", "-", "-"]),
        (Action::Supervise, ["b", "b", "-", "-", "-"]),
        (Action::Rectify, ["o", "-", "o", "-", "-"]),
        (Action::ReportIncident, ["o", "-", "o", "-", "-"]),
        (Action::TakeNote, ["o", "o", "o", "-", "-"]),
        (Action::ReportFigures, ["o", "-", "o", "-", "-"]),
        (Action::Circulate, ["o", "o", "-", "-", "-"]),
        (Action::Subscribe, ["ob", "ob", "ob", "-", "-"]),
        (Action::KeepHolidays, ["o", "-", "-", "-", "o"]),
        (Action::KeepUsers, ["-", "-", "-", "-", "ob"]),
        (Action::Integrate, ["-", "-", "-", "-", "ob"]),
        (Action::Audit, ["-", "ob", "-", "-", "ob"]),
    ];

    #[test]
    fn every_role_action_and_relation_is_as_the_table_says() {
        let told: Vec<_> = TABLE.iter().map(|(action, _)| *action).collect();
        assert_eq!(told, Action::ALL, "the table has a line for every action, in order");
        for (action, columns) in TABLE {
            for (role, column) in Role::ALL.iter().zip(columns) {
                for relation in Relation::ALL {
                    let expected = match relation {
                        Relation::Own => column.contains('o'),
                        Relation::Below => column.contains('b'),
                        Relation::Above | Relation::Elsewhere => false,
                    };
                    assert_eq!(may(*role, *action, relation), expected, "{role} {action} {relation:?}");
                }
            }
        }
    }

    #[test]
    fn relations_follow_the_tree() {
        let directory = Directory::new(vec![
            bureau("1", Level::Province, None),
            bureau("11", Level::Prefecture, Some("1")),
            bureau("111", Level::County, Some("11")),
            bureau("12", Level::Prefecture, Some("1")),
        ])
        .unwrap();
        let of = |own: &str, other: &str| Relation::of(&directory, &own.into(), &other.into());
        assert_eq!(of("11", "11"), Relation::Own);
        assert_eq!(of("1", "111"), Relation::Below);
        assert_eq!(of("111", "1"), Relation::Above);
        assert_eq!(of("11", "12"), Relation::Elsewhere);
        assert_eq!(of("1", "9"), Relation::Elsewhere);
        assert_eq!(of("9", "9"), Relation::Elsewhere);
    }

    #[test]
    fn what_is_spelled_is_parsed() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(*role));
        }
        for action in Action::ALL {
            assert_eq!(Action::parse(action.as_str()), Some(*action));
        }
        assert_eq!(Role::parse("emperor"), None);
    }
}
