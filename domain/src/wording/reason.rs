//! The pieces of a refusal's sentence, each in both languages: why something cannot be, and what it was that
//! was wanted. English is their `Display`; a user reads [`Why::chinese`].

use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

/// Something that reads as it is in both languages, or knows its Chinese.
trait InChinese {
    fn in_chinese(&self) -> Cow<'_, str>;
}

impl InChinese for String {
    fn in_chinese(&self) -> Cow<'_, str> {
        self.into()
    }
}

impl InChinese for i32 {
    fn in_chinese(&self) -> Cow<'_, str> {
        self.to_string().into()
    }
}

impl InChinese for i64 {
    fn in_chinese(&self) -> Cow<'_, str> {
        self.to_string().into()
    }
}

impl InChinese for Box<Why> {
    fn in_chinese(&self) -> Cow<'_, str> {
        self.chinese().into()
    }
}

/// An enum with a sentence in each language beside each variant. Its last variant holds what was told as a
/// plain sentence, by an earlier version of the program.
macro_rules! sentences {
    ($(#[$doc:meta])* $type:ident {
        $($name:ident $(($($part:ident: $of:ty),+))? = $english:literal, $chinese:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $type {
            $(#[doc = $english] $name $(($($of),+))?,)*
            /// A sentence of an earlier version.
            #[serde(untagged)]
            Told(String),
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name $(($($part),+))? => write!(f, $english),)*
                    Self::Told(sentence) => f.write_str(sentence),
                }
            }
        }

        impl $type {
            /// The same for a user.
            pub fn chinese(&self) -> String {
                match self {
                    $(Self::$name $(($($part),+))? => {
                        $($(let $part = $part.in_chinese();)+)?
                        format!($chinese)
                    })*
                    Self::Told(sentence) => sentence.clone(),
                }
            }
        }
    };
}

sentences! {
    /// Why something cannot be, or how the matter stands. Instants are written as the campaign's clocks show
    /// them.
    Why {
        // Time.
        Passed = "it has passed", "该日期已过";
        PassedToDecline = "it has passed; the extension can only be declined", "该日期已过，只能不同意延期";
        NotLater(at: String) = "it is not after the present one ({at})", "不晚于现行期限（{at}）";
        TooFar(days: i64) = "it is more than {days} days after the present one", "超过现行期限{days}日";
        AtMost(days: i64) = "an extension is for {days} days at most", "一次延期最多{days}日";
        Unannounced(year: i32) =
            "the holidays of {year} have not been announced, and this campaign refuses dates of such years",
            "{year}年的放假安排尚未公布，本次行动不接受暂定日期";
        NoticeTooLate(at: String) =
            "the notice of it can be sent only on {at}, when that day is over", "通知最早于{at}发出，届时已逾该期限";
        RunsUntil(at: String) = "the term runs until {at} already", "期限本来就到{at}";
        CampaignOpens(at: String) = "the campaign opens on {at}", "专项行动于{at}开始";
        CampaignCloses(at: String) = "the campaign closes on {at}", "专项行动于{at}结束";
        LiesAhead = "it lies ahead; check the sender's clock", "时间在将来，请检查发送方的时钟";
        TooLateToAsk(until: String, last: String) =
            "the term ends on {until}, and the last instant to ask was {last}",
            "挂牌期限于{until}届满，最迟应于{last}前申请";
        RegisteredOn(at: String) = "it was registered on {at}", "该问题隐患于{at}登记";
        ProposedOn(at: String) = "the listing was proposed on {at}", "该挂牌督办于{at}提请";
        ReportedOn(at: String) = "the incident was reported on {at}", "该紧急情况于{at}报告";
        // An obligation.
        Attachment = "an attachment", "附件";
        Seal = "the bureau's seal", "单位印章";
        Lifted = "it was lifted", "已免报";
        NeverFulfilled = "the campaign closed before it was fulfilled", "专项行动结束时仍未完成";
        NoReview = "the plan asks for no review of it", "方案未要求审核";
        Accepted = "it was accepted", "已审核通过";
        DueWithoutReview(at: String) = "the plan asks for no review of it, and it was due on {at}",
            "方案未要求审核，报送期限{at}已到";
        NothingSubmitted = "nothing was submitted", "尚未报送";
        // An approval or a document.
        Approved = "it was approved", "已批准";
        Declined = "it was declined", "未获批准";
        NotNeeded = "it is no longer needed", "已无需审批";
        NobodyAnswered = "nobody answered in time", "逾期未审批，已失效";
        Withdrawn = "it was withdrawn", "已撤回";
        Voided = "it was voided", "已作废";
        VoidedBefore = "it was voided before", "此前已作废";
        AcknowledgedBefore = "it was acknowledged before", "此前已签收";
        RepliedBefore = "it was replied to before", "此前已回复";
        // A finding.
        Unregistered = "it has not been registered", "尚未登记";
        AwaitsTriage = "it waits for triage", "正待研判";
        RectifyBy(at: String) = "it is to be rectified by {at}", "应于{at}前整改到位";
        ToRectify = "it is to be rectified", "正待整改";
        AwaitsReinspection(at: String) =
            "the evidence filed on {at} waits for re-inspection", "{at}提交的整改材料正待复查";
        HandedOver = "it was handed over, and the receipt is awaited", "已移送，正待回执";
        ClosedOn(at: String) = "it was closed on {at}", "已于{at}销号";
        CalledOff = "it was called off", "已终止";
        EvidenceFiled = "evidence was filed before", "此前已提交整改材料";
        AskedBefore = "one was asked before and is not decided", "此前已申请，尚未决定";
        DecidedBefore = "it was decided before", "此前已决定";
        ProposedBefore = "it was proposed and is not decided", "此前已提请，尚未决定";
        // A listing.
        AwaitsApproval = "it waits for a leader's approval", "正待领导审批";
        Listed = "it is listed", "正在挂牌";
        AwaitsVerification = "an application waits for verification", "摘牌申请正待核查";
        Delisted = "it was delisted", "已摘牌";
        DelistedOn(at: String) = "it was delisted on {at}", "已于{at}摘牌";
        NotApproved = "it was not approved", "未获批准";
        Revoked = "it was revoked", "已撤销";
        PublishedOn(at: String) = "it was published on {at}", "已于{at}公布";
        FiledOn(at: String) = "it was filed on {at}", "已于{at}报送";
        AppliedOn(at: String) =
            "an application waits for verification since it was received on {at}", "{at}收到的摘牌申请正待核查";
        NoPlan = "the rectification plan has not been filed", "尚未报送整改方案";
        NothingKept = "the application was not kept", "摘牌申请未能留存";
        NobodyApplied = "nobody has applied to be delisted", "尚未申请摘牌";
        // An incident.
        Unanswered = "it was left unanswered", "无人签收";
        AllAcknowledged = "every level has acknowledged it", "各级均已签收";
        AcknowledgedBy(bureau: String, at: String) = "{bureau} acknowledged it on {at}", "{bureau}已于{at}签收";
        // With an instant.
        Since(why: Box<Why>, at: String) = "{why}, {at}", "{why}，{at}";
        At(at: String) = "{at}", "{at}";
    }
}

