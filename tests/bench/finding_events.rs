//! `finding-events`: what a finding that is put right on time costs the engine, in history events, which do
//! not depend on the machine.

use crate::{
    figures,
    findings::FindingCampaign,
    frugality::{Events, UntypedHandle, events},
    stage::{BenchStage, now, running, until},
};
use anyhow::{Context, Result, ensure};
use chrono::Duration;
use duban_domain::{
    Actor, BureauCode, CommandEnvelope, FindingId, Pace, PlanTime, Timebase,
    finding::{FindingCommand, FindingStatus, Grade},
};
use duban_service::{FindingEntry, Register, tell_machine};
use duban_store::FindingDetail;
use duban_workflows::{ids, messages::Received};
use std::{collections::BTreeMap, sync::Arc};
use temporalio_client::UntypedWorkflow;

/// Two days a second, as in the demo.
const SPEED: u32 = 172_800;
/// Wall seconds a wake may be late before it is an outage.
const TOLERANCE: i64 = 120;
/// The demo's, in milliseconds.
const GATHER: u32 = 150;
const LOOKS_EVERY: std::time::Duration = std::time::Duration::from_millis(50);

/// How a finding is put right: always on time, re-inspected a day after the evidence.
struct Course {
    name: &'static str,
    /// Days from the order to the evidence. The reminder comes after about 18.
    evidence_after: i64,
    acknowledged: bool,
}

const COURSES: [Course; 3] = [
    Course { name: "evidence before the reminder", evidence_after: 8, acknowledged: false },
    Course { name: "the same, the order acknowledged", evidence_after: 8, acknowledged: true },
    Course {
        name: "evidence after the reminder, the order acknowledged",
        evidence_after: 20,
        acknowledged: true,
    },
];

pub(crate) async fn run(_small: bool) -> Result<()> {
    let stage = BenchStage::set().await?;
    let worker = stage.worker(1_000, GATHER).await?;
    let mut campaign = FindingCampaign::new()?;
    campaign.loaded.terms = duban::context::with_wall_tolerance(campaign.loaded.terms, TOLERANCE, SPEED);
    let timebase = campaign.timebase(SPEED);
    campaign.keep(&stage.store, timebase).await?;
    let sheet = stage.folder.path().join("findings.csv");
    campaign.write_sheet(&sheet, COURSES.len() + 1)?;
    let entries = campaign.read_sheet(&sheet)?;
    let ordinary = entries.into_iter().filter(|entry| entry.registration.grade == Grade::Ordinary);
    // Without a moment of grace: in compressed time that moment is hours.
    let pace = Pace::default();
    let mut counted = Vec::new();
    for (course, entry) in COURSES.iter().zip(ordinary) {
        let register = campaign.register(&stage.client, &stage.store, timebase, pace)?;
        counted.push((course.name, follow(&stage, register, timebase, course, entry).await?));
    }
    worker.end().await?;
    stage.strike().await?;
    show(&counted);
    Ok(())
}

/// One finding from its registration to its end.
async fn follow(
    stage: &BenchStage,
    register: Register,
    timebase: Timebase,
    course: &Course,
    entry: FindingEntry,
) -> Result<Events> {
    let (id, county) = (entry.registration.id.clone(), entry.registration.county.clone());
    let begun = register.at;
    let campaign = register.terms.matter.campaign.clone();
    register.import(vec![entry], 1, || ()).await?;
    let there = async || Ok(stage.store.finding_get(&campaign, &id).await?.is_some());
    until("the finding's first record", LOOKS_EVERY, there).await?;
    let people = People { stage, register: &register, timebase, id: &id };
    let detail = people.detail().await?;
    ensure!(detail.row.view.standing == FindingStatus::Ordered, "no order followed");
    let day = |days: i64| begun.plus(Duration::days(days));
    if course.acknowledged {
        let (order, to) = people.order(&detail).await?;
        people.tell(to, day(3), FindingCommand::Acknowledge { notice: order, reply: None }).await?;
    }
    let evidence = FindingCommand::FileEvidence { note: "已下架".to_owned(), attachments: Vec::new() };
    people.tell(county.clone(), day(course.evidence_after), evidence).await?;
    let seen = FindingCommand::Reinspect { passed: true, result: "整改到位".to_owned() };
    people.tell(county, day(course.evidence_after + 1), seen).await?;
    until("its end", LOOKS_EVERY, async || Ok(running(&stage.client).await? == 0)).await?;
    let view = people.detail().await?.row.view;
    ensure!(view.standing == FindingStatus::Closed && view.on_time == Some(true), "{view:?}");
    let handle: UntypedHandle =
        stage.client.sdk().get_workflow_handle::<UntypedWorkflow>(ids::finding(&campaign, &id));
    events(&handle).await
}

/// Those who act.
struct People<'a> {
    stage: &'a BenchStage,
    register: &'a Register,
    timebase: Timebase,
    id: &'a FindingId,
}

impl People<'_> {
    async fn detail(&self) -> Result<FindingDetail> {
        let found = self.stage.store.finding_get(&self.register.terms.matter.campaign, self.id).await?;
        found.context("the ledger does not know the finding")
    }

    /// The order's ordinal, and to whom it went.
    async fn order(&self, detail: &FindingDetail) -> Result<(u32, BureauCode)> {
        for ordinal in 0..4 {
            if let Some(row) = self.stage.store.document_get(&detail.workflow, ordinal).await? {
                return Ok((ordinal, row.notice.to));
            }
        }
        anyhow::bail!("there is no order")
    }

    async fn tell(&self, bureau: BureauCode, at: PlanTime, command: FindingCommand) -> Result<()> {
        let wait = self.timebase.wall(at).since(now()).to_std().unwrap_or_default();
        tokio::time::sleep(wait).await;
        let act = CommandEnvelope { by: Actor { bureau, name: "bench".to_owned() }, command };
        let terms = Arc::clone(&self.register.terms);
        let received = Received { act, at };
        tell_machine(&self.stage.client, &terms.matter.campaign, self.id, received, None).await?;
        Ok(())
    }
}

fn show(counted: &[(&str, Events)]) {
    let count = |events: &Events, kind: &str| events.get(kind).copied().unwrap_or_default();
    let line = |(name, events): &(&str, Events)| {
        let numbers = [
            events.values().sum(),
            count(events, "marker_recorded"),
            count(events, "workflow_execution_update_accepted"),
        ];
        let [total, records, commands] = numbers.map(|number: usize| number.to_string());
        [(*name).to_owned(), total, records, commands]
    };
    let all: BTreeMap<_, _> = counted.iter().map(|(name, events)| (*name, events)).collect();
    let json = serde_json::json!({ "events": all });
    figures::show(
        "finding-events: an ordinary finding of a check, put right on time",
        ["course", "history events", "records", "of them commands"],
        counted.iter().map(line).collect(),
        json,
    );
}
