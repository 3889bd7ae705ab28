//! Registering findings, by ones or by the ten thousand. An import that was cut off goes on where it
//! stopped when it is started again.

use crate::{CampaignContext, ServiceError, conflict::Conflict};
use duban_activities::{engine::EngineClient, starts::Starter};
use duban_config::findings::{check_registration, finding_id};
use duban_domain::{
    Actor, BureauCode, CampaignId, Finding, FindingId, Party, PlanTime,
    finding::{FindingStatus, FindingTerms, Registration},
    terms::parties,
};
use duban_store::Store;
use futures::{StreamExt, TryStreamExt, stream};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Registers findings of one campaign.
#[derive(Clone)]
pub struct Register {
    /// The engine.
    pub client: EngineClient,
    /// The ledger.
    pub store: Store,
    /// How their workflows are started.
    pub starter: Starter,
    /// How they are handled.
    pub terms: Arc<FindingTerms>,
    /// Who registers.
    pub by: Actor,
    /// When.
    pub at: PlanTime,
}

/// A finding to be registered.
#[derive(Clone, Debug)]
pub struct FindingEntry {
    /// The bureau in whose district it lies.
    pub party: Party,
    /// What was found.
    pub registration: Registration,
}

/// What an import came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Findings that were started.
    pub new: usize,
    /// Findings that were there already, with the same content.
    pub known: usize,
}

/// Those of `offered` whose ids are taken by something else.
async fn conflicting<'r>(
    store: &Store,
    campaign: &CampaignId,
    offered: impl Iterator<Item = &'r Registration> + Clone,
) -> Result<(BTreeSet<FindingId>, Vec<Conflict>), ServiceError> {
    let ids: Vec<FindingId> = offered.clone().map(|one| one.id.clone()).collect();
    let standing = store.findings_of(campaign, &ids).await?;
    let known = standing.keys().cloned().collect();
    let mut conflicts = Vec::new();
    let mut standing: BTreeMap<FindingId, (Registration, bool)> = standing
        .into_iter()
        .map(|(id, detail)| {
            let signal = detail.row.source.needs_triage();
            let triaged = signal && detail.row.view.standing != FindingStatus::Registered;
            (id, (detail.into_registration(), triaged))
        })
        .collect();
    for one in offered {
        let Some((stands, triaged)) = standing.get(&one.id) else {
            // Twice in one message: the second is judged by the first.
            standing.insert(one.id.clone(), (one.clone(), false));
            continue;
        };
        let differences = stands.differences(one, *triaged);
        if !differences.is_empty() {
            conflicts.push(Conflict { id: one.id.clone(), differences });
        }
    }
    Ok((known, conflicts))
}

impl CampaignContext {
    /// Those findings that are offered under an id which something else has, in their order.
    pub async fn conflicts(&self, offered: &[Registration]) -> Result<Vec<Conflict>, ServiceError> {
        Ok(conflicting(self.store(), self.id(), offered.iter()).await?.1)
    }

    /// A finding as it would be registered: judged as a row of a spreadsheet would be, and with its id, from
    /// the number it was given or from its content.
    ///
    /// # Errors
    /// All that is invalid, a sentence each.
    pub fn checked_finding(
        &self,
        registration: Registration,
        number: Option<&str>,
        local_products: &[String],
    ) -> Result<Registration, ServiceError> {
        let (plan, directory) = (&self.kept.plan, self.service.directory());
        let today = self.now.date(plan.zone);
        let problems = check_registration(&registration, plan, directory, local_products, today);
        if !problems.is_empty() {
            return Err(ServiceError::Invalid(problems));
        }
        let id = finding_id(&registration, number).map_err(|why| ServiceError::Invalid(vec![why]))?;
        Ok(Registration { id, ..registration })
    }

    /// Registers findings that have their ids; `progress` is told of each. One that is there already is
    /// left as it is.
    ///
    /// # Errors
    /// The plan keeps no findings, a bureau takes no part, or an id is another's, and nothing was registered; the engine's and
    /// the store's: what was registered until then stays, and the same call goes on from there.
    pub(crate) async fn register_findings(
        &self,
        by: Actor,
        findings: Vec<Registration>,
        progress: impl Fn() + Send + Sync,
    ) -> Result<Imported, ServiceError> {
        let terms = self.finding_terms()?;
        let parties: BTreeMap<BureauCode, Party> = parties(self.service.directory(), &self.kept.plan.issuer)
            .into_iter()
            .map(|party| (party.bureau.clone(), party))
            .collect();
        let entry = |registration: Registration| {
            let party = parties.get(&registration.county).cloned();
            let party = party.ok_or_else(|| ServiceError::unknown("bureau", &registration.county))?;
            Ok(FindingEntry { party, registration })
        };
        let entries = findings.into_iter().map(entry).collect::<Result<_, ServiceError>>()?;
        let register = Register {
            client: self.service.client().await?,
            store: self.store().clone(),
            starter: self.starter(),
            terms,
            by,
            at: self.now,
        };
        register.import(entries, self.service.parts().import_concurrency, progress).await
    }

    /// How findings are handled in this campaign.
    fn finding_terms(&self) -> Result<Arc<FindingTerms>, ServiceError> {
        let terms = self.terms()?;
        let rules = terms.findings.clone().ok_or_else(|| ServiceError::KeepsNoFindings(self.id().clone()))?;
        let listing = terms.listing.unwrap_or_default();
        Ok(Arc::new(FindingTerms { matter: terms.matter(), rules, listing }))
    }
}

impl Register {
    /// Registers findings, at most `concurrency` starts in flight; `progress` is told of each.
    ///
    /// # Errors
    /// An id is another's, and nothing was registered; the engine's and the store's: what was started until
    /// then stays.
    pub async fn import(
        &self,
        entries: Vec<FindingEntry>,
        concurrency: usize,
        progress: impl Fn() + Send + Sync,
    ) -> Result<Imported, ServiceError> {
        // The engine forgets ended workflows after a while; the store does not.
        let offered = entries.iter().map(|entry| &entry.registration);
        let (known, conflicts) = conflicting(&self.store, &self.terms.matter.campaign, offered).await?;
        if !conflicts.is_empty() {
            return Err(ServiceError::Conflicts(conflicts));
        }
        let progress = &progress;
        let starts = entries.into_iter().map(|entry| {
            let is_known = known.contains(&entry.registration.id);
            async move {
                let is_new = !is_known && self.start(entry).await?;
                progress();
                Ok(is_new)
            }
        });
        let count = |mut sum: Imported, is_new| async move {
            if is_new {
                sum.new += 1
            } else {
                sum.known += 1
            }
            Ok(sum)
        };
        stream::iter(starts).buffer_unordered(concurrency.max(1)).try_fold(Imported::default(), count).await
    }

    async fn start(&self, FindingEntry { party, registration }: FindingEntry) -> Result<bool, ServiceError> {
        let finding = Finding::new(self.terms.clone(), party, registration, self.by.clone(), self.at);
        Ok(self.starter.finding(&self.client, finding).await?)
    }
}
