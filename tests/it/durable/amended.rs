//! A running campaign's plan is amended: every docket takes it, every bureau hears of it once, and who did it, when
//! and why can be told.

use super::holidays::{COUNTIES, day, due_days, launched, planner};
use duban::{
    cli::{Format, Global},
    commands::rebuild,
    context::App,
};
use duban_domain::{
    BureauCode, CampaignId, Instrument, Plan,
    amendment::{DayForSome, DifferenceKind},
    plan::{Due, Opens},
};
use duban_service::{AppliedAmendment, CampaignContext, NextVersion, Service, Visible};
use duban_store::NoticeFilter;
use duban_tests::{Sandbox, WorkerSetup, campaign::RETURNED};
use duban_workflows::ids;

/// The running campaign in the hand of its planner.
pub(super) async fn in_hand(service: &Service, campaign: &CampaignId) -> Visible<CampaignContext> {
    service.campaign_context(campaign).await.unwrap().as_operator("测试".to_owned(), planner())
}

/// The plan with its day two weeks later and something owed besides.
pub(super) fn next(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    let mut extra = plan.obligations[0].clone();
    (extra.id, extra.title, extra.due) =
        ("extra".into(), "灾后抽查情况".to_owned(), Due::On(day("2027-03-10")));
    extra.opens = Some(Opens::On(day("2026-11-02")));
    plan.obligations[0].due = Due::On(day("2027-02-24"));
    plan.obligations.push(extra);
    plan
}

/// Whom each docket told of the amendment.
pub(super) async fn news(sandbox: &Sandbox, campaign: &CampaignId) -> Vec<BureauCode> {
    let mut told = Vec::new();
    for county in COUNTIES {
        let source = Some(ids::bureau_campaign(campaign, &county.into()));
        let filter = NoticeFilter { source, ..NoticeFilter::default() };
        let rows = sandbox.store.notice_list(campaign, &filter).await.unwrap();
        let amended = rows.into_iter().filter(|row| row.notice.instrument == Instrument::PlanAmended);
        told.extend(amended.map(|row| row.notice.to));
    }
    told
}

/// The days of both obligations in each county.
pub(super) const AMENDED: [&str; 6] =
    ["02-24 17:30", "03-10 17:30", "02-24 17:30", "03-10 17:30", "02-24 17:30", "03-10 17:30"];

