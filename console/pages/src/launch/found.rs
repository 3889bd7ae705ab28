//! What was found in a draft, in the reader's words and cut to what one page shows.

use super::{
    list_page::ListPage,
    rehearsed::RehearsalView,
    stairs::{StairView, span, stairs},
};
use crate::gantt::{Chart, gantt_svg};
use chrono::NaiveDate;
use duban_config::{Problem, Refused};
use duban_domain::{
    Directory, PlanTime, Sentence,
    collisions::Moved,
    timetable::{Event, shared},
};
use duban_service::Participant;
use duban_web::{
    Viewer, WebError,
    i18n::{Lang, Words},
    plan_check::{
        draft::PlanDraft,
        look::{Look, Sound},
    },
};
use std::{borrow::Borrow, collections::BTreeSet};

/// As many lines are numbered as anybody writes by hand.
pub(super) const MOST_LINES: usize = 4000;

/// As many problems, collisions and the like are told; how many more there are is said.
const MOST: usize = 100;

/// As many lines of the timetable stand on a page.
const LINES: usize = 60;

/// A list that is cut, and how many more there are.
pub(super) struct Cut<T> {
    pub(super) items: Vec<T>,
    pub(super) more: usize,
}

impl<T> Cut<T> {
    fn of(all: impl ExactSizeIterator<Item = T>, most: usize) -> Self {
        let more = all.len().saturating_sub(most);
        Self { items: all.take(most).collect(), more }
    }
}

/// Something that is wrong or worth knowing, at its line.
pub(super) struct PlanRemark {
    pub(super) line: Option<usize>,
    pub(super) path: String,
    pub(super) message: String,
    /// What stands on that line.
    pub(super) excerpt: String,
}

/// A line of the timetable that bureaus share.
pub(super) struct LineView {
    pub(super) when: String,
    pub(super) subject: String,
    pub(super) event: String,
    pub(super) bureaus: usize,
}

/// Something that falls on a day on which nobody works.
pub(super) struct HolidayView {
    pub(super) subject: String,
    pub(super) what: String,
    pub(super) named: String,
    pub(super) outcome: String,
}

/// A day on which bureaus owe several things.
pub(super) struct FullView {
    pub(super) day: String,
    pub(super) items: usize,
    pub(super) own: Vec<String>,
    pub(super) others: Vec<String>,
    pub(super) bureaus: usize,
    pub(super) first: String,
}

/// What was found.
pub(super) enum PlanCheck {
    /// Nothing was typed.
    Blank,
    /// The plan has problems.
    Bad(Cut<PlanRemark>),
    /// The plan is in order.
    Good(Box<Good>),
}

/// A plan in order, as it is shown.
pub(super) struct Good {
    pub(super) w: Words,
    pub(super) sound: Sound,
    pub(super) issuer: String,
    /// What stands against launching it here and now.
    pub(super) against: Vec<String>,
    pub(super) warnings: Cut<PlanRemark>,
    /// Bureaus by level, and all together.
    pub(super) reach: Vec<(String, usize)>,
    pub(super) bureaus: usize,
    pub(super) lines: ListPage<LineView>,
    pub(super) script: Option<Cut<PlanRemark>>,
    pub(super) holidays: Cut<HolidayView>,
    pub(super) full_days: Cut<FullView>,
    pub(super) rehearsed: RehearsalView,
    pub(super) stairs: Vec<StairView>,
    pub(super) participants: Vec<ParticipantView>,
    /// Those who cannot act.
    pub(super) unready: Vec<String>,
    pub(super) seal: String,
}

/// A bureau that the plan reaches.
pub(super) struct ParticipantView {
    /// How far below the issuer, at most 4.
    pub(super) depth: usize,
    pub(super) name: String,
    /// What keeps it from acting.
    pub(super) signs: Vec<String>,
    pub(super) has_no_leader: bool,
}

impl PlanCheck {
    /// What is found in a draft.
    pub(super) async fn of(viewer: &Viewer, w: Words, draft: &PlanDraft) -> Result<Self, WebError> {
        Ok(match Look::at(viewer, draft).await? {
            Look::Blank => Self::Blank,
            Look::Refused(refused) => Self::Bad(problems(w, &draft.text, &refused)),
            Look::Sound(sound) => {
                let participants = match sound.foreign(&viewer.bureau) {
                    None => viewer.participants().await?,
                    Some(_) => Vec::new(),
                };
                Self::Good(Box::new(Good::new(viewer, w, draft, *sound, &participants)))
            }
        })
    }

    /// The lines of the plan on which something is wrong.
    pub(super) fn bad_lines(&self) -> BTreeSet<usize> {
        match self {
            Self::Bad(problems) => problems.items.iter().filter_map(|told| told.line).collect(),
            Self::Blank | Self::Good(_) => BTreeSet::new(),
        }
    }

