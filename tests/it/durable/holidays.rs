//! 2027 is announced while an autumn campaign runs into it. The notice is invented, for tests alone.

use chrono::{NaiveDate, Utc};
use duban_config::{known_calendar, read_holidays};
use duban_domain::{
    Actor, BureauCode, CampaignId, Command, CommandEnvelope, Instrument, Span, Terms, WallTime,
    calendar::UnannouncedYears,
    plan::{Due, NonWorkingDue},
    redating::Clock,
};
use duban_service::{Redating, Service, tell_machine};
use duban_store::NoticeFilter;
use duban_tests::{
    Campaign, Running, Sandbox, Shape, WorkerSetup,
    campaign::{EXTENDED, PREFECTURE, RETURNED, SILENT},
    until,
};
use duban_workflows::{ids, messages::Received};
use std::{path::Path, sync::Arc};

const NOTICE: &str = include_str!("../../src/notice_2027.txt");
pub(super) const COUNTIES: [&str; 3] = [RETURNED, EXTENDED, SILENT];

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn planner() -> Actor {
    Actor { bureau: PREFECTURE.into(), name: "测试".to_owned() }
}

/// One obligation, due on Wednesday 10 February 2027; a plan minute a second, so that nothing falls due.
pub(super) fn autumn(sandbox: &Sandbox) -> Campaign {
    in_autumn(Campaign::short(sandbox.folder(), "autumn", Shape::TwoLevels))
}

/// The same of another campaign.
pub(super) fn in_autumn(campaign: Campaign) -> Campaign {
    let mut campaign = campaign.by_the_clock().at_speed(60);
    let plan = &mut campaign.plan;
    plan.issued = day("2026-11-02");
    plan.closes = Some(day("2027-03-31"));
    plan.non_working_due = NonWorkingDue::Next;
    plan.unannounced_years = UnannouncedYears::Provisional;
    plan.phases.clear();
    plan.tail = None;
    plan.obligations.truncate(1);
    let obligation = &mut plan.obligations[0];
    (obligation.phase, obligation.due) = (None, Due::On(day("2027-02-10")));
    obligation.reminders = vec![Span::WorkingDays(1)];
    let mut terms = Terms::resolve(&campaign.plan, &known_calendar().unwrap()).unwrap();
    terms.tolerance_seconds = campaign.terms.tolerance_seconds;
    campaign.terms = Arc::new(terms);
    campaign.script = Default::default();
    campaign
}

pub(super) async fn import(service: &Service) {
    let read = read_holidays(Path::new("通知.txt"), NOTICE).unwrap();
    service.import_holidays(&read, "通知.txt", &planner()).await.unwrap();
}

/// Launches it and waits until every bureau has been told of it.
pub(super) async fn launched(sandbox: &Sandbox) -> (Running, Service) {
    let campaign = autumn(sandbox);
    let service = sandbox.service(&campaign);
    let running = sandbox.launch(campaign).await;
    sandbox.until_notices(&running, COUNTIES.len()).await;
    (running, service)
}

/// The days on which the counties owe it, as the store has them.
pub(super) async fn due_days(sandbox: &Sandbox, campaign: &CampaignId) -> Vec<String> {
    let zone = chrono_tz::Asia::Shanghai;
    let mut days = Vec::new();
    for county in COUNTIES {
        let duties = sandbox.store.duty_list(campaign, Some(&county.into())).await.unwrap();
        days.extend(duties.iter().map(|duty| duty.duty.due.in_zone(zone).format("%m-%d %H:%M").to_string()));
    }
    days
}

pub(super) async fn notices_of_moves(sandbox: &Sandbox, campaign: &CampaignId) -> Vec<BureauCode> {
    let mut told = Vec::new();
    for county in COUNTIES {
        let source = Some(ids::bureau_campaign(campaign, &county.into()));
        let filter = NoticeFilter { source, ..NoticeFilter::default() };
        let rows = sandbox.store.notice_list(campaign, &filter).await.unwrap();
        let moved = rows.into_iter().filter(|row| row.notice.instrument == Instrument::DatesMoved);
        told.extend(moved.map(|row| row.notice.to));
    }
    told
}

