//! What is known of an enterprise across findings and campaigns, and what follows from it
//! (REQUIREMENTS D3, D4).

use crate::{
    finding::{CreditCode, Grade},
    ids::{CampaignId, FindingId},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// All that is known of an enterprise. The lists are in no particular order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectRecord {
    /// Whose record it is.
    pub credit_code: CreditCode,
    /// The enterprise's name, as last written.
    pub name: String,
    /// Supervision samplings of its products.
    pub samplings: Vec<Sampling>,
    /// Findings at it, except those dismissed or called off.
    pub risks: Vec<Risk>,
}

/// One supervision sampling (监督抽查).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampling {
    /// The day of its result.
    pub on: NaiveDate,
    /// Whether the product passed. A refused sampling counts as failed.
    pub passed: bool,
    /// The product.
    pub product: String,
    /// The report's number.
    pub reference: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// In which campaign.
    pub campaign: CampaignId,
    /// Which.
    pub finding: FindingId,
    /// The day it was found.
    pub on: NaiveDate,
    /// How grave it is.
    pub grade: Grade,
    /// Whether it is still open.
    pub open: bool,
}

/// What is to be done about an enterprise.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// 约谈: two failed samplings running, and a major hazard.
    Interview,
    /// 特别监管: three or more major risks within 24 months.
    SpecialSupervision,
    /// 重点监管: a serious risk.
    KeySupervision,
}

/// A measure and the facts that made it so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The measure.
    pub measure: Measure,
    /// The samplings it rests on, earliest first.
    pub samplings: Vec<Sampling>,
    /// The findings it rests on, earliest first.
    pub risks: Vec<Risk>,
}

/// What follows from an enterprise's record on a day; each measure at most once, in the order of
/// [`Measure`].
pub fn judge(_record: &SubjectRecord, _on: NaiveDate) -> Vec<Judgement> {
    todo!()
}
