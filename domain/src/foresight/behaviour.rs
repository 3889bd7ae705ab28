//! How bureaus behave in a rehearsal: who hands in when, who answers, who never does. A script is
//! data; [`Script::react`] turns what just happened in a docket into what people will do about it.

pub use super::moment::{After, BehaviourMoment};

use crate::{
    bureaus::actor::Actor,
    campaign::obligation::Requirement,
    ids::{BureauCode, ObligationId},
    machines::{
        command::{Command, CommandEnvelope},
        docket::{Docket, ObligationView},
        event::{DocketEvent, EventEnvelope},
        finding::conduct::FindingConduct,
        listing::conduct::ListingConduct,
    },
    timekeeping::{office::Office, span::Span, time::PlanTime},
};
use chrono::Duration;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The conduct of every bureau.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// What holds for a bureau where nothing else is said.
    #[serde(default)]
    pub default: Conduct,
    /// Exceptions, by bureau.
    #[serde(default)]
    pub bureaus: BTreeMap<BureauCode, Conduct>,
    /// How findings are dealt with.
    #[serde(default)]
    pub findings: FindingScript,
    /// How listings are dealt with.
    #[serde(default)]
    pub listings: ListingConduct,
}

/// How findings are dealt with: named conducts, which a bureau's findings follow in turn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FindingScript {
    /// The conducts by name.
    pub conducts: BTreeMap<String, FindingConduct>,
    /// The names that a bureau's findings follow in turn; every finding as usual where none is given.
    pub default: Vec<String>,
    /// Exceptions, by bureau.
    pub bureaus: BTreeMap<BureauCode, Vec<String>>,
}

impl FindingScript {
    /// The conduct for a bureau's finding with this ordinal, from 0. A name that is no conduct's is the usual
    /// one; whoever reads a script tells such names.
    pub fn conduct(&self, county: &BureauCode, index: usize) -> FindingConduct {
        let names = self.bureaus.get(county).unwrap_or(&self.default);
        let name = (!names.is_empty()).then(|| &names[index % names.len()]);
        name.and_then(|name| self.conducts.get(name)).cloned().unwrap_or_default()
    }
}

/// How one bureau, and those who supervise it, behave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conduct {
    /// When it hands in; two working days before the due date where nothing is said.
    pub submit: Option<BehaviourMoment>,
    /// When it hands in again what was returned; one working day before the new due date.
    pub resubmit: Option<BehaviourMoment>,
    /// How long after receiving a document it acknowledges it; one working day.
    pub acknowledge: Option<After>,
    /// How long its supervising bureau takes to review; two working days.
    pub review: Option<After>,
    /// How long an approver takes to approve a document against it; one working day.
    pub approve: Option<After>,
    /// Whether the approver declines instead.
    #[serde(default)]
    pub decline: bool,
    /// Exceptions, by obligation.
    #[serde(default)]
    pub obligations: BTreeMap<ObligationId, Deed>,
}

/// How a bureau deals with one obligation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    /// When it hands in.
    pub submit: Option<BehaviourMoment>,
    /// The first submission is returned.
    pub returned: Option<ReturnOnce>,
    /// The due date is extended.
    pub extended: Option<ExtendOnce>,
    /// The obligation is lifted.
    pub waived: Option<WaiveOnce>,
}

/// A first submission returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnOnce {
    /// Why.
    pub reason: String,
    /// How long the bureau gets.
    pub again_within: Span,
}

/// A due date extended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtendOnce {
    /// When it is granted.
    pub granted: BehaviourMoment,
    /// By how long.
    pub by: Span,
    /// Why.
    pub reason: String,
}

/// An obligation lifted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaiveOnce {
    /// When.
    pub at: BehaviourMoment,
    /// Why.
    pub reason: String,
}

/// Something a person will do, unless the obligation's due date has moved meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intention<C = Command> {
    /// When.
    pub at: PlanTime,
    /// What.
    pub act: CommandEnvelope<C>,
    /// Only while this obligation is due at this instant.
    pub only_while_due: Option<(ObligationId, PlanTime)>,
}

