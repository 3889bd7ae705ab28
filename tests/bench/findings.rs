//! Findings to measure with: a campaign that keeps them, spreadsheets of them, and their registration.

use crate::{
    sample,
    stage::{TASK_QUEUE, now},
};
use anyhow::{Context, Result, anyhow, ensure};
use duban_activities::{engine::EngineClient, starts::Starter};
use duban_config::{
    LoadedPlan,
    findings::{findings_template, load_findings},
    sample_directory,
};
use duban_domain::{
    Actor, BureauCode, CampaignId, Directory, Level, Pace, Party, Timebase,
    finding::{CreditCode, FindingTerms, Grade},
    terms::parties,
};
use duban_service::{FindingEntry, Register};
use duban_store::{NewCampaign, Store};
use std::{collections::BTreeMap, fmt::Write as _, path::Path, sync::Arc};

/// A campaign that keeps findings.
pub(crate) struct FindingCampaign {
    pub(crate) directory: Directory,
    pub(crate) loaded: LoadedPlan,
    pub(crate) counties: Vec<BureauCode>,
    parties: BTreeMap<BureauCode, Party>,
}

impl FindingCampaign {
    /// Guizhou's, by the default rules.
    pub(crate) fn new() -> Result<Self> {
        Self::of(sample_directory()?, sample::GUIZHOU_PLAN)
    }

    /// Of a plan's text.
    pub(crate) fn of(directory: Directory, plan: &str) -> Result<Self> {
        let loaded = sample::plan(plan, &directory)?;
        let all = parties(&directory, &loaded.plan.issuer);
        let counties = all.iter().filter(|party| party.level == Level::County);
        let counties = counties.map(|party| party.bureau.clone()).collect();
        let parties = all.into_iter().map(|party| (party.bureau.clone(), party)).collect();
        Ok(Self { directory, loaded, counties, parties })
    }

    /// The same under another id.
    pub(crate) fn named(mut self, id: &str) -> Self {
        self.loaded.plan.id = CampaignId::from(id);
        self.loaded.terms.campaign = CampaignId::from(id);
        self
    }

    pub(crate) fn id(&self) -> &CampaignId {
        &self.loaded.plan.id
    }

    /// Its first instant is a minute ago.
    pub(crate) fn timebase(&self, speed: u32) -> Timebase {
        Timebase::compressed(self.loaded.terms.opens, now().plus(chrono::Duration::minutes(-1)), speed)
    }

    /// Keeps the campaign in a store; no bureau's workflow is started.
    pub(crate) async fn keep(&self, store: &Store, timebase: Timebase) -> Result<()> {
        let list: Vec<_> = self.directory.iter().cloned().collect();
        store.bureau_upsert_all(&list).await?;
        let plan = self.loaded.plan.clone();
        store
            .campaign_insert(&NewCampaign { plan, timebase, launched_by: self.by(), launched_at: now() })
            .await?;
        Ok(())
    }

    pub(crate) fn by(&self) -> Actor {
        Actor { bureau: self.loaded.plan.issuer.clone(), name: "bench".to_owned() }
    }

    /// What registers findings, as `duban finding import` does.
    pub(crate) fn register(
        &self,
        client: &EngineClient,
        store: &Store,
        timebase: Timebase,
        pace: Pace,
    ) -> Result<Register> {
        let terms = &self.loaded.terms;
        let rules = terms.findings.clone().context("the plan keeps no findings")?;
        let listing = terms.listing.unwrap_or_default();
        Ok(Register {
            client: client.clone(),
            store: store.clone(),
            starter: Starter { task_queue: TASK_QUEUE.to_owned(), timebase, pace },
            terms: Arc::new(FindingTerms { matter: terms.matter(), rules, listing }),
            by: self.by(),
            at: timebase.plan(now()),
        })
    }

    /// Writes a spreadsheet: findings of on-site checks, spread evenly over the counties.
    pub(crate) fn write_sheet(&self, path: &Path, rows: usize) -> Result<()> {
        let mut csv = findings_template().join(",");
        for (row, county) in (0..rows).zip(self.counties.iter().cycle()) {
            let code = credit_code(row)?;
            let grade = Grade::ALL.get(usize::from(row % 5 == 0)).context("no such grade")?.chinese();
            let day = self.loaded.plan.issued;
            write!(
                csv,
                "\n{row:06},{county},第{row}号示范门店,{code},销售,燃气用具,燃气灶具,流通领域,现场检查,{grade},\
                 产品标识不全，无法说明来源,{day},,"
            )?;
        }
        std::fs::write(path, csv)?;
        Ok(())
    }

    /// Reads a spreadsheet, as `duban finding import` does.
    pub(crate) fn read_sheet(&self, path: &Path) -> Result<Vec<FindingEntry>> {
        let plan = &self.loaded.plan;
        let sheet = load_findings(path, plan, &self.directory, &[], plan.issued)?;
        ensure!(sheet.bad.is_empty(), "a bad row: {}", sheet.bad[0]);
        let entry = |row: duban_config::SheetRow| {
            let registration = row.registration;
            let party = self.parties.get(&registration.county).context("a bureau takes no part")?.clone();
            Ok(FindingEntry { party, registration })
        };
        sheet.rows.into_iter().map(entry).collect()
    }
}

/// The credit code of the `n`th enterprise.
pub(crate) fn credit_code(n: usize) -> Result<CreditCode> {
    let first = format!("9152{n:013}");
    let last = CreditCode::check_character(&first).context("these characters have no check character")?;
    CreditCode::parse(&format!("{first}{last}")).map_err(|why| anyhow!("{why}"))
}

/// The settings' defaults.
pub(crate) const PACE: Pace =
    Pace { grace_ms: 2_000, listen_ms: 30_000, task_timeout_seconds: 0, continue_after: 0, conducted: false };
