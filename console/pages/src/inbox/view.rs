//! What the inbox shows of each thing that waits.

use super::item::InboxDecision;
use crate::{
    act::ActInput,
    owed::Owed,
    places::{approval_page, matter_page},
};
use duban_domain::{
    BureauCode, CampaignId, PlanTime,
    access::Action,
    docket::{ObligationView, Relief, Returned},
    inbox::{self, Matter, Unanswered, Waiting},
    matter::Task,
};
use duban_service::{InboxContents, rows::OpenApproval};
use duban_web::{Console, Viewer, i18n::Words};
use std::collections::BTreeMap;

/// As much of what lies ahead is shown.
const MOST_AHEAD: usize = 10;

/// What was typed and not taken: it stands where it was typed.
#[derive(Default)]
pub(crate) struct UntakenForm {
    /// By what a card is named: the act, and what was typed for it.
    pub(super) cards: BTreeMap<String, (String, ActInput)>,
    /// What was typed for several at once.
    pub(super) several: ActInput,
}

/// A line of the inbox: what, about whom, by when, and where to go.
pub(crate) struct InboxLine {
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) campaign: String,
    /// Why it is to be done again.
    pub(crate) why: String,
    pub(crate) by: String,
    pub(crate) left: String,
    pub(crate) is_late: bool,
    pub(crate) href: String,
}

/// An approval or a review as a card with its buttons.
pub(crate) struct DecisionCard {
    pub(crate) item: String,
    /// Whether the date may be put off instead.
    pub(crate) extends: bool,
    pub(crate) line: InboxLine,
    pub(crate) facts: Vec<String>,
    pub(crate) lapse: String,
    /// The page of the docket or matter.
    pub(crate) matter: String,
    /// The page of what would be issued; empty for a review.
    pub(crate) draft: String,
    /// The day that is asked for; empty: none is.
    pub(crate) day: String,
    /// The act that was refused, with what was typed for it; empty: none was.
    pub(crate) refused: String,
    pub(crate) typed: ActInput,
}

/// The inbox of a person.
pub(crate) struct InboxView {
    pub(crate) approvals: Vec<DecisionCard>,
    pub(crate) reviews: Vec<DecisionCard>,
    pub(crate) requests: Vec<DecisionCard>,
    pub(crate) others: Vec<InboxLine>,
    pub(crate) ahead: Vec<AheadLine>,
    /// How much more lies ahead than is shown.
    pub(crate) further: usize,
}

/// Something the person's bureau will owe.
pub(crate) struct AheadLine {
    pub(crate) owed: Owed,
    pub(crate) campaign: String,
    pub(crate) href: String,
}

impl InboxView {
    pub(super) fn of(
        console: &Console,
        viewer: &Viewer,
        w: Words,
        contents: &InboxContents,
        kept: &UntakenForm,
    ) -> Self {
        let teller = InboxWording { console, viewer, w, contents };
        let ahead = contents.ahead.iter().take(MOST_AHEAD);
        let mut inbox = Self {
            approvals: Vec::new(),
            reviews: Vec::new(),
            requests: Vec::new(),
            others: Vec::new(),
            ahead: ahead.map(|(campaign, duty)| teller.ahead(campaign, duty)).collect(),
            further: contents.ahead.len().saturating_sub(MOST_AHEAD),
        };
        for waiting in &contents.waiting {
            match &waiting.matter {
                Matter::Approval { source, number, .. } => {
                    inbox.approvals.push(teller.approval(waiting, source, *number));
                }
                Matter::Review(_) => inbox.reviews.push(teller.review(waiting)),
                Matter::Request(_) => inbox.requests.extend(teller.request(waiting)),
                _ => inbox.others.push(teller.line(waiting)),
            }
        }
        let cards = inbox.approvals.iter_mut().chain(&mut inbox.reviews).chain(&mut inbox.requests);
        for card in cards {
            if let Some((act, typed)) = kept.cards.get(&card.item) {
                (card.refused, card.typed) = (act.clone(), typed.clone());
            }
        }
        inbox
    }

    /// Whether anything here is about a date that may be put off.
    pub(crate) fn may_extend(&self) -> bool {
        self.approvals.iter().any(|card| card.extends)
    }

    /// Whether a new day can be typed for several at once.
    pub(crate) fn takes_a_day(&self) -> bool {
        !self.reviews.is_empty() || self.may_extend()
    }

