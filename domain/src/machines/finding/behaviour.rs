//! How people deal with a finding in a rehearsal: who files when, who re-inspects, who never does.
//! [`FindingConduct::react`] turns what just happened into what people will do about it.

use super::{
    Finding,
    command::FindingCommand,
    conduct::FindingConduct,
    event::FindingEvent,
    state::{FindingPurpose, FindingStage},
};
use crate::{
    bureaus::actor::Actor,
    foresight::moment::{After, BehaviourMoment},
    ids::BureauCode,
    machines::{command::CommandEnvelope, event::EventEnvelope},
    paperwork::{correspondence::NoticeEvent, notice::Notice},
    timekeeping::time::PlanTime,
};
use chrono::{Duration, NaiveDate};

type FindingIntentions = Vec<(PlanTime, CommandEnvelope<FindingCommand>)>;
type FindingIntention = Option<(PlanTime, CommandEnvelope<FindingCommand>)>;

impl FindingConduct {
    /// What people will do about something that just happened in a finding.
    pub fn react(&self, finding: &Finding, effect: &EventEnvelope<FindingEvent>) -> FindingIntentions {
        let me = FindingReactor { conduct: self, finding, at: effect.at };
        match &effect.event {
            FindingEvent::Registered { .. } => me.triage().into_iter().collect(),
            FindingEvent::Ordered { round, .. } => me.ordered(*round),
            FindingEvent::Extended { .. } => me.evidence().into_iter().collect(),
            FindingEvent::EvidenceFiled { .. } => me.reinspection().into_iter().collect(),
            FindingEvent::HandedOver { .. } => me.receipt().into_iter().collect(),
            FindingEvent::Closed { .. } => me.look_back().into_iter().collect(),
            FindingEvent::Notice(paper) => me.paper(paper).into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

struct FindingReactor<'a> {
    conduct: &'a FindingConduct,
    finding: &'a Finding,
    /// When what they react to happened.
    at: PlanTime,
}

impl FindingReactor<'_> {
    fn triage(&self) -> FindingIntention {
        if !matches!(self.finding.stage, FindingStage::Registered { .. }) {
            return None;
        }
        let command = match &self.conduct.dismiss {
            Some(reason) => FindingCommand::Dismiss { reason: reason.clone() },
            None => FindingCommand::Triage {
                grade: self.conduct.grade.unwrap_or(self.finding.registration.grade),
            },
        };
        self.by_handler(self.later(self.at, self.conduct.triage)?, "经办人", command)
    }

    /// What an order sets going: evidence in every round, all else in the first.
    fn ordered(&self, round: u16) -> FindingIntentions {
        if round > 1 {
            return self.evidence().into_iter().collect();
        }
        let extension = self.extension();
        // Who asks for an extension files only once that is decided.
        let evidence = if extension.is_none() { self.evidence() } else { None };
        let correct = self.conduct.correct.as_ref().and_then(|once| {
            let command = FindingCommand::CorrectOnTheSpot { result: once.result.clone() };
            self.by_handler(self.moment(once.at)?, "经办人", command)
        });
        let hand_over = self.conduct.hand_over.as_ref().and_then(|once| {
            let command = FindingCommand::HandOver { to: once.to, reason: once.reason.clone() };
            self.by_handler(self.moment(once.at)?, "经办人", command)
        });
        let publish = self.conduct.publish.as_ref().and_then(|once| {
            let command = FindingCommand::ProposePublication { kind: once.kind, text: once.text.clone() };
            self.by_handler(self.later(self.at, once.after)?, "经办人", command)
        });
        [extension, evidence, correct, hand_over, publish].into_iter().flatten().collect()
    }

    fn extension(&self) -> FindingIntention {
        let once = self.conduct.extend.as_ref()?;
        let order = self.finding.order.as_ref()?;
        let to = self.finding.terms.matter.office.day_after(order.day, once.by);
        let command = FindingCommand::AskExtension { to, reason: once.reason.clone() };
        self.by(self.finding.debtor(), self.moment(once.asked)?, "经办人", command)
    }

    fn evidence(&self) -> FindingIntention {
        let command = FindingCommand::FileEvidence {
            note: "已按要求完成整改".to_owned(),
            attachments: Vec::new(),
        };
        self.by(self.finding.debtor(), self.moment(self.conduct.evidence)?, "经办人", command)
    }

    fn reinspection(&self) -> FindingIntention {
        let passed = self.finding.reworked >= self.conduct.rework;
        let result =
            if passed { "经现场复查，已整改到位" } else { "经现场复查，整改不到位" };
        let command = FindingCommand::Reinspect { passed, result: result.to_owned() };
        self.by_handler(self.later(self.at, self.conduct.reinspect)?, "复查人", command)
    }

    fn receipt(&self) -> FindingIntention {
        let command = FindingCommand::ConfirmReceipt { reference: "案件接收回执".to_owned() };
        self.by_handler(self.later(self.at, self.conduct.receipt)?, "经办人", command)
    }

    fn look_back(&self) -> FindingIntention {
        let due = self.finding.view().look_back?;
        let passed = self.finding.reopened > 0 || !self.conduct.look_back_fails;
        let result =
            if passed { "经回头看，问题未反弹" } else { "经回头看，问题出现反弹" };
        let command = FindingCommand::LookBack { passed, result: result.to_owned() };
        self.by_handler(self.later(due, self.conduct.look_back)?, "复查人", command)
    }

    fn paper(&self, paper: &NoticeEvent) -> FindingIntention {
        match paper {
            NoticeEvent::Issued { notice } if notice.instrument.is_document() => self.acknowledgement(notice),
            NoticeEvent::ApprovalAsked { approval, of, .. } => self.decision(*approval, of),
            NoticeEvent::Declined { approval, .. } | NoticeEvent::ApprovalLapsed { approval } => {
                matches!(self.purpose(*approval)?, FindingPurpose::Extension { .. })
                    .then(|| self.evidence())?
            }
            _ => None,
        }
    }

    fn acknowledgement(&self, notice: &Notice) -> FindingIntention {
        let command = FindingCommand::Acknowledge {
            notice: notice.ordinal,
            reply: Some("已收悉，正在办理。".to_owned()),
        };
        self.by(&notice.to, self.later(self.at, self.conduct.acknowledge)?, "经办人", command)
    }

    fn decision(&self, approval: u32, of: &BureauCode) -> FindingIntention {
        let extension = match self.purpose(approval)? {
            FindingPurpose::Extension { .. } => self.conduct.extend.as_ref(),
            _ => None,
        };
        let (after, granted) = match extension {
            Some(once) => (once.decided, once.granted),
            None => (self.conduct.approve, !self.conduct.decline),
        };
        let command = if granted {
            FindingCommand::Approve { approval }
        } else {
            FindingCommand::Decline { approval, reason: "理由不充分，不予同意".to_owned() }
        };
        self.by(of, self.later(self.at, after)?, "局领导", command)
    }

    fn purpose(&self, approval: u32) -> Option<&FindingPurpose> {
        let index = usize::try_from(approval).ok()?.checked_sub(1)?;
        self.finding.papers.asks().get(index).map(|ask| &ask.subject.purpose)
    }

    fn by_handler(&self, at: PlanTime, name: &str, command: FindingCommand) -> FindingIntention {
        self.by(self.finding.handler(), at, name, command)
    }

    fn by(&self, bureau: &BureauCode, at: PlanTime, name: &str, command: FindingCommand) -> FindingIntention {
        let by = Actor { bureau: bureau.clone(), name: name.to_owned() };
        Some((at, CommandEnvelope { by, command }))
    }

    /// The instant of a moment: an hour or two into that day, but after what led to it.
    fn moment(&self, when: BehaviourMoment) -> Option<PlanTime> {
        let office = &self.finding.terms.matter.office;
        let due = self.finding.order.as_ref()?.day;
        let day = match when {
            BehaviourMoment::BeforeDue(span) => office.day_before(due, span),
            BehaviourMoment::AfterDue(span) => office.day_after(due, span),
            BehaviourMoment::AfterOpening(span) => office.day_after(office.date(self.at), span),
            BehaviourMoment::Never => return None,
        };
        Some(self.hour(day))
    }

    fn later(&self, at: PlanTime, after: After) -> Option<PlanTime> {
        let After::Span(span) = after else { return None };
        let office = &self.finding.terms.matter.office;
        Some(self.hour(office.day_after(office.date(at), span)))
    }

    /// Between one and two hours after the office opens; which minute follows from the finding. A day
    /// that has gone by means as soon as there is time in office hours.
    fn hour(&self, day: NaiveDate) -> PlanTime {
        let office = &self.finding.terms.matter.office;
        let id = self.finding.registration.id.as_str();
        let minute = id.bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 60);
        let soonest = office.send_from(self.at.plus(Duration::minutes(30)));
        office.opening(day).plus(Duration::minutes(60 + minute)).max(soonest)
    }
}
