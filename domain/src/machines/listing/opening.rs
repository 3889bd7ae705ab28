//! What opens a listing: what is listed, why, and by whom.

use super::rules::ListingTerms;
use crate::{
    bureaus::actor::Actor,
    campaign::party::Party,
    ids::{BureauCode, FindingId, ListingId, ObligationId},
    machines::{finding::Registration, matter::Decider},
    paperwork::correspondence,
    timekeeping::time::PlanTime,
    wording::words::words,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What opens a listing: all that its workflow starts with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListingOpening {
    /// Its id within the campaign.
    pub id: ListingId,
    /// How it is handled.
    pub terms: Arc<ListingTerms>,
    /// The bureau under supervision: the listed one, or the one in whose district the finding lies.
    pub party: Party,
    /// What is listed.
    pub target: ListingTarget,
    /// Why: at least one ground.
    pub grounds: Vec<Ground>,
    /// In a sentence.
    pub reason: String,
    /// Who proposed it; `None`: a ladder.
    pub by: Option<Actor>,
    /// When.
    pub at: PlanTime,
    /// The docket's document that listed it already, where a rung did so with its own approval.
    pub issued: Option<IssuedByDocket>,
    /// The listing before, where the matter is listed again.
    pub previous: Option<ListingId>,
}

/// What is listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum ListingTarget {
    /// The bureau itself, perhaps for one obligation.
    Bureau {
        /// The obligation whose ladder led here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        obligation: Option<ObligationId>,
    },
    /// A finding in its district.
    Finding {
        /// Which.
        finding: FindingId,
        /// What was registered.
        registration: Box<Registration>,
    },
}

/// The listing document that a docket issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedByDocket {
    /// Its ordinal in the docket.
    pub notice: u32,
    /// The bureau that issued it, and so lists.
    pub from: BureauCode,
    /// What had not been handed in. A docket of an earlier version did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

words! {
    /// Why something is listed (REQUIREMENTS C2; the Qiannan plan, 四(二)).
    Ground {
        /// Findings are concentrated there.
        ConcentratedFindings = "concentrated-findings", "风险隐患比较集中";
        /// Problems keep being found.
        RepeatedProblems = "repeated-problems", "日常监管中发现问题较多";
        /// The public looks at it.
        PublicAttention = "public-attention", "出现敏感舆情";
        /// It did not do what it owed, and the ladder came to it.
        Overdue = "overdue", "逾期未完成";
    }
}

impl ListingOpening {
    /// The bureau that lists, and so verifies (谁督办，谁复查): the one whose document listed it, or the one
    /// that is asked to approve it.
    pub fn lister(&self) -> BureauCode {
        match &self.issued {
            Some(issued) => issued.from.clone(),
            None => self.decider(self.terms.rules.approval.by),
        }
    }

    pub(super) fn decider(&self, by: Decider) -> BureauCode {
        correspondence::decider(by, &self.party, &self.terms.matter.issuer)
    }

    /// The listed bureau and everyone above it; last, where a directory puts them elsewhere, those that
    /// decide.
    pub(super) fn chain(&self) -> Vec<BureauCode> {
        let mut chain = correspondence::chain(&self.party);
        for code in [self.lister(), self.terms.matter.issuer.clone()] {
            if !chain.contains(&code) {
                chain.push(code);
            }
        }
        chain
    }
}
