//! What a bureau's page shows: its docket with what may be done, what lies ahead, and its history.

use super::versions::{self, VersionLine};
use crate::{
    act::{ActInput, ObligationActForm},
    owed::Owed,
};
use chrono_tz::Tz;
use duban_domain::{
    Actor, Attachment, BureauCode, DocketEvent, EventEnvelope, Party, PlanTime, Terms,
    ahead::{self, Ahead},
    belated,
    docket::{self, ObligationAct, ObligationStatus, ObligationView, OpenRequest, Relief},
    plan::Requirement,
    upcoming::{self, KnownObligation},
};
use duban_service::CampaignContext;
use duban_service::rows::{LedgerRow, NoticeRow};
use duban_web::{Console, Viewer, i18n::Words, matrix::MatrixCell};
use std::{collections::BTreeSet, sync::Arc};

/// An obligation of the bureau.
pub(crate) struct ObligationCard {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) cell: &'static str,
    pub(crate) sign: String,
    pub(crate) state: String,
    pub(crate) due: String,
    /// From when on it can be handed in, if it cannot yet.
    pub(crate) opens: Option<String>,
    pub(crate) received: String,
    pub(crate) round: u16,
    /// Why it was sent back, and when.
    pub(crate) returned: Option<(String, String)>,
    /// What was asked about it, of whom, and that nothing stops by that.
    pub(crate) request: Option<String>,
    /// When and why it was taken back, where it is owed again by that.
    pub(crate) taken_back: Option<(String, String)>,
    /// Which version is there and since when, where it is not the first.
    pub(crate) changed: Option<String>,
    /// The number of the version that is there.
    pub(crate) version: u16,
    pub(crate) versions: Vec<VersionLine>,
    pub(crate) files: Vec<Attachment>,
    pub(crate) acts: Vec<ObligationButton>,
    pub(crate) needs: Vec<String>,
    pub(crate) wants_seal: bool,
    pub(crate) wants_file: bool,
}

/// A button with what it needs.
pub(crate) struct ObligationButton {
    pub(crate) name: &'static str,
    pub(crate) text: String,
    pub(crate) days: Option<(String, String)>,
    pub(crate) reason: bool,
    /// Whether files are handed in by it.
    pub(crate) files: bool,
    /// What is to be known before it is done.
    pub(crate) hint: Option<String>,
    /// What was typed for it and not taken.
    pub(crate) typed: Option<ActInput>,
}

/// A step of what lies ahead.
pub(crate) struct Step {
    pub(crate) at: String,
    pub(crate) what: String,
}

/// What is due, and what follows if it is missed.
pub(crate) struct Next {
    pub(crate) title: String,
    pub(crate) due: String,
    pub(crate) is_late: bool,
    pub(crate) steps: Vec<Step>,
}

/// What is known before a docket has told anything.
pub(crate) struct DocketBeforeOpening {
    /// From when on something is owed.
    pub(crate) when: String,
    pub(crate) owed: Vec<Owed>,
}

/// One line of the history.
pub(crate) struct Past {
    pub(crate) at: String,
    pub(crate) what: String,
    pub(crate) by: String,
}

/// A bureau's part in a campaign, being shown to somebody.
pub(crate) struct DocketView<'a> {
    pub(crate) console: &'a Console,
    pub(crate) viewer: &'a Viewer,
    pub(crate) w: Words,
    pub(crate) context: &'a CampaignContext,
    pub(crate) terms: &'a Arc<Terms>,
    pub(crate) bureau: &'a BureauCode,
    pub(crate) finished: Option<PlanTime>,
    pub(crate) history: &'a [LedgerRow],
    /// What was typed and not taken, for which act upon which obligation.
    pub(crate) typed: Option<&'a ObligationActForm>,
}

