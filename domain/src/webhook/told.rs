//! Which lines of the ledger are events, and what they tell. What only the machines need (outages, counts,
//! the opening of a phase) is none.

use super::{EventFacts, EventKind};
use crate::{
    effect::What,
    finding::FindingWhat,
    incident::IncidentWhat,
    listing::ListingWhat,
    machine::Happening,
    paper::Paper,
    redating::{Clock, Move},
};

/// What an event tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// What kind of thing it is about.
    pub kind: EventKind,
    /// What happened: the ledger's own word.
    pub event: &'static str,
    /// What happened, in a few words for people.
    pub chinese: &'static str,
    /// What is known of it.
    pub facts: EventFacts,
}

/// What happens in a state machine, as far as others are told of it.
pub trait Tellable: Happening {
    /// The event; `None`: nobody outside is told.
    fn told(&self) -> Option<Told>;
}

fn told(kind: EventKind, event: &'static str, chinese: &'static str) -> Told {
    Told { kind, event, chinese, facts: EventFacts::default() }
}

impl Told {
    fn with(self, facts: EventFacts) -> Option<Self> {
        Some(Self { facts, ..self })
    }

    fn alone(self) -> Option<Self> {
        Some(self)
    }

    fn saying(self, text: &str) -> Option<Self> {
        self.with(EventFacts { text: Some(text.to_owned()), ..EventFacts::default() })
    }
}

impl Tellable for What {
    fn told(&self) -> Option<Told> {
        let obligation = |event, chinese| told(EventKind::Obligation, event, chinese);
        match self {
            What::Opened { due } => {
                obligation("opened", "开始办理").with(EventFacts { due: Some(*due), ..EventFacts::default() })
            }
            What::FellDue => obligation("fell-due", "逾期未报").alone(),
            What::Submitted { on_time, .. } => obligation("submitted", "已报送")
                .with(EventFacts { on_time: Some(*on_time), ..EventFacts::default() }),
            What::Accepted => obligation("accepted", "审核通过").alone(),
            What::Returned { reason, old_due, due } => obligation("returned", "退回补正").with(EventFacts {
                text: Some(reason.clone()),
                old_due: Some(*old_due),
                due: Some(*due),
                ..EventFacts::default()
            }),
            What::Extended { reason, old_due, due, .. } => {
                obligation("extended", "同意延期").with(EventFacts {
                    text: Some(reason.clone()),
                    old_due: Some(*old_due),
                    due: Some(*due),
                    ..EventFacts::default()
                })
            }
            What::Redated { reason, moves } => moved(obligation("redated", "期限调整"), reason, moves),
            What::Waived { reason } => obligation("waived", "免报").saying(reason),
            What::Unfulfilled => obligation("unfulfilled", "行动结束仍未完成").alone(),
            What::Issued { .. }
            | What::Withdrawn { .. }
            | What::Voided { .. }
            | What::Acknowledged { .. }
            | What::Replied { .. }
            | What::ApprovalAsked { .. }
            | What::ApprovalMoved { .. }
            | What::Approved { .. }
            | What::Declined { .. }
            | What::ApprovalClosed { .. }
            | What::ApprovalLapsed { .. } => self.paper().map(|paper| paper_told(&paper)),
            // A listing tells of itself.
            What::ListingOpened { .. } | What::ListingRevoked { .. } => None,
            What::PhaseStarted { .. }
            | What::PhaseEnded { .. }
            | What::ReminderSkipped { .. }
            | What::FindingsCounted { .. }
            | What::TailCut { .. }
            | What::Outage { .. }
            | What::Overtaken { .. }
            | What::Cancelled
            | What::Finished => None,
        }
    }
}