impl Intention {
    /// Whether the obligation is due at another instant by now.
    pub(super) fn is_moot(&self, docket: &Docket) -> bool {
        let due = |id| docket.view(id).map(|duty| duty.due);
        self.only_while_due.as_ref().is_some_and(|(id, then)| due(id) != Some(*then))
    }
}

impl Script {
    fn conduct(&self, bureau: &BureauCode) -> &Conduct {
        self.bureaus.get(bureau).unwrap_or(&self.default)
    }

    /// What people will do about an effect that just happened in a docket.
    pub fn react(&self, docket: &Docket, effect: &EventEnvelope) -> Vec<Intention> {
        let me = DocketReactor { script: self, docket, conduct: self.conduct(&docket.party().bureau) };
        let view = effect.obligation.as_ref().and_then(|id| docket.view(id));
        match (&effect.event, view) {
            (DocketEvent::Opened { .. }, Some(duty)) => me.opened(&duty),
            (DocketEvent::Returned { .. }, Some(duty)) => {
                let when = me.conduct.resubmit.or(self.default.resubmit);
                me.submission(&duty, when.unwrap_or(BehaviourMoment::BeforeDue(Span::WorkingDays(1))))
                    .into_iter()
                    .collect()
            }
            (DocketEvent::Extended { .. }, Some(duty)) => {
                me.submission(&duty, me.submit_when(&duty.id)).into_iter().collect()
            }
            (DocketEvent::Submitted { .. }, Some(duty)) => me.review(&duty, effect.at).into_iter().collect(),
            (DocketEvent::ApprovalAsked { approval, of, .. }, _) => {
                me.approval(*approval, of, effect.at).into_iter().collect()
            }
            (DocketEvent::Issued { notice }, _) if notice.instrument.may_stand_on_a_ladder() => {
                me.acknowledgement(notice.ordinal, effect.at).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}

struct DocketReactor<'a> {
    script: &'a Script,
    docket: &'a Docket,
    conduct: &'a Conduct,
}

impl DocketReactor<'_> {
    fn deed(&self, id: &ObligationId) -> Option<&Deed> {
        self.conduct.obligations.get(id)
    }

    fn submit_when(&self, id: &ObligationId) -> BehaviourMoment {
        let said = self.deed(id).and_then(|deed| deed.submit).or(self.conduct.submit);
        said.or(self.script.default.submit).unwrap_or(BehaviourMoment::BeforeDue(Span::WorkingDays(2)))
    }

    fn opened(&self, duty: &ObligationView) -> Vec<Intention> {
        let mut all: Vec<_> = self.submission(duty, self.submit_when(&duty.id)).into_iter().collect();
        let Some(deed) = self.deed(&duty.id) else { return all };
        let office = &self.docket.terms().office;
        let due_day = office.date(duty.due);
        if let Some(extension) = &deed.extended
            && let Some(at) = self.moment(duty, extension.granted)
        {
            let to = office.day_after(due_day, extension.by);
            let (obligation, reason) = (duty.id.clone(), extension.reason.clone());
            all.push(self.by_supervisor(at, Command::Extend { obligation, to, reason }));
        }
        if let Some(waiver) = &deed.waived
            && let Some(at) = self.moment(duty, waiver.at)
        {
            let (obligation, reason) = (duty.id.clone(), waiver.reason.clone());
            all.push(self.by_supervisor(at, Command::Waive { obligation, reason }));
        }
        all
    }

    fn submission(&self, duty: &ObligationView, when: BehaviourMoment) -> Option<Intention> {
        let at = self.moment(duty, when)?;
        let requires = &self.docket.terms().item(&duty.id)?.requires;
        let needs = |requirement| requires.contains(&requirement);
        let attachments =
            if needs(Requirement::Attachment) { vec![format!("{}.docx", duty.title)] } else { Vec::new() };
        let command = Command::Submit {
            obligation: duty.id.clone(),
            attachments,
            files: Vec::new(),
            sealed: needs(Requirement::Seal),
        };
        let by = Actor { bureau: self.docket.party().bureau.clone(), name: "经办人".to_owned() };
        Some(Intention {
            at,
            act: CommandEnvelope { by, command },
            only_while_due: Some((duty.id.clone(), duty.due)),
        })
    }

    fn review(&self, duty: &ObligationView, at: PlanTime) -> Option<Intention> {
        self.docket.terms().item(&duty.id)?.review?;
        let said = self.conduct.review.or(self.script.default.review);
        let at = self.later(at, said.unwrap_or(After::Span(Span::WorkingDays(2))))?;
        let obligation = duty.id.clone();
        let returned =
            self.deed(&duty.id).and_then(|deed| deed.returned.as_ref()).filter(|_| duty.round == 1);
        let command = match returned {
            Some(once) => {
                let office = &self.docket.terms().office;
                let due = office.day_after(office.date(at), once.again_within);
                Command::Return { obligation, reason: once.reason.clone(), due }
            }
            None => Command::Accept { obligation, version: None },
        };
        Some(self.by_supervisor(at, command))
    }

    fn approval(&self, approval: u32, of: &BureauCode, at: PlanTime) -> Option<Intention> {
        let said = self.conduct.approve.or(self.script.default.approve);
        let at = self.later(at, said.unwrap_or(After::Span(Span::WorkingDays(1))))?;
        let command = if self.conduct.decline {
            Command::Decline { approval, reason: "已电话督促，暂缓发文".to_owned() }
        } else {
            Command::Approve { approval }
        };
        let by = Actor { bureau: of.clone(), name: "局领导".to_owned() };
        Some(Intention { at, act: CommandEnvelope { by, command }, only_while_due: None })
    }

    fn acknowledgement(&self, notice: u32, at: PlanTime) -> Option<Intention> {
        let said = self.conduct.acknowledge.or(self.script.default.acknowledge);
        let at = self.later(at, said.unwrap_or(After::Span(Span::WorkingDays(1))))?;
        let by = Actor { bureau: self.docket.party().bureau.clone(), name: "经办人".to_owned() };
        let command = Command::Acknowledge { notice, reply: Some("已收悉，正在办理。".to_owned()) };
        Some(Intention { at, act: CommandEnvelope { by, command }, only_while_due: None })
    }

    fn by_supervisor(&self, at: PlanTime, command: Command) -> Intention {
        let bureau = self.docket.party().supervisor().clone();
        let by = Actor { bureau, name: "审核人".to_owned() };
        Intention { at, act: CommandEnvelope { by, command }, only_while_due: None }
    }

    /// The instant of a moment: an hour or two into that day, spread by bureau, but after the opening.
    fn moment(&self, duty: &ObligationView, when: BehaviourMoment) -> Option<PlanTime> {
        let office = &self.docket.terms().office;
        let due_day = office.date(duty.due);
        let day = match when {
            BehaviourMoment::BeforeDue(span) => office.day_before(due_day, span),
            BehaviourMoment::AfterDue(span) => office.day_after(due_day, span),
            BehaviourMoment::AfterOpening(span) => office.day_after(office.date(duty.opens), span),
            BehaviourMoment::Never => return None,
        };
        let soonest = duty.opens.max(self.docket.clock()).plus(Duration::minutes(30));
        Some(self.hour(office, day).max(soonest))
    }

    fn later(&self, at: PlanTime, after: After) -> Option<PlanTime> {
        let After::Span(span) = after else { return None };
        let office = &self.docket.terms().office;
        let day = office.day_after(office.date(at), span);
        Some(self.hour(office, day).max(at.plus(Duration::minutes(30))))
    }

    /// Between one and two hours after the office opens; which minute follows from the bureau's code.
    fn hour(&self, office: &Office, day: chrono::NaiveDate) -> PlanTime {
        let code = self.docket.party().bureau.as_str();
        let minute = code.bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 60);
        office.opening(day).plus(Duration::minutes(60 + minute))
    }
}
