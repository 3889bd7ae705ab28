//! How a machine lives from tick to tick: the one loop that drives dockets, findings, listings and
//! incidents. A tick is something that happens by itself at an instant; performed, it is consumed.

use crate::{
    machines::{command::CommandEnvelope, event::EventEnvelope, machine::Machine},
    timekeeping::time::PlanTime,
    wording::refusal::Refusal,
};

/// A state machine whose own doings are ticks.
pub(crate) trait Ticking: Machine {
    /// What happens by itself.
    type Tick;

    /// The next tick, by instant and then by kind; `None` once it has ended.
    fn next_tick(&self) -> Option<(PlanTime, Self::Tick)>;

    /// Performs a tick that was `scheduled`; what it writes bears `dated`.
    fn perform(
        &mut self,
        tick: Self::Tick,
        scheduled: PlanTime,
        dated: PlanTime,
        out: &mut Vec<EventEnvelope<Self::Event>>,
    );

    /// Takes a command received at `at`, after all that fell due before it. What follows from it is
    /// counted from `dated`: when it was received, or, if it lay about through an outage, when it could
    /// at last be read.
    ///
    /// # Errors
    /// The refusal; what has changed by then is thrown away.
    fn take(
        &mut self,
        act: &CommandEnvelope<Self::Command>,
        at: PlanTime,
        dated: PlanTime,
    ) -> Result<Vec<EventEnvelope<Self::Event>>, Refusal>;

    /// What falls due at once by a command that was taken.
    fn follow_up(&mut self, _command: &Self::Command) -> Vec<EventEnvelope<Self::Event>> {
        Vec::new()
    }

    /// An instant is being worked through. Answers the latest that has been: a machine that takes commands
    /// from before it (they were received in time and read late) keeps a clock.
    fn reach(&mut self, at: PlanTime) -> PlanTime {
        at
    }

    /// A wake that comes later than this, in seconds of plan time, is an outage.
    fn tolerance_seconds(&self) -> i64;

    /// The line that says so.
    fn outage(from: PlanTime, until: PlanTime) -> Self::Event;

    /// The instant that something scheduled bears when it is done `now`.
    fn dated(&self, scheduled: PlanTime, now: PlanTime) -> PlanTime {
        let late = now.since(scheduled).num_seconds() > self.tolerance_seconds();
        if late { now } else { scheduled }
    }

    /// The next instant at which something happens by itself or must be asked.
    fn next_instant(&self) -> Option<PlanTime> {
        self.next_tick().map(|(at, _)| at).into_iter().chain(self.question()).min()
    }

    /// All that falls due by `now`, and what comes later than a question waits for its answer.
    fn drive(&mut self, now: PlanTime) -> Vec<EventEnvelope<Self::Event>> {
        let until = self.question().map_or(now, |asked| asked.min(now));
        self.advance(until, Some(now))
    }

    /// Performs every tick scheduled at or before `until`. Those that an outage held up are dated `now`;
    /// without a `now`, each is dated its own instant. A clock moves from tick to tick and stays at the
    /// last: a machine that looks often and one that looks rarely come to the same state.
    fn advance(&mut self, until: PlanTime, now: Option<PlanTime>) -> Vec<EventEnvelope<Self::Event>> {
        let mut effects = Vec::new();
        let mut outage_noted = false;
        while let Some((scheduled, tick)) = self.next_tick().filter(|(scheduled, _)| *scheduled <= until) {
            let dated = now.map_or(scheduled, |now| self.dated(scheduled, now));
            if dated > scheduled && !outage_noted {
                outage_noted = true;
                effects.push(EventEnvelope::new(dated, None, Self::outage(scheduled, dated)));
            }
            self.reach(scheduled);
            self.perform(tick, scheduled, dated, &mut effects);
        }
        effects
    }