impl Tellable for FindingWhat {
    fn told(&self) -> Option<Told> {
        let finding = |event, chinese| told(EventKind::Finding, event, chinese);
        match self {
            FindingWhat::Registered { registration } => finding("registered", "登记").with(EventFacts {
                grade: Some(registration.grade),
                text: Some(registration.problem.clone()),
                ..EventFacts::default()
            }),
            FindingWhat::Triaged { grade } => finding("triaged", "研判为问题隐患")
                .with(EventFacts { grade: Some(*grade), ..EventFacts::default() }),
            FindingWhat::Ordered { due, round } => finding("ordered", "责令整改").with(EventFacts {
                due: Some(*due),
                round: Some(*round),
                ..EventFacts::default()
            }),
            FindingWhat::FellDue => finding("fell-due", "整改逾期").alone(),
            FindingWhat::EvidenceFiled { on_time, note, .. } => finding("evidence-filed", "报送整改证据")
                .with(EventFacts {
                    on_time: Some(*on_time),
                    text: Some(note.clone()),
                    ..EventFacts::default()
                }),
            FindingWhat::Reinspected { passed, result } => {
                finding("reinspected", "整改复查").with(seen(*passed, result))
            }
            FindingWhat::Extended { old_due, due, .. } => finding("extended", "同意延期整改")
                .with(EventFacts { old_due: Some(*old_due), due: Some(*due), ..EventFacts::default() }),
            FindingWhat::Redated { reason, moves } => moved(finding("redated", "期限调整"), reason, moves),
            FindingWhat::Closed { outcome, result } => finding("closed", "销号").with(EventFacts {
                outcome: Some(*outcome),
                text: Some(result.clone()),
                ..EventFacts::default()
            }),
            FindingWhat::LookedBack { passed, result } => {
                finding("looked-back", "回头看").with(seen(*passed, result))
            }
            FindingWhat::Reopened => finding("reopened", "重新整改").alone(),
            FindingWhat::HandedOver { reason, receipt_by, .. } => {
                finding("handed-over", "移送").with(EventFacts {
                    text: Some(reason.clone()),
                    by_when: Some(*receipt_by),
                    ..EventFacts::default()
                })
            }
            FindingWhat::ReceiptConfirmed { reference } => {
                finding("receipt-confirmed", "取得移送回执").saying(reference)
            }
            FindingWhat::PublicationProposed { text, .. } => {
                finding("publication-proposed", "拟公布").saying(text)
            }
            FindingWhat::PublicationDecided { text, .. } => {
                finding("publication-decided", "决定公布").saying(text)
            }
            FindingWhat::TaskLapsed { task } => finding("task-lapsed", "逾期未办")
                .with(EventFacts { task: Some(*task), ..EventFacts::default() }),
            FindingWhat::Cancelled => finding("cancelled", "撤销").alone(),
            FindingWhat::Paper(paper) => Some(paper_told(paper)),
            FindingWhat::ListingProposed { .. } | FindingWhat::ListingRevoked { .. } => None,
            FindingWhat::ReminderSkipped { .. }
            | FindingWhat::Outage { .. }
            | FindingWhat::Overtaken { .. }
            | FindingWhat::Finished => None,
        }
    }
}

impl Tellable for ListingWhat {
    fn told(&self) -> Option<Told> {
        let listing = |event, chinese| told(EventKind::Listing, event, chinese);
        let timely = |on_time: bool, text: &str| EventFacts {
            on_time: Some(on_time),
            text: Some(text.to_owned()),
            ..EventFacts::default()
        };
        match self {
            ListingWhat::Opened { opening } => listing("opened", "提出挂牌督办").saying(&opening.reason),
            ListingWhat::Listed { until } => listing("listed", "挂牌督办")
                .with(EventFacts { until: Some(*until), ..EventFacts::default() }),
            ListingWhat::Dropped { reason } => listing("dropped", "未予挂牌").saying(reason),
            ListingWhat::Published { place, on_time } => {
                listing("published", "公布挂牌信息").with(timely(*on_time, place))
            }
            ListingWhat::PlanFiled { on_time, note, .. } => {
                listing("plan-filed", "报送整改方案").with(timely(*on_time, note))
            }
            ListingWhat::ProgressReported { on_time, note, .. } => {
                listing("progress-reported", "报送整改进展").with(timely(*on_time, note))
            }
            ListingWhat::AppliedFor { verify_by, note, .. } => {
                listing("applied-for", "申请摘牌").with(EventFacts {
                    by_when: Some(*verify_by),
                    text: Some(note.clone()),
                    ..EventFacts::default()
                })
            }
            ListingWhat::Verified { passed, result, on_time } => listing("verified", "现场核查")
                .with(EventFacts { on_time: Some(*on_time), ..seen(*passed, result) }),
            ListingWhat::Delisted => listing("delisted", "摘牌").alone(),
            ListingWhat::DelistingPublished { place, on_time } => {
                listing("delisting-published", "公布摘牌信息").with(timely(*on_time, place))
            }
            ListingWhat::ExtensionAsked { to, reason } => listing("extension-asked", "申请延期")
                .with(EventFacts { until: Some(*to), text: Some(reason.clone()), ..EventFacts::default() }),
            ListingWhat::Extended { until, .. } => listing("extended", "同意延期")
                .with(EventFacts { until: Some(*until), ..EventFacts::default() }),
            ListingWhat::Redated { reason, moves } => moved(listing("redated", "期限调整"), reason, moves),
            ListingWhat::Expired => listing("expired", "挂牌期限届满").alone(),
            ListingWhat::Revoked { reason } => listing("revoked", "撤销挂牌").saying(reason),
            ListingWhat::TaskLapsed { task } => listing("task-lapsed", "逾期未办")
                .with(EventFacts { task: Some(*task), ..EventFacts::default() }),
            ListingWhat::Cancelled => listing("cancelled", "取消").alone(),
            ListingWhat::Paper(paper) => Some(paper_told(paper)),
            ListingWhat::Outage { .. } | ListingWhat::Overtaken { .. } | ListingWhat::Finished => None,
        }
    }
}

