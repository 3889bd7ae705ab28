//! How those concerned by a listing behave in a rehearsal. [`ListingConduct::react`] turns what just
//! happened in a listing into what people will do about it.

use super::{Listing, ListingCommand, ListingEvent, ListingView};
use crate::{
    behaviour::After,
    command::{Actor, CommandEnvelope},
    correspondence::NoticeEvent,
    event::EventEnvelope,
    ids::BureauCode,
    machine::Machine,
    notice::Notice,
    office::Office,
    span::Span,
    time::PlanTime,
};
use chrono::{Duration, NaiveDate};
use serde::{Deserialize, Serialize};

/// How long everyone takes. What is not said follows the defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListingConduct {
    /// How long a leader takes to approve; one working day.
    pub approve: After,
    /// How long after the listing it is published; two working days.
    pub publish: After,
    /// How long after the listing the plan is filed; ten working days.
    pub plan: After,
    /// How long after the listing, and after each report, progress is reported; 25 days.
    pub progress: After,
    /// How long after the listing, or after a verification it failed, the bureau applies; 60 days.
    pub apply: After,
    /// How long after an application it is verified; five working days.
    pub verify: After,
    /// After how many failed verifications it passes; none.
    pub passes: u16,
    /// How long after the delisting that is published; two working days.
    pub publish_delisting: After,
    /// How long after receiving a document it is acknowledged; one working day.
    pub acknowledge: After,
    /// The extension the bureau asks; none.
    pub extension: Option<ListingExtension>,
}

/// An extension that is asked once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingExtension {
    /// How long before the term's end.
    pub asked_before_end: Span,
    /// By how long.
    pub by: Span,
    /// Why.
    pub reason: String,
}

impl Default for ListingConduct {
    fn default() -> Self {
        let working = |days| After::Span(Span::WorkingDays(days));
        let calendar = |days| After::Span(Span::Days(days));
        Self {
            approve: working(1),
            publish: working(2),
            plan: working(10),
            progress: calendar(25),
            apply: calendar(60),
            verify: working(5),
            passes: 0,
            publish_delisting: working(2),
            acknowledge: working(1),
            extension: None,
        }
    }
}

impl ListingConduct {
    /// What people will do about an effect that just happened in a listing.
    pub fn react(
        &self,
        listing: &Listing,
        effect: &EventEnvelope<ListingEvent>,
    ) -> Vec<(PlanTime, CommandEnvelope<ListingCommand>)> {
        if listing.finished().is_some() {
            return Vec::new();
        }
        let me = ListingReactor { conduct: self, listing, at: effect.at };
        let intended = match &effect.event {
            ListingEvent::Listed { .. } => {
                let first = [me.publish(), me.file_plan(), me.report_progress(), me.apply(), me.extension()];
                return first.into_iter().flatten().collect();
            }
            ListingEvent::ProgressReported { .. } => me.report_progress(),
            ListingEvent::AppliedFor { .. } => me.verify(),
            ListingEvent::Verified { passed: false, .. } => me.apply(),
            ListingEvent::Delisted => me.publish_delisting(),
            ListingEvent::Notice(NoticeEvent::ApprovalAsked { approval, of, .. }) => {
                let command = ListingCommand::Approve { approval: *approval };
                me.later(self.approve, of, "局领导", command)
            }
            ListingEvent::Notice(NoticeEvent::Issued { notice }) if notice.instrument.is_document() => {
                me.acknowledge(notice)
            }
            _ => None,
        };
        intended.into_iter().collect()
    }
}

struct ListingReactor<'a> {
    conduct: &'a ListingConduct,
    listing: &'a Listing,
    at: PlanTime,
}

type Intended = Option<(PlanTime, CommandEnvelope<ListingCommand>)>;

impl ListingReactor<'_> {
    fn publish(&self) -> Intended {
        let command = ListingCommand::Publish { place: "局门户网站公示栏".to_owned() };
        self.by_lister(self.conduct.publish, command)
    }

    fn file_plan(&self) -> Intended {
        let note = "已制定整改方案，明确责任人和完成时限。".to_owned();
        self.by_listed(self.conduct.plan, ListingCommand::FilePlan { note, attachments: Vec::new() })
    }

    fn report_progress(&self) -> Intended {
        let note = "整改工作按方案推进。".to_owned();
        self.by_listed(
            self.conduct.progress,
            ListingCommand::ReportProgress { note, attachments: Vec::new() },
        )
    }

    fn apply(&self) -> Intended {
        let note = "整改任务已完成，申请现场核查。".to_owned();
        self.by_listed(self.conduct.apply, ListingCommand::Apply { note, attachments: Vec::new() })
    }

    fn verify(&self) -> Intended {
        let passed = self.listing.failed_verifications() >= self.conduct.passes;
        let result = if passed {
            "现场核查，整改到位。"
        } else {
            "现场核查，仍有问题未整改到位。"
        };
        self.by_lister(self.conduct.verify, ListingCommand::Verify { passed, result: result.to_owned() })
    }

    fn publish_delisting(&self) -> Intended {
        let command = ListingCommand::PublishDelisting { place: "局门户网站公示栏".to_owned() };
        self.by_lister(self.conduct.publish_delisting, command)
    }

    fn acknowledge(&self, notice: &Notice) -> Intended {
        let reply = Some("已收悉，正在办理。".to_owned());
        let command = ListingCommand::Acknowledge { notice: notice.ordinal, reply };
        self.later(self.conduct.acknowledge, &notice.to, "经办人", command)
    }

    fn extension(&self) -> Intended {
        let ListingExtension { asked_before_end, by, reason } = self.conduct.extension.as_ref()?;
        let ListingView { until, .. } = self.listing.view();
        let (office, until) = (self.office(), until?);
        let day = office.day_before(office.date(until), *asked_before_end);
        let to = office.date(office.deadline(until, *by).at);
        let command = ListingCommand::AskExtension { to, reason: reason.clone() };
        let bureau = &self.listing.opening().party.bureau;
        Some((self.hour(day).max(self.soonest()), act(bureau, "经办人", command)))
    }

    fn by_listed(&self, after: After, command: ListingCommand) -> Intended {
        self.later(after, &self.listing.opening().party.bureau, "经办人", command)
    }

    fn by_lister(&self, after: After, command: ListingCommand) -> Intended {
        self.later(after, &self.listing.lister(), "审核人", command)
    }

    fn later(&self, after: After, bureau: &BureauCode, name: &str, command: ListingCommand) -> Intended {
        let After::Span(span) = after else { return None };
        let day = self.office().date(self.office().opening_after(self.at, span).at);
        Some((self.hour(day).max(self.soonest()), act(bureau, name, command)))
    }

    fn soonest(&self) -> PlanTime {
        self.at.plus(Duration::minutes(30))
    }

    /// Between one and two hours after the office opens; which minute follows from the bureau's code.
    fn hour(&self, day: NaiveDate) -> PlanTime {
        let code = self.listing.opening().party.bureau.as_str();
        let minute = code.bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 60);
        self.office().opening(day).plus(Duration::minutes(60 + minute))
    }

    fn office(&self) -> &Office {
        &self.listing.opening().terms.matter.office
    }
}

fn act(bureau: &BureauCode, name: &str, command: ListingCommand) -> CommandEnvelope<ListingCommand> {
    CommandEnvelope { by: Actor { bureau: bureau.clone(), name: name.to_owned() }, command }
}
