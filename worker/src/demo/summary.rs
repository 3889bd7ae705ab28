//! The demo's end: a table per bureau, and how far the durable run and the simulation agree.

use super::stage::Stage;
use crate::{commands::state_of, output};
use anyhow::{Context, Result};
use duban_domain::{
    Instrument,
    simulation::{NoticeKey, Run},
};
use duban_store::{BureauStatus, NoticeFilter};
use serde::Serialize;
use std::collections::BTreeMap;

/// What came of the demo.
#[derive(Debug, Serialize)]
pub struct Summary {
    pub campaign: String,
    pub finished_at: String,
    /// Notices the durable run issued.
    pub notices: usize,
    /// Notices the pure simulation issued.
    pub simulated: usize,
    pub mails: u32,
    /// Notices that are in one of the two runs only.
    pub differences: usize,
    pub bureaus: Vec<BureauSummary>,
}

/// What came of one bureau.
#[derive(Debug, Serialize)]
pub struct BureauSummary {
    pub code: String,
    pub name: String,
    pub on_time: u32,
    pub late: u32,
    pub waived: u32,
    pub unfulfilled: u32,
    pub notices: BTreeMap<&'static str, u32>,
    pub history_events: usize,
}

impl Summary {
    /// Reads the ledger and the engine and compares with the simulation.
    pub async fn of(stage: &Stage, runs: &[Run]) -> Result<Self> {
        let campaign = &stage.terms.campaign;
        let rows = stage.store.notice_list(campaign, &NoticeFilter::default()).await?;
        let durable = sorted(rows.iter().map(|row| NoticeKey::of(&row.about, &row.notice)));
        let simulated =
            sorted(runs.iter().flat_map(|run| {
                run.notices().map(|notice| NoticeKey::of(&run.docket.party().bureau, notice))
            }));
        let differing = differing(&simulated, &durable);
        for (sign, key) in &differing {
            eprintln!("{sign} {key:?}");
        }
        let mut bureaus = Vec::new();
        for status in stage.store.status(campaign).await?.into_iter().filter(|status| status.total > 0) {
            bureaus.push(bureau(stage, status).await?);
        }
        let finished = stage.store.campaign_get(campaign).await?.and_then(|kept| kept.finished);
        Ok(Self {
            campaign: campaign.to_string(),
            finished_at: finished
                .context("the ledger does not know that the campaign ended")?
                .rfc3339(stage.terms.office.zone),
            notices: durable.len(),
            simulated: simulated.len(),
            mails: stage.store.mail_count(None).await?.sent,
            differences: differing.len(),
            bureaus,
        })
    }

    /// The table and the sentence.
    pub fn people(&self) -> String {
        let mut table = output::table([
            "code",
            "bureau",
            "on time",
            "late",
            "waived",
            "open at close",
            "notices",
            "history events",
        ]);
        for bureau in &self.bureaus {
            table.add_row([
                bureau.code.clone(),
                bureau.name.clone(),
                bureau.on_time.to_string(),
                bureau.late.to_string(),
                bureau.waived.to_string(),
                bureau.unfulfilled.to_string(),
                kinds(&bureau.notices),
                bureau.history_events.to_string(),
            ]);
        }
        format!(
            "{table}\n{} mails. The durable run issued {} notices and the pure simulation {}; {} differ.\n",
            self.mails, self.notices, self.simulated, self.differences
        )
    }
}

async fn bureau(stage: &Stage, status: BureauStatus) -> Result<BureauSummary> {
    let campaign = &stage.terms.campaign;
    let counts = stage.store.notice_counts(campaign).await?;
    let ours = counts.iter().filter(|count| count.bureau == status.code);
    let (_, history_events) = state_of(&stage.client, campaign, &status.code)
        .await?
        .with_context(|| format!("the engine does not know the workflow of {}", status.code))?;
    Ok(BureauSummary {
        notices: ours.map(|count| (count.instrument.as_str(), count.count)).collect(),
        code: status.code.to_string(),
        name: status.name,
        on_time: status.on_time,
        late: status.late,
        waived: status.waived,
        unfulfilled: status.unfulfilled,
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

fn sorted(keys: impl Iterator<Item = NoticeKey>) -> Vec<NoticeKey> {
    let mut keys: Vec<_> = keys.collect();
    keys.sort();
    keys
}

/// The keys that are in one list only, `-` for the first and `+` for the second; both lists are sorted,
/// and a key that stands twice counts twice.
pub fn differing<'a>(a: &'a [NoticeKey], b: &'a [NoticeKey]) -> Vec<(char, &'a NoticeKey)> {
    let (mut a, mut b, mut found) = (a.iter().peekable(), b.iter().peekable(), Vec::new());
    loop {
        match (a.peek(), b.peek()) {
            (Some(x), Some(y)) if x == y => {
                a.next();
                b.next();
            }
            (Some(x), other) if other.is_none_or(|y| *x < *y) => found.extend(a.next().map(|x| ('-', x))),
            (_, Some(_)) => found.extend(b.next().map(|y| ('+', y))),
            (_, None) => return found,
        }
    }
}