impl Tellable for IncidentWhat {
    fn told(&self) -> Option<Told> {
        let incident = |event, chinese| told(EventKind::Incident, event, chinese);
        match self {
            IncidentWhat::Reported { opening } => incident("reported", "紧急报告").saying(&opening.text),
            IncidentWhat::LevelAcknowledged { level, on_time, instruction } => {
                incident("level-acknowledged", "已签收").with(EventFacts {
                    of: Some(level.clone()),
                    on_time: Some(*on_time),
                    text: instruction.clone(),
                    ..EventFacts::default()
                })
            }
            IncidentWhat::LevelLapsed { level, .. } => incident("level-lapsed", "未按时签收")
                .with(EventFacts { of: Some(level.clone()), ..EventFacts::default() }),
            IncidentWhat::Updated { text } => incident("updated", "续报").saying(text),
            IncidentWhat::Unanswered { .. } => incident("unanswered", "未全部签收").alone(),
            IncidentWhat::Cancelled => incident("cancelled", "撤销").alone(),
            IncidentWhat::Paper(paper) => Some(paper_told(paper)),
            IncidentWhat::Outage { .. } | IncidentWhat::Overtaken { .. } | IncidentWhat::Finished => None,
        }
    }
}

/// Dates that moved because holidays were announced: told where a due instant is among them.
fn moved(told: Told, reason: &str, moves: &[Move]) -> Option<Told> {
    let due = moves.iter().find(|moved| matches!(moved.clock, Clock::Due | Clock::Term | Clock::Task))?;
    told.with(EventFacts {
        text: Some(reason.to_owned()),
        old_due: Some(due.old),
        due: due.new,
        ..EventFacts::default()
    })
}

fn seen(passed: bool, result: &str) -> EventFacts {
    EventFacts { passed: Some(passed), text: Some(result.to_owned()), ..EventFacts::default() }
}

/// What becomes of notices and approvals, whichever machine they are of.
fn paper_told(paper: &Paper) -> Told {
    let about_notice = |event, chinese, notice, text: Option<String>| Told {
        facts: EventFacts { notice: Some(notice), text, ..EventFacts::default() },
        ..told(EventKind::Notice, event, chinese)
    };
    let about_approval = |event, chinese, approval, text: Option<String>| Told {
        facts: EventFacts { approval: Some(approval), text, ..EventFacts::default() },
        ..told(EventKind::Approval, event, chinese)
    };
    match paper {
        Paper::Issued { notice } => Told {
            facts: EventFacts {
                notice: Some(notice.ordinal),
                instrument: Some(notice.instrument),
                title: Some(notice.title.clone()),
                from: Some(notice.from.clone()),
                to: Some(notice.to.clone()),
                due: notice.facts.due,
                by_when: notice.facts.reply_by,
                ..EventFacts::default()
            },
            ..told(EventKind::Notice, "issued", "发出")
        },
        Paper::Withdrawn { notice } => about_notice("withdrawn", "文书撤回", *notice, None),
        Paper::Voided { notice, reason } => about_notice("voided", "文书作废", *notice, Some(reason.clone())),
        Paper::Acknowledged { notice, reply } => {
            about_notice("acknowledged", "文书签收", *notice, reply.clone())
        }
        Paper::Replied { notice, text, .. } => {
            about_notice("replied", "文书回复", *notice, Some(text.clone()))
        }
        Paper::ApprovalAsked { approval, instrument, of, by_when } => Told {
            facts: EventFacts {
                approval: Some(*approval),
                instrument: Some(*instrument),
                of: Some(of.clone()),
                by_when: Some(*by_when),
                ..EventFacts::default()
            },
            ..told(EventKind::Approval, "approval-asked", "呈批")
        },
        Paper::ApprovalMoved { approval, by_when } => Told {
            facts: EventFacts { approval: Some(*approval), by_when: Some(*by_when), ..EventFacts::default() },
            ..told(EventKind::Approval, "approval-moved", "审批期限调整")
        },
        Paper::Approved { approval } => about_approval("approved", "批准", *approval, None),
        Paper::Declined { approval, reason } => {
            about_approval("declined", "不批准", *approval, Some(reason.clone()))
        }
        Paper::ApprovalClosed { approval } => about_approval("approval-closed", "无需再批", *approval, None),
        Paper::ApprovalLapsed { approval } => about_approval("approval-lapsed", "逾期未批", *approval, None),
    }
}
