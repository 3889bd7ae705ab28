//! What a bureau's workflow knows and how that changes: the docket, what is not yet recorded, and
//! what the ledger answered.

use super::{BureauCampaign, desks::Batch, search_attributes, task_timeout};
use crate::{
    ids,
    messages::{Beginning, BureauCampaignInput, JournalEntry, Resumed},
};
use duban_domain::{
    Effect, Party, PlanTime, WallTime,
    record::{Record, Recorded, Step},
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use temporalio_workflow::{ChildWorkflowOptions, ParentClosePolicy, WorkflowContext};

impl BureauCampaign {
    /// Wakes the docket if its time has come. It acts a moment after the instant, so that a command
    /// received just before it and still on its way is heard first; the outcome bears the instant all
    /// the same.
    pub(super) fn catch_up(&mut self, now: WallTime) {
        let now = self.timebase.plan(now.plus(-self.grace()));
        let effects = self.docket.wake_late(now);
        self.note_step(Step::Wake { now }, effects);
    }

    pub(super) fn grace(&self) -> chrono::Duration {
        chrono::Duration::milliseconds(i64::try_from(self.grace_ms).unwrap_or(i64::MAX))
    }

    pub(super) fn call_off(&mut self, now: WallTime) {
        let now = self.timebase.plan(now);
        let effects = self.docket.cancel(now);
        self.note_step(Step::Cancel { now }, effects);
    }

    /// How long until the docket's next wake, in whole milliseconds, rounded up: a timer must not fire
    /// early. `None` when there is none.
    pub(super) fn until_wake(&self, now: WallTime) -> Option<Duration> {
        let wake = self.timebase.wall(self.docket.next_wake()?).plus(self.grace());
        let pause = wake.since(now).to_std().unwrap_or_default();
        let millis = pause.as_nanos().div_ceil(1_000_000);
        Some(Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX)))
    }

    /// Whether the next wake is so late that nobody can have been here to hear commands: later than a
    /// third of the time a desk would listen. A province whose bureaus all wake at nine is busy for
    /// seconds, not absent. Before the first record there was nobody to command.
    pub(super) fn is_behind(&self, now: WallTime) -> bool {
        let wake = self.docket.next_wake().map(|at| self.timebase.wall(at));
        let late = wake.map_or(chrono::Duration::zero(), |at| now.since(at) - self.grace());
        let absent_after = i64::try_from(self.listen_ms / 3).unwrap_or(i64::MAX);
        self.sequence > 0 && self.listen_ms > 0 && late.num_milliseconds() > absent_after
    }

    /// A step that changed nothing is not worth a record.
    pub(super) fn note_step(&mut self, step: Step, effects: Vec<Effect>) {
        if !effects.is_empty() {
            self.steps.push(step);
            self.pending.extend(effects);
        }
    }

    pub(super) fn should_continue(&self, ctx: &WorkflowContext<Self>) -> bool {
        // A run that waits for children does not continue: they would lose their parent.
        let long = self.continue_after > 0 && ctx.history_length() > self.continue_after;
        self.pending.is_empty() && !self.cascading && (long || ctx.continue_as_new_suggested())
    }

    pub(super) fn next_batch(&mut self, workflow: &str) -> Option<Batch> {
        if self.pending.is_empty() {
            return None;
        }
        self.sequence += 1;
        let effects = std::mem::take(&mut self.pending);
        let touched: BTreeSet<_> = effects.iter().filter_map(|e| e.obligation.as_ref()).collect();
        // The first record lists everything, so that readers see from the start what will be owed.
        let duties = match self.sequence {
            1 => self.docket.views(),
            _ => touched.into_iter().filter_map(|id| self.docket.view(id)).collect(),
        };
        let terms = self.docket.terms();
        let record = Record {
            workflow: workflow.to_owned(),
            sequence: self.sequence,
            campaign: terms.campaign.clone(),
            bureau: self.docket.party().bureau.clone(),
            steps: std::mem::take(&mut self.steps),
            effects,
            duties,
            timebase: self.timebase,
            zone: terms.office.zone,
        };
        Some(Batch { record, docket: self.docket.clone() })
    }

    /// Takes note of what the ledger answered. If it had been told another story under this sequence,
    /// by an attempt that died before the engine knew, that story stands: the docket does those steps
    /// instead, and then what it had done beyond them.
    pub(super) fn settle(&mut self, batch: Batch, recorded: Recorded) {
        let Batch { record: Record { sequence, steps, effects, .. }, docket } = batch;
        let numbers = recorded.numbers;
        let Some(instead) = recorded.instead else {
            self.recorded = docket;
            self.journal.push(JournalEntry { sequence, steps, effects, numbers });
            return;
        };
        self.docket = self.recorded.clone();
        let effects = instead.iter().flat_map(|step| self.docket.redo(step)).collect();
        self.recorded = self.docket.clone();
        self.pending.clear();
        let later = std::mem::take(&mut self.steps);
        for step in steps.into_iter().chain(later) {
            if !instead.iter().any(|done| done.is_same_command(&step)) {
                let effects = self.docket.redo(&step);
                self.note_step(step, effects);
            }
        }
        self.journal.push(JournalEntry { sequence, steps: instead, effects, numbers });
    }

    pub(super) fn next_run(&self) -> BureauCampaignInput {
        let resumed =
            Resumed { docket: self.docket.clone(), sequence: self.sequence, journal: self.journal.clone() };
        BureauCampaignInput {
            // The children are done; the next run has nothing to cascade.
            subtree: self.subtree.first().cloned().into_iter().collect(),
            timebase: self.timebase,
            continue_after: self.continue_after,
            task_timeout_seconds: self.task_timeout_seconds,
            grace_ms: self.grace_ms,
            listen_ms: self.listen_ms,
            beginning: Beginning::Resume(Box::new(resumed)),
        }
    }

    /// The children to start: options and input of each direct subordinate.
    pub(super) fn children(&self) -> Vec<(ChildWorkflowOptions, BureauCampaignInput)> {
        let terms = Arc::new(self.docket.terms().clone());
        let Some(me) = self.subtree.first() else { return Vec::new() };
        let direct = self.subtree.iter().filter(|party| party.superiors.first() == Some(&me.bureau));
        direct
            .map(|party| {
                let below = |p: &&Party| p.bureau == party.bureau || p.superiors.contains(&party.bureau);
                let input = BureauCampaignInput {
                    subtree: self.subtree.iter().filter(below).cloned().collect(),
                    timebase: self.timebase,
                    continue_after: self.continue_after,
                    task_timeout_seconds: self.task_timeout_seconds,
                    grace_ms: self.grace_ms,
                    listen_ms: self.listen_ms,
                    beginning: Beginning::Launch(terms.clone()),
                };
                let mut options =
                    ChildWorkflowOptions::workflow_id(ids::bureau_campaign(&terms.campaign, &party.bureau));
                options.parent_close_policy = ParentClosePolicy::RequestCancel;
                options.search_attributes = Some(search_attributes(&terms, party));
                options.task_timeout = task_timeout(self.task_timeout_seconds);
                (options, input)
            })
            .collect()
    }

    pub(super) fn state_word(&self) -> &'static str {
        if self.docket.finished().is_some() {
            "finished"
        } else if self.docket.duties().iter().any(|duty| duty.overdue) {
            "overdue"
        } else {
            "active"
        }
    }

    /// A few lines of Markdown: the bureau and where each obligation stands.
    pub(super) fn details(&self) -> String {
        let zone = self.docket.terms().office.zone;
        let date = |at: PlanTime| at.in_zone(zone).format("%Y-%m-%d %H:%M").to_string();
        let mut lines = vec![format!("**{}** {}", self.docket.party().name, self.docket.terms().title)];
        let duty = |duty: duban_domain::docket::DutyView| {
            format!("- {}: {} ({})", duty.title, duty.state.as_str(), date(duty.due))
        };
        lines.extend(self.docket.views().into_iter().map(duty));
        lines.join("\n")
    }
}
