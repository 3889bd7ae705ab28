//! A matter's history in sentences: what is common to findings, listings and incidents.

use super::files::{self, FileView};
use chrono_tz::Tz;
use duban_domain::{
    Attachment, BureauCode, Calendar, Directory, EventEnvelope, Instrument, PlanTime,
    correspondence::NoticeEvent, matter::Task, notice::Notice,
};
use duban_web::i18n::Words;

/// A line of a history.
#[derive(Clone, Debug)]
pub(crate) struct HistoryLine {
    /// When.
    pub(crate) at: String,
    /// Who did it; empty: nobody, it happened by itself.
    pub(crate) by: String,
    /// What happened.
    pub(crate) text: String,
    /// What came with it.
    pub(crate) files: Vec<FileView>,
}

/// Whoever puts lines into words.
#[derive(Copy, Clone)]
pub(crate) struct HistoryWording<'a> {
    pub(crate) w: Words,
    pub(crate) zone: Tz,
    pub(crate) directory: &'a Directory,
    /// The working days its campaign goes by.
    pub(crate) calendar: &'a Calendar,
    /// The address of the matter.
    pub(crate) matter: &'a str,
}

impl HistoryWording<'_> {
    /// A line.
    pub(crate) fn line<W>(
        &self,
        effect: &EventEnvelope<W>,
        text: String,
        attachments: &[Attachment],
    ) -> HistoryLine {
        let by = effect.by.as_ref();
        let by = by.map(|by| format!("{}（{}）", by.name, self.name(&by.bureau))).unwrap_or_default();
        HistoryLine { at: self.time(effect.at), by, text, files: files::views(self.matter, attachments) }
    }

    /// A bureau's name.
    pub(crate) fn name(&self, code: &BureauCode) -> String {
        self.directory.name_of(code)
    }

    /// Several bureaus' names.
    pub(crate) fn names(&self, codes: &[BureauCode]) -> String {
        codes.iter().map(|code| self.name(code)).collect::<Vec<_>>().join("、")
    }

    /// An instant.
    pub(crate) fn time(&self, at: PlanTime) -> String {
        self.w.time(at, self.zone)
    }

    /// By when something is to be done, with its mark if that is provisional.
    pub(crate) fn deadline(&self, at: PlanTime) -> String {
        self.w.deadline(at, self.zone, self.calendar)
    }

    /// In time, or late.
    pub(crate) fn in_time(&self, on_time: bool) -> String {
        if on_time { self.w.t("told-in-time") } else { self.w.t("told-late") }
    }

    /// A kind of notice.
    pub(crate) fn instrument(&self, instrument: Instrument) -> String {
        self.w.instrument(instrument)
    }

    /// Something to be done.
    pub(crate) fn task(&self, task: Task) -> String {
        self.w.family("told-task-", task_key(task))
    }

    /// The sentence for machines that were down.
    pub(crate) fn outage(&self, from: PlanTime, until: PlanTime) -> String {
        self.w.with("told-outage", [("from", self.time(from)), ("until", self.time(until))])
    }

    /// The sentence for a command that could not stand.
    pub(crate) fn overtaken(&self, reason: &str) -> String {
        self.w.with("told-overtaken", [("reason", reason)])
    }

    /// The sentence for a notice or an approval.
    pub(crate) fn notice(&self, event: &NoticeEvent) -> String {
        let w = self.w;
        match event {
            NoticeEvent::Issued { notice } => self.issued(notice),
            NoticeEvent::Withdrawn { notice } => w.n("told-withdrawn", *notice),
            NoticeEvent::Voided { notice, reason } => {
                w.with("told-voided", [("notice", notice.to_string()), ("reason", reason.clone())])
            }
            NoticeEvent::Acknowledged { notice, reply: None } => w.n("told-acknowledged", *notice),
            NoticeEvent::Acknowledged { notice, reply: Some(reply) } => {
                w.with("told-replied", [("notice", notice.to_string()), ("reply", reply.clone())])
            }
            NoticeEvent::Replied { notice, text, .. } => {
                w.with("told-reply", [("notice", notice.to_string()), ("reply", text.clone())])
            }
            NoticeEvent::ApprovalAsked { approval, instrument, of, by_when } => w.with(
                "told-approval-asked",
                [
                    ("approval", approval.to_string()),
                    ("instrument", self.instrument(*instrument)),
                    ("of", self.name(of)),
                    ("by", self.deadline(*by_when)),
                ],
            ),
            NoticeEvent::ApprovalMoved { approval, by_when } => w.with(
                "told-approval-moved",
                [("approval", approval.to_string()), ("by", self.deadline(*by_when))],
            ),
            NoticeEvent::Approved { approval } => w.n("told-approved", *approval),
            NoticeEvent::Declined { approval, reason } => {
                w.with("told-declined", [("approval", approval.to_string()), ("reason", reason.clone())])
            }
            NoticeEvent::ApprovalClosed { approval } => w.n("told-approval-closed", *approval),
            NoticeEvent::ApprovalLapsed { approval } => w.n("told-approval-lapsed", *approval),
        }
    }

    fn issued(&self, notice: &Notice) -> String {
        let instrument = self.instrument(notice.instrument);
        let values = [
            ("ordinal", notice.ordinal.to_string()),
            ("instrument", instrument),
            ("to", self.name(&notice.to)),
        ];
        let key = if notice.instrument.is_document() { "told-document" } else { "told-notice" };
        self.w.with(key, values)
    }
}

/// How a task is spelled in keys.
const fn task_key(task: Task) -> &'static str {
    match task {
        Task::Triage => "triage",
        Task::Rectify => "rectify",
        Task::Reinspect => "reinspect",
        Task::LookBack => "look-back",
        Task::HandOverReceipt => "hand-over-receipt",
        Task::PublishListing => "publish-listing",
        Task::FilePlan => "file-plan",
        Task::ReportProgress => "report-progress",
        Task::Verify => "verify",
        Task::PublishDelisting => "publish-delisting",
        Task::TailReport => "tail-report",
        Task::TermEnds => "term-ends",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use chrono_tz::Asia::Shanghai;
    use duban_web::Lang;
    use std::sync::LazyLock;

    static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| duban_config::sample_directory().unwrap());
    /// 2026 is announced, 2027 is not.
    static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::new([2026], [], []));

    /// Whoever tells a matter's history in Chinese.
    pub(crate) fn wording() -> HistoryWording<'static> {
        let w = Words::new(Lang::Chinese);
        HistoryWording { w, zone: Shanghai, directory: &DIRECTORY, calendar: &CALENDAR, matter: "/matter" }
    }

    /// The close of an office's day.
    pub(crate) fn soon(day: &str) -> PlanTime {
        PlanTime::new(format!("{day}T09:30:00Z").parse().unwrap())
    }
}