    pub(crate) fn is_empty(&self) -> bool {
        !self.decides() && self.others.is_empty()
    }

    /// Whether anything here is decided here.
    pub(crate) fn decides(&self) -> bool {
        !(self.approvals.is_empty() && self.reviews.is_empty() && self.requests.is_empty())
    }
}

/// The first lines of a contents.
pub(crate) fn lines(
    console: &Console,
    viewer: &Viewer,
    w: Words,
    contents: &InboxContents,
    most: usize,
) -> Vec<InboxLine> {
    let teller = InboxWording { console, viewer, w, contents };
    contents.waiting.iter().take(most).map(|waiting| teller.line(waiting)).collect()
}

struct InboxWording<'a> {
    console: &'a Console,
    viewer: &'a Viewer,
    w: Words,
    contents: &'a InboxContents,
}

impl InboxWording<'_> {
    fn ahead(&self, campaign: &CampaignId, duty: &ObligationView) -> AheadLine {
        AheadLine {
            owed: Owed::of(self.w, self.contents.zone(campaign), duty),
            campaign: self.contents.title(campaign),
            href: format!("/campaigns/{campaign}/bureaus/{}", self.viewer.bureau),
        }
    }

    fn line(&self, waiting: &Waiting) -> InboxLine {
        let Waiting { campaign, about, matter, title, by, .. } = waiting;
        let zone = self.contents.zone(campaign);
        InboxLine {
            kind: self.kind(matter),
            title: match matter {
                Matter::Findings { task, count, .. } => {
                    self.w.with("wait-findings", [("task", self.task(*task)), ("count", count.to_string())])
                }
                Matter::Listing(_, task) => {
                    self.w.with("wait-of", [("what", self.task(*task)), ("of", title.clone())])
                }
                Matter::Document { instrument, .. } | Matter::Approval { instrument, .. } => {
                    self.w.with("wait-of", [("what", self.w.instrument(*instrument)), ("of", title.clone())])
                }
                Matter::Undelivered { words, .. } => {
                    self.w.with("wait-undelivered-of", [("of", title.clone()), ("words", words.clone())])
                }
                _ => title.clone(),
            },
            about: self.console.directory().name_of(about),
            campaign: self.contents.title(campaign),
            why: self.contents.returned(waiting).map(|one| self.returned(one, zone)).unwrap_or_default(),
            by: by.map(|by| self.settled(self.w.time(by, zone), waiting, by)).unwrap_or_default(),
            left: self.left(waiting),
            is_late: waiting.is_late(),
            href: href(campaign, about, matter),
        }
    }

    fn kind(&self, matter: &Matter) -> String {
        let key = match matter {
            Matter::Owed(_) => "wait-owed",
            Matter::Review(_) => "wait-review",
            Matter::Request(_) => "wait-request",
            Matter::Approval { .. } => "wait-approval",
            Matter::Document { acknowledged: true, .. } => "wait-reply",
            Matter::Document { .. } => "wait-document",
            Matter::Findings { .. } => "wait-finding",
            Matter::Listing(..) => "wait-listing",
            Matter::Incident(_) => "wait-incident",
            Matter::Undelivered { .. } => "wait-undelivered",
        };
        self.w.t(key)
    }

    fn task(&self, task: Task) -> String {
        let key = match task {
            Task::Triage => "todo-triage",
            Task::Rectify => "todo-rectify",
            Task::Reinspect => "todo-reinspect",
            Task::LookBack => "todo-look-back",
            Task::HandOverReceipt => "todo-receipt",
            Task::PublishListing => "todo-publish",
            Task::FilePlan => "todo-plan",
            Task::ReportProgress => "todo-progress",
            Task::Verify => "todo-verify",
            Task::PublishDelisting => "todo-publish-delisting",
            Task::TailReport => "todo-tail",
            Task::TermEnds => "todo-term",
        };
        self.w.t(key)
    }

    fn left(&self, waiting: &Waiting) -> String {
        let Some(by) = waiting.by else {
            return if waiting.is_late() { self.w.t("wait-late") } else { String::new() };
        };
        let zone = self.contents.zone(&waiting.campaign);
        let days = (by.date(zone) - waiting.now.date(zone)).num_days();
        match days {
            _ if waiting.is_late() && days < 0 => self.w.n("wait-days-late", -days),
            _ if waiting.is_late() => self.w.t("wait-late"),
            0 => self.w.t("wait-today"),
            days => self.w.n("wait-days", days),
        }
    }

    fn review(&self, waiting: &Waiting) -> DecisionCard {
        let Waiting { campaign, about, matter, by, .. } = waiting;
        let obligation = if let Matter::Review(id) = matter { id.to_string() } else { String::new() };
        let zone = self.contents.zone(campaign);
        let found = self.contents.reviews.iter().find(|one| {
            one.campaign == *campaign && one.row.bureau == *about && one.row.duty.id.as_str() == obligation
        });
        let mut facts = Vec::new();
        if let Some(duty) = found.map(|one| &one.row.duty) {
            if let Some(received) = duty.submitted {
                let key = if duty.on_time == Some(true) { "review-on-time" } else { "review-late" };
                let values = [("at", self.w.full(received, zone)), ("due", self.full(waiting, duty.due))];
                facts.push(self.w.with(key, values));
            }
            if duty.round > 1 {
                facts.push(self.w.n("review-round", duty.round));
            }
            if let Some(returned) = &duty.returned {
                facts.push(self.returned(returned, zone));
            }
            if let Some(latest) = duty.revisions.latest {
                let number = duty.revisions.number().to_string();
                let values = [("number", number), ("at", self.w.full(latest, zone))];
                facts.push(self.w.with("review-changed", values));
            }
        }
        let version = found.map_or(1, |one| one.row.duty.revisions.number());
        let lapse = by.map(|by| self.w.with("review-lapse", [("at", self.full(waiting, by))]));
        let item =
            InboxDecision::Review { campaign: campaign.clone(), bureau: about.clone(), obligation, version };
        let lapse = lapse.unwrap_or_default();
        let (refused, typed) = <(String, ActInput)>::default();
        let line = self.line(waiting);
        let (matter, draft) = (line.href.clone(), String::new());
        let day = String::new();
        DecisionCard {
            item: item.name(),
            extends: false,
            line,
            facts,
            lapse,
            matter,
            draft,
            day,
            refused,
            typed,
        }
    }

    fn returned(&self, returned: &Returned, zone: chrono_tz::Tz) -> String {
        let values = [("at", self.w.full(returned.at, zone)), ("reason", returned.reason.clone())];
        self.w.with("bureau-returned", values)
    }

    fn approval(&self, waiting: &Waiting, source: &str, number: u32) -> DecisionCard {
        let campaign = waiting.campaign.clone();
        let open =
            self.contents.approvals.iter().find(|one| one.row.source == source && one.row.approval == number);
        let obligation = open.and_then(|one| one.row.obligation.as_ref()).map(ToString::to_string);
        let obligation = obligation.filter(|_| source.starts_with("campaign/"));
        let may_extend = self.viewer.may(Action::Relieve, &waiting.about);
        let extends = obligation.is_some() && may_extend;
        let about_duty = open.and_then(|one| one.row.obligation.as_ref());
        let matter = matter_page(&campaign, &waiting.about, source, about_duty);
        let item = InboxDecision::Approval { campaign, source: source.to_owned(), number, obligation };
        DecisionCard {
            item: item.name(),
            extends,
            line: self.line(waiting),
            facts: open.map(|open| self.why(waiting, open)).unwrap_or_default(),
            lapse: open.map(|open| self.lapse(waiting, open)).unwrap_or_default(),
            matter,
            draft: href(&waiting.campaign, &waiting.about, &waiting.matter),
            day: String::new(),
            refused: String::new(),
            typed: ActInput::default(),
        }
    }

    /// What a bureau asks for about what it owes.
    fn request(&self, waiting: &Waiting) -> Option<DecisionCard> {
        let duty = self.contents.request(waiting)?;
        let open = duty.request.as_ref()?;
        let (campaign, bureau) = (waiting.campaign.clone(), waiting.about.clone());
        let (obligation, number) = (duty.id.to_string(), open.number);
        let item = InboxDecision::Request { campaign, bureau, obligation, number };
        let due = [("due", self.full(waiting, duty.due))];
        let (asked, day) = match open.relief {
            Relief::Extension { to } => {
                (self.w.with("request-extension", [("to", to.to_string())]), to.to_string())
            }
            Relief::Waiver => (self.w.t("request-waiver"), String::new()),
        };
        let reason = [("reason", open.reason.clone())];
        let mut facts = vec![asked, self.w.with("approval-due", due), self.w.with("approval-reason", reason)];
        if !open.files.is_empty() {
            facts.push(self.w.n("request-files", open.files.len()));
        }
        let line = self.line(waiting);
        Some(DecisionCard {
            item: item.name(),
            extends: false,
            matter: line.href.clone(),
            line,
            facts,
            lapse: self.unanswered(waiting, (&open.of, open.reminded), open.by_when),
            draft: String::new(),
            day,
            refused: String::new(),
            typed: ActInput::default(),
        })
    }

    /// Why it was proposed, from the request's facts.
    fn why(&self, waiting: &Waiting, open: &OpenApproval) -> Vec<String> {
        let zone = self.contents.zone(&waiting.campaign);
        let Some(request) = &open.request else { return Vec::new() };
        let facts = &request.facts;
        let mut why = Vec::new();
        match (facts.due, facts.overdue) {
            (Some(due), Some(days)) => {
                let values = [("due", self.full(waiting, due)), ("days", days.to_string())];
                why.push(self.w.with("approval-overdue", values));
            }
            (Some(due), None) => why.push(self.w.with("approval-due", [("due", self.full(waiting, due))])),
            _ => {}
        }
        if let Some(matter) = &facts.matter {
            let subject = match matter.subject_is_bureau {
                true => self.console.directory().name_of(&BureauCode::new(matter.subject.clone())),
                false => matter.subject.clone(),
            };
            why.push(
                self.w.with("approval-matter", [("subject", subject), ("problem", matter.problem.clone())]),
            );
        }
        if let Some(reason) = &facts.reason {
            why.push(self.w.with("approval-reason", [("reason", reason.clone())]));
        }
        if !facts.earlier.is_empty() {
            why.push(self.w.n("approval-earlier", facts.earlier.len()));
        }
        why.push(self.w.with(
            "approval-asked",
            [
                ("at", self.w.full(open.row.asked, zone)),
                ("of", self.console.directory().name_of(&open.row.of)),
            ],
        ));
        why
    }

    /// An instant something is to be done by, with its mark if it is provisional.
    fn full(&self, waiting: &Waiting, at: PlanTime) -> String {
        self.settled(self.w.full(at, self.contents.zone(&waiting.campaign)), waiting, at)
    }

    fn settled(&self, text: String, waiting: &Waiting, at: PlanTime) -> String {
        let campaign = &waiting.campaign;
        self.w.settled(text, self.contents.is_provisional(campaign, at.date(self.contents.zone(campaign))))
    }

    /// What happens if nobody answers, and when.
    fn lapse(&self, waiting: &Waiting, open: &OpenApproval) -> String {
        self.unanswered(waiting, (&open.row.of, open.reminded), open.row.by_when)
    }

    fn unanswered(
        &self,
        waiting: &Waiting,
        (of, reminded): (&BureauCode, bool),
        by_when: PlanTime,
    ) -> String {
        let at = self.full(waiting, by_when);
        match inbox::unanswered(self.console.directory(), of, reminded) {
            Unanswered::Reminded => self.w.with("approval-then-reminded", [("at", at)]),
            Unanswered::PassedUp(to) => {
                self.w.with("approval-then-up", [("at", at), ("to", self.console.directory().name_of(&to))])
            }
            Unanswered::Lapses => self.w.with("approval-then-lapses", [("at", at)]),
        }
    }
}

fn href(campaign: &CampaignId, about: &BureauCode, matter: &Matter) -> String {
    let bureau = format!("/campaigns/{campaign}/bureaus/{about}");
    match matter {
        Matter::Owed(id) | Matter::Review(id) | Matter::Request(id) => format!("{bureau}#duty-{id}"),
        Matter::Approval { source, number, .. } => approval_page(campaign, source, *number).unwrap_or(bureau),
        Matter::Document { id, .. } => format!("/notices/{id}"),
        Matter::Findings { one: Some(id), .. } => format!("/findings/{campaign}/{id}"),
        Matter::Findings { task, .. } => {
            let standing = match task {
                Task::Triage => "&standing=registered",
                Task::Rectify => "&overdue=1",
                Task::Reinspect => "&standing=filed",
                Task::HandOverReceipt => "&standing=handed-over",
                _ => "",
            };
            format!("/findings?campaign={campaign}&bureau={about}{standing}")
        }
        Matter::Listing(id, _) => format!("/listings/{campaign}/{id}"),
        Matter::Incident(id) => format!("/incidents/{campaign}/{id}"),
        Matter::Undelivered { notice, .. } => format!("/notices/{notice}"),
    }
}
