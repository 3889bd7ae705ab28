//! Why a command is refused, in a sentence for the person who gave it: English is its `Display`, a user reads
//! [`Refusal::chinese`].

use crate::{
    figures::league::TableFault,
    ids::{BureauCode, CampaignId, ObligationId},
    machines::finding::NoResult,
    timekeeping::time::PlanTime,
    wording::{
        characters::Unprintable,
        reason::{Deed, Why},
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why a command was refused. A refused command changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refusal {
    /// The bureau does not owe this.
    #[error("this bureau owes no \"{0}\"; it owes: {1}")]
    UnknownObligation(ObligationId, String),
    /// The obligation has not opened.
    #[error("\"{0}\" opens only on {1}")]
    NotOpen(ObligationId, String),
    /// It has been handed in already.
    #[error("\"{0}\" was already submitted on {1}")]
    AlreadySubmitted(ObligationId, String),
    /// It has been lifted or closed.
    #[error("\"{0}\" is closed: {1}")]
    Closed(ObligationId, Why),
    /// There is no submission to review.
    #[error("\"{0}\" has no submission waiting for review ({1})")]
    NothingToReview(ObligationId, Why),
    /// What was submitted can no longer be taken back, replaced or added to.
    #[error("what was submitted for \"{0}\" can no longer be changed: {1}")]
    NotChangeable(ObligationId, Why),
    /// What was read is not what is there: which version is.
    #[error("\"{0}\" has been changed: version {1} is there now, and is to be read first")]
    OtherVersion(ObligationId, u16),
    /// A submission lacks what the plan requires.
    #[error("\"{0}\" must be submitted with {1}")]
    Incomplete(ObligationId, Why),
    /// A request about it waits for its decision: since when.
    #[error("a request about \"{0}\" waits for a decision since {1}; it can be withdrawn")]
    AskedBefore(ObligationId, String),
    /// No request about it waits.
    #[error("no request about \"{0}\" waits for a decision")]
    NothingAsked(ObligationId),
    /// A new due day that is invalid.
    #[error("{0} cannot be the new due day: {1}")]
    BadDay(NaiveDate, Why),
    /// There is no such approval.
    #[error("there is no approval {0} in this docket")]
    UnknownApproval(u32),
    /// The approval has been decided or has lapsed.
    #[error("approval {0} is no longer open: {1}")]
    ApprovalSettled(u32, Why),
    /// There is no such document.
    #[error("there is no document {0} addressed to this bureau")]
    UnknownNotice(u32),
    /// The document was acknowledged, replied to, voided or withdrawn.
    #[error("nothing more can be said to document {0}: {1}")]
    NoticeSettled(u32, Why),
    /// The bureau may not do this.
    #[error("{0} may not do this; {1} may")]
    NotYours(BureauCode, String),
    /// The instant is invalid.
    #[error("a command received {0:?} cannot be taken: {1}")]
    BadInstant(PlanTime, Why),
    /// A text that is missing, too long or not plain.
    #[error("a reason or reply of 1 to {0} characters is needed, without control characters")]
    BadText(usize),
    /// A text in the place of a correction's result that tells none.
    #[error("{0}")]
    NoResult(NoResult),
    /// A text with a character that other computers do not show.
    #[error("{0}")]
    Unprintable(Unprintable),
    /// Terms that are not those of the campaign's plan.
    #[error("these are not the terms of campaign {0}")]
    OtherPlan(CampaignId),
    /// A name of an attachment that is invalid.
    #[error("an attachment's name has 1 to {0} characters on one line")]
    BadName(usize),
    /// More attachments than anyone reads.
    #[error("at most {0} attachments can come with a submission")]
    TooManyAttachments(usize),
    /// The docket has ended.
    #[error("the campaign has ended for this bureau ({0})")]
    Ended(String),
    /// Where the matter stands, this cannot be done. What was wanted, and how it stands.
    #[error("{0} is not possible: {1}")]
    NotNow(Deed, Why),
    /// A period's figures may still move: which period, and until when.
    #[error("the table of {0} is not final yet: what was received by its close is listened for until {1}")]
    PeriodOpen(String, String),
    /// A period's table has been circulated: which period, and by which document of the docket.
    #[error("the table of {0} was circulated before, as document {1} of this docket")]
    AlreadyCirculated(String, u32),
    /// A table that cannot be circulated.
    #[error("this table cannot be circulated: {0}")]
    BadTable(TableFault),
    /// The matter is closed.
    #[error("this matter is closed ({0})")]
    Over(Why),
    /// What a worker of an earlier version said, which told its refusals in a sentence only.
    #[error("{0}")]
    Told(String),
}

impl Refusal {
    /// The sentence a user reads. What people named, the ids of obligations and bureaus, stays as it is.
    pub fn chinese(&self) -> String {
        match self {
            Self::UnknownObligation(id, owed) => format!("本单位没有应报事项“{id}”；应报事项为：{owed}"),
            Self::NotOpen(id, at) => format!("“{id}”于{at}才开始"),
            Self::AlreadySubmitted(id, at) => format!("“{id}”已于{at}报送"),
            Self::Closed(id, why) => format!("“{id}”已结束：{}", why.chinese()),
            Self::NothingToReview(id, why) => format!("“{id}”没有待审核的报送（{}）", why.chinese()),
            Self::NotChangeable(id, why) => format!("“{id}”的报送不能再改动：{}", why.chinese()),
            Self::OtherVersion(id, number) => {
                format!("“{id}”的报送已有变更，现为第{number}版，请查看后再审核")
            }
            Self::Incomplete(id, lacks) => format!("报送“{id}”必须带有{}", lacks.chinese()),
            Self::AskedBefore(id, at) => {
                format!("“{id}”已于{at}提出申请，正待答复；如需改变，请先撤回申请")
            }
            Self::NothingAsked(id) => format!("“{id}”没有待答复的申请"),
            Self::BadDay(day, why) => format!("不能以{day}为新期限：{}", why.chinese()),
            Self::UnknownApproval(number) => format!("没有编号为{number}的审批事项"),
            Self::ApprovalSettled(number, why) => format!("审批事项{number}已办结：{}", why.chinese()),
            Self::UnknownNotice(number) => format!("没有编号为{number}的文书发给本单位"),
            Self::NoticeSettled(number, why) => format!("文书{number}不能再办理：{}", why.chinese()),
            Self::NotYours(bureau, who) => format!("{bureau}无权办理，应由{who}办理"),
            Self::BadInstant(_, why) => format!("收到这一操作的时间不对：{}", why.chinese()),
            Self::BadText(most) => format!("请填写1至{most}个字的理由或答复，不能含有控制字符"),
            Self::NoResult(why) => why.chinese(),
            Self::Unprintable(why) => why.chinese(),
            Self::OtherPlan(campaign) => format!("这不是行动{campaign}的计划"),
            Self::BadName(most) => format!("附件名称应为1至{most}个字，且不能换行"),
            Self::TooManyAttachments(most) => format!("一次报送最多带{most}个附件"),
            Self::Ended(at) => format!("专项行动对本单位已于{at}结束"),
            Self::NotNow(deed, why) => format!("现在不能{}：{}", deed.chinese(), why.chinese()),
            Self::PeriodOpen(period, until) => {
                format!("{period}的排名尚未定案：期末前收到的报送等候至{until}")
            }
            Self::AlreadyCirculated(period, number) => {
                format!("{period}的排名已经通报，见本案卷文书{number}；须先作废才能重新印发")
            }
            Self::BadTable(fault) => format!("不能印发这份排名通报：{}", fault.chinese()),
            Self::Over(why) => format!("该事项已办结（{}）", why.chinese()),
            Self::Told(sentence) => format!("未予受理：{sentence}"),
        }
    }
}

/// What a Chinese reader of a refusal must not meet, for the tests of the machines.
#[cfg(test)]
pub(crate) mod tests {
    use super::Refusal;

    /// The Chinese sentence holds no word of another language, but for ids that the campaign's people chose.
    pub(crate) fn reads_as_chinese(refusal: &Refusal, ids: &[&str]) {
        let sentence = refusal.chinese();
        let bare = ids.iter().fold(sentence.clone(), |text, id| text.replace(id, ""));
        let letters = bare.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_alphabetic));
        assert!(!bare.trim().is_empty() && !letters, "{refusal}: {sentence}");
    }
}
