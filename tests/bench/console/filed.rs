//! Findings that are registered while their ledger is read, as their workflows would tell of them.

use super::province;
use crate::findings::FindingCampaign;
use anyhow::{Context, Result};
use duban_domain::{
    Machine, Pace, Timebase,
    finding::{Finding, FindingRecord, FindingTerms},
    record::{Record, Step},
};
use duban_service::FindingEntry;
use duban_workflows::ids;
use std::{path::Path, sync::Arc};

/// Findings to come, one after another.
pub(super) struct Filed {
    entries: std::vec::IntoIter<FindingEntry>,
    terms: Arc<FindingTerms>,
    timebase: Timebase,
}

impl Filed {
    /// So many, of all counties in turn.
    pub(super) fn new(
        campaign: &FindingCampaign,
        folder: &Path,
        count: usize,
        timebase: Timebase,
    ) -> Result<Self> {
        let sheet = folder.join("filed.csv");
        campaign.write_sheet(&sheet, count)?;
        let mut entries = campaign.read_sheet(&sheet)?;
        for (number, entry) in entries.iter_mut().enumerate() {
            entry.registration.id = format!("filed-{number}").as_str().into();
        }
        let terms = &campaign.loaded.terms;
        let rules = terms.findings.clone().context("the plan keeps no findings")?;
        let listing = terms.listing.unwrap_or_default();
        let terms = Arc::new(FindingTerms { matter: terms.matter(), rules, listing });
        Ok(Self { entries: entries.into_iter(), terms, timebase })
    }

    /// The first record of the next.
    pub(super) fn record(&mut self) -> Result<FindingRecord> {
        let FindingEntry { party, registration } = self.entries.next().context("no finding is left")?;
        let now = self.timebase.plan(crate::stage::now());
        let (campaign, county, id) =
            (self.terms.matter.campaign.clone(), registration.county.clone(), registration.id.clone());
        let by = province::officer(&county);
        let mut finding = Finding::new(self.terms.clone(), party, registration, by, now);
        let effects = finding.advance_to(now);
        Ok(Record {
            workflow: ids::finding(&campaign, &id),
            sequence: 1,
            campaign,
            bureau: county,
            steps: vec![Step::Wake { now }],
            views: finding.views_of(&effects),
            effects,
            timebase: self.timebase,
            zone: self.terms.matter.office.zone,
            pace: Pace::default(),
        })
    }
}
