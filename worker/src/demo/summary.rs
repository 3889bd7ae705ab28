//! The demo's end: a table per bureau, and how far the durable run and the rehearsal agree.

use super::{conductor::Deviation, differences::Differences, stage::Stage};
use crate::output;
use anyhow::{Context, Result};
use duban_domain::{Instrument, PlanTime, rehearsal::Rehearsal, simulation::NoticeKey, tally::Tally};
use duban_service::state_of;
use duban_store::{BureauStatus, FindingStatistics, NoticeCount, NoticeFilter};
use duban_workflows::ids;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What came of the demo.
#[derive(Debug, Serialize)]
pub struct Summary {
    pub campaign: String,
    pub finished_at: String,
    /// Notices the durable run issued.
    pub notices: usize,
    /// Notices the pure rehearsal issued.
    pub simulated: usize,
    pub mails: u32,
    /// How many differences there are.
    pub differences: usize,
    /// What is not the same in both runs.
    pub differing: Differences,
    /// Official documents among the notices.
    pub documents: usize,
    pub findings: FindingSummary,
    pub listings: Vec<ListingSummary>,
    pub bureaus: Vec<BureauSummary>,
}

/// What came of the findings.
#[derive(Debug, Default, Serialize)]
pub struct FindingSummary {
    pub found: u32,
    pub ordered: u32,
    pub closed: u32,
    pub closed_in_time: u32,
    pub open: u32,
    /// The longest history of a finding, in events.
    pub most_history_events: usize,
}

/// What came of one listing.
#[derive(Debug, Serialize)]
pub struct ListingSummary {
    pub id: String,
    pub bureau: String,
    pub listed: Option<String>,
    pub delisted: Option<String>,
    pub standing: &'static str,
}

/// What came of one bureau.
#[derive(Debug, Serialize)]
pub struct BureauSummary {
    pub code: String,
    pub name: String,
    #[serde(flatten)]
    pub tally: Tally,
    pub findings: u32,
    pub findings_closed: u32,
    pub notices: BTreeMap<&'static str, u32>,
    pub history_events: usize,
}

impl Summary {
    /// Reads the ledger and the engine and compares with the rehearsal, up to its end.
    pub async fn of(
        stage: &Stage,
        (rehearsal, end): (&Rehearsal, PlanTime),
        deviations: &[Deviation],
    ) -> Result<Self> {
        let campaign = &stage.terms.campaign;
        let rows = stage.store.notice_list(campaign, &NoticeFilter::default()).await?;
        let rows: Vec<_> = rows.into_iter().filter(|row| row.notice.at <= end).collect();
        let durable: Vec<_> = rows.iter().map(|row| NoticeKey::of(&row.about, &row.notice)).collect();
        let simulated: Vec<_> = rehearsal.notices().into_iter().filter(|key| key.at <= end).collect();
        let (notices, in_rehearsal) = (durable.len(), simulated.len());
        let differing = Differences::of(simulated, durable, deviations, stage.terms.office.zone);
        let counts = stage.store.notice_counts(campaign).await?;
        let findings = stage.store.finding_statistics(campaign).await?;
        let mut bureaus = Vec::new();
        for status in
            stage.store.status(campaign).await?.into_iter().filter(|status| status.tally.total() > 0)
        {
            bureaus.push(bureau(stage, status, &counts, &findings).await?);
        }
        let finished = stage.store.campaign_get(campaign).await?.and_then(|kept| kept.finished);
        Ok(Self {
            campaign: campaign.to_string(),
            finished_at: finished
                .context("the ledger does not know that the campaign ended")?
                .rfc3339(stage.terms.office.zone),
            notices,
            simulated: in_rehearsal,
            mails: stage.store.mail_count(None).await?.sent,
            differences: differing.count(),
            differing,
            documents: rows.iter().filter_map(|row| row.number.as_ref()).collect::<BTreeSet<_>>().len(),
            findings: finding_summary(stage, rehearsal, &findings).await?,
            listings: listings(stage).await?,
            bureaus,
        })
    }

