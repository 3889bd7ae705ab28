//! What conducting promises: a real deviation is told and ends nothing, and a machine that is held passes no
//! instant, whatever the clock says.

use chrono::Duration;
use duban::demo::differences::Differences;
use duban_domain::{
    Actor, BureauCode, Command, CommandEnvelope, DocketEvent, Silence, simulation::NoticeKey,
};
use duban_service::{cue_machine, tell_machine};
use duban_tests::{
    Campaign, Sandbox, Shape, WorkerSetup, audit,
    campaign::{PREFECTURE, RETURNED, SILENT},
    findings::ON_TIME,
    until,
};
use duban_workflows::{
    ids,
    messages::{Cue, Received},
};
use std::path::Path;

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_passes_no_instant_before_it_is_told_of_silence() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let running = sandbox.launch(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels)).await;
    let terms = &running.campaign.terms;
    // By the clock the campaign has been over for long.
    running.until(terms.closes.plus(Duration::days(30))).await;
    let ledger = async || {
        let rows = sandbox.store.ledger_list(&terms.campaign, Some(&SILENT.into())).await.unwrap();
        rows.into_iter().map(|row| row.effect).collect::<Vec<_>>()
    };
    let cue = async |id: &str, silence| {
        let reach = match silence {
            Silence::Until(at) => Some(at),
            _ => None,
        };
        let cue = Cue { deed: None, silence, reach };
        until("the docket", async || {
            let (docket, cue) = (BureauCode::from(SILENT), cue.clone());
            cue_machine(&sandbox.client, &terms.campaign, &docket, cue, id.to_owned()).await.ok()
        })
        .await
    };
    cue("1", Silence::Untold).await;
    assert_eq!(ledger().await, [], "it has been told nothing");
    let noon = terms.opens.plus(Duration::days(2));
    cue("2", Silence::Until(noon)).await;
    let first = ledger().await;
    assert!(!first.is_empty() && first.iter().all(|effect| effect.at <= noon), "{first:#?}");
    // Somebody acts beside the conductor: the docket is where it is held.
    let by = Actor { bureau: SILENT.into(), name: "经办人".to_owned() };
    let command = Command::Submit {
        obligation: "receipt".into(),
        attachments: Vec::new(),
        files: Vec::new(),
        sealed: false,
    };
    let received = Received { act: CommandEnvelope { by, command }, at: running.now() };
    let told = tell_machine(&sandbox.client, &terms.campaign, &BureauCode::from(SILENT), received, None)
        .await
        .unwrap();
    assert!(matches!(told[..], [ref effect, ..] if effect.at == noon), "{told:?}");
    cue("3", Silence::ForGood).await;
    sandbox.until_closed(&running, &SILENT.into()).await;
    let all = ledger().await;
    assert!(all.iter().all(|effect| !matches!(effect.event, DocketEvent::Outage { .. })), "{all:#?}");
    assert!(all.is_sorted_by_key(|effect| effect.at), "{all:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deviation_is_told_with_both_sides_and_ends_nothing() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let running = sandbox.launch(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels)).await;
    let terms = &running.campaign.terms;
    let fermata = terms.opens.plus(Duration::days(4));
    let acts = sandbox.play_with_fermatas(&running, &[fermata]);
    acts.held(fermata).await.unwrap();
    // What nobody does in the rehearsal: the report that will be returned there is waived.
    let by = Actor { bureau: PREFECTURE.into(), name: "审核人".to_owned() };
    let command =
        Command::Waive { obligation: "report".into(), reason: "任务已由上级统筹".to_owned() };
    let received = Received { act: CommandEnvelope { by, command }, at: fermata };
    tell_machine(&sandbox.client, &terms.campaign, &BureauCode::from(RETURNED), received, None)
        .await
        .unwrap();
    acts.go_on(fermata);
    let deviations = acts.finish().await.unwrap();
    let docket = ids::bureau_campaign(&terms.campaign, &RETURNED.into());
    assert!(!deviations.is_empty() && deviations.iter().all(|one| one.player == docket), "{deviations:#?}");
    sandbox.until_ended(&running).await;
    let rows = audit::notices(&sandbox.store, &running).await;
    let durable = rows.iter().map(|row| NoticeKey::of(&row.about, &row.notice)).collect();
    let differences = Differences::of(running.rehearsal.notices(), durable, &deviations, terms.office.zone);
    let sides = |of: fn(&duban::demo::differences::Difference) -> bool| differences.0.iter().any(of);
    assert!(sides(|one| one.rehearsed.is_some() && one.durable.is_none()), "{differences}");
    assert!(sides(|one| one.rehearsed.is_none() && one.durable.is_some()), "{differences}");
    assert!(
        sides(|one| one.durable.as_ref().is_some_and(|told| told.starts_with("refused: "))),
        "{differences}"
    );
    assert!(differences.0.iter().all(|one| one.about == docket || one.about == RETURNED), "{differences}");
}

/// `DUBAN_WRITE_HISTORIES=1` with `--run-ignored only` writes the histories that are missing.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes tests/histories; DUBAN_WRITE_HISTORIES=1"]
async fn write_conducted_histories() {
    if std::env::var_os("DUBAN_WRITE_HISTORIES").is_none() {
        return;
    }
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let running = sandbox.run_to_end(Campaign::with_findings(sandbox.folder(), "conducted")).await;
    let campaign = &running.campaign.terms.campaign;
    let listing = running.rehearsal.listings[0].machine.opening().id.clone();
    for (name, workflow) in [
        ("conducted", ids::bureau_campaign(campaign, &RETURNED.into())),
        ("conducted-finding", ids::finding(campaign, &ON_TIME.into())),
        ("conducted-listing", ids::listing(campaign, &listing)),
    ] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("histories/{name}.json"));
        if !file.exists() {
            let history = sandbox.history(&workflow, None).await;
            assert!(history.count("WorkflowExecutionUpdateCompleted") > 1, "{name}");
            std::fs::write(file, history.anonymous().bytes()).unwrap();
        }
    }
}
