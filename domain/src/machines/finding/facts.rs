//! What is registered about a finding (REQUIREMENTS A6, D1, D7): whom it concerns, the product, the
//! problem, where it comes from and how grave it is.

use crate::{
    ids::{BureauCode, FindingId},
    paperwork::attachment::Attachment,
    wording::words::words,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Its id within the campaign.
    pub id: FindingId,
    /// The bureau in whose district it lies, which rectifies and re-inspects.
    pub county: BureauCode,
    /// Whom it concerns.
    pub subject: Subject,
    /// The product.
    pub product: Product,
    /// Production or circulation.
    pub kind: ProblemKind,
    /// Where it comes from.
    pub source: Source,
    /// How grave it is.
    pub grade: Grade,
    /// The problem, in the finder's words.
    pub problem: String,
    /// The day it was found.
    pub found_on: NaiveDate,
    /// 现场整改: it was put right on the spot, with this result; no order is issued (D9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<String>,
    /// Photographs and papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// Whom a finding concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Subject {
    /// An enterprise.
    Enterprise {
        /// Its name.
        name: String,
        /// Its credit code.
        credit_code: CreditCode,
        /// What it does.
        trade: Trade,
    },
    /// A bureau.
    Bureau {
        /// Its code.
        code: BureauCode,
    },
}

/// A product: a group of the plan's catalogue or a local addition, and perhaps an item of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The group.
    pub group: String,
    /// The item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

words! {
    /// What an enterprise does with the product.
    Trade {
        /// Makes it.
        Producer = "producer", "生产";
        /// Sells it.
        Seller = "seller", "销售";
        /// Lets others sell it.
        Platform = "platform", "平台";
    }
    /// The field of the problem.
    ProblemKind {
        /// 生产领域
        Production = "production", "生产领域";
        /// 流通领域
        Circulation = "circulation", "流通领域";
    }
    /// How grave it is.
    Grade {
        /// An ordinary risk.
        Ordinary = "ordinary", "一般";
        /// A serious one (较大质量安全风险).
        Serious = "serious", "较大";
        /// A major one (重大质量安全风险).
        Major = "major", "重大";
    }
    /// Where a finding comes from: the six risk sources (REQUIREMENTS D7), which are triaged first, or
    /// the campaign's own work.
    Source {
        /// Supervision sampling.
        Sampling = "sampling", "监督抽查";
        /// Production licensing.
        Licensing = "licensing", "生产许可";
        /// Enforcement against fakes.
        Enforcement = "enforcement", "执法打假";
        /// Recalls of defective products.
        Recall = "recall", "缺陷召回";
        /// Complaints and reports.
        Complaint = "complaint", "投诉举报";
        /// Public opinion.
        PublicOpinion = "public-opinion", "舆情事件";
        /// The enterprise's own inspection.
        SelfInspection = "self-inspection", "企业自查";
        /// An on-site check.
        Check = "check", "现场检查";
        /// A visit by a group from above.
        Visit = "visit", "督导检查";
    }
    /// To whom a case is handed over (REQUIREMENTS D6).
    Authority {
        /// The enforcement team.
        Enforcement = "enforcement", "综合执法";
        /// The police.
        Police = "police", "公安机关";
    }
    /// How a serious violation becomes known (REQUIREMENTS D6).
    Publication {
        /// Published through the credit system (公示).
        Publicise = "publicise", "公示";
        /// Exposed as a typical case (曝光).
        Expose = "expose", "曝光";
    }
}

impl Source {
    /// Whether what comes from it is a risk signal that must be triaged before it is a finding.
    pub const fn needs_triage(self) -> bool {
        use Source::{Complaint, Enforcement, Licensing, PublicOpinion, Recall, Sampling};
        matches!(self, Sampling | Licensing | Enforcement | Recall | Complaint | PublicOpinion)
    }
}

/// A unified social credit code (GB 32100-2015): 18 characters, the last a check character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CreditCode(String);

/// A text that is no credit code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no unified social credit code: {1}")]
pub struct BadCreditCode(String, &'static str);

impl CreditCode {
    /// The characters by their value; I, O, S, V and Z are not used.
    const ALPHABET: &'static [u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// Reads a code; lower case and surrounding blanks are forgiven.
    ///
    /// # Errors
    /// It is not 18 characters long, holds one that cannot be, or its check character is wrong.
    pub fn parse(text: &str) -> Result<Self, BadCreditCode> {
        let code = text.trim().to_ascii_uppercase();
        let bad = |why| BadCreditCode(text.trim().chars().take(40).collect(), why);
        if code.len() != 18 || !code.is_ascii() {
            return Err(bad("it has 18 letters and digits"));
        }
        let value = |c: u8| Self::ALPHABET.iter().position(|known| *known == c);
        let values: Option<Vec<usize>> = code.bytes().map(value).collect();
        let values = values.ok_or_else(|| bad("it holds a character that codes never have"))?;
        // Weights are the powers of 3 modulo 31 (GB 32100-2015, 5.2).
        let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
        let sum: usize = values.iter().take(17).zip(weights).map(|(value, weight)| value * weight).sum();
        if (31 - sum % 31) % 31 != values[17] {
            return Err(bad("its check character is wrong; is a digit mistyped?"));
        }
        Ok(Self(code))
    }

    /// The check character that completes 17 characters; `None` if one of them cannot be.
    pub fn check_character(first: &str) -> Option<char> {
        Self::ALPHABET.iter().map(|c| char::from(*c)).find(|c| Self::parse(&format!("{first}{c}")).is_ok())
    }

    /// The code as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

impl TryFrom<String> for CreditCode {
    type Error = BadCreditCode;

    fn try_from(text: String) -> Result<Self, BadCreditCode> {
        Self::parse(&text)
    }
}

impl std::fmt::Display for CreditCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_code_is_checked_to_its_last_character() {
        // Two codes that stand on public registers.
        for good in ["91350100M000100Y43", "911100007109310534", " 91350100m000100y43 "] {
            assert!(CreditCode::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "91350100M000100Y44",
            "91350100M000100Y4",
            "91350100MO00100Y43",
            "",
            "统一社会信用代码统一社会信用代码统一",
        ] {
            assert!(CreditCode::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(CreditCode::check_character("91350100M000100Y4"), Some('3'));
    }

    #[test]
    fn words_are_parsed_as_they_are_spelled() {
        for &source in Source::ALL {
            assert_eq!(Source::parse(source.as_str()), Some(source));
            assert_eq!(Source::parse(source.chinese()), Some(source));
        }
        assert_eq!(Source::ALL.iter().filter(|source| source.needs_triage()).count(), 6);
    }
}