    /// The table and the sentence.
    pub fn people(&self) -> String {
        let counts = Tally::default().final_counts().map(|(counted, _)| counted.english());
        let heads = ["code", "bureau"].into_iter().chain(counts);
        let mut table = output::table(heads.chain(["findings", "notices", "history events"]));
        for bureau in &self.bureaus {
            let counts = bureau.tally.final_counts().map(|(_, count)| count.to_string());
            let rest = [
                format!("{}/{}", bureau.findings_closed, bureau.findings),
                kinds(&bureau.notices),
                bureau.history_events.to_string(),
            ];
            table.add_row([bureau.code.clone(), bureau.name.clone()].into_iter().chain(counts).chain(rest));
        }
        let FindingSummary { found, ordered, closed, closed_in_time, open, most_history_events } =
            self.findings;
        let listing = |listing: &ListingSummary| {
            let (listed, delisted) = (listing.listed.as_deref(), listing.delisted.as_deref());
            format!(
                "{} ({}): listed {}, delisted {}\n",
                listing.bureau,
                listing.standing,
                listed.unwrap_or("never"),
                delisted.unwrap_or("not yet")
            )
        };
        let listings: String = self.listings.iter().map(listing).collect();
        format!(
            "{table}\n{found} findings, {ordered} orders; {closed} closed, {closed_in_time} of them in time, {open} open; at most {most_history_events} history events each.\n{listings}{} mails with {} documents. The durable run issued {} notices and the pure rehearsal {}; {} differ.\n",
            self.mails, self.documents, self.notices, self.simulated, self.differences
        )
    }
}

/// The findings' sum, and the longest history of one.
async fn finding_summary(
    stage: &Stage,
    rehearsal: &Rehearsal,
    rows: &[FindingStatistics],
) -> Result<FindingSummary> {
    let sum = |of: fn(&FindingStatistics) -> u32| rows.iter().map(of).sum();
    let mut most = 0;
    for run in &rehearsal.findings {
        let id = ids::finding(&stage.terms.campaign, &run.machine.registration().id);
        let described = stage.client.describe(&id).await?;
        most =
            most.max(described.with_context(|| format!("the engine does not know {id}"))?.history_length());
    }
    Ok(FindingSummary {
        found: sum(|row| row.found),
        ordered: sum(|row| row.ordered),
        closed: sum(|row| row.closed),
        closed_in_time: sum(|row| row.closed_in_time),
        open: sum(|row| row.open),
        most_history_events: most,
    })
}

async fn listings(stage: &Stage) -> Result<Vec<ListingSummary>> {
    let zone = stage.terms.office.zone;
    let day = |at: PlanTime| at.in_zone(zone).format("%Y-%m-%d").to_string();
    let rows = stage.store.listing_list(&stage.terms.campaign).await?;
    let listing = |row: duban_store::ListingRow| ListingSummary {
        id: row.id.to_string(),
        bureau: stage.directory.get(&row.bureau).map_or_else(String::new, |bureau| bureau.name.clone()),
        listed: row.view.listed.map(day),
        delisted: row.view.delisted.map(day),
        standing: row.view.standing.chinese(),
    };
    Ok(rows.into_iter().rev().map(listing).collect())
}

async fn bureau(
    stage: &Stage,
    status: BureauStatus,
    counts: &[NoticeCount],
    findings: &[FindingStatistics],
) -> Result<BureauSummary> {
    let campaign = &stage.terms.campaign;
    let ours = counts.iter().filter(|count| count.bureau == status.code);
    let found = findings.iter().find(|row| row.county == status.code);
    let (_, history_events) = state_of(&stage.client, campaign, &status.code)
        .await?
        .with_context(|| format!("the engine does not know the workflow of {}", status.code))?;
    Ok(BureauSummary {
        notices: ours.map(|count| (count.instrument.as_str(), count.count)).collect(),
        code: status.code.to_string(),
        name: status.name,
        tally: status.tally,
        findings: found.map_or(0, |row| row.found),
        findings_closed: found.map_or(0, |row| row.closed),
        history_events,
    })
}

fn kinds(notices: &BTreeMap<&'static str, u32>) -> String {
    let named = notices.iter().filter_map(|(name, count)| Some((Instrument::parse(name)?, count)));
    let mut named: Vec<_> = named.collect();
    named.sort();
    named
        .iter()
        .map(|(instrument, count)| format!("{}\u{a0}{count}", instrument.chinese()))
        .collect::<Vec<_>>()
        .join(" · ")
}
