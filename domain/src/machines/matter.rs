//! What findings, listings and incidents share: the campaign they belong to, deadlines that can run
//! into a year whose holidays are not announced, and the facts their notices tell.

use crate::{
    ids::{BureauCode, CampaignId},
    machines::finding::{Authority, Grade, ProblemKind},
    paperwork::attachment::Attachment,
    timekeeping::{office::Office, span::Span, time::PlanTime},
};
use serde::{Deserialize, Serialize};

/// The campaign a matter belongs to. A matter outlives its campaign, so it carries what it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterTerms {
    /// The campaign's id.
    pub campaign: CampaignId,
    /// Its title.
    pub title: String,
    /// The bureau that launched it.
    pub issuer: BureauCode,
    /// Hours, zone and calendar, with every year that was known at the start.
    pub office: Office,
    /// A wake that comes later than this, in seconds of plan time, is an outage.
    pub tolerance_seconds: i64,
    /// Whether a reminder to an approver tells how things stand by then; a matter of an earlier version repeats what
    /// its request told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retells: bool,
}

/// An instant by which something is to be done.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Deadline {
    /// The instant: the close of an office day.
    pub at: PlanTime,
    /// Whether it is provisional (暂定), because a year it was counted in is not announced. Every text that
    /// names it says so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
}

impl MatterTerms {
    /// The close of the office `span` after `at`; the day of `at` is not counted (Civil Code §201).
    pub fn deadline(&self, at: PlanTime, span: Span) -> Deadline {
        self.office.deadline(at, span)
    }
}

impl Office {
    /// The close of the office `span` after `at`, and whether that is provisional: a matter outlives its
    /// campaign and can run into a year that is not announced.
    pub fn deadline(&self, at: PlanTime, span: Span) -> Deadline {
        let day = self.day_after(self.date(at), span);
        Deadline { at: self.closing(day), provisional: self.calendar.is_provisional(day) }
    }

    /// The opening of the office `span` after `at`, with the same answer about unannounced years.
    pub fn opening_after(&self, at: PlanTime, span: Span) -> Deadline {
        let day = self.day_after(self.date(at), span);
        Deadline { at: self.opening(day), provisional: self.calendar.is_provisional(day) }
    }
}

/// What kind of matter.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatterKind {
    /// 问题隐患
    Finding,
    /// 挂牌督办
    Listing,
    /// 紧急情况
    Incident,
}

/// What the notices of a matter tell about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatterFacts {
    /// What it is.
    pub kind: MatterKind,
    /// Its id within the campaign.
    pub id: String,
    /// Whom it concerns: an enterprise's or a bureau's name. A bureau's name is filled in by whoever
    /// words the notice; here stands its code.
    pub subject: String,
    /// The enterprise's credit code (统一社会信用代码).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_code: Option<String>,
    /// Whether the subject is a bureau, named by its code.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub subject_is_bureau: bool,
    /// The product: group, or group and item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Production or circulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<ProblemKind>,
    /// How grave it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// The problem, or why it is listed, in a sentence.
    pub problem: String,
    /// When it was found, listed or reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<PlanTime>,
    /// To which authority it was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// Bureaus that have not acknowledged an incident.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unanswered: Vec<BureauCode>,
    /// Within how many minutes an incident is to be acknowledged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Papers that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// Something somebody has to do in a matter.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// 研判: triage a risk signal.
    Triage,
    /// 整改: rectify before the due date comes.
    Rectify,
    /// 复查
    Reinspect,
    /// 回头看
    LookBack,
    /// 移送回执: obtain the receipt of a hand-over.
    HandOverReceipt,
    /// 公布挂牌
    PublishListing,
    /// 报送整改方案
    FilePlan,
    /// 报送整改进展
    ReportProgress,
    /// 现场核查: verify on site, whoever listed it.
    Verify,
    /// 公布摘牌
    PublishDelisting,
    /// 持续报送: report while findings are open after the campaign's end.
    TailReport,
    /// 挂牌期限届满: apply to delist or for an extension before the listing's term ends.
    TermEnds,
}

impl Task {
    /// All of them.
    pub const ALL: &'static [Task] = &[
        Task::Triage,
        Task::Rectify,
        Task::Reinspect,
        Task::LookBack,
        Task::HandOverReceipt,
        Task::PublishListing,
        Task::FilePlan,
        Task::ReportProgress,
        Task::Verify,
        Task::PublishDelisting,
        Task::TailReport,
        Task::TermEnds,
    ];

    /// What a user reads.
    pub const fn chinese(self) -> &'static str {
        match self {
            Task::Triage => "风险信息研判",
            Task::Rectify => "督促整改",
            Task::Reinspect => "整改复查",
            Task::LookBack => "回头看",
            Task::HandOverReceipt => "取得移送回执",
            Task::PublishListing => "公布挂牌督办信息",
            Task::FilePlan => "报送整改方案",
            Task::ReportProgress => "报送整改进展",
            Task::Verify => "现场核查",
            Task::PublishDelisting => "公布解除挂牌信息",
            Task::TailReport => "持续报送整改情况",
            Task::TermEnds => "挂牌督办期限届满",
        }
    }
}

/// What was decided in a matter, for those it concerns.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// 同意延期
    ExtensionGranted,
    /// 不同意延期
    ExtensionDeclined,
    /// 同意公示或曝光
    PublicationApproved,
    /// 不同意公示或曝光
    PublicationDeclined,
    /// 复查不合格，继续整改
    Rework,
    /// 核查不通过，继续挂牌
    StaysListed,
    /// 不予挂牌
    ListingDeclined,
    /// 撤销挂牌: it proved wrong.
    ListingRevoked,
    /// 不同意该措施: a rung's document was declined.
    MeasureDeclined,
}

impl Decision {
    /// All of them.
    pub const ALL: &'static [Decision] = &[
        Decision::ExtensionGranted,
        Decision::ExtensionDeclined,
        Decision::PublicationApproved,
        Decision::PublicationDeclined,
        Decision::Rework,
        Decision::StaysListed,
        Decision::ListingDeclined,
        Decision::ListingRevoked,
        Decision::MeasureDeclined,
    ];

    /// What a user reads.
    pub const fn chinese(self) -> &'static str {
        match self {
            Decision::ExtensionGranted => "同意延期",
            Decision::ExtensionDeclined => "不同意延期",
            Decision::PublicationApproved => "同意公布",
            Decision::PublicationDeclined => "不同意公布",
            Decision::Rework => "复查不合格，继续整改",
            Decision::StaysListed => "核查未通过，继续挂牌督办",
            Decision::ListingDeclined => "不予挂牌督办",
            Decision::ListingRevoked => "撤销挂牌督办",
            Decision::MeasureDeclined => "不同意采取该措施",
        }
    }
}

/// A bureau by its place: the one in whose district the matter lies, or one above it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decider {
    /// The bureau itself.
    Own,
    /// The next bureau up.
    Supervisor,
    /// The bureau that launched the campaign.
    Issuer,
}

/// A decision that is needed: by whom, and within how long. When it lapses the decider is reminded,
/// and when it lapses again the next bureau up is asked.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRule {
    /// Who is asked.
    pub by: Decider,
    /// Within how long.
    pub within: Span,
}
