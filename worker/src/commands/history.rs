//! `duban export-history` and `duban rebuild`: the engine's memory, as a file and as a store.

use super::launch::{Launched, MEMO};
use crate::{
    context::App,
    output::{self, RefusedCommand},
    wiring,
};
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use duban_domain::{
    BureauCode, CampaignId, Effect, Party, PlanTime,
    record::{DocumentNumber, Record},
    terms::parties,
};
use duban_store::{NewCampaign, Store};
use duban_workflows::{
    BureauCampaign, ids,
    messages::{Dossier, JournalEntry},
};
use std::path::Path;
use temporalio_client::{
    Client, UntypedWorkflow, WorkflowDescribeOptions, WorkflowFetchHistoryOptions, WorkflowQueryOptions,
    errors::WorkflowQueryError,
};

/// Writes a workflow's history as JSON, as the replayer reads it.
///
/// # Errors
/// There is no such workflow; the engine's; the file's.
pub async fn export(app: &App, workflow: &str, file: Option<&Path>) -> Result<()> {
    let client = wiring::client(app.settings()).await?;
    let json = history_of(&client, workflow).await?;
    match file {
        Some(file) => std::fs::write(file, json).with_context(|| format!("writing {}", file.display())),
        None => output::line(String::from_utf8_lossy(&json)),
    }
}

/// A workflow's whole history as JSON.
///
/// # Errors
/// There is no such workflow; the engine's.
pub async fn history_of(client: &Client, workflow: &str) -> Result<Vec<u8>> {
    let handle = client.get_workflow_handle::<UntypedWorkflow>(workflow);
    let history = handle.fetch_history(WorkflowFetchHistoryOptions::default());
    history.to_json().await.with_context(|| format!("reading the history of {workflow}"))
}

/// Writes a campaign into the store again: what was launched from the issuer's workflow, and every
/// record from each bureau's. Document numbers are the ones that were given.
///
/// # Errors
/// There is no such campaign in the engine; the engine's and the store's.
pub async fn rebuild(app: &App, campaign: &str, resend_since: Option<DateTime<Utc>>) -> Result<()> {
    let settings = app.settings();
    let client = wiring::client(settings).await?;
    let store = Store::open(settings.store.url.expose()).await?;
    store.migrate().await?;
    let directory = app.directory()?;
    let bureaus: Vec<_> = directory.iter().cloned().collect();
    store.bureau_upsert_all(&bureaus).await?;
    let id = CampaignId::from(campaign);
    let launched = launched(&client, &id, bureaus.iter().map(|b| &b.code)).await?;
    let issuer = launched.plan.issuer.clone();
    let new = NewCampaign {
        plan: launched.plan,
        timebase: launched.timebase,
        launched_by: launched.by,
        launched_at: launched.at,
    };
    store.campaign_insert(&new).await?;
    let mut dossiers = Vec::new();
    for party in parties(&directory, &issuer) {
        match dossier(&client, &id, &party).await? {
            Some(dossier) => dossiers.push((party.bureau, dossier)),
            None => eprintln!(
                "{}: the engine no longer knows {}; what it did cannot be written again",
                id, party.bureau
            ),
        }
    }
    // A workflow whose records are back goes on at once; it must not take a number that stands in
    // the records of another, still to come.
    let numbers: Vec<_> = dossiers.iter().flat_map(|(_, dossier)| numbers_given(dossier)).collect();
    store.document_number_raise_all(&numbers).await?;
    let since = resend_since.map(PlanTime::new);
    let (found, mut records) = (dossiers.len(), 0);
    for (bureau, dossier) in dossiers {
        records += rebuild_bureau(&store, &id, &bureau, dossier, since).await?;
    }
    eprintln!("{id}: {records} records of {found} bureaus written");
    Ok(())
}

/// Every number in a dossier, with the bureau that issued the document.
fn numbers_given(dossier: &Dossier) -> Vec<(BureauCode, DocumentNumber)> {
    let issuer_of = |entry: &JournalEntry, ordinal: u32| {
        let mut notices = entry.effects.iter().filter_map(Effect::notice);
        notices.find(|notice| notice.ordinal == ordinal).map(|notice| notice.from.clone())
    };
    let given = |entry: &JournalEntry| {
        let numbers = entry.numbers.iter();
        numbers
            .filter_map(|(ordinal, number)| Some((issuer_of(entry, *ordinal)?, *number)))
            .collect::<Vec<_>>()
    };
    dossier.journal.iter().flat_map(given).collect()
}

/// What was launched: the issuer is the bureau whose workflow keeps it.
async fn launched<'a>(
    client: &Client,
    id: &CampaignId,
    bureaus: impl Iterator<Item = &'a BureauCode>,
) -> Result<Launched> {
    for bureau in bureaus {
        let handle = client.get_workflow_handle::<BureauCampaign>(ids::bureau_campaign(id, bureau));
        let Ok(described) = handle.describe(WorkflowDescribeOptions::default()).await else { continue };
        if let Some(launched) = described.memo().get::<Launched>(MEMO)? {
            return Ok(launched);
        }
    }
    Err(RefusedCommand(format!("the engine knows no campaign {id}")).into())
}

async fn dossier(client: &Client, id: &CampaignId, party: &Party) -> Result<Option<Dossier>> {
    let handle = client.get_workflow_handle::<BureauCampaign>(ids::bureau_campaign(id, &party.bureau));
    match handle.query(BureauCampaign::dossier, (), WorkflowQueryOptions::default()).await {
        Ok(dossier) => Ok(Some(dossier)),
        Err(WorkflowQueryError::NotFound(_)) => Ok(None),
        Err(error) => Err(error)
            .with_context(|| format!("asking the workflow of {}; a worker must be running", party.bureau)),
    }
}

async fn rebuild_bureau(
    store: &Store,
    id: &CampaignId,
    bureau: &BureauCode,
    dossier: Dossier,
    since: Option<PlanTime>,
) -> Result<usize> {
    let count = dossier.journal.len();
    let last = dossier.journal.last().map(|entry| entry.sequence);
    for entry in dossier.journal {
        let record = Record {
            workflow: ids::bureau_campaign(id, bureau),
            sequence: entry.sequence,
            campaign: id.clone(),
            bureau: bureau.clone(),
            steps: entry.steps,
            effects: entry.effects,
            // The last record brings the obligations as they stand.
            duties: if Some(entry.sequence) == last { dossier.duties.clone() } else { Vec::new() },
            timebase: dossier.timebase,
            zone: dossier.zone,
        };
        store.record_with_numbers(&record, &entry.numbers, since).await?;
    }
    Ok(count)
}