pub(super) fn due_moves(redatings: &[Redating]) -> usize {
    let moves = redatings.iter().flat_map(|redating| &redating.machines).flat_map(|machine| &machine.moves);
    moves.filter(|moved| moved.clock == Clock::Due).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_campaign_follows_the_notice_once_it_is_applied() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let (running, service) = launched(&sandbox).await;
    let campaign = &running.campaign.terms.campaign;
    import(&service).await;
    let foreseen = service.foresee_redating(&planner()).await.unwrap();
    assert_eq!(due_moves(&foreseen), COUNTIES.len());
    assert_eq!(foreseen[0].reason, "2027年放假安排已公布");
    assert_eq!(due_days(&sandbox, campaign).await, ["02-10 17:30"; 3], "nothing has moved yet");
    let moved = service.redate(&planner()).await.unwrap();
    assert_eq!(due_moves(&moved), COUNTIES.len());
    assert_eq!(due_days(&sandbox, campaign).await, ["02-15 17:30"; 3]);
    assert_eq!(notices_of_moves(&sandbox, campaign).await, COUNTIES.map(BureauCode::from));
    // A second time nothing moves, and nobody is told again.
    assert_eq!(service.foresee_redating(&planner()).await.unwrap(), []);
    assert_eq!(service.redate(&planner()).await.unwrap(), []);
    assert_eq!(notices_of_moves(&sandbox, campaign).await.len(), COUNTIES.len());
    sandbox.until_mailed().await;
    // What is asked of the scene goes by the new year now.
    let scene = service.campaign_context(campaign).await.unwrap();
    assert_eq!(scene.terms().unwrap().items[0].due_day, day("2027-02-15"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_that_broke_off_is_finished_by_the_next() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let (running, service) = launched(&sandbox).await;
    let campaign = &running.campaign.terms.campaign;
    import(&service).await;
    // As far as one comes that is killed after it has told the first bureau.
    let known = WallTime::new(Utc::now());
    let begun = [campaign.clone()];
    sandbox.store.holiday_application_insert(&begun, known, &planner(), known).await.unwrap();
    let terms = Box::new(service.campaign_context(campaign).await.unwrap().terms().unwrap());
    let command = Command::Redate { terms, reason: "2027年放假安排已公布".to_owned() };
    let received = Received { act: CommandEnvelope { by: planner(), command }, at: running.now() };
    tell_machine(&sandbox.client, campaign, &BureauCode::from(RETURNED), received, None).await.unwrap();
    assert_eq!(due_days(&sandbox, campaign).await, ["02-15 17:30", "02-10 17:30", "02-10 17:30"]);
    // Whoever comes next finishes it, and the first bureau is not told twice.
    let moved = service.redate(&planner()).await.unwrap();
    assert_eq!(due_moves(&moved), COUNTIES.len() - 1);
    until("every bureau's date", async || {
        (due_days(&sandbox, campaign).await == ["02-15 17:30"; 3]).then_some(())
    })
    .await;
    assert_eq!(notices_of_moves(&sandbox, campaign).await, COUNTIES.map(BureauCode::from));
    assert!(sandbox.store.holiday_application_open().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes tests/histories; DUBAN_WRITE_HISTORIES=1"]
async fn write_history() {
    if std::env::var_os("DUBAN_WRITE_HISTORIES").is_none() {
        return;
    }
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let (running, service) = launched(&sandbox).await;
    let campaign = &running.campaign.terms.campaign;
    import(&service).await;
    service.redate(&planner()).await.unwrap();
    assert_eq!(due_days(&sandbox, campaign).await, ["02-15 17:30"; 3]);
    let workflow = ids::bureau_campaign(campaign, &RETURNED.into());
    let history = sandbox.history(&workflow, None).await.anonymous();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/histories/redated.json");
    std::fs::write(path, history.bytes()).unwrap();
}
