//! Which lines of the ledger are events, and what they tell. What only the machines need (outages, counts,
//! the opening of a phase) is none.

use super::{facts::EventFacts, kind::EventKind};
use crate::{
    machines::{
        event::DocketEvent, finding::FindingEvent, incident::IncidentEvent, listing::ListingEvent,
        machine::DomainEvent,
    },
    paperwork::correspondence::NoticeEvent,
    timekeeping::redating::{Clock, ClockChange, Move},
};

/// What an event tells.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboundEvent {
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
pub trait Outbound: DomainEvent {
    /// The event; `None`: nobody outside is told.
    fn told(&self) -> Option<OutboundEvent>;
}

fn told(kind: EventKind, event: &'static str, chinese: &'static str) -> OutboundEvent {
    OutboundEvent { kind, event, chinese, facts: EventFacts::default() }
}

impl OutboundEvent {
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

impl Outbound for DocketEvent {
    fn told(&self) -> Option<OutboundEvent> {
        let obligation = |event, chinese| told(EventKind::Obligation, event, chinese);
        match self {
            DocketEvent::Opened { due } => {
                obligation("opened", "开始办理").with(EventFacts { due: Some(*due), ..EventFacts::default() })
            }
            DocketEvent::FellDue => obligation("fell-due", "逾期未报").alone(),
            DocketEvent::Submitted { on_time, .. } => obligation("submitted", "已报送")
                .with(EventFacts { on_time: Some(*on_time), ..EventFacts::default() }),
            DocketEvent::Replaced { version, .. } => {
                obligation("replaced", "重新报送").with(EventFacts::of_version(*version))
            }
            DocketEvent::Supplemented { version, .. } => {
                obligation("supplemented", "补充材料").with(EventFacts::of_version(*version))
            }
            DocketEvent::TakenBack { version, reason } => obligation("taken-back", "撤回报送")
                .with(EventFacts { text: Some(reason.clone()), ..EventFacts::of_version(*version) }),
            DocketEvent::Accepted => obligation("accepted", "审核通过").alone(),
            DocketEvent::Returned { reason, old_due, due } => {
                obligation("returned", "退回补正").with(EventFacts {
                    text: Some(reason.clone()),
                    old_due: Some(*old_due),
                    due: Some(*due),
                    ..EventFacts::default()
                })
            }
            DocketEvent::Extended { reason, old_due, due, .. } => {
                obligation("extended", "同意延期").with(EventFacts {
                    text: Some(reason.clone()),
                    old_due: Some(*old_due),
                    due: Some(*due),
                    ..EventFacts::default()
                })
            }
            DocketEvent::Redated { reason, moves } => moved(obligation("redated", "期限调整"), reason, moves),
            DocketEvent::Amended { reason, changes, .. } => {
                amended(obligation("amended", "方案调整"), reason, changes)
            }
            DocketEvent::Waived { reason } => obligation("waived", "免报").saying(reason),
            DocketEvent::ReliefAsked { plea, reason, of, by_when, .. } => {
                obligation("relief-asked", plea.chinese()).with(EventFacts {
                    text: Some(reason.clone()),
                    of: Some(of.clone()),
                    by_when: Some(*by_when),
                    ..EventFacts::default()
                })
            }
            DocketEvent::ReliefPassedUp { of, by_when, .. } => {
                obligation("relief-passed-up", "申请转请上一级答复").with(EventFacts {
                    of: Some(of.clone()),
                    by_when: Some(*by_when),
                    ..EventFacts::default()
                })
            }
            DocketEvent::ReliefMoved { by_when, .. } => obligation("relief-moved", "申请答复期限调整")
                .with(EventFacts { by_when: Some(*by_when), ..EventFacts::default() }),
            DocketEvent::ReliefRefused { reason, .. } => {
                obligation("relief-refused", "不同意申请").saying(reason)
            }
            DocketEvent::ReliefSettled { how, .. } => {
                obligation("relief-settled", "申请办结").saying(how.chinese())
            }
            DocketEvent::Unfulfilled => obligation("unfulfilled", "行动结束仍未完成").alone(),
            DocketEvent::Issued { .. }
            | DocketEvent::Withdrawn { .. }
            | DocketEvent::Voided { .. }
            | DocketEvent::Acknowledged { .. }
            | DocketEvent::Replied { .. }
            | DocketEvent::ApprovalAsked { .. }
            | DocketEvent::ApprovalMoved { .. }
            | DocketEvent::Approved { .. }
            | DocketEvent::Declined { .. }
            | DocketEvent::ApprovalClosed { .. }
            | DocketEvent::ApprovalLapsed { .. } => self.paper().map(|paper| paper_told(&paper)),
            // A listing tells of itself.
            DocketEvent::ListingOpened { .. } | DocketEvent::ListingRevoked { .. } => None,
            DocketEvent::PhaseStarted { .. }
            | DocketEvent::PhaseEnded { .. }
            | DocketEvent::ReminderSkipped { .. }
            | DocketEvent::FindingsCounted { .. }
            | DocketEvent::TailCut { .. }
            | DocketEvent::Outage { .. }
            | DocketEvent::Overtaken { .. }
            | DocketEvent::Cancelled
            | DocketEvent::Finished => None,
        }
    }
}

impl Outbound for FindingEvent {
    fn told(&self) -> Option<OutboundEvent> {
        let finding = |event, chinese| told(EventKind::Finding, event, chinese);
        match self {
            FindingEvent::Registered { registration } => finding("registered", "登记").with(EventFacts {
                grade: Some(registration.grade),
                text: Some(registration.problem.clone()),
                ..EventFacts::default()
            }),
            FindingEvent::Triaged { grade } => finding("triaged", "研判为问题隐患")
                .with(EventFacts { grade: Some(*grade), ..EventFacts::default() }),
            FindingEvent::Ordered { due, round } => finding("ordered", "责令整改").with(EventFacts {
                due: Some(*due),
                round: Some(*round),
                ..EventFacts::default()
            }),
            FindingEvent::FellDue => finding("fell-due", "整改逾期").alone(),
            FindingEvent::EvidenceFiled { on_time, note, .. } => finding("evidence-filed", "报送整改证据")
                .with(EventFacts {
                    on_time: Some(*on_time),
                    text: Some(note.clone()),
                    ..EventFacts::default()
                }),
            FindingEvent::Reinspected { passed, result } => {
                finding("reinspected", "整改复查").with(seen(*passed, result))
            }
            FindingEvent::Extended { old_due, due, .. } => finding("extended", "同意延期整改")
                .with(EventFacts { old_due: Some(*old_due), due: Some(*due), ..EventFacts::default() }),
            FindingEvent::Redated { reason, moves } => moved(finding("redated", "期限调整"), reason, moves),
            FindingEvent::Closed { outcome, result } => finding("closed", "销号").with(EventFacts {
                outcome: Some(*outcome),
                text: Some(result.clone()),
                ..EventFacts::default()
            }),
            FindingEvent::LookedBack { passed, result } => {
                finding("looked-back", "回头看").with(seen(*passed, result))
            }
            FindingEvent::Reopened => finding("reopened", "重新整改").alone(),
            FindingEvent::HandedOver { reason, receipt_by, .. } => {
                finding("handed-over", "移送").with(EventFacts {
                    text: Some(reason.clone()),
                    by_when: Some(*receipt_by),
                    ..EventFacts::default()
                })
            }
            FindingEvent::ReceiptConfirmed { reference } => {
                finding("receipt-confirmed", "取得移送回执").saying(reference)
            }
            FindingEvent::PublicationProposed { text, .. } => {
                finding("publication-proposed", "拟公布").saying(text)
            }
            FindingEvent::PublicationDecided { text, .. } => {
                finding("publication-decided", "决定公布").saying(text)
            }
            FindingEvent::TaskLapsed { task } => finding("task-lapsed", "逾期未办")
                .with(EventFacts { task: Some(*task), ..EventFacts::default() }),
            FindingEvent::Cancelled => finding("cancelled", "撤销").alone(),
            FindingEvent::Notice(paper) => Some(paper_told(paper)),
            FindingEvent::ListingProposed { .. } | FindingEvent::ListingRevoked { .. } => None,
            FindingEvent::ReminderSkipped { .. }
            | FindingEvent::Outage { .. }
            | FindingEvent::Overtaken { .. }
            | FindingEvent::Finished => None,
        }
    }
}

impl Outbound for ListingEvent {
    fn told(&self) -> Option<OutboundEvent> {
        let listing = |event, chinese| told(EventKind::Listing, event, chinese);
        let timely = |on_time: bool, text: &str| EventFacts {
            on_time: Some(on_time),
            text: Some(text.to_owned()),
            ..EventFacts::default()
        };
        match self {
            ListingEvent::Opened { opening } => listing("opened", "提出挂牌督办").saying(&opening.reason),
            ListingEvent::Listed { until } => listing("listed", "挂牌督办")
                .with(EventFacts { until: Some(*until), ..EventFacts::default() }),
            ListingEvent::Dropped { reason } => listing("dropped", "未予挂牌").saying(reason),
            ListingEvent::Published { place, on_time } => {
                listing("published", "公布挂牌信息").with(timely(*on_time, place))
            }
            ListingEvent::PlanFiled { on_time, note, .. } => {
                listing("plan-filed", "报送整改方案").with(timely(*on_time, note))
            }
            ListingEvent::ProgressReported { on_time, note, .. } => {
                listing("progress-reported", "报送整改进展").with(timely(*on_time, note))
            }
            ListingEvent::AppliedFor { verify_by, note, .. } => {
                listing("applied-for", "申请摘牌").with(EventFacts {
                    by_when: Some(*verify_by),
                    text: Some(note.clone()),
                    ..EventFacts::default()
                })
            }
            ListingEvent::Verified { passed, result, on_time } => listing("verified", "现场核查")
                .with(EventFacts { on_time: Some(*on_time), ..seen(*passed, result) }),
            ListingEvent::Delisted => listing("delisted", "摘牌").alone(),
            ListingEvent::DelistingPublished { place, on_time } => {
                listing("delisting-published", "公布摘牌信息").with(timely(*on_time, place))
            }
            ListingEvent::ExtensionAsked { to, reason } => listing("extension-asked", "申请延期")
                .with(EventFacts { until: Some(*to), text: Some(reason.clone()), ..EventFacts::default() }),
            ListingEvent::Extended { until, .. } => listing("extended", "同意延期")
                .with(EventFacts { until: Some(*until), ..EventFacts::default() }),
            ListingEvent::Redated { reason, moves } => moved(listing("redated", "期限调整"), reason, moves),
            ListingEvent::Expired => listing("expired", "挂牌期限届满").alone(),
            ListingEvent::Revoked { reason } => listing("revoked", "撤销挂牌").saying(reason),
            ListingEvent::TaskLapsed { task } => listing("task-lapsed", "逾期未办")
                .with(EventFacts { task: Some(*task), ..EventFacts::default() }),
            ListingEvent::Cancelled => listing("cancelled", "取消").alone(),
            ListingEvent::Notice(paper) => Some(paper_told(paper)),
            ListingEvent::Outage { .. } | ListingEvent::Overtaken { .. } | ListingEvent::Finished => None,
        }
    }
}

impl Outbound for IncidentEvent {
    fn told(&self) -> Option<OutboundEvent> {
        let incident = |event, chinese| told(EventKind::Incident, event, chinese);
        match self {
            IncidentEvent::Reported { opening } => incident("reported", "紧急报告").saying(&opening.text),
            IncidentEvent::LevelAcknowledged { level, on_time, instruction } => {
                incident("level-acknowledged", "已签收").with(EventFacts {
                    of: Some(level.clone()),
                    on_time: Some(*on_time),
                    text: instruction.clone(),
                    ..EventFacts::default()
                })
            }
            IncidentEvent::LevelLapsed { level, .. } => incident("level-lapsed", "未按时签收")
                .with(EventFacts { of: Some(level.clone()), ..EventFacts::default() }),
            IncidentEvent::Updated { text } => incident("updated", "续报").saying(text),
            IncidentEvent::Unanswered { .. } => incident("unanswered", "未全部签收").alone(),
            IncidentEvent::Cancelled => incident("cancelled", "撤销").alone(),
            IncidentEvent::Notice(paper) => Some(paper_told(paper)),
            IncidentEvent::Outage { .. } | IncidentEvent::Overtaken { .. } | IncidentEvent::Finished => None,
        }
    }
}

/// Dates that moved because holidays were announced: told where a due instant is among them.
fn moved(told: OutboundEvent, reason: &str, moves: &[Move]) -> Option<OutboundEvent> {
    let due = moves.iter().find(|moved| matches!(moved.clock, Clock::Due | Clock::Term | Clock::Task))?;
    told.with(EventFacts {
        text: Some(reason.to_owned()),
        old_due: Some(due.old),
        due: due.new,
        ..EventFacts::default()
    })
}

/// An amended plan: told where the due instant is another by it.
fn amended(told: OutboundEvent, reason: &str, changes: &[ClockChange]) -> Option<OutboundEvent> {
    let due = changes.iter().find(|change| change.clock == Clock::Due)?;
    told.with(EventFacts {
        text: Some(reason.to_owned()),
        old_due: due.old,
        due: due.new,
        ..EventFacts::default()
    })
}

fn seen(passed: bool, result: &str) -> EventFacts {
    EventFacts { passed: Some(passed), text: Some(result.to_owned()), ..EventFacts::default() }
}

/// What becomes of notices and approvals, whichever machine they are of.
fn paper_told(paper: &NoticeEvent) -> OutboundEvent {
    let about_notice = |event, chinese, notice, text: Option<String>| OutboundEvent {
        facts: EventFacts { notice: Some(notice), text, ..EventFacts::default() },
        ..told(EventKind::Notice, event, chinese)
    };
    let about_approval = |event, chinese, approval, text: Option<String>| OutboundEvent {
        facts: EventFacts { approval: Some(approval), text, ..EventFacts::default() },
        ..told(EventKind::Approval, event, chinese)
    };
    match paper {
        NoticeEvent::Issued { notice } => OutboundEvent {
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
        NoticeEvent::Withdrawn { notice } => about_notice("withdrawn", "文书撤回", *notice, None),
        NoticeEvent::Voided { notice, reason } => {
            about_notice("voided", "文书作废", *notice, Some(reason.clone()))
        }
        NoticeEvent::Acknowledged { notice, reply } => {
            about_notice("acknowledged", "文书签收", *notice, reply.clone())
        }
        NoticeEvent::Replied { notice, text, .. } => {
            about_notice("replied", "文书回复", *notice, Some(text.clone()))
        }
        NoticeEvent::ApprovalAsked { approval, instrument, of, by_when } => OutboundEvent {
            facts: EventFacts {
                approval: Some(*approval),
                instrument: Some(*instrument),
                of: Some(of.clone()),
                by_when: Some(*by_when),
                ..EventFacts::default()
            },
            ..told(EventKind::Approval, "approval-asked", "呈批")
        },
        NoticeEvent::ApprovalMoved { approval, by_when } => OutboundEvent {
            facts: EventFacts { approval: Some(*approval), by_when: Some(*by_when), ..EventFacts::default() },
            ..told(EventKind::Approval, "approval-moved", "审批期限调整")
        },
        NoticeEvent::Approved { approval } => about_approval("approved", "批准", *approval, None),
        NoticeEvent::Declined { approval, reason } => {
            about_approval("declined", "不批准", *approval, Some(reason.clone()))
        }
        NoticeEvent::ApprovalClosed { approval } => {
            about_approval("approval-closed", "无需再批", *approval, None)
        }
        NoticeEvent::ApprovalLapsed { approval } => {
            about_approval("approval-lapsed", "逾期未批", *approval, None)
        }
    }
}