sentences! {
    /// What was wanted and is not possible now.
    Deed {
        Triage = "triage", "研判";
        Dismissal = "a dismissal", "认定不构成问题";
        CorrectionOnTheSpot = "a correction on the spot", "登记现场整改";
        Evidence = "filing evidence", "提交整改材料";
        Reinspection = "a re-inspection", "复查";
        Extension = "an extension", "延期";
        AnotherExtension = "another extension", "再次申请延期";
        LookBack = "a look-back", "回头看";
        HandOver = "a hand-over", "移送";
        Receipt = "confirming a receipt", "登记移送回执";
        Publication = "a publication", "提请公示曝光";
        PublishListing = "publishing the listing", "公布挂牌";
        FilePlan = "filing the plan", "报送整改方案";
        Progress = "reporting progress", "报送整改进展";
        Apply = "applying to be delisted", "申请摘牌";
        Verification = "a verification", "现场核查";
        PublishDelisting = "publishing the delisting", "公布摘牌";
        AskExtension = "asking for an extension", "申请延期";
        Revoke = "revoking the listing", "撤销挂牌";
        Acknowledge = "acknowledging", "签收";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_earlier_version_kept_is_read() {
        let told: Why = serde_json::from_str("\"it was voided before\"").unwrap();
        assert_eq!(told, Why::Told("it was voided before".to_owned()));
        assert_eq!(serde_json::to_string(&told).unwrap(), "\"it was voided before\"");
        let deed: Deed = serde_json::from_str("\"a re-inspection\"").unwrap();
        assert_eq!(deed.to_string(), "a re-inspection");
    }

    #[test]
    fn a_piece_is_read_as_it_was_written() {
        for why in [
            Why::Voided,
            Why::NotLater("2024-10-14 17:30".to_owned()),
            Why::AtMost(366),
            Why::Since(Box::new(Why::Revoked), "2024-10-14 17:30".to_owned()),
        ] {
            let json = serde_json::to_string(&why).unwrap();
            assert_eq!(serde_json::from_str::<Why>(&json).unwrap(), why, "{json}");
        }
        let since = Why::Since(Box::new(Why::Revoked), "2024-10-14 17:30".to_owned());
        assert_eq!(since.to_string(), "it was revoked, 2024-10-14 17:30");
        assert_eq!(since.chinese(), "已撤销，2024-10-14 17:30");
    }
}
