//! League tables of a campaign that runs: closed once, circulated as a document, unmoved by what comes late
//! and by a store that is written again.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use chrono::Duration;
use duban::{
    cli::{Format, Global},
    commands::rebuild,
    context::App,
};
use duban_console::router_as;
use duban_domain::{
    Actor, BureauCode, Command, CommandEnvelope, EventEnvelope, Instrument, Level, PlanTime,
    access::Role,
    league::{Circulation, LeagueSheet, PeriodId, PeriodState, Verdict},
};
use duban_service::{ServiceError, league::League, tell_machine};
use duban_store::{DocumentFilter, DocumentRow, Wanted};
use duban_tests::{
    Campaign, Running, Sandbox, WorkerSetup, audit,
    campaign::{EXTENDED, PREFECTURE, RETURNED, SILENT},
    mail::Mail,
};
use duban_web::{Console, Parts, Principal, Via};
use duban_workflows::{ids, messages::Received};
use std::path::Path;
use tower::ServiceExt as _;

const MAY: PeriodId = PeriodId::Month { year: 2024, month: 5 };

fn league(sandbox: &Sandbox, running: &Running, now: PlanTime) -> League {
    League::new(sandbox.store.clone(), &running.campaign.terms, now)
}

async fn table(sandbox: &Sandbox, running: &Running, at: PlanTime) -> (PeriodState, LeagueSheet) {
    let table = league(sandbox, running, at).table(&MAY, Wanted::All).await.unwrap().unwrap();
    (table.state, table.sheet)
}

async fn tell(
    sandbox: &Sandbox,
    running: &Running,
    (bureau, at): (&str, PlanTime),
    command: Command,
) -> Result<Vec<EventEnvelope>, ServiceError> {
    let by = Actor { bureau: bureau.into(), name: "计划员".to_owned() };
    let received = Received { act: CommandEnvelope { by, command }, at };
    let bureau = BureauCode::from(bureau);
    tell_machine(&sandbox.client, &running.campaign.terms.campaign, &bureau, received, None).await
}

async fn circulation(sandbox: &Sandbox, running: &Running, at: PlanTime) -> Circulation {
    let league = league(sandbox, running, at);
    league.circulation(&MAY, Level::County, &PREFECTURE.into()).await.unwrap().unwrap()
}

async fn circulate(
    sandbox: &Sandbox,
    running: &Running,
    at: PlanTime,
) -> Result<Vec<EventEnvelope>, ServiceError> {
    let circulation = Box::new(circulation(sandbox, running, at).await);
    tell(sandbox, running, (PREFECTURE, at), Command::Circulate { circulation }).await
}

async fn circulars(sandbox: &Sandbox, running: &Running) -> Vec<DocumentRow> {
    let campaign = &running.campaign.terms.campaign;
    let filter = DocumentFilter {
        source: Some(ids::bureau_campaign(campaign, &PREFECTURE.into())),
        instrument: Some(Instrument::Circular),
        ..DocumentFilter::default()
    };
    sandbox.store.document_list(campaign, &filter).await.unwrap()
}