impl DocketView<'_> {
    fn zone(&self) -> Tz {
        self.context.kept.plan.zone
    }

    pub(crate) fn duty(&self, view: &ObligationView) -> ObligationCard {
        let (w, zone) = (self.w, self.zone());
        let cell = MatrixCell::of(view, self.terms.review_by(view).is_some());
        let received = view.submitted.map(|at| w.time(at, zone));
        let possible = self.terms.possible(view, self.finished, self.context.now);
        let permitted = |act: &ObligationAct| self.viewer.may(act.action(), self.bureau);
        let requires = self.terms.item(&view.id).map(|item| item.requires.clone()).unwrap_or_default();
        let all = docket::versions(self.history.iter().map(|row| &row.effect), &view.id);
        let changed = |at| {
            let values = [("number", view.revisions.number().to_string()), ("at", w.time(at, zone))];
            w.with("version-latest", values)
        };
        let taken_back = view.revisions.taken_back.as_ref().filter(|_| view.state.is_owed());
        ObligationCard {
            id: view.id.to_string(),
            title: view.title.clone(),
            cell: cell.as_str(),
            sign: w.family("sign-", cell.as_str()),
            state: w.family("cell-", cell.as_str()),
            due: w.settled(w.time(view.due, zone), view.provisional),
            opens: ahead::is_to_come(view).then(|| self.time(view.opens)),
            received: received.unwrap_or_default(),
            round: view.round,
            returned: view
                .returned
                .as_ref()
                .map(|returned| (returned.reason.clone(), w.time(returned.at, zone))),
            request: view.request.as_ref().map(|request| self.asked(request)),
            taken_back: taken_back.map(|taken| (taken.reason.clone(), w.time(taken.at, zone))),
            changed: view.revisions.latest.filter(|_| view.submitted.is_some()).map(changed),
            version: view.revisions.number(),
            versions: versions::lines(w, zone, &all),
            files: versions::files(&all),
            acts: possible.into_iter().filter(permitted).map(|act| self.act(view, act)).collect(),
            needs: requires.iter().map(|one| self.w.t(need(*one))).collect(),
            wants_file: requires.contains(&Requirement::Attachment),
            wants_seal: requires.contains(&Requirement::Seal),
        }
    }

    fn act(&self, view: &ObligationView, act: ObligationAct) -> ObligationButton {
        let days = match act {
            ObligationAct::Return(days) | ObligationAct::Extend(days) | ObligationAct::AskExtension(days) => {
                Some((days.from.to_string(), days.to.to_string()))
            }
            _ => None,
        };
        let (name, text, reason) = match act {
            ObligationAct::Submit => ("submit", self.w.t("do-submit"), false),
            ObligationAct::Replace => ("replace", self.w.t("do-replace"), false),
            ObligationAct::Supplement => ("supplement", self.w.t("do-supplement"), false),
            ObligationAct::TakeBack(_) => ("take-back", self.w.t("do-take-back"), true),
            ObligationAct::AskExtension(_) => ("ask-extension", self.w.t("do-ask-extension"), true),
            ObligationAct::AskWaiver => ("ask-waiver", self.w.t("do-ask-waiver"), true),
            ObligationAct::WithdrawRequest => ("withdraw-request", self.w.t("do-withdraw-request"), false),
            ObligationAct::Refuse => ("refuse", self.w.t("do-refuse"), true),
            ObligationAct::Accept => ("accept", self.w.t("do-accept"), false),
            ObligationAct::Return(_) => ("return", self.w.t("do-return"), true),
            ObligationAct::Extend(_) => ("extend", self.w.t("do-extend"), true),
            ObligationAct::Waive => ("waive", self.w.t("do-waive"), true),
        };
        let typed = self.typed.filter(|typed| typed.act == name && typed.obligation == view.id.as_str());
        let typed = typed.map(|asked| asked.typed.clone());
        let files = matches!(
            act,
            ObligationAct::Submit
                | ObligationAct::Replace
                | ObligationAct::Supplement
                | ObligationAct::AskExtension(_)
                | ObligationAct::AskWaiver
        );
        ObligationButton { name, text, days, reason, files, hint: self.hint(view, act), typed }
    }

    /// What the bureau asked for, and who is to decide by when.
    fn asked(&self, request: &OpenRequest) -> String {
        let of = self.console.directory().name_of(&request.of);
        let values = |to: String| {
            let (at, by) = (self.w.time(request.asked, self.zone()), self.time(request.by_when));
            [("at", at), ("to", to), ("of", of.clone()), ("by", by), ("reason", request.reason.clone())]
        };
        match request.relief {
            Relief::Extension { to } => self.w.with("bureau-asked-extension", values(to.to_string())),
            Relief::Waiver => self.w.with("bureau-asked-waiver", values(String::new())),
        }
    }

    fn hint(&self, view: &ObligationView, act: ObligationAct) -> Option<String> {
        let due = || [("due", self.w.settled(self.w.time(view.due, self.zone()), view.provisional))];
        match act {
            ObligationAct::AskExtension(_) | ObligationAct::AskWaiver => Some(self.w.t("hint-ask")),
            ObligationAct::Replace => Some(self.w.t("hint-replace")),
            ObligationAct::Supplement => Some(self.w.t("hint-supplement")),
            ObligationAct::TakeBack(true) => Some(self.w.with("hint-take-back-late", due())),
            ObligationAct::TakeBack(false) => Some(self.w.with("hint-take-back", due())),
            _ => None,
        }
    }

    /// What is open or overdue, the earliest due first, and what follows of each if nothing is done.
    pub(crate) fn next(&self, duties: &[ObligationView], party: &Party, notices: &[NoticeRow]) -> Vec<Next> {
        let awaited =
            |duty: &&ObligationView| matches!(duty.state, ObligationStatus::Open | ObligationStatus::Overdue);
        let mut awaited: Vec<_> = duties.iter().filter(awaited).collect();
        awaited.sort_by_key(|duty| duty.due);
        awaited.into_iter().map(|duty| self.next_of(duty, party, notices)).collect()
    }

    fn next_of(&self, duty: &ObligationView, party: &Party, notices: &[NoticeRow]) -> Next {
        let done = issued(notices, duty);
        let pending = upcoming::pending(self.history.iter().map(|row| &row.effect), &duty.id);
        let seen = KnownObligation { duty, done: &done, pending: &pending, now: self.context.now };
        let ahead = upcoming::outlook(self.terms, party, &seen);
        let (w, zone) = (self.w, self.zone());
        let reminders = ahead.reminders.iter().map(|at| (*at, w.t("ahead-reminder")));
        let due = ahead.due.map(|at| (at, w.t("ahead-due")));
        let steps = ahead.steps.iter().map(|step| (step.at, self.step(step)));
        let end = ahead.unfulfilled.map(|at| (at, w.t("ahead-unfulfilled")));
        let all = reminders.chain(due).chain(steps).chain(end);
        Next {
            title: duty.title.clone(),
            due: w.settled(w.full(duty.due, zone), duty.provisional),
            is_late: duty.state == ObligationStatus::Overdue,
            steps: all.map(|(at, what)| Step { at: self.time(at), what }).collect(),
        }
    }

    /// A rung's document, and whose approval it needs or waits for.
    fn step(&self, step: &upcoming::UpcomingStep) -> String {
        let document = self.w.instrument(step.instrument);
        let asks = step.approval.as_ref().map_or(&[][..], |approval| &approval.asks);
        let waiting = asks.iter().rev().find(|ask| ask.at <= self.context.now);
        match waiting.or(asks.first()) {
            Some(ask) => {
                let key = if waiting.is_some() { "ahead-approval-waits" } else { "ahead-approval" };
                self.w.with(key, [("document", document), ("of", self.console.directory().name_of(&ask.of))])
            }
            None => self.w.with("ahead-document", [("document", document)]),
        }
    }

    /// What the bureau will owe, if its docket has told nothing yet.
    pub(crate) fn ahead(&self, party: Party) -> DocketBeforeOpening {
        let (w, zone) = (self.w, self.zone());
        let Ahead { begins, begun, owed } = Ahead::of(self.terms, party, self.context.now);
        let key = if begun { "before-begun" } else { "before-begins" };
        DocketBeforeOpening {
            when: w.with(key, [("at", w.full(begins, zone))]),
            owed: owed.iter().map(|duty| Owed::of(w, zone, duty)).collect(),
        }
    }

    /// An instant to come, with its mark if it is provisional.
    fn time(&self, at: PlanTime) -> String {
        let office = &self.terms.office;
        let provisional = office.calendar.is_provisional(office.date(at));
        self.w.settled(self.w.time(at, self.zone()), provisional)
    }

    /// What happened, newest first, as much as is shown, and at last the launch.
    pub(crate) fn past(&self, most: usize) -> Vec<Past> {
        let kept = &self.context.kept;
        let launch = self.terms.launch_line(kept.timebase, kept.launched_at);
        let told = belated::history(self.history.iter().map(|row| &row.effect), launch);
        let told = told.into_iter().filter_map(|(at, effect)| Some((at, self.what(effect)?, effect)));
        let line = |at: PlanTime, what, by: Option<&Actor>| Past {
            at: self.w.time(at, self.zone()),
            what,
            by: by
                .map(|by| format!("{}（{}）", by.name, self.console.directory().name_of(&by.bureau)))
                .unwrap_or_default(),
        };
        let mut past: Vec<_> =
            told.take(most).map(|(at, what, effect)| line(at, what, effect.by.as_ref())).collect();
        past.push(line(launch, self.w.t("past-launched"), Some(&kept.launched_by)));
        past
    }

    /// One line of the history; `None` for what only machines care about.
    fn what(&self, effect: &EventEnvelope) -> Option<String> {
        let w = self.w;
        let (key, detail) = match &effect.event {
            DocketEvent::Submitted { on_time: true, .. } => (w.t("past-on-time"), None),
            DocketEvent::Submitted { .. } => (w.t("past-late"), None),
            DocketEvent::ReliefAsked { plea: Relief::Extension { to }, reason, .. } => {
                let to = [("to", to.to_string())];
                (w.with("past-asked-extension", to), Some(reason.clone()))
            }
            DocketEvent::ReliefAsked { plea: Relief::Waiver, reason, .. } => {
                (w.t("past-asked-waiver"), Some(reason.clone()))
            }
            DocketEvent::ReliefPassedUp { of, .. } => {
                let of = [("of", self.console.directory().name_of(of))];
                (w.with("past-asked-up", of), None)
            }
            DocketEvent::ReliefRefused { reason, .. } => (w.t("past-refused"), Some(reason.clone())),
            DocketEvent::ReliefSettled { how, .. } => (w.family("past-relief-", how.as_str()), None),
            DocketEvent::Replaced { version, .. } => (w.n("past-replaced", *version), None),
            DocketEvent::Supplemented { version, .. } => (w.n("past-supplemented", *version), None),
            DocketEvent::TakenBack { reason, .. } => (w.t("past-taken-back"), Some(reason.clone())),
            DocketEvent::Accepted => (w.t("past-accepted"), None),
            DocketEvent::Returned { reason, due, .. } => {
                (w.t("past-returned"), Some(self.moved(reason, *due)))
            }
            DocketEvent::Extended { reason, due, .. } => {
                (w.t("past-extended"), Some(self.moved(reason, *due)))
            }
            DocketEvent::Redated { reason, .. } => (w.t("past-redated"), Some(reason.clone())),
            // Of one that is owed no more the next line says so.
            DocketEvent::Amended { reason, .. } => (w.t("past-amended"), Some(reason.clone())),
            DocketEvent::Waived { reason } => (w.t("past-waived"), Some(reason.clone())),
            DocketEvent::FellDue => (w.t("past-fell-due"), None),
            DocketEvent::Unfulfilled => (w.t("past-unfulfilled"), None),
            DocketEvent::Issued { notice } => (w.instrument(notice.instrument), None),
            DocketEvent::Approved { .. } => (w.t("past-approved"), None),
            DocketEvent::Declined { reason, .. } => (w.t("past-declined"), Some(reason.clone())),
            DocketEvent::ApprovalLapsed { .. } => (w.t("past-lapsed"), None),
            DocketEvent::Voided { reason, .. } => (w.t("past-voided"), Some(reason.clone())),
            DocketEvent::Withdrawn { .. } => (w.t("past-withdrawn"), None),
            DocketEvent::Acknowledged { reply, .. } => (w.t("past-acknowledged"), reply.clone()),
            DocketEvent::Replied { text, .. } => (w.t("past-replied"), Some(text.clone())),
            DocketEvent::Cancelled => (w.t("past-cancelled"), None),
            DocketEvent::Finished => (w.t("past-finished"), None),
            _ => return None,
        };
        let about =
            effect.obligation.as_ref().and_then(|id| self.terms.item(id)).map(|item| item.title.as_str());
        let parts = about.into_iter().map(str::to_owned).chain([key]).chain(detail);
        Some(parts.collect::<Vec<_>>().join(" · "))
    }

    fn moved(&self, reason: &str, due: PlanTime) -> String {
        self.w.with("past-moved", [("due", self.time(due)), ("reason", reason.to_owned())])
    }
}

/// The rungs of this round whose documents stand.
fn issued(notices: &[NoticeRow], duty: &ObligationView) -> BTreeSet<u16> {
    let standing = notices.iter().filter(|row| row.withdrawn.is_none() && row.voided.is_none());
    upcoming::rungs_done(standing.map(|row| &row.notice), duty)
}

const fn need(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Attachment => "need-file",
        Requirement::Seal => "need-seal",
    }
}