    /// Whether it may be launched by this planner, now.
    pub(super) fn may_go(&self) -> bool {
        matches!(self, Self::Good(good) if good.against.is_empty())
    }
}

impl Good {
    fn new(viewer: &Viewer, w: Words, draft: &PlanDraft, sound: Sound, participants: &[Participant]) -> Self {
        let directory = viewer.directory();
        let unready = participants.iter().filter(|one| !one.can_act());
        let reach = sound.reach(directory);
        let warnings = sound.loaded.warnings.iter().map(|warning| PlanRemark {
            line: sound.loaded.lines.line(&warning.path),
            path: warning.path.clone(),
            message: said(w, &warning.message),
            excerpt: String::new(),
        });
        Self {
            w,
            issuer: directory.name_of(&sound.loaded.plan.issuer),
            against: against(viewer, w, &sound),
            warnings: Cut::of(warnings, MOST),
            bureaus: reach.iter().map(|(_, count)| count).sum(),
            reach: reach
                .into_iter()
                .map(|(level, count)| (w.family("level-", level.as_str()), count))
                .collect(),
            lines: lines(w, &sound, draft.shown.lines),
            script: sound.script.as_ref().map(|refused| problems(w, &draft.script, refused)),
            holidays: holidays(w, &sound),
            full_days: full_days(directory, w, &sound),
            rehearsed: RehearsalView::new(directory, w, &sound, &draft.shown),
            stairs: stairs(w, sound.terms()),
            unready: unready.map(|one| directory.name_of(&one.bureau)).collect(),
            participants: participants.iter().map(|one| participant(directory, w, one)).collect(),
            seal: draft.seal(),
            sound,
        }
    }

    pub(super) fn chart(&self) -> Chart<'_> {
        gantt_svg(&self.sound.chart, self.w)
    }

    pub(super) fn opens(&self) -> String {
        self.full(self.sound.terms().opens)
    }

    pub(super) fn closes(&self) -> String {
        self.full(self.sound.terms().closes)
    }

    /// An instant to come, with its mark if it is provisional.
    fn full(&self, at: PlanTime) -> String {
        let office = &self.sound.terms().office;
        let provisional = office.calendar.is_provisional(office.date(at));
        self.w.settled(self.w.full(at, office.zone), provisional)
    }

    /// When the first notices go out, and which date they bear.
    pub(super) fn first_notices(&self) -> String {
        let terms = self.sound.terms();
        let w = self.w;
        let first = terms.first_dispatch(self.sound.around.now.unwrap_or(terms.opens));
        if !first.waits() && first.written > terms.opens {
            return w.t("launch-goes-now");
        }
        let values = [("written", self.full(first.written)), ("sent", self.full(first.sent))];
        match first.waits() {
            true => w.with("launch-goes-later", values),
            false => w.with("launch-goes-at", values),
        }
    }

    /// What follows from the plan, in one sentence.
    pub(super) fn in_a_sentence(&self) -> String {
        let terms = self.sound.terms();
        let notices = self.sound.forecast.notices.len();
        let values = [
            ("bureaus", self.bureaus.to_string()),
            ("items", terms.items.len().to_string()),
            ("first", self.w.date(terms.office.date(terms.opens))),
            ("last", self.w.date(terms.office.date(terms.closes))),
            ("notices", notices.to_string()),
        ];
        self.w.with("launch-in-a-sentence", values)
    }

    /// Whether everybody can act.
    pub(super) fn readiness(&self) -> String {
        if self.unready.is_empty() {
            return self.w.n("participants-ready", self.participants.len());
        }
        let names: Vec<_> = self.unready.iter().take(10).map(String::as_str).collect();
        let values = [("n", self.unready.len().to_string()), ("names", names.join("、"))];
        self.w.with("participants-unready", values)
    }

    /// The day on which the obligation at a place of the plan is due.
    pub(super) fn due_day(&self, place: impl Borrow<usize>) -> Option<String> {
        let terms = self.sound.terms();
        let item = terms.items.get(*place.borrow())?;
        let rests = !terms.office.calendar.is_working(item.due_day);
        let day = self.w.settled(self.w.date(item.due_day), item.provisional);
        Some(if rests { format!("{day} {}", self.w.t("month-rests")) } else { day })
    }

    /// The places in the plan of what fell due before now.
    pub(super) fn passed_items(&self) -> Vec<usize> {
        let Some(now) = self.sound.around.now else { return Vec::new() };
        let items = self.sound.terms().items.iter().enumerate();
        items.filter(|(_, item)| item.due <= now).map(|(place, _)| place).collect()
    }

    /// What has passed already, in a sentence; empty if nothing has.
    pub(super) fn passed(&self) -> String {
        self.sound.belated().map(|belated| said(self.w, &belated.sentence())).unwrap_or_default()
    }
}