/// The plan time from which May's table is final.
fn settled(running: &Running) -> PlanTime {
    let terms = &running.campaign.terms;
    let periods = duban_domain::league::periods(terms);
    periods.iter().find(|period| period.id == MAY).unwrap().cut().plus(Duration::minutes(1))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_closed_circulated_and_moved_by_nothing() {
    let mut sandbox = Sandbox::new().await;
    let (setup, outbox) = WorkerSetup::quiet();
    let worker = sandbox.worker(setup).await;
    let running = sandbox.launch(Campaign::with_league(sandbox.folder(), "league")).await;
    // While figures may move, nothing is circulated.
    let (early, settled) = (running.campaign.terms.opens.plus(Duration::days(8)), settled(&running));
    let acts = sandbox.play_with_fermatas(&running, &[early, settled]);
    acts.held(early).await.unwrap();
    assert_eq!(table(&sandbox, &running, early).await.0, PeriodState::Open);
    let refused = circulate(&sandbox, &running, early).await.unwrap_err().to_string();
    assert!(refused.contains("is not final yet"), "{refused}");

    acts.go_on(early);
    acts.held(settled).await.unwrap();
    let (state, may) = table(&sandbox, &running, settled).await;
    assert_eq!(state, PeriodState::Frozen);
    let ranks: Vec<_> = may.level(Level::County).map(|row| (row.bureau.as_str(), row.rank)).collect();
    assert_eq!(ranks, [(RETURNED, Some(1)), (EXTENDED, Some(2)), (SILENT, Some(3))]);
    let missing: Vec<_> = may.facts_of(&SILENT.into()).map(|fact| fact.verdict).collect();
    assert_eq!(missing.iter().filter(|verdict| **verdict == Verdict::Missing).count(), 2, "{missing:?}");

    // A leader publishes it from its page; an officer may not.
    let by_the_page = async |role| {
        let who = Principal::new("who".to_owned(), "王局".to_owned(), PREFECTURE.into(), role, Via::Session);
        let app = router_as(Console::new(Parts { service: sandbox.service(&running.campaign) }), Some(who));
        let form = Body::from("period=2024-05&level=county");
        let request = Request::post(format!("/league/{}/circulate", running.campaign.terms.campaign))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        app.oneshot(request.body(form).unwrap()).await.unwrap().status()
    };
    assert_eq!(by_the_page(Role::Officer).await, StatusCode::FORBIDDEN);
    assert_eq!(circulars(&sandbox, &running).await.len(), 0);
    assert_eq!(by_the_page(Role::Leader).await, StatusCode::SEE_OTHER);
    assert_eq!(circulars(&sandbox, &running).await.len(), 1);
    let again = circulate(&sandbox, &running, settled).await.unwrap_err().to_string();
    assert!(again.contains("was circulated before"), "{again}");
    let foreign =
        Command::Circulate { circulation: Box::new(circulation(&sandbox, &running, settled).await) };
    let refused = tell(&sandbox, &running, (SILENT, settled), foreign).await.unwrap_err().to_string();
    assert!(refused.contains("none below it"), "{refused}");

    // What comes late changes nothing.
    let late = Command::Submit {
        obligation: "report".into(),
        attachments: vec!["总结.docx".to_owned()],
        files: Vec::new(),
        sealed: false,
    };
    tell(&sandbox, &running, (SILENT, settled), late).await.unwrap();
    assert_eq!(table(&sandbox, &running, settled).await.1, may);

    acts.go_on(settled);
    sandbox.until_played(&running, acts).await;
    let documents = circulars(&sandbox, &running).await;
    assert_eq!(documents.len(), 1);
    audit::numbers_have_no_gaps(&sandbox.store).await;
    let file = sandbox.filing_room().file(&documents[0]).await.unwrap();
    let key = format!("{}/{PREFECTURE}/{}", running.campaign.terms.campaign, documents[0].ordinal);
    let told: Vec<_> =
        Mail::in_outbox(&outbox).into_iter().filter(|mail| mail.notices.contains(&key)).collect();
    assert_eq!(told.len(), 3, "each ranked bureau is told once, in one digest: {key}");
    assert!(told.iter().all(|mail| mail.files.iter().any(|(name, _)| name.contains("通报"))));

    // A store that is lost: the journals give the same table, and the same document to the byte.
    worker.stop().await;
    sandbox.lose_store().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let global = Global { settings: Some(sandbox.settings()), set: Vec::new(), format: Format::Table };
    rebuild(&App::new(&global).unwrap(), running.campaign.plan.id.as_str(), None).await.unwrap();
    assert!(sandbox.store.league_closed(&running.campaign.terms.campaign).await.unwrap().is_empty());
    assert_eq!(table(&sandbox, &running, settled).await.1, may);
    let rebuilt = circulars(&sandbox, &running).await;
    assert_eq!((&rebuilt[0].notice, rebuilt[0].number), (&documents[0].notice, documents[0].number));
    assert_eq!(sandbox.filing_room().file(&rebuilt[0]).await.unwrap().sha256, file.sha256);
}

/// `DUBAN_WRITE_HISTORIES=1` with `--run-ignored only` writes the history if it is missing.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes tests/histories; DUBAN_WRITE_HISTORIES=1"]
async fn write_league_history() {
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/histories/league-circulated.json"));
    if std::env::var_os("DUBAN_WRITE_HISTORIES").is_none() || file.exists() {
        return;
    }
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let running = sandbox.launch(Campaign::with_league(sandbox.folder(), "circulated")).await;
    let settled = settled(&running);
    let acts = sandbox.play_with_fermatas(&running, &[settled]);
    acts.held(settled).await.unwrap();
    circulate(&sandbox, &running, settled).await.unwrap();
    let ordinal = circulars(&sandbox, &running).await[0].ordinal;
    let void = Command::Void { notice: ordinal, reason: "主送单位有误".to_owned() };
    tell(&sandbox, &running, (PREFECTURE, settled), void).await.unwrap();
    circulate(&sandbox, &running, settled).await.unwrap();
    acts.go_on(settled);
    sandbox.until_played(&running, acts).await;
    let workflow = ids::bureau_campaign(&running.campaign.terms.campaign, &PREFECTURE.into());
    let history = sandbox.history(&workflow, None).await;
    std::fs::write(file, history.anonymous().bytes()).unwrap();
}
