//! How those concerned by a listing behave in a rehearsal. [`ListingConduct::react`] turns what just
//! happened in a listing into what people will do about it.

use super::{
    Listing,
    command::ListingCommand,
    conduct::{ListingConduct, ListingExtension},
    event::{ListingEvent, ListingView},
};
use crate::{
    bureaus::actor::Actor,
    foresight::moment::After,
    ids::BureauCode,
    machines::{command::CommandEnvelope, event::EventEnvelope, machine::Machine},
    paperwork::{correspondence::NoticeEvent, notice::Notice},
    timekeeping::{office::Office, time::PlanTime},
};
use chrono::{Duration, NaiveDate};

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
        self.later(after, &self.listing.opening().lister(), "审核人", command)
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
