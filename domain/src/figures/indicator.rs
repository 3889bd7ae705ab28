//! The indicators of a results list (行动成果清单), in the six families of the Qiannan plan (六个一批). Some are
//! counted from findings; the others a bureau reports (REQUIREMENTS E1).

use serde::{Deserialize, Serialize};
use std::fmt;

/// A family of indicators, one of 六个一批.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// 检查一批生产和销售单位
    Check,
    /// 查处一批不合格产品
    Investigate,
    /// 约谈一批问题突出企业
    Interview,
    /// 打击一批质量违法违规行为
    Strike,
    /// 曝光一批违法典型案例
    Expose,
    /// 帮扶一批质量管理薄弱企业
    Help,
}

impl Family {
    /// All of them, in the order of a results list.
    pub const ALL: &'static [Family] = &[
        Family::Check,
        Family::Investigate,
        Family::Interview,
        Family::Strike,
        Family::Expose,
        Family::Help,
    ];

    /// What a user reads.
    pub const fn chinese(self) -> &'static str {
        match self {
            Family::Check => "检查一批",
            Family::Investigate => "查处一批",
            Family::Interview => "约谈一批",
            Family::Strike => "打击一批",
            Family::Expose => "曝光一批",
            Family::Help => "帮扶一批",
        }
    }

    /// Its indicators, in order.
    pub fn indicators(self) -> impl Iterator<Item = Indicator> {
        Indicator::ALL.iter().copied().filter(move |indicator| indicator.family() == self)
    }
}

/// Where an indicator's figure comes from.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IndicatorOrigin {
    /// Counted from the ledger of findings and listings.
    Counted,
    /// Reported by the bureau.
    Reported,
}

macro_rules! indicators {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $family:ident, $chinese:literal, $unit:literal, $origin:ident;)*) => {
        /// An indicator. Its figures are whole numbers that add up over bureaus.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Indicator { $($(#[$doc])* $name,)* }

        impl Indicator {
            /// Every indicator, in the order of a results list: family by family.
            pub const ALL: &'static [Indicator] = &[$(Indicator::$name,)*];

            /// Its id: the spelling in the store and in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Indicator::$name => $text,)* }
            }

            /// Its family.
            pub const fn family(self) -> Family {
                match self { $(Indicator::$name => Family::$family,)* }
            }

            /// The title a user reads.
            pub const fn chinese(self) -> &'static str {
                match self { $(Indicator::$name => $chinese,)* }
            }

            /// The unit it is counted in.
            pub const fn unit(self) -> &'static str {
                match self { $(Indicator::$name => $unit,)* }
            }

            /// Where its figure comes from.
            pub const fn origin(self) -> IndicatorOrigin {
                match self { $(Indicator::$name => IndicatorOrigin::$origin,)* }
            }
        }
    };
}

indicators! {
    /// Producers checked, each visit counted.
    ProducersChecked = "producers-checked", Check, "检查生产单位", "家次", Reported;
    /// Sellers checked, each visit counted.
    SellersChecked = "sellers-checked", Check, "检查销售单位", "家次", Reported;
    /// Officers sent out, each outing counted.
    OfficersSent = "officers-sent", Check, "出动执法人员", "人次", Reported;
    /// Enterprises that inspected themselves.
    SelfInspected = "self-inspected", Check, "督促企业自查", "家", Reported;
    /// Findings registered.
    Found = "found", Check, "发现问题隐患", "条", Counted;
    /// Put right on the spot.
    CorrectedOnSpot = "corrected-on-spot", Check, "现场整改", "条", Counted;
    /// Ordered to rectify (REQUIREMENTS D9: apart from those found).
    Ordered = "ordered", Check, "责令整改", "条", Counted;
    /// Closed with a result.
    Closed = "closed", Check, "已销号", "条", Counted;
    /// Still open.
    Open = "open", Check, "未销号", "条", Counted;
    /// Batches sampled.
    Sampled = "sampled", Investigate, "监督抽查", "批次", Reported;
    /// Batches that failed.
    Failed = "failed", Investigate, "抽查不合格", "批次", Reported;
    /// Cases filed.
    CasesFiled = "cases-filed", Investigate, "立案查处", "起", Reported;
    /// Cases concluded.
    CasesConcluded = "cases-concluded", Investigate, "办结案件", "起", Reported;
    /// Value of the goods involved.
    GoodsValue = "goods-value", Investigate, "涉案货值", "元", Reported;
    /// Fines and confiscations.
    Fines = "fines", Investigate, "罚没金额", "元", Reported;
    /// Enterprises summoned to a talk.
    Interviewed = "interviewed", Interview, "约谈企业", "家", Counted;
    /// Matters put under listed supervision.
    Listed = "listed", Interview, "挂牌督办", "件", Counted;
    /// Cases handed over to enforcement or the police.
    HandedOver = "handed-over", Strike, "移送案件", "件", Counted;
    /// Certificates revoked.
    CertificatesRevoked = "certificates-revoked", Strike, "撤销证书", "张", Reported;
    /// Enterprises put on the list of serious violators.
    Blacklisted = "blacklisted", Strike, "列入严重违法失信名单", "家", Reported;
    /// Published through the credit system.
    Publicised = "publicised", Expose, "公示违法主体", "家", Counted;
    /// Exposed as typical cases.
    Exposed = "exposed", Expose, "曝光典型案例", "起", Counted;
    /// Enterprises helped.
    Helped = "helped", Help, "帮扶企业", "家", Reported;
    /// Quality diagnoses held.
    Diagnoses = "diagnoses", Help, "质量问诊", "场次", Reported;
    /// Trainings held.
    Trainings = "trainings", Help, "质量培训", "场次", Reported;
    /// People who attended them.
    Trained = "trained", Help, "培训人员", "人次", Reported;
}

impl Indicator {
    /// The indicator with this id.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|indicator| indicator.as_str() == text)
    }

    /// The indicator with this id, if it is one that bureaus report; the ledger counts the others.
    pub fn reported(text: &str) -> Option<Self> {
        Self::parse(text).filter(|indicator| indicator.origin() == IndicatorOrigin::Reported)
    }
}

/// The largest figure that a bureau reports: sums over all bureaus still are exact in a spreadsheet.
pub const MOST_REPORTED: i64 = 999_999_999_999;

impl fmt::Display for Indicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_ledger_counts_nobody_reports() {
        assert_eq!(Indicator::reported(Indicator::Closed.as_str()), None);
        assert_eq!(Indicator::reported("no-such"), None);
        let reported = Indicator::ALL.iter().filter(|one| Indicator::reported(one.as_str()) == Some(**one));
        assert!(reported.clone().count() > 0);
        assert!(reported.clone().all(|one| one.origin() == IndicatorOrigin::Reported));
    }

    #[test]
    fn an_indicator_is_spelled_as_it_is_parsed() {
        for &indicator in Indicator::ALL {
            assert_eq!(Indicator::parse(indicator.as_str()), Some(indicator));
            let json = serde_json::to_string(&indicator).unwrap();
            assert_eq!(json, format!("\"{indicator}\""));
        }
        assert_eq!(Indicator::parse("checked"), None);
    }

    #[test]
    fn families_stand_together_and_none_is_empty() {
        let by_family: Vec<_> = Family::ALL.iter().flat_map(|family| family.indicators()).collect();
        assert_eq!(by_family, Indicator::ALL);
        assert!(Family::ALL.iter().all(|family| family.indicators().next().is_some()));
    }
}
