//! Who lags and why: what is due and not there, and what waits too long for somebody. A line of the board says
//! what is awaited, of whom, since when in working days, and what happens next if nobody does anything.

use crate::{
    bureaus::bureau::{Directory, Level},
    foresight::upcoming::{Outlook, UpcomingStep},
    ids::{BureauCode, CampaignId, ObligationId},
    paperwork::instrument::Instrument,
    timekeeping::{office::Office, time::PlanTime},
    wording::words::words,
};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

words! {
    /// What a line of the board waits for.
    AwaitedAct {
        /// The debtor hands it in.
        Submission = "submission", "待报送";
        /// The bureau above looks at what was handed in.
        Review = "review", "待审核";
        /// The addressee of a letter replies.
        Reply = "reply", "待回复";
        /// Whoever was asked decides on a document.
        Approval = "approval", "待审批";
    }
}

/// How long something is late, counted in working days as letters count them: the due day itself is not counted.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lateness {
    /// Working days. 0: it fell due today, or on the last working day.
    pub days: u32,
    /// Whether the count is provisional: a year it passes is not announced.
    pub provisional: bool,
}

impl Lateness {
    /// How late what was due at an instant is at `now`; `None` while it is not due.
    pub fn of(office: &Office, due: PlanTime, now: PlanTime) -> Option<Self> {
        let (from, to) = (office.date(due), office.date(now));
        (due <= now).then(|| Self {
            days: office.calendar.working_days_between(from, to),
            provisional: office.calendar.is_provisional_between(from, to),
        })
    }
}

/// The paper that a line is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AwaitedPaper {
    /// A letter that is to be replied to, by its row in the ledger.
    Letter(i64),
    /// An approval: the workflow that asks, and its number there.
    Approval(String, u32),
}

/// A line of the board: something that is late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lag {
    /// The campaign.
    pub campaign: CampaignId,
    /// The bureau whose matter it is.
    pub bureau: BureauCode,
    /// The obligation it is about; `None` for a finding, a listing or the campaign as a whole.
    pub obligation: Option<ObligationId>,
    /// What people call it.
    pub title: String,
    /// What is awaited.
    pub awaited: AwaitedAct,
    /// Of whom.
    pub of: BureauCode,
    /// When it was due.
    pub due: PlanTime,
    /// Whether that is provisional.
    pub provisional: bool,
    /// Whether the campaign has closed over it: nobody is asked for it any more.
    pub closed: bool,
    /// How late it is.
    pub late: Lateness,
    /// The letter or the approval.
    pub paper: Option<AwaitedPaper>,
}

/// A line's place on the board: the latest first.
pub type LagPlace =
    (Reverse<u32>, PlanTime, CampaignId, BureauCode, Option<ObligationId>, AwaitedAct, Option<AwaitedPaper>);

impl Lag {
    /// Its place on the board. No two lines have the same.
    pub fn place(&self) -> LagPlace {
        (
            Reverse(self.late.days),
            self.due,
            self.campaign.clone(),
            self.bureau.clone(),
            self.obligation.clone(),
            self.awaited,
            self.paper.clone(),
        )
    }
}

/// Which lines; the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LagFilter {
    /// Of this bureau and all below it.
    pub under: Option<BureauCode>,
    /// Of bureaus of this level.
    pub level: Option<Level>,
    /// About this obligation.
    pub obligation: Option<ObligationId>,
    /// Late by at least so many working days.
    pub at_least: u32,
    /// That wait for this.
    pub awaited: Option<AwaitedAct>,
}

impl LagFilter {
    /// Whether a line passes.
    pub fn passes(&self, directory: &Directory, lag: &Lag) -> bool {
        let under = |top: &BureauCode| lag.bureau == *top || directory.superiors(&lag.bureau).contains(top);
        let level = directory.get(&lag.bureau).map(|bureau| bureau.level);
        lag.late.days >= self.at_least
            && self.awaited.is_none_or(|awaited| awaited == lag.awaited)
            && self.obligation.as_ref().is_none_or(|wanted| lag.obligation.as_ref() == Some(wanted))
            && self.level.is_none_or(|wanted| level == Some(wanted))
            && self.under.as_ref().is_none_or(under)
    }
}