#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_comes_into_force_for_all_and_each_hears_of_it_once() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let (running, service) = launched(&sandbox).await;
    let campaign = &running.campaign.terms.campaign;
    let context = in_hand(&service, campaign).await;
    let plan = next(&context.kept.plan);
    let version = NextVersion::from(plan.clone());
    let preview = context.preview_amendment(&version).await.unwrap();
    assert!(preview.refusals.is_empty(), "{preview:?}");
    let kinds: Vec<_> = preview.differences.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [DifferenceKind::Due, DifferenceKind::Added]);
    let changed: Vec<_> = preview.bureaus.iter().map(|one| one.bureau.as_str()).collect();
    assert_eq!(changed, COUNTIES);
    assert_eq!(due_days(&sandbox, campaign).await, ["02-10 17:30"; 3], "nothing has changed yet");
    assert_eq!(context.plan_versions().await.unwrap().len(), 1);
    // Something else than was seen is not put in force.
    let other = context.amend(&version, "汛期", Some("something else")).await.unwrap();
    assert!(matches!(other, AppliedAmendment::Differs(_)));
    let amended = context.amend(&version, "汛期抽调人员", Some(&preview.seal)).await.unwrap();
    assert!(matches!(amended, AppliedAmendment::Amended(2, _)));
    assert_eq!(due_days(&sandbox, campaign).await, AMENDED);
    assert_eq!(news(&sandbox, campaign).await, COUNTIES.map(BureauCode::from));
    sandbox.until_mailed().await;
    // Who, when, why; and all questions go by it now.
    let context = in_hand(&service, campaign).await;
    assert_eq!(context.kept.plan, plan);
    let versions = context.plan_versions().await.unwrap();
    assert_eq!(versions.iter().map(|row| row.version).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((versions[1].reason.as_deref(), &versions[1].by), (Some("汛期抽调人员"), &planner()));
    assert!(versions[1].told.is_some() && versions[0].reason.is_none());
    assert!(context.amend(&version, "再次", None).await.is_err(), "nothing would change");
    // What is dropped is lifted for those who owe it.
    let mut shorter = plan.clone();
    shorter.obligations.truncate(1);
    let dropped = context.amend(&shorter.into(), "合并事项", None).await.unwrap();
    assert!(matches!(dropped, AppliedAmendment::Amended(3, _)));
    let duties = sandbox.store.duty_list(campaign, Some(&RETURNED.into())).await.unwrap();
    let states: Vec<_> = duties.iter().map(|row| (row.duty.id.as_str(), row.duty.state.as_str())).collect();
    assert!(states.contains(&("extra", "waived")), "{states:?}");
    assert_eq!(news(&sandbox, campaign).await.len(), COUNTIES.len() * 2);
    // One bureau gets a day of its own, and nobody else hears of it.
    let context = in_hand(&service, campaign).await;
    let id = context.kept.plan.obligations[0].id.clone();
    let alone = DayForSome { obligation: id, bureaus: vec![RETURNED.into()], due: day("2027-03-01") };
    let version = NextVersion { plan: context.kept.plan.clone(), days: vec![alone] };
    let amended = context.amend(&version, "该局单独延期", None).await.unwrap();
    let AppliedAmendment::Amended(4, preview) = amended else { panic!("{amended:?}") };
    assert_eq!(preview.differences[0].kind, DifferenceKind::DueForSome);
    assert_eq!(preview.bureaus.iter().map(|one| one.bureau.as_str()).collect::<Vec<_>>(), [RETURNED]);
    assert_eq!(news(&sandbox, campaign).await.len(), COUNTIES.len() * 2 + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_store_learns_the_versions_again() {
    let mut sandbox = Sandbox::new().await;
    let worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let (running, service) = launched(&sandbox).await;
    let campaign = running.campaign.terms.campaign.clone();
    let context = in_hand(&service, &campaign).await;
    let plan = next(&context.kept.plan);
    context.amend(&plan.clone().into(), "汛期抽调人员", None).await.unwrap();
    let known = async |sandbox: &Sandbox| {
        let versions = sandbox.store.plan_version_list(&campaign).await.unwrap();
        versions.into_iter().map(|row| (row.version, row.plan, row.reason, row.by.name)).collect::<Vec<_>>()
    };
    let before = known(&sandbox).await;
    let days = due_days(&sandbox, &campaign).await;
    worker.stop().await;
    sandbox.lose_store().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let global = Global { settings: Some(sandbox.settings()), set: Vec::new(), format: Format::Table };
    rebuild(&App::new(&global).unwrap(), campaign.as_str(), None).await.unwrap();
    assert_eq!(known(&sandbox).await, before);
    assert_eq!(due_days(&sandbox, &campaign).await, days);
    assert_eq!(sandbox.store.campaign_get(&campaign).await.unwrap().unwrap().plan, plan);
    assert!(sandbox.store.plan_version_open().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes tests/histories; DUBAN_WRITE_HISTORIES=1"]
async fn write_amended_history() {
    if std::env::var_os("DUBAN_WRITE_HISTORIES").is_none() {
        return;
    }
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let (running, service) = launched(&sandbox).await;
    let campaign = &running.campaign.terms.campaign;
    let context = in_hand(&service, campaign).await;
    let plan = next(&context.kept.plan);
    context.amend(&plan.clone().into(), "汛期抽调人员", None).await.unwrap();
    let context = in_hand(&service, campaign).await;
    let mut shorter = plan.clone();
    shorter.obligations.truncate(1);
    shorter.obligations[0].ladder.truncate(1);
    context.amend(&shorter.into(), "合并事项", None).await.unwrap();
    let workflow = ids::bureau_campaign(campaign, &RETURNED.into());
    let history = sandbox.history(&workflow, None).await.anonymous();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/histories/amended.json");
    std::fs::write(path, history.bytes()).unwrap();
}
