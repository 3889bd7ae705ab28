//! `duban rebuild`: the engine's memory as a store. Every workflow carries its journal, so that a lost store
//! can be written again from the workflows alone.

use crate::{context::App, output::RefusedCommand, wiring};
use anyhow::Result;
use chrono::{DateTime, Utc};
use duban_activities::engine::{EngineClient, EngineError};
use duban_domain::{
    BureauCode, CampaignId, Command, DomainEvent, PlanTime,
    amendment::Amendment,
    correspondence::NoticeEvent,
    record::{DocumentNumber, Record, Step},
    terms::parties,
};
use duban_service::{Launched, MEMO, replace_lost};
use duban_store::{NewCampaign, NewPlanVersion, Projection, Store};
use duban_workflows::{
    BureauCampaign, FindingWorkflow, IncidentWorkflow, ListingWorkflow, MachineWorkflow, ids,
    machine_workflow::DossierOf,
    messages::{Dossier, JournalEntry},
};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// What each of these workflows knows, with its id.
async fn dossiers<W: MachineWorkflow>(client: &EngineClient, ids: Vec<String>) -> Result<Dossiers<W>> {
    let mut known = Vec::new();
    for id in ids {
        match client.query::<W, _>(&id, W::DOSSIER, ()).await {
            Ok(dossier) => known.push((id, dossier)),
            Err(EngineError::NotFound(_)) => {
                eprintln!("the engine no longer knows {id}; what it did cannot be written again");
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(known)
}

/// The same of all matters of a kind, running or ended.
async fn of_campaign<W: MachineWorkflow>(
    client: &EngineClient,
    campaign: &CampaignId,
) -> Result<Dossiers<W>> {
    dossiers::<W>(client, client.ids_of::<W>(campaign, "").await?).await
}

/// Writes a campaign into the store again: what was launched from the issuer's workflow, and every record
/// of every bureau, finding, listing and incident. Document numbers are the ones that were given.
///
/// # Errors
/// There is no such campaign in the engine.
pub async fn rebuild(app: &App, campaign: &str, resend_since: Option<DateTime<Utc>>) -> Result<()> {
    let settings = app.settings();
    let client = wiring::client(settings).await?;
    let store = Store::open(settings.store.url.expose()).await?;
    store.migrate().await?;
    replace_lost(&store, &client, &wiring::place(settings)).await?;
    let directory = app.directory()?;
    let bureaus: Vec<_> = directory.iter().cloned().collect();
    store.bureau_upsert_all(&bureaus).await?;
    let id = CampaignId::from(campaign);
    let launched = launched(&client, &id, bureaus.iter().map(|b| &b.code)).await?;
    let dockets = parties(&directory, &launched.plan.issuer);
    let dockets = dockets.iter().map(|party| ids::bureau_campaign(&id, &party.bureau)).collect();
    let new = NewCampaign {
        plan: launched.plan,
        timebase: launched.timebase,
        launched_by: launched.by,
        launched_at: launched.at,
    };
    store.campaign_insert(&new).await?;
    let dockets = dossiers::<BureauCampaign>(&client, dockets).await?;
    for version in versions(&dockets) {
        store.plan_version_insert(&version).await?;
        store.plan_version_finish(&id, version.version, version.at).await?;
    }
    let findings = of_campaign::<FindingWorkflow>(&client, &id).await?;
    let listings = of_campaign::<ListingWorkflow>(&client, &id).await?;
    let incidents = of_campaign::<IncidentWorkflow>(&client, &id).await?;
    // A workflow whose records are back goes on at once; it must not take a number that stands in the
    // records of another, still to come.
    let mut numbers = numbers_given(&dockets);
    numbers.extend(numbers_given(&findings));
    numbers.extend(numbers_given(&listings));
    numbers.extend(numbers_given(&incidents));
    store.document_number_raise_all(&numbers).await?;
    let since = resend_since.map(PlanTime::new);
    let found = dockets.len() + findings.len() + listings.len() + incidents.len();
    let mut records = write(&store, &id, dockets, since).await?;
    records += write(&store, &id, findings, since).await?;
    records += write(&store, &id, listings, since).await?;
    records += write(&store, &id, incidents, since).await?;
    eprintln!("{id}: {records} records of {found} workflows written");
    Ok(())
}

/// The versions of the plan that dockets were told of, in order: each docket may know of some alone.
fn versions(dockets: &Dossiers<BureauCampaign>) -> Vec<NewPlanVersion> {
    let mut found = BTreeMap::new();
    for (_, dossier) in dockets {
        for step in dossier.journal.iter().flat_map(|entry| &entry.steps) {
            let Step::Act { act, at, .. } = step else { continue };
            let Command::Amend { amendment } = &act.command else { continue };
            let Amendment { version, reason, plan, days, .. } = &**amendment;
            let (version, plan, days) = (*version, plan.clone(), days.clone());
            let (reason, by, at) = (reason.clone(), act.by.clone(), dossier.timebase.wall(*at));
            found.entry(version).or_insert(NewPlanVersion { version, plan, days, reason, by, at });
        }
    }
    found.into_values().collect()
}

type Dossiers<W> = Vec<(String, DossierOf<W>)>;
type Known<C, W, V> = Vec<(String, Dossier<C, W, V>)>;

/// Every number in these dossiers, with the bureau that issued the document.
fn numbers_given<C, W: DomainEvent, V>(known: &Known<C, W, V>) -> Vec<(BureauCode, DocumentNumber)> {
    let issuer_of = |entry: &JournalEntry<C, W>, ordinal: u32| {
        entry.effects.iter().find_map(|effect| match effect.event.paper().as_deref() {
            Some(NoticeEvent::Issued { notice }) if notice.ordinal == ordinal => Some(notice.from.clone()),
            _ => None,
        })
    };
    let entries = known.iter().flat_map(|(_, dossier)| &dossier.journal);
    let given = entries.flat_map(|entry| {
        let numbers = entry.numbers.iter();
        numbers.filter_map(move |(ordinal, number)| Some((issuer_of(entry, *ordinal)?, *number)))
    });
    given.collect()
}

/// What was launched: the issuer is the bureau whose workflow keeps it.
async fn launched<'a>(
    client: &EngineClient,
    id: &CampaignId,
    bureaus: impl Iterator<Item = &'a BureauCode>,
) -> Result<Launched> {
    for bureau in bureaus {
        let Some(described) = client.describe(&ids::bureau_campaign(id, bureau)).await? else { continue };
        if let Some(launched) = described.memo().get::<Launched>(MEMO)? {
            return Ok(launched);
        }
    }
    Err(RefusedCommand(format!("the engine knows no campaign {id}")).into())
}

async fn write<C, W, V>(
    store: &Store,
    campaign: &CampaignId,
    known: Known<C, W, V>,
    since: Option<PlanTime>,
) -> Result<usize>
where
    C: Serialize + DeserializeOwned + PartialEq,
    W: DomainEvent,
    V: Projection<W> + Clone,
{
    let mut count = 0;
    for (workflow, dossier) in known {
        let last = dossier.journal.last().map(|entry| entry.sequence);
        for entry in dossier.journal {
            // The first record makes a matter's row; the last brings everything as it stands.
            let tells = entry.sequence == 1 || Some(entry.sequence) == last;
            let record = Record {
                workflow: workflow.clone(),
                sequence: entry.sequence,
                campaign: campaign.clone(),
                bureau: dossier.bureau.clone(),
                steps: entry.steps,
                effects: entry.effects,
                views: if tells { dossier.views.clone() } else { Vec::new() },
                timebase: dossier.timebase,
                zone: dossier.zone,
                pace: dossier.pace,
            };
            store.record_with_numbers(&record, &entry.numbers, since).await?;
            count += 1;
        }
    }
    Ok(count)
}