/// What happens next if nobody does anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequel {
    /// When.
    pub at: PlanTime,
    /// What.
    pub what: SequelAct,
}

/// What will happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SequelAct {
    /// The debtor is reminded.
    Reminder,
    /// A document goes out.
    Document(Instrument),
    /// A bureau is asked, or asked again, to approve a document.
    Request {
        /// The document.
        instrument: Instrument,
        /// The bureau.
        of: BureauCode,
    },
    /// Nobody up to the top has answered: the document is not issued.
    Lapse(Instrument),
    /// It is recorded as unfulfilled.
    Unfulfilled,
}

impl Sequel {
    /// The first of what lies ahead after `now`.
    pub fn of(outlook: &Outlook, now: PlanTime) -> Option<Self> {
        let reminders = outlook.reminders.iter().map(|at| Self { at: *at, what: SequelAct::Reminder });
        let steps = outlook.steps.iter().flat_map(of_step);
        let end = outlook.unfulfilled.map(|at| Self { at, what: SequelAct::Unfulfilled });
        reminders.chain(steps).chain(end).filter(|sequel| sequel.at > now).min_by_key(|sequel| sequel.at)
    }
}

/// All that a rung brings.
fn of_step(step: &UpcomingStep) -> Vec<Sequel> {
    let instrument = step.instrument;
    let Some(approval) = &step.approval else {
        return vec![Sequel { at: step.at, what: SequelAct::Document(instrument) }];
    };
    let asked = approval
        .asks
        .iter()
        .map(|ask| Sequel { at: ask.at, what: SequelAct::Request { instrument, of: ask.of.clone() } });
    let lapse = approval.lapses.map(|at| Sequel { at, what: SequelAct::Lapse(instrument) });
    asked.chain(lapse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        campaign::terms::Terms,
        foresight::upcoming::{UpcomingApproval, UpcomingRequest},
        machines::docket::tests::{at, calendar, directory, plan},
    };

    fn office() -> Office {
        Terms::resolve(&plan(), &calendar()).unwrap().office
    }

    fn lag(bureau: &str, days: u32, due: &str) -> Lag {
        Lag {
            campaign: "c".into(),
            bureau: bureau.into(),
            obligation: Some("report".into()),
            title: "总结".to_owned(),
            awaited: AwaitedAct::Submission,
            of: bureau.into(),
            due: at(due),
            provisional: false,
            closed: false,
            late: Lateness { days, provisional: false },
            paper: None,
        }
    }

    #[test]
    fn lateness_counts_working_days_and_not_the_due_day() {
        let office = office();
        let late =
            |due, now| Lateness::of(&office, at(due), at(now)).map(|late| (late.days, late.provisional));
        assert_eq!(late("2024-08-20 17:30", "2024-08-20 17:29"), None, "not due yet");
        assert_eq!(late("2024-08-20 17:30", "2024-08-20 17:30"), Some((0, false)), "today");
        assert_eq!(late("2024-08-20 17:30", "2024-08-21 00:00"), Some((1, false)));
        // Friday to Monday: the weekend is not counted.
        assert_eq!(late("2024-08-23 17:30", "2024-08-25 12:00"), Some((0, false)));
        assert_eq!(late("2024-08-23 17:30", "2024-08-26 09:00"), Some((1, false)));
        // Mid-Autumn: the 14th is a working Saturday, the 15th to 17th are free.
        assert_eq!(late("2024-09-13 17:30", "2024-09-18 09:00"), Some((2, false)));
    }

    #[test]
    fn lateness_over_a_year_that_is_not_announced_is_provisional() {
        let office = office();
        let last = *office.calendar.years().collect::<Vec<_>>().last().unwrap();
        let (due, now) = (format!("{last}-12-30 17:30"), format!("{}-01-12 09:00", last + 1));
        let late = Lateness::of(&office, at(&due), at(&now)).unwrap();
        assert!(late.provisional && late.days > 0, "{late:?}");
    }

    #[test]
    fn the_latest_stands_first_and_of_the_same_day_the_earlier_due() {
        let mut lags = [
            lag("21", 3, "2024-08-20 17:30"),
            lag("22", 9, "2024-08-12 17:30"),
            lag("22", 3, "2024-08-20 09:00"),
        ];
        lags.sort_by_key(Lag::place);
        let order: Vec<_> = lags.iter().map(|lag| (lag.bureau.as_str(), lag.late.days)).collect();
        assert_eq!(order, [("22", 9), ("22", 3), ("21", 3)]);
        let place = serde_json::to_string(&lags[0].place()).unwrap();
        assert_eq!(serde_json::from_str::<LagPlace>(&place).unwrap(), lags[0].place());
    }

    #[test]
    fn a_filter_lets_through_what_it_names() {
        let directory = directory();
        let (lag, top) = (lag("22", 3, "2024-08-20 17:30"), directory.superiors(&"22".into()).pop().unwrap());
        let level = directory.get(&lag.bureau).unwrap().level;
        let all = LagFilter::default();
        let passing = [
            all.clone(),
            LagFilter { under: Some(top), level: Some(level), ..all.clone() },
            LagFilter { under: Some("22".into()), at_least: 3, ..all.clone() },
            LagFilter {
                obligation: Some("report".into()),
                awaited: Some(AwaitedAct::Submission),
                ..all.clone()
            },
        ];
        assert!(passing.iter().all(|filter| filter.passes(&directory, &lag)));
        let stopping = [
            LagFilter { under: Some("21".into()), ..all.clone() },
            LagFilter { at_least: 4, ..all.clone() },
            LagFilter { obligation: Some("other".into()), ..all.clone() },
            LagFilter { awaited: Some(AwaitedAct::Reply), ..all.clone() },
            LagFilter { level: Some(Level::Province), ..all },
        ];
        assert!(stopping.iter().all(|filter| !filter.passes(&directory, &lag)));
    }

    #[test]
    fn the_sequel_is_the_first_thing_to_come() {
        let step = |at_, approval| UpcomingStep {
            rung: 1,
            after: None,
            at: at(at_),
            instrument: Instrument::Interview,
            from: "2".into(),
            reply_by: None,
            approval,
        };
        let now = at("2024-08-21 10:00");
        let letter = step("2024-08-26 09:00", None);
        let mut outlook =
            Outlook { steps: vec![letter], unfulfilled: Some(at("2024-12-20 17:30")), ..Outlook::default() };
        let told = |outlook: &Outlook| Sequel::of(outlook, now).map(|sequel| sequel.what);
        assert_eq!(told(&outlook), Some(SequelAct::Document(Instrument::Interview)));
        // An approval that waits already: whoever is asked next, or its end.
        let ask = |at_| UpcomingRequest { at: at(at_), of: "2".into(), by_when: None, again: false };
        let asks = vec![ask("2024-08-20 09:00"), ask("2024-08-23 17:30")];
        let approval = UpcomingApproval { asks, lapses: Some(at("2024-08-27 17:30")) };
        outlook.steps = vec![step("2024-08-20 09:00", Some(approval))];
        let sequel = Sequel::of(&outlook, now).unwrap();
        assert_eq!(sequel.at, at("2024-08-23 17:30"));
        assert_eq!(sequel.what, SequelAct::Request { instrument: Instrument::Interview, of: "2".into() });
        assert_eq!(
            Sequel::of(&outlook, at("2024-08-24 09:00")).unwrap().what,
            SequelAct::Lapse(Instrument::Interview)
        );
        assert_eq!(Sequel::of(&outlook, at("2024-08-28 09:00")).unwrap().what, SequelAct::Unfulfilled);
        assert_eq!(Sequel::of(&outlook, at("2024-12-21 09:00")), None);
    }
}