    /// A command received at `at` and processed at `now`. What fell due at or before `at` comes first,
    /// whether or not a question waits for its answer.
    ///
    /// # Errors
    /// The refusal; nothing changed.
    fn accept_command(
        &mut self,
        act: &CommandEnvelope<Self::Command>,
        at: PlanTime,
        now: PlanTime,
    ) -> Result<Vec<EventEnvelope<Self::Event>>, Refusal> {
        let now = now.max(at);
        let mut next = self.clone();
        let mut effects = next.advance(at, Some(now));
        let clock = next.reach(next.dated(at, now));
        let mut taken = next.take(act, at, next.dated(at, clock))?;
        if let Some(first) = taken.first_mut() {
            first.by = Some(act.by.clone());
        }
        effects.extend(taken);
        effects.extend(next.follow_up(&act.command));
        *self = next;
        Ok(effects)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    //! What the tests of matters share.

    use crate::{
        bureaus::{actor::Actor, bureau::Level},
        campaign::{party::Party, terms::DEFAULT_TOLERANCE_SECONDS},
        machines::{
            command::CommandEnvelope,
            event::EventEnvelope,
            machine::{DomainEvent, Machine},
            matter::MatterTerms,
        },
        paperwork::{
            attachment::{Attachment, MOST_ATTACHMENTS},
            correspondence::NoticeEvent,
            notice::Notice,
        },
        timekeeping::{office::tests::office, time::PlanTime},
        wording::{
            refusal::Refusal,
            text::{LONGEST_NAME, LONGEST_TEXT},
        },
    };
    use chrono::NaiveDate;
    use serde_json::{Value, json};

    /// The fields of commands into which people type.
    const TYPED: &[&str] =
        &["reason", "text", "note", "result", "place", "reply", "reference", "instruction"];

    /// Tries texts and names that will do and that will not in every field of these commands, each in a
    /// state that takes it. The fields that were tried, as `command.field`.
    pub(crate) fn tried_fields<M: Machine>(
        states: &[(M, PlanTime)],
        commands: &[CommandEnvelope<M::Command>],
    ) -> Vec<String> {
        let mut tried = Vec::new();
        for act in commands {
            let whole = serde_json::to_value(&act.command).unwrap();
            let taking = states.iter().find(|(machine, at)| machine.check(act, *at).is_ok());
            let (machine, at) = taking.unwrap_or_else(|| panic!("no state takes {whole}"));
            let with = |field: &str, value: Value| {
                let mut command = whole.clone();
                command[field] = value;
                let command = serde_json::from_value(command).unwrap();
                machine.check(&CommandEnvelope { by: act.by.clone(), command }, *at)
            };
            for field in TYPED.iter().filter(|field| whole[**field].is_string()) {
                assert_eq!(with(field, json!(" 当场下架，\r\n\t已换新。\n")), Ok(()), "{whole} {field}");
                for bad in ["", " \r\n", "响\u{7}铃", "甲\u{b}乙", "长".repeat(LONGEST_TEXT + 1).as_str()]
                {
                    let refused = with(field, json!(bad));
                    assert_eq!(refused, Err(Refusal::BadText(LONGEST_TEXT)), "{whole} {field}");
                }
                tried.push(format!("{}.{field}", whole["do"].as_str().unwrap()));
            }
            for field in ["attachments", "files"].into_iter().filter(|field| whole[*field].is_array()) {
                let named = |name: &str| {
                    let mut one = whole[field][0].clone();
                    *(if one.is_string() { &mut one } else { &mut one["name"] }) = json!(name);
                    one
                };
                assert_eq!(with(field, json!(vec![named("照片.jpg"); MOST_ATTACHMENTS])), Ok(()));
                let many = with(field, json!(vec![named("照片.jpg"); MOST_ATTACHMENTS + 1]));
                assert_eq!(many, Err(Refusal::TooManyAttachments(MOST_ATTACHMENTS)), "{whole} {field}");
                for bad in ["", " ", "甲\n乙", "名".repeat(LONGEST_NAME + 1).as_str()] {
                    let refused = with(field, json!([named(bad)]));
                    assert_eq!(refused, Err(Refusal::BadName(LONGEST_NAME)), "{whole} {field}");
                }
                tried.push(format!("{}.{field}", whole["do"].as_str().unwrap()));
            }
        }
        tried
    }

    /// A photograph that lies in the archive.
    pub(crate) fn photograph() -> Attachment {
        Attachment {
            name: "照片.jpg".to_owned(),
            size: 1,
            media_type: "image/jpeg".to_owned(),
            sha256: "0".repeat(64),
        }
    }

    /// `2024-08-20 17:30` in Shanghai.
    pub(crate) fn at(text: &str) -> PlanTime {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        PlanTime::new((local - chrono::Duration::hours(8)).and_utc())
    }

    pub(crate) fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A campaign of the prefecture `20`; of the holidays only National Day 2024 is known.
    pub(crate) fn matter() -> MatterTerms {
        MatterTerms {
            campaign: "test".into(),
            title: "测试行动".to_owned(),
            issuer: "20".into(),
            office: office(),
            tolerance_seconds: DEFAULT_TOLERANCE_SECONDS,
            retells: true,
        }
    }

    /// The county `21` beside `22`, below the district `25`, the prefecture `20` and the province `10`.
    pub(crate) fn county() -> Party {
        Party {
            bureau: "21".into(),
            name: "21市场监督管理局".to_owned(),
            level: Level::County,
            superiors: ["25", "20", "10"].map(Into::into).to_vec(),
            peers: vec!["22".into()],
            coordinating: false,
        }
    }

    pub(crate) fn by<C>(bureau: &str, command: C) -> CommandEnvelope<C> {
        CommandEnvelope { by: Actor { bureau: bureau.into(), name: "张三".to_owned() }, command }
    }

    /// Wakes a machine at each of its instants up to `until`, as a durable run does, or to its question.
    pub(crate) fn run<M: Machine>(machine: &mut M, until: PlanTime) -> Vec<EventEnvelope<M::Event>> {
        let mut effects = Vec::new();
        let mut last = None;
        while let Some(next) = machine.next_wake().filter(|next| *next <= until) {
            // Nothing more happens until it is told how many findings are open.
            if last == Some(next) && machine.question() == last {
                break;
            }
            assert!(last < Some(next), "it wakes at {next:?} again and again");
            last = Some(next);
            effects.extend(machine.advance_to(next));
        }
        effects
    }

    pub(crate) fn notices<W: DomainEvent>(effects: &[EventEnvelope<W>]) -> Vec<Notice> {
        let papers = effects.iter().filter_map(|effect| effect.event.paper());
        let notices = papers.filter_map(|paper| match paper.into_owned() {
            NoticeEvent::Issued { notice } => Some(*notice),
            _ => None,
        });
        notices.collect()
    }

    /// What was issued, as `instrument from>to local time`.
    pub(crate) fn issued<W: DomainEvent>(effects: &[EventEnvelope<W>]) -> Vec<String> {
        let zone = chrono_tz::Asia::Shanghai;
        let line = |n: Notice| {
            format!("{} {}>{} {}", n.instrument, n.from, n.to, n.at.in_zone(zone).format("%m-%d %H:%M"))
        };
        notices(effects).into_iter().map(line).collect()
    }

    /// What happened beside papers, by its name, with the local time.
    pub(crate) fn happened<W: DomainEvent>(effects: &[EventEnvelope<W>]) -> Vec<String> {
        let zone = chrono_tz::Asia::Shanghai;
        let others = effects.iter().filter(|effect| effect.event.paper().is_none());
        let name = |effect: &EventEnvelope<W>| {
            let value = serde_json::to_value(&effect.event).unwrap();
            format!("{} {}", value["event"].as_str().unwrap(), effect.at.in_zone(zone).format("%m-%d %H:%M"))
        };
        others.map(name).collect()
    }
}