fn participant(directory: &Directory, w: Words, one: &Participant) -> ParticipantView {
    let missing = [(!one.has_address, "participants-no-address"), (one.officers == 0, "participants-nobody")];
    ParticipantView {
        depth: one.depth.min(4),
        name: directory.name_of(&one.bureau),
        signs: missing.into_iter().filter(|(is, _)| *is).map(|(_, key)| w.t(key)).collect(),
        has_no_leader: one.leaders == 0,
    }
}

/// A sentence in the reader's language.
fn said(w: Words, sentence: &Sentence) -> String {
    match w.lang {
        Lang::Chinese => sentence.chinese.clone(),
        Lang::English => sentence.english.clone(),
    }
}

fn problems(w: Words, text: &str, refused: &Refused) -> Cut<PlanRemark> {
    let lines: Vec<_> = text.lines().take(MOST_LINES).collect();
    let told = refused.problems.iter().map(|Problem { path, line, message, .. }| {
        let excerpt = line.and_then(|line| lines.get(line.checked_sub(1)?)).copied().unwrap_or_default();
        PlanRemark {
            line: *line,
            path: path.chars().take(120).collect(),
            message: said(w, message).chars().take(600).collect(),
            excerpt: excerpt.trim().chars().take(120).collect(),
        }
    });
    Cut::of(told, MOST)
}

/// Why this planner may not launch it is.
fn against(viewer: &Viewer, w: Words, sound: &Sound) -> Vec<String> {
    let (directory, mut against) = (viewer.directory(), Vec::new());
    if let Some(issuer) = sound.foreign(&viewer.bureau) {
        let names = [("issuer", directory.name_of(issuer)), ("own", directory.name_of(&viewer.bureau))];
        against.push(w.with("launch-foreign", names));
    }
    if let Some((by, at)) = &sound.around.taken {
        let at = at.in_zone(sound.terms().office.zone).format("%Y-%m-%d %H:%M").to_string();
        let id = sound.loaded.plan.id.to_string();
        let who = format!("{} {}", directory.name_of(&by.bureau), by.name);
        against.push(w.with("launch-taken", [("id", id), ("who", who), ("at", at)]));
    }
    against
}

fn lines(w: Words, sound: &Sound, page: usize) -> ListPage<LineView> {
    let terms = sound.terms();
    let lines = shared(terms, &sound.timetable);
    ListPage::of(&lines, page, LINES, |shared| {
        let line = shared.line;
        let number = line.ordinal.to_string();
        let event = match (line.event, line.instrument) {
            (Event::Rung, Some(document)) => {
                let document = w.instrument(document);
                w.with("launch-rung", [("n", number), ("document", document)])
            }
            (Event::Reminder, _) => w.with("launch-reminder", [("n", number)]),
            (event, _) => w.family("event-", event.as_str()),
        };
        LineView {
            when: w.settled(w.full(line.at, terms.office.zone), line.provisional),
            subject: line.subject(terms).to_owned(),
            event,
            bureaus: shared.bureaus.len(),
        }
    })
}

fn holidays(w: Words, sound: &Sound) -> Cut<HolidayView> {
    let to = |day: &NaiveDate| w.with("launch-moved", [("day", w.date(*day))]);
    let views = sound.holidays.iter().map(|holiday| {
        let (what, outcome) = match &holiday.what {
            Moved::Kept => (w.t("launch-due"), w.t("launch-kept")),
            Moved::Due { to: day } => (w.t("launch-due"), to(day)),
            Moved::Reminder { before, to: day } => {
                (w.with("launch-before", [("span", span(w, *before))]), to(day))
            }
            Moved::Rung { instrument, to: day, .. } => (w.instrument(*instrument), to(day)),
        };
        HolidayView { subject: holiday.title.clone(), what, named: w.date(holiday.named), outcome }
    });
    Cut::of(views, MOST)
}

fn full_days(directory: &Directory, w: Words, sound: &Sound) -> Cut<FullView> {
    let terms = sound.terms();
    let views = sound.full_days.iter().map(|full| {
        let own = full.own.iter().filter_map(|id| terms.item(id)).map(|item| item.title.clone());
        let title = |campaign| sound.around.titles.get(campaign).map_or("", String::as_str);
        let others = full.others.iter().map(|(campaign, item)| format!("{item}（{}）", title(campaign)));
        FullView {
            day: w.date(full.day),
            items: full.items(),
            own: own.collect(),
            others: others.collect(),
            bureaus: full.bureaus.len(),
            first: full.bureaus.first().map(|code| directory.name_of(code)).unwrap_or_default(),
        }
    });
    Cut::of(views, MOST)
}
